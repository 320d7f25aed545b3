"""Commitments, problems and stories in a real browser, at both doors."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from copfeedback.demo_keys import LIAISON
from tests.browser.conftest import serious_findings, settled

pytestmark = pytest.mark.browser
WAYS = [("en", "light", 1280), ("ar", "dark", 360)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WEIGHT = "performance.getEntriesByType('navigation')[0].decodedBodySize"


def first_of(page: Page, path: str, tag: str) -> str:
    """The address of the first thing on a list."""
    page.goto(f"/{tag}/{path}")
    found = page.locator(f'main a[href*="/{path}/"]').first.get_attribute("href")
    assert found
    return found


@pytest.mark.parametrize(("tag", "scheme", "width"), WAYS)
def test_nothing_serious_is_found_by_axe_at_the_light_door(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(f"/{tag}/commitments", width=width, color_scheme=scheme)
    addresses = [
        f"/{tag}/commitments",
        f"/{tag}/commitments?side=police&status=late",
        first_of(page, "commitments", tag),
        f"/{tag}/problems",
        first_of(page, "problems", tag),
        f"/{tag}/forums/stories",
    ]
    findings = {}
    for address in addresses:
        page.goto(address)
        expect(page.locator("h1")).to_have_count(1)
        findings[address] = serious_findings(page)
        assert page.evaluate(OVERFLOW) == 0, address
        assert page.evaluate(WEIGHT) <= 30_000, address
    assert not any(findings.values()), findings


@pytest.mark.parametrize(("tag", "scheme", "width"), WAYS)
def test_nothing_serious_is_found_by_axe_where_officers_answer(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = signed_in(
        f"/staff/commitments?lang={tag}", lang=tag, name=LIAISON, width=width, color_scheme=scheme
    )
    first = page.locator('main li a[href*="/staff/commitments/"]').first.get_attribute("href")
    assert first
    findings = {page.url: serious_findings(page)}
    for address in (first, first.replace("?", "?say=moved&")):
        page.goto(address)
        findings[address] = serious_findings(page)
        assert page.evaluate(OVERFLOW) == 0, address
    expect(page.locator("#due")).to_be_visible()
    assert not any(findings.values()), findings


@pytest.mark.parametrize(("tag", "scheme", "width"), WAYS)
def test_nothing_serious_is_found_by_axe_at_the_full_door(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(f"/{tag}/problems", width=width, color_scheme=scheme)
    number = first_of(page, "problems", tag).rpartition("/")[2]
    findings = {}
    for path in ("/commitments", "/commitments?number=1", f"/problems?number={number}", "/stories"):
        between = "&" if "?" in path else "?"
        page.goto(f"{path}{between}lang={tag}")
        settled(page)
        findings[path] = serious_findings(page)
        assert page.evaluate(OVERFLOW) <= 0, path
    assert not any(findings.values()), findings
