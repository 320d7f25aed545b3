"""Bringing something to a forum in a real browser, at both doors."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serious_findings, settled

pytestmark = pytest.mark.browser
FORUM = "harbour"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NUMBER = re.compile(r"\d{4} \d{4}")


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_the_way_of_a_proposal_works_without_scripts(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(
        f"/{tag}/forums/{FORUM}",
        width=width,
        color_scheme=scheme,
        java_script_enabled=False,
    )
    page.locator(f'main a[href="/{tag}/forums/{FORUM}/propose"]').click()
    onward = page.locator('main button[value="next"]')
    page.locator('input[name="about"][value="yes"]').check()
    onward.click()
    expect(page.locator(f'main a[href="/{tag}/complaints"]')).to_be_visible()
    onward.click()
    onward.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.locator("textarea").fill("More light by the steps, <b>please</b>")
    page.locator('button[name="go"][value="language:fr"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("textarea")).to_have_value("More light by the steps, <b>please</b>")
    onward.click()
    expect(page.locator("main .code")).to_have_text(NUMBER)
    number = page.locator("main .code").inner_text()
    page.locator("main .actions a").click()
    page.locator("#reference").fill(number)
    page.locator("main .actions button").click()
    expect(page.locator("main .code")).to_have_text(number)


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_axe_finds_nothing_serious_on_the_way_of_a_proposal(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = open_page(f"/{tag}/forums/{FORUM}/propose", width=width, color_scheme=scheme)
    onward = page.locator('main button[value="next"]')
    findings = [serious_findings(page)]
    for chosen in (None, "yes", None, None):
        if chosen:
            page.locator(f'input[name="about"][value="{chosen}"]').check()
        onward.click()
        findings.append(serious_findings(page))
        assert page.evaluate(OVERFLOW) == 0
    page.locator("textarea").fill("x" * 3_000)
    onward.click()
    expect(page.locator("main .code")).to_have_text(NUMBER)
    findings.append(serious_findings(page))
    page.goto(f"/{tag}/forums/proposals?reference=1234")
    findings.append(serious_findings(page))
    assert not any(findings), findings


def test_words_that_are_still_being_typed_survive_a_change_of_language(
    open_page: Callable[..., Page],
):
    page = settled(open_page(f"/forum-proposal?forum={FORUM}&lang=en"))
    assert serious_findings(page) == []
    page.get_by_text("No", exact=True).click()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Your words").fill("Typed, and not left")

    page.get_by_role("button", name="Français").click()

    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("textarea")).to_have_value("Typed, and not left")
    assert serious_findings(settled(page)) == []
