"""Official papers of matters: what stands on them, from one context each."""
