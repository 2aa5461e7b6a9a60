"""A publication is a public record: the database itself refuses to change or delete it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION publishing_publication_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'En publicering ändras aldrig. Gör en ny version.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER publication_immutable BEFORE UPDATE OR DELETE ON publishing_publication
    FOR EACH ROW EXECUTE FUNCTION publishing_publication_is_immutable();
"""
BACKWARD = """
DROP TRIGGER publication_immutable ON publishing_publication;
DROP FUNCTION publishing_publication_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
