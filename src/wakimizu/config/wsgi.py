"""What the server runs: Django's synchronous interface (docs/adr/0003 says why not the asynchronous one)."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
application = get_wsgi_application()

# All that is loaded by now stays for good: the collector need not look through it again during requests.
gc.collect()
gc.freeze()
# A request leaves few cycles behind; looking for them after every 700 new objects costs a vote a twentieth of its time.
gc.set_threshold(20_000, 10, 50)
