"""A row and what it points at always belong to the same board and municipality, and a value to one table and unit."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

LINES = ("own_tables_ownrow", "own_tables_owncolumn")


class Migration(migrations.Migration):
    dependencies = [
        ("own_tables", "0001_initial"),
        ("organisation", "0006_explanation_rule"),
    ]

    operations = [
        build_composite_foreign_key("own_tables_owntable", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("own_tables_owntable", ("service_area_id", "board_id"), "organisation_servicearea"),
        *(build_composite_foreign_key(line, ("board_id", "municipality_id"), "organisation_board") for line in LINES),
        *(build_composite_foreign_key(line, ("own_table_id", "board_id"), "own_tables_owntable") for line in LINES),
        build_composite_foreign_key("own_tables_ownvalue", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("own_tables_ownvalue", ("own_table_id", "board_id"), "own_tables_owntable"),
        build_composite_foreign_key("own_tables_ownvalue", ("row_id", "own_table_id"), "own_tables_ownrow"),
        build_composite_foreign_key("own_tables_ownvalue", ("column_id", "own_table_id"), "own_tables_owncolumn"),
        migrations.RunSQL(
            "ALTER TABLE own_tables_ownvalue ADD CONSTRAINT own_tables_ownvalue_same_kind FOREIGN KEY (column_id, kind) "
            "REFERENCES own_tables_owncolumn (id, kind) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE own_tables_ownvalue DROP CONSTRAINT own_tables_ownvalue_same_kind",
        ),
    ]
