"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("risks", "0001_initial"),
        ("organisation", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("risks_risk", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("risks_risk", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("risks_risk", ("table_id", "board_id"), "rounds_sourcetable"),
        build_composite_foreign_key("risks_controlactivity", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("risks_controlactivity", ("risk_id", "board_id"), "risks_risk"),
        build_composite_foreign_key("risks_controlresult", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("risks_controlresult", ("control_id", "board_id"), "risks_controlactivity"),
        build_composite_foreign_key("risks_controlresult", ("table_id", "board_id"), "rounds_sourcetable"),
    ]
