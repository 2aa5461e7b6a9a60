"""The areas that an indicator is followed in are of the plan, which keeps what held before."""

import importlib

from django.db import migrations

earlier = importlib.import_module("apps.report.migrations.0004_triggers")


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0006_own_tables"),
        ("goals", "0014_indicator_area_same_owner"),
    ]

    operations = [earlier.plan_trigger("goals_indicatorarea")]
