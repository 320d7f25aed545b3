"""What data entry types from paper becomes the entries it stands for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.printing.typed_entries import read_typed
from copfeedback.surveys.model import Choice, Survey
from tests.factories import a_question, a_survey, in_languages

CODES = ("red", "green", "blue")


def asking(type_: str, **changes: Any) -> Survey:
    return a_survey([a_question("q", type_, *CODES, **changes)])


@pytest.mark.parametrize(
    ("type_", "typed", "entered"),
    [
        ("single", ["2"], ["green"]),
        ("single", ["٣"], ["blue"]),
        ("scale", ["10"], ["10"]),
        ("multiple", ["3 1"], ["blue", "red"]),
        ("multiple", ["1,2;3"], ["red", "green", "blue"]),
        ("ranking", ["2", "1", ""], ["green", "red"]),
        ("ranking", ["", "", "1"], ["blue"]),
        ("date", ["28.2.2026"], ["28", "2", "2026"]),
        ("date", ["28 2 2026"], ["28", "2", "2026"]),
        ("number", ["12"], ["12"]),
        ("time", ["14:30"], ["14:30"]),
        ("text", [" As it stands "], ["As it stands"]),
        ("consent", ["1"], ["yes"]),
        ("consent", ["2"], ["no"]),
    ],
)
def test_printed_numbers_become_codes(type_: str, typed: list[str], entered: list[str]):
    read = read_typed(asking(type_), {"q": typed})

    assert (read.entered, read.unprinted) == ({"q": entered}, frozenset())


@pytest.mark.parametrize(
    ("type_", "typed"),
    [
        ("single", ["4"]),
        ("single", ["0"]),
        ("single", ["1 2"]),
        ("scale", ["11"]),
        ("multiple", ["1 4"]),
        ("multiple", ["all"]),
        ("ranking", ["1", "1", ""]),
        ("ranking", ["1", "x", ""]),
        ("ranking", ["0", "1", ""]),
        ("ranking", ["", "", "", "1"]),
    ],
)
def test_what_is_not_printed_is_named(type_: str, typed: list[str]):
    read = read_typed(asking(type_), {"q": typed})

    assert (dict(read.entered), read.unprinted) == ({}, {"q"})


def test_rows_and_other_words_are_items_of_their_own():
    other = Choice("other", in_languages("Other"), specify=True)
    survey = a_survey(
        [
            a_question("grid", "likert_grid", "listens", "explains"),
            a_question("colour", "single", choices=(Choice("red", in_languages("Red")), other)),
        ]
    )

    read = read_typed(survey, {"explains": ["1"], "colour": ["2"], "colour_other": ["Mauve"]})

    assert read.entered == {"explains": ["agree"], "colour": ["other"], "colour_other": ["Mauve"]}


@given(
    st.sampled_from(
        ["single", "multiple", "ranking", "scale", "date", "number", "text", "consent"]
    ),
    st.lists(st.text(max_size=8), max_size=5),
)
def test_whatever_is_typed_is_read_or_named(type_: str, typed: list[str]):
    read = read_typed(asking(type_), {"q": typed, "nothing": typed})

    assert (set(read.entered) | read.unprinted) <= {"q"}
