"""The chain of audit entries: nothing can be changed, removed or moved in it unnoticed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from copfeedback.people.chain import BEGINNING, Broken, Entry, Fault, Head, first_fault

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
OTHER_VALUES: dict[str, Any] = {
    "at": NOON + timedelta(microseconds=1),
    "actor_id": None,
    "actor": "omar",
    "organisation": 8,
    "action": "deactivate",
    "about": "staff 77",
    "outcome": "refused",
    "hash": bytes(32),
}
lengths = st.integers(1, 9)
places = st.integers(0, 8)


def an_entry(after: Head = BEGINNING, **changes: Any) -> Entry:
    """An entry that follows this head."""
    said: dict[str, Any] = {
        "number": after.number + 1,
        "at": NOON,
        "actor_id": 7,
        "actor": "amina",
        "organisation": 3,
        "action": "change_staff",
        "about": "staff 9",
        "outcome": "done",
        "previous_hash": after.hash,
        "hash": b"",
    }
    return sealed(Entry(**said | changes))


def sealed(entry: Entry) -> Entry:
    return replace(entry, hash=entry.expected_hash)


def a_chain(length: int) -> list[Entry]:
    chain: list[Entry] = []
    for _ in range(length):
        chain.append(an_entry(chain[-1].head if chain else BEGINNING))
    return chain


@given(length=st.integers(0, 9))
def test_a_chain_holds_when_nobody_touched_it(length: int):
    chain = a_chain(length)

    assert first_fault(chain) is None
    for entry in chain:
        assert first_fault(chain, noted=entry.head) is None


@given(length=lengths, at=places, what=st.sampled_from(sorted(OTHER_VALUES)))
def test_an_entry_is_named_when_anything_in_it_was_changed(length: int, at: int, what: str):
    chain = a_chain(length)
    at %= length
    chain[at] = replace(chain[at], **{what: OTHER_VALUES[what]})

    assert first_fault(chain) == Fault(at + 1, Broken.CHANGED)


def test_every_field_of_an_entry_is_covered_by_its_hash():
    assert set(OTHER_VALUES) | {"number", "previous_hash"} == {each.name for each in fields(Entry)}


@given(length=lengths, at=places)
def test_the_next_entry_is_named_when_one_was_changed_and_given_a_fitting_hash(
    length: int, at: int
):
    chain = a_chain(length + 1)
    at %= length
    chain[at] = sealed(replace(chain[at], about="staff 77"))

    assert first_fault(chain) == Fault(at + 2, Broken.OUT_OF_ORDER)


@given(length=lengths, at=places)
def test_the_missing_number_is_named_when_an_entry_was_removed(length: int, at: int):
    chain = a_chain(length + 1)
    del chain[at % length]

    assert first_fault(chain) == Fault(at % length + 1, Broken.MISSING)


@given(length=lengths, at=places)
def test_the_gap_is_named_when_an_entry_was_removed_and_the_rest_numbered_anew(
    length: int, at: int
):
    chain = a_chain(length + 1)
    del chain[at % length]
    chain = [sealed(replace(entry, number=place)) for place, entry in enumerate(chain, 1)]

    assert first_fault(chain) == Fault(at % length + 1, Broken.OUT_OF_ORDER)


@given(length=st.integers(2, 9), one=places, other=places)
def test_the_first_of_them_is_named_when_entries_were_exchanged(length: int, one: int, other: int):
    first, second = sorted((one % length, other % length))
    assume(first != second)
    chain = a_chain(length)
    chain[first], chain[second] = (
        replace(chain[second], number=first + 1),
        replace(chain[first], number=second + 1),
    )

    assert first_fault(chain) == Fault(first + 1, Broken.OUT_OF_ORDER)


def test_an_entry_is_named_when_it_was_put_before_the_first():
    chain = [replace(an_entry(), number=0), *a_chain(2)]

    assert first_fault(chain) == Fault(0, Broken.OUT_OF_ORDER)


@given(length=lengths, kept=places)
def test_the_missing_number_is_named_when_the_end_was_cut_off_after_a_head_was_noted(
    length: int, kept: int
):
    chain = a_chain(length)
    kept %= length

    assert first_fault(chain[:kept]) is None, "without a noted head nobody can tell"
    assert first_fault(chain[:kept], noted=chain[-1].head) == Fault(kept + 1, Broken.MISSING)


@given(length=lengths, at=places)
def test_the_noted_entry_is_named_when_the_whole_chain_was_written_anew(length: int, at: int):
    noted = a_chain(length)[at % length].head
    forged: list[Entry] = []
    for _ in range(length):
        forged.append(an_entry(forged[-1].head if forged else BEGINNING, about="staff 77"))

    assert first_fault(forged) is None, "without a noted head nobody can tell"
    assert first_fault(forged, noted) == Fault(at % length + 1, Broken.NOT_AS_NOTED)


def test_the_beginning_is_a_head_like_any_other():
    assert first_fault(a_chain(2), noted=BEGINNING) is None
    assert first_fault([], noted=Head(0, b"x" * 32)) == Fault(0, Broken.NOT_AS_NOTED)


def test_an_entry_is_named_when_it_cannot_be_read_at_all():
    assert first_fault([*a_chain(2), None]) == Fault(3, Broken.CHANGED)


@given(number=st.integers(0, 10**9), digest=st.binary(min_size=32, max_size=32))
def test_a_head_is_the_same_when_it_was_printed_and_is_read_back(number: int, digest: bytes):
    head = Head(number, digest)

    assert Head.read(f" {head}\n") == head


@pytest.mark.parametrize(
    "noted",
    [
        "",
        "12",
        "12:",
        f"x:{'0' * 64}",
        f"-1:{'0' * 64}",
        f"1:{'0' * 62}",
        f"1:{'0' * 63}",
        f"1:{'0' * 66}",
        f"1:{'z' * 64}",
    ],
)
def test_what_was_noted_is_refused_when_it_is_no_head(noted: str):
    with pytest.raises(ValueError, match="a head looks like"):
        Head.read(noted)
