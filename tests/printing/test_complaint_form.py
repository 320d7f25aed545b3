"""The form of a complaint on paper."""

from __future__ import annotations

import pytest

from copfeedback.complaints.form import Known
from copfeedback.complaints.grounds import read_grounds
from copfeedback.complaints.paper_form import paper_form
from copfeedback.complaints.questions import FIELDS, GUIDED, TOLD_BY
from copfeedback.i18n.translations import Translations
from tests.printing.papers import read, speech, text_of

KNOWN = Known(
    read_grounds(),
    (("old_town", Translations({"en": "Old Town", "ar": "المدينة القديمة"})),),
    ((7, "Traffic patrol"),),
)
TAGS = ["en", "ar", "fr", "ru", "es", "uk"]


def words(tag: str, known: Known = KNOWN) -> str:
    return " ".join(text_of(paper_form(known, speech(tag))).split())


def test_everything_that_is_asked_on_a_screen_stands_on_it():
    text = words("en")
    left_out = {TOLD_BY.name, *(field.name for field in GUIDED)}
    for field in FIELDS.values():
        if field.name not in left_out:
            assert field.label in text
    assert "Old Town" in text
    assert "Traffic patrol" in text
    assert "They did not come, did not write it down" in text
    assert "Page 1 of" in text
    assert "only counted" not in text  # on paper it would not be true


def test_what_is_not_known_here_is_not_asked():
    assert "Police unit" not in words("en", Known.nothing())


@pytest.mark.parametrize("tag", TAGS)
def test_it_prints_in_every_language_on_few_pages(tag: str):
    pdf = read(paper_form(KNOWN, speech(tag)))
    assert pdf.root_object["/Lang"] == tag
    assert 3 <= len(pdf.pages) <= 7
