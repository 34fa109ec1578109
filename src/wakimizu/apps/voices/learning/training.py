"""A version of what is learned: asked for, learned by the worker in a process of its own, measured, put to use by rule."""

from collections.abc import Iterable, Iterator
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wakimizu.apps.city.directory import Directory, directory
from wakimizu.apps.city.models import City
from wakimizu.apps.city.queries import system_actor
from wakimizu.apps.voices.catalogue import Catalogue, catalogue
from wakimizu.apps.voices.learning import analysis, live, rules
from wakimizu.apps.voices.learning.analysis import Learned, Sorted
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.models import Need, NeedVoice, RoutingExample, Voice
from wakimizu.apps.voices.operations import learning as operations
from wakimizu.shared.errors import BadInput
from wakimizu.shared.jobs import give_way

READING = gettext_noop("Reading the voices that people have sorted.")
LEARNING = gettext_noop("Learning from %(voices)d voices.")
PLACING = gettext_noop("Reading %(n)d of %(all)d voices with the new version.")
IN_USE = gettext_noop("In use: right in %(topic)s of topics and %(office)s of offices.")
NOT_IN_USE = gettext_noop(
    "Waits for you: right in %(topic)s of topics and %(office)s of offices; the version in use does better."
)
SEED = 20140930
AT_ONCE = 500


def do_training(model: LanguageModel) -> None:
    """Learn a version that was asked for, and read all voices and needs with it if it goes into use."""
    model.tell(0.0, READING)
    city = City.objects.get(pk=model.city_id)
    book, known = directory(city), catalogue(city)
    said = list(sorted_voices(book))
    if len(said) < rules.FEWEST:
        raise BadInput(
            _("At least %(n)d voices must be in a need before anything can be learned.") % {"n": rules.FEWEST}
        )
    aside = rules.held_back(len(said))
    model.tell(0.1, LEARNING, voices=len(said) - aside)
    learned = _learn(model, said, aside, book, known)
    kept = operations.keep_version(
        system_actor(model.city_id, timezone.now()), model=model, learned=learned,
        taught=len(said) - aside, newest=said[0][0],
    )  # fmt: skip
    shares = {name: f"{share:.0%}" for name, share in learned.shares.items()}
    if kept.standing == LanguageModel.Standing.LIVE:
        read_all(kept, model)
        model.tell(1.0, IN_USE, **shares)
    else:
        model.tell(1.0, NOT_IN_USE, **shares)


def sorted_voices(book: Directory, most: int = rules.MOST) -> Iterator[tuple[int, Sorted]]:
    """What people decided of the newest voices: (voice, (text, topic's code, target)), newest first."""
    links = NeedVoice.objects.filter(until=None, voice__erased_at=None).order_by("-voice_id")
    rows = links.values_list("voice_id", "voice__text", "voice__ward_id", "need__topic__code", "need__lead_id")
    for voice, text, ward, topic, lead in rows[:most].iterator(AT_ONCE):
        yield voice, (text, topic, rules.target_of(book.offices[lead], book.area(ward), book))


def _learn(
    model: LanguageModel, said: list[tuple[int, Sorted]], aside: int, book: Directory, known: Catalogue
) -> Learned:
    row = live.row_of(model.city_id)
    before = live.model_of(row) if row else None
    voices = Voice.objects.count()
    keep_space = row is not None and voices < row.space_from * rules.SPACE_GROWTH
    examples = taught_by_tables(known)
    return analysis.learn(
        [each for _voice, each in said[aside:]],
        [each for _voice, each in said[:aside]],
        examples,
        rules.example_counts(len(said) - aside, len(examples)),
        names_of(book),
        terms_of(known),
        before=before,
        keep_space=keep_space,
        voices=voices,
        seed=SEED,
        tell=lambda done: model.tell(0.1 + 0.6 * done, LEARNING, voices=len(said) - aside),
    )


def taught_by_tables(known: Catalogue) -> list[Sorted]:
    """The tables' own words and example rows."""
    code = {topic.pk: topic.code for topic in known.topics}
    rows = {rule.order: rule for rule in known.table}
    found = rules.examples_of(known.topics, known.table)
    for example in RoutingExample.objects.all():
        rule = rows.get(example.expect_rule)
        if rule is not None and rule.topic_id in code:
            found.append((example.text, code[rule.topic_id], rule.office))
    return found


def names_of(book: Directory) -> Iterable[str]:
    """What places and offices are called."""
    return {area.name for area in book.areas.values()} | {office.name for office in book.offices.values()}


def terms_of(known: Catalogue) -> Iterable[str]:
    return {word for topic in known.topics for word in topic.words} | {
        word for row in known.table for word in row.words
    }


def read_all(row: LanguageModel, job: LanguageModel) -> None:
    """Read what waits for a person with a version that has just gone into use, and place all voices and needs in its space."""
    actor = system_actor(row.city_id, timezone.now())
    up_to = live.newest(Voice), live.newest(Need)
    done, total = 0, Voice.objects.count() + Need.objects.count()
    for voices, needs in chain([live.waiting_unread(row, AT_ONCE)], live.unplaced(row, AT_ONCE)):
        done += operations.read_with(actor, model=row, voices=voices, needs=needs)
        give_way()
        job.tell(0.7 + 0.3 * done / max(total, 1), PLACING, n=done, all=total)
    operations.read_with(actor, model=row, voices=[], needs=[], up_to=up_to)
