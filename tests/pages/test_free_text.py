"""What coders and those who clear excerpts see of answers in people's own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from secrets import token_bytes

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role
from copfeedback.results.free_text.masking import propose
from copfeedback.results.free_text.model import ExcerptState, Theme
from copfeedback.results.free_text.own_words import read_own_words
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.service import Submission
from copfeedback.surveys.waves import close_wave
from copfeedback.ui import excerpts as shown_excerpts
from copfeedback.web.routes import light_door_routes
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader
from tests.people.members import an_organisation

STORY = "Officer Patel came late. We are afraid at night."
NASTY = "<script>alert(1)</script> **bold** and more"
ARABIC = "نخاف ليلا قرب الجسر."
REFUSAL = "This page is for analysts, survey managers and evaluators."
ANA = Actor("ana", Role.ANALYST, id=101)
EVA = Actor("eva", Role.EVALUATOR, id=102)


@pytest.fixture
def closed(portal: Portal, calendar: Calendar) -> Portal:
    """A closed wave with twelve answers in people's own words."""
    asked = portal.surveys.book.find(WAVE)
    for at in range(12):
        text, language = [(STORY, "en"), (NASTY, "en"), (ARABIC, "ar")][at % 3]
        entered = {"victim": ["no"], "improve": [text], "gender": ["woman"]}
        circumstances = Circumstances(language, Mode.FULL)
        portal.surveys.send(asked, Submission(entered, token_bytes(16), circumstances))
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, calendar.today)
    theme = Theme("tiny", "improve", "fear", Translations({"en": "Fear", "ar": "الخوف"}))
    portal.coding.set_theme(OPERATOR, theme, new=True)
    return portal


@pytest.fixture
def analyst(closed: Portal, sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ANALYST)


def queue(reader: Reader) -> Reader:
    return reader.open("free-text", wave=WAVE, question="improve")


def text_of(portal: Portal, words: str) -> str:
    """The id of a text, as addresses hold it."""
    seen = b""
    for _ in range(12):
        text = portal.coding.next_text(OPERATOR, WAVE, "improve", seen)
        assert text is not None
        if text.text == words:
            return text.id.hex()
        seen = text.id
    raise AssertionError(words)


def a_cleared(portal: Portal, words: str, translations: Translations | None = None) -> None:
    text_id = bytes.fromhex(text_of(portal, words))
    number = portal.excerpts.propose_excerpt(ANA, text_id, words, propose(words), translations)
    portal.excerpts.clear(EVA, number)


def make_public(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    for each in (portal.coding, portal.excerpts):
        monkeypatch.setattr(each, "_is_public", lambda wave_id: True)


@pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.CASEWORKER])
def test_the_page_is_refused_to_others(closed: Portal, sign_in: Callable[..., Reader], role: Role):
    reader = sign_in(role)

    for query in ({}, {"show": "excerpts"}, {"wave": WAVE, "question": "improve"}):
        page = reader.open("free-text", **query)
        assert REFUSAL in page.text
        assert "Patel" not in page.text
    assert "Free text" not in reader.links


def test_an_evaluator_sees_excerpts_alone(closed: Portal, sign_in: Callable[..., Reader]):
    reader = sign_in(Role.EVALUATOR)

    assert "Excerpts waiting: 0" in reader.open("free-text").links
    assert REFUSAL in queue(reader).text


def test_open_waves_are_not_there(portal: Portal, sign_in: Callable[..., Reader]):
    reader = sign_in(Role.ANALYST)

    assert "There is nothing to code yet." in reader.open("free-text").text
    assert "There is nothing to code yet." in queue(reader).text


def test_answers_are_coded_one_after_the_other(analyst: Reader, closed: Portal):
    analyst.open("free-text")
    assert "0 of 12 coded" in analyst.text
    queue(analyst)

    for at in range(12):
        assert f"{at} of 12 coded" in analyst.text
        if at % 2:
            analyst.do("nothing")
        else:
            (box,) = analyst.app.checkbox
            box.check()
            analyst.do("save")
        assert "Saved." in analyst.text
    assert "All answers are coded." in analyst.text
    given = [each.themes for each in closed.coding.coded(OPERATOR, WAVE, "improve")]
    assert sorted(map(len, given)) == [0] * 6 + [1] * 6


def test_a_skipped_answer_comes_again_and_what_was_ticked_is_not_moved_to_another(
    analyst: Reader, closed: Portal
):
    queue(analyst)
    (box,) = analyst.app.checkbox
    first = box.key
    box.check()
    analyst.do("skip")

    (other,) = analyst.app.checkbox
    assert other.key != first
    assert other.value is False
    analyst.do("save")
    assert closed.coding.coded(OPERATOR, WAVE, "improve")[0].themes == frozenset()


def test_the_second_coder_is_told_and_loses_nothing(analyst: Reader, closed: Portal):
    queue(analyst)
    (box,) = analyst.app.checkbox
    text_id = bytes.fromhex(box.key.split(".")[-3])
    closed.coding.code(ANA, text_id, [], 0)
    box.check()

    analyst.do("save")

    assert "ana has coded this answer meanwhile." in analyst.text
    (box,) = analyst.app.checkbox
    assert box.value is True
    assert closed.coding.text(OPERATOR, text_id).themes == frozenset()
    analyst.do("save")
    assert closed.coding.text(OPERATOR, text_id).themes == {"fear"}


def test_what_people_wrote_is_shown_as_they_wrote_it(analyst: Reader, closed: Portal):
    nasty, arabic = text_of(closed, NASTY), text_of(closed, ARABIC)

    analyst.open("free-text", wave=WAVE, question="improve", text=nasty)
    assert "<script>alert" not in analyst.page
    assert "&lt;script&gt;" in analyst.page
    analyst.open("free-text", wave=WAVE, question="improve", text=arabic)
    assert f'<blockquote lang="ar" dir="rtl"><p>{ARABIC}</p>' in analyst.page


@pytest.mark.parametrize("text", ["x", "0" * 32, "zz" * 16])
def test_an_answer_that_is_not_there_is_said_so(analyst: Reader, text: str):
    analyst.open("free-text", wave=WAVE, question="improve", text=text)

    assert "This answer is not there any more." in analyst.text


def test_a_theme_is_added_renamed_and_retired(analyst: Reader, closed: Portal):
    address = {"wave": WAVE, "question": "improve", "show": "themes"}
    analyst.open("free-text", **address)
    analyst.enter(code="Light", name__en="Light").do("save-theme")
    assert "This cannot be a code" in analyst.text
    analyst.enter(code="light").do("save-theme")
    assert "The theme “light” is saved." in analyst.text

    analyst.open("free-text", theme="light", **address)
    analyst.enter(name__en="Street lights", retired=True).do("save-theme")

    theme = closed.coding.themes(OPERATOR, "tiny", "improve")[-1]
    assert (theme.code, dict(theme.names), theme.retired) == (
        "light",
        {"en": "Street lights"},
        True,
    )
    analyst.open("free-text", theme="fear", **address).enter(name__en="").do("save-theme")
    assert closed.coding.themes(OPERATOR, "tiny", "improve")[0].names["ar"] == "الخوف"


def test_an_excerpt_is_masked_proposed_and_cleared_by_another(
    analyst: Reader, closed: Portal, sign_in: Callable[..., Reader]
):
    address = {"wave": WAVE, "question": "improve", "show": "excerpt"}
    analyst.open("free-text", text=text_of(closed, STORY), **address)
    assert "Officer Patel" in [each.label.removeprefix("name: ") for each in analyst.app.checkbox]
    assert "[name]" in analyst.text

    analyst.enter(excerpt="We are afraid of ghosts.").do("propose")
    assert "word for word" in analyst.text
    analyst.enter(excerpt=STORY, by_hand="castle").do("propose")
    assert "“castle” does not stand in the excerpt." in analyst.text
    analyst.enter(by_hand="night", language="fr").enter(translation__fr="Nous avons peur.")
    assert "[left out]" in analyst.text
    analyst.do("propose")
    assert "The excerpt waits for a second person." in analyst.text
    analyst.open("free-text", show="excerpts").do("clear-1")
    assert "You proposed this excerpt" in analyst.text

    council = an_organisation(closed, OrganisationKind.MUNICIPALITY)
    evaluator = sign_in(Role.EVALUATOR, organisation=council).open("free-text", show="excerpts")
    assert "Patel" not in evaluator.text
    assert "Nous avons peur." in evaluator.text
    evaluator.do("return-1")
    assert "Please say why." in evaluator.text
    evaluator.do("clear-1")

    assert "Cleared." in evaluator.text
    (excerpt,) = closed.excerpts.excerpts(OPERATOR)
    assert (excerpt.state, excerpt.decider) == (ExcerptState.CLEARED, "evaluator")
    evaluator.enter(**{"reason-1": "Somebody knew."}).do("take-back-1")
    assert closed.excerpts.excerpts(OPERATOR) == []


def test_a_mark_that_is_taken_off_is_told_to_the_second_person(
    analyst: Reader, closed: Portal, sign_in: Callable[..., Reader]
):
    address = {"wave": WAVE, "question": "improve", "show": "excerpt"}
    analyst.open("free-text", text=text_of(closed, STORY), **address)
    (box,) = analyst.app.checkbox
    box.uncheck()
    analyst.do("propose")

    evaluator = sign_in(Role.EVALUATOR).open("free-text", show="excerpts")

    assert "Look twice at: Officer Patel" in evaluator.text
    evaluator.enter(**{"reason-1": "Names somebody."}).do("return-1")
    analyst.open("free-text", show="excerpts")
    assert "Names somebody." in analyst.text
    assert "Propose another one" in analyst.links


def test_police_alone_clear_nothing(closed: Portal, sign_in: Callable[..., Reader]):
    police = closed.organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
    proposer = Actor("pol", Role.ANALYST, id=99, organisation=police)
    closed.excerpts.propose_excerpt(proposer, bytes.fromhex(text_of(closed, ARABIC)), ARABIC, ())
    reader = sign_in(Role.SURVEY_MANAGER, organisation=police)

    reader.open("free-text", show="excerpts")
    assert "Language: Arabic" in reader.text
    reader.do("clear-1")

    assert "Both of you work for the police" in reader.text


def test_everybody_sees_cleared_excerpts_escaped_and_with_their_direction(
    closed: Portal, monkeypatch: pytest.MonkeyPatch
):
    make_public(closed, monkeypatch)
    a_cleared(closed, STORY, Translations({"ar": "نخاف ليلا"}))
    a_cleared(closed, NASTY)
    a_cleared(closed, ARABIC)
    asked = closed.surveys.book.find(WAVE)

    english = str(shown_excerpts.own_words(asked, closed.catalogues.speech("en")))
    arabic = str(shown_excerpts.own_words(asked, closed.catalogues.speech("ar")))

    assert '<bdi lang="en">[name]</bdi> came late.' in english
    assert "&lt;script&gt;" in english
    assert "<script" not in english
    assert '<blockquote lang="ar" dir="rtl">' in english
    assert "نخاف ليلا</p>" in arabic
    assert "Patel" not in english + arabic


def test_nothing_is_said_while_there_is_nothing_to_see(closed: Portal):
    asked = closed.surveys.book.find(WAVE)

    assert str(shown_excerpts.own_words(asked, closed.catalogues.speech("en"))) == ""


def test_themes_are_published_from_the_page_and_seen_as_shares(
    analyst: Reader, closed: Portal, monkeypatch: pytest.MonkeyPatch
):
    make_public(closed, monkeypatch)
    while (text := closed.coding.next_text(OPERATOR, WAVE, "improve")) is not None:
        closed.coding.code(OPERATOR, text.id, ["fear"], 0)

    analyst.open("free-text", wave=WAVE, question="improve", show="themes").do("publish")

    assert "The themes are published" in analyst.text
    asked = closed.surveys.book.find(WAVE)
    assert "100%" in str(shown_excerpts.own_words(asked, closed.catalogues.speech("en")))
    (found,) = read_own_words(closed.coding, closed.excerpts, asked, at_most=5)
    assert (found.item, found.excerpts) == ("improve", ())


def test_both_doors_show_them_with_the_results_of_the_wave_and_not_before(
    closed: Portal, reader: Reader, calendar: Calendar
):
    closed.results.build_release(OPERATOR, WAVE)
    a_cleared(closed, STORY)
    a_cleared(closed, NASTY)
    light = TestClient(Starlette(routes=light_door_routes(closed)))

    def pages() -> list[str]:
        return [light.get(f"/en/results/{WAVE}").text, reader.open("results", wave=WAVE).page]

    assert not any("own words</h2>" in page for page in pages())

    calendar.today = date(2026, 6, 30)

    for page in pages():
        assert '<bdi lang="en">[name]</bdi> came late.' in page
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "Patel" not in page
