"""What is wrong with rows that were collected elsewhere, and that nothing is stored then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.surveys.answers import entered_again
from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.entries import Fault
from copfeedback.surveys.model import QuestionType, Survey
from copfeedback.surveys.past.checking import check
from copfeedback.surveys.past.model import (
    FAULTS_TOLD,
    NothingMapped,
    NotOver,
    RowFault,
    Why,
)
from copfeedback.surveys.past.proposing import propose
from copfeedback.surveys.past.tables import open_table
from copfeedback.surveys.past.wording import report_sentences
from copfeedback.surveys.routing import find_route
from copfeedback.surveys.wave_file import WaveRefused
from copfeedback.surveys.wave_model import Wave
from copfeedback.surveys.waves import WaveExists
from tests.factories import TODAY, in_languages
from tests.surveys.past_files import (
    ROW,
    Importing,
    a_past_wave,
    an_importing,
    as_csv,
)
from tests.surveys.questionnaires import a_definition, read
from tests.surveys.strategies import surveys

SAMPLE = {"recruitment": "sample"}
WITH_CONSENT = """
- {id: agree, type: consent, text: {en: Do you take part?}}
- {id: q, type: single, choices: yes_no, text: {en: Question?}}
"""
A_WAVE = Wave(
    id="past",
    short="past",
    survey_id="made",
    version=1,
    name=in_languages("Past"),
    opens=date(2024, 3, 4),
    closes=date(2024, 3, 31),
    results_due=date(2024, 5, 1),
    sectors=(),
)


@pytest.fixture
def importing(sqlite_engine: Engine, tmp_path: Path) -> Importing:
    return an_importing(sqlite_engine, tmp_path)


def one(faults: Any) -> RowFault:
    (fault,) = faults
    assert isinstance(fault, RowFault)
    return fault


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"victim": "perhaps"}, Fault.NOT_A_CHOICE),
        ({"trust": "11"}, Fault.NOT_A_CHOICE),
        ({"trust": "much"}, Fault.NOT_A_CHOICE),
        ({"wishes": "patrols lights youth"}, Fault.TOO_MANY),
        ({"wishes": "patrols nothing"}, Fault.STANDS_ALONE),
        ({"years": "121"}, Fault.TOO_LARGE),
        ({"years": "a few"}, Fault.NOT_A_WHOLE_NUMBER),
        ({"years": "1.5"}, Fault.NOT_A_WHOLE_NUMBER),
        ({"improve": "x" * 2_001}, Fault.TOO_LONG),
        ({"sector": "elsewhere"}, Fault.NOT_A_CHOICE),
    ],
)
def test_an_answer_that_cannot_be_is_named_with_row_column_and_value(
    importing: Importing, wrong: Mapping[str, str], fault: Fault
):
    ((column, value),) = wrong.items()

    found = one(importing.faults([ROW, {**ROW, **wrong}, ROW]))

    assert (found.row, found.column, found.value, found.why) == (3, column, value, Why.ANSWER)
    assert found.problem is not None
    assert found.problem.fault is fault
    with pytest.raises(UnknownWave):
        _ = importing.stored.asked


def test_too_many_ticks_in_columns_of_their_own_are_named(importing: Importing):
    ticks = {f"wishes/{code}": "1" for code in ("patrols", "lights", "youth")}

    found = one(importing.faults([ROW | ticks]))

    assert (found.row, found.value) == (2, "patrols lights youth")


def test_nothing_is_stored_when_one_row_of_many_is_refused(importing: Importing):
    report = importing.refused([ROW] * 500 + [{**ROW, "victim": "?"}] + [ROW] * 500)

    assert (report.rows, report.refused, report.responses) == (1_001, 1, 1_000)
    assert importing.stored.responses() == []
    assert importing.stored.free_texts() == []


def test_the_first_faults_are_told_by_row_and_the_rest_counted(importing: Importing):
    report = importing.refused([{**ROW, "trust": "99", "victim": "?"}] * 300)

    assert (report.refused, report.fault_count) == (300, 600)
    assert len(report.faults) == FAULTS_TOLD
    assert [fault.row for fault in report.faults] == sorted(fault.row for fault in report.faults)
    assert report.faults[-1].row < 60
    speech = Catalogues(PROJECT / "locales").speech("en")
    told = list(report_sentences(report, read(a_definition()), speech))
    assert "Row 2, column “victim”, “?”: This is none of the answers." in " ".join(told)
    assert told[-1] == "And 500 more."


def test_a_long_value_is_told_by_its_beginning(importing: Importing):
    report = importing.refused([{**ROW, "improve": "x" * 3_000}])

    speech = Catalogues(PROJECT / "locales").speech("en")
    asked = read(a_definition("- {id: improve, type: text, text: {en: Improve}}"))
    (told,) = [line for line in report_sentences(report, asked, speech) if "“improve”" in line]
    assert len(told) < 200


def test_an_answer_the_others_lead_past_is_a_fault_or_dropped(importing: Importing):
    rows = [{**ROW, "victim": "no", "what_happened": "Theft."}, ROW]

    found = one(importing.faults(rows))
    assert (found.row, found.column, found.value) == (2, "what_happened", "Theft.")
    assert found.why is Why.UNREACHABLE

    report = importing.bring(rows, drop_unreachable=True)
    assert report.dropped == {"what_happened": 1}
    assert importing.stored.free_texts() == []
    assert len(importing.answers()) == 2


def test_a_row_is_not_blamed_twice_when_a_leading_answer_is_wrong(importing: Importing):
    found = one(importing.faults([{**ROW, "victim": "?", "what_happened": "Theft."}]))

    assert found.column == "victim"


def test_missing_answers_are_no_fault_and_rows_without_any_are_counted(importing: Importing):
    report = importing.bring([{"victim": "", "trust": "3"}, {"victim": "", "trust": ""}])

    assert (report.responses, report.empty) == (1, 1)
    assert importing.answers() == [{"trust": 3}]


@pytest.mark.parametrize("weight", ["", "0", "-1", "heavy", "inf", "nan", "1e999", "1e308"])
def test_a_weight_is_a_number_above_zero(importing: Importing, weight: str):
    rows = [{**ROW, "w": "1,5"}, {**ROW, "w": weight}]

    found = one(importing.faults(rows, said={"weight": "w"}))

    assert (found.row, found.column, found.value, found.why) == (3, "w", weight, Why.WEIGHT)


@pytest.mark.parametrize("number", ["1e-320", "1e-200", "1e13", "1e200", "1e308"])
def test_no_number_is_taken_that_cannot_be_squared_and_added_up(importing: Importing, number: str):
    rows = [{**ROW, "w": number, "p": number}]

    found = importing.faults(
        rows, wave=a_past_wave(**SAMPLE), said={"weight": "w", "population": "p"}
    )

    assert {each.why for each in found} == {Why.WEIGHT, Why.POPULATION}


@pytest.mark.parametrize(
    ("rows", "why", "row"),
    [
        ([("a", "100"), ("a", "x")], Why.POPULATION, 3),
        ([("a", "100"), ("a", "90")], Why.POPULATION_DIFFERS, 3),
        ([("b", "100"), ("a", "1"), ("a", "1")], Why.POPULATION_TOO_SMALL, 3),
        ([("a", "100"), ("", "100")], Why.STRATUM, 3),
    ],
)
def test_the_population_of_a_stratum_is_one_and_large_enough(
    importing: Importing, rows: list[tuple[str, str]], why: Why, row: int
):
    data = [{**ROW, "s": stratum, "n": size} for stratum, size in rows]
    wave = a_past_wave(**SAMPLE)

    found = one(importing.faults(data, wave=wave, said={"stratum": "s", "population": "n"}))

    assert (found.why, found.row) == (why, row)


def test_the_population_is_of_clusters_where_there_are_some(importing: Importing):
    rows = [{**ROW, "psu": f"{at % 2}", "n": "2"} for at in range(20)]
    said = {"cluster": "psu", "population": "n"}

    assert importing.bring(rows, wave=a_past_wave(**SAMPLE), said=said).responses == 20


def test_a_stratum_is_one_of_those_the_wave_names(importing: Importing):
    wave = a_past_wave(**SAMPLE, strata=["Urban", "Rural"])
    rows = [{**ROW, "s": "urban"}, {**ROW, "s": "village"}]

    found = one(importing.faults(rows, wave=wave, said={"stratum": "s"}))

    assert (found.why, found.value) == (Why.STRATUM, "village")


def test_only_a_sample_has_strata(importing: Importing):
    with pytest.raises(WaveRefused, match="only a sample has a stratum"):
        importing.bring([{**ROW, "s": "urban"}], said={"stratum": "s"})


@pytest.mark.parametrize("day", ["", "2024-03-03", "2024-04-01", "soon", "2024-02-30"])
def test_a_day_is_one_of_the_wave(importing: Importing, day: str):
    found = one(importing.faults([{**ROW, "d": day}], said={"date": "d"}))

    assert (found.why, found.value) == (Why.DAY, day)


@pytest.mark.parametrize(
    ("said", "wave", "why"),
    [
        ({"mode_column": "m"}, {}, Why.MODE),
        ({"mode": "paper"}, {"modes": ["assisted"]}, Why.MODE),
        ({"language_column": "m"}, {}, Why.LANGUAGE),
        ({"language": "tlh"}, {}, Why.LANGUAGE),
    ],
)
def test_mode_and_language_are_of_the_wave(
    importing: Importing, said: dict[str, str], wave: dict[str, Any], why: Why
):
    found = one(importing.faults([{**ROW, "m": "tlh"}], wave=a_past_wave(**wave), said=said))

    assert found.why is why


def test_a_wave_that_is_not_over_takes_nothing(importing: Importing):
    with pytest.raises(NotOver):
        importing.bring([ROW], wave=a_past_wave(closes=TODAY, results_due=date(2026, 7, 1)))


def test_a_wave_is_brought_in_once(importing: Importing):
    importing.bring([ROW])

    with pytest.raises(WaveExists):
        importing.bring([ROW])
    assert len(importing.answers()) == 1


def test_a_file_that_answers_nothing_is_refused(importing: Importing):
    with pytest.raises(NothingMapped):
        importing.bring([{"a": "1", "_id": "2"}])


def checked(survey: Survey, rows: list[dict[str, str]], **how: Any) -> Any:
    table = open_table(as_csv(rows), "past.csv")
    return check(survey, A_WAVE, table, propose(survey, table), **how)


def test_whoever_did_not_agree_is_left_out_and_nobody_is_guessed():
    survey = read(a_definition(WITH_CONSENT))
    rows = [{"agree": "yes", "q": "yes"}, {"agree": "0", "q": ""}, {"agree": "", "q": "no"}]

    report = checked(survey, rows).report

    assert (report.responses, report.declined, report.refused) == (1, 1, 1)
    assert one(report.faults).why is Why.NO_CONSENT
    assert one(report.faults).row == 4


def test_all_count_as_agreed_when_no_column_says_it():
    found = checked(read(a_definition(WITH_CONSENT)), [{"q": "yes"}])

    assert found.report.assumed_consent
    assert found.report.responses == 1
    assert answers_of(found, 0) == {"agree": "yes", "q": "yes"}


def answers_of(found: Any, row: int) -> dict[str, Any]:
    """The answers of a row as they would be stored."""
    return {
        item: value
        for item, column in found.answered.items.items()
        if (value := column.values[column.codes[row]]) is not None
    }


@given(surveys(), st.data())
def test_rows_go_the_way_their_answers_lead_them(survey: Survey, data: st.DataObject):
    """Whatever goes in is what somebody would have sent who entered the same."""
    items = [item for question in survey.questions() for item in question.item_ids]
    entries = st.sampled_from(["", "yes", "no", "maybe", "yes no", "5", "12", "2024-03-05"])
    rows = data.draw(
        st.lists(st.fixed_dictionaries(dict.fromkeys(items, entries)), min_size=1, max_size=5)
        if items
        else st.just([])
    )
    if not rows:
        return

    found = checked(survey, rows, drop_unreachable=True)

    for at, row in enumerate(rows):
        several = {
            question.id
            for question in survey.questions()
            if question.type in {QuestionType.MULTIPLE, QuestionType.RANKING}
        }
        entered = {
            item: value.split() if item in several else [value] for item, value in row.items()
        }
        route = find_route(survey, entered, today=A_WAVE.closes)
        wrong = [each for each in route.problems if each.fault is not Fault.REQUIRED]
        if found.goes_in[at]:
            assert not wrong
            assert route.can_be_sent
            assert answers_of(found, at) == route.answers
            assert find_route(survey, entered_again(route.answers), today=A_WAVE.closes)
        elif wrong:
            assert found.report.refused
