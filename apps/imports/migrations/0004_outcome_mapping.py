"""A file may hold outcomes of an HR or case system, and how such a file is read is saved."""

import django.db.models.deletion
from django.db import migrations, models

from apps.core.constraints import build_composite_foreign_key


class Migration(migrations.Migration):

    dependencies = [
        ('imports', '0003_issued_template'),
        ('organisation', '0005_made_up'),
        ('rounds', '0004_filled_cell'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutcomeMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('headings', models.CharField(max_length=32, verbose_name='rubrikernas avtryck')),
                ('settings', models.JSONField(verbose_name='koppling')),
                ('saved_at', models.DateTimeField(auto_now=True, verbose_name='sparad')),
            ],
            options={
                'verbose_name': 'koppling till personal- eller verksamhetssystem',
                'verbose_name_plural': 'kopplingar till personal- eller verksamhetssystem',
                'ordering': ['-saved_at', '-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='uploadedfile',
            name='uploadedfile_kind_known',
        ),
        migrations.AlterField(
            model_name='uploadedfile',
            name='kind',
            field=models.CharField(choices=[('report', 'ifylld mall'), ('ledger', 'utdrag ur ekonomisystem'), ('sie', 'SIE-fil'), ('outcomes', 'utfall ur personal- eller verksamhetssystem')], max_length=8, verbose_name='slag'),
        ),
        migrations.AddConstraint(
            model_name='uploadedfile',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'ledger', 'sie', 'outcomes'])), name='uploadedfile_kind_known'),
        ),
        migrations.AddField(
            model_name='outcomemapping',
            name='board',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.board'),
        ),
        migrations.AddField(
            model_name='outcomemapping',
            name='municipality',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.municipality'),
        ),
        migrations.AddConstraint(
            model_name='outcomemapping',
            constraint=models.UniqueConstraint(fields=('board', 'headings'), name='outcomemapping_one_each'),
        ),
        build_composite_foreign_key("imports_outcomemapping", ("board_id", "municipality_id"), "organisation_board"),
    ]
