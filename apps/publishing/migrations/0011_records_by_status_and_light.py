from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """The indexes of a large table are made while others write to it."""

    atomic = False
    dependencies = [("publishing", "0010_counts_by_facet")]
    operations = [
        AddIndexConcurrently(
            model_name="publishedrecord",
            index=models.Index(
                fields=["resource", "status", "place", "id"],
                condition=~models.Q(status="value"),
                name="publishedrecord_status",
            ),
        ),
        AddIndexConcurrently(
            model_name="publishedrecord",
            index=models.Index(
                fields=["resource", "light", "place", "id"],
                condition=~models.Q(light=""),
                name="publishedrecord_light",
            ),
        ),
    ]
