from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """An indicator's records are counted by the index alone. Made while others write to the table."""

    atomic = False
    dependencies = [("publishing", "0013_suppression_facts")]
    operations = [
        AddIndexConcurrently(
            model_name="publishedrecord",
            index=models.Index(
                fields=["resource", "indicator", "year", "tertial"], include=["board"], name="publishedrecord_by_indicator"
            ),
        ),
        AddIndexConcurrently(
            model_name="publishedrecord",
            index=models.Index(
                fields=["resource", "kolada", "year"], condition=~models.Q(kolada=""), name="publishedrecord_by_kolada"
            ),
        ),
        RemoveIndexConcurrently(model_name="publishedrecord", name="publishedrecord_series"),
    ]
