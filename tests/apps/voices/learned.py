"""A cast city whose people have sorted enough voices for something to be learned."""

from itertools import cycle
from typing import Any

from tests.apps.voices.scenes import kami_voice, need_of
from tests.cast import Town
from wakimizu.apps.voices.learning.live import reading_of_voice, row_of
from wakimizu.apps.voices.learning.models import LanguageModel
from wakimizu.apps.voices.learning.similar import needs_like, voices_in_the_same_words
from wakimizu.apps.voices.models import Voice
from wakimizu.apps.voices.operations import ask_training
from wakimizu.shared import jobs

SAID = [  # what is said, the topic and office that people give it
    ("{n}丁目の道路に陥没があり怖いです", "road", "hq-road"),
    ("舗装が割れて{n}回つまずきました", "road", "hq-road"),
    ("穴を埋めてください、道の{n}か所です", "road", "hq-road"),
    ("ごみの収集が{n}日来ていません", "waste", "w-kami-machi"),
    ("カラスが袋を破って{n}軒が困っています", "waste", "w-kami-machi"),
    ("燃えるごみの日は{n}時に出せますか", "waste", "w-kami-machi"),
    ("{n}月の祭りの太鼓を借りたい", "other", "hq-kocho"),
]


def taught(town: Town, voices: int) -> None:
    """So many voices in needs of their own."""
    for n, (text, topic, lead) in zip(range(voices), cycle(SAID), strict=False):
        need_of(town, kami_voice(town, text.format(n=n)), title=f"{n}", lead=lead, topic=town.topics[topic])


def trained(town: Town) -> Any:
    """A version asked for and learned here and now."""
    model = ask_training(town.actor("policy", "hq-seisaku"), city=town.city)
    jobs.run(model)
    return LanguageModel.objects.get(pk=model.pk)


def learned(town: Town, voices: int = 120) -> Any:
    taught(town, voices)
    return trained(town)


def like(town: Town, voice: Voice) -> Any:
    """Needs that mean the same as a voice, and voices in the same words, as a planner of 上区 sees them: many of each."""
    row, planner = row_of(town.city.pk), town.actor("planner", "w-kami-machi")
    assert row is not None
    reading = reading_of_voice(voice, row)
    return (
        needs_like(planner, voice, reading, row, but=set(), most=50),
        voices_in_the_same_words(planner, voice, reading, row, most=50),
    )
