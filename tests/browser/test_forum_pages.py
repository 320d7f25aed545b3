"""The public pages of forums in a real browser: on a phone, without scripts, and printed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from copfeedback.forums.handbook import HandbookPage
from tests.browser.conftest import serious_findings

pytestmark = pytest.mark.browser
FORUM, CITY, PROTECTED, POLICE_CHAIR = "harbour", "city", "women", "riverside"
MEETING = re.compile(rf"/forums/{FORUM}/\d{{4}}-\d\d-\d\d(-\d+)?")


def meetings(page: Page, tag: str) -> list[str]:
    """The addresses of the forum's meetings, those to come first, then the latest."""
    page.goto(f"/{tag}/forums/{FORUM}")
    every = page.locator("main a").evaluate_all("links => links.map(each => each.pathname)")
    found = list(dict.fromkeys(each for each in every if MEETING.search(each)))
    assert len(found) > 4
    return found


def corrected(page: Page, tag: str) -> str:
    """The address of what changed from one version of minutes to the next."""
    page.goto(f"/{tag}/forums/{FORUM}?all=meetings")
    every = page.locator("main li a").evaluate_all("links => links.map(each => each.pathname)")
    for address in every:
        page.goto(address)
        changed = page.locator('main a[href*="?with="]')
        if changed.count():
            return changed.first.get_attribute("href") or ""
    raise AssertionError("no minutes were corrected")


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_nothing_serious_is_found_by_axe_in_forums(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(f"/{tag}/forums", width=width, color_scheme=scheme)
    root = f"/{tag}/forums"
    addresses = [
        root,
        *(f"{root}/{code}" for code in (FORUM, CITY, PROTECTED, POLICE_CHAIR)),
        f"{root}/{FORUM}?all=meetings",
        f"{root}/{FORUM}?all=proposals",
        *meetings(page, tag)[:6],
        *(f"{root}/handbook/{each}" for each in HandbookPage),
        f"{root}/handbook",
    ]
    changed = corrected(page, tag)
    addresses += [changed, changed.split("?")[0]]
    findings = {}
    for address in addresses:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        findings[address] = serious_findings(page)
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) == 0, address
        weight = "performance.getEntriesByType('navigation')[0].decodedBodySize"
        assert page.evaluate(weight) <= 30_000, address
    assert not any(findings.values()), findings


def test_somebody_finds_the_minutes_from_the_home_page_without_scripts(
    open_page: Callable[..., Page],
):
    page = open_page("/en/", width=360, java_script_enabled=False)
    page.get_by_role("main").locator('a[href="/en/forums"]').click()
    page.get_by_role("main").get_by_role("link", name="Harbour forum", exact=True).first.click()
    past = page.get_by_role("main").locator("li", has_text="with minutes")
    past.last.get_by_role("link").first.click()

    expect(page.get_by_role("heading", name="Minutes of the meeting")).to_be_visible()
    expect(page.get_by_text("Who came")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Harbour forum").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour forum")


def test_a_meeting_prints_without_what_is_for_the_screen(open_page: Callable[..., Page]):
    page = open_page("/en/forums")
    page.goto(meetings(page, "en")[-1])
    page.emulate_media(media="print")

    for hidden in (".exit", ".languages", "footer"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
