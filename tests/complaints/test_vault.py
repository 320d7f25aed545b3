"""Sealed and signed items: read by holders of a key alone, and moved by nobody unnoticed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.vault import (
    BEGINNING,
    HolderKey,
    Item,
    Place,
    Purpose,
    Tampered,
    Unreadable,
    check_chain,
    new_key,
    new_seed,
    open_heading,
    open_item,
    open_key,
    seal_heading,
    seal_key,
    write_item,
)

AUTHOR = HolderKey(new_seed())
KEY = new_key()
PLACE = Place("case1", "item1", ItemKind.MESSAGE, 1, Side.COMPLAINANT)


def chain(count: int) -> list[Item]:
    """So many items in one case."""
    previous, items = BEGINNING, []
    for number in range(1, count + 1):
        place = replace(PLACE, item_id=f"item{number}", number=number)
        items.append(write_item(place, {"text": f"text {number}"}, previous, AUTHOR))
        previous = items[-1].hash
    return items


@given(st.dictionaries(st.text(), st.text() | st.integers(0, 9) | st.none()))
def test_an_item_opens_as_it_was_written(content):
    item = write_item(PLACE, content, BEGINNING, AUTHOR)
    assert open_item(PLACE, item.sealed(KEY), KEY).content == content


OTHER_PLACES = {
    "case": replace(PLACE, case_id="case2"),
    "item": replace(PLACE, item_id="item2"),
    "kind": replace(PLACE, kind=ItemKind.NOTE),
    "number": replace(PLACE, number=2),
    "side": replace(PLACE, side=Side.BODY),
}


@pytest.mark.parametrize("what", OTHER_PLACES)
def test_an_item_opens_in_its_own_place_alone(what):
    sealed = write_item(PLACE, {"text": "x"}, BEGINNING, AUTHOR).sealed(KEY)
    with pytest.raises(Unreadable):
        open_item(OTHER_PLACES[what], sealed, KEY)


def test_nobody_opens_an_item_with_another_key():
    sealed = write_item(PLACE, {"text": "x"}, BEGINNING, AUTHOR).sealed(KEY)
    with pytest.raises(Unreadable):
        open_item(PLACE, sealed, new_key())


def test_a_holder_of_the_key_cannot_write_in_anothers_name():
    item = write_item(PLACE, {"text": "x"}, BEGINNING, HolderKey(new_seed()))
    forged = replace(item, author=AUTHOR.public.verify)
    with pytest.raises(Tampered):
        open_item(PLACE, forged.sealed(KEY), KEY)


@pytest.mark.parametrize("change", ["body", "previous", "salt"])
def test_a_holder_of_the_key_cannot_change_what_another_wrote(change):
    item = write_item(PLACE, {"text": "x"}, BEGINNING, AUTHOR)
    changed = {"body": b'{"text":"y"}', "previous": b"p" * 32, "salt": b"s" * 16}
    with pytest.raises(Tampered):
        open_item(PLACE, replace(item, **{change: changed[change]}).sealed(KEY), KEY)


def test_an_item_keeps_its_hash_and_signature_under_another_key():
    item = write_item(PLACE, {"text": "x"}, BEGINNING, AUTHOR)
    fresh = new_key()
    again = open_item(PLACE, open_item(PLACE, item.sealed(KEY), KEY).sealed(fresh), fresh)
    assert again.hash == item.hash


def test_a_chain_is_whole_as_it_was_written():
    items = chain(4)
    check_chain(items, items[-1].hash)
    check_chain([items[0], items[1].place, *items[2:]], items[-1].hash)
    check_chain([*items[:3], items[3].place], items[-1].hash)


@pytest.mark.parametrize("dropped", range(4))
def test_a_missing_item_is_noticed(dropped):
    items = chain(4)
    rest = items[:dropped] + items[dropped + 1 :]
    with pytest.raises(Tampered):
        check_chain(rest, items[-1].hash)


def test_items_in_another_order_are_noticed():
    first, second, third = chain(3)
    with pytest.raises(Tampered):
        check_chain([first, third, second], third.hash)


def test_an_item_exchanged_for_another_by_the_same_author_is_noticed():
    first, second, third = chain(3)
    other = write_item(second.place, {"text": "milder"}, first.hash, AUTHOR)
    with pytest.raises(Tampered):
        check_chain([first, other, third], third.hash)


def test_equal_words_have_different_hashes():
    first, second = (write_item(PLACE, {"text": "yes"}, BEGINNING, AUTHOR) for _ in range(2))
    assert first.hash != second.hash


def test_lengths_are_hidden_in_steps():
    short, longer = ({"text": "x" * length} for length in (1, 60))
    sizes = {
        len(write_item(PLACE, each, BEGINNING, AUTHOR).sealed(KEY)) for each in (short, longer)
    }
    assert len(sizes) == 1


def test_a_key_opens_for_its_holder_and_its_own_case_and_purpose_alone():
    holder, stranger = HolderKey(new_seed()), HolderKey(new_seed())
    sealed = seal_key(KEY, "case1", Purpose.CONTENT, holder.public.box)
    assert open_key(sealed, "case1", Purpose.CONTENT, holder) == KEY
    for case_id, purpose, who in (
        ("case2", Purpose.CONTENT, holder),
        ("case1", Purpose.IDENTITY, holder),
        ("case1", Purpose.CONTENT, stranger),
    ):
        with pytest.raises(Unreadable):
            open_key(sealed, case_id, purpose, who)


def test_a_heading_tells_what_an_item_is_to_holders_of_the_key_alone():
    sealed = seal_heading(PLACE, KEY)
    assert open_heading("case1", "item1", 1, sealed, KEY) == PLACE
    with pytest.raises(Unreadable):
        open_heading("case1", "item1", 2, sealed, KEY)
    with pytest.raises(Unreadable):
        open_heading("case1", "item1", 1, sealed, new_key())
    lengths = {
        len(seal_heading(replace(PLACE, kind=kind, side=side), KEY))
        for kind in ItemKind
        for side in Side
    }
    assert len(lengths) == 1


def test_keys_are_not_shown_where_something_is_printed_by_accident():
    holder = HolderKey(new_seed())
    item = write_item(PLACE, {"text": "secret words"}, BEGINNING, holder)
    assert repr(holder.seed) not in repr(holder)
    assert "secret words" not in repr(item)
