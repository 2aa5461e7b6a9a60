"""Planning: what a board's administrator sets up, and changes, with the domain's services.

The tree of service areas, focus areas, goals, indicators, targets, investments, the internal control plan, and the
rounds of a year. Each function
checks the role: ``NotAllowedError`` for another; ``PlanningError`` says in Swedish what is wrong.
Nothing that has been reported on is deleted: what ends gets a last year, and what changes holds
from a period, by a decision (docs/decisions/0019).
"""

from apps.planning.additions import add_area, add_goal, add_indicator
from apps.planning.boards import (
    change_amount_sign,
    change_board_settings,
    change_explanation_rule,
    change_tolerance,
    rename_board,
)
from apps.planning.change_periods import list_periods_to_change
from apps.planning.changes import change_indicator, move, rename, reopen, retire
from apps.planning.control_plan import add_control, add_risk, change_control, change_risk, remove_from_control_plan
from apps.planning.cost_types import add_cost_type, find_cost_type_use, rename_cost_type
from apps.planning.definitions import change_definition, withdraw_definition_change
from apps.planning.goals import add_focus_area, change_focus_area, change_goal
from apps.planning.many_indicators import IndicatorsChange, PlannedIndicator, change_indicators, plan_indicators
from apps.planning.projects import add_project, change_project
from apps.planning.relations import confirm_relation, refuse_relation, withdraw_relation
from apps.planning.requirements import PlanningError
from apps.planning.targets import format_target_reading, set_target
from apps.planning.years import CopiedPlan, MovedBase, copy_control_plan, copy_year, set_up_year

__all__ = [
    "CopiedPlan",
    "IndicatorsChange",
    "MovedBase",
    "PlannedIndicator",
    "PlanningError",
    "add_area",
    "add_control",
    "add_cost_type",
    "add_focus_area",
    "add_goal",
    "add_indicator",
    "add_project",
    "add_risk",
    "change_amount_sign",
    "change_board_settings",
    "change_control",
    "change_definition",
    "change_explanation_rule",
    "change_focus_area",
    "change_goal",
    "change_indicator",
    "change_indicators",
    "change_project",
    "change_risk",
    "change_tolerance",
    "confirm_relation",
    "copy_control_plan",
    "copy_year",
    "find_cost_type_use",
    "format_target_reading",
    "list_periods_to_change",
    "move",
    "plan_indicators",
    "refuse_relation",
    "remove_from_control_plan",
    "rename",
    "rename_board",
    "rename_cost_type",
    "reopen",
    "retire",
    "set_target",
    "set_up_year",
    "withdraw_definition_change",
    "withdraw_relation",
]
