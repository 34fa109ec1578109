"""A row that is inserted by hand is the row that `save()` would have made."""

import pytest
from django.db import IntegrityError
from django.forms.models import model_to_dict

from tests.apps.voices.scenes import kami_voice
from wakimizu.apps.voices.models import Voice
from wakimizu.shared.inserting import insert


def copy_of(voice, **changed):
    given = {field.attname: getattr(voice, field.attname) for field in Voice._meta.concrete_fields}
    return Voice(**{**given, "id": None, **changed})


def test_every_column_reads_as_it_was_given(town):
    voice = kami_voice(town, "道路の陥没が怖いです")
    saved, inserted = copy_of(voice, receipt="r1", submission="s1"), copy_of(voice, receipt="r2", submission="s2")
    saved.save(force_insert=True)
    insert(inserted)
    assert inserted.pk == inserted.id == saved.pk + 1 and not inserted._state.adding
    rows = [
        model_to_dict(Voice.objects.get(pk=row.pk), exclude=["id", "receipt", "submission"])
        for row in (saved, inserted)
    ]
    assert rows[0] == rows[1]
    inserted.place = "角"
    inserted.save()  # is known to stand there
    assert Voice.objects.get(receipt="r2").place == "角"


def test_the_same_twice_is_refused(town):
    voice = kami_voice(town, "道路の陥没が怖いです")
    with pytest.raises(IntegrityError):
        insert(copy_of(voice, receipt="r1"))
