"""Slips: a figure, a row or a whole column that is probably typed wrong, though every sum may hold."""
