"""Which pages there are: found by following links from where a post begins, one of each kind."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page

PREFIX = {"ja": "", "en": "/en"}
FILES = re.compile(r"/proof/$|/download/$|geojson|^/photo/|^/letter/|opendata|^/feeds/")
LINKS = "() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))"
PUBLIC = [
    "/", "/say/", "/follow/", "/voices/", "/answers/", "/map/", "/promises/", "/ledger/", "/account/login/",
    "/guide/", "/guide/form/", "/offices/", "/offices/?q=zzzz", "/offices/?day=2026-11-24&hour=10:00&open=on",
    "/offices/gb-takuma/", "/offices/kb-01/", "/services/", "/services/?q=zzzz", "/services/juminhyo/",
    "/population/", "/population/?measure=change&by=cell", "/population/43101/", "/population/43101-01/?year=2040",
    "/network/", "/indicators/", "/plan/", "/budget/", "/report/2026/",
    "/trace/need/1/", "/trace/measure/1/", "/trace/line/1/", "/proposals/", "/proposals/1/", "/measures/1/", "/survey/", "/surveys/",
    "/districts/", "/districts/43101-01/",
    "/surveys/madoguchi/", "/surveys/jichi/", "/survey/machizukuri/thanks/",
    "/self-check/43101/2025/", "/deliberate/", "/deliberate/park/", "/deliberate/bus/", "/opendata/", "/opendata/needs/"]  # fmt: skip
ACCOUNT = ["/account/password/", "/account/2fa/", "/account/logout/"]

# One person of each role, and what no link leads to: the rooms of FAMILIES, and pages in a state of their own.
PLANNER, MAYOR, CLERK, LIAISON = (
    f"{who}@demo.example" for who in ("planner.chuo", "mayor.chuo", "clerk.chuo", "liaison.takuma")
)
CITIZENS, ROAD, POLICY, FINANCE = (f"{who}@demo.example" for who in ("head.citizens", "head.road", "policy", "finance"))
STAFF = {
    PLANNER: [
        "/desk/", "/desk/gathering/", "/desk/import/voices/", "/desk/needs/?state=approval", "/desk/needs/?state=answered",
        "/desk/tasks/?which=all",
    ],
    MAYOR: [
        "/desk/", "/desk/audit/", "/desk/audit/?only=on", "/desk/audit/?office=w-chuo", "/desk/audit/remedies/",
        "/desk/audit/wards/", "/desk/audit/trend/", "/desk/audit/report/", "/desk/self-check/43101/2025/",
    ],
    CLERK: ["/desk/"],
    LIAISON: ["/desk/"],
    "hq.road@demo.example": ["/desk/"],
    ROAD: ["/desk/", "/desk/measures/"],
    CITIZENS: ["/desk/services/", "/desk/services/juminhyo/standard/", "/desk/consultations/"],
    POLICY: [
        "/desk/", "/desk/duties/", "/desk/duties/?of=proposal&by=unit", "/desk/duties/compare/",
        "/desk/duties/compare/?before=proposal&after=sogoku", "/desk/duties/import/", "/desk/duties/proposal/in-force/",
        "/desk/meetings/", "/desk/meetings/2/", "/desk/meetings/new/", "/desk/sharing/", "/desk/sharing/rules/",
        "/desk/consultations/new/",
    ],
    FINANCE: ["/desk/budget/"],
    "auditor@demo.example": ["/desk/", "/desk/overdue/"],
    "it@demo.example": ["/desk/", "/desk/keys/", "/desk/webhooks/", "/desk/mails/wording/answer/ja/", *ACCOUNT],
}  # fmt: skip

# Pages that look alike for every post are examined with one person only; who may open them is tested without a browser.
FAMILIES = {
    r"/desk/(voice|need)/N/(?!approve|return)[a-z]": PLANNER,
    "/desk/(needs|overview|overdue)/": PLANNER,
    "/desk/note/": CLERK,
    "/desk/audit/": MAYOR,
    "/desk/services/": CITIZENS,
    "/desk/(duties|population|network|plan|emerging)/": POLICY,
    "/desk/(indicator|survey)": POLICY,
    "/desk/budget/": FINANCE,
    "/desk/district/": LIAISON,
    "/desk/(visit|partner|case)": LIAISON,
    "/desk/lent/": LIAISON,
    "/desk/help/": PLANNER,
    "/desk/scan/": CLERK,
    "/desk/trace/": PLANNER,
    "/desk/meeting/": MAYOR,
    "/desk/(notice|task)": PLANNER,
    "/desk/calendar/": PLANNER,
    "/desk/consultation": CITIZENS,
    "/desk/(meetings|sharing)/": POLICY,
    "/desk/(proposal|deliberation)": PLANNER,
    "/desk/self-check/": MAYOR,
    "/desk/export/": PLANNER,
    "/desk/(measure|milestone)": ROAD,
}


def elsewhere(path: str, email: str) -> bool:
    """Whether a page is examined with another person."""
    return any(re.match(family, kind(path)) and email != who for family, who in FAMILIES.items())


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
