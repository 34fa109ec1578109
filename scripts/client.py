"""Write clients/python/wakimizu_client.py from the API's own document: `./wakimizu client`, with --check only compare.

One module that needs nothing but Python: a TypedDict for every schema, a method for every operation.
"""

import argparse
import keyword
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "clients" / "python" / "wakimizu_client.py"
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}

HEAD = '''"""A client of Wakimizu's HTTP API, made from its OpenAPI document by `./wakimizu client`. Do not edit.

    from wakimizu_client import Wakimizu

    city = Wakimizu("https://wakimizu.example.jp", key="wk_…")
    for need in city.every(city.needs, state="assigned"):
        print(need["title"], need["due"])
    noted = city.note_voice({"text": "家の前の道路が陥没しています", "channel": "phone"})

Needs nothing but Python 3.11. What is refused raises `Problem`, whose sentence says what to do; a write that may not have
arrived is repeated under its own idempotency key, so that it is done once.
"""

# ruff: noqa

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Literal, NotRequired, TypedDict


class Problem(Exception):
    """Problem details (RFC 9457): `status`, `detail`, and the faults of single fields in `errors`."""

    def __init__(self, status: int, detail: str, errors: list[dict[str, str]]) -> None:
        super().__init__(f"{status}: {detail}" + "".join(f" [{e['field']}] {e['sentence']}" for e in errors))
        self.status, self.detail, self.errors = status, detail, errors

'''

CLASS = '''
class Wakimizu:
    """One city's Wakimizu, as the post that made the key may see it and act in it."""

    def __init__(self, address: str, key: str = "", *, language: str = "ja", timeout: float = 30.0, tries: int = 4) -> None:
        self.address, self.timeout, self.tries = address.rstrip("/"), timeout, tries
        self.headers = {"Accept": "application/json", "Accept-Language": language, "User-Agent": "wakimizu-client"}
        if key:
            self.headers["Authorization"] = f"Bearer {key}"

    def every(self, listing: Callable[..., Any], *numbers: Any, **asked: Any) -> Iterator[Any]:
        """All items of a list, page after page: `every(city.needs, state="assigned")`."""
        after = None
        while True:
            page = listing(*numbers, **asked, **({"after": after} if after else {}))
            yield from page["items"]
            after = page["next"]
            if after is None:
                return

    def _call(self, method: str, path: str, query: dict[str, Any], body: Any, name: str | None) -> Any:
        asked = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None}, doseq=True)
        headers = dict(self.headers)
        content = None
        if method != "GET":
            headers |= {"Content-Type": "application/json", "Idempotency-Key": name or uuid.uuid4().hex}
            content = json.dumps({} if body is None else body).encode()
        request = urllib.request.Request(
            f"{self.address}{path}" + (f"?{asked}" if asked else ""), content, headers, method=method
        )
        for left in range(self.tries - 1, -1, -1):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refused:
                if refused.code in (429, 502, 503, 504) and left:
                    time.sleep(min(float(refused.headers.get("Retry-After") or 1), 60))
                    continue
                raise _problem(refused) from None
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                if not left:
                    raise
                time.sleep(0.5)
        raise AssertionError("unreachable")

'''

TAIL = """

def _quoted(part: object) -> str:
    return urllib.parse.quote(str(part), safe="")


def _problem(refused: urllib.error.HTTPError) -> Problem:
    try:
        said = json.load(refused)
        return Problem(refused.code, said["detail"], said.get("errors", []))
    except (ValueError, KeyError, TypeError):
        return Problem(refused.code, refused.reason, [])
"""


def document() -> dict[str, Any]:
    """The OpenAPI document, without a server and without a database."""
    os.environ.update(DJANGO_SETTINGS_MODULE="wakimizu.config.settings", WAKIMIZU_DEMO="1")
    import django
    from django.utils.translation import override

    django.setup()
    from wakimizu.apps.exchange.api.addresses import api

    with override("en"):
        found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="api/v1/"))
    return found


def written(said: dict[str, Any]) -> str:
    """The module's text."""
    kinds = [_kind(name, schema) for name, schema in sorted(said["components"]["schemas"].items()) if name != "Problem"]
    methods = [
        _method(path, method, operation)
        for path, operations in said["paths"].items()
        for method, operation in operations.items()
    ]
    return HEAD + "\n".join(kinds) + CLASS + "\n".join(methods) + TAIL


def _name(schema: str) -> str:
    return re.sub(r"\W+", "", schema)


def _kind(name: str, schema: dict[str, Any]) -> str:
    if schema.get("type") != "object" or not schema.get("properties"):
        return f"{_name(name)} = {_type(schema, quoted=True)}\n"
    needed = set(schema.get("required", []))
    fields = [(field, _type(each, quoted=True), field in needed) for field, each in schema["properties"].items()]
    pairs = [f"{field!r}: {kind if must else f'NotRequired[{kind}]'}" for field, kind, must in fields]
    doc = f"{_name(name)}.__doc__ = {_one_line(schema['description'])!r}\n" if schema.get("description") else ""
    return f"{_name(name)} = TypedDict({_name(name)!r}, {{\n    " + ",\n    ".join(pairs) + ",\n})\n" + doc


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _type(schema: dict[str, Any], *, quoted: bool = False) -> str:
    """The Python type of a JSON schema; names of other schemas in quotes where they may not stand yet."""
    if "$ref" in schema:
        name = _name(schema["$ref"].rsplit("/", 1)[-1])
        return repr(name) if quoted else name
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            kinds = list(dict.fromkeys(_type(each) for each in schema[word]))
            joined = " | ".join(kinds)
            return repr(joined) if quoted else joined
    if "enum" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema['enum'])}]"
    if "const" in schema:
        return f"Literal[{schema['const']!r}]"
    kind = schema.get("type")
    if kind == "array":
        return f"list[{_type(schema.get('items', {}), quoted=quoted)}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {_type(more, quoted=quoted) if isinstance(more, dict) else 'Any'}]"
    if isinstance(kind, list):
        return " | ".join(PLAIN[each] for each in kind)
    return PLAIN.get(kind or "", "Any")


def _method(path: str, method: str, operation: dict[str, Any]) -> str:
    parameters = [each for each in operation.get("parameters", []) if each["in"] in ("path", "query")]
    in_path = [each for each in parameters if each["in"] == "path"]
    in_query = [each for each in parameters if each["in"] == "query"]
    arguments = ["self", *[f"{_safe(each['name'])}: {_type(each['schema'])}" for each in in_path]]
    body = operation.get("requestBody")
    if body:
        kind = _type(body["content"]["application/json"]["schema"])
        arguments.append(f"body: {kind}" if body.get("required") else f"body: {kind} | None = None")
    arguments += ["*"] if in_query or method != "get" else []
    arguments += [f"{_safe(each['name'])}: {_optional(_type(each['schema']))} = None" for each in in_query]
    arguments += ["name: str | None = None"] if method != "get" else []
    address = path
    for each in in_path:
        address = address.replace(f"{{{each['name']}}}", f"{{_quoted({_safe(each['name'])})}}")
    asked = ", ".join(f"{each['name']!r}: {_safe(each['name'])}" for each in in_query)
    answer = next(each for status, each in sorted(operation["responses"].items()) if status.startswith("2"))
    gives = _type(answer["content"]["application/json"]["schema"]) if answer.get("content") else "None"
    words = operation.get("summary", "") + ("\n\n" + operation["description"] if operation.get("description") else "")
    doc = textwrap.indent(words.strip().replace('"""', "'''"), " " * 8).strip()
    call = f"{method.upper()!r}, {_literal(address)}, {{{asked}}}, {'body' if body else 'None'}, {'name' if method != 'get' else 'None'}"
    return (
        f"    def {_safe(operation['operationId'])}({', '.join(arguments)}) -> {gives}:\n"
        f'        """{doc}"""\n'
        f"        answer: {gives} = self._call({call})\n"
        "        return answer\n"
    )


def _literal(address: str) -> str:
    return f"f{address!r}" if "{" in address else repr(address)


def _optional(kind: str) -> str:
    return kind if kind.endswith("None") else f"{kind} | None"


def _safe(name: str) -> str:
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def formatted(text: str) -> str:
    done = subprocess.run(
        [Path(sys.executable).parent / "ruff", "format", "--stdin-filename", str(TARGET), "-"],
        input=text, capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(prog="./wakimizu client", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the client is out of date")
    options = parser.parse_args()
    text = formatted(written(document()))
    if not options.check:
        TARGET.write_text(text)
        print(f"{TARGET.relative_to(ROOT)}: {text.count('    def ')} methods")
    elif TARGET.read_text() != text:
        sys.exit("clients/python/wakimizu_client.py is out of date: run ./wakimizu client")


if __name__ == "__main__":
    main()
