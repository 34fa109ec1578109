import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('city', '0002_cache'),
        ('voices', '0002_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('seal', models.PositiveBigIntegerField()),
            ],
            options={
                'verbose_name_plural': 'reached',
            },
        ),
        migrations.CreateModel(
            name='Key',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='city.post')),
                ('name', models.CharField(max_length=80)),
                ('shown', models.CharField(max_length=12)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('used_on', models.DateField(null=True)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['city', '-id'], name='key_valid')],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('entry', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('receipt', 'Receipt'), ('answer', 'Answer'), ('reopened', 'Open again'), ('new_day', 'Another day'), ('added', 'Words added'), ('reminder', 'Reminder to an office')], max_length=10)),
                ('language', models.CharField(max_length=8)),
                ('voice', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='voices.voice')),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('answer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voices.answer')),
                ('due', models.DateField(null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('bounced', 'Came back'), ('failed', 'Could not be sent'), ('left_out', 'Left out')], default='waiting', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('next_try', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=40)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['city', 'next_try'], name='mail_waiting'), models.Index(fields=['city', 'state', '-id'], name='mail_by_state'), models.Index(condition=models.Q(('voice__isnull', False)), fields=['voice', '-id'], name='mail_of_voice')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('voice__isnull', False)), fields=('entry', 'voice'), name='mail_once_for_voice'), models.UniqueConstraint(condition=models.Q(('post__isnull', False)), fields=('entry', 'post'), name='mail_once_for_post')],
            },
        ),
        migrations.CreateModel(
            name='NoMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('voice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='no_mail', to='voices.voice')),
                ('why', models.CharField(choices=[('asked', 'Asked'), ('bounced', 'Bounced')], max_length=8)),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Replay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('key', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='exchange.key')),
                ('name', models.CharField(max_length=80)),
                ('request', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_index=True)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('answer', models.BinaryField(default=b'')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('key', 'name'), name='replay_once')],
            },
        ),
        migrations.CreateModel(
            name='ServiceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('voice', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='service_request', to='voices.voice')),
                ('number', models.CharField(max_length=15, unique=True)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='exchange.key')),
                ('content', models.CharField(max_length=64)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('name', models.CharField(max_length=80)),
                ('url', models.CharField(max_length=500)),
                ('events', models.JSONField(default=list)),
                ('root', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=32, unique=True)),
                ('sealed', models.BinaryField()),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
                ('made_at', models.DateTimeField()),
                ('failing_since', models.DateTimeField(null=True)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('subscription', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='exchange.subscription')),
                ('entry', models.BigIntegerField(null=True)),
                ('event', models.CharField(max_length=40)),
                ('body', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('given_up', 'Given up')], default='waiting', max_length=10)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField(null=True)),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('next_at__isnull', False)), fields=['next_at'], name='message_due'), models.Index(fields=['subscription', '-id'], name='message_newest')],
                'constraints': [models.UniqueConstraint(fields=('subscription', 'entry'), name='message_once')],
            },
        ),
        migrations.CreateModel(
            name='Taken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('at', models.DateTimeField()),
                ('fate', models.CharField(max_length=20)),
                ('voice', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voices.voice')),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['city', '-id'], name='taken_newest')],
            },
        ),
        migrations.CreateModel(
            name='Try',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('message', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tries', to='exchange.message')),
                ('at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('ms', models.PositiveIntegerField()),
                ('fault', models.CharField(blank=True, choices=[('address', 'The address is not one of the open internet'), ('name', 'The name is not known'), ('no_answer', 'No answer in time'), ('connection', 'The connection failed'), ('security', 'The certificate does not hold'), ('refused', 'It was refused'), ('unreadable', 'The secret cannot be opened: is an old key missing?')], max_length=10)),
            ],
            options={
                'verbose_name_plural': 'tries',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('post', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mail_wish', to='city.post')),
                ('since', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.city')),
                ('kind', models.CharField(choices=[('receipt', 'Receipt'), ('answer', 'Answer'), ('reopened', 'Open again'), ('new_day', 'Another day'), ('added', 'Words added'), ('reminder', 'Reminder to an office')], max_length=10)),
                ('language', models.CharField(max_length=8)),
                ('subject', models.CharField(blank=True, max_length=120)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='city.post')),
            ],
            options={
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['city', 'kind', 'language', '-id'], name='wording_newest')],
            },
        ),
    ]
