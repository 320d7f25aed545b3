"""Random orders: one for each person, and nothing lost in any of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys.definition import DefinitionError
from copfeedback.surveys.model import Question, QuestionType, Section
from copfeedback.surveys.order import choices_in_order, questions_in_order
from copfeedback.surveys.routing import find_route
from tests.factories import a_question, a_survey, in_languages
from tests.surveys.questionnaires import a_definition, read

SEEDS = st.binary(min_size=16, max_size=16)
CODES = ("a", "b", "c", "other", "d", "dont_know")


def a_section(*questions: Question) -> Section:
    return Section("mixed", in_languages("Mixed"), questions, random_order=True)


def singles(*ids: str) -> list[Question]:
    return [a_question(id_, "single", "x", "y") for id_ in ids]


@given(SEEDS)
def test_every_choice_is_there_once_and_the_last_stay_last(seed: bytes):
    question = a_question("q", "single", *CODES, random_choices=True)

    ordered = [choice.code for choice in choices_in_order(question, question.choices, seed)]

    assert sorted(ordered) == sorted(CODES)
    assert ordered[-2:] == ["other", "dont_know"]
    assert choices_in_order(question, question.choices, seed) == choices_in_order(
        question, question.choices, seed
    )


def test_choices_that_stand_alone_or_are_to_be_specified_stay_last():
    question = a_question("q", "multiple", "none_of_it", "a", "say", "b", random_choices=True)
    say = tuple(replace(each, specify=each.code == "say") for each in question.choices)
    question = replace(question, choices=say, exclusive=frozenset({"none_of_it"}))

    for number in range(20):
        ordered = choices_in_order(question, question.choices, bytes([number]) * 16)
        assert [choice.code for choice in ordered][-2:] == ["none_of_it", "say"]


def test_the_order_stays_as_written_unless_it_is_to_be_random():
    question = a_question("q", "single", *CODES)
    section = replace(a_section(*singles("q1", "q2", "q3")), random_order=False)

    assert choices_in_order(question, question.choices, b"x" * 16) == question.choices
    assert questions_in_order(section, b"x" * 16) == section.questions


def test_each_order_is_about_as_frequent_as_the_others():
    section = a_section(*singles("q1", "q2", "q3"))
    seen: dict[tuple[str, ...], int] = {}
    for number in range(1_200):
        order = tuple(q.id for q in questions_in_order(section, number.to_bytes(16, "big")))
        seen[order] = seen.get(order, 0) + 1

    assert len(seen) == 6
    assert min(seen.values()) > 140
    assert max(seen.values()) < 260


def test_the_order_of_one_list_tells_nothing_of_another():
    first, second = (a_question(id_, "single", "a", "b", random_choices=True) for id_ in "pq")
    pairs = {
        tuple(choices_in_order(q, q.choices, bytes([number]) * 16)[0].code for q in (first, second))
        for number in range(40)
    }

    assert len(pairs) == 4


@given(SEEDS)
def test_notes_and_consents_stay_where_they_are(seed: bytes):
    section = a_section(
        a_question("intro", "note"),
        *singles("q1", "q2"),
        a_question("agrees", "consent"),
        *singles("q3", "q4"),
    )

    ids = [question.id for question in questions_in_order(section, seed)]

    assert (ids[0], ids[3]) == ("intro", "agrees")
    assert (set(ids[1:3]), set(ids[4:])) == ({"q1", "q2"}, {"q3", "q4"})


@given(SEEDS, st.booleans())
def test_every_question_is_passed_once_whatever_the_order(seed: bytes, one_by_one: bool):
    survey = a_survey([*singles("q1", "q2"), a_question("agrees", "consent"), *singles("q3", "q4")])
    section = replace(survey.sections[0], random_order=True, one_by_one=one_by_one)
    survey = replace(survey, sections=(section,))

    entered: dict[str, list[str]] = {}
    passed: list[str] = []
    page = find_route(survey, entered, seed=seed).after(None)
    while page is not None:
        passed += [question.id for question in page.questions]
        for question in page.questions:
            entered[question.id] = ["yes" if question.type is QuestionType.CONSENT else "x"]
        page = find_route(survey, entered, seed=seed).after(page.id)

    assert sorted(passed) == ["agrees", "q1", "q2", "q3", "q4"]


@pytest.mark.parametrize(
    "second",
    [
        "{id: q2, type: single, text: {en: Second}, choices: yes_no, show_if: \"${q1} = 'yes'\"}",
        "{id: q2, type: single, text: {en: 'You said ${q1}'}, choices: yes_no}",
    ],
)
def test_what_looks_at_a_question_of_the_same_random_section_is_refused(second: str):
    text = a_definition(
        f"""
        - {{id: q1, type: single, text: {{en: First}}, choices: yes_no}}
        - {second}
        """
    ).replace("    questions:\n", "    random_order: true\n    questions:\n")

    with pytest.raises(DefinitionError) as refused:
        read(text)

    (fault,) = refused.value.faults
    assert "q1" in fault.fault
    assert "may come later in a random order" in fault.fault
