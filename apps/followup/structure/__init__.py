"""What an administrator sets up: the tree, goals, indicators, targets and rounds of a year. Each act checks the role.

Nothing that has been reported on is ever taken away: what ends gets a last year, and what changes holds from a period
by a decision. ``NotAllowedError`` for another role; ``StructureError`` says in Swedish what is wrong.
"""

from apps.followup.structure.additions import add_area, add_goal, add_indicator
from apps.followup.structure.boards import rename_board
from apps.followup.structure.changes import change_indicator, move, rename, retire
from apps.followup.structure.checks import StructureError
from apps.followup.structure.targets import set_target
from apps.followup.structure.timing import list_periods_to_change
from apps.followup.structure.years import Copied, copy_year, set_up_year

__all__ = [
    "Copied",
    "StructureError",
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
