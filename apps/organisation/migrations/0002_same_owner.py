"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("organisation_servicearea", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("organisation_servicearea", ("parent_id", "board_id"), "organisation_servicearea"),
    ]
