"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("rounds", "0001_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("rounds_round", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("rounds_sourcetable", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("rounds_sourcetable", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("rounds_comment", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("rounds_comment", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("rounds_comment", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("rounds_areasubmission", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("rounds_areasubmission", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("rounds_areasubmission", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("rounds_celldraft", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("rounds_celldraft", ("round_id", "board_id"), "rounds_round"),
    ]
