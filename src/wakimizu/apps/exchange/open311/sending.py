"""A form of an Open311 client, read into a voice: encoding, fields, place, attributes, pictures.

What we have no field for is not lost: attributes that we do not offer, and the address of a picture elsewhere (which is
never fetched), stand below the words.
"""

import codecs
import hashlib
import json
import math
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from wakimizu.apps.city.directory import Directory
from wakimizu.apps.city.middleware import Request
from wakimizu.apps.city.models import Area
from wakimizu.apps.exchange.open311.rules import BEGINNING, SAME_WITHIN, Unknown
from wakimizu.apps.voices import photos
from wakimizu.apps.voices.catalogue import Catalogue
from wakimizu.apps.voices.models import Topic
from wakimizu.apps.voices.operations import PersonalDetails, Said
from wakimizu.apps.voices.photos import Picture
from wakimizu.apps.voices.workflow import Channel
from wakimizu.shared.errors import BadInput, TooLarge

Fields = dict[str, list[str]]
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
MOST_FIELDS, MOST_DETAIL = 200, 200
ATTRIBUTE = re.compile(r"attribute\[([^\]]+)\](?:\[\])?")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?")
IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,200}")
HOW = {"api_key", "jurisdiction_id", "locale"}  # how it was sent; all else is what was sent
WHO_OR_WHERE = {"device_id", "account_id", "email", "phone", "lat", "address_string", "address_id"}


@dataclass(frozen=True, slots=True)
class Sending:
    """A voice as a client sent it. `known_as`: the names under which the same sending may be here since `since`."""

    said: Said
    content: str
    known_as: list[str]
    since: datetime


# ── the form ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def fields_of(request: Request) -> Fields:
    """A form's fields with all their values. BadInput when it is no form, or not in UTF-8; TooLarge."""
    try:
        if request.content_type == FORM:
            return _urlencoded(request)
        if request.content_type == MULTIPART:
            return _whole({name: list(values) for name, values in request.POST.lists()})
    except RequestDataTooBig:
        raise TooLarge(_("This is too much text for one request. Send less.")) from None
    except (MultiPartParserError, SuspiciousOperation):
        raise BadInput(_("The form arrived damaged, or has too many fields. Send it again.")) from None
    raise BadInput(
        _("Send the request as a form: application/x-www-form-urlencoded, or multipart/form-data with photos.")
    )


def files_of(request: Request) -> list[Any]:
    """The photos of a form, whatever a client calls them."""
    if request.content_type != MULTIPART:
        return []
    return [file for _name, files in request.FILES.lists() for file in files]


def _urlencoded(request: Request) -> Fields:
    charset = (request.content_params or {}).get("charset", "utf-8")
    try:
        if codecs.lookup(charset).name not in ("utf-8", "ascii"):
            raise BadInput(_not_utf8())
        return parse_qs(request.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (LookupError, UnicodeDecodeError):
        raise BadInput(_not_utf8()) from None
    except ValueError:
        raise BadInput(_("The form arrived damaged, or has too many fields. Send it again.")) from None


def _whole(fields: Fields) -> Fields:
    """Where Django's reader found bytes that are not UTF-8, it left this mark."""
    if any("\ufffd" in value for values in fields.values() for value in values):
        raise BadInput(_not_utf8())
    return fields


def _not_utf8() -> str:
    return _("The form is not in UTF-8. Send it again in UTF-8; nothing was taken.")


def first(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0].strip()


# ── the voice in it ──────────────────────────────────────────────────────────────────────────────────────────────────


def sending_of(
    fields: Fields, files: Sequence[Any], *, sender: int, idempotency_key: str | None, at: datetime, book: Directory,
    catalogue: Catalogue,
) -> Sending:  # fmt: skip
    """The voice in a form. `sender` is the key's number. BadInput, or Unknown for a service we do not have."""
    topic = _topic(fields, catalogue)
    lat, lon = _point(fields)
    attributes = _attributes(fields)
    district = _area(attributes.pop("district", [""])[0] or first(fields, "address_id"), book)
    may_publish, by_mail = (attributes.pop(name, [""])[0] == "yes" for name in ("may_publish", "by_mail"))
    language = attributes.pop("language", [""])[0] or "ja"
    pictures = _pictures(files)
    content = _content(fields, pictures)
    known_as, since = _names(fields, content, sender, idempotency_key, at)
    said = Said(
        text=_text(fields, attributes),
        channel=Channel.OPEN311,
        submission=known_as[0],
        topic=topic,
        place=first(fields, "address_string"),
        lat=lat,
        lon=lon,
        district=district,
        may_publish=may_publish,
        by_mail=by_mail,
        language=language if LANGUAGE.fullmatch(language) else "ja",
        contact=_contact(fields),
        pictures=pictures,
    )
    return Sending(said, content, known_as, since)


def _topic(fields: Fields, catalogue: Catalogue) -> Topic:
    code = first(fields, "service_code")
    if not code:
        raise BadInput(_("service_code was not provided. GET services lists them."), "service_code")
    topic = catalogue.topic_by_code.get(code)
    if topic is None:
        raise Unknown(_("This service_code is not known here. GET services lists them."))
    return topic


def _point(fields: Fields) -> tuple[float | None, float | None]:
    lat, lon = first(fields, "lat"), first(fields, "long")
    if not lat and not lon:
        return None, None
    try:
        point = float(lat), float(lon)
    except ValueError:
        point = math.nan, math.nan
    if not all(map(math.isfinite, point)):
        raise BadInput(_("lat and long must both be given, as decimal degrees (WGS 84)."), "lat")
    return point


def _area(code: str, book: Directory) -> Area | None:
    area = book.area_by_code.get(code)
    if code and (area is None or area.kind not in (Area.Kind.DISTRICT, Area.Kind.WARD)):
        raise BadInput(_("This is no district of the city. The service's definition lists them."), "district")
    return area


def _attributes(fields: Fields) -> Fields:
    """attribute[code]=value, and of several values attribute[code][]=value."""
    found: Fields = {}
    for name, values in fields.items():
        if (match := ATTRIBUTE.fullmatch(name)) and any(values):
            found.setdefault(match[1], []).extend(value for value in values if value)
    return found


def _text(fields: Fields, attributes: Fields) -> str:
    text, picture = first(fields, "description"), first(fields, "media_url")
    below = [f"{code}: {'、'.join(values)}" for code, values in attributes.items()]
    if picture:
        below.append(_("Picture elsewhere: %(address)s") % {"address": picture})
    return "\n".join([text, *below]) if text else ""


def _contact(fields: Fields) -> PersonalDetails:
    name = " ".join(filter(None, [first(fields, "last_name"), first(fields, "first_name")]))
    details = PersonalDetails(
        name=name,
        email=first(fields, "email"),
        phone=first(fields, "phone"),
        account=first(fields, "account_id"),
        device=first(fields, "device_id"),
    )
    if max(map(len, [details.name, details.email, details.phone, details.account, details.device])) > MOST_DETAIL:
        raise BadInput(_("Please use at most %(n)d characters.") % {"n": MOST_DETAIL}, "email")
    return details


def _pictures(files: Sequence[Any]) -> list[Picture]:
    if len(files) > photos.MOST:
        raise BadInput(_("At most %(n)d photos can be sent with a request.") % {"n": photos.MOST}, "media")
    return [photos.clean(file, file.size) for file in files]


# ── the same once more ───────────────────────────────────────────────────────────────────────────────────────────────


def _content(fields: Fields, pictures: Sequence[Picture]) -> str:
    what = sorted((name, values) for name, values in fields.items() if name not in HOW)
    digests = [hashlib.sha256(picture.jpeg).hexdigest() for picture in pictures]
    return _digest("content", json.dumps([what, digests]))


def _names(
    fields: Fields, content: str, sender: int, idempotency_key: str | None, at: datetime
) -> tuple[list[str], datetime]:
    """The sending's own name first, then that of the ten minutes before; and since when they count (BEGINNING: always).

    A form that says neither who nor where is never taken for another's: two people may say the same few words.
    """
    if idempotency_key is not None:
        if not IDEMPOTENCY_KEY.fullmatch(idempotency_key):
            raise BadInput(_("An Idempotency-Key has 1 to 200 letters, digits and signs, without blanks."))
        return [f"{sender}.{_digest('name', idempotency_key)[:40]}"], BEGINNING
    if not any(first(fields, name) for name in WHO_OR_WHERE):
        return [f"{sender}.{secrets.token_hex(20)}"], BEGINNING
    slot = int(at.timestamp() // SAME_WITHIN.total_seconds())
    return [f"{sender}.{each}.{content[:40]}" for each in (slot, slot - 1)], at - SAME_WITHIN


def _digest(purpose: str, words: str) -> str:
    """Keyed, so that nobody who sees it can try words against it."""
    return salted_hmac(f"wakimizu.open311.{purpose}", words, algorithm="sha256").hexdigest()
