"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_immutable"),
        ("organisation", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("publishing_publication", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("publishing_publication", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("publishing_publishedrecord", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("publishing_publishedcount", ("board_id", "municipality_id"), "organisation_board"),
    ]
