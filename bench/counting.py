"""Counts every statement SQLite itself executes for a request (BEGIN, SAVEPOINT and COMMIT too), in a process of its own.

python -m bench.counting intake | open311 | pages, with DATABASE_URL set; reads {"email": …, "paths": {name: [path, …]}}
from standard input for pages, {"key": …} for open311, and prints {name: [fewest, most]} as JSON.
"""

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import urlencode

from bench.server import HERE
from bench.visitor import TEXTS, multipart, new_submission, open311_form


def counted(what: str, env: dict[str, str], asked: dict[str, Any] | None = None) -> dict[str, list[int]]:
    """Count in another process, so that one bench can look into several databases."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.counting", what],
        env={**env, "PYTHONPATH": f"{HERE / 'src'}:{HERE}"},
        cwd=HERE,
        input=json.dumps(asked or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    result: dict[str, list[int]] = json.loads(done.stdout)
    return result


class Counter:
    """Listens to the connection itself. What triggers and full-text tables do inside a statement comes as a comment."""

    def __init__(self) -> None:
        from django.db import connection

        connection.ensure_connection()
        self.statements: list[str] = []
        connection.connection.set_trace_callback(self.statements.append)

    def take(self) -> list[str]:
        taken = [statement for statement in self.statements if not statement.startswith("--")]
        self.statements.clear()
        return taken


def intake() -> dict[str, list[int]]:
    from django.test import Client

    client, counter, numbers = Client(enforce_csrf_checks=True, HTTP_HOST="localhost"), Counter(), []
    client.get("/say/")
    token = client.cookies["csrftoken"].value
    for number in range(12):
        fields = {"csrfmiddlewaretoken": token, "submission": new_submission(), "text": TEXTS[number % len(TEXTS)]}
        body, kind = multipart({**fields, "district": "43101-01", "place": "", "name": "", "email": "", "phone": ""})
        counter.take()
        response = client.generic("POST", "/say/", body, kind)
        statements = counter.take()
        if response.status_code != 302 or not any("voices_voice" in each for each in statements):
            raise RuntimeError(f"the voice was not taken: {response.status_code}\n{response.content.decode()[:2000]}")
        numbers.append(len(statements))
    print("\n".join(f"    {statement[:150]}" for statement in statements), file=sys.stderr)
    return {"intake": [min(numbers[2:]), max(numbers[2:])]}


def open311(asked: dict[str, Any]) -> dict[str, list[int]]:
    from django.test import Client

    client, counter, numbers = Client(HTTP_HOST="localhost"), Counter(), []
    for number in range(12):
        body = urlencode(open311_form(asked["key"], 100_000 + number))
        counter.take()
        response = client.generic("POST", "/open311/v2/requests.xml", body, "application/x-www-form-urlencoded")
        statements = counter.take()
        if response.status_code != 200 or not any("voices_voice" in each for each in statements):
            raise RuntimeError(f"the request was not taken: {response.status_code}\n{response.content.decode()[:2000]}")
        numbers.append(len(statements))
    print("\n".join(f"    {statement[:150]}" for statement in statements), file=sys.stderr)
    return {"open311": [min(numbers[2:]), max(numbers[2:])]}


def pages(asked: dict[str, Any]) -> dict[str, list[int]]:
    from django.test import Client

    from wakimizu.apps.city.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=asked["email"]))
    counter, result = Counter(), {}
    for name, paths in asked["paths"].items():
        client.get(paths[0])
        numbers = []
        for path in paths:
            counter.take()
            response = client.get(path)
            if response.status_code != 200:
                raise RuntimeError(f"{path}: {response.status_code}")
            numbers.append(len(counter.take()))
        result[name] = [min(numbers), max(numbers)]
    return result


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wakimizu.config.settings")
    django.setup()
    count = {"intake": lambda asked: intake(), "open311": open311, "pages": pages}[sys.argv[1]]
    print(json.dumps(count(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
