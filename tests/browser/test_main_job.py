"""The main job, on real input: residents answer through both doors, a leader sees it by gender."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, open_wave

pytestmark = pytest.mark.browser
SURVEY = "neighbourhood-safety"
MINUTE = 60_000


def test_a_leader_sees_by_gender_what_residents_just_entered_through_both_doors(
    open_page: Callable[..., Page], signed_in: Callable[..., Page], server: Server
):
    wave = open_wave(server, SURVEY)
    before = released_waves(signed_in())

    answer_at_the_light_door(open_page(f"/ar/surveys/{wave}", width=360))
    answer_at_the_full_door(open_page(f"/survey?wave={wave}&lang=en", width=1280))
    closed = server.command("wave", "close", wave)
    page = signed_in()

    assert "SHA-256" in closed
    assert len(released_waves(page)) == len(before) + 1
    fingerprint = re.search(r"SHA-256 ([0-9a-f]{64})", closed)
    assert fingerprint
    assert fingerprint[1][:12] in page.content()
    # Both answers are in it: the demonstration's 240, one Arabic and one English.
    counts = server.counted(wave)
    assert counts["all", ""] == 242
    assert counts["mode", "full"] + counts["mode", "light"] == 242
    for words in ("Women", "Men"):
        expect(page.locator("table").first).to_contain_text(words)
    expect(page.locator(".js-plotly-plot")).to_be_visible()


def released_waves(page: Page) -> list[str]:
    """The waves that have figures on the trend page."""
    expect(page.locator(".js-plotly-plot")).to_be_visible(timeout=MINUTE)
    captions = page.locator("table caption")
    expect(captions.first).to_be_visible()
    return captions.all_inner_texts()


def answer_at_the_light_door(page: Page) -> None:
    """A woman who reads Arabic, on a phone."""
    page.click("main form button")
    for _ in range(10):
        if page.query_selector("button[value=send]"):
            break
        for name in names_of_radios(page):
            page.check(f"main input[name='{name}'] >> nth=0")
        for area in page.query_selector_all("main textarea"):
            area.fill("نريد إنارة أفضل في الحي")
        page.click("main .actions .button >> nth=0")
    page.click("button[value=send]")
    assert page.url.endswith("/thanks")
    assert page.get_attribute("html", "dir") == "rtl"


def names_of_radios(page: Page) -> list[str]:
    """The questions on the page that are answered by radio buttons."""
    radios = page.query_selector_all("main input[type=radio]")
    return list(dict.fromkeys(radio.get_attribute("name") or "" for radio in radios))


def answer_at_the_full_door(page: Page) -> None:
    """Somebody who reads English, at a desk."""
    page.locator(".st-key-start button").click(timeout=MINUTE)
    for _ in range(10):
        onward = page.locator(".st-key-next button, .st-key-send button")
        expect(onward.first).to_be_visible(timeout=MINUTE)
        if page.locator(".st-key-send button").count():
            break
        heading = page.locator("h1").inner_text()
        for radio in page.locator('[data-testid="stRadio"]').all():
            radio.locator("label:has(input)").first.click()
        for area in page.locator("textarea").all():
            area.fill("More light on the way to the bus stop")
        page.locator(".st-key-next button").click()
        expect(page.locator("h1")).not_to_have_text(heading, timeout=MINUTE)
    page.locator(".st-key-send button").click()
    expect(page.locator("h1")).to_have_text("Thank you", timeout=MINUTE)
