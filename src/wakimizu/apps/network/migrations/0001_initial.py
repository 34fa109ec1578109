import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('note', models.TextField(blank=True)),
                ('terms', models.JSONField()),
                ('made_on', models.DateField()),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='scenario_once')],
            },
        ),
        migrations.CreateModel(
            name='Study',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('progress', models.FloatField(default=0)),
                ('sentence', models.CharField(blank=True, max_length=400)),
                ('values_told', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('cancel_asked', models.BooleanField(default=False)),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='network.scenario')),
                ('terms', models.JSONField()),
                ('kind', models.CharField(choices=[('plan', 'The best plan'), ('frontier', 'The best plan, and cost against access')], default='plan', max_length=10)),
                ('points', models.PositiveSmallIntegerField(default=0)),
                ('gap_asked', models.FloatField(default=0.0)),
                ('seconds_asked', models.FloatField(null=True)),
                ('stage', models.CharField(choices=[('waiting', 'Waiting'), ('reading', 'Reading people, ways and visits'), ('searching', 'Searching the best plan'), ('guards', 'Asking what each guard costs'), ('frontier', 'Setting cost against access'), ('done', 'Done')], default='waiting', max_length=10)),
                ('objective', models.FloatField(null=True)),
                ('bound', models.FloatField(null=True)),
                ('gap', models.FloatField(null=True)),
                ('seconds', models.FloatField(null=True)),
                ('result', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name_plural': 'studies',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='adoptions', to='network.study')),
                ('state', models.CharField(choices=[('adopted', 'Adopted'), ('withdrawn', 'Withdrawn')], default='adopted', max_length=10)),
                ('because', models.CharField(max_length=400)),
                ('days', models.JSONField()),
                ('changes', models.JSONField()),
                ('adopted_on', models.DateField()),
                ('withdrawn_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['-adopted_on', '-pk'],
            },
        ),
    ]
