"""Sizes of files as a language writes them."""

from __future__ import annotations

import pytest

from copfeedback.i18n.formatting import Formatting


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "1 kB"),
        (412, "1 kB"),
        (45_300, "45 kB"),
        (999_400, "999 kB"),
        (1_250_000, "1.2 MB"),
        (3_000_000_000, "3.0 GB"),
    ],
)
def test_a_size_is_said_in_the_unit_in_which_it_can_be_read(count: int, said: str):
    assert Formatting("en").size(count) == said


def test_a_size_has_the_decimal_sign_and_unit_of_the_language():
    assert Formatting("fr").size(1_250_000).replace("\N{NARROW NO-BREAK SPACE}", " ") == "1,2 Mo"
    assert Formatting("ru").size(45_300).replace("\N{NARROW NO-BREAK SPACE}", " ") == "45 кБ"


def test_what_stands_side_by_side_is_parted_by_the_semicolon_of_the_language():
    assert Formatting("ar").apart(["28%", "37%"]) == "28%؛ 37%"
    assert Formatting("ru").apart(["28 %", "37 %"]) == "28 %; 37 %"
