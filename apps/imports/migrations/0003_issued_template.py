"""A template knows what it was made from, and a job what stood when it was looked at."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_same_owner"),
        ("organisation", "0002_same_owner"),
        ("rounds", "0002_same_owner"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="choices",
            field=models.JSONField(null=True, verbose_name="val"),
        ),
        migrations.AddField(
            model_name="importjob",
            name="seen",
            field=models.JSONField(null=True, verbose_name="vad som stod vid granskningen"),
        ),
        migrations.CreateModel(
            name="IssuedTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sheets", models.BinaryField(verbose_name="blad")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="hämtad")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.board"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        related_name="+",
                        to="rounds.round",
                        verbose_name="rapport",
                    ),
                ),
            ],
            options={
                "verbose_name": "hämtad mall",
                "verbose_name_plural": "hämtade mallar",
                "ordering": ["-created_at", "-id"],
            },
        ),
        build_composite_foreign_key("imports_issuedtemplate", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("imports_issuedtemplate", ("round_id", "board_id"), "rounds_round"),
    ]
