"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0001_initial"),
        ("organisation", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("goals_focusarea", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_goal", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_goal", ("parent_id", "board_id"), "goals_goal"),
        build_composite_foreign_key("goals_indicator", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_indicator", ("goal_id", "board_id"), "goals_goal"),
        build_composite_foreign_key("goals_indicator", ("reference_for_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_target", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_target", ("indicator_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_target", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("goals_target", ("table_id", "board_id"), "rounds_sourcetable"),
        build_composite_foreign_key("goals_outcome", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_outcome", ("indicator_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_outcome", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("goals_outcome", ("table_id", "board_id"), "rounds_sourcetable"),
        build_composite_foreign_key("goals_assessment", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_assessment", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("goals_assessment", ("goal_id", "board_id"), "goals_goal"),
        build_composite_foreign_key("goals_assessment", ("indicator_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_assessment", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("goals_assessment", ("table_id", "board_id"), "rounds_sourcetable"),
    ]
