"""The way through a questionnaire: it always ends, and keeps exactly what it showed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys.answers import entered_again
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.expressions import AnswerValue, compile_expression
from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.packing import MARGINS, NOT_STATED, Packing
from copfeedback.surveys.routing import Route, find_route
from tests.factories import a_question, a_survey
from tests.surveys.strategies import entries, surveys


@st.composite
def routes(draw: st.DrawFn) -> tuple[Route, dict[str, list[str]]]:
    """A questionnaire, what somebody entered, and the way they take."""
    survey = draw(surveys())
    entered = draw(entries(survey))
    return find_route(survey, entered), entered


def shown_items(route: Route) -> set[str]:
    return {item for question in route.shown for item in question.item_ids}


def asked_answers(route: Route) -> dict[str, AnswerValue]:
    """What was answered, without what was calculated from it."""
    return {item: answer for item, answer in route.answers.items() if item in shown_items(route)}


@given(routes())
def test_the_way_is_the_same_when_the_entries_are_the_same(
    found: tuple[Route, dict[str, list[str]]],
):
    route, entered = found

    assert find_route(route.survey, dict(reversed(entered.items()))) == route


@given(routes())
def test_a_question_is_shown_exactly_when_its_condition_holds(
    found: tuple[Route, dict[str, list[str]]],
):
    route, _ = found
    earlier: dict[str, AnswerValue] = {}
    for question in route.survey.questions():
        holds = question.show_if is None or question.show_if.holds(earlier)
        if question.type is QuestionType.CALCULATE:
            assert holds or question.id not in route.answers
        else:
            assert (question in route.shown) is holds
        earlier |= {
            item: route.answers[item]
            for item in (*question.item_ids, question.id)
            if item in route.answers
        }
        if question.type is QuestionType.CONSENT and holds and earlier.get(question.id) != "yes":
            assert route.shown[-1] == question
            assert route.declined is (question.id in earlier)
            return


@given(routes())
def test_an_answer_counts_nowhere_when_its_question_is_hidden(
    found: tuple[Route, dict[str, list[str]]],
):
    route, entered = found
    visible = {item: values for item, values in entered.items() if item in shown_items(route)}

    calculated = {q.id for q in route.survey.questions() if q.type is QuestionType.CALCULATE}
    assert set(route.answers) <= shown_items(route) | calculated
    assert {problem.item for problem in route.problems} <= shown_items(route)
    assert find_route(route.survey, visible) == route


@given(routes())
def test_the_way_stays_the_same_when_the_kept_answers_are_entered_again(
    found: tuple[Route, dict[str, list[str]]],
):
    route, _ = found

    again = find_route(route.survey, entered_again(asked_answers(route)))

    assert (again.shown, again.answers) == (route.shown, route.answers)


@given(routes())
def test_what_is_kept_is_what_the_review_shows(found: tuple[Route, dict[str, list[str]]]):
    route, _ = found

    packing = Packing(route.survey, Compression(route.survey))
    packed = packing.pack(route.answers, Circumstances("en", Mode.LIGHT), date(2026, 5, 6))

    (week, language, mode, margins, kept_texts, _), answers = packing.unpack(packed)
    coded = json.loads(answers)
    kept = {**coded, **kept_texts}
    shown = json.loads(json.dumps(route.answers))
    assert kept == {item: shown[item] for item in shown if item not in route.survey.never_kept}
    texts = route.survey.text_items
    assert set(kept_texts) == texts & set(route.answers)
    assert not texts & set(coded)
    assert (week, language, mode) == ("2026-W19", "en", "light")
    assert margins == [coded.get(margin, NOT_STATED) for margin in MARGINS]


@given(routes())
def test_pages_follow_each_other_both_ways(found: tuple[Route, dict[str, list[str]]]):
    route, _ = found
    pages = list(route.pages)

    forward, page = [], route.after(None)
    while page is not None:
        forward.append(page)
        page = route.after(page.id)
    backward, page = [], route.before(None)
    while page is not None:
        backward.append(page)
        page = route.before(page.id)

    assert forward == backward[::-1] == pages
    steps = [route.step(page.id) for page in pages]
    assert steps == [(at, len(pages) + 1) for at in range(1, len(pages) + 1)]
    assert [question for page in pages for question in page.questions] == list(route.shown)
    problems = [problem for page in pages for problem in route.problems_in(page)]
    assert sorted(map(repr, problems)) == sorted(map(repr, route.problems))


@given(routes())
def test_nothing_on_a_page_waits_for_an_answer_on_the_same_page(
    found: tuple[Route, dict[str, list[str]]],
):
    route, _ = found

    for page in route.pages:
        here: set[str] = set()
        for question in page.questions:
            assert question.show_if is None or not question.show_if.references() & here
            here.update(question.item_ids)


def test_the_next_page_is_found_when_the_own_page_has_become_hidden():
    survey = a_survey(
        [a_question("one", "single", "yes", "no")],
        [a_question("two", "text", show_if="${one} = 'yes'")],
        [a_question("three", "text")],
    )

    route = find_route(survey, {"one": ["no"], "two": ["kept in the form, but not kept"]})

    assert [section.id for section in route.sections()] == ["page_1", "page_3"]
    after, before = route.after("page_2"), route.before("page_2")
    assert after is not None
    assert before is not None
    assert (after.id, before.id) == ("page_3", "page_1")
    assert route.answers == {"one": "no"}


def test_hiding_goes_on_when_a_hidden_question_decided_about_another():
    survey = a_survey(
        [
            a_question("victim", "single", "yes", "no"),
            a_question("reported", "single", "yes", "no", show_if="${victim} = 'yes'"),
            a_question("satisfied", "scale", show_if="${reported} = 'yes'"),
        ]
    )
    entered = {"victim": ["yes"], "reported": ["yes"], "satisfied": ["3"]}

    assert find_route(survey, entered).answers == {
        "victim": "yes",
        "reported": "yes",
        "satisfied": 3,
    }
    assert find_route(survey, entered | {"victim": ["no"]}).answers == {"victim": "no"}


def test_a_condition_sees_no_answer_when_the_entry_is_not_valid():
    survey = a_survey(
        [
            a_question("age", "number", maximum=120),
            a_question("adult", "note", show_if="${age} >= 18"),
        ]
    )

    assert [q.id for q in find_route(survey, {"age": ["500"]}).shown] == ["age"]
    assert [q.id for q in find_route(survey, {"age": ["50"]}).shown] == ["age", "adult"]


def test_a_question_is_not_asked_when_earlier_answers_leave_nothing_to_choose():
    part = compile_expression("part = ${region}")
    bay = replace(a_question("town", "single", "bay").choices[0], columns={"part": "south"})
    survey = a_survey(
        [a_question("region", "single", "north", "south")],
        [a_question("town", "single", choices=(bay,), choice_filter=part, required=True)],
    )

    for region, asked in (
        ([], ["region"]),
        (["north"], ["region"]),
        (["south"], ["region", "town"]),
    ):
        assert [q.id for q in find_route(survey, {"region": region}).shown] == asked


def test_nothing_is_asked_when_no_page_has_a_question_for_the_person():
    survey = a_survey([a_question("never", "note", show_if="'a' = 'b'")])

    route = find_route(survey, {})

    assert route.sections() == []
    assert route.after(None) is None
    assert route.before(None) is None


def test_a_calculated_value_can_be_kept_however_large_it_becomes():
    product = compile_expression("${n} * ${n} * ${n}")
    survey = a_survey(
        [a_question("n", "number", maximum=10**18 - 1)],
        [a_question("cube", "calculate", calculation=product)],
    )

    answers = find_route(survey, {"n": ["9" * 18]}).answers

    packing = Packing(survey, Compression(survey))
    packed = packing.pack(answers, Circumstances("en", Mode.LIGHT), date(2026, 5, 6))
    assert json.loads(packing.unpack(packed)[1])["cube"] == pytest.approx(1e54)
