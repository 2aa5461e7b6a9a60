"""An indicator and the areas that it is followed in always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("goals", "0013_indicator_area")]

    operations = [
        build_composite_foreign_key("goals_indicatorarea", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("goals_indicatorarea", ("indicator_id", "board_id"), "goals_indicator"),
        build_composite_foreign_key("goals_indicatorarea", ("service_area_id", "board_id"), "organisation_servicearea"),
    ]
