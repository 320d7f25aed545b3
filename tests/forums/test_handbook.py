"""The handbook of forums: whole in every language, and in nothing but the little notation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from copfeedback.application import PROJECT
from copfeedback.forums.handbook import HandbookPage, shipped
from copfeedback.i18n.languages import SOURCE_LANGUAGE, load_languages
from copfeedback.page_text import BlockKind, PageText, read_blocks

LANGUAGES = load_languages(PROJECT / "locales" / "languages.toml")
EVERY = [(page, tag) for page in HandbookPage for tag in LANGUAGES]
TRANSLATED = [(page, tag) for page, tag in EVERY if tag != SOURCE_LANGUAGE]
SCRIPTS = {"ar": "ARABIC", "ru": "CYRILLIC", "uk": "CYRILLIC"}
LETTERS = {"ru": "ыэъё", "uk": "іїєґ", "fr": "éèêà", "es": "áíóñ"}
"""Letters that tell a language from its neighbours."""
UNPRINTABLE = {"Cc", "Cf", "Co", "Cn"}


def read(page: HandbookPage, tag: str) -> PageText:
    text = shipped(page, tag)
    assert text is not None, f"{page} is missing in {tag}"
    return text


def shape(text: PageText) -> list[tuple[BlockKind, int]]:
    return [(block.kind, len(block.lines)) for block in read_blocks(text.text)]


@pytest.mark.parametrize(("page", "tag"), TRANSLATED)
def test_every_language_has_the_same_parts_in_the_same_order(page: HandbookPage, tag: str):
    assert shape(read(page, tag)) == shape(read(page, SOURCE_LANGUAGE))


@pytest.mark.parametrize(("page", "tag"), TRANSLATED)
def test_no_line_was_left_in_english(page: HandbookPage, tag: str):
    english, text = read(page, SOURCE_LANGUAGE), read(page, tag)
    assert text.title != english.title
    assert not set(text.text.split("\n")) & set(english.text.split("\n")) - {""}


@pytest.mark.parametrize(("page", "tag"), EVERY)
def test_a_page_has_a_title_headings_and_lists_and_no_other_markup(page: HandbookPage, tag: str):
    text = read(page, tag)
    kinds = Counter(block.kind for block in read_blocks(text.text))
    assert kinds[BlockKind.HEADING] >= 5
    assert kinds[BlockKind.POINTS] >= 3
    assert not kinds[BlockKind.STEPS]
    said = [text.title, *(line for block in read_blocks(text.text) for line in block.lines)]
    for line in said:
        assert line.strip()
        assert not re.search(r"[*_`<>|\[\]{}#]|https?:", line), line
        assert not {unicodedata.category(sign) for sign in line} & UNPRINTABLE, line


@pytest.mark.parametrize(("page", "tag"), EVERY)
def test_a_page_is_short_enough_to_be_read_and_long_enough_to_help(page: HandbookPage, tag: str):
    words = len(read(page, tag).text.split())
    assert 450 <= words <= (800 if tag == SOURCE_LANGUAGE else 950)


@pytest.mark.parametrize(("page", "tag"), EVERY)
def test_a_page_is_written_in_the_script_of_its_language(page: HandbookPage, tag: str):
    text = read(page, tag).text
    letters = [sign for sign in text if sign.isalpha()]
    of_script = [
        sign for sign in letters if unicodedata.name(sign).startswith(SCRIPTS.get(tag, "LATIN"))
    ]
    assert len(of_script) / len(letters) > 0.97  # the four English words behind SARA


@pytest.mark.parametrize(("page", "tag"), [each for each in EVERY if each[1] in LETTERS])
def test_a_page_is_not_in_a_neighbouring_language(page: HandbookPage, tag: str):
    signs = set(read(page, tag).text.lower())
    assert set(LETTERS[tag]) - signs <= {"ґ", "ъ"}  # rare
    neighbours = {"ru": "uk", "uk": "ru"}
    if tag in neighbours:
        assert not signs & set(LETTERS[neighbours[tag]])


def test_every_file_of_the_handbook_is_a_page_in_a_language_of_the_portal():
    folder = PROJECT / "src" / "copfeedback" / "forums" / "handbook"
    found = {(path.stem, path.parent.name) for path in folder.rglob("*.md")}
    assert found == {(page.value, tag) for page, tag in EVERY}


@pytest.mark.parametrize("tag", ["xx", "de"])
def test_there_is_no_page_in_a_language_the_handbook_comes_without(tag: str):
    assert shipped(HandbookPage.MEMBERS, tag) is None
