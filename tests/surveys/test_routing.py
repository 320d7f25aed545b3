"""The way through a questionnaire: it always ends, and keeps exactly what it showed."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys.answers import entered_again
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.model import Mode, QuestionType
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
    earlier: dict[str, object] = {}
    for question in route.survey.questions():
        holds = question.show_if is None or question.show_if.holds(earlier)
        assert (question in route.shown) is holds
        earlier |= {
            item: route.answers[item] for item in question.item_ids if item in route.answers
        }


@given(routes())
def test_an_answer_counts_nowhere_when_its_question_is_hidden(
    found: tuple[Route, dict[str, list[str]]],
):
    route, entered = found
    visible = {item: values for item, values in entered.items() if item in shown_items(route)}

    assert set(route.answers) <= shown_items(route)
    assert {problem.item for problem in route.problems} <= shown_items(route)
    assert find_route(route.survey, visible) == route


@given(routes())
def test_the_way_stays_the_same_when_the_kept_answers_are_entered_again(
    found: tuple[Route, dict[str, list[str]]],
):
    route, _ = found

    again = find_route(route.survey, entered_again(route.answers))

    assert (again.shown, again.answers) == (route.shown, route.answers)


@given(routes())
def test_what_is_kept_is_what_the_review_shows(found: tuple[Route, dict[str, list[str]]]):
    route, _ = found

    packing = Packing(route.survey, Compression(route.survey))
    packed = packing.pack(route.answers, "en", Mode.LIGHT, date(2026, 5, 6))

    (week, language, mode, margins, kept_texts), answers = packing.unpack(packed)
    coded = json.loads(answers)
    kept = {**coded, **kept_texts}
    assert kept == json.loads(json.dumps(route.answers))
    texts = {q.id for q in route.survey.questions() if q.type is QuestionType.TEXT}
    assert set(kept_texts) == texts & set(route.answers)
    assert not texts & set(coded)
    assert (week, language, mode) == ("2026-W19", "en", "light")
    assert margins == [coded.get(margin, NOT_STATED) for margin in MARGINS]


@given(routes())
def test_pages_follow_each_other_both_ways(found: tuple[Route, dict[str, list[str]]]):
    route, _ = found
    sections = route.sections()

    forward, section = [], route.after(None)
    while section is not None:
        forward.append(section)
        section = route.after(section.id)
    backward, section = [], route.before(None)
    while section is not None:
        backward.append(section)
        section = route.before(section.id)

    assert forward == backward[::-1] == sections
    steps = [route.step(section.id) for section in sections]
    assert steps == [(at, len(sections) + 1) for at in range(1, len(sections) + 1)]
    assert [q for section in sections for q in route.questions(section)] == list(route.shown)
    problems = [problem for section in sections for problem in route.problems_in(section)]
    assert sorted(map(repr, problems)) == sorted(map(repr, route.problems))


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


def test_nothing_is_asked_when_no_page_has_a_question_for_the_person():
    survey = a_survey([a_question("never", "note", show_if="'a' = 'b'")])

    route = find_route(survey, {})

    assert route.sections() == []
    assert route.after(None) is None
    assert route.before(None) is None
