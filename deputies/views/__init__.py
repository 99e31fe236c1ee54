"""Pages of deputies and reception days."""
