"""Addresses that boards have left, and the guarantee that no address means two boards."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from apps.core.constraints import build_composite_foreign_key

# The lock makes two who take the same address at once wait for each other. Said as a broken unique constraint, so that
# it is told as one.
FORWARD = """
CREATE FUNCTION organisation_address_is_free() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(20036, NEW.municipality_id::int);
    IF TG_TABLE_NAME = 'organisation_board' AND EXISTS (
        SELECT 1 FROM organisation_formeraddress WHERE municipality_id = NEW.municipality_id AND slug = NEW.slug
    ) OR TG_TABLE_NAME = 'organisation_formeraddress' AND EXISTS (
        SELECT 1 FROM organisation_board WHERE municipality_id = NEW.municipality_id AND slug = NEW.slug
    ) THEN
        RAISE EXCEPTION 'Adressen % leder redan till en nämnd.', NEW.slug USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER board_address_free BEFORE INSERT OR UPDATE OF slug, municipality_id ON organisation_board
    FOR EACH ROW EXECUTE FUNCTION organisation_address_is_free();
CREATE TRIGGER formeraddress_free BEFORE INSERT OR UPDATE ON organisation_formeraddress
    FOR EACH ROW EXECUTE FUNCTION organisation_address_is_free();
"""
BACKWARD = """
DROP TRIGGER formeraddress_free ON organisation_formeraddress;
DROP TRIGGER board_address_free ON organisation_board;
DROP FUNCTION organisation_address_is_free();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("organisation", "0003_plan_changed_from"),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Skriv gemener a–z, siffror och bindestreck.')], verbose_name='adress')),
                ('name', models.CharField(max_length=150, verbose_name='namn då')),
                ('left_at', models.DateTimeField(auto_now_add=True, verbose_name='lämnades')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_addresses', to='organisation.board', verbose_name='nämnd')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.municipality')),
            ],
            options={
                'verbose_name': 'tidigare adress',
                'verbose_name_plural': 'tidigare adresser',
                'ordering': ['board', 'left_at'],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'slug'), name='formeraddress_unique'), models.CheckConstraint(condition=models.Q(('slug__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='formeraddress_slug_plain')],
            },
        ),
        build_composite_foreign_key("organisation_formeraddress", ("board_id", "municipality_id"), "organisation_board"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
