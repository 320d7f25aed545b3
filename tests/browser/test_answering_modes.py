"""The ways to answer, in a real browser: by keyboard, by ear, in easy words, with help."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answering import (
    answer_by_keyboard,
    answer_by_touch,
    answer_full_door_by_keyboard,
    offered,
)
from tests.browser.conftest import MINUTE, Server, serious_findings, settled

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth"
NOT_ANSWERED = "dd i"
EASY, USUAL = "Do you trust them?", "How much do you trust them?"


def introduction(server: Server, tag: str = "en") -> str:
    return f"/{tag}/surveys/{offered(server).varied}"


def full_door(wave: str, tag: str = "en") -> str:
    return f"/survey?wave={wave}&lang={tag}"


def press(page: Page, button: str = "next") -> None:
    page.click(f"main button[value='{button}'] >> nth=0")


def send_the_rest(page: Page) -> None:
    """Leave out what can be left out, and send."""
    for _ in range(6):
        if page.query_selector("button[value=send]"):
            break
        press(page)
    press(page, "send")


@pytest.mark.parametrize(("tag", "scheme"), [("en", "dark"), ("ar", "light")])
def test_every_type_of_question_is_answered_by_keyboard_alone_on_a_phone(
    open_page: Callable[..., Page], server: Server, tag: str, scheme: str
):
    page = open_page(introduction(server, tag), width=360, color_scheme=scheme)
    taken, findings = server.taken(offered(server).varied), serious_findings(page)
    for _ in range(6):
        with page.expect_navigation():
            answer_by_keyboard(page)
        assert page.query_selector("main .summary") is None, page.inner_text("main .summary")
        assert page.query_selector(NOT_ANSWERED) is None
        assert page.evaluate(FITS), page.inner_text("h1")
        findings += serious_findings(page)

    assert findings == []
    assert page.url.endswith("/thanks")
    assert server.taken(offered(server).varied) == taken + 1


def test_every_type_of_question_is_answered_when_scripts_are_off(
    open_page: Callable[..., Page], server: Server
):
    page = open_page(introduction(server), width=360, java_script_enabled=False)
    for _ in range(5):
        answer_by_touch(page)
    review = page.inner_text("main")
    press(page, "send")

    assert page.url.endswith("/thanks")
    for answer in ("On foot", "Patrols", "Lamps", "1.5", "January 2, 2024", "Harbour"):
        assert answer in review


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_every_type_of_question_is_answered_by_keyboard_alone_at_the_full_door(
    open_page: Callable[..., Page], server: Server, tag: str, scheme: str, width: int
):
    address = full_door(offered(server).varied, tag)
    page = settled(open_page(address, width=width, color_scheme=scheme))
    taken, findings = server.taken(offered(server).varied), serious_findings(page)
    for _ in range(6):
        before = page.locator("h1").inner_text()
        answer_full_door_by_keyboard(page)
        expect(page.locator("h1").first).not_to_have_text(before, timeout=MINUTE)
        settled(page)
        assert page.locator(NOT_ANSWERED).count() == 0
        assert page.locator(".stMain .summary").count() == 0
        assert page.evaluate(FITS), page.locator("h1").inner_text()
        findings += serious_findings(page)

    assert findings == []
    assert page.locator(".st-key-send").count() == 0
    assert server.taken(offered(server).varied) == taken + 1


def test_a_question_is_heard_at_both_doors(open_page: Callable[..., Page], server: Server):
    page = open_page(f"/ar/surveys/{offered(server).spoken}", width=360)
    press(page)
    full = settled(open_page(full_door(offered(server).spoken, "ar")))
    full.locator(".st-key-start button").click()
    expect(full.locator(".st-key-next button")).to_be_visible(timeout=MINUTE)
    for each, sound in ((page, page.locator("main audio")), (full, full.locator(".stMain audio"))):
        with each.expect_response("**/sounds/**") as heard:
            sound.first.evaluate("async (sound) => { await sound.play(); }")

        assert heard.value.status in {200, 206}
        assert heard.value.headers["content-type"] == "audio/mpeg"
        assert sound.first.evaluate("(sound) => !sound.paused && sound.duration > 1")


def test_easy_words_are_asked_for_and_put_aside_with_answers_kept(
    open_page: Callable[..., Page], server: Server
):
    page = open_page(introduction(server), width=360)
    press(page)
    answer_by_touch(page)
    page.check("[name='q.trust'][value='7']")
    press(page, "easy:on")
    assert EASY in page.inner_text("main")
    assert page.is_checked("[name='q.trust'][value='7']")
    press(page, "easy:off")

    assert USUAL in page.inner_text("main")
    assert page.is_checked("[name='q.trust'][value='7']")


def test_easy_words_are_asked_for_at_the_full_door(open_page: Callable[..., Page], server: Server):
    page = settled(open_page(full_door(offered(server).varied)))
    for title in ("Before we begin", "Your visits"):
        answer_full_door_by_keyboard(page)
        expect(page.locator("h1").first).to_have_text(title, timeout=MINUTE)
        settled(page)
    page.locator(".st-key-easy button").click()

    expect(page.locator(".stMain")).to_contain_text(EASY, timeout=MINUTE)


def test_answers_are_gone_on_with_on_another_device(open_page: Callable[..., Page], server: Server):
    page = open_page(introduction(server), width=360, java_script_enabled=False)
    taken = server.taken(offered(server).varied)
    press(page)
    answer_by_touch(page)
    page.check("[name='q.trust'][value='7']")
    press(page, "save")
    number = page.inner_text(".code")
    assert server.taken(offered(server).varied) == taken

    other = open_page(introduction(server, "ar"), width=360, java_script_enabled=False)
    other.click("summary")
    other.fill("#resume", number)
    press(other, "resume")
    while other.query_selector("[name='q.trust']") is None:
        press(other)
    assert other.is_checked("[name='q.trust'][value='7']")
    send_the_rest(other)

    assert other.url.endswith("/thanks")
    assert server.taken(offered(server).varied) == taken + 1


def test_a_code_opens_a_closed_wave_once(open_page: Callable[..., Page], server: Server):
    wave = offered(server).by_code
    right = offered(server).codes[0]
    page = open_page(f"/en/surveys/{wave}", width=360, java_script_enabled=False)
    press(page)
    assert "Please enter the code" in page.inner_text("main .summary")
    page.fill("#code", right[:-1] + str((int(right[-1]) + 1) % 10))
    press(page)
    assert "slip" in page.inner_text("main .summary")
    page.fill("#code", right)
    press(page)
    answer_by_touch(page)
    send_the_rest(page)
    assert page.url.endswith("/thanks")

    again = open_page(f"/en/surveys/{wave}", width=360)
    again.fill("#code", right)
    press(again)
    assert "used already" in again.inner_text("main .summary")
    assert serious_findings(again) == []
    assert again.query_selector("main input[type=radio]") is None


def test_somebody_answers_with_help_and_an_interpreter(
    open_page: Callable[..., Page], server: Server
):
    wave = offered(server).varied
    page = open_page(f"/en/assisted/{wave}", width=360, color_scheme="dark")
    taken, findings = server.taken(wave), serious_findings(page)
    page.check("[name=helper][value=ngo]")
    press(page)
    assert "ask the person" in page.inner_text("main .summary")
    findings += serious_findings(page)
    page.select_option("#interpreter", "uk")
    page.check("[name=agreed]")
    press(page)
    assert "what kind of person helped you" in page.inner_text("main")
    findings += serious_findings(page)
    for _ in range(5):
        answer_by_touch(page)
    press(page, "send")

    assert findings == []
    assert page.url.endswith("/thanks")
    assert server.taken(wave) == taken + 1


def test_nothing_is_asked_or_stored_when_somebody_does_not_agree(
    open_page: Callable[..., Page], server: Server
):
    wave = offered(server).varied
    taken = server.taken(wave)
    page = open_page(introduction(server), width=360)
    press(page)
    page.check("[name='q.agreed'][value=no]")
    press(page)
    full = settled(open_page(full_door(wave)))
    full.locator(".st-key-start button").click()
    full.locator("[data-testid=stRadio] label:has(input)").last.click(timeout=MINUTE)
    full.locator(".st-key-next button").click()

    expect(full.locator("h1")).to_have_text("You do not take part", timeout=MINUTE)
    assert page.inner_text("h1") == "You do not take part"
    assert page.query_selector("button[value=send]") is None
    assert serious_findings(page) == []
    assert server.taken(wave) == taken
