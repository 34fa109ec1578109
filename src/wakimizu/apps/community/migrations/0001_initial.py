import django.db.models.deletion
import wakimizu.shared.freetext
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
        ('proposals', '0001_initial'),
        ('voices', '0002_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('title', models.CharField(max_length=120)),
                ('where', models.CharField(max_length=120)),
                ('district_kind', models.CharField(choices=[('centre', 'City centre'), ('housing', 'Housing estate'), ('suburb', 'Suburb'), ('farming', 'Farming country'), ('hills', 'Hills and mountains'), ('coast', 'Coast and islands')], max_length=8)),
                ('people', models.PositiveIntegerField(null=True)),
                ('share65', models.FloatField(null=True)),
                ('problem', models.TextField()),
                ('tried', models.TextField()),
                ('cost', models.PositiveBigIntegerField(null=True)),
                ('began', models.PositiveSmallIntegerField()),
                ('ended', models.PositiveSmallIntegerField(null=True)),
                ('outcome', models.CharField(choices=[('worked', 'It worked'), ('partly', 'It worked in part'), ('not', 'It did not work')], max_length=6)),
                ('learnt', models.TextField(blank=True)),
                ('source', models.CharField(max_length=300)),
                ('ward', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('noted_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-began', '-pk'],
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('share65', None), ('share65__range', (0, 1)), _connector='OR'), name='case_share'), models.CheckConstraint(condition=models.Q(('ended', None), ('ended__gte', models.F('began')), _connector='OR'), name='case_ends_after')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('council', 'District council'), ('neighbours', 'Neighbourhood association'), ('npo', 'Non-profit organisation'), ('fire', 'Volunteer fire corps'), ('welfare', 'Social welfare council'), ('seniors', "Senior citizens' club"), ('children', "Children's association or PTA"), ('school', 'School'), ('company', 'Company or shops'), ('other', 'Other')], max_length=10)),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('self_help', models.TextField(blank=True)),
                ('mutual_help', models.TextField(blank=True)),
                ('public', models.BooleanField(default=False)),
                ('ended_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['name'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('city', 'ward', 'name'), name='partner_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Help',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voices.need')),
                ('sphere', models.CharField(choices=[('self', 'Self-help'), ('mutual', 'Mutual help'), ('city', 'City help')], max_length=6)),
                ('who', models.CharField(max_length=120)),
                ('partner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.partner')),
                ('text', models.TextField()),
                ('said_at', models.DateTimeField()),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('ended_on', models.DateField(null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CasePartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.case')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.partner')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'partner'), name='case_partner_once')],
            },
        ),
        migrations.CreateModel(
            name='PartnerArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.partner')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('partner', 'area'), name='partner_area_once')],
            },
        ),
        migrations.CreateModel(
            name='PartnerContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('partner', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='community.partner')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='community.partner')),
                ('about', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('kind', models.CharField(choices=[('visit', 'Visit'), ('meeting', 'Meeting'), ('event', 'Event'), ('call', 'Telephone or online')], max_length=8)),
                ('title', models.CharField(max_length=120)),
                ('day', models.DateField()),
                ('begins', models.TimeField(null=True)),
                ('ends', models.TimeField(null=True)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('ward', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('residents', models.PositiveIntegerField(default=0)),
                ('members', models.PositiveIntegerField(default=0)),
                ('officials', models.PositiveIntegerField(default=0)),
                ('minutes', models.TextField(blank=True)),
                ('public', models.BooleanField(default=False)),
                ('sending', models.CharField(max_length=64)),
                ('noted_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['city', 'ward', '-day', '-id'], name='visit_newest')],
                'constraints': [models.UniqueConstraint(fields=('city', 'sending'), name='visit_sent_once'), models.CheckConstraint(condition=models.Q(('ends', None), ('ends__gt', models.F('begins')), _connector='OR'), name='visit_ends_after')],
            },
        ),
        migrations.CreateModel(
            name='VisitDistrict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.visit')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'district'), name='visit_district_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitPartner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.visit')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='community.partner')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'partner'), name='visit_partner_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='community.visit')),
                ('jpeg', models.BinaryField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VisitPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.visit')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('visit', 'post'), name='visit_post_once')],
            },
        ),
        migrations.CreateModel(
            name='VisitVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heard', to='community.visit')),
                ('voice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voices.voice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='community.partner')),
                ('kind', models.CharField(choices=[('money', 'Grant of money'), ('loan', 'Lent')], max_length=6)),
                ('what', models.CharField(max_length=120)),
                ('amount', models.PositiveBigIntegerField(null=True)),
                ('district', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('returned', models.DateField(null=True)),
            ],
            options={
                'ordering': ['-since', '-pk'],
                'base_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='grant_until_after'), models.CheckConstraint(condition=models.Q(('returned', None), ('returned__gte', models.F('since')), _connector='OR'), name='grant_back_after')],
            },
        ),
        migrations.CreateModel(
            name='Deliberation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('key', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('intro', models.TextField()),
                ('intro_en', models.TextField(blank=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('need', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliberations', to='voices.need')),
                ('proposal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliberations', to='proposals.proposal')),
                ('opens', models.DateField()),
                ('closes', models.DateField()),
                ('by_code', models.BooleanField(default=False)),
                ('adding', models.CharField(choices=[('read', 'Everyone who takes part; each is read by the office first'), ('once', 'Everyone who takes part; only doubtful ones are read first'), ('nobody', 'Nobody but the office')], default='read', max_length=8)),
                ('state', models.CharField(choices=[('draft', 'Being prepared'), ('open', 'Under way'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('attached_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-closes', 'key'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('city', 'key'), name='deliberation_key_once'), models.CheckConstraint(condition=models.Q(('closes__gte', models.F('opens'))), name='deliberation_ends_after_it_opens'), models.CheckConstraint(condition=models.Q(('need', None), ('proposal', None), _connector='OR'), name='deliberation_about_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('deliberation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='community.deliberation')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used', models.BooleanField(default=False)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('deliberation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='result', to='community.deliberation')),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('voters', models.PositiveIntegerField()),
                ('votes', models.PositiveIntegerField()),
                ('found', models.JSONField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Voter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('deliberation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='voters', to='community.deliberation')),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('deliberation', 'digest'), name='voter_once')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('deliberation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='community.deliberation')),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('text_en', models.CharField(blank=True, max_length=300)),
                ('voter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='statements', to='community.voter')),
                ('state', models.CharField(choices=[('waiting', 'Being read by the office'), ('accepted', 'Shown to everyone'), ('rejected', 'Not shown')], default='waiting', max_length=10)),
                ('doubt', models.JSONField(default=list)),
                ('because', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('read_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'ordering': ['number'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('deliberation', 'number'), name='statement_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('deliberation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='community.deliberation')),
                ('voter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='community.voter')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='community.statement')),
                ('value', models.SmallIntegerField(choices=[(1, 'Agree'), (-1, 'Disagree'), (0, 'Pass / unsure')])),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['deliberation', 'at'], name='vote_since')],
                'constraints': [models.UniqueConstraint(fields=('voter', 'statement'), name='vote_once')],
            },
        ),
        migrations.CreateModel(
            name='SelfCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('ward', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('year', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'Being written'), ('signed', 'Signed by the ward mayor')], default='draft', max_length=8)),
                ('figures', models.JSONField(default=dict)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'ordering': ['-year', 'ward'],
                'constraints': [models.UniqueConstraint(fields=('city', 'ward', 'year'), name='self_check_once_a_year')],
            },
        ),
        migrations.CreateModel(
            name='DutyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duties', to='community.selfcheck')),
                ('duty', models.CharField(choices=[('inform', 'Gather local information and send it out'), ('grasp', "Grasp the district's issues"), ('agree', 'Work for agreement among those concerned'), ('join', 'Join with many actors')], max_length=8)),
                ('mark', models.CharField(blank=True, choices=[('well', 'Done well'), ('done', 'Done'), ('weak', 'Not enough'), ('not', 'Not done')], max_length=8)),
                ('words', models.TextField(blank=True)),
                ('next_steps', models.TextField(blank=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('check_of', 'duty'), name='duty_checked_once')],
            },
        ),
        migrations.AddField(
            model_name='case',
            name='partners',
            field=models.ManyToManyField(related_name='cases', through='community.CasePartner', to='community.partner'),
        ),
        migrations.AddField(
            model_name='partner',
            name='areas',
            field=models.ManyToManyField(related_name='+', through='community.PartnerArea', to='city.area'),
        ),
        migrations.AddField(
            model_name='visit',
            name='districts',
            field=models.ManyToManyField(related_name='+', through='community.VisitDistrict', to='city.area'),
        ),
        migrations.AddField(
            model_name='visit',
            name='partners',
            field=models.ManyToManyField(related_name='visits', through='community.VisitPartner', to='community.partner'),
        ),
        migrations.AddField(
            model_name='visit',
            name='went',
            field=models.ManyToManyField(related_name='+', through='community.VisitPost', to='city.post'),
        ),
    ]
