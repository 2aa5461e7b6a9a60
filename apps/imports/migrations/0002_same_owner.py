"""A row and what it points at always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0001_initial"),
        ("organisation", "0001_initial"),
        ("rounds", "0001_initial"),
    ]

    operations = [
        build_composite_foreign_key("imports_uploadedfile", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("imports_uploadedfile", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("imports_importjob", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("imports_importjob", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("imports_importjob", ("file_id", "board_id"), "imports_uploadedfile"),
        build_composite_foreign_key("imports_appliedfigure", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("imports_appliedfigure", ("job_id", "board_id"), "imports_importjob"),
        build_composite_foreign_key("imports_ledgermapping", ("board_id", "municipality_id"), "organisation_board"),
    ]
