"""Content that brings its own languages: what is missing is marked, never blank."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import LocalText, Translations

TAGS = st.sampled_from(["en", "ar", "fr", "ru", "es", "uk"])


def test_a_text_is_read_in_the_readers_language_when_it_is_there():
    text = Translations({"en": "Yes", "ar": "نعم"})

    assert text.read_in("ar") == LocalText("نعم", "ar", is_fallback=False)
    assert str(text.read_in("ar")) == "نعم"


def test_a_text_is_read_in_english_and_marked_when_a_language_is_missing():
    text = Translations({"ar": "نعم", "en": "Yes"})

    assert text.read_in("fr") == LocalText("Yes", "en", is_fallback=True)


def test_a_text_is_read_in_any_language_and_marked_when_even_english_is_missing():
    text = Translations({"uk": "Так", "ar": "نعم"})

    assert text.read_in("fr") == LocalText("Так", "uk", is_fallback=True)


def test_a_text_without_any_language_cannot_be_made():
    with pytest.raises(ValueError, match="at least one language"):
        Translations({})


@given(
    texts=st.dictionaries(TAGS, st.text(min_size=1), min_size=1),
    language=st.one_of(TAGS, st.text(max_size=3)),
)
def test_a_reader_always_gets_a_text_and_is_told_its_language(texts: dict[str, str], language: str):
    read = Translations(texts).read_in(language)

    assert read.text == texts[read.language]
    assert read.is_fallback is (language not in texts)
    assert read.is_fallback is (read.language != language)


@given(texts=st.dictionaries(TAGS, st.text(), min_size=1))
def test_texts_with_the_same_words_are_the_same(texts: dict[str, str]):
    one, other = Translations(texts), Translations(dict(reversed(texts.items())))

    assert one == other
    assert hash(one) == hash(other)
    assert (dict(one), len(one)) == (texts, len(texts))


def test_a_text_does_not_change_when_what_it_was_made_from_does():
    source = {"en": "Yes"}
    text = Translations(source)

    source["en"] = "No"

    assert text["en"] == "Yes"


def test_a_title_says_its_language_when_it_is_not_the_readers():
    catalogues = Catalogues(PROJECT / "locales")
    name = Translations({"en": "Spring", "sw": "Masika"})
    assert catalogues.plain(name.read_in("en")) == "Spring"
    assert catalogues.plain(name.read_in("ar")) == "Spring [English]"
    assert catalogues.plain(Translations({"sw": "Masika"}).read_in("ar")) == "Masika [sw]"


def test_a_text_is_escaped_once_and_keeps_its_mark_wherever_it_is_put():
    own = LocalText("Fish & <b>chips</b>", "en", is_fallback=False)
    other = LocalText("Fish & chips", "en", is_fallback=True)

    assert Markup("<p>{}</p>").format(own) == "<p>Fish &amp; &lt;b&gt;chips&lt;/b&gt;</p>"
    assert Markup("<p>{}</p>").format(other) == (
        '<p><span lang="en" dir="auto">Fish &amp; chips</span></p>'
    )
