"""The table in which all processes count failed sign-ins."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", "wakimizu_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("city", "0001_initial")]
    operations = [migrations.RunPython(make, elidable=False)]
