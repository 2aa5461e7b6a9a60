"""A change of a definition and its indicator always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("goals", "0006_definition_change")]

    operations = [
        build_composite_foreign_key("goals_definitionchange", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_definitionchange", ("indicator_id", "board_id"), "goals_indicator"),
    ]
