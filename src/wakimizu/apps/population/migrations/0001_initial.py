import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('figures', models.JSONField(default=dict)),
                ('made_on', models.DateField()),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='feed_once')],
            },
        ),
        migrations.CreateModel(
            name='ReachRun',
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
                ('day', models.DateField()),
                ('window_from', models.TimeField()),
                ('window_to', models.TimeField()),
                ('holds', models.BooleanField(default=False)),
                ('figures', models.JSONField(default=dict)),
                ('feeds', models.ManyToManyField(related_name='+', to='population.feed')),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='Reach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='population.reachrun')),
                ('cell', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('mode', models.CharField(choices=[('walk', 'On foot'), ('walk75', 'On foot, aged 75 or more'), ('car', 'By car'), ('transit', 'By bus and tram')], max_length=10)),
                ('minutes', models.JSONField()),
                ('hubs', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'cell', 'mode'), name='reach_once')],
            },
        ),
        migrations.CreateModel(
            name='Table',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('kind', models.CharField(choices=[('census', 'Census'), ('mesh', 'Mesh census'), ('register', 'Resident register'), ('published', 'Published projection'), ('estimate', 'Our estimate'), ('run', 'Our projection')], max_length=10)),
                ('source', models.CharField(max_length=300)),
                ('ages', models.JSONField()),
                ('note', models.TextField(blank=True)),
                ('file_digest', models.CharField(blank=True, max_length=64)),
                ('made_on', models.DateField()),
            ],
            options={
                'ordering': ['kind', 'code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='population_table_once')],
            },
        ),
        migrations.CreateModel(
            name='Assumptions',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.SlugField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('note', models.TextField(blank=True)),
                ('source', models.CharField(max_length=300)),
                ('ages', models.JSONField()),
                ('values', models.JSONField()),
                ('made_on', models.DateField()),
                ('estimated_from', models.ManyToManyField(related_name='+', to='population.table')),
            ],
            options={
                'verbose_name_plural': 'assumptions',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='assumptions_once')],
            },
        ),
        migrations.CreateModel(
            name='Run',
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
                ('name', models.CharField(max_length=120)),
                ('base', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='population.table')),
                ('base_day', models.DateField()),
                ('assumptions', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='population.assumptions')),
                ('control', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='population.table')),
                ('until', models.PositiveSmallIntegerField()),
                ('draws', models.PositiveIntegerField(default=0)),
                ('seed', models.PositiveBigIntegerField(default=1)),
                ('result', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='run', to='population.table')),
                ('quantiles', models.JSONField(default=dict)),
                ('figures', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-asked_at'],
            },
        ),
        migrations.CreateModel(
            name='People',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='population.table')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('day', models.DateField()),
                ('status', models.CharField(choices=[('observed', 'Observed'), ('estimated', 'Estimated'), ('projected', 'Projected')], max_length=10)),
                ('male', models.JSONField()),
                ('female', models.JSONField()),
                ('both', models.JSONField(default=list)),
                ('unknown', models.JSONField(default=list)),
                ('total', models.FloatField()),
                ('aged65', models.FloatField(null=True)),
                ('aged75', models.FloatField(null=True)),
                ('households', models.FloatField(null=True)),
                ('alone75', models.FloatField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'area', 'day'), name='people_once'), models.CheckConstraint(condition=models.Q(('total__gte', 0)), name='people_not_negative')],
            },
        ),
    ]
