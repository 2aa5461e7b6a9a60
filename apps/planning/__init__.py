"""What an administrator sets up: the tree, goals, indicators, targets and rounds of a year. Each act checks the role.

Nothing that has been reported on is ever taken away: what ends gets a last year, and what changes holds from a period
by a decision. ``NotAllowedError`` for another role; ``PlanningError`` says in Swedish what is wrong.
"""

from apps.planning.additions import add_area, add_goal, add_indicator
from apps.planning.boards import rename_board
from apps.planning.change_periods import list_periods_to_change
from apps.planning.changes import change_indicator, move, rename, retire
from apps.planning.requirements import PlanningError
from apps.planning.targets import set_target
from apps.planning.years import CopiedPlan, copy_year, set_up_year

__all__ = [
    "CopiedPlan",
    "PlanningError",
    "add_area",
    "add_goal",
    "add_indicator",
    "change_indicator",
    "copy_year",
    "list_periods_to_change",
    "move",
    "rename",
    "rename_board",
    "retire",
    "set_target",
    "set_up_year",
]
