"""A board's own tables in a report: the rows that they are built from, how they are built, and what they are then."""
