"""wakimizu realign: which offices the city should have, by a scenario's short name or its file. docs/network.md.

wakimizu realign branches-to-centres
wakimizu realign scenario.toml --frontier 20 --out plan.xlsx
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import city_named, system_actor
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.network import exports, operations, queries, terms
from wakimizu.apps.network.models import Scenario, Study
from wakimizu.apps.network.wording import guard_words, note_words, role_words
from wakimizu.apps.network.workflow import StudyKind
from wakimizu.shared import jobs
from wakimizu.shared.errors import BadInput, Refusal
from wakimizu.shared.scoping import in_city
from wakimizu.shared.tables import decode


class Command(BaseCommand):
    help = "Find the offices a city should have: the same study as on the page, in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scenario", help="a scenario's short name, or FILE.toml, which is kept as a scenario")
        parser.add_argument("--city", default="", help="the city's address, where there are several")
        parser.add_argument("--seconds", type=float, help="at most; 0: until it is proven")
        parser.add_argument("--gap", type=float, help="a share: end when the best is as near as this to the bound")
        parser.add_argument("--frontier", type=int, default=0, metavar="POINTS", help="cost against access as well")
        parser.add_argument("--json", action="store_true", help="print the result as JSON instead of tables")
        parser.add_argument("--out", type=Path, help="write the workbook: FILE.xlsx")

    def handle(self, *args: Any, scenario: str, city: str, **options: Any) -> None:
        out: Path | None = options["out"]
        if out is not None and out.suffix.lower() != ".xlsx":
            raise CommandError("Let the workbook's name end in .xlsx.")
        try:
            found = city_named(city)
            with in_city(found.pk):
                study = self._study(found, scenario, options)
                if out is not None:
                    _write(out, exports.study_workbook(study))
                self.stdout.write(json.dumps(study.result, ensure_ascii=False) if options["json"] else told(study))
        except OSError as reason:
            raise CommandError(f"Cannot use {reason.filename}: {reason.strerror}") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None

    def _study(self, city: City, named: str, options: dict[str, Any]) -> Study:
        actor = system_actor(city.pk, timezone.now())
        scenario = kept(actor, Path(named)) if named.endswith(".toml") else known(named)
        asked = operations.ask_study(
            actor, scenario=scenario, gap=options["gap"], seconds=options["seconds"],
            kind=StudyKind.FRONTIER if options["frontier"] else StudyKind.PLAN, points=options["frontier"] or None,
        )  # fmt: skip
        study = jobs.run(asked)
        if not asked.result:
            raise BadInput(study.told)
        return asked


def known(code: str) -> Scenario:
    found = queries.scenario_named(code)
    if found is None:
        codes = ", ".join(scenario.code for scenario, _study in queries.scenarios()) or "none yet"
        raise BadInput(f"There is no scenario “{code}”. Name one of these, or a file that ends in .toml: {codes}.")
    return found


def kept(actor: Actor, file: Path) -> Scenario:
    """The scenario of a file, kept under its code, or under the file's name."""
    text = decode(file.read_bytes())
    taken = terms.read(text, actor.today)
    code = taken.code or file.stem
    scenario = queries.scenario_named(code) or Scenario(code=code)
    scenario.name, scenario.name_en, scenario.note = taken.name or code, taken.name_en, taken.note
    scenario.terms = taken.tables
    try:
        return operations.keep_scenario(actor, scenario=scenario)
    except terms.BadTerms as bad:
        raise bad.in_file(text) from None


def told(study: Study) -> str:
    """The result as tables on a terminal."""
    result = study.result
    lines = [f"{study.scenario} · {study.told}"]
    if result["objective"] is not None:
        lines.append(f"{result['objective']:,} yen weighed, bound {result['bound']:,}, {result['seconds']:.1f} s")
    lines += [f"  ! {note_words(note)}" for note in result["notes"]]
    if result["conflict"]:
        lines += ["", "These cannot be met together:", *(f"  {guard_words(each)}" for each in result["conflict"])]
    if study.has_plan:
        lines += [*_changes(result), *_periods(study), *_guards(result), *_frontier(result)]
    return "\n".join(lines)


def _changes(result: dict[str, Any]) -> list[str]:
    sites = {site["code"]: site for site in result["sites"]}
    years = [str(period["year"]) for period in result["periods"]]
    if not result["changes"]:
        return ["", "Every office stays as it is."]
    codes = dict.fromkeys(each["site"] for each in result["changes"])
    rows = [[code, role_words(sites[code]["now"]), *map(role_words, sites[code]["roles"])] for code in codes]
    return ["", *columns([["office", "today", *years], *rows])]


def _periods(study: Study) -> list[str]:
    header = ["from", "yen a year", "once", "staff", "nearer", "farther", "of them 75+", "mean min.", "75+ mean"]
    rows = [
        [
            str(each.year), f"{-each.yen:+,.0f}", f"{each.once:,.0f}", f"{-each.staff:+.1f}", f"{sum(each.gain.values()):,.0f}",
            f"{sum(each.lose.values()):,.0f}", f"{each.lose['aged75']:,.0f}", _pair(each.mean.get("all")), _pair(each.mean.get("aged75")),
        ]
        for each in queries.headlines(study)
    ]  # fmt: skip
    return ["", *columns([header, *rows])]


def _pair(minutes: tuple[float, float] | None) -> str:
    return f"{minutes[0]:.1f} → {minutes[1]:.1f}" if minutes else "–"


def _guards(result: dict[str, Any]) -> list[str]:
    told = [f"  {_yen(guard['saves']):>15}  {guard_words(guard)}" for guard in result["guards"]]
    return ["", "Guards, and the yen that leaving each out would save:", *told] if told else []


def _yen(saves: float | None) -> str:
    return "not asked" if saves is None else f"{saves:,.0f}"


def _frontier(result: dict[str, Any]) -> list[str]:
    rows = [[f"{point['cost']:,}", f"{point['average']:.2f}", point["status"]] for point in result["frontier"]]
    return ["", *columns([["yen in all periods", "minutes a visit", ""], *rows])] if rows else []


def columns(rows: list[list[str]]) -> list[str]:
    """Columns as wide as their widest cell; letters of full width count twice."""
    widths = [max(map(_wide, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell + " " * (width - _wide(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _wide(text: str) -> int:
    return sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)


def _write(file: Path, content: bytes) -> None:
    half = file.with_name(f"{file.name}.part")  # a file that is there is a whole one
    half.write_bytes(content)
    half.replace(file)
