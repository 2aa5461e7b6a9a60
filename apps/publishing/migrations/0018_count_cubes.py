from django.db import migrations, models

COUNT_IN_CUBES = """
INSERT INTO publishing_publishedcount
    (municipality_id, board_id, resource, cube, code, year, tertial, gender, kind, status, light, records)
SELECT r.municipality_id, r.board_id, r.resource, c.cube, c.code, c.year, c.tertial, c.gender, c.kind, c.status,
    c.light, count(*)
FROM publishing_publishedrecord AS r CROSS JOIN LATERAL (
    VALUES ('', '', year, tertial, '', '', '', ''),
        ('gender', '', year, tertial, gender, '', '', ''),
        ('classes', '', year, tertial, gender, kind, status, light),
        ('area', area, 0, 0, gender, kind, status, light),
        ('goal', goal, 0, 0, gender, kind, status, light),
        ('indicator', indicator, 0, 0, gender, kind, status, light),
        ('key', left(key, coalesce(nullif(least(strpos(key, '~'), 100), 0), 100)), 0, 0, gender, kind, status, light)
    UNION ALL SELECT 'areas', code, 0, 0, gender, kind, status, light FROM unnest(areas) AS code
) AS c (cube, code, year, tertial, gender, kind, status, light)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
"""


def text(length: int) -> models.CharField:
    return models.CharField(db_collation="C", default="", max_length=length)


class Migration(migrations.Migration):
    """The counts are made anew, with columns of their own."""

    dependencies = [("publishing", "0017_counted_facets")]
    operations = [
        migrations.RunSQL("DELETE FROM publishing_publishedcount", "DELETE FROM publishing_publishedcount"),
        migrations.RemoveConstraint(model_name="publishedcount", name="publishedcount_unique"),
        migrations.RemoveField(model_name="publishedcount", name="facet"),
        migrations.RemoveField(model_name="publishedcount", name="value"),
        migrations.AddField(model_name="publishedcount", name="cube", field=text(10)),
        migrations.AddField(model_name="publishedcount", name="code", field=text(100)),
        migrations.AddField(model_name="publishedcount", name="gender", field=text(1)),
        migrations.AddField(model_name="publishedcount", name="kind", field=text(20)),
        migrations.AddField(model_name="publishedcount", name="status", field=text(20)),
        migrations.AddField(model_name="publishedcount", name="light", field=text(10)),
        migrations.AlterField(
            model_name="publishedcount", name="year", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AlterField(
            model_name="publishedcount", name="tertial", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddConstraint(
            model_name="publishedcount",
            constraint=models.UniqueConstraint(
                fields=("resource", "cube", "code", "board", "year", "tertial", "gender", "kind", "status", "light"),
                include=("records",),
                name="publishedcount_unique",
            ),
        ),
        migrations.RunSQL(COUNT_IN_CUBES, migrations.RunSQL.noop),
    ]
