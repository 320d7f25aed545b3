"""Which language a reader gets, and that the one list of languages is sound."""

from __future__ import annotations

from dataclasses import replace

import pytest
from babel import Locale
from hypothesis import example, given
from hypothesis import strategies as st

from copfeedback.i18n.languages import SOURCE_LANGUAGE, Language, Languages, load_languages
from tests.factories import PROJECT

LANGUAGES = load_languages(PROJECT / "locales" / "languages.toml")

WANTED = [
    (None, "en"),
    ("", "en"),
    ("ar", "ar"),
    ("AR", "ar"),
    ("Fr-CH", "fr"),
    ("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5", "fr"),
    ("de, nl;q=0.9, uk;q=0.1", "uk"),
    ("ru;q=0.3, es;q=0.4", "es"),
    ("ru;q=0.5, es;q=0.5", "ru"),
    ("en;q=0.1, ru", "ru"),
    ("es-419", "es"),
    ("uk-Cyrl-UA", "uk"),
    ("es;Q=0.2, fr ; q=0.3", "fr"),
    ("ar;q=1.000, fr;q=0.999", "ar"),
    ("ar\t;\tq=0.5", "ar"),
    # not wanted at all
    ("fr;q=0, ru;q=0.1", "ru"),
    ("fr;q=0.000", "en"),
    # wanting any language, or none of ours
    ("*", "en"),
    ("zh-Hant, ja", "en"),
    # rubbish is passed over, what is sound beside it is not
    ("fr;q=2, es;q=0.1", "es"),
    ("fr;q=-1, es;q=0.1", "es"),
    ("fr;q=nan, es;q=0.1", "es"),
    ("fr;q=inf, es;q=0.1", "es"),
    ("fr;q=, es;q=0.1", "es"),
    ("fr;0.5, es;q=0.1", "es"),
    ("fr;q=0.5;q=0.9, es;q=0.1", "es"),
    ("fr;q=٣, es;q=0.1", "es"),
    ("fr_FR, es;q=0.1", "es"),
    (",,, ;q=1,, es;q=0.1", "es"),
    ("frfrfrfrfr, es;q=0.1", "es"),
    ("en-" * 10_000, "en"),
    ("x" * 100_000 + ", fr", "en"),
    ("\x00fr, es", "es"),
    ("u\u212a", "en"),  # the sign for kelvin is a k only when it is made small
]


@pytest.mark.parametrize(("header", "tag"), WANTED, ids=[str(header)[:40] for header, _ in WANTED])
def test_a_reader_gets_the_language_their_browser_asks_for(header: str | None, tag: str):
    assert LANGUAGES.wanted(chosen=None, accept_language=header).tag == tag


@pytest.mark.parametrize("chosen", list(LANGUAGES))
def test_an_explicit_choice_counts_more_than_the_browser(chosen: str):
    assert LANGUAGES.wanted(chosen=chosen, accept_language="en, fr;q=0.1").tag == chosen


@pytest.mark.parametrize("chosen", ["de", "", "EN", "../en", "en\x00"])
def test_the_browser_decides_when_the_choice_is_none_of_ours(chosen: str):
    assert LANGUAGES.wanted(chosen=chosen, accept_language="ar").tag == "ar"


_PARTS = st.sampled_from(
    ["fr", "AR", "en-GB", "*", ";", "q=", "0.5", "1", ",", " ", "-", "\t", "=é"]
)


@given(
    header=st.one_of(
        st.text(st.characters(exclude_categories=()), max_size=60),
        st.lists(_PARTS, max_size=20).map("".join),
    ),
    chosen=st.one_of(st.none(), st.text(max_size=5)),
)
@example(header="q=" * 600, chosen=None)
def test_every_reader_gets_a_language_whatever_their_browser_sends(header: str, chosen: str | None):
    assert LANGUAGES.wanted(chosen=chosen, accept_language=header).tag in LANGUAGES


def test_a_regional_language_is_found_however_it_is_written():
    regional = replace(LANGUAGES["es"], tag="pt-BR")
    languages = Languages([*LANGUAGES.values(), regional])

    for header in ("pt-BR", "PT-br", "pt-br-x-private, en"):
        assert languages.wanted(chosen=None, accept_language=header) is regional
    assert languages.wanted(chosen=None, accept_language="pt").tag == "en"


def test_all_six_languages_are_there_in_the_order_of_the_menu():
    assert list(LANGUAGES) == ["en", "ar", "fr", "ru", "es", "uk"]
    assert len(LANGUAGES) == 6


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.tag)
class TestTheList:
    def test_the_direction_is_the_languages_own(self, language: Language):
        expected = "right-to-left" if language.direction == "rtl" else "left-to-right"
        assert Locale.parse(language.tag).character_order == expected

    def test_the_name_is_in_the_language_itself(self, language: Language):
        own_name = Locale.parse(language.tag).get_display_name(language.tag)
        assert own_name is not None
        assert language.name.casefold() == own_name.casefold()

    def test_the_counts_to_check_need_every_plural_form(self, language: Language):
        form = Locale.parse(language.tag).plural_form
        every = {form(count) for count in [*range(1_001), 10**6]}
        assert {form(count) for count in language.plural_check} == every

    def test_readers_are_told_when_no_native_speaker_has_reviewed_the_texts(
        self, language: Language
    ):
        assert language.review in {"source", "machine-drafted", "reviewed"}
        assert (language.review == "source") is (language.tag == SOURCE_LANGUAGE)
        assert language.is_machine_drafted is (language.review == "machine-drafted")
