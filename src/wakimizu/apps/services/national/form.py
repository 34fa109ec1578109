"""Rows of the national form (`gif.COLUMNS`) read into services: owners by name, bases, words of GIF 491-1, amounts, lengths."""

import re
from collections.abc import Iterator, Mapping
from copy import copy
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.models import City, Office
from wakimizu.apps.ledger.actor import Actor
from wakimizu.apps.services.models import Service
from wakimizu.apps.services.national import gif
from wakimizu.apps.services.national.cells import day_after, day_in, listed, put
from wakimizu.apps.services.workflow import PERMISSIONS, Change
from wakimizu.shared.errors import BadInput
from wakimizu.shared.permissions import allow
from wakimizu.shared.tables import Table, header_key, plain
from wakimizu.shared.templatetags.words import joint

ADVISED_NAME, MOST_SUMMARY, MOST_CONTENT, MOST_YEN = 40, 100, 500, 10_000_000  # letters, as the national form says; yen
Cells = dict[str, str]
SERVICE_COLUMNS = {
    column.field: (column.name, *column.also) for column in (*gif.COLUMNS, *gif.OUR_COLUMNS) if column.field
}
CLAIMED = {header_key(name) for ours, names in SERVICE_COLUMNS.items() for name in (ours, *names)}
NATIONAL = {header_key(column.name): column.name for column in gif.COLUMNS if not column.field}
TEXTS = ("name", "subtitle", "law", "summary", "content", "fee_note", "name_en", "summary_en")
LISTS = ("documents", "documents_en")


class NationalForm:
    """Reads rows of the national form into services."""

    def __init__(self, actor: Actor, city: City, book: Directory, table: Table) -> None:
        self.actor, self.city, self.book, self.has = actor, city, book, table.has
        self.rest = [plain(name) for name in table.header if plain(name) and header_key(name) not in CLAIMED]
        self.known = {service.code: service for service in Service.objects.select_related("owner", "base")}
        self.seen: dict[Any, int] = {}
        self.units = units_of(book)

    def read(self, cells: Cells, known: Service | None) -> tuple[Service, list[str]]:
        """The service a row says, and remarks. BadInput or NotPermitted when it cannot be taken."""
        for name in ("code", "name", "summary"):
            if not cells[name]:
                raise BadInput(_("“%(column)s” is empty.") % {"column": SERVICE_COLUMNS[name][0]})
        service = copy(known) if known else Service(city=self.city, code=cells["code"])
        service.owner = _owner(cells["owner"], self.units)
        for each in (service, known):
            if each is not None:
                allow(self.actor, "keep_catalogue", each, table=PERMISSIONS)
        for name in self.has.intersection(TEXTS):
            put(service, name, cells[name])
        for name in self.has.intersection(LISTS):
            put(service, name, listed(cells[name]))
        self._place(service, cells)
        self._dates(service, cells)
        _code_words(service, cells, self.has)
        remarks = [*_money(service, cells, self.has), *_online(service, cells, self.has), *_advice(service)]
        service.columns = self._columns(service, cells)
        _check_lengths(service)
        return service, remarks

    def _place(self, service: Service, cells: Cells) -> None:
        """Whose variant it is, what that changes, and for which ward."""
        if "base" in self.has:
            service.base = self._base(cells["base"], service)
        if "change" in self.has:
            service.change = cells["change"][:1]
        if "ward" in self.has:
            service.ward = _ward(cells["ward"], self.book) if cells["ward"] else None
        if service.change and service.change not in Change.values:
            raise BadInput(_("制度変更区分 is 0, 1 or 2, not “%(text)s”.") % {"text": cells["change"]})
        if bool(service.base) != bool(service.change):
            raise BadInput(_("A variant names both its 元制度番号 and its 制度変更区分; other services neither."))
        if service.ward and not service.base:
            raise BadInput(_("A ward's variant names the city's service it comes from in 元制度番号."))

    def _base(self, code: str, service: Service) -> Service | None:
        if not code:
            return None
        base = self.known.get(code)
        if base is None:
            raise BadInput(_("元制度番号: there is no service “%(code)s”.") % {"code": code})
        if base is service or base.code == service.code or base.base:
            raise BadInput(_("A variant comes from a service that is no variant itself."))
        if service.pk and any(each.base and each.base.code == service.code for each in self.known.values()):
            raise BadInput(_("Other services are variants of this one, so it can be none itself."))
        return base

    def _dates(self, service: Service, cells: Cells) -> None:
        if "valid_from" in self.has:
            service.valid_from = day_in(cells["valid_from"])
        if "valid_to" in self.has:
            service.valid_to = day_after(day_in(cells["valid_to"]))
        if service.valid_from and service.valid_to and service.valid_to <= service.valid_from:
            raise BadInput(_("It would end before it begins."))

    def _columns(self, service: Service, cells: Cells) -> dict[str, str]:
        """The national form's other columns, as they came; a contact that only repeats the owner's is not kept."""
        given = {NATIONAL.get(header_key(name), name): cells.get(name, "") for name in self.rest}
        if "contact" in self.has:
            given[CONTACT] = "" if cells["contact"] == plain(contact_of(service.owner)) else cells["contact"]
        return {name: cell for name, cell in {**service.columns, **given}.items() if cell}


CONTACT = "連絡先情報"


def contact_of(owner: Office) -> str:
    """What the national form's contact says where nobody said more: the division and its telephone."""
    return f"{owner.name} {owner.phone}".strip()


def units_of(book: Directory) -> dict[str, list[Office]]:
    """Each name a unit of headquarters goes by → the units: its code, its name, its name behind those it is part of."""
    found: dict[str, list[Office]] = {}
    for office in book.offices.values():
        found.setdefault(header_key(office.code), []).append(office)
        name, above = office.name, book.office(office.parent_id)
        while office.at_hq:
            found.setdefault(header_key(name), []).append(office)
            found.setdefault(header_key(book.city.name + name), []).append(office)
            if above is None:
                break
            name, above = above.name + name, book.office(above.parent_id)
    return found


def _owner(text: str, units: Mapping[str, list[Office]]) -> Office:
    found = units.get(header_key(text), []) if text else []
    if not found:
        raise BadInput(
            _("制度所管組織: there is no bureau or division “%(text)s”. Write its name or its code.") % {"text": text}
        )
    if len(found) > 1:
        codes = joint().join(office.code for office in found)
        raise BadInput(_("制度所管組織: “%(text)s” may be %(codes)s. Write the code.") % {"text": text, "codes": codes})
    if not found[0].at_hq:
        raise BadInput(_("A service is owned by a bureau or division at headquarters."))
    return found[0]


def _ward(text: str, book: Directory) -> Any:
    bare = text.removeprefix(book.city.name)
    found = next((ward for ward in book.wards if bare in (ward.name, ward.code, ward.name_en)), None)
    if found is None:
        raise BadInput(_("There is no ward “%(text)s” in %(city)s.") % {"text": text, "city": book.city})
    return found


def _code_words(service: Service, cells: Cells, has: set[str]) -> None:
    for name in has.intersection(("stage", "trouble", "kind")):
        setattr(service, name, _code(name, cells[name]) if cells[name] else "")
    if "beneficiaries" in has:
        words = [part for each in listed(cells["beneficiaries"]) for part in re.split("[、,]", each) if part]
        service.beneficiaries = [_code("beneficiaries", word) for word in words]


def _code(name: str, text: str) -> str:
    code = gif.code_of(name, text)
    if not code:
        near = get_close_matches(text, gif.WORDS[name], n=3, cutoff=0.3) or list(gif.WORDS[name])[:6]
        raise BadInput(
            _("%(column)s: the national catalogue (GIF 491-1) has no “%(text)s”. Near to it: %(near)s.")
            % {"column": SERVICE_COLUMNS[name][0], "text": text, "near": joint().join(near)}
        )
    return code


def _money(service: Service, cells: Cells, has: set[str]) -> Iterator[str]:
    if "fee" not in has:
        return
    text = cells["fee"]
    found = re.fullmatch(r"(\d[\d,]*)円?", text)
    service.fee = int(found[1].replace(",", "")) if found else 0 if text in ("無料", "なし") else None
    if service.fee is not None and service.fee > MOST_YEN:
        raise BadInput(_("A fee of %(text)s yen is too high to be one.") % {"text": text})
    if text and service.fee is None:
        if "-" in text[:1] or service.fee_note:
            raise BadInput(_("費用 is an amount in yen; “%(text)s” is none.") % {"text": text})
        service.fee_note = text
        yield _("費用 is no plain amount and was taken as a remark on the fee.")


def _online(service: Service, cells: Cells, has: set[str]) -> Iterator[str]:
    if "online_url" not in has:
        return
    text = cells["online_url"]
    service.online_url = ""
    if text in ("", "無", "なし", "不可"):
        return
    if urlsplit(text).scheme in ("http", "https") and urlsplit(text).hostname and not re.search(r"\s", text):
        service.online_url = text
    else:
        yield _("電子申請の有無 is no address (https://…) and was left out.")


def _advice(service: Service) -> Iterator[str]:
    for name in ("name", "subtitle"):
        if len(getattr(service, name)) > ADVISED_NAME:
            yield _("%(column)s has %(n)d letters; the national form advises at most %(most)d.") % {
                "column": SERVICE_COLUMNS[name][0],
                "n": len(getattr(service, name)),
                "most": ADVISED_NAME,
            }
    if not service.content:
        yield _("The national form asks for 内容, which is empty.")


def _check_lengths(service: Service) -> None:
    own = {"summary": MOST_SUMMARY, "content": MOST_CONTENT}
    for each in Service._meta.concrete_fields:
        most = own.get(each.name) or getattr(each, "max_length", None)
        value = getattr(service, each.attname)
        if most and isinstance(value, str) and len(value) > most:
            column = SERVICE_COLUMNS.get(each.name, (each.name,))[0]
            raise BadInput(
                _("%(column)s has %(n)d letters; it may have %(most)d.")
                % {"column": column, "n": len(value), "most": most}
            )
