"""Where and who: regions, stations, units, people and their roles, the calendar and the deadline rules."""
