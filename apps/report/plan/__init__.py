"""The plan in time: what it was in a period, what a correction takes along, and how targets changed in the year."""
