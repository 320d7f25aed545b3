"""Evaluations at the full door in a real browser: nothing serious, it fits on a phone, it walks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MINUTE, serious_findings, settled, sign_in_here
from tests.browser.test_forum_desk_full_door import write
from tests.browser.test_staff import address

pytestmark = pytest.mark.browser
DESK, PUBLIC = "evaluation-desk", "evaluations"
NEW = f"{DESK}?evaluation=-"
FORMS = {
    "view=risks&about=-": ["What can go wrong", "What is done about it", "Whose task that is"],
    "view=report&about=recommendations.-": ["What is recommended", "Office"],
}
SECTIONS = ("programme", "due", "questions", "indicators&about=-", "sites&about=-")
WAYS = [("en", "light", 1280), ("ar", "dark", 360)]


def codes(page: Page) -> list[str]:
    """The codes of the evaluations that a page leads to."""
    found = page.locator(".stMain a[href*='evaluation=']").evaluate_all(
        "links => links.map(link => link.href)"
    )
    asked = (parse_qs(urlsplit(each).query).get("evaluation", ["-"])[0] for each in found)
    return list(dict.fromkeys(code for code in asked if code != "-"))


def look(page: Page, paths: list[str], tag: str, width: int) -> dict[str, list[str]]:
    """What axe finds on pages, all of which have to fit and to have one heading."""
    findings = {}
    for path in paths:
        page.goto(address(path, tag))
        findings[path] = serious_findings(settled(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator(".stMain h1").count() == 1, path
    return {path: found for path, found in findings.items() if found}


@pytest.mark.parametrize(("tag", "scheme", "width"), WAYS)
def test_the_public_pages_hold_nothing_serious_and_fit(
    open_page: Callable[..., Page], tag: str, scheme: str, width: int
) -> None:
    page = open_page(address(PUBLIC, tag), width=width, color_scheme=scheme)
    there = codes(settled(page))

    assert there
    assert look(page, [f"{PUBLIC}?evaluation={code}" for code in there], tag, width) == {}
    assert look(page, [PUBLIC], tag, width) == {}


@pytest.mark.parametrize(("tag", "scheme", "width"), WAYS)
def test_the_desk_holds_nothing_serious_and_fits(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
) -> None:
    page = signed_in(
        address(DESK, tag), lang=tag, name="evaluator", width=width, color_scheme=scheme
    )
    paths = [DESK, NEW]
    for code in codes(settled(page))[-1:]:  # those that are registered come last
        one = f"{DESK}?evaluation={code}"
        paths += [one, f"{one}&view=change", f"{one}&view=cancel"]
        paths += [f"{one}&view={view}" for view in SECTIONS]

    assert look(page, paths, tag, width) == {}


def test_a_pledge_is_begun_and_what_is_wrong_is_said_beside_it(
    signed_in: Callable[..., Page],
) -> None:
    page = settled(signed_in(address(NEW, "en"), name="evaluator"))
    write(page, "Code, which never changes", "Night trams")
    write(page, "Title (English)", "Night trams")
    page.get_by_role("button", name="Begin", exact=True).click(timeout=MINUTE)
    page.get_by_text("Please check").wait_for(timeout=MINUTE)
    assert page.get_by_label("Title (English)").input_value() == "Night trams"

    write(page, "Code, which never changes", "night-trams")
    page.get_by_role("button", name="Begin", exact=True).click(timeout=MINUTE)
    page.get_by_text("What is missing").wait_for(timeout=MINUTE)
    assert "evaluation=night-trams" in page.url

    page.get_by_role("link", name="When results are promised").first.click(timeout=MINUTE)
    write(page, "Results are promised for", "2031-02-30")
    page.get_by_role("button", name="Save", exact=True).click(timeout=MINUTE)
    page.get_by_text("It must be a day that exists.").first.wait_for(timeout=MINUTE)
    write(page, "Results are promised for", "2031-02-27")
    page.get_by_role("button", name="Save", exact=True).click(timeout=MINUTE)
    page.get_by_text("Saved.").wait_for(timeout=MINUTE)
    assert settled(page).locator(".stMain h1").inner_text() == "Night trams"


@pytest.mark.parametrize(("form", "labels"), FORMS.items())
def test_what_was_typed_is_still_there_after_the_session_ended(
    signed_in: Callable[..., Page], form: str, labels: list[str]
) -> None:
    page = settled(signed_in(address(DESK, "en"), name="evaluator"))
    page.goto(address(f"{DESK}?evaluation={codes(page)[-1]}&{form}", "en"))
    settled(page)
    heading = page.locator(".stMain h1").inner_text()
    for label in labels[1:]:
        write(page, label, f"{label}: mine")
    other = page.context.new_page()
    other.goto("/staff/sign-out?lang=en")
    other.click("main button")

    page.get_by_label(labels[0]).first.fill("Typed last", timeout=MINUTE)
    page.get_by_role("button", name="Save", exact=True).click(timeout=MINUTE)
    expect(page.locator("h1").first).to_have_text("Your session has ended", timeout=MINUTE)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again").click()
    sign_in_here(opened.value, "evaluator")
    opened.value.wait_for_url(lambda url: "/staff/sign-in" not in url)
    page.get_by_role("button", name="Continue", exact=True).click(timeout=MINUTE)

    expect(page.locator("h1").first).to_have_text(heading, timeout=MINUTE)
    settled(page)
    assert page.get_by_label(labels[0]).first.input_value() == "Typed last"
    for label in labels[1:]:
        assert page.get_by_label(label).first.input_value() == f"{label}: mine"
