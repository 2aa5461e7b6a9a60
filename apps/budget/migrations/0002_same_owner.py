"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0001_initial"),
        ("organisation", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("budget_investmentproject", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("budget_investmentproject", ("parent_id", "board_id"), "budget_investmentproject"),
        build_composite_foreign_key("budget_investmentproject", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("budget_investmentline", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("budget_investmentline", ("project_id", "board_id"), "budget_investmentproject"),
        build_composite_foreign_key("budget_investmentline", ("table_id", "board_id"), "rounds_sourcetable"),
        build_composite_foreign_key("budget_operatingline", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("budget_operatingline", ("service_area_id", "board_id"), "organisation_servicearea"),
        build_composite_foreign_key("budget_operatingline", ("table_id", "board_id"), "rounds_sourcetable"),
    ]
