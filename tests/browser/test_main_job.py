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
    before, taken = figures_by_wave(signed_in()), server.taken(wave)

    answer_at_the_light_door(open_page(f"/ar/surveys/{wave}", width=360))
    answer_at_the_full_door(open_page(f"/survey?wave={wave}&lang=en", width=1280))
    closed = server.command("wave", "close", wave)
    after = figures_by_wave(page := signed_in())

    fingerprint = re.search(r"SHA-256 ([0-9a-f]{64})", closed)
    assert fingerprint
    assert fingerprint[1][:16] in page.content()
    assert list(after)[: len(before)] == list(before)
    assert len(after) == len(before) + 1
    assert server.taken(wave) == taken + 2  # one in Arabic, one in English
    women, men = list(after.values())[-1]
    assert re.search(r"\d+%", women)
    assert re.search(r"\d+%", men)


def figures_by_wave(page: Page) -> dict[str, tuple[str, str]]:
    """What the first table of the trend page says of women and men, wave by wave."""
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=MINUTE)
    table = page.locator("table").first
    heads = table.locator("thead th").all_inner_texts()
    women, men = heads.index("Women"), heads.index("Men")
    rows = [row.locator("th, td").all_inner_texts() for row in table.locator("tbody tr").all()]
    return {row[0]: (row[women], row[men]) for row in rows}


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
    for _ in range(20):
        onward = page.locator(".st-key-next button, .st-key-send button")
        expect(onward.first).to_be_visible(timeout=MINUTE)
        if page.locator(".st-key-send button").count():
            break
        place = page.locator("#copfeedback-page").get_attribute("data-place") or ""
        for radio in page.locator('[data-testid="stRadio"]').all():
            radio.locator("label:has(input)").first.click()
        for area in page.locator("textarea").all():
            area.fill("More light on the way to the bus stop")
        page.locator(".st-key-next button").click()
        here = page.locator(f'#copfeedback-page[data-place="{place}"]')
        expect(here).to_have_count(0, timeout=MINUTE)
    page.locator(".st-key-send button").click()
    expect(page.locator("h1")).to_have_text("Thank you", timeout=MINUTE)
