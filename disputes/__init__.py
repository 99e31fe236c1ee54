"""Matters and their way: issues, hearing cases and formal suggestions."""
