import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=80)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True)),
                ('host', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=60)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('in_use', models.BooleanField(default=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name_plural': 'cities',
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('region', 'City region'), ('city', 'City'), ('ward', 'Ward'), ('district', 'District'), ('block', 'Block'), ('mesh', 'Mesh cell'), ('hub', 'Regional hub')], max_length=10)),
                ('code', models.CharField(max_length=24)),
                ('name', models.CharField(max_length=80)),
                ('kana', models.CharField(blank=True, max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=120)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='city.area')),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('outline', models.TextField(blank=True)),
                ('outline_source', models.CharField(blank=True, max_length=120)),
                ('figures', models.JSONField(default=dict)),
                ('source', models.CharField(blank=True, max_length=160)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'kind', 'code'), name='area_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Closure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('day', models.DateField()),
                ('name', models.CharField(max_length=60)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'day'), name='closure_once')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('hq_bureau', 'HQ bureau'), ('hq_division', 'HQ division'), ('ward_office', 'Ward office'), ('ward_division', 'Ward division'), ('general_branch', 'General branch'), ('branch', 'Branch'), ('community_centre', 'Community centre'), ('public_hall', 'Public hall'), ('kiosk', 'Kiosk'), ('facility', 'Other facility')], max_length=20)),
                ('code', models.CharField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('kana', models.CharField(blank=True, max_length=160)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='city.office')),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('address', models.CharField(blank=True, max_length=200)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('days', models.CharField(blank=True, max_length=20)),
                ('opens', models.TimeField(null=True)),
                ('closes', models.TimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('columns', models.JSONField(default=dict)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='office_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='city.office')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='city.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('office', 'area', 'valid_from'), name='coverage_once')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='city.office')),
                ('role', models.CharField(choices=[('liaison', 'Liaison officer'), ('clerk', 'Counter clerk'), ('planner', 'Ward planner'), ('mayor', 'Ward mayor'), ('hq', 'HQ division staff'), ('hq_head', 'HQ division head'), ('policy', 'Policy and finance'), ('auditor', 'Auditor'), ('it', 'IT')], max_length=10)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Staffing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staffing', to='city.office')),
                ('role', models.CharField(max_length=40)),
                ('fte', models.DecimalField(decimal_places=2, max_digits=6)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('fte__gte', 0)), name='staffing_not_negative')],
            },
        ),
        migrations.AddField(
            model_name='Office',
            name='serves',
            field=models.ManyToManyField(related_name='served_by', through='city.Coverage', to='city.area'),
        ),
    ]
