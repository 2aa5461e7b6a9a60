"""A merge and its indicators always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("goals", "0010_indicator_merge")]

    operations = [
        build_composite_foreign_key("goals_indicatormerge", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_indicatormerge", ("indicator_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_indicatormerge", ("into_id", "board_id"), "goals_indicator"),
    ]
