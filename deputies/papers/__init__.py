"""Papers and files of reception days."""
