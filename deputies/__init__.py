"""People and their service: deputies, mandates, postings to stations, reception days."""
