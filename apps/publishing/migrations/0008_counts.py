"""How many records there are, kept beside them."""

import django.db.models.deletion
from django.db import migrations, models

from apps.core.constraints import composite_foreign_key

COUNT = """
INSERT INTO publishing_publishedcount (municipality_id, board_id, resource, year, tertial, records)
SELECT municipality_id, board_id, resource, year, tertial, count(*) FROM publishing_publishedrecord
GROUP BY municipality_id, board_id, resource, year, tertial;
SET CONSTRAINTS ALL IMMEDIATE;
"""  # checked at once, or the table could not be altered any more


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0004_board_edition"),
        ("publishing", "0007_kept_by_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resource", models.CharField(db_collation="C", max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("tertial", models.PositiveSmallIntegerField()),
                ("records", models.PositiveIntegerField()),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.board"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.municipality"
                    ),
                ),
            ],
            options={
                "verbose_name": "antal publicerade uppgifter",
                "verbose_name_plural": "antal publicerade uppgifter",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("resource", "board", "year", "tertial"),
                        include=("records",),
                        name="publishedcount_unique",
                    )
                ],
            },
        ),
        composite_foreign_key("publishing_publishedcount", ("board_id", "municipality_id"), "organisation_board"),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
