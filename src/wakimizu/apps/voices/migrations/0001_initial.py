import django.db.models.deletion
import wakimizu.apps.voices.models
import wakimizu.shared.freetext
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoutingExample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('text', models.TextField()),
                ('channel', models.CharField(choices=[('counter', 'Counter'), ('phone', 'Telephone'), ('web', 'Web form'), ('meeting', 'Meeting'), ('letter', 'Letter'), ('open311', 'Open311'), ('import', 'Imported')], max_length=10)),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='city.area')),
                ('expect_rule', models.PositiveIntegerField()),
                ('expect_office', models.CharField(max_length=40)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('code', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('name_en', models.CharField(blank=True, max_length=60)),
                ('sphere', models.CharField(choices=[('self', 'Self-help'), ('mutual', 'Mutual help'), ('city', 'City help')], default='city', max_length=6)),
                ('due_days', models.PositiveSmallIntegerField()),
                ('words', models.JSONField(default=list)),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('city', 'code'), name='topic_code_once')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('title', models.CharField(max_length=120)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='voices.topic')),
                ('sphere', models.CharField(choices=[('self', 'Self-help'), ('mutual', 'Mutual help'), ('city', 'City help')], default='city', max_length=6)),
                ('district', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('ward', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('lead', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='needs_led', to='city.office')),
                ('lead_ward', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('state', models.CharField(choices=[('assigned', 'Being worked on'), ('approval', 'Answer awaits approval'), ('answered', 'Answered'), ('merged', 'Merged')], default='assigned', max_length=10)),
                ('due', models.DateField()),
                ('follow_up', models.DateField(null=True)),
                ('raised_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('public', models.BooleanField(default=True)),
                ('merged_into', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='absorbed', to='voices.need')),
                ('split_from', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='split_off', to='voices.need')),
                ('voice_count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['city', 'state', 'lead', 'due'], name='need_open_lead'), models.Index(fields=['city', 'state', 'lead_ward', 'due'], name='need_open_lead_ward'), models.Index(fields=['city', 'state', 'ward', 'due'], name='need_open_ward'), models.Index(condition=models.Q(('follow_up__isnull', False)), fields=['city', 'follow_up'], name='need_follow_up'), models.Index(fields=['district', 'topic', '-id'], name='need_nearby'), models.Index(condition=models.Q(('public', True)), fields=['city', '-id'], name='need_public_newest'), models.Index(fields=['ward', 'answered_at'], name='need_answered'), models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='need_merged'), models.Index(condition=models.Q(('split_from__isnull', False)), fields=['split_from'], name='need_split')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='voices.need')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('ending', models.CharField(choices=[('solved', 'Solved'), ('will_be', 'Will be done'), ('being_studied', 'Being studied'), ('cannot_because', 'Cannot be done, because …'), ('not_ours', 'Not ours; theirs is …')], max_length=16)),
                ('text', models.TextField()),
                ('until', models.DateField(null=True)),
                ('owner', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Awaits approval'), ('returned', 'Returned'), ('published', 'Published')], default='draft', max_length=10)),
                ('drafted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('drafted_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('decided_at', models.DateTimeField(null=True)),
                ('past', models.BooleanField(default=False)),
            ],
            options={
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RoutingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('order', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='voices.topic')),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='city.area')),
                ('channel', models.CharField(blank=True, choices=[('counter', 'Counter'), ('phone', 'Telephone'), ('web', 'Web form'), ('meeting', 'Meeting'), ('letter', 'Letter'), ('open311', 'Open311'), ('import', 'Imported')], max_length=10)),
                ('words', models.JSONField(default=list)),
                ('office', models.CharField(max_length=40)),
                ('office_without_ward', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('city', 'order'), name='routing_order_once')],
            },
        ),
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('receipt', models.CharField(default=wakimizu.apps.voices.models.new_receipt, max_length=14, unique=True)),
                ('text', models.TextField()),
                ('channel', models.CharField(choices=[('counter', 'Counter'), ('phone', 'Telephone'), ('web', 'Web form'), ('meeting', 'Meeting'), ('letter', 'Letter'), ('open311', 'Open311'), ('import', 'Imported')], max_length=10)),
                ('language', models.CharField(default='ja', max_length=8)),
                ('topic', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='voices.topic')),
                ('reason', models.JSONField(default=dict)),
                ('place', models.CharField(blank=True, max_length=120)),
                ('lat', models.FloatField(null=True)),
                ('lon', models.FloatField(null=True)),
                ('district', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('ward', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='voices', to='city.office')),
                ('state', models.CharField(choices=[('received', 'Received'), ('sorted', 'With an office'), ('answered', 'Answered'), ('reopened', 'Reopened'), ('set_aside', 'Set aside')], default='received', max_length=10)),
                ('received_at', models.DateTimeField()),
                ('due', models.DateField()),
                ('noted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('may_publish', models.BooleanField(default=False)),
                ('public', models.BooleanField(default=False)),
                ('public_text', models.TextField(blank=True)),
                ('submission', models.CharField(max_length=64, unique=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('past', models.BooleanField(default=False)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['city', 'state', 'office', 'due'], name='voice_waiting_office'), models.Index(fields=['city', 'state', 'ward', 'due'], name='voice_waiting_ward'), models.Index(fields=['city', 'ward', 'received_at', 'state', 'topic', 'district'], name='voice_ward_period'), models.Index(condition=models.Q(('public', True)), fields=['city', 'id'], name='voice_public_newest'), models.Index(condition=models.Q(('noted_by__isnull', False)), fields=['noted_by', '-id'], name='voice_noted_by')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('need', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='voices.need')),
                ('voice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='voices.voice')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='city.office')),
                ('kind', models.CharField(choices=[('soon', 'Soon'), ('late', 'Late'), ('head', 'Head')], max_length=4)),
                ('due', models.DateField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['office', '-at'], name='reminder_office')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('need__isnull', False)), fields=('need', 'kind', 'due'), name='reminder_need'), models.UniqueConstraint(condition=models.Q(('voice__isnull', False)), fields=('voice', 'kind', 'due'), name='reminder_voice')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('need', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='voices.need')),
                ('voice', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='voices.voice')),
                ('about', models.CharField(max_length=40)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('voice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='voices.voice')),
                ('jpeg', models.BinaryField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NeedVoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('need', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='voices.need')),
                ('voice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='voices.voice')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('until__isnull', True)), fields=['need', '-voice'], name='link_current')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('need', 'voice'), name='link_once')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('voice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='voices.voice')),
                ('sealed', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='voices.need')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='city.office')),
                ('ward', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.area')),
                ('asked_for', models.TextField()),
                ('due', models.DateField()),
                ('state', models.CharField(choices=[('asked', 'Owed'), ('given', 'Given'), ('declined', 'Declined')], default='asked', max_length=10)),
                ('contribution', models.TextField(blank=True)),
                ('given_at', models.DateTimeField(null=True)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['office', 'due'], name='part_owed'), models.Index(condition=models.Q(('state', 'asked')), fields=['ward', 'due'], name='part_owed_ward')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('need', 'office'), name='part_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='VoiceFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('plan', models.JSONField(default=dict)),
                ('rows', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='city.post')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TakingIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('progress', models.FloatField(default=0)),
                ('sentence', models.CharField(blank=True, max_length=400)),
                ('values_told', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('begun_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('cancel_asked', models.BooleanField(default=False)),
                ('dry', models.BooleanField()),
                ('counts', models.JSONField(default=dict)),
                ('sealed_lines', models.BinaryField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='city.post')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='takings', to='voices.voicefile')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signature', models.CharField(max_length=64)),
                ('plan', models.JSONField()),
                ('used_at', models.DateTimeField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'signature'), name='import_form_once')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pdf', models.BinaryField()),
                ('pages', models.PositiveSmallIntegerField()),
                ('checked', models.BooleanField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('voice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='voices.voice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='need',
            name='voices',
            field=models.ManyToManyField(related_name='needs', through='voices.NeedVoice', to='voices.voice'),
        ),
    ]
