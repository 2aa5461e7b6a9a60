"""A line's cost type is one of the seven, or one of the board's own.

Which of the two it is stands in a column that the database works out: empty for the seven, and a foreign key for the
others. Django knows nothing of it, since nothing but the database needs it.
"""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

FORWARD = """
ALTER TABLE budget_operatingline ADD COLUMN own_cost_type varchar(80) GENERATED ALWAYS AS (
    CASE WHEN cost_type IN ('revenue', 'staff', 'premises', 'capital', 'other', 'cost', 'net') THEN NULL
    ELSE cost_type END) STORED;
ALTER TABLE budget_operatingline ADD CONSTRAINT operatingline_cost_type_known
    FOREIGN KEY (board_id, own_cost_type) REFERENCES budget_owncosttype (board_id, code) DEFERRABLE INITIALLY DEFERRED;
"""
BACKWARD = """
ALTER TABLE budget_operatingline DROP CONSTRAINT operatingline_cost_type_known;
ALTER TABLE budget_operatingline DROP COLUMN own_cost_type;
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0006_own_cost_types")]

    operations = [
        build_composite_foreign_key("budget_owncosttype", ("board_id", "municipality_id"), "organisation_board"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
