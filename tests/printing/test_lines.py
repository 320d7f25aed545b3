"""Lines in the order they are seen, whatever directions meet in them."""

from __future__ import annotations

import pytest

from copfeedback.printing.faces import LettersMissing
from copfeedback.printing.lines import broken, isolated, reads_leftwards, widest_word

WIDE = 100.0


def seen(text: str, *, leftwards: bool, width: float = WIDE) -> list[list[str]]:
    lines = broken(text, width, leftwards=leftwards)
    return [[run.text.strip() for run in line.runs if run.text.strip()] for line in lines]


def test_numbers_stand_left_of_what_comes_before_them_when_a_sentence_reads_leftwards():
    assert seen("خلال 15 دقيقة", leftwards=True) == [["دقيقة", "15", "خلال"]]


def test_numbers_keep_their_place_when_arabic_is_quoted_in_english():
    assert seen("It says خلال 15 دقيقة there", leftwards=False) == [
        ["It says", "دقيقة", "15", "خلال", "there"]
    ]


def test_latin_names_keep_their_direction_when_a_sentence_reads_leftwards():
    (line,) = broken("اكتب إلى NGO Helpline اليوم", WIDE, leftwards=True)
    assert [(run.text.strip(), run.leftwards) for run in line.runs if run.text.strip()] == [
        ("اليوم", True),
        ("NGO Helpline", False),
        ("اكتب إلى", True),
    ]


def test_groups_of_digits_are_not_turned_around_when_they_are_isolated():
    assert seen(isolated("1234 5678 9012"), leftwards=True) == [["1234 5678 9012"]]


def test_vowel_signs_stay_with_their_word():
    (line,) = broken("تغيّر لاحقًا", WIDE, leftwards=True)
    assert [run.text for run in line.runs] == ["تغيّر لاحقًا"]


def test_lines_are_broken_between_words_when_they_are_too_long():
    text = "one two three four five six seven eight nine ten"
    lines = broken(text, 4.0, leftwards=False)
    assert len(lines) > 1
    assert all(line.width <= 4.0 for line in lines)
    assert " ".join("".join(run.text for run in line.runs) for line in lines) == text


def test_a_word_is_broken_anywhere_when_it_is_longer_than_a_line():
    lines = broken("a" * 200, 4.0, leftwards=False)
    assert all(line.width <= 4.0 for line in lines)
    assert sum(len(run.text) for line in lines for run in line.runs) == 200


def test_line_ends_that_were_written_are_kept():
    assert seen("one\n\ntwo", leftwards=False) == [["one"], [], ["two"]]


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_is_still_a_line_when_a_text_is_empty(text: str):
    assert all(not line.width or line.width < 1 for line in broken(text, WIDE, leftwards=False))


def test_letters_without_a_font_are_named():
    with pytest.raises(LettersMissing, match="漢"):
        broken("漢字 and more", WIDE, leftwards=False)


def test_the_direction_of_a_text_is_that_of_its_first_letter():
    assert reads_leftwards("1. مرحبا hello")
    assert not reads_leftwards("1. hello مرحبا")


def test_the_widest_word_decides_how_narrow_a_column_can_be():
    assert widest_word("a wonderful b", leftwards=False) == pytest.approx(
        widest_word("wonderful", leftwards=False)
    )
