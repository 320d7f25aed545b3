"""The code of a case: 24 digits that notice slips and survive every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.complaints.code import ComplaintCode, NotACode, draw_code, read_code

CODES = st.builds(
    ComplaintCode,
    st.text("0123456789", min_size=7, max_size=7),
    st.text("0123456789", min_size=16, max_size=16),
)
EASTERN, PERSIAN = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"


def test_a_code_is_six_groups_of_four_digits():
    groups = draw_code().written.split(" ")
    assert [len(group) for group in groups] == [4] * 6
    assert all(group.isdecimal() for group in groups)


@pytest.mark.parametrize("digits", ["0123456789", EASTERN, PERSIAN])
@pytest.mark.parametrize("between", ["", " ", "-", "\u00a0", " · "])
def test_a_code_is_read_in_digits_of_any_script_however_it_is_grouped(digits, between):
    code = draw_code()
    typed = between.join(code.written.split(" ")).translate(str.maketrans("0123456789", digits))
    assert read_code(typed) == code


@given(CODES, st.integers(0, 23), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(code, at, by):
    digits = code.written.replace(" ", "")
    wrong = digits[:at] + str((int(digits[at]) + by) % 10) + digits[at + 1 :]
    with pytest.raises(NotACode):
        read_code(wrong)


@given(CODES, st.integers(0, 22))
def test_two_neighbours_in_the_wrong_order_are_noticed(code, at):
    digits = code.written.replace(" ", "")
    swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if swapped != digits:
        with pytest.raises(NotACode):
            read_code(swapped)


@pytest.mark.parametrize("typed", ["", "12", "x" * 24, "1" * 23, "1" * 25, "1" * 5_000, "½" * 24])
def test_what_can_be_no_code_is_refused(typed):
    with pytest.raises(NotACode):
        read_code(typed)


def test_the_secret_is_not_shown_where_a_code_is_printed_by_accident():
    code = draw_code()
    assert code.secret not in repr(code)


def test_groups_are_counted_from_one():
    code = draw_code()
    assert " ".join(code.group(number) for number in range(1, 7)) == code.written
