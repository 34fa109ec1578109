"""People in front of the site: a browser window each, watched for what no page may do."""

import os
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.journeys.site import Site

PHONE, DESKTOP = (390, 844), (1280, 900)
PASSWORD = "wakimizu-demo"
RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
# Chromium's own calls home are off, so that every request seen is a page's.
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization",  # pages are painted by the processor itself; only maps need the card that is not there
    "--disable-gpu-compositing",
    "--disable-background-networking",
    "--disable-component-update",
]


def chromium() -> str | None:
    """Where a Chromium is, or None."""
    named = os.environ.get("WAKIMIZU_CHROMIUM")
    known = [named] if named else ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    there = (path for path in known if Path(path).exists())
    return next(there, None) or shutil.which("chromium") or shutil.which("google-chrome")


class Watch:
    """Writes down what pages do wrong: errors, refusals by their own policy, requests to others, pieces not found."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.faults: list[str] = []
        self._host = urlsplit(url).netloc
        context.on("page", self._watch)
        context.on("request", self._request)
        context.on("response", self._response)

    def _watch(self, page: Page) -> None:
        page.on("console", lambda message: self._console(page, message))
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))

    def _console(self, page: Page, message: ConsoleMessage) -> None:
        drawn_map_stays = message.text.startswith("The drawn map stays")
        missing = message.text.startswith("Failed to load resource")  # told by _response, which knows what was asked
        if (message.type == "error" and not missing) or drawn_map_stays:
            self.faults.append(f"{page.url}: {message.text}")

    def _request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in ("data", "blob", "about") and asked.netloc != self._host:
            self.faults.append(f"asked {asked.netloc}: {request.url}")

    def _response(self, response: Response) -> None:
        request = response.request
        if response.status >= 400 and not request.is_navigation_request() and not request.url.endswith("/favicon.ico"):
            self.faults.append(f"{request.method} {request.url}: {response.status}")


class Visitors:
    """Opens windows, one context each; at the end nobody may have seen a fault."""

    def __init__(self, browser: Browser, site: Site, sessions: dict[tuple[str, str], Any]) -> None:
        self.browser, self.site, self.sessions = browser, site, sessions
        self._open: list[tuple[BrowserContext, Watch]] = []

    def window(self, *, size: tuple[int, int] = PHONE, **more: Any) -> Page:
        """A new person's window, Japanese, on a phone unless said otherwise."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport={"width": size[0], "height": size[1]},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(15_000)
        self._open.append((context, Watch(context, self.site.url)))
        return context.new_page()

    def staff(self, email: str, *, size: tuple[int, int] = DESKTOP, **more: Any) -> Page:
        """The window of someone signed in, on the desk. The first time in a worker the form is really filled in."""
        key = (self.site.url, email)
        page = self.window(size=size, storage_state=self.sessions.get(key), **more)
        if key in self.sessions:
            page.goto("/desk/")
        else:
            sign_in(page, email)
            page.wait_for_url("**/desk/**")
            self.sessions[key] = page.context.storage_state()
        return page

    def faults(self) -> list[str]:
        return [fault for _context, watch in self._open for fault in watch.faults]

    def close(self) -> None:
        for context, _watch in self._open:
            context.close()


def sign_in(page: Page, email: str, password: str = PASSWORD, *, prefix: str = "") -> None:
    page.goto(f"{prefix}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.click("main form.form button[type=submit]")


def send(page: Page) -> None:
    """Press the page's main button: the first one of its form that sends."""
    page.locator("main form.form[method=post] .actions button[type=submit]").first.click()


def say(page: Page, text: str, district: str = "") -> str:
    """A resident's quickest way through the form; returns the receipt code."""
    page.goto("/say/")
    page.fill("[name=text]", text)
    if district:
        page.select_option("[name=district]", district)
    send(page)
    page.wait_for_url("**/thanks/")
    return page.inner_text("#receipt-code").strip()
