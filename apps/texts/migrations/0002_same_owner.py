"""A disposition, its chapters and their texts belong to one board, and the texts of an adopted report do not change."""

import importlib

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

earlier = importlib.import_module("apps.report.migrations.0004_triggers")


class Migration(migrations.Migration):
    dependencies = [
        ("texts", "0001_initial"),
        ("followup", "0005_budget_changes"),
    ]

    operations = [
        *(
            build_composite_foreign_key(f"texts_{table}", ("board_id", "municipality_id"), "organisation_board")
            for table in ("disposition", "chapter", "section")
        ),
        build_composite_foreign_key("texts_chapter", ("disposition_id", "board_id"), "texts_disposition"),
        build_composite_foreign_key("texts_section", ("chapter_id", "board_id"), "texts_chapter"),
        build_composite_foreign_key("texts_section", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("texts_section", ("service_area_id", "board_id"), "organisation_servicearea"),
        *earlier.fact_triggers("texts_section", "round"),
    ]
