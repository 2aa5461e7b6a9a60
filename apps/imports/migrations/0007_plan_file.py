"""A board's plan as a workbook waits until a person has seen what it would change."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0006_docx_file"),
        ("organisation", "0006_explanation_rule"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="id")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                ("sha256", models.CharField(max_length=64, verbose_name="sha-256")),
                ("content", models.BinaryField(verbose_name="innehåll")),
                ("year", models.PositiveSmallIntegerField(verbose_name="planens år")),
                ("holds_from", models.CharField(blank=True, max_length=10, verbose_name="gäller från")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="beslut")),
                ("clears", models.BooleanField(default=False, verbose_name="tomma celler tömmer")),
                ("result", models.JSONField(null=True, verbose_name="resultat")),
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="avtryck av granskningen")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True, verbose_name="inskickad")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="inläst")),
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "plan som arbetsbok",
                "verbose_name_plural": "planer som arbetsböcker",
                "ordering": ["-uploaded_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="planfile_sha256_hex"
                    )
                ],
            },
        ),
        build_composite_foreign_key("imports_planfile", ("board_id", "municipality_id"), "organisation_board"),
    ]
