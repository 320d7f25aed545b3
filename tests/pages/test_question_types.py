"""Every type of question at the full door."""

from __future__ import annotations

from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest

from copfeedback.application import Portal
from copfeedback.storage.engine import reading
from copfeedback.surveys.model import Question, QuestionType
from copfeedback.surveys.store import pending_counts
from tests.every_type import (
    ENTERED,
    KEPT,
    STREETS,
    WAVE,
    WRITTEN,
    every_survey,
    kept,
    open_every_wave,
)
from tests.pages.reader import Reader

QUESTIONS = every_survey().question_of_item
PAGES = tuple(ENTERED)


@pytest.fixture(autouse=True)
def _open(portal: Portal, tmp_path: Path) -> None:
    open_every_wave(portal, tmp_path)


def widget(reader: Reader, key: str):
    """A widget by its key."""
    app = reader.app
    widgets = (*app.radio, *app.checkbox, *app.selectbox, *app.text_input, *app.text_area)
    return next(each for each in widgets if each.key == f"{WAVE}.{key}")


def parts(question: Question, item: str) -> Sequence[str]:
    """The parts of the keys of the widgets that an item is entered in."""
    if item == question.other_item:
        return [""]
    if question.type is QuestionType.MULTIPLE:
        return [choice.code for choice in question.choices]
    if question.type is QuestionType.RANKING:
        return [str(place) for place in range(question.max_answers or len(question.choices))]
    return ["day", "month", "year"] if question.type is QuestionType.DATE else [""]


def enter(reader: Reader, item: str, values: Sequence[str], tag: str = "en") -> None:
    """Enter an answer on the screen."""
    question = QUESTIONS[item]
    for at, part in enumerate(parts(question, item)):
        value: object = values[at] if at < len(values) else None
        if question.type is QuestionType.MULTIPLE and part:
            value = part in values
        field = widget(reader, f"{item}.{part}.{tag}")
        field.set_value("" if value is None and hasattr(field, "placeholder") else value)


def shown(reader: Reader, item: str, tag: str = "en") -> list[str]:
    """What stands on the screen as an answer."""
    question = QUESTIONS[item]
    found = [(p, widget(reader, f"{item}.{p}.{tag}").value) for p in parts(question, item)]
    if question.type is QuestionType.MULTIPLE and item == question.id:
        return [part for part, value in found if value]
    return [value for _, value in found if value is not None]


def walk(reader: Reader, until: str = "review", tag: str = "en") -> Reader:
    """Answer every page before ``until``."""
    reader.accept_language = tag
    reader.open("survey", wave=WAVE).press("start")
    for page, entries in ENTERED.items():
        if page == until:
            break
        assert f'data-place="page/{page}/' in reader.page
        for item, values in entries.items():
            enter(reader, item, values, tag)
        reader.press("next")
    return reader


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_what_is_kept_is_exactly_what_was_entered_when_every_question_is_answered(
    reader: Reader, portal: Portal, tag: str
):
    walk(reader, tag=tag)
    assert "${" not in reader.page
    reader.press("send")

    answers, texts = kept(portal)
    assert answers == [KEPT]
    assert sorted(texts) == sorted(WRITTEN.items())


def test_the_review_shows_every_answer_in_words(reader: Reader):
    text = walk(reader).text

    for words in (
        "Yes, I agree",
        "In which town of North?",
        "Laketon",
        "Patrols and Something else",
        "1. Care\n2. Calm",
        "14.5",
        "January 31, 2026",
        "07:05",
        "Nobody came.",
    ):
        assert words in text
    assert "Not answered" not in text
    assert "&lt;i&gt;Old&lt;/i&gt; &amp; _new_ [x](y)" in reader.page


@pytest.mark.parametrize(
    ("page", "item", "values", "sentence"),
    [
        ("start", "agrees", [], "Please answer this question."),
        ("place", "region", [], "We need the region."),
        ("views", "wishes", ["lights"], "Please choose at least 2 answers."),
        (
            "views",
            "wishes",
            ["patrols", "lights", "youth", "more"],
            "Please choose no more than 3 answers.",
        ),
        (
            "views",
            "wishes",
            ["lights", "none"],
            "One of the answers you chose stands alone. Keep either that one or the others.",
        ),
        (
            "views",
            "first",
            ["calm", "calm"],
            "You put one answer in two places. Please give each one place only.",
        ),
        ("facts", "people", ["a few"], "Please write a whole number, such as 12."),
        ("facts", "people", ["0"], "Please write 1 or more."),
        ("facts", "people", ["31"], "Please write 30 or less."),
        ("facts~2", "hours", ["1.2.3"], "Please write a number, such as 12 or 3.5."),
        (
            "facts~3",
            "since",
            ["31", "2", "2026"],
            "Please give a day that exists: day, month and year.",
        ),
        ("facts~3", "since", ["7", "5", "2026"], "With 4 people, that day is still to come."),
        ("facts~4", "at", ["24:00"], "Please write hours and minutes, such as 14:30."),
        ("facts~5", "name", ["x" * 61], "Please shorten this to 60 characters."),
    ],
)
def test_each_refusal_stands_at_its_question_and_nothing_is_lost(
    reader: Reader, page: str, item: str, values: list[str], sentence: str
):
    walk(reader, until=page)
    if values:
        enter(reader, item, values)
    reader.press("next")

    assert f'data-place="page/{page}/True/' in reader.page
    (at_question,) = (each for each in pieces(reader) if f'id="q-{item}"' in each)
    assert f'<p class="problem">{sentence}</p>' in unescape(at_question)
    (summary,) = (each for each in pieces(reader) if 'role="alert"' in each)
    assert f'<a href="#q-{item}">' in summary
    assert sentence in unescape(summary)
    assert shown(reader, item) == values


def pieces(reader: Reader) -> list[str]:
    """The HTML of the page, element by element."""
    return [element.value for element in reader.app.get("html")]


def test_a_problem_is_part_of_the_name_that_is_read(reader: Reader):
    walk(reader, until="views")
    enter(reader, "travel", ["other"])
    enter(reader, "travel_other", ["x" * 1_001])
    reader.press("next")

    label = widget(reader, "travel_other..en").label
    assert label == (
        "If “Another way”: please say what you mean Please shorten this to 1,000 characters."
    )
    assert '<a href="#q-travel_other">Another way</a>' in reader.page
    assert 'id="q-travel_other"' in reader.page


def test_an_answer_is_needed_when_an_earlier_one_says_so(reader: Reader):
    walk(reader, until="facts")
    enter(reader, "people", ["6"])
    for _ in range(5):
        reader.press("next")

    assert "Please answer this question." in reader.press("next").text
    enter(reader, "story", ["This."])
    assert "Streets</h1>" in reader.press("next").page


def test_nothing_is_kept_when_somebody_does_not_take_part(reader: Reader, portal: Portal):
    walk(reader, until="start")
    enter(reader, "agrees", ["no"])
    reader.press("next")

    assert "You do not take part" in reader.text
    assert "Send" not in reader.buttons
    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}
    reader.press("back")
    assert shown(reader, "agrees") == ["no"]
    enter(reader, "agrees", ["yes"])
    assert "Place</h1>" in reader.press("next").page


def test_a_hidden_answer_is_dropped_when_somebody_changes_another(reader: Reader, portal: Portal):
    walk(reader).press("change.views")
    enter(reader, "trust", ["9"])
    enter(reader, "travel", ["bus"])
    reader.press("next")
    assert "Nobody came." not in reader.text
    reader.press("send")

    (answers,), texts = kept(portal)
    assert (answers["trust"], answers["travel"]) == (9, "bus")
    assert dict(texts).keys() == {"wishes_other", "name", "story"}


def test_the_choices_follow_an_earlier_answer(reader: Reader):
    walk(reader).press("change.place")
    enter(reader, "region", ["south"])
    reader.press("next")
    assert widget(reader, "town..en").options == ["Bayton"]
    enter(reader, "town", ["bay"])
    reader.press("next")

    assert "In which town of South?" in reader.text
    assert "<dd>Bayton</dd>" in reader.page


@pytest.mark.parametrize("page", PAGES)
def test_no_entry_is_lost_when_the_language_changes(reader: Reader, page: str):
    walk(reader, until=page)
    for item, values in ENTERED[page].items():
        enter(reader, item, values)
    reader.press("language.ar")

    assert f'data-place="page/{page}/' in reader.page
    for item, values in ENTERED[page].items():
        assert shown(reader, item, "ar") == list(values)
    reader.press("language.en")
    for item, values in ENTERED[page].items():
        assert shown(reader, item) == list(values)


def test_no_entry_is_lost_when_somebody_asks_for_easy_words(reader: Reader):
    walk(reader, until="place")
    enter(reader, "region", ["north"])
    reader.press("easy")

    assert "Your place?" in reader.text
    assert "Where do you live?" not in reader.text
    assert "./sounds/every/en/region.easy.mp3" in reader.page
    assert shown(reader, "region") == ["north"]
    reader.press("easy")
    assert "Where do you live?" in reader.text
    assert shown(reader, "region") == ["north"]


def test_what_was_not_answered_reads_as_left_open_when_a_later_question_mentions_it(
    reader: Reader,
):
    walk(reader, until="place~2")
    while "Last</h1>" not in reader.page:
        reader.press("next")

    assert "You live with 4 hands in …, since …, and go by …." in reader.text
    assert "Like “…”" in widget(reader, "again..en").options


def test_markup_in_an_answer_stays_text_when_a_later_question_mentions_it(reader: Reader):
    walk(reader, until="last")

    assert "go by &lt;b&gt;On&lt;/b&gt; *foot*." in reader.page
    assert "Like “\\<i>Old\\</i> & \\_new\\_ \\[x\\](y)”" in widget(reader, "again..en").options


def orders(reader: Reader, tag: str = "en") -> tuple[list[str], list[list[str]]]:
    """The order of the streets, and of the choices of each."""
    keys = [radio.key for radio in reader.app.radio]
    words = {choice.text[tag]: choice.code for choice in QUESTIONS[STREETS[0]].choices}
    choices = [widget(reader, f"{street}..{tag}").options for street in STREETS]
    return [key.split(".")[1] for key in keys], [[words[w] for w in each] for each in choices]


def test_the_order_is_one_for_a_visit_and_another_for_others(reader: Reader):
    first = orders(walk(reader, until="streets"))
    assert orders(reader.press("language.ar"), "ar") == first
    reader.press("language.en").press("next").press("back")
    assert orders(reader) == first
    assert all(codes[-1] == "dont_know" for codes in first[1])

    assert orders(walk(Reader(), until="streets")) != first


def test_the_player_and_the_prompts_stand_where_they_are_read(reader: Reader):
    walk(reader, until="place")

    (words,) = (each for each in pieces(reader) if 'id="q-region"' in each)
    hidden, heard = words.split("</div>", 1)
    assert 'aria-hidden="true"' in hidden
    assert 'src="./sounds/every/en/region.mp3" aria-label="Listen: Where do you live?"' in heard
    assert '<img class="prompt" src="./files/every/1/map.png" alt="Where do you live?">' in heard
    assert 'src="./files/every/1/where%20en.mp3"' in heard
    assert 'src="./files/every/1/north.mp3" aria-label="Listen: North"' in heard
    assert "The voice you can listen to is a computer’s." in reader.text


def test_pictures_stand_before_the_words_of_choices(reader: Reader):
    walk(reader, until="place")
    assert widget(reader, "region..en").options == [
        "![](./files/every/1/north.png) North",
        "![](./pictograms/safe.svg) South",
    ]
    enter(reader, "region", ["north"])
    reader.press("next").press("next")
    assert widget(reader, "wishes.patrols.en").label == "Patrols"
    assert '<img class="choice" src="./pictograms/yes.svg" alt="">' in reader.page


def test_each_row_of_a_grid_is_a_question_of_its_own_with_a_player(reader: Reader):
    walk(reader, until="views")
    assert widget(reader, "polite..en").label == "polite"
    assert widget(reader, "quick..en").label == "quick"
    assert './sounds/every/en/polite.mp3" aria-label="Listen: polite"' in reader.page
    assert "Here alone." in reader.text


def test_rows_and_what_is_ranked_can_be_heard_and_seen(reader: Reader):
    page = walk(reader, until="views").page

    assert 'src="./files/every/1/polite.mp3" aria-label="Listen: polite"' in page
    assert '<li><img class="choice" src="./pictograms/face_5.svg" alt="">Calm<audio' in page
    assert 'src="./files/every/1/calm.mp3" aria-label="Listen: Calm"' in page
