"""Screenshots of a running demo: every main page, phone and desktop, Japanese and English.

./wakimizu shots FOLDER [--url http://127.0.0.1:8000] [--only portal,desk]
"""

import argparse
import os
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
LANGUAGES = {"ja": "", "en": "/en"}
PUBLIC = {
    "portal": "/",
    "say": "/say/",
    "follow": "/follow/",
    "voices": "/voices/",
    "answers": "/answers/",
    "answer": "/answers/1/",
    "map": "/map/",
    "guide": "/guide/",
    "guide-moving": "/guide/moving_in/",
    "write-once": "/guide/form/",
    "offices": "/offices/",
    "office": "/offices/w-higashi/",
    "services": "/services/",
    "service": "/services/juminhyo/",
    "district-public": "/districts/43101-01/",
    "population": "/population/",
    "population-cells": "/population/?measure=change&by=cell",
    "population-ward": "/population/43101/",
    "network-public": "/network/",
    "indicators": "/indicators/",
    "plan-public": "/plan/",
    "surveys-public": "/surveys/",
    "survey-results": "/surveys/madoguchi/",
    "survey-enter": "/survey/",
    "indicator": "/indicators/convenience-share/?where=43102",
    "proposals-public": "/proposals/",
    "proposal-public": "/proposals/1/",
    "measure-public": "/measures/1/",
    "budget-public": "/budget/",
    "deliberations-public": "/deliberate/",
    "deliberation-public": "/deliberate/park/",
    "deliberation-closed": "/deliberate/bus/",
    "trace-measure": "/trace/measure/1/",
    "report": "/report/2026/",
    "trace-need": "/trace/need/1/",
    "promises": "/promises/",
    "ledger": "/ledger/",
    "sign-in": "/account/login/",
    "lost": "/nothing/",
}
STAFF = {
    "planner.chuo@demo.example": {
        "desk": "/desk/",
        "notices": "/desk/notices/",
        "notice": "/desk/notice/1/",
        "notice-new": "/desk/notices/new/",
        "tasks": "/desk/tasks/",
        "needs": "/desk/needs/",
        "overdue": "/desk/overdue/",
        "proposal-new": "/desk/proposals/new/",
        "import": "/desk/import/voices/",
    },
    "mayor.chuo@demo.example": {"mayor-desk": "/desk/", "overview": "/desk/overview/", "meeting": "/desk/meeting/"},
    "liaison.takuma@demo.example": {
        "visits": "/desk/visits/",
        "visit-new": "/desk/visits/new/",
        "visit-gaps": "/desk/visits/gaps/",
        "visit-offline": "/desk/visits/offline/",
        "partners": "/desk/partners/",
        "cases": "/desk/cases/",
        "case": "/desk/case/1/",
        "lent": "/desk/lent/",
    },
    "clerk.chuo@demo.example": {
        "note": "/desk/note/",
        "months": "/desk/services/months/",
        "scan": "/desk/scan/",
    },
    "policy@demo.example": {
        "routing": "/desk/routing/",
        "meetings": "/desk/meetings/",
        "meeting-agenda": "/desk/meetings/2/",
        "sharing-kept": "/desk/sharing/",
        "sharing-rules": "/desk/sharing/rules/",
        "runs": "/desk/population/",
        "run-ask": "/desk/population/ask/",
        "runs-compare": "/desk/population/compare/",
        "indicators-desk": "/desk/indicators/",
        "indicators-watch": "/desk/indicators/watch/",
        "indicator-desk": "/desk/indicator/answered-in-time/",
        "plan": "/desk/plan/",
        "plan-part": "/desk/plan/paper-3-3/",
        "surveys-desk": "/desk/surveys/",
        "emerging": "/desk/emerging/",
        "emerging-ask": "/desk/emerging/ask/",
        "deliberations": "/desk/deliberations/",
        "deliberation": "/desk/deliberation/park/",
        "deliberation-new": "/desk/deliberations/new/",
        "proposals": "/desk/proposals/",
        "proposal": "/desk/proposal/1/",
        "measures": "/desk/measures/",
        "measure": "/desk/measure/1/",
        "budget": "/desk/budget/",
        "budget-round": "/desk/budget/1/",
        "budget-decides": "/desk/budget/1/decides/",
        "budget-portfolio": "/desk/budget/2/portfolio/",
        "district-sheet": "/desk/district/43101-01/",
        "network": "/desk/network/",
        "scenario": "/desk/network/scenario/branches-to-centres/",
        "scenario-form": "/desk/network/scenario/branches-to-centres/edit/",
        "scenario-file": "/desk/network/file/",
        "study": "/desk/network/study/1/",
        "study-districts": "/desk/network/study/1/districts/",
        "study-money": "/desk/network/study/1/money/",
        "study-frontier": "/desk/network/study/1/frontier/",
        "study-sheets": "/desk/network/study/1/sheets/",
        "study-sheet": "/desk/network/study/1/sheets/43105-07/",
        "study-adopt": "/desk/network/study/1/adopt/",
        "studies-compare": "/desk/network/compare/",
        "duties": "/desk/duties/",
        "duties-compare": "/desk/duties/compare/",
        "services-import": "/desk/services/import/",
    },
    "hq.citizens@demo.example": {
        "services-desk": "/desk/services/",
        "consultations": "/desk/consultations/",
        "consultation": "/desk/consultation/2/",
        "consultation-standard": "/desk/consultations/standard/koseki-shomei/",
        "service-desk": "/desk/services/juminhyo/",
        "standard": "/desk/services/juminhyo/standard/",
        "audit": "/desk/audit/",
        "remedies": "/desk/audit/remedies/",
    },
    "it@demo.example": {
        "mails": "/desk/mails/",
        "mail-wordings": "/desk/mails/wording/",
        "mail-wording": "/desk/mails/wording/answer/ja/",
        "posts": "/desk/posts/",
        "second-factor": "/account/2fa/",
    },
}
PASSWORD = "wakimizu-demo"  # noqa: S105


def chromium() -> str:
    return os.environ.get("WAKIMIZU_CHROMIUM", "/usr/bin/chromium")


def launch(playwright: object) -> Browser:
    flags = [
        "--no-sandbox",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
        "--disable-background-networking",
    ]
    return playwright.chromium.launch(executable_path=chromium(), args=flags)  # type: ignore[attr-defined,no-any-return]


def sign_in(page: Page, url: str, email: str) -> None:
    page.goto(f"{url}/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/desk/**")


def shoot(page: Page, url: str, folder: Path, pages: dict[str, str], size: str) -> None:
    for name, path in pages.items():
        for language, prefix in LANGUAGES.items():
            page.goto(f"{url}{prefix}{path}")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}-{language}-{size}.png", full_page=True)


def say_something(page: Page, url: str) -> dict[str, str]:
    """Send a voice as a resident would; the pages that follow."""
    page.goto(f"{url}/say/")
    page.fill("textarea[name=text]", "公園の入口の街灯が消えていて、夜道が暗くて怖いです。塾帰りの子どもが心配です。")
    page.select_option("select[name=district]", index=3)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/thanks/")
    receipt = page.url.split("/say/")[1].split("/")[0]
    return {"thanks": f"/say/{receipt}/thanks/", "tracking": f"/follow/{receipt}/"}


def first_link(page: Page, url: str, path: str, selector: str) -> str:
    page.goto(f"{url}{path}")
    link = page.locator(selector).first
    return (link.get_attribute("href") or "") if link.count() else ""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--url", default="http://127.0.0.1:8000")
    asked.add_argument("--only", default="")
    options = asked.parse_args()
    only = set(filter(None, options.only.split(",")))
    options.folder.mkdir(parents=True, exist_ok=True)

    def wanted(pages: dict[str, str]) -> dict[str, str]:
        return {name: path for name, path in pages.items() if not only or name in only}

    with sync_playwright() as playwright:
        browser = launch(playwright)
        for size, (width, height) in SIZES.items():
            context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
            page = context.new_page()
            shoot(page, options.url, options.folder, wanted(PUBLIC), size)
            if not only or only & {"thanks", "tracking"}:
                shoot(page, options.url, options.folder, wanted(say_something(page, options.url)), size)
            for email, pages in STAFF.items():
                if not wanted(pages) and not only & {"voice", "need", "raise"}:
                    continue
                context = browser.new_context(viewport={"width": width, "height": height}, locale="ja-JP")
                page = context.new_page()
                sign_in(page, options.url, email)
                shoot(page, options.url, options.folder, wanted(pages), size)
                if "desk" in pages:
                    more = {
                        "voice": first_link(page, options.url, "/desk/", "a.queue-title[href*='/voice/']"),
                        "raise": first_link(page, options.url, "/desk/", "a[href$='/raise/']"),
                        "need": first_link(page, options.url, "/desk/needs/?state=assigned", "a.queue-title"),
                    }
                    shoot(page, options.url, options.folder, wanted({k: v for k, v in more.items() if v}), size)
        browser.close()


if __name__ == "__main__":
    main()
