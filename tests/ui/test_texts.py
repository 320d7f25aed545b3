"""Texts are shown as they were written, whatever signs are in them."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.ui import texts

SPEECH = Catalogues(PROJECT / "locales").speech("ar")


def rendered(label: str) -> str:
    """The label as CommonMark renders it inside a line."""
    tokens = MarkdownIt("commonmark").parseInline(label)[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special"}
    return "".join(token.content for token in tokens)


@example("Ⓐ_a_")
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_a_label_shows_exactly_what_was_written(text):
    assert rendered(texts.as_label(text)) == text


def test_a_label_of_usual_words_is_left_alone():
    for text in ("Yes, a little (about 15 minutes' walk).", "9:30 – 10:00", "Très satisfait(e) !"):
        assert texts.as_label(text) == text


def test_colours_icons_and_formulas_of_streamlit_are_no_more_than_their_signs():
    for text, label in (
        (":red[now]", "\\:red\\[now\\]"),
        (":smile:", "\\:smile:"),
        ("$x$", "\\$x\\$"),
        ("a -> b", "a \\-> b"),
    ):
        assert texts.as_label(text) == label


def test_a_text_in_another_language_is_marked_as_such():
    marked = texts.marked(Translations({"en": "Only <English>"}), SPEECH)
    assert marked == '<span lang="en" dir="auto">Only &lt;English&gt;</span>'


def test_a_text_in_the_readers_language_is_not_marked():
    assert texts.marked(Translations({"ar": "نعم", "en": "Yes"}), SPEECH) == "نعم"
