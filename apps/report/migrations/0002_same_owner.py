"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0001_initial"),
        ("organisation", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("followup_findinganswer", ("board_id", "municipality_id"), "organisation_board"),
    ]
