"""What travels in the form of a complaint."""

from __future__ import annotations

import pytest

from copfeedback.complaints.carried import (
    HOLDS_SECONDS,
    Carried,
    CarriedTooLarge,
    CarriedUnreadable,
    Drawn,
    open_carried,
)
from copfeedback.complaints.code import ComplaintCode, draw_code
from copfeedback.sealing import Seal, new_key

NOW = 1_700_000_000
SEAL = Seal(new_key(), b"complaint form")
CANARY = "canary Ольга أمينة"


def a_form() -> Carried:
    return Carried({"narrative": [CANARY]}, Drawn(draw_code(), b"n" * 16))


def longest() -> Carried:
    return Carried({"narrative": ["щ" * 20_000], "said": ["щ" * 4_000]})


def test_it_comes_back_as_it_was_and_says_nothing_on_the_way():
    carried = a_form()
    text = carried.sealed(SEAL, NOW)
    assert open_carried(SEAL, text, NOW + 60) == carried
    assert "canary" not in text
    assert "canary" not in repr(carried)
    assert carried.drawn is not None
    assert carried.drawn.code.secret not in repr(carried)
    assert open_carried(SEAL, "", NOW) == Carried()


@pytest.mark.parametrize("later", [-1, HOLDS_SECONDS + 1])
def test_one_of_another_day_is_not_opened(later: int):
    with pytest.raises(CarriedUnreadable):
        open_carried(SEAL, a_form().sealed(SEAL, NOW), NOW + later)


def test_what_was_changed_or_sealed_for_something_else_is_refused():
    text = a_form().sealed(SEAL, NOW)
    changed = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]
    for wrong in (changed, text[:-8], "é", "x", "AAAA"):
        with pytest.raises(CarriedUnreadable):
            open_carried(SEAL, wrong, NOW)
    with pytest.raises(CarriedUnreadable):
        open_carried(Seal(SEAL.key, b"another"), text, NOW)


def test_the_longest_story_fits_and_no_more():
    assert open_carried(SEAL, longest().sealed(SEAL, NOW), NOW) == longest()
    with pytest.raises(CarriedTooLarge):
        Carried({f"text{at}": ["x" * 30_000] for at in range(10)}).sealed(SEAL, NOW)


def test_what_is_too_long_stays_on_its_page():
    carried = Carried({"narrative": ["x" * 40_001], "place": ["here"]})
    assert carried.is_too_long
    assert open_carried(SEAL, carried.sealed(SEAL, NOW), NOW) == Carried({"place": ["here"]})
    assert not longest().is_too_long


def test_the_group_to_type_back_is_the_same_each_time():
    groups = {Drawn(draw_code(), bytes([at]) * 16).asked_group for at in range(256)}
    assert groups == {1, 2, 3, 4, 5, 6}


def test_the_group_is_known_in_digits_of_any_script_and_nothing_else_is():
    drawn = Drawn(ComplaintCode("1234567", "8901234567890123"), bytes([1]) * 16)
    assert drawn.asked_group == 2
    for typed in ("5678", " 56-78 ", "٥٦٧٨", "۵۶۷۸", "５６７８", drawn.code.written):
        assert drawn.is_typed_back(typed)
    for typed in ("", "1234", "567", "56780", "x" * 5_000, "nothing"):
        assert not drawn.is_typed_back(typed)
