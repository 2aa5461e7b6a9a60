"""How much of a round is filled in, area by area, and what remains to be filled in or explained."""
