"""Which passwords are too easy to guess, and what is advised instead."""

import inspect
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn import feedback

from copfeedback.people import password_advice
from copfeedback.people.password_advice import _IN_OUR_WORDS, advice_for
from copfeedback.people.throttle import SlowDown

LEET = "4@8({[</369&#!1/|0$5+7%2/"


@pytest.mark.parametrize(
    ("password", "advised"),
    [
        ("aaaaaaaaaaaaaaaa", "repeating"),
        ("abcdefghijklmn", "rows"),
        ("P@ssw0rd1234", "many people"),
        ("P@ssw0rd1234", "signs in place"),
        ("qwertyuiop12", "many people"),
        ("19.04.1985 a", "dates"),
        ("JenniferSmith", "names"),
        ("internationalization", "several words"),
        ("copfeedback12", "names"),  # a word of the portal
    ],
)
def test_what_to_do_better_is_said_when_a_password_is_easy(password, advised):
    assert any(advised in sentence for sentence in advice_for(password, []))


@pytest.mark.parametrize(
    "password",
    ["correct horse battery staple", "کلمه عبور بسیار طولانی", "чотири тихі слова", "vT7#qLm2!xRw"],
)
def test_nothing_is_advised_when_a_password_is_hard_to_guess(password):
    assert advice_for(password, ["amina"]) == ()


@pytest.mark.parametrize("known", ["Zabolotnyj", "Oleh Zabolotnyj", "ZABOLOTNYJ"])
def test_a_password_is_easy_when_made_of_what_others_know_of_its_owner(known):
    assert advice_for("Zabolotnyj1985", ["amina"]) == ()

    assert "names" in advice_for("Zabolotnyj1985", [known])[0]


def test_every_sentence_of_the_library_is_known_in_our_words():
    said = {
        sentence
        for sentence in _sentences(feedback.get_feedback)
        | _sentences(feedback.get_match_feedback)
        | _sentences(feedback.get_dictionary_match_feedback)
        if sentence[0].isupper() and sentence.endswith(".")
    }

    assert len(said) > 20
    assert said == set(_IN_OUR_WORDS)


def _sentences(function):
    return {text for text in inspect.unwrap(function).__code__.co_consts if _is_sentence(text)}


def _is_sentence(text):
    return isinstance(text, str) and len(text) > 10


@settings(max_examples=60)
@given(st.text(min_size=12, max_size=90))
def test_any_password_is_judged_when_it_is_text(password):
    advice = advice_for(password, ["amina"])

    assert set(advice) <= set(_IN_OUR_WORDS.values())


def test_only_the_first_72_characters_are_looked_at_when_a_password_is_long():
    assert advice_for("a" * 72 + "correct horse battery staple", [])


def test_the_rest_is_not_looked_at_when_a_password_begins_strong(monkeypatch):
    judged = []
    real = password_advice.zxcvbn

    def note(password, user_inputs):
        judged.append(password)
        return real(password, user_inputs=user_inputs)

    monkeypatch.setattr(password_advice, "zxcvbn", note)

    assert advice_for((LEET * 3)[:72], []) == ()

    assert judged == [LEET[:24]]


def test_words_of_one_owner_are_not_held_against_another_when_judged_at_once():
    easy = ["Zabolotnyj", "Abdurrahmani"]
    asked = [(f"{name}1985", [known]) for name in easy for known in easy] * 10

    with ThreadPoolExecutor(8) as judging:
        found = list(judging.map(lambda each: bool(advice_for(*each)), asked))

    assert found == [name.startswith(known[0]) for name, known in asked]


def test_one_is_told_to_come_back_when_too_many_passwords_are_judged(monkeypatch):
    monkeypatch.setattr(password_advice, "_LONGEST_QUEUE_SECONDS", 0.01)
    taken = threading.Lock()
    monkeypatch.setattr(password_advice, "_judging", taken)

    with taken, pytest.raises(SlowDown):
        advice_for("correct horse battery staple", [])

    assert advice_for("correct horse battery staple", []) == ()
