"""Forms of deputies and reception days."""
