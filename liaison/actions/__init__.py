"""Verbs of the roof: what reaches over places, deputies and matters at once."""
