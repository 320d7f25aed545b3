"""Words are found however they are typed, and not where they are others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.folding import LONGEST_WORD, fold, without_article, words


def folded(text: str) -> list[str]:
    return [word.folded for word in words(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("STRASSE", "straße"),
        ("École", "ecole"),
        ("ﬁnal", "FINAL"),
        ("Ｐｏｌｉｃｅ", "police"),
        ("Łódź", "lodz"),
        ("Østerbro", "osterbro"),
        ("İSTANBUL", "istanbul"),
        ("ΣΟΦΟΣ", "σοφός"),
        ("шлях", "ШЛЯХ"),
        ("ещё", "еще"),
        ("доро\u0301га", "дорога"),
        ("ґанок", "ганок"),
        ("п’ять", "п'ять"),
        ("п'ять", "пять"),
        ("أمن", "امن"),
        ("إلى", "الي"),
        ("آخر", "اخر"),
        ("ٱسم", "اسم"),
        ("مدرسة", "مدرسه"),
        ("هدى", "هدي"),
        ("مسؤول", "مسوول"),
        ("شيء", "شئ"),
        ("مـــدينة", "مدينة"),
        ("الشُّرْطَة", "الشرطة"),
        ("ﻻ", "لا"),
        ("کتاب", "كتاب"),
        ("می\u200cخواهم", "ميخواهم"),
        ("١٢٣", "123"),
        ("۱۲۳", "١٢٣"),
        ("e\u0301cole", "\u00e9cole"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_it_is_the_same_word_when_it_is_typed_differently(one: str, other: str):
    assert folded(one) == folded(other)
    assert len(folded(one)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("мой", "мои"), ("її", "іі"), ("हिन्दी", "हनद"), ("шлях", "слях"), ("حرب", "خرب")],
)
def test_it_is_another_word_when_letters_of_their_own_differ(one: str, other: str):
    assert folded(one) != folded(other)


def test_words_end_where_readers_see_them_end():
    text = "L'école: patrols-by-night, 12:30 (A1)!"

    assert folded(text) == ["l", "ecole", "patrols", "by", "night", "12", "30", "a1"]
    assert [text[word.start : word.end] for word in words(text)][1] == "école"


@pytest.mark.parametrize("word", ["الشرطة", "والشرطة", "بالشرطة", "للشرطة", "شرطة"])
def test_the_article_can_be_left_out(word: str):
    assert without_article(fold(word)) == "شرطه"


def test_a_short_word_keeps_what_only_looks_like_an_article():
    assert without_article(fold("الم")) == "الم"


@given(st.text())
def test_folding_survives_any_text(text: str):
    for word in words(text):
        assert 0 < len(word.folded) <= LONGEST_WORD
        assert not set(word.folded) & set(" '\"\\\t\n")
        assert text[word.start : word.end]
        assert fold(word.folded) == word.folded
