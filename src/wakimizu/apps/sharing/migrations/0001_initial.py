import django.db.models.deletion
import wakimizu.shared.freetext
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
        ('services', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField()),
                ('about', models.CharField(choices=[('standard', 'The standard of a service'), ('duty', 'Who holds a duty'), ('office', 'An office: its hours, its role, its place'), ('other', 'Something else')], default='other', max_length=10)),
                ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.service')),
                ('terms', models.JSONField(default=dict)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('state', models.CharField(choices=[('open', 'Open'), ('settled', 'Settled'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('answer_by', models.DateField()),
                ('outcome', models.CharField(blank=True, choices=[('proposed', 'Goes on as proposed'), ('changed', 'Goes on, changed'), ('dropped', 'Dropped')], max_length=10)),
                ('outcome_text', models.TextField(blank=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('standard', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.standard')),
            ],
            options={
                'indexes': [models.Index(fields=['city', '-id'], name='consultation_newest'), models.Index(fields=['city', 'state', 'answer_by'], name='consultation_open')],
            },
        ),
        migrations.CreateModel(
            name='Asked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked', to='sharing.consultation')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('answered_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'asked',
                'indexes': [models.Index(condition=models.Q(('answered_at', None)), fields=['city', 'office'], name='asked_waits')],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'office'), name='asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Feed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('office', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('token', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('kind', models.CharField(choices=[('mayors', "Ward mayors' meeting"), ('division', 'Division meeting')], max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('place', models.CharField(blank=True, max_length=120)),
                ('begins', models.DateTimeField()),
                ('ends', models.DateTimeField()),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('off', 'Called off')], default='planned', max_length=10)),
                ('changed_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['city', '-begins'], name='meeting_newest')],
            },
        ),
        migrations.CreateModel(
            name='Invited',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='sharing.meeting')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
            ],
            options={
                'verbose_name_plural': 'invited',
                'constraints': [models.UniqueConstraint(fields=('meeting', 'office'), name='invited_once')],
            },
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='sharing.meeting')),
                ('order', models.PositiveSmallIntegerField()),
                ('source', models.CharField(blank=True, max_length=20)),
                ('number', models.PositiveIntegerField(null=True)),
                ('title', models.CharField(blank=True, max_length=160)),
                ('left_out', models.TextField(blank=True)),
                ('minutes', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('meeting', 'source'), name='source_once_a_meeting')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('title', models.CharField(max_length=120)),
                ('title_en', models.CharField(blank=True, max_length=160)),
                ('text', models.TextField()),
                ('text_en', models.TextField(blank=True)),
                ('happening', models.SlugField(max_length=40)),
                ('happening_name', models.CharField(max_length=80)),
                ('happening_name_en', models.CharField(blank=True, max_length=160)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('effective', models.DateField()),
                ('state', models.CharField(choices=[('accepted', 'Being sent'), ('sent', 'Sent'), ('corrected', 'Corrected by a newer one'), ('withdrawn', 'Withdrawn')], default='accepted', max_length=10)),
                ('accepted_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('days_late', models.PositiveIntegerField(default=0)),
                ('corrects', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='sharing.notice')),
                ('withdrawn_because', models.TextField(blank=True)),
                ('people', models.PositiveIntegerField(default=0)),
                ('read', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['city', '-id'], name='notice_newest'), models.Index(fields=['city', 'state'], name='notice_to_send'), models.Index(fields=['city', 'office', 'accepted_at'], name='notice_of_office')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='sharing.notice')),
                ('post', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'constraints': [models.UniqueConstraint(fields=('post', 'notice'), name='delivered_once')],
            },
        ),
        migrations.CreateModel(
            name='Addressee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addressees', to='sharing.notice')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('know_by', models.DateField(null=True)),
                ('acknowledge_by', models.DateField(null=True)),
                ('by_hand', models.BooleanField(default=False)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('acknowledged_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('reminded_at', models.DateTimeField(null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('acknowledge_by__isnull', False), ('acknowledged_at', None)), fields=['city', 'office', 'acknowledge_by'], name='addressee_waits')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'office'), name='addressed_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='sharing.notice')),
                ('office', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('text', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('reply', models.TextField(blank=True)),
                ('replied_at', models.DateTimeField(null=True)),
                ('replied_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='sharing.consultation')),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('stance', models.CharField(choices=[('agree', 'Agrees'), ('if', 'Agrees, if'), ('object', 'Objects'), ('none', 'No opinion')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('late', models.BooleanField(default=False)),
                ('after_settling', models.BooleanField(default=False)),
                ('taken', models.CharField(blank=True, choices=[('up', 'Taken up'), ('partly', 'Taken up in part'), ('not', 'Not taken up')], max_length=10)),
                ('response', models.TextField(blank=True)),
                ('responded_at', models.DateTimeField(null=True)),
                ('responded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='SharingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('order', models.PositiveSmallIntegerField()),
                ('happening', models.SlugField(max_length=40)),
                ('name', models.CharField(max_length=80)),
                ('name_en', models.CharField(blank=True, max_length=160)),
                ('sender', models.CharField(choices=[('hq', 'HQ'), ('ward', 'Ward'), ('counter', 'Counter')], max_length=10)),
                ('offices', models.JSONField(default=list)),
                ('wards', models.CharField(choices=[('all', 'All wards'), ('own', "The sender's own ward"), ('other', 'The other wards'), ('named', 'The wards that are named')], default='all', max_length=10)),
                ('days_before', models.PositiveSmallIntegerField(default=0)),
                ('acknowledge_within', models.PositiveSmallIntegerField(null=True)),
                ('must_ask', models.BooleanField(default=False)),
                ('services', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('salt', models.BinaryField(default=wakimizu.shared.freetext.new_salt)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='sharing.agendaitem')),
                ('text', models.TextField()),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.office')),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('due', models.DateField()),
                ('state', models.CharField(choices=[('open', 'To be done'), ('done', 'Done')], default='open', max_length=10)),
                ('given_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('done_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('result', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['due', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['city', 'office', 'due'], name='task_waits')],
            },
        ),
        migrations.AddField(
            model_name='Meeting',
            name='invited',
            field=models.ManyToManyField(related_name='+', through='sharing.Invited', to='city.office'),
        ),
    ]
