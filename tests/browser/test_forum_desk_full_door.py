"""The chair's desk at the full door in a real browser: nothing serious, and it fits on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import MINUTE, serious_findings, settled
from tests.browser.test_staff import address

pytestmark = pytest.mark.browser
DESK, FORUM = "forum-desk", "forum-desk?forum=harbour"
OF_FORUM = ("plan", "proposals", "notices")
OF_MEETING = ("change", "item", "attendance", "commitment", "publish")


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_the_desk_holds_nothing_serious_and_fits(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
) -> None:
    name = "forum-chair"
    page = signed_in(address(FORUM, tag), lang=tag, name=name, width=width, color_scheme=scheme)
    link = settled(page).locator("a[href*='meeting=']").first.get_attribute("href") or ""
    (number,) = parse_qs(urlsplit(link).query)["meeting"]
    meeting = f"{FORUM}&meeting={number}"
    views = [DESK, FORUM, *(f"{FORUM}&view={view}" for view in OF_FORUM)]
    views += [meeting, *(f"{meeting}&view={view}" for view in OF_MEETING)]
    findings = {}
    for path in views:
        page.goto(address(path, tag))
        findings[path] = serious_findings(settled(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator(".stMain h1").count() == 1, path

    assert {path: found for path, found in findings.items() if found} == {}


def test_a_planned_meeting_is_what_the_address_names_afterwards(
    signed_in: Callable[..., Page],
) -> None:
    day = (datetime.now(UTC) + timedelta(days=200)).date().isoformat()
    page = settled(signed_in(address(f"{FORUM}&view=plan", "en"), name="forum-chair"))
    for label, text in (("Day", day), ("Begins at", "20:00"), ("Ends at", "18:00")):
        write(page, label, text)
    page.get_by_role("button", name="Plan this meeting").click(timeout=MINUTE)
    page.get_by_text("Please check").wait_for(timeout=MINUTE)
    assert page.get_by_label("Day").first.input_value() == day

    write(page, "Begins at", "16:00")
    page.get_by_role("button", name="Plan this meeting").click(timeout=MINUTE)
    page.get_by_text("The meeting is planned.").wait_for(timeout=MINUTE)
    assert f"meeting={day}" in page.url
    page.reload()
    assert settled(page).locator(".stMain h1").inner_text() == "Prepare the meeting"


def write(page: Page, label: str, text: str) -> None:
    """Fill in a field; what is typed counts once the field is left."""
    field = page.get_by_label(label).first
    field.fill(text, timeout=MINUTE)
    field.press("Tab")
    settled(page)
