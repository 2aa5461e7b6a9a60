"""A record belongs to a board and that board to its municipality."""

from django.db import migrations

from apps.core.constraints import composite_foreign_key


class Migration(migrations.Migration):
    dependencies = [("publishing", "0005_records")]

    operations = [
        composite_foreign_key("publishing_publishedrecord", ("board_id", "municipality_id"), "organisation_board"),
    ]
