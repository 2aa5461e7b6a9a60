"""A board's own tables are of the plan, which keeps what held before; what a report says in them is its facts."""

import importlib

from django.db import migrations

earlier = importlib.import_module("apps.report.migrations.0004_triggers")

PLAN_TABLES = ("own_tables_owntable", "own_tables_ownrow", "own_tables_owncolumn")


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0005_budget_changes"),
        ("own_tables", "0002_same_owner"),
    ]

    operations = [
        *(earlier.plan_trigger(table) for table in PLAN_TABLES),
        *earlier.fact_triggers("own_tables_ownvalue", "entered"),
    ]
