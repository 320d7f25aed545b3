"""What one version of minutes says otherwise than another."""

from __future__ import annotations

from datetime import UTC, date, datetime
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.forums.differing import Budget, Change, Part, compared, difference
from copfeedback.forums.minutes_model import EntryText, Manner, Minutes, MinutesEntry
from copfeedback.forums.model import Side
from copfeedback.i18n.translations import Translations

LIGHTS = Translations({"en": "Lights"})
SAME, ADDED, REMOVED = Change.SAME, Change.ADDED, Change.REMOVED


def a_version(*entries: tuple[int, EntryText], **changes: Any) -> Minutes:
    """A version with these entries."""
    plain: dict[str, Any] = {
        "meeting_id": 1,
        "number": 1,
        "language": "en",
        "entries": tuple(MinutesEntry(item, LIGHTS, content) for item, content in entries),
        "total": 20,
        "sides": {Side.POLICE: 2},
        "approved_at": datetime(2026, 5, 6, tzinfo=UTC),
        "approved_by": "c",
        "public_on": date(2026, 5, 6),
    }
    return Minutes(**plain | changes)


@pytest.mark.parametrize(
    ("older", "newer", "parts"),
    [
        ("Same.", "Same.", [(SAME, "Same.")]),
        ("", "New.", [(ADDED, "New.")]),
        ("Old.", "", [(REMOVED, "Old.")]),
        (
            "Lamps in June, they say.",
            "Lamps in July, they say.",
            [(SAME, "Lamps in "), (REMOVED, "June, "), (ADDED, "July, "), (SAME, "they say.")],
        ),
        ("one two", "one", [(SAME, "one"), (REMOVED, " two")]),
        ("one two", "one  two", [(SAME, "one  two")]),
        ("one two", "one\ntwo", [(REMOVED, "one "), (ADDED, "one\n"), (SAME, "two")]),
        (
            "المصابيح في يونيو",
            "المصابيح في يوليو",
            [(SAME, "المصابيح في "), (REMOVED, "يونيو"), (ADDED, "يوليو")],
        ),
    ],
)
def test_texts_are_compared_word_by_word(older, newer, parts):
    assert compared(older, newer, Budget()) == tuple(Part(*part) for part in parts)


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_the_newer_text_is_what_is_left_without_what_was_taken_out(older, newer):
    parts = compared(older, newer, Budget())

    assert "".join(part.text for part in parts if part.change is not REMOVED) == newer
    kept = "".join(part.text for part in parts if part.change is not ADDED)
    assert kept.split() == older.split()


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("a " * 9_999, "b " * 9_999),
        ("a b " * 5_000, "b a " * 5_000),
        ("x\n" * 9_999, "y\n" * 9_000),
    ],
)
def test_long_texts_that_have_nothing_in_common_take_no_time(older, newer):
    begun = perf_counter()
    compared(older, newer, Budget())
    assert perf_counter() - begun < 5


def test_a_word_in_a_long_text_is_found():
    long = "word " * 3_900

    parts = compared(f"{long}old {long}", f"{long}new {long}", Budget())

    assert [part.change for part in parts] == [SAME, REMOVED, ADDED, SAME]


def test_many_entries_share_what_may_be_spent_on_comparing():
    few_words = [" ".join(f"w{at * at % 3}" for at in range(500)), "w0 w1 w2 w1 " * 125]
    older, newer = (
        a_version(*((at, EntryText(text, text[::-1])) for at in range(60))) for text in few_words
    )

    begun = perf_counter()
    told = difference(older, newer)

    assert perf_counter() - begun < 2
    parts = told.entries[-1].fields[0].parts
    assert parts == (Part(REMOVED, few_words[0]), Part(ADDED, few_words[1]))


def test_words_of_entries_that_were_written_anew_are_compared():
    older, newer = (
        a_version(*((at, EntryText(" ".join(f"w{word}" for word in words))) for at in range(20)))
        for words in (range(300), range(2, 600, 2))
    )

    told = difference(older, newer)

    assert all(len(entry.fields[0].parts) > 2 for entry in told.entries)


def test_only_what_differs_is_told_entry_by_entry():
    older = a_version(
        (1, EntryText("Same.")),
        (2, EntryText("Old.", "Lamps.", Manner.NONE)),
        (3, EntryText("Gone.")),
    )
    newer = a_version(
        (1, EntryText("Same.")),
        (2, EntryText("Old.", "Lamps.", Manner.CONSENSUS, answered=True)),
        (4, EntryText("Came.")),
        total=21,
        sides={Side.RESIDENTS: 3},
    )

    told = difference(older, newer)

    manner, came, gone = told.entries
    assert (manner.item_id, manner.fields, manner.title) == (2, (), LIGHTS)
    assert manner.manner == (Manner.NONE, Manner.CONSENSUS)
    assert manner.answered == (None, True)
    assert [(each.name, each.parts) for each in came.fields] == [("text", (Part(ADDED, "Came."),))]
    assert [each.parts for each in gone.fields] == [(Part(REMOVED, "Gone."),)]
    assert told.total == (20, 21)
    assert told.sides == {Side.POLICE: (2, None), Side.RESIDENTS: (None, 3)}


def test_nothing_is_told_of_versions_that_say_the_same():
    told = difference(a_version((1, EntryText("Same."))), a_version((1, EntryText("Same."))))

    assert (told.entries, told.total, told.sides) == ((), None, None)
