"""What the tests of Open311 share: a key, a client's form, and what a form leaves behind."""

from datetime import timedelta
from urllib.parse import urlencode

from defusedxml import ElementTree
from django.utils import timezone

from wakimizu.apps.exchange import keys
from wakimizu.apps.exchange.models import Key, ServiceRequest
from wakimizu.apps.ledger.models import Entry
from wakimizu.apps.voices.models import Contact, Photo, Voice

V2, FORM = "/open311/v2", "application/x-www-form-urlencoded"
POTHOLE = {
    "service_code": "road",
    "description": "桜公園の前の道路が陥没しています",
    "lat": "33.001",
    "long": "131.001",
    "email": "sato@example.jp",
}


def key_of(town, *, scopes=("open311",), role="planner", office="w-kami-machi", days=30, **more):
    """A key's secret, and its row."""
    secret, now = keys.new_secret(), timezone.now()
    row = Key.objects.create(
        city=town.city, post=town.posts[role, office], name="街の窓口アプリ", shown=secret[: keys.SHOWN],
        digest=keys.digest_of(secret), scopes=list(scopes), made_at=now, expires_at=now + timedelta(days=days), **more,
    )  # fmt: skip
    return secret, row


def send(browser, secret, form=POTHOLE, ending=".xml", **headers):
    """A POST as clients send it: an urlencoded form with the key in it."""
    body = urlencode({**form, "api_key": secret}, doseq=True)
    return browser.post(f"{V2}/requests{ending}", body, content_type=FORM, headers=headers)


def kept():
    """How many rows there are of all that a voice writes."""
    return [model.objects.count() for model in (Voice, Contact, Photo, ServiceRequest, Entry)]


def texts(response, path):
    """The texts of all elements at a path of an XML answer."""
    return [each.text for each in ElementTree.fromstring(response.content).findall(path)]
