"""An indicator over time: how its figures are written, what they can be held against, and its course in words."""
