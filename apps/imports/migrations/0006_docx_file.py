"""A Word report that was read waits until a person has said where its pieces go."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0005_emptied_files'),
        ('organisation', '0006_explanation_rule'),
        ('rounds', '0004_filled_cell'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DocxFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='id')),
                ('name', models.CharField(max_length=200, verbose_name='namn')),
                ('sha256', models.CharField(max_length=64, verbose_name='sha-256')),
                ('report', models.JSONField(verbose_name='text')),
                ('placed', models.JSONField(null=True, verbose_name='placerat')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='inskickad')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='inläst')),
                ('board', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.board')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.municipality')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rounds.round', verbose_name='rapport')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'Word-rapport',
                'verbose_name_plural': 'Word-rapporter',
                'ordering': ['-uploaded_at', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('applied_at', None), ('placed', None)), models.Q(('applied_at__isnull', False), ('placed__isnull', False)), _connector='OR'), name='docxfile_applied_with_places')],
            },
        ),
        build_composite_foreign_key("imports_docxfile", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("imports_docxfile", ("round_id", "board_id"), "rounds_round"),
    ]
