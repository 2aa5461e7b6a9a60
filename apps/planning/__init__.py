"""Planning: what a board's administrator sets up, and changes, with the domain's services.

The tree of service areas, goals, indicators, targets, and the rounds of a year. Each function
checks the role: ``NotAllowedError`` for another; ``PlanningError`` says in Swedish what is wrong.
Nothing that has been reported on is deleted: what ends gets a last year, and what changes holds
from a period, by a decision (docs/decisions/0019).
"""

from apps.planning.additions import add_area, add_goal, add_indicator
from apps.planning.boards import change_explanation_rule, change_tolerance, rename_board
from apps.planning.change_periods import list_periods_to_change
from apps.planning.changes import change_indicator, move, rename, retire
from apps.planning.definitions import change_definition, withdraw_definition_change
from apps.planning.relations import confirm_relation, refuse_relation, withdraw_relation
from apps.planning.requirements import PlanningError
from apps.planning.targets import format_target_reading, set_target
from apps.planning.years import CopiedPlan, MovedBase, copy_year, set_up_year

__all__ = [
    "CopiedPlan",
    "MovedBase",
    "PlanningError",
    "add_area",
    "add_goal",
    "add_indicator",
    "change_definition",
    "change_explanation_rule",
    "change_indicator",
    "change_tolerance",
    "confirm_relation",
    "copy_year",
    "format_target_reading",
    "list_periods_to_change",
    "move",
    "refuse_relation",
    "rename",
    "rename_board",
    "retire",
    "set_target",
    "set_up_year",
    "withdraw_definition_change",
    "withdraw_relation",
]
