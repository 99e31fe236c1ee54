"""The demo district: a believable year of made-up people and their matters, walked through the flows move by move."""
