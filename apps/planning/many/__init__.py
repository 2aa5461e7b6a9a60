"""Changes of many indicators and targets at once: each checked as one alone, and written by few statements."""
