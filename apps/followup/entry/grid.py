"""The sheets to fill in. Each is read as a whole; see ``entry.shapes`` for what they hold."""

from apps.followup.entry.grid_controls import control_grid
from apps.followup.entry.grid_money import investment_grid, money_grid
from apps.followup.entry.grid_outcomes import outcome_grid

__all__ = ["control_grid", "investment_grid", "money_grid", "outcome_grid"]
