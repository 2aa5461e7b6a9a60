"""A row and what it points at always belong to the same board, and a document is never changed."""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

_TABLES = ("documents_reportdocument", "documents_documentjob", "documents_documentsettings")
FORWARD = """
CREATE FUNCTION documents_reportdocument_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Ett dokument ändras aldrig. Gör ett nytt.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER reportdocument_immutable BEFORE UPDATE OR DELETE ON documents_reportdocument
    FOR EACH ROW EXECUTE FUNCTION documents_reportdocument_is_immutable();
"""
BACKWARD = """
DROP TRIGGER reportdocument_immutable ON documents_reportdocument;
DROP FUNCTION documents_reportdocument_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("publishing", "0004_reissue")]

    operations = [
        *(build_composite_foreign_key(table, ("board_id", "municipality_id"), "organisation_board") for table in _TABLES),
        *(
            build_composite_foreign_key(table, ("publication_id", "board_id"), "publishing_publication")
            for table in _TABLES[:2]
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
