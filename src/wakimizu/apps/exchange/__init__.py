"""What comes in and goes out by machine: keys, the HTTP API, Open311, open data, webhooks, mail."""
