"""Which names accounts can have."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.people.model import NAME_MAXIMUM, BadName, clean_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("amina", "amina"),
        ("  amina ", "amina"),
        ("Zoe\u0301", "Zo\u00e9"),
        ("Anna Maria", "Anna Maria"),
        ("أمينة", "أمينة"),
        ("Олена", "Олена"),
        ("y" * NAME_MAXIMUM, "y" * NAME_MAXIMUM),
        (unicodedata.normalize("NFD", "ế" * NAME_MAXIMUM), "ế" * NAME_MAXIMUM),
    ],
)
def test_a_name_is_kept_composed_and_trimmed_when_it_can_be_seen(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "y" * (NAME_MAXIMUM + 1),
        "y" * 1_000_000,
        "ami\x00na",
        "ami\nna",
        "ami\u202ena",  # turns the direction of what follows
        "ami\u200bna",  # a space without width
        "ami\ud800na",  # half a character
        None,
        5,
        b"amina",
    ],
)
def test_a_name_is_refused_when_it_is_empty_too_long_invisible_or_no_text(typed):
    with pytest.raises(BadName):
        clean_name(typed)


@given(st.text(max_size=80))
def test_a_clean_name_stays_as_it_is_when_cleaned_again(typed):
    try:
        cleaned = clean_name(typed)
    except BadName:
        return
    assert clean_name(cleaned) == cleaned
    assert clean_name(unicodedata.normalize("NFD", cleaned)) == cleaned
