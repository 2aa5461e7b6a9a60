"""A made-up municipality for the demo: two boards that move from tertial to tertial, the latest one under way.

Everything is worked out from a date, so that the same date gives the same figures. ``build`` writes it, through the
product's own services.
"""
