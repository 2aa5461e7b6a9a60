"""Rendered pages are found by their address. Those there are belong to the old way: the table is made anew."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0002_same_owner"),
        ("publishing", "0006_records_same_owner"),
    ]

    operations = [
        migrations.DeleteModel("RenderedPage"),
        migrations.CreateModel(
            name="RenderedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=400)),
                ("page", models.CharField(max_length=200)),
                ("build", models.CharField(max_length=64)),
                ("edition", models.PositiveBigIntegerField()),
                ("body", models.BinaryField()),
                ("etag", models.CharField(max_length=64)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisation.board"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pages",
                        to="publishing.publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "färdig sida",
                "verbose_name_plural": "färdiga sidor",
                "constraints": [
                    models.UniqueConstraint(fields=("address", "build"), name="renderedpage_unique"),
                ],
            },
        ),
    ]
