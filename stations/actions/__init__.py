"""Verbs over several equal things of places and people."""
