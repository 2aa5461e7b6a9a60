"""Amounts with a date of their own: changes of an area's budget, and forecasts between tertials."""
