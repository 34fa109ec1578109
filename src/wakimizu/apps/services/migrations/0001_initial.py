import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('note', models.TextField(blank=True)),
                ('in_force', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-in_force', 'code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='allotment_code_once'), models.UniqueConstraint(condition=models.Q(('in_force', True)), fields=('city',), name='one_allotment_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Guide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.SlugField(max_length=40)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('rules', models.TextField()),
                ('scenarios', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['order', 'code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='guide_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('code', models.CharField(max_length=40)),
                ('base', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='variants', to='services.service')),
                ('change', models.CharField(blank=True, choices=[('0', 'Rewritten in plain words, same content'), ('1', 'Added to by a municipality or ward'), ('2', 'Narrowed by conditions')], max_length=1)),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('subtitle', models.CharField(blank=True, max_length=80)),
                ('summary', models.CharField(max_length=200)),
                ('summary_en', models.CharField(blank=True, max_length=400)),
                ('content', models.TextField(blank=True)),
                ('law', models.CharField(blank=True, max_length=300)),
                ('documents', models.JSONField(default=list)),
                ('documents_en', models.JSONField(default=list)),
                ('fee', models.PositiveIntegerField(null=True)),
                ('fee_note', models.CharField(blank=True, max_length=200)),
                ('online_url', models.URLField(blank=True)),
                ('stage', models.CharField(blank=True, max_length=40)),
                ('trouble', models.CharField(blank=True, max_length=40)),
                ('kind', models.CharField(blank=True, max_length=40)),
                ('beneficiaries', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='service_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('field', models.CharField(blank=True, max_length=60)),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='services.service')),
            ],
            options={
                'verbose_name_plural': 'duties',
                'ordering': ['code'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='duty_code_once')],
            },
        ),
        migrations.CreateModel(
            name='DutyPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('allotment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='services.allotment')),
                ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='services.duty')),
                ('part', models.CharField(choices=[('plan', 'Plan'), ('standard', 'Set the standard'), ('budget', 'Budget'), ('decide', 'Decide'), ('deliver', 'Deliver'), ('support', 'Support')], max_length=10)),
                ('unit', models.CharField(max_length=60)),
                ('mode', models.CharField(choices=[('direct', 'Directly'), ('consolidated', 'Consolidated'), ('outsourced', 'Outsourced')], default='direct', max_length=12)),
                ('fte', models.DecimalField(decimal_places=2, default=0, max_digits=7)),
                ('cases', models.PositiveIntegerField(null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('allotment', 'duty', 'part', 'unit'), name='part_held_once_by_a_unit'), models.CheckConstraint(condition=models.Q(('fte__gte', 0)), name='duty_fte_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('fault', models.CharField(choices=[('missing', 'Not handled here'), ('below', 'Only passed on'), ('hours', 'Open too short'), ('decided', 'Decided elsewhere'), ('documents', 'Asks for more documents'), ('wait', 'Waits too long'), ('lead', 'Takes too many days')], max_length=10)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('due', models.DateField()),
                ('text', models.CharField(max_length=400)),
                ('state', models.CharField(choices=[('promised', 'Promised'), ('done', 'Done'), ('accepted', 'Accepted as it is')], default='promised', max_length=10)),
                ('promised_on', models.DateField()),
                ('closed_on', models.DateField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'done'), _negated=True), fields=('service', 'office', 'fault'), name='one_remedy_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Offering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offerings', to='services.service')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offerings', to='city.office')),
                ('level', models.CharField(choices=[('full', 'In full'), ('referral', 'Passed on'), ('none', 'Not handled')], max_length=10)),
                ('decided', models.CharField(blank=True, choices=[('counter', 'At the counter, on the spot'), ('hq', 'At headquarters')], max_length=10)),
                ('documents', models.JSONField(null=True)),
                ('days', models.CharField(blank=True, max_length=20)),
                ('opens', models.TimeField(null=True)),
                ('closes', models.TimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('service', 'office', 'valid_from'), name='offering_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('month', models.DateField()),
                ('volume', models.PositiveIntegerField()),
                ('wait_minutes', models.FloatField(null=True)),
                ('lead_days', models.FloatField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'month', 'service', 'office'), name='observed_once_a_month'), models.CheckConstraint(condition=models.Q(models.Q(('wait_minutes', None), ('wait_minutes__gte', 0), _connector='OR'), models.Q(('lead_days', None), ('lead_days__gte', 0), _connector='OR')), name='observed_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Standard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standards', to='services.service')),
                ('levels', models.JSONField(default=dict)),
                ('wait_minutes', models.PositiveIntegerField(null=True)),
                ('lead_days', models.PositiveIntegerField(null=True)),
                ('decided', models.CharField(blank=True, choices=[('counter', 'At the counter, on the spot'), ('hq', 'At headquarters')], max_length=10)),
                ('documents', models.JSONField(null=True)),
                ('opens', models.TimeField(null=True)),
                ('closes', models.TimeField(null=True)),
                ('because', models.CharField(blank=True, max_length=400)),
                ('consultation', models.PositiveIntegerField(null=True)),
            ],
            options={
                'ordering': ['valid_from'],
                'constraints': [models.UniqueConstraint(fields=('service', 'valid_from'), name='standard_once_a_day'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='standard_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='AskFirst',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service')),
            ],
            options={
                'verbose_name_plural': 'ask first',
                'constraints': [models.UniqueConstraint(fields=('city', 'service'), name='asked_first_once'), models.UniqueConstraint(condition=models.Q(('service', None)), fields=('city',), name='all_asked_first_once')],
            },
        ),
    ]
