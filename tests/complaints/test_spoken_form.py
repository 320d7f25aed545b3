"""What there is to speak of the form of a complaint."""

from __future__ import annotations

from dataclasses import replace

from copfeedback.application import PROJECT
from copfeedback.complaints.form import Known
from copfeedback.complaints.grounds import read_grounds
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.promise_notation import shipped
from copfeedback.complaints.questions import STEPS
from copfeedback.complaints.spoken_form import sound_name, spoken_words, words_of_form
from copfeedback.i18n.catalogues import Catalogues, Speech
from copfeedback.i18n.translations import Translations

CATALOGUES = Catalogues(PROJECT / "locales")
ENGLISH = CATALOGUES.speech("en")


class _Stammering(Speech):
    """A language in which one sentence has not been translated yet."""

    def __init__(self, missing: str) -> None:
        super().__init__(CATALOGUES.languages["fr"], ENGLISH.catalogue)
        self._missing = missing

    def gettext(self, message: str) -> str:
        return message if message == self._missing else f"fr {message}"


def test_every_step_is_spoken_with_its_answers_numbered():
    words = words_of_form(Known.nothing(), ENGLISH)
    assert words.keys() == {step.id for step in STEPS} | {"what-guided", "what-voice"}
    assert "1: They did not do their work." in words["about"]
    assert "They did not come" in words["about"]
    minors = shipped(PromisePage.MINORS, "en")
    assert minors is not None
    assert minors.text.splitlines()[0] in words["young"]


def test_what_is_called_differently_in_every_place_is_not_spoken():
    known = Known(
        read_grounds(), (("a", Translations({"en": "Harbour"})),), ((1, "Traffic patrol"),)
    )
    assert words_of_form(known, ENGLISH) == words_of_form(Known.nothing(), ENGLISH)


def test_a_step_with_anything_untranslated_is_silent():
    step = next(each for each in STEPS if each.id == "wishes")
    whole = spoken_words(step, {}, Known.nothing(), _Stammering(""), None)
    assert whole is not None
    assert "fr What would you like to happen?" in whole
    for missing in ("A woman", "Which language do you want to speak?", "What you hope for"):
        assert spoken_words(step, {}, Known.nothing(), _Stammering(missing), None) is None


def test_the_young_hear_nothing_where_what_they_must_know_is_not_there():
    step = next(each for each in STEPS if each.id == "young")
    assert spoken_words(step, {}, Known.nothing(), ENGLISH, None) is None
    assert sound_name(replace(step, id="what"), {"told_by": ["guided"]}) == "what-guided"
