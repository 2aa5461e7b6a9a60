"""An answer's board and municipality belong together."""

from django.db import migrations

from apps.core.constraints import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0001_initial"),
        ("organisation", "0002_same_owner"),
    ]

    operations = [
        composite_foreign_key("followup_findinganswer", ("board_id", "municipality_id"), "organisation_board"),
    ]
