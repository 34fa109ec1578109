"""Which pages there are: found by following links from where a post begins, one of each kind."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

PREFIX = {"ja": "", "en": "/en"}
FILES = re.compile(r"/proof/$|/download/$|geojson|^/photo/|opendata")
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
PUBLIC = [
    "/", "/say/", "/follow/", "/voices/", "/answers/", "/map/", "/promises/", "/ledger/", "/account/login/",
    "/guide/", "/guide/form/", "/offices/", "/services/", "/network/", "/indicators/", "/plan/", "/budget/", "/report/2026/",
    "/trace/need/1/", "/proposals/", "/proposals/1/", "/measures/1/", "/survey/", "/surveys/",
    "/districts/", "/districts/43101-01/",
    "/surveys/madoguchi/", "/surveys/jichi/", "/survey/machizukuri/thanks/",
    "/self-check/43101/2025/", "/deliberate/", "/deliberate/park/", "/deliberate/bus/"]  # fmt: skip
ACCOUNT = ["/account/password/", "/account/2fa/", "/account/logout/"]

# One person of each role, and what no link leads to.
STAFF = {
    "planner.chuo@demo.example": [
        "/desk/",
        "/desk/import/voices/",
        "/desk/needs/?state=approval",
        "/desk/needs/?state=answered",
    ],
    "mayor.chuo@demo.example": ["/desk/"],
    "clerk.chuo@demo.example": ["/desk/"],
    "liaison.takuma@demo.example": ["/desk/"],
    "hq.road@demo.example": ["/desk/"],
    "head.road@demo.example": ["/desk/"],
    "head.citizens@demo.example": ["/desk/services/", "/desk/services/juminhyo/standard/", "/desk/consultations/"],
    "policy@demo.example": ["/desk/"],
    "auditor@demo.example": ["/desk/"],
    "it@demo.example": ["/desk/", *ACCOUNT],
}

# Pages that look alike for every post are examined with one person only; who may open them is tested without a browser.
FAMILIES = {
    "/desk/audit/": "mayor.chuo@demo.example",
    "/desk/services/": "head.citizens@demo.example",
    "/desk/duties/": "policy@demo.example",
    "/desk/population/": "policy@demo.example",
    "/desk/network/": "policy@demo.example",
    "/desk/indicator": "policy@demo.example",
    "/desk/plan/": "policy@demo.example",
    "/desk/budget/": "policy@demo.example",
    "/desk/survey": "policy@demo.example",
    "/desk/emerging/": "policy@demo.example",
    "/desk/district/": "liaison.takuma@demo.example",
    "/desk/visit": "liaison.takuma@demo.example",
    "/desk/partner": "liaison.takuma@demo.example",
    "/desk/case": "liaison.takuma@demo.example",
    "/desk/lent/": "liaison.takuma@demo.example",
    "/desk/help/": "planner.chuo@demo.example",
    "/desk/scan/": "clerk.chuo@demo.example",
    "/desk/trace/": "planner.chuo@demo.example",
    "/desk/meeting/": "mayor.chuo@demo.example",
    "/desk/notice": "planner.chuo@demo.example",
    "/desk/task": "planner.chuo@demo.example",
    "/desk/calendar/": "planner.chuo@demo.example",
    "/desk/consultation": "head.citizens@demo.example",
    "/desk/meetings/": "policy@demo.example",
    "/desk/sharing/": "policy@demo.example",
    "/desk/proposal": "planner.chuo@demo.example",
    "/desk/deliberation": "planner.chuo@demo.example",
    "/desk/self-check/": "mayor.chuo@demo.example",
    "/desk/measure": "head.road@demo.example",
    "/desk/milestone/": "head.road@demo.example",
}


def elsewhere(path: str, email: str) -> bool:
    """Whether a page is examined with another person."""
    return any(path.startswith(family) and email != who for family, who in FAMILIES.items())


def kind(address: str) -> str:
    """An address without what tells one page of its kind from the next."""
    path = address.split("#")[0]
    path = re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", "RECEIPT", path)
    path = re.sub(r"/43\d{3}-\d+", "/DISTRICT", path)
    path = re.sub(r"/43\d{3}", "/WARD", path)
    path = re.sub(
        r"/(consultations/standard|services|offices|guide|at|duties|scenario|indicator|indicators|plan|trace/[a-z]+"
        r"|deliberate|deliberation|self-check)/(?!import/|months/|new/|form/|compare/|watch/)[^/]+",
        r"/\1/ONE",
        path,
    )
    return re.sub(r"/\d+", "/N", path)


def walk(page: Page, starts: list[str], language: str, within: str, email: str = "") -> Iterator[str]:
    """Open each kind of page that links lead to from `starts`, as long as its address begins with `within`."""
    prefix = PREFIX[language]
    waiting = [prefix + start for start in starts]
    seen = {kind(address) for address in waiting}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        yield address
        for link in page.evaluate(LINKS):
            path = link.split("?")[0].split("#")[0]
            if not path.startswith(prefix + within) or FILES.search(path) or kind(path) in seen:
                continue
            if (language == "ja" and path.startswith("/en/")) or elsewhere(path.removeprefix(prefix), email):
                continue
            seen.add(kind(path))
            waiting.append(path)
