"""Budget changes and forecasts between tertials are facts too: those of an adopted report do not change.

They stand in no printed table, so the guard looks at their period alone (``entered``).
"""

import importlib

from django.db import migrations

earlier = importlib.import_module("apps.report.migrations.0004_triggers")

OLD_GUARD = earlier.GUARD_FACTS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
PERIOD_OF_ENTERED = """
    ELSIF TG_ARGV[0] = 'entered' THEN
        SELECT min(r.year || ' T' || r.tertial) INTO closed FROM touched AS f JOIN rounds_round AS r
            ON r.board_id = f.board_id AND r.year = f.year AND r.tertial = f.tertial
        WHERE r.state = 'adopted' AND r.correction_state <> 'open';
    ELSE"""
NEW_GUARD = OLD_GUARD.replace("\n    ELSE", PERIOD_OF_ENTERED, 1)


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0004_triggers"),
        ("budget", "0004_budget_changes"),
    ]

    operations = [
        migrations.RunSQL(NEW_GUARD, OLD_GUARD),
        *earlier.fact_triggers("budget_budgetchange", "entered"),
        *earlier.fact_triggers("budget_interimforecast", "entered"),
    ]
