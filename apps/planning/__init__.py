"""Planning: what a board's administrator sets up, and changes, with the domain's services.

The tree of service areas, focus areas, goals, indicators, targets, investments, the internal control plan, the board's
own tables, and the rounds of a year. Each function checks the role: ``NotAllowedError`` for another; ``PlanningError``
says in Swedish what is wrong.
Nothing that has been reported on is deleted: what ends gets a last year, and what changes holds
from a period, by a decision (docs/decisions/0019).
"""

from apps.planning.additions import add_area, add_goal, add_indicator
from apps.planning.areas import change_area
from apps.planning.boards import (
    change_amount_sign,
    change_board_settings,
    change_explanation_rule,
    change_publicity,
    change_tolerance,
    rename_board,
)
from apps.planning.change_periods import list_periods_to_change
from apps.planning.changes import change_indicator, move, rename, reopen, retire
from apps.planning.control_plan import add_control, add_risk, change_control, change_risk, remove_from_control_plan
from apps.planning.cost_types import add_cost_type, change_cost_type, find_cost_type_use
from apps.planning.definitions import change_definition, withdraw_definition_change
from apps.planning.goals import add_focus_area, change_focus_area, change_goal
from apps.planning.indicator_merges import merge_indicators, withdraw_indicator_merge
from apps.planning.many.changed import ChangedIndicators
from apps.planning.many.indicators import IndicatorsChange, PlannedIndicator, change_indicators, plan_indicators
from apps.planning.many.new import NewIndicators
from apps.planning.many.relations import AnsweredRelations
from apps.planning.many.targets import YearTargets
from apps.planning.order import move_in_order
from apps.planning.own_tables import (
    add_own_line,
    add_own_table,
    add_table_from_template,
    change_own_line,
    change_own_table,
    move_own_line,
    remove_own_part,
)
from apps.planning.previews import PreviewedSteps, apply_seen
from apps.planning.projects import add_project, change_project
from apps.planning.relations import confirm_relation, refuse_relation, withdraw_relation
from apps.planning.reorganisations import DoneReorganisation, reorganise_areas, withdraw_reorganisation
from apps.planning.requirements import PlanningError
from apps.planning.targets import format_target_reading, set_target
from apps.planning.year_budgets import load_year_budgets, set_year_budgets
from apps.planning.years import CopiedPlan, MovedBase, copy_control_plan, copy_year, set_up_year

__all__ = [
    "AnsweredRelations",
    "ChangedIndicators",
    "CopiedPlan",
    "DoneReorganisation",
    "IndicatorsChange",
    "MovedBase",
    "NewIndicators",
    "PlannedIndicator",
    "PlanningError",
    "PreviewedSteps",
    "YearTargets",
    "add_area",
    "add_control",
    "add_cost_type",
    "add_focus_area",
    "add_goal",
    "add_indicator",
    "add_own_line",
    "add_own_table",
    "add_project",
    "add_risk",
    "add_table_from_template",
    "apply_seen",
    "change_amount_sign",
    "change_area",
    "change_board_settings",
    "change_control",
    "change_cost_type",
    "change_definition",
    "change_explanation_rule",
    "change_focus_area",
    "change_goal",
    "change_indicator",
    "change_indicators",
    "change_own_line",
    "change_own_table",
    "change_project",
    "change_publicity",
    "change_risk",
    "change_tolerance",
    "confirm_relation",
    "copy_control_plan",
    "copy_year",
    "find_cost_type_use",
    "format_target_reading",
    "list_periods_to_change",
    "load_year_budgets",
    "merge_indicators",
    "move",
    "move_in_order",
    "move_own_line",
    "plan_indicators",
    "refuse_relation",
    "remove_from_control_plan",
    "remove_own_part",
    "rename",
    "rename_board",
    "reopen",
    "reorganise_areas",
    "retire",
    "set_target",
    "set_up_year",
    "set_year_budgets",
    "withdraw_definition_change",
    "withdraw_indicator_merge",
    "withdraw_relation",
    "withdraw_reorganisation",
]
