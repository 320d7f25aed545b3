"""The way to complain in a real browser: accessible, on a phone, on paper, at both doors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from copfeedback.complaints.promise_model import PromisePage
from tests.browser.conftest import MINUTE, serious_findings, settled

pytestmark = pytest.mark.browser
PATHS = ("", *(f"/{page}" for page in PromisePage))


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_nothing_serious_is_found_by_axe_on_the_way_to_complain(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(f"/{tag}/complaints", width=width, color_scheme=scheme)
    findings = {}
    for path in PATHS:
        page.goto(f"/{tag}/complaints{path}")
        findings[path] = serious_findings(page)
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) == 0, path
    assert not any(findings.values()), findings


def test_the_way_to_help_is_one_step_from_every_page(open_page: Callable[..., Page]):
    page = open_page("/uk/complaints/safety", width=360, java_script_enabled=False)
    page.get_by_role("main").locator('a[href="/uk/help"]').click()

    expect(page.locator("article").first).to_be_visible()


def test_help_prints_as_one_plain_list(open_page: Callable[..., Page]):
    page = open_page("/en/help")
    page.emulate_media(media="print")

    for hidden in (".search", ".exit", ".languages", "footer"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert page.locator("article:visible").count() == page.locator("article").count() > 4


def test_the_full_door_shows_the_same_and_finds_nothing_serious(open_page: Callable[..., Page]):
    page = settled(open_page("/complaints?lang=ar", width=360, color_scheme="dark"))
    assert serious_findings(page) == []

    page = settled(open_page("/complaints?lang=en&about=safety"))
    expect(page.get_by_text("What you can do yourself")).to_be_visible(timeout=MINUTE)
    assert serious_findings(page) == []


def test_the_body_finds_what_is_outdated_and_axe_finds_nothing(signed_in: Callable[..., Page]):
    page = settled(signed_in("/complaint-pages", name="caseworker"))
    expect(page.get_by_text("Missing or outdated in:")).to_be_visible(timeout=MINUTE)
    assert serious_findings(page) == []

    page.goto("/complaint-pages?lang=en&about=policies&in=en")
    settled(page)
    expect(page.get_by_text("Write a new version")).to_be_visible(timeout=MINUTE)
    assert serious_findings(page) == []
