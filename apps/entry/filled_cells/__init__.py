"""Cells that a file or a system filled in, until a person has looked at them (docs/decisions/0033)."""
