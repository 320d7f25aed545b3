"""What somebody without scripts can rely on whatever kind of question they are asked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.storage.engine import reading
from copfeedback.storage.schema import metadata
from copfeedback.surveys.carried import open_carried
from copfeedback.surveys.store import pending_counts
from tests.every_type import ENTERED, KEPT, STREETS, WAVE, WRITTEN, a_portal, kept
from tests.web.visitor import Visitor

ADDRESS = f"/en/surveys/{WAVE}"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = a_portal(tmp_path)
    yield portal
    portal.stop()


def walk(client: TestClient, until: str = "review", tag: str = "en") -> Visitor:
    """Somebody who has answered every page before ``until``."""
    visitor = Visitor(client, f"/{tag}/surveys/{WAVE}").press("next")
    for page, entries in ENTERED.items():
        if visitor.page == until:
            break
        assert visitor.page == page, visitor.response.text
        visitor.press("next", **{item: list(values) for item, values in entries.items()})
    assert visitor.page == until
    return visitor


def said(visitor: Visitor) -> str:
    """What stands on the page, without its entities."""
    return html.unescape(visitor.response.text)


@pytest.mark.parametrize("tag", ["en", "ar"])
def test_what_is_kept_is_exactly_what_was_entered_when_every_question_is_answered(
    client: TestClient, portal: Portal, tag: str
):
    assert walk(client, tag=tag).press("send").response.url.path.endswith("/thanks")

    answers, texts = kept(portal)
    assert answers == [KEPT]
    assert sorted(texts) == sorted(WRITTEN.items())


@pytest.mark.parametrize("tag", ["en", "ar", "fr"])
def test_every_page_is_small_and_needs_no_script(client: TestClient, tag: str):
    visitor = Visitor(client, f"/{tag}/surveys/{WAVE}").press("next")
    for entries in ENTERED.values():
        carried = visitor.form.values["carried"][0]
        page = visitor.response.text
        assert len(page.encode()) - len(carried) <= 30_000
        assert visitor.form.scripts == 0
        assert "${" not in page
        assert "<link rel=" not in page.replace('<link rel="icon" href="data:', "")
        assert re.findall(r'<audio [^>]*preload="(?!none)', page) == []
        visitor.press("next", **{item: list(values) for item, values in entries.items()})

    assert visitor.page == "review"
    assert "${" not in visitor.response.text


def test_the_review_shows_every_answer_in_words(client: TestClient):
    page = said(walk(client))

    for words in (
        "Yes, I agree",
        "In which town of North?",
        "Laketon",
        "Patrols and Something else",
        "1. Care\n2. Calm",
        "14.5",
        "January 31, 2026",
        "07:05",
        "One line.\nAnother: أهلا",
        "Nobody came.",
        "Hills",
    ):
        assert words in page
    assert "Not answered" not in page
    assert "<i>Old</i>" not in walk(client).response.text


REFUSED: Sequence[tuple[str, Mapping[str, object], Mapping[str, str]]] = [
    ("start", {}, {"agrees": "Please answer this question."}),
    ("start", {"agrees": "perhaps"}, {"agrees": "Please choose one of the answers on the list."}),
    ("place", {}, {"region": "We need the region."}),
    ("place~2", {"town": "bay"}, {"town": "Please choose one of the answers on the list."}),
    (
        "views",
        {"wishes": ["patrols"], "trust": "11", "polite": "maybe", "area": "moon"},
        {
            "wishes": "Please choose at least 2 answers.",
            "trust": "Please choose one of the answers on the list.",
            "polite": "Please choose one of the answers on the list.",
            "area": "Please choose one of the answers on the list.",
        },
    ),
    (
        "views",
        {"wishes": ["patrols", "lights", "youth", "more"], "first": ["calm", "calm"]},
        {
            "wishes": "Please choose no more than 3 answers.",
            "first": "You put one answer in two places. Please give each one place only.",
        },
    ),
    (
        "views",
        {"wishes": ["none", "lights"], "travel": "other", "travel_other": "x" * 1_001},
        {
            "wishes": "One of the answers you chose stands alone. "
            "Keep either that one or the others.",
            "travel_other": "Please shorten this to 1,000 characters.",
        },
    ),
    ("views", {"travel": ["bus", "other"]}, {"travel": "Please choose no more than 1 answer."}),
    ("facts", {"people": "a few"}, {"people": "Please write a whole number, such as 12."}),
    ("facts", {"people": "0"}, {"people": "Please write 1 or more."}),
    ("facts", {"people": "31"}, {"people": "Please write 30 or less."}),
    ("facts~2", {"hours": "1.2.3"}, {"hours": "Please write a number, such as 12 or 3.5."}),
    ("facts~2", {"hours": "24,5"}, {"hours": "Please write 24 or less."}),
    (
        "facts~3",
        {"since": ["31", "2", "2026"]},
        {"since": "Please give a day that exists: day, month and year."},
    ),
    (
        "facts~3",
        {"since": ["", "", "2026"]},
        {"since": "Please give a day that exists: day, month and year."},
    ),
    (
        "facts~3",
        {"since": ["7", "5", "2026"]},
        {"since": "With 4 people, that day is still to come."},
    ),
    ("facts~4", {"at": "24:00"}, {"at": "Please write hours and minutes, such as 14:30."}),
    ("facts~5", {"name": "x" * 61}, {"name": "Please shorten this to 60 characters."}),
]


@pytest.mark.parametrize(("page", "entries", "sentences"), REFUSED)
def test_each_refusal_stands_at_its_question_and_nothing_is_lost(
    client: TestClient,
    page: str,
    entries: dict[str, object],
    sentences: dict[str, str],
):
    visitor = walk(client, until=page).press("next", **{"people": None, **entries})

    assert visitor.response.status_code == 422
    assert visitor.page == page
    for item, sentence in sentences.items():
        beside = f'<p class="error" id="e.{item}">{html.escape(sentence)}</p>'
        assert beside in html.unescape(visitor.response.text) or beside in visitor.response.text
        assert f'<a href="#q.{item}">' in visitor.response.text
        assert re.search(rf'aria-describedby="[^"]*\be\.{item}"', visitor.response.text)
    assert visitor.response.text.count('class="error"') == len(sentences)
    assert 'role="alert"' in visitor.response.text
    for item, entry in entries.items():
        shown = visitor.form.values.get(f"q.{item}", [])
        offered = visitor.form.offered.get(f"q.{item}")
        wanted = entry if isinstance(entry, list) else [str(entry)]
        if offered is None:
            assert shown == wanted
        else:
            assert set(shown) == set(wanted) & set(offered)


def test_an_answer_is_needed_when_an_earlier_one_says_so(client: TestClient):
    visitor = walk(client, until="facts").press("next", people="6")
    while visitor.page != "facts~6":
        visitor.press("next")

    assert visitor.press("next").response.status_code == 422
    assert "Please answer this question." in visitor.response.text
    assert visitor.press("next", story="This.").page == "streets"


def test_nothing_is_kept_when_somebody_does_not_take_part(client: TestClient, portal: Portal):
    visitor = Visitor(client, ADDRESS).press("next").press("next", agrees="no")

    assert "You do not take part" in visitor.response.text
    assert "send" not in visitor.form.buttons
    visitor.press("send")
    assert "You do not take part" in visitor.response.text
    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}
    assert visitor.press("back").page == "start"
    assert visitor.form.values["q.agrees"] == ["no"]
    assert visitor.press("next", agrees="yes").page == "place"


def test_answers_are_dropped_when_somebody_withdraws_their_consent_in_the_review(
    client: TestClient, portal: Portal
):
    visitor = walk(client).press("change:start").press("next", agrees="no")

    assert "You do not take part" in visitor.response.text
    visitor.press("send")
    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}


def test_a_hidden_answer_is_dropped_when_somebody_goes_back_and_changes_another(
    client: TestClient, portal: Portal
):
    visitor = walk(client)
    while visitor.page != "views":
        visitor.press("back")
    visitor.press("next", trust="9", travel="bus")
    while visitor.page != "review":
        visitor.press("next")
    assert "Nobody came." not in visitor.response.text
    assert "On</b>" not in said(visitor)
    visitor.press("send")

    (answers,), texts = kept(portal)
    assert (answers["trust"], answers["travel"]) == (9, "bus")
    assert dict(texts).keys() == {"wishes_other", "name", "story"}


def test_every_page_of_a_section_can_be_changed_from_the_review(client: TestClient, portal: Portal):
    visitor = walk(client).press("change:place")
    assert {"next", "review"} <= visitor.form.buttons.keys()
    visitor.press("next", region="south")
    assert visitor.page == "place~2"
    assert visitor.form.offered["q.town"] == ["bay"]
    assert "review" not in visitor.form.buttons
    assert visitor.press("next", town="bay").page == "review"
    visitor.press("send")

    (answers,), _ = kept(portal)
    assert (answers["region"], answers["town"]) == ("south", "bay")


def test_the_rest_of_a_section_is_passed_over_when_somebody_goes_to_the_overview(
    client: TestClient,
):
    visitor = walk(client).press("change:facts")

    assert visitor.press("review", people="many").response.status_code == 422
    assert visitor.press("review", people="3").page == "review"
    assert "<dd>3</dd>" in visitor.response.text


def test_an_answer_that_is_offered_no_more_is_told_and_can_be_mended_when_it_is_sent(
    client: TestClient, portal: Portal
):
    visitor = walk(client).press("change:place").press("review", region="south")

    assert visitor.press("send").response.status_code == 422
    assert 'href="#q.town">In which town of South?</a>' in visitor.response.text
    visitor.press("change:place").press("next").press("next", town="bay").press("send")
    assert visitor.response.url.path.endswith("/thanks")


def test_no_entry_is_lost_when_the_language_changes_on_any_page(client: TestClient):
    visitor = Visitor(client, ADDRESS).press("next")
    for page, entries in ENTERED.items():
        entered = {item: list(values) for item, values in entries.items()}
        visitor.press("language:ar", **entered)
        assert (visitor.page, visitor.form.lang) == (page, "ar")
        for item, values in entered.items():
            assert visitor.form.values[f"q.{item}"] == values
        visitor.press("language:en").press("next")

    assert visitor.page == "review"
    visitor.press("language:ar")
    assert "3. " not in visitor.response.text
    assert "البحيرة" in visitor.response.text


def test_no_entry_is_lost_when_somebody_asks_for_easy_words(client: TestClient):
    visitor = walk(client, until="place").press("easy:on", region="north")

    assert "Your place?" in visitor.response.text
    assert "Where do you live?" not in visitor.response.text
    assert visitor.form.values["q.region"] == ["north"]
    assert 'src="/sounds/every/en/region.easy.mp3"' in visitor.response.text
    for entries in list(ENTERED.values())[1:]:
        visitor.press("next", **{item: list(values) for item, values in entries.items()})
    assert visitor.page == "review"
    assert "Your place?" in visitor.response.text
    visitor.press("change:place").press("easy:off")
    assert "Where do you live?" in visitor.response.text
    assert visitor.form.values["q.region"] == ["north"]


def test_a_default_stands_there_and_counts_until_somebody_takes_it_out(
    client: TestClient, portal: Portal
):
    visitor = walk(client, until="facts")
    assert visitor.form.values["q.people"] == ["2"]
    visitor.press("next", people=None)
    while visitor.page != "last":
        visitor.press("next")
    assert "You live with … hands" in visitor.response.text
    visitor.press("back")
    while visitor.page != "review":
        visitor.press("next")
    visitor.press("send")

    (answers,), _ = kept(portal)
    assert "people" not in answers


def test_what_was_not_answered_reads_as_left_open_when_a_later_question_mentions_it(
    client: TestClient,
):
    visitor = walk(client, until="place~2").press("next")
    while visitor.page != "last":
        visitor.press("next")

    page = said(visitor)
    assert "You live with 4 hands in …, since …, and go by …." in page
    assert "Like “…”" in page


def test_markup_in_an_answer_stays_text_when_a_later_question_mentions_it(client: TestClient):
    visitor = walk(client, until="last")

    assert "go by &lt;b&gt;On&lt;/b&gt; *foot*." in visitor.response.text
    assert "<b>On</b>" not in visitor.response.text
    assert "since January 31, 2026" in visitor.response.text
    assert "in Laketon" in visitor.response.text
    assert "Like “&lt;i&gt;Old&lt;/i&gt; &amp; _new_ [x](y)”" in visitor.response.text


def orders(visitor: Visitor) -> tuple[list[str], list[list[str]]]:
    """The order of the streets, and of the choices of each."""
    offered = {n[2:]: codes for n, codes in visitor.form.offered.items() if n.startswith("q.str")}
    return list(offered), [offered[street] for street in STREETS]


def test_the_order_is_one_for_a_visit_and_another_for_others(client: TestClient):
    seen = []
    for _ in range(3):
        visitor = walk(client, until="streets")
        first = orders(visitor)
        visitor.press("language:ar").press("back").press("next").press("language:en")
        assert orders(visitor) == first
        visitor.press("next").press("back")
        assert orders(visitor) == first
        assert all(codes[-1] == "dont_know" for codes in first[1])
        seen.append(first)

    assert seen[0] != seen[1] or seen[1] != seen[2]


def test_nothing_that_is_stored_tells_the_order(client: TestClient, portal: Portal):
    visitor = walk(client)
    asked = portal.surveys.book.find(WAVE)
    assert asked.keys is not None
    carried = visitor.form.values["carried"][0]
    nonce = open_carried(asked.keys.carried, asked.compression, carried).nonce
    visitor.press("send")

    def holds_it() -> bool:
        with reading(portal.engine) as connection:
            return any(
                nonce in value or nonce.hex().encode() in value
                for table in metadata.sorted_tables
                for row in connection.execute(select(table))
                for value in (
                    each if isinstance(each, bytes) else str(each).encode() for each in row
                )
            )

    assert not holds_it()
    kept(portal)
    assert not holds_it()


def test_each_row_of_a_grid_is_a_question_of_its_own(client: TestClient):
    page = walk(client, until="views").response.text

    for row in ("polite", "quick"):
        assert re.search(rf'<fieldset id="q.{row}">\s*<legend>{row}</legend>', page)
    assert "Here alone." in page


def test_pictures_and_sounds_stand_at_the_question_and_its_choices(client: TestClient):
    english = walk(client, until="place").response.text
    arabic = walk(client, until="place", tag="ar").response.text

    assert '<img class="prompt" src="/files/every/1/map.png" alt="Where do you live?">' in english
    assert 'src="/files/every/1/where%20en.mp3" aria-label="Listen: Where do you live?"' in english
    assert 'src="/files/every/1/where-ar.mp3"' in arabic
    assert 'src="/sounds/every/ar/region.mp3"' in arabic
    assert '<img class="photo" src="/files/every/1/north.png" alt="">' in english
    assert 'aria-label="Listen: North"' in english
    assert '<svg class="pictogram"' in english
    assert english.count("The voice you can listen to is a computer’s.") == 1


def test_rows_and_what_is_ranked_can_be_heard_and_seen(client: TestClient):
    page = walk(client, until="views").response.text

    assert 'src="/files/every/1/polite.mp3" aria-label="Listen: polite"' in page
    assert 'src="/files/every/1/calm.mp3" aria-label="Listen: Calm"' in page
    assert re.search(r'<p class="choice"><svg class="pictogram".*?</svg>Calm</p>', page)
