"""Texts in several languages, as they are kept."""

from __future__ import annotations

import pytest

from copfeedback.faults import Fault, Problem, clean_texts, is_tag
from copfeedback.forums.tables import TAG_MAXIMUM


@pytest.mark.parametrize("tag", ["en", "uk", "zh-Hans", "pt-BR", "sr-Latn-RS", "sgn"])
def test_a_text_is_kept_in_any_language(tag: str):
    problems: list[Problem] = []

    assert clean_texts({tag: " Lamps "}, "title", problems) == {tag: "Lamps"}
    assert problems == []


@pytest.mark.parametrize(
    "tag",
    [
        *("", "e", "EN", "zz-<b>", "qq_<script>", "en\n", "١٢", "zzzz", "en-", "en-aa-bb-cc-dd"),
        'x"\r\nATTENDEE;X="y',
        "zz-" + "x" * TAG_MAXIMUM,
    ],
)
def test_no_text_is_kept_in_what_is_no_language(tag: str):
    problems: list[Problem] = []

    kept = clean_texts({tag: "x", "en": "Lamps"}, "title", problems)

    assert kept == {"en": "Lamps"}
    assert problems == [Problem("title", Fault.LANGUAGE)]
    assert not is_tag(tag)


def test_an_empty_text_is_in_no_language():
    problems: list[Problem] = []

    assert clean_texts({"zz-<b>": " ", "en": "Lamps"}, "title", problems) == {"en": "Lamps"}
    assert problems == []
