"""Columns: everybody asked is in the table once, whatever they answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from copfeedback.results.items import answer_codes, items_with_figures
from copfeedback.results.published import Group
from copfeedback.results.reading_columns import CHUNK, StoredResponse, read_columns
from copfeedback.results.routing import asking_of
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.expressions import compile_expression
from copfeedback.surveys.model import Choice, Question, QuestionType, Section, Survey
from copfeedback.surveys.packing import Packing
from copfeedback.surveys.routing import find_route
from copfeedback.surveys.wave_model import Arm
from tests.factories import a_question, a_survey, an_asked_wave, in_languages
from tests.results.waves import GENDER

WOMAN, MAN = Group.WOMAN, Group.MAN
SURVEY = a_survey(
    [
        a_question("pick", "single", "a", "b", favourable=("a",)),
        a_question("ticks", "multiple", "x", "y", "z", favourable=("x", "y")),
        a_question("trust", "scale", favourable=("9", "10")),
        a_question("grid", "likert_grid", "row_1", "row_2"),
        a_question("age", "number"),
        a_question("why", "text"),
    ],
    [
        a_question("follow_tick", "single", "c", "d", show_if="selected(${ticks}, 'x')"),
        a_question("follow_age", "single", "c", "d", show_if="${age} >= 18 and ${pick} != 'b'"),
        a_question("follow_row", "single", "c", "d", show_if="${row_2} = 'no' or ${trust} > 8"),
        a_question("follow_both", "single", "c", "d", show_if="${follow_row} = 'c'"),
        a_question("follow_text", "single", "c", "d", show_if="${why} = ''"),
        a_question("follow_untold", "single", "c", "d", show_if="${follow_text} = 'c'"),
    ],
    [GENDER],
)


@dataclass
class Answered:
    """How a gender answered an item."""

    asked: int
    answers: dict[str, int]
    favourable: int | None


@dataclass
class Counts:
    respondents: dict[str, int]
    items: dict[str, dict[str, Answered]]


def read(answers: Iterable[Mapping[str, Any]], survey: Survey, **plan: Any):
    stored = (StoredResponse(json.dumps(each), "light") for each in answers)
    return read_columns(survey, an_asked_wave(survey, **plan).wave, stored)


def counted(answers: Iterable[Mapping[str, Any]], survey: Survey) -> Counts:
    """What the columns hold, by gender; all not stated where it is not asked for."""
    columns = read(answers, survey)
    everyone = np.ones(columns.size, bool)
    by_gender = {Group.NOT_STATED: everyone}
    if gender := columns.dimensions.get("gender"):
        by_gender = {value: gender.codes == at for at, value in enumerate(gender.values)}
    return Counts(
        {value: int(who.sum()) for value, who in by_gender.items()},
        {
            item: {
                value: Answered(
                    int((column.asked & who).sum()),
                    {code: int((column.gave(code) & who).sum()) for code in column.answers},
                    int((column.gave(*column.favourable) & who).sum())
                    if column.favourable
                    else None,
                )
                for value, who in by_gender.items()
            }
            for item, column in columns.items.items()
        },
    )


def entries() -> st.SearchStrategy[Entered]:
    """Whatever a person could enter, answers to questions they are not shown included."""
    each: dict[str, st.SearchStrategy[Any]] = {}
    for question in SURVEY.questions():
        if question.type is QuestionType.TEXT:
            values = st.lists(st.just("text"), max_size=1)
        elif question.type is QuestionType.NUMBER:
            values = st.lists(st.integers(0, 30).map(str), max_size=1)
        else:
            most = 3 if question.type is QuestionType.MULTIPLE else 1
            codes = st.sampled_from(answer_codes(question)[:-1])
            values = st.lists(codes, max_size=most, unique=True)
        each |= dict.fromkeys(question.item_ids, values)
    return st.fixed_dictionaries(each)


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=12))
def test_the_counts_are_those_of_the_routing_when_people_answer_in_any_way(people):
    routes = [find_route(SURVEY, entered) for entered in people]
    stored = [json.loads(_packed(route)) for route in routes]
    counts = counted(stored, SURVEY)
    for item, groups in counts.items.items():
        question = SURVEY.question_of_item[item]
        asked = [route for route in routes if question in route.shown]
        assert sum(each.asked for each in groups.values()) == len(asked)
        for code in answer_codes(question):
            expected = sum(code in _codes(route.answers, item) for route in asked)
            assert sum(each.answers[code] for each in groups.values()) == expected


def _packed(route: Any) -> str:
    packing = Packing(SURVEY, Compression(SURVEY))
    _, answers = packing.unpack(
        packing.pack(route.answers, Circumstances("en", Mode.LIGHT), date(2026, 5, 6))
    )
    return answers


def _codes(answers: Mapping[str, Any], item: str) -> tuple[str, ...]:
    answer = answers.get(item)
    if answer is None:
        return ("no_answer",)
    return answer if isinstance(answer, tuple) else (str(answer),)


def test_each_gender_is_counted_in_its_group_when_people_state_it_or_not():
    genders = ["woman", "man", "non_binary", "self_described", "prefer_not", None]
    counts = counted([{"gender": gender} if gender else {} for gender in genders], SURVEY)
    assert counts.respondents == {
        Group.WOMAN: 1,
        Group.MAN: 1,
        Group.ANOTHER: 2,
        Group.NOT_STATED: 2,
    }


def test_no_answer_is_counted_when_somebody_was_asked_and_skipped_the_question():
    counts = counted([{"gender": "woman"}, {"gender": "woman", "pick": "b"}], SURVEY)
    assert counts.items["pick"][WOMAN].asked == 2
    assert counts.items["pick"][WOMAN].answers == {"a": 0, "b": 1, "no_answer": 1}


def test_shares_of_a_multiple_choice_add_up_to_more_when_people_tick_more():
    counts = counted([{"gender": "man", "ticks": ["x", "y"]}, {"gender": "man"}], SURVEY)
    assert counts.items["ticks"][MAN].asked == 2
    assert counts.items["ticks"][MAN].answers == {"x": 1, "y": 1, "z": 0, "no_answer": 1}


def test_a_favourable_answer_counts_once_when_several_are_ticked():
    counts = counted([{"gender": "man", "ticks": ["x", "y"]}, {"gender": "man"}], SURVEY)
    assert counts.items["ticks"][MAN].favourable == 1
    assert counts.items["row_1"][MAN].favourable is None


def test_each_point_of_a_scale_is_counted_when_people_pick_it():
    counts = counted([{"gender": "man", "trust": 0}, {"gender": "man", "trust": 10}], SURVEY)
    answered = counts.items["trust"][MAN]
    assert (answered.answers["0"], answered.answers["10"], answered.favourable) == (1, 1, 1)
    assert list(answered.answers) == [*map(str, range(11)), "no_answer"]


def test_nobody_is_lost_when_there_are_more_responses_than_are_read_at_once():
    counts = counted(({"pick": "a", "gender": "woman"} for _ in range(2 * CHUNK + 1)), SURVEY)
    assert counts.items["pick"][WOMAN].answers["a"] == 2 * CHUNK + 1


def test_texts_people_and_what_depends_on_texts_are_left_out_when_items_are_chosen():
    assert list(items_with_figures(SURVEY)) == [
        *("pick", "ticks", "trust", "row_1", "row_2"),
        *("follow_tick", "follow_age", "follow_row", "follow_both"),
    ]


def in_sections(*sections: Section) -> Survey:
    return replace(SURVEY, sections=sections)


def section(id_: str, *questions: Question, show_if: str = "") -> Section:
    condition = compile_expression(show_if) if show_if else None
    return Section(id_, in_languages(id_), questions, show_if=condition)


def test_a_ranking_counts_what_was_put_first():
    survey = a_survey([a_question("best", "ranking", "x", "y", favourable=("y",))], [GENDER])
    answers = [{"gender": "man", "best": ["y", "x"]}, {"gender": "man", "best": ["x"]}, {}]

    counts = counted(answers, survey)

    assert counts.items["best"][MAN].answers == {"x": 1, "y": 1, "no_answer": 0}
    assert counts.items["best"][MAN].favourable == 1
    assert counts.items["best"][Group.NOT_STATED].answers["no_answer"] == 1


def test_the_condition_of_a_section_counts_for_all_of_its_questions():
    pick = a_question("pick", "single", "a", "b")
    inner = a_question("inner", "single", "c", "d")
    deeper = a_question("deeper", "single", "e", "f", show_if="${inner} = 'c'")
    survey = in_sections(
        section("first", pick), section("second", inner, deeper, show_if="${pick} = 'a'")
    )

    counts = counted([{"pick": "a", "inner": "c"}, {"pick": "a"}, {"pick": "b"}], survey)

    assert counts.items["inner"][Group.NOT_STATED].asked == 2
    assert counts.items["deeper"][Group.NOT_STATED].asked == 1


def test_a_condition_looks_at_what_was_calculated():
    total = a_question("total", "calculate", calculation=compile_expression("${age} + 1"))
    survey = a_survey(
        [a_question("age", "number"), total],
        [a_question("adult", "single", "c", "d", show_if="${total} > 18")],
    )

    counts = counted([{"age": 20, "total": 21, "adult": "c"}, {"age": 3, "total": 4}], survey)

    assert counts.items["adult"][Group.NOT_STATED].asked == 1
    assert asking_of(survey)["adult"].decided_by == {"age"}


def test_what_depends_on_words_or_the_day_is_left_out_however_it_does():
    choice = Choice("x", in_languages("x"), specify=True)
    other = replace(a_question("which", "single", "y"), choices=(choice,))
    length = compile_expression("string-length(${why})")
    survey = in_sections(
        section(
            "first",
            a_question("why", "text"),
            other,
            a_question("length", "calculate", calculation=length),
            a_question("day", "date"),
        ),
        section("long", a_question("in_section", "single", "c"), show_if="${length} > 3"),
        section(
            "last",
            a_question("after_other", "single", "c", show_if="${which_other} != ''"),
            a_question("after_today", "single", "c", show_if="${day} < today()"),
            a_question("after_day", "single", "c", show_if="${day} < '2020-01-01'"),
            a_question("how_often", "decimal"),
            a_question("told", "single", "c", show_if="${how_often} > 0.5"),
        ),
    )

    assert list(items_with_figures(survey)) == ["which", "after_day", "told"]
    assert set(counted([{"which": "x", "how_often": 0.75}], survey).items) == {
        "which", "after_day", "told",
    }  # fmt: skip


def test_a_number_that_cannot_be_large_is_kept_for_its_mean():
    calls = replace(a_question("calls", "number"), maximum=50)
    survey = a_survey([calls, a_question("income", "number")])

    columns = read([{"calls": 4, "income": 10}, {"calls": 0}, {}], survey)

    assert list(columns.items) == ["calls"]
    assert columns.items["calls"].numbers.tolist()[:2] == [4, 0]
    assert np.isnan(columns.items["calls"].numbers[2])
    assert columns.items["calls"].gave("no_answer").tolist() == [False, False, True]


def test_people_are_told_apart_by_age_area_and_arm_and_whoever_does_not_say_is_one_group():
    survey = a_survey(
        [
            a_question("age_band", "single", "from_12", "from_18", "prefer_not"),
            a_question("sector", "sector", "harbour", "hills"),
        ]
    )
    answers = [
        {"age_band": "from_18", "sector": "harbour"},
        {"age_band": "prefer_not", "sector": "hills"},
        {},
    ]

    found = read(answers, survey, arms={"harbour": Arm.PILOT}).dimensions

    assert {name: [each.values[at] for at in each.codes] for name, each in found.items()} == {
        "age_band": ["from_18", "not_stated", "not_stated"],
        "sector": ["harbour", "hills", "not_stated"],
        "mode": ["light", "light", "light"],
        "arm": ["pilot", "no_arm", "no_arm"],
    }


def test_a_design_is_known_when_every_response_has_its_part_of_it():
    survey = a_survey([a_question("pick", "single", "a", "b")])
    wave = an_asked_wave(survey).wave
    sampled = [
        StoredResponse("{}", "paper", stratum="north", cluster="block 1", weight=2.5),
        StoredResponse("{}", "paper", stratum="south", cluster="block 2", weight=1.0),
    ]

    columns = read_columns(survey, wave, sampled)

    assert [columns.stratum.values[at] for at in columns.stratum.codes] == ["north", "south"]
    assert columns.weight.tolist() == [2.5, 1.0]
    assert columns.population_size is None
    assert read_columns(survey, wave, [*sampled, StoredResponse("{}", "paper")]).weight is None


def test_nobody_has_answered_when_there_are_no_responses():
    columns = read([], SURVEY)

    assert columns.size == 0
    assert not columns.items["pick"].gave("a").any()
    assert not columns.items["ticks"].gave("x").any()
