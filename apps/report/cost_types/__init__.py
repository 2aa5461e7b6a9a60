"""A board's own cost types in its report: what the source has of them, and what they come to."""
