"""The full door in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    MINUTE,
    Server,
    open_wave,
    pick,
    serious_findings,
    settled,
)

pytestmark = pytest.mark.browser
LOOKS = pytest.mark.parametrize(
    ("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)]
)


def fits(page: Page, width: int) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth") <= width)


@LOOKS
def test_public_pages_hold_nothing_serious_and_fit(
    open_page: Callable[..., Page], server: Server, tag: str, scheme: str, width: int
):
    findings = {}
    for path in ("/", "/results", "/help", f"/survey?wave={open_wave(server, 'police-contact')}"):
        joined = f"{path}{'&' if '?' in path else '?'}lang={tag}"
        page = settled(open_page(joined, width=width, color_scheme=scheme))
        findings[path] = serious_findings(page)
        assert page.get_attribute("html", "lang") == tag
        assert page.get_attribute("html", "dir") == ("rtl" if tag == "ar" else "ltr")
        assert fits(page, width)
    page.locator(".st-key-start button").click()
    expect(page.locator(".st-key-next button")).to_be_visible(timeout=MINUTE)
    findings["a section"] = serious_findings(settled(page))
    assert fits(page, width)

    assert {path: found for path, found in findings.items() if found} == {}


@LOOKS
def test_the_trend_page_holds_nothing_serious_and_fits(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = settled(signed_in(lang=tag, width=width, color_scheme=scheme))
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=MINUTE)

    assert serious_findings(page) == []
    assert fits(page, width)
    assert page.get_attribute("html", "dir") == ("rtl" if tag == "ar" else "ltr")


def test_nothing_is_in_the_console_when_pages_and_charts_are_shown(
    signed_in: Callable[..., Page],
):
    said: list[str] = []
    page = signed_in("/staff/account")
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else 0)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/survey", "/results", "/trends"):
        page.goto(path)
        settled(page)

    assert said == []


def test_the_trends_are_refused_when_nobody_is_signed_in(open_page: Callable[..., Page]):
    page = settled(open_page("/trends?lang=en"))

    expect(page.locator("main, .stMain").first).to_contain_text("This page is for staff")
    assert page.locator("table").count() == 0


def test_a_session_that_ended_elsewhere_is_noticed_at_the_next_press(
    signed_in: Callable[..., Page], server: Server
):
    page = settled(signed_in())
    other = page.context.new_page()
    other.goto("/staff/sign-out?lang=en")
    other.click("main button")

    pick(page, page.locator("[role=combobox]").first, page.locator("[role=option]").last)

    expect(page.locator("h1").first).to_have_text("Your session has ended", timeout=MINUTE)
    assert page.locator("table").count() == 0


def test_somebody_without_scripts_is_shown_to_the_light_door(open_page: Callable[..., Page]):
    page = open_page("/?lang=ar", java_script_enabled=False)

    link = page.locator("noscript a, a[href*='/ar/']").first
    assert page.get_attribute("html", "dir") == "rtl"
    assert "/ar/" in (link.get_attribute("href") or page.content())


def test_an_unknown_address_is_a_plain_page_in_the_readers_language(
    open_page: Callable[..., Page],
):
    page = open_page("/no-such-page", locale="uk-UA")

    assert page.get_attribute("html", "lang") == "uk"
    assert page.query_selector("script") is None


def test_answers_stay_when_the_language_changes_in_the_middle(
    open_page: Callable[..., Page], server: Server
):
    page = open_page(f"/survey?wave={open_wave(server, 'neighbourhood-safety')}&lang=en")
    page.locator(".st-key-start button").click(timeout=MINUTE)
    years = page.locator("input[type=text]").first
    years.fill("7", timeout=MINUTE)
    page.get_by_role("button", name="العربية").click()

    expect(page.locator("html")).to_have_attribute("dir", "rtl", timeout=MINUTE)
    expect(page.locator("input[type=text]").first).to_have_value("7")
