from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

def replace_unique(columns: str) -> list[str]:
    """Statements that make the constraint anew while others write."""
    return [
        f"CREATE UNIQUE INDEX CONCURRENTLY publishedrecord_unique_new ON publishing_publishedrecord ({columns})",
        "ALTER TABLE publishing_publishedrecord DROP CONSTRAINT publishedrecord_unique,"
        " ADD CONSTRAINT publishedrecord_unique UNIQUE USING INDEX publishedrecord_unique_new",
    ]


class Migration(migrations.Migration):
    """Records are found by their keys in order, and an indicator's of one gender or status by the index alone."""

    atomic = False
    dependencies = [("publishing", "0018_count_cubes")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name="publishedrecord", name="publishedrecord_unique"),
                migrations.AddConstraint(
                    model_name="publishedrecord",
                    constraint=models.UniqueConstraint(
                        fields=("resource", "key", "board"), name="publishedrecord_unique"
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    replace_unique("resource, key, board_id"), replace_unique("board_id, resource, key")
                )
            ],
        ),
        AddIndexConcurrently(
            model_name="publishedrecord",
            index=models.Index(
                fields=["resource", "indicator", "year", "tertial"],
                include=["board", "gender", "status"],
                name="publishedrecord_of_indicator",
            ),
        ),
        RemoveIndexConcurrently(model_name="publishedrecord", name="publishedrecord_by_indicator"),
    ]
