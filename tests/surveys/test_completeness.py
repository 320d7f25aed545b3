"""Which languages a questionnaire has, and whether its wording is still the same."""

from __future__ import annotations

import pytest

from copfeedback.surveys.completeness import completeness, is_complete, wording_sha256
from copfeedback.surveys.definition import with_sectors
from copfeedback.surveys.keyed_texts import keyed_texts
from copfeedback.surveys.model import Choice
from copfeedback.surveys.rules import texts_of
from tests.factories import PROJECT, TINY, in_languages
from tests.surveys.questionnaires import read

WITHOUT_PERSON = TINY.replace("demographics: [gender, age_band, sector]", "")


def test_a_language_is_complete_when_nothing_is_missing():
    survey = read(TINY)

    english, arabic, dari = completeness(survey, portal=["ar", "prs"])

    assert (english.is_complete, english.is_offered, english.is_portals) == (True, True, False)
    assert (arabic.is_complete, arabic.is_offered, arabic.is_portals) == (True, True, True)
    assert (dari.is_complete, dari.is_offered, dari.is_portals) == (False, False, True)
    assert dari.there == 0
    assert dari.total == english.total == english.there
    assert [is_complete(survey, tag) for tag in ("en", "ar", "prs", "fr")] == [True, True] + [
        False
    ] * 2


def test_each_missing_text_is_told_once_when_questions_share_it():
    text = WITHOUT_PERSON.replace(", ar: نعم}", "}").replace("ar: تستمع", "ar: ' '")
    text = text.replace(
        "  - id: views",
        "      - {id: again, type: single, choices: yes_no, "
        "text: {en: Again?, ar: مرة أخرى؟}}\n  - id: views",
    )

    arabic = completeness(read(text))[1]

    assert arabic.missing == ("choice yes of question victim", "row listens of question treatment")
    assert not arabic.is_complete


def test_questions_about_the_person_count_when_a_language_has_no_text_for_them():
    assert (
        "text of question gender"
        in completeness(read(TINY.replace("[en, ar]", "[en, tlh]")))[1].missing
    )


@pytest.mark.parametrize("path", sorted(PROJECT.glob("surveys/*/v[0-9].yaml")), ids=str)
def test_texts_are_those_that_the_check_looks_at(path):
    survey = read(path.read_text(encoding="utf-8"))

    checked = {id(texts) for _, _, texts in texts_of(survey)}

    assert {id(each.texts) for each in keyed_texts(survey)} == checked


class TestWording:
    def test_it_is_the_same_when_questions_move_or_sectors_come(self):
        survey = read(TINY)
        first, second = (line for line in TINY.splitlines() if "- {id: " in line)
        moved = TINY.replace(f"{first}\n{second}", f"{second}\n{first}")
        assert moved != TINY
        sectors = (Choice("harbour", in_languages("Harbour")),)

        same = read(moved.replace("version: 1", "version: 2"))
        assert wording_sha256(same, "ar") == wording_sha256(survey, "ar")
        for asked in (with_sectors(survey, sectors), with_sectors(survey, ())):
            assert wording_sha256(asked, "ar") == wording_sha256(survey, "ar")

    @pytest.mark.parametrize("change", [("ar: تستمع", "ar: تصغي"), ("en: listen", "en: hear")])
    def test_it_is_another_one_when_the_text_or_what_it_translates_changes(self, change):
        assert wording_sha256(read(TINY.replace(*change)), "ar") != (
            wording_sha256(read(TINY), "ar")
        )

    def test_it_is_the_same_when_another_language_changes(self):
        changed = read(TINY.replace("ar: تستمع", "ar: تصغي"))

        assert wording_sha256(changed, "en") == wording_sha256(read(TINY), "en")
