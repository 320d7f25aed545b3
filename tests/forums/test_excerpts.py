"""What was found is shown with the words around it, and nothing is cut in the middle of one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copfeedback.forums.excerpts import Piece, excerpt
from copfeedback.forums.searching import wanted_words

LONG = " ".join(f"word{number}" for number in range(200))


def shown(text: str, query: str) -> str:
    """An excerpt with what was found between brackets."""
    pieces = excerpt(text, wanted_words(query))
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


def test_a_short_text_is_shown_whole_on_one_line():
    assert shown("Lamps are dark.\nThe lamp too.", "lamp") == "[Lamps] are dark. The [lamp] too."


def test_a_long_text_is_cut_between_words_around_what_was_found():
    found = shown(LONG, "word150")

    assert found.startswith("…word140 ")
    assert "[word150]" in found
    assert found.endswith("…")
    whole = found.strip("…").replace("[", "").replace("]", "").split()
    assert set(whole) <= set(LONG.split())


def test_the_beginning_is_shown_when_only_the_title_was_found():
    assert excerpt(LONG, ["title"])[0].text.startswith("word0 word1 ")


def test_only_the_last_word_may_be_a_beginning():
    assert shown("the theatre", "the thea") == "[the] [theatre]"
    assert shown("theatre the", "the") == "[theatre] [the]"
    assert shown("theatres and lamps", "the lamp") == "theatres and [lamps]"


def test_arabic_is_found_with_its_article_and_vowel_signs():
    assert shown("قالت الشُّرْطَة ذلك", "شرطة") == "قالت [الشُّرْطَة] ذلك"


@given(st.text(), st.text())
def test_every_text_can_be_shown(text: str, query: str):
    wanted = wanted_words(query) or ["a"]
    for piece in excerpt(text, wanted):
        assert isinstance(piece, Piece)
        assert "\n" not in piece.text or piece.found
