"""Verbs of deputies and reception days."""
