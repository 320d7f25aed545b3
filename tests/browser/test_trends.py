"""Trends for leaders in a real browser: every view fits, speaks, prints and can be taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MINUTE, pick, serious_findings, settled

pytestmark = pytest.mark.browser
LOOKS = pytest.mark.parametrize(
    ("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)]
)
SURVEY = "neighbourhood-safety"
VIEWS = (
    "/overview",
    "/trends?item=trust&split=gender",
    "/trends?item=satisfaction&split=age_band",
    "/trends?item=services_wanted&split=gender.sector",
    "/trends?item=satisfaction&split=arm",
)


def drawn(page: Page) -> Page:
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=MINUTE)
    return settled(page)


@LOOKS
def test_every_view_holds_nothing_serious_and_fits(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = signed_in("/overview", lang=tag, width=width, color_scheme=scheme)
    findings = {}
    for view in VIEWS:
        page.goto(view)
        findings[view] = serious_findings(drawn(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert {view: found for view, found in findings.items() if found} == {}
    assert page.get_attribute("html", "dir") == ("rtl" if tag == "ar" else "ltr")


@pytest.mark.parametrize(("kind", "beginning"), [("png", b"\x89PNG"), ("svg", b"<svg")])
def test_the_readers_browser_saves_a_picture(
    signed_in: Callable[..., Page], kind: str, beginning: bytes
):
    page = drawn(signed_in("/trends?item=trust"))
    with page.expect_download(timeout=MINUTE) as download:
        page.locator(f"button[data-format={kind}]").first.click()

    assert download.value.suggested_filename == f"{SURVEY}-trust-trend.{kind}"
    saved = Path(download.value.path()).read_bytes()
    assert saved.startswith(beginning)
    if kind == "svg":
        assert "Women" in saved.decode()


def test_the_address_restores_the_view_for_somebody_else(signed_in: Callable[..., Page]):
    page = drawn(signed_in("/trends"))
    boxes, options = page.locator("[role=combobox]"), page.locator("[role=option]")
    pick(page, boxes.nth(1), options.nth(5))
    pick(page, boxes.nth(3), options.nth(1))
    expect(page).to_have_url(re.compile("split=age_band"), timeout=MINUTE)
    settled(page)
    address, shown = page.url, page.locator("table").first.inner_text()

    other = signed_in("/staff/account")
    other.goto(f"{urlsplit(address).path}?{urlsplit(address).query}")
    drawn(other)
    assert parse_qs(urlsplit(other.url).query)["split"] == ["age_band"]
    assert other.locator("table").first.inner_text() == shown


@pytest.mark.parametrize("tag", ["en", "ar", "fr", "ru", "es", "uk"])
def test_the_brief_prints_on_one_page(signed_in: Callable[..., Page], tag: str):
    page = signed_in(f"/staff/brief?survey={SURVEY}", lang=tag)
    assert serious_findings(page) == []
    edges = dict.fromkeys(("top", "bottom", "left", "right"), "10mm")
    printed = page.pdf(format="A4", margin=edges)
    assert printed.count(b"/Type /Page\n") == 1


def test_the_brief_is_refused_when_the_role_does_not_include_trends(
    signed_in: Callable[..., Page],
):
    page = signed_in(f"/staff/brief?survey={SURVEY}", name="administrator")
    expect(page.locator("main")).to_contain_text("This page is for staff who may see trends.")
    assert page.locator("table").count() == 0
