from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0004_budget_changes'),
    ]

    operations = [
        migrations.AddField(
            model_name='investmentproject',
            name='valid_from',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='från år'),
        ),
        migrations.AddField(
            model_name='investmentproject',
            name='valid_to',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='till år'),
        ),
        migrations.AddConstraint(
            model_name='investmentproject',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from__isnull', True), ('valid_to__isnull', True), ('valid_from__lte', models.F('valid_to')), _connector='OR'), name='investmentproject_years_in_order'),
        ),
    ]
