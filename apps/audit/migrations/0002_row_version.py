"""Where the versions of rows come from; see ``audit.tracking.Versioned``."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE audit_row_version AS bigint", "DROP SEQUENCE audit_row_version"),
    ]
