"""Parsing and validating what is typed about matters."""
