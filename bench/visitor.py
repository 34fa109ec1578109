"""A browser as far as the server can tell: one kept-alive connection, cookies, real forms."""

import http.client
import re
import secrets
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

PASSWORD = "wakimizu-demo"  # noqa: S105  the demo prints it at every start
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DISTRICT = re.compile(r'<option value="(\d{5}-\d+)"')
RECEIPT = re.compile(r"/say/([0-9A-Z-]{14})/thanks/")
KEY = re.compile(r"wk_[\w-]{43}")
TEXTS = [
    "水前寺公園の東側の道路に穴があいていて、自転車の子どもが転びそうになりました。早めに直してください。",
    "引越しの手続きで区役所に三回行きました。一度で終わるように、持ち物を前もって教えてほしいです。",
    "ごみの集積所にカラスが来て困っています。ネットをもう一枚いただけないでしょうか。町内で管理します。",
    "公園のトイレの電気が夜つきません。散歩の人が怖がっています。",
    "バスが一時間に一本になり、病院へ通うのがたいへんです。乗合タクシーなど、考えてもらえませんか。",
    "先日の道路の補修、すぐ来てくださってありがとうございました。通学路が安全になりました。",
]


class Visitor:
    def __init__(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token, self.districts = "", [""]

    def get(self, path: str) -> tuple[int, str]:
        status, _location, body = self._ask("GET", quote(path, safe="/?=&%+"))
        return status, body

    def sign_in(self, email: str) -> None:
        """By the sign-in form, as a person does. RuntimeError when it does not let them in."""
        path = "/account/login/"
        fields = {"csrfmiddlewaretoken": self._token_of(path), "login": email, "password": PASSWORD}
        body = urlencode(fields).encode()
        status, _location, page = self._ask("POST", path, body, "application/x-www-form-urlencoded")
        if status != 302:
            raise RuntimeError(f"{email} could not sign in: {status}\n{page[:2000]}")

    def open_form(self) -> None:
        """Open the resident's form once: its token serves every voice that follows."""
        self.token = self._token_of("/say/")

    def key(self, path: str, scope: str) -> str:
        """Make a key on its page, as a member of staff does; returns its secret, which is shown this once."""
        fields = {"csrfmiddlewaretoken": self._token_of(path), "name": "bench", "scopes": scope, "days": "30"}
        status, _location, page = self._ask(
            "POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded"
        )
        found = KEY.search(page)
        if status != 200 or found is None:
            raise RuntimeError(f"no key was made: {status}")
        return found[0]

    def say(self, number: int, submission: str, name: str = "", photo: bytes = b"") -> tuple[int, str]:
        """Send the form as a browser does (multipart). Returns the status and the receipt that was handed out, or ""."""
        fields = {
            "csrfmiddlewaretoken": self.token,
            "submission": submission,
            "text": f"{TEXTS[number % len(TEXTS)]}（{number}）",
            "district": self.districts[number % len(self.districts)],
            "place": "",
            "lat": "",
            "lon": "",
            "name": name,
            "email": f"resident{number}@example.jp" if name else "",
            "phone": "",
            "may_publish": "on",
        }
        body, kind = multipart(fields, photo)
        status, location, _page = self._ask("POST", "/say/", body, kind)
        found = RECEIPT.search(location)
        return status, found[1] if found else ""

    def close(self) -> None:
        self.line.close()

    def _token_of(self, path: str) -> str:
        status, page = self.get(path)
        found = TOKEN.search(page)
        if status != 200 or found is None:
            raise RuntimeError(f"no form at {path}: {status}")
        self.districts = DISTRICT.findall(page) or [""]
        return found[1]

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        self.line.request(method, path, body, headers)
        response = self.line.getresponse()
        page = response.read().decode()
        for header in response.headers.get_all("Set-Cookie", []):
            for cookie in SimpleCookie(header).values():
                self.cookies[cookie.key] = cookie.value
        return response.status, response.headers.get("Location", ""), page


def new_submission() -> str:
    return secrets.token_hex(16)


def open311_form(key: str, number: int) -> dict[str, str]:
    """What an Open311 client sends: each number another voice, with a place and somebody to answer to."""
    return {
        "api_key": key,
        "service_code": "road",
        "description": f"{TEXTS[number % len(TEXTS)]}（{number}）",
        "lat": f"{32.79 + number % 97 / 5000:.5f}",
        "long": f"{130.71 + number % 89 / 5000:.5f}",
        "email": f"resident{number}@example.jp",
        "first_name": "はな",
        "last_name": "佐藤",
        "device_id": f"device-{number}",
    }


def multipart(fields: dict[str, str], photo: bytes = b"") -> tuple[bytes, str]:
    """The body and content type of a form with an optional photo."""
    mark = "----wakimizu-bench-7c1f"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    name = "photo.jpg" if photo else ""
    kind = "image/jpeg" if photo else "application/octet-stream"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="photos"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
    )
    parts += [head.encode(), photo, f"\r\n--{mark}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
