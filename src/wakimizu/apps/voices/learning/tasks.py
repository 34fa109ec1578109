"""What the timer does: it asks for a new version each week, and reads what came in unread."""

from datetime import datetime

from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.voices.learning import live, rules
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.models import NeedVoice
from wakimizu.apps.voices.operations import ask_training, read_with
from wakimizu.shared.jobs import give_way
from wakimizu.shared.scoping import in_city

AT_ONCE = 500
TIMES = 4  # so often at most in one turn of the timer


def ask_for_versions(now: datetime) -> int:
    """Ask for a new version in every city where enough was sorted since the last; returns how many were asked for."""
    asked = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            if _worth_it(now):
                ask_training(system_actor(city.pk, now), city=city)
                asked += 1
    return asked


def _worth_it(now: datetime) -> bool:
    last = LanguageModel.objects.defer("parameters").first()
    if last is not None and (last.is_open or last.asked_at > now - rules.AGAIN_AFTER):
        return False
    taught = last.taught if last else 0
    since = NeedVoice.objects.filter(until=None, voice_id__gt=last.newest if last else 0)
    enough = max(rules.FEWEST, int(taught * rules.AGAIN_SHARE) + 1)
    return rules.worth_learning_again(since[:enough].count(), taught)


def read_what_came(now: datetime) -> int:
    """Read waiting voices and open needs that the version in use has not read, then what it never placed; returns how many."""
    read = 0
    for city in City.objects.filter(in_use=True):
        with in_city(city.pk):
            row = live.row_of(city.pk)
            voices, needs = live.waiting_unread(row, AT_ONCE) if row else ([], [])
            if row and (voices or needs):
                read += read_with(system_actor(city.pk, now), model=row, voices=voices, needs=needs)
            if row and not row.is_open:  # the work that learned it reads all first
                read += _read_what_is_left(row, now)
    return read


def _read_what_is_left(row: LanguageModel, now: datetime) -> int:
    read, actor = 0, system_actor(row.city_id, now)
    for _time in range(TIMES):
        left = live.left_unplaced(row, AT_ONCE)
        up_to = left.voices_to, left.needs_to
        if not (left.voices or left.needs) and up_to == (row.voices_to, row.needs_to):
            break
        read += read_with(actor, model=row, voices=left.voices, needs=left.needs, up_to=up_to)
        give_way()
    return read
