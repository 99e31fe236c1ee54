"""Atomic verbs over several matters."""
