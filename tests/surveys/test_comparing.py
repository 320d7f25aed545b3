"""Two versions of a survey are compared question by question."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.comparing import (
    BREAKS,
    CAVEATS,
    Change,
    Comparison,
    compare_versions,
    is_comparable,
    wording_hash,
)
from copfeedback.surveys.comparison_wording import CHANGE_SENTENCES
from copfeedback.surveys.model import Question, Survey
from tests.factories import PROJECT, TINY
from tests.surveys.questionnaires import a_definition, read
from tests.surveys.strategies import surveys

SHIPPED = [
    read(path.read_text(encoding="utf-8")) for path in sorted(PROJECT.glob("surveys/*/v[0-9].yaml"))
]
BEFORE = read(TINY)


def after(*replacements: tuple[str, str]) -> Survey:
    text = TINY
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new, 1)
    return read(text)


def differences(old: Survey, new: Survey) -> dict[str, tuple[Change, ...]]:
    return {each.item: each.changes for each in compare_versions(old, new) if each.changes}


@pytest.mark.parametrize(
    ("replacements", "expected"),
    [
        ([("patrols, text: {en: Patrols", "patrols, text: {en: Foot patrols")],
         {"wishes": (Change.WORDING,)}),
        ([("ar: نعم", "ar: أجل")], {"victim": (Change.WORDING,)}),
        ([("en: Not at all", "en: Never")], {"trust": (Change.WORDING,)}),
        ([("en: listen", "en: hear")], {"listens": (Change.WORDING,)}),
        ([("en: The police,", "en: Officers,")],
         {"listens": (Change.WORDING,), "explains": (Change.WORDING,)}),
        ([("code: lights", "code: lamps")], {"wishes": (Change.CHOICES,)}),
        ([("max_answers: 2", "max_answers: 3")], {"wishes": (Change.HOW_MANY,)}),
        ([("exclusive: [nothing]", "exclusive: []")], {"wishes": (Change.HOW_MANY,)}),
        ([("type: number", "type: decimal")], {"years": (Change.TYPE,)}),
        ([("= 'yes'", "= 'no'")], {"what_happened": (Change.ASKED_OF,)}),
        ([("maximum: 120", "maximum: 110")], {"years": (Change.LIMITS,)}),
        ([("required: true", "required: false")], {"victim": (Change.LIMITS,)}),
        ([("maximum: 120", "hint: {en: Roughly}\n        maximum: 120")],
         {"years": (Change.HELP,)}),
        ([("maximum: 120", "easy: {en: Since when?}\n        maximum: 120")],
         {"years": (Change.HELP,)}),
        ([("id: improve", "id: better")], {"better": (Change.NEW,), "improve": (Change.REMOVED,)}),
        ([("high: {en: Completely, ar: أثق تماما}",
           "high: {en: Completely, ar: أثق تماما}\n        indicator: {favourable: [9, 10]}")],
         {"trust": (Change.FAVOURABLE,)}),
        ([("id: views\n", "id: opinions\n"), ("en: Views", "en: Opinions")], {}),
        ([("{en: listen,", "{en: ' listen  ',")], {}),
    ],
)  # fmt: skip
def test_what_changed_is_told_of_the_item_it_changed(
    replacements: list[tuple[str, str]], expected: dict[str, tuple[Change, ...]]
):
    assert differences(BEFORE, after(*replacements)) == expected


def test_a_comparison_goes_on_when_only_help_or_who_is_asked_changed():
    for change in Change:
        comparison = Comparison("item", (change,))
        assert comparison.is_comparable == (change not in BREAKS)
        assert comparison.caveats == ((change,) if change in CAVEATS else ())
    assert Change.HELP not in BREAKS | CAVEATS


def test_the_languages_are_named_in_which_a_question_is_asked_in_other_words():
    assert is_comparable(BEFORE, after(("ar: تستمع", "ar: تصغي")), "listens").reworded == ("ar",)
    both = after(("{en: listen, ar: تستمع", "{en: hear, ar: تصغي"))
    assert is_comparable(BEFORE, both, "listens").reworded == ("en", "ar")


def test_a_language_is_not_compared_when_only_one_version_has_it():
    without = after(("[en, ar]", "[en]"), ("ar: تستمع", "ar: تصغي"))

    assert is_comparable(BEFORE, without, "listens") == Comparison("listens")


def test_a_language_counts_as_changed_when_people_read_another_one_for_it_before():
    missing = after((", ar: تستمع", ""))

    assert is_comparable(missing, BEFORE, "listens").reworded == ("ar",)


def test_the_language_a_survey_was_written_in_is_compared_when_the_other_has_it_not():
    english, arabic = after(("[en, ar]", "[en]")), after(("[en, ar]", "[ar]"))

    assert is_comparable(english, arabic, "listens").is_comparable  # both texts are there
    french = read(a_definition("- {id: q, type: text, text: {en: A, fr: A}}"))
    bare = read(a_definition("- {id: q, type: text, text: {en: A}}"))
    other = replace(french, languages=("fr",))
    assert is_comparable(bare, other, "q").reworded == ("fr",)


def test_questions_may_stand_in_another_order():
    turned = replace(BEFORE, sections=tuple(reversed(BEFORE.sections)))

    assert differences(BEFORE, turned) == {}


def test_other_people_are_asked_when_what_a_condition_works_out_has_changed():
    text = a_definition(
        """
        - {id: age, type: number, text: {en: Age?}}
        - {id: old, type: calculate, text: {en: old}, calculation: '${age} > 60'}
        - {id: pension, type: text, text: {en: Pension?}, show_if: '${old}'}
        """
    )

    assert differences(read(text), read(text.replace("60", "65"))) == {
        "pension": (Change.ASKED_OF,)
    }


def test_other_people_are_asked_when_the_condition_of_the_section_has_changed():
    text = TINY.replace("  - id: views\n", "  - id: views\n    show_if: ${victim} = 'yes'\n")

    assert set(differences(BEFORE, read(text)).values()) == {(Change.ASKED_OF,)}


def test_what_else_is_meant_is_compared_apart_from_the_choice_it_goes_with():
    text = a_definition(
        """
        - id: q
          type: single
          text: {en: Which?}
          choices: [{code: a, text: {en: A}}, {code: b, text: {en: B}, specify: true}]
        """
    )

    assert differences(read(text), read(text.replace("en: A}", "en: C}"))) == {
        "q": (Change.WORDING,)
    }
    assert set(differences(read(text), read(text.replace("en: B}", "en: C}")))) == {"q", "q_other"}


def test_every_change_has_words():
    assert set(CHANGE_SENTENCES) == set(Change)


@given(surveys())
def test_a_survey_is_comparable_with_itself(survey: Survey):
    assert differences(survey, survey) == {}


@pytest.mark.parametrize("survey", SHIPPED, ids=lambda survey: survey.id)
def test_a_shipped_survey_is_comparable_with_itself_when_it_is_read_again(survey: Survey):
    assert differences(survey, replace(survey, version=9)) == {}


@given(st.sampled_from(SHIPPED), st.data())
def test_exactly_that_item_breaks_when_one_text_of_it_changes(survey: Survey, data: Any):
    asked = [each for each in survey.questions() if each.item_ids]
    question = data.draw(st.sampled_from(asked))
    language = data.draw(st.sampled_from(survey.languages))
    changed, broken = data.draw(st.sampled_from(list(_rewordings(question, language))))

    found = compare_versions(survey, _with(survey, question, changed))

    assert {each.item for each in found if not each.is_comparable} == set(broken)
    for item in question.item_ids:
        comparison = next(each for each in found if each.item == item)
        assert comparison.reworded == ((language,) if item in broken else ())
        assert (item in broken) == (
            wording_hash(question, item, language) != wording_hash(changed, item, language)
        )


def _rewordings(question: Question, language: str):
    """The question with one of its texts changed, and the items that this makes others."""

    def reworded(texts: Translations) -> Translations:
        return Translations({**texts, language: texts.get(language, "") + " indeed"})

    every = question.item_ids
    yield replace(question, text=reworded(question.text)), every
    for name in ("low", "high"):
        if texts := getattr(question, name):
            yield replace(question, **{name: reworded(texts)}), every
    for at, choice in enumerate(question.choices):
        choices = list(question.choices)
        choices[at] = replace(choice, text=reworded(choice.text))
        items = [each for each in every if each != question.other_item or choice.specify]
        yield replace(question, choices=tuple(choices)), items
    for at, row in enumerate(question.rows):
        rows = list(question.rows)
        rows[at] = replace(row, text=reworded(row.text))
        yield replace(question, rows=tuple(rows)), [row.id]


def _with(survey: Survey, question: Question, changed: Question) -> Survey:
    return replace(
        survey,
        sections=tuple(
            replace(
                section,
                questions=tuple(
                    changed if each is question else each for each in section.questions
                ),
            )
            for section in survey.sections
        ),
    )


def test_trends_need_not_wait_when_every_item_of_the_largest_survey_is_compared():
    survey = max(SHIPPED, key=lambda each: len(each.question_of_item))
    begun = perf_counter()

    compare_versions(survey, replace(survey, version=2))

    assert perf_counter() - begun < 0.5
