"""What files and systems have filled in, and who has confirmed it: a table of its own."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("organisation", "0005_made_up"),
        ("rounds", "0003_texts_are_summaries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FilledCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=300, verbose_name="cell")),
                ("field", models.CharField(max_length=30, verbose_name="fält")),
                ("source", models.CharField(max_length=250, verbose_name="fil eller system")),
                ("values", models.JSONField(verbose_name="källans uppgift")),
                ("filled_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="ifylld")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="granskad")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.board"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granskad av",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.municipality"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filled_cells",
                        to="rounds.round",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "cell ifylld ur källa",
                "verbose_name_plural": "celler ifyllda ur källor",
                "ordering": ["round", "key", "field"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "key", "field"), name="filledcell_unique")
                ],
            },
        ),
        build_composite_foreign_key("rounds_filledcell", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("rounds_filledcell", ("round_id", "board_id"), "rounds_round"),
    ]
