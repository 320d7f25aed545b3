"""Which entries are taken as answers, and what is said about those that are not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys.answers import Entered, entered_again, read_question
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.compression import Compression
from copfeedback.surveys.entries import MAX_NUMBER_DIGITS, Fault, Problem
from copfeedback.surveys.expressions import AnswerValue
from copfeedback.surveys.model import Question, QuestionType, Survey
from copfeedback.surveys.packing import Packing
from tests.factories import a_question, a_survey
from tests.surveys.strategies import anything, entries, surveys


def read_answers(
    questions: Sequence[Question], entered: Entered
) -> tuple[dict[str, AnswerValue], list[Problem]]:
    """What is taken of the entries for these questions, and what is said about the rest."""
    answers: dict[str, AnswerValue] = {}
    problems: list[Problem] = []
    for question in questions:
        read_question(question, entered, answers, problems)
    return answers, problems


SINGLE = a_question("q", "single", "yes", "no")
MULTIPLE = a_question("q", "multiple", "a", "b", "c", "none", exclusive=frozenset({"none"}))
AT_MOST_TWO = a_question("q", "multiple", "a", "b", "c", max_answers=2)
SCALE = a_question("q", "scale")
NUMBER = a_question("q", "number", minimum=-5, maximum=120)
TEXT = a_question("q", "text", max_length=10)

TAKEN = [
    (SINGLE, ["yes"], "yes"),
    (SINGLE, ["  no "], "no"),
    (SINGLE, ["", "yes"], "yes"),
    (MULTIPLE, ["a"], ("a",)),
    (MULTIPLE, ["c", "a"], ("a", "c")),
    (MULTIPLE, ["b", "b"], ("b",)),
    (MULTIPLE, ["none"], ("none",)),
    (AT_MOST_TWO, ["a", "c"], ("a", "c")),
    (SCALE, ["0"], 0),
    (SCALE, ["10"], 10),
    (SCALE, ["07"], 7),
    (SCALE, ["٧"], 7),
    (NUMBER, ["0"], 0),
    (NUMBER, ["-5"], -5),
    (NUMBER, ["−5"], -5),
    (NUMBER, ["120"], 120),
    (NUMBER, ["١٢٠"], 120),
    (NUMBER, ["۱۲۰"], 120),
    (NUMBER, ["१२०"], 120),
    (NUMBER, ["１２０"], 120),
    (NUMBER, [" 12 "], 12),
    (TEXT, [" Hello "], "Hello"),
    (TEXT, ["0123456789"], "0123456789"),
    (TEXT, ["a\r\nb\rc\nd"], "a\nb\nc\nd"),
    (TEXT, ["a\x00b"], "ab"),
    (TEXT, ["one", "two"], "one\ntwo"),
    (TEXT, ["half \ud83d"], "half ?"),
    (TEXT, ["😀" * 10], "😀" * 10),
]

NO_ANSWER = [
    (SINGLE, []),
    (SINGLE, [""]),
    (SINGLE, ["   "]),
    (MULTIPLE, ["", " "]),
    (NUMBER, ["\n"]),
    (TEXT, ["\t \n"]),
    (TEXT, ["\x00"]),
    (TEXT, ["\x00 \r\n\x00"]),
    (a_question("q", "note"), ["yes"]),
]

REFUSED = [
    (SINGLE, ["maybe"], Problem("q", Fault.NOT_A_CHOICE)),
    (SINGLE, ["YES"], Problem("q", Fault.NOT_A_CHOICE)),
    (SINGLE, ["yes", "no"], Problem("q", Fault.TOO_MANY, 1)),
    (MULTIPLE, ["a", "z"], Problem("q", Fault.NOT_A_CHOICE)),
    (MULTIPLE, ["a", "none"], Problem("q", Fault.STANDS_ALONE)),
    (AT_MOST_TWO, ["a", "b", "c"], Problem("q", Fault.TOO_MANY, 2)),
    (SCALE, ["11"], Problem("q", Fault.NOT_A_CHOICE)),
    (SCALE, ["-1"], Problem("q", Fault.NOT_A_CHOICE)),
    (SCALE, ["5.5"], Problem("q", Fault.NOT_A_CHOICE)),
    (SCALE, ["five"], Problem("q", Fault.NOT_A_CHOICE)),
    (SCALE, ["5", "6"], Problem("q", Fault.NOT_A_CHOICE)),
    (NUMBER, ["-6"], Problem("q", Fault.TOO_SMALL, -5)),
    (NUMBER, ["121"], Problem("q", Fault.TOO_LARGE, 120)),
    (NUMBER, ["9" * MAX_NUMBER_DIGITS], Problem("q", Fault.TOO_LARGE, 120)),
    (NUMBER, ["9" * (MAX_NUMBER_DIGITS + 1)], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["9" * 100_000], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["1.5"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["1e3"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["twelve"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["-"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["--5"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["-−5"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["½"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["²"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (NUMBER, ["1", "2"], Problem("q", Fault.NOT_A_WHOLE_NUMBER)),
    (TEXT, ["01234567890"], Problem("q", Fault.TOO_LONG, 10)),
]


@pytest.mark.parametrize(("question", "entered", "answer"), TAKEN)
def test_an_entry_is_taken_when_it_answers_the_question(
    question: Question, entered: list[str], answer: object
):
    assert read_answers([question], {"q": entered}) == ({"q": answer}, [])


@pytest.mark.parametrize("question", [SINGLE, MULTIPLE, AT_MOST_TWO, SCALE, NUMBER, TEXT])
@pytest.mark.parametrize("entry", ["yes", "a", "none", "c", "5", "0", "10", "11", "x", "05"])
def test_an_entry_means_the_same_when_there_are_spaces_around_it(question: Question, entry: str):
    assert read_answers([question], {"q": [entry]}) == read_answers(
        [question], {"q": [f" {entry} "]}
    )


@pytest.mark.parametrize(("question", "entered"), NO_ANSWER)
def test_a_question_is_unanswered_when_nothing_was_entered(question: Question, entered: list[str]):
    assert read_answers([question], {"q": entered}) == ({}, [])


@pytest.mark.parametrize(("question", "entered", "problem"), REFUSED)
def test_an_entry_is_refused_with_the_reason_when_it_cannot_be_an_answer(
    question: Question, entered: list[str], problem: Problem
):
    assert read_answers([question], {"q": entered}) == ({}, [problem])


@pytest.mark.parametrize(
    "type_", [type_ for type_ in QuestionType if type_ is not QuestionType.NOTE]
)
@pytest.mark.parametrize("entered", [[], [""], [" \n"]])
def test_an_answer_is_asked_for_when_it_is_required(type_: QuestionType, entered: list[str]):
    codes = ("row_1", "row_2") if type_ is QuestionType.LIKERT_GRID else ("a",)
    question = a_question("q", type_, *codes, required=True)

    answers, problems = read_answers([question], dict.fromkeys(question.item_ids, entered))

    assert answers == {}
    assert problems == [Problem(item, Fault.REQUIRED) for item in question.item_ids]


def test_a_required_text_is_asked_for_when_only_invisible_rubbish_was_entered():
    question = a_question("q", "text", required=True)

    assert read_answers([question], {"q": ["\x00"]}) == ({}, [Problem("q", Fault.REQUIRED)])


def test_a_very_long_entry_is_refused_at_once_when_a_time_is_asked_for():
    began = time.process_time()

    _, problems = read_answers([a_question("q", "time")], {"q": ["1" + " " * 100_000 + "x"]})

    assert problems == [Problem("q", Fault.NOT_A_TIME)]
    assert time.process_time() - began < 1


def test_each_row_of_a_grid_is_answered_on_its_own():
    grid = a_question("grid", "likert_grid", "listens", "explains", "helps")

    read = read_answers([grid], {"listens": ["agree"], "helps": ["nonsense"], "grid": ["agree"]})

    assert read == ({"listens": "agree"}, [Problem("helps", Fault.NOT_A_CHOICE)])


def test_entries_are_ignored_when_nobody_asked_for_them():
    assert read_answers([SINGLE], {"q": ["yes"], "other": ["x"], "": ["y"]}) == ({"q": "yes"}, [])


@given(st.data())
def test_reading_never_fails_whatever_is_entered(data: st.DataObject):
    survey = data.draw(surveys())
    entered = data.draw(
        st.dictionaries(
            st.sampled_from([*survey.question_of_item, "other"]), st.lists(anything, max_size=4)
        )
    )

    answers, problems = read_answers(list(survey.questions()), entered)

    assert not set(answers) & {problem.item for problem in problems}
    assert set(answers) <= set(survey.question_of_item)


@given(st.data())
def test_reading_answers_again_changes_nothing(data: st.DataObject):
    survey = data.draw(surveys())
    answers, _ = read_answers(list(survey.questions()), data.draw(entries(survey)))

    again, problems = read_answers(list(survey.questions()), entered_again(answers))

    assert again == answers
    assert {problem.fault for problem in problems} <= {Fault.REQUIRED}


@given(anything)
def test_a_text_can_be_kept_whatever_was_written(written: str):
    survey: Survey = a_survey([a_question("q", "text", max_length=100)])
    answers, _ = read_answers(list(survey.questions()), {"q": [written]})

    packing = Packing(survey, Compression(survey))
    packed = packing.pack(answers, Circumstances("en", Mode.LIGHT), date(2026, 5, 6))

    (*_, texts, _seldom), _ = packing.unpack(packed)
    assert texts == dict(answers)
    assert "\x00" not in answers.get("q", "")
