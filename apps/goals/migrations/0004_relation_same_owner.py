"""A relation and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("goals", "0003_relation")]

    operations = [
        build_composite_foreign_key("goals_relation", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_relation", ("total_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_relationpart", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_relationpart", ("relation_id", "board_id"), "goals_relation"),
        build_composite_foreign_key("goals_relationpart", ("indicator_id", "board_id"), "goals_indicator"),
    ]
