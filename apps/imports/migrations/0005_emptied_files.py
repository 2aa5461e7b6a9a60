"""Files that nobody applied are emptied; those that were applied never are."""

from django.db import migrations, models

GUARDS = """
CREATE FUNCTION imports_keep_applied_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.emptied_at IS NOT NULL AND EXISTS (
        SELECT FROM imports_importjob WHERE file_id = NEW.id AND state = 'applied'
    ) THEN
        RAISE EXCEPTION 'an applied file is not emptied' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_keep_applied_file BEFORE UPDATE OF emptied_at ON imports_uploadedfile
    FOR EACH ROW EXECUTE FUNCTION imports_keep_applied_file();
CREATE FUNCTION imports_refuse_emptied_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'applied' AND EXISTS (
        SELECT FROM imports_uploadedfile WHERE id = NEW.file_id AND emptied_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an emptied file is not applied' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_refuse_emptied_file BEFORE INSERT OR UPDATE OF state ON imports_importjob
    FOR EACH ROW EXECUTE FUNCTION imports_refuse_emptied_file();
"""
NO_GUARDS = """
DROP TRIGGER imports_refuse_emptied_file ON imports_importjob;
DROP FUNCTION imports_refuse_emptied_file();
DROP TRIGGER imports_keep_applied_file ON imports_uploadedfile;
DROP FUNCTION imports_keep_applied_file();
"""
CONDITION = models.Q(
    models.Q(("emptied_at", None), ("emptied_why", ""), models.Q(("content", b""), _negated=True)),
    models.Q(("content", b""), ("emptied_at__isnull", False), ("emptied_why__in", ["discarded", "expired"])),
    _connector="OR",
)


class Migration(migrations.Migration):
    dependencies = [("imports", "0004_outcome_mapping")]

    operations = [
        migrations.AddField(
            model_name="uploadedfile",
            name="emptied_at",
            field=models.DateTimeField(null=True, verbose_name="borttagen"),
        ),
        migrations.AddField(
            model_name="uploadedfile",
            name="emptied_why",
            field=models.CharField(
                blank=True,
                choices=[("discarded", "den kastades"), ("expired", "ingen läste in den inom en vecka")],
                max_length=9,
                verbose_name="varför borttagen",
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadedfile",
            constraint=models.CheckConstraint(condition=CONDITION, name="uploadedfile_emptied_with_reason"),
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
