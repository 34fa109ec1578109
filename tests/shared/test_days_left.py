"""How far a day is away, in words: one day is one day."""

from datetime import date

import pytest
from django.utils.translation import override

from wakimizu.shared.templatetags.words import days_left

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("day", "ja", "en"),
    [
        (22, "2日超過", "2 days late"),
        (23, "1日超過", "1 day late"),
        (24, "今日まで", "today"),
        (25, "あと1日", "in 1 day"),
        (26, "あと2日", "in 2 days"),
    ],
)
def test_days_are_counted_in_words(day, ja, en):
    for language, words in (("ja", ja), ("en", en)):
        with override(language):
            assert days_left(date(2026, 11, day), TODAY) == words


def test_no_day_is_no_word():
    assert days_left(None, TODAY) == ""
