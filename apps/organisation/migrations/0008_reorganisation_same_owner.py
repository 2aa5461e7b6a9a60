"""A reorganisation and its areas always belong to the same board and municipality."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("organisation", "0007_reorganisation")]

    operations = [
        build_composite_foreign_key(
            "organisation_reorganisation", ("board_id", "municipality_id"), "organisation_board"
        ),
        build_composite_foreign_key(
            "organisation_reorganisedarea", ("board_id", "municipality_id"), "organisation_board"
        ),
        build_composite_foreign_key(
            "organisation_reorganisedarea", ("reorganisation_id", "board_id"), "organisation_reorganisation"
        ),
        build_composite_foreign_key(
            "organisation_reorganisedarea", ("service_area_id", "board_id"), "organisation_servicearea"
        ),
    ]
