"""Slips with access codes."""

from __future__ import annotations

import time
from datetime import date

import pytest

from copfeedback.printing.slips import A_PAGE, code_slips
from tests.printing.papers import read, speech, text_of

ADDRESS = "https://example.org/s/abc"
UNTIL = date(2026, 6, 30)


def slips(codes: list[str], tag: str = "en", name: str = "Safety, spring 2026") -> bytes:
    return code_slips(codes, name=name, address=ADDRESS, until=UNTIL, speech=speech(tag))


def codes(count: int) -> list[str]:
    return [f"{at:04} 5678 9012" for at in range(count)]


def test_each_code_stands_on_a_slip_of_its_own_with_address_and_last_day():
    text = text_of(slips(codes(3)))
    assert [code in text for code in codes(3)] == [True] * 3
    assert text.count("example.org/s/abc") == text.count("June 30, 2026") == 3
    assert "https" not in text


def test_all_pages_look_alike_when_there_are_many_codes():
    pages = read(slips(codes(2 * A_PAGE + 1))).pages
    assert [page.extract_text().count("example.org/s/abc") for page in pages] == [10, 10, 1]
    assert [code in pages[1].extract_text() for code in codes(20)[10:]] == [True] * 10


@pytest.mark.parametrize("tag", ["ar", "ru", "uk", "fr", "es"])
def test_codes_are_not_turned_around_in_any_language(tag: str):
    pdf = slips(["1234 5678 9012"], tag, name="الأمان" if tag == "ar" else "Безопасность")
    assert "1234 5678 9012" in text_of(pdf)
    assert read(pdf).root_object["/Lang"] == tag


def test_a_code_of_words_is_made_smaller_until_it_fits():
    assert "river stone garden window" in text_of(slips(["river stone garden window"]))


def test_a_thousand_slips_take_seconds_and_little_room():
    start = time.monotonic()
    pdf = slips(codes(1_000))
    assert time.monotonic() - start < 10
    assert len(pdf) < 2_000_000
