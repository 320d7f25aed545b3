"""Writing a complaint in a real browser: without scripts, by keyboard, on a phone, in the dark."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import serious_findings, settled

pytestmark = pytest.mark.browser
PHONE = 360
STORY = "They took my telephone. أخذوا هاتفي"
SAID = {"danger": "unsure", "age_band": "12_17", "behalf": "parent", "police_matter": "no"}


def step_of(page: Page) -> str:
    """The step on the page; empty once it is sent."""
    field = page.locator("input[name=page]")
    return field.get_attribute("value") or "" if field.count() else ""


def walk(page: Page) -> Iterator[str]:
    """Through all steps to the receipt, by keyboard alone; stops at each."""
    while step := step_of(page):
        yield step
        for name, value in SAID.items():
            option = page.locator(f"input[name='q.{name}'][value='{value}']")
            if option.count():
                option.press("Space")
        if step == "what":
            page.locator("[name='q.narrative']").focus()
            page.keyboard.insert_text(STORY)
        if step == "code":
            groups = page.locator("ol.code li").all_inner_texts()
            number = re.findall(r"\d", page.locator("label[for=typed]").inner_text())[0]
            page.locator("#typed").focus()
            page.keyboard.type(groups[int(number) - 1])
            page.keyboard.press("Enter")
        else:
            page.locator("button.button[value=next]").press("Enter")
        if step == "code":
            expect(page.locator("button[value=slip]")).to_be_visible()
        else:
            expect(page.locator("input[name=page]")).not_to_have_value(step)


def receipt(page: Page) -> Page:
    for _ in walk(page):
        pass
    return page


@pytest.mark.parametrize(("tag", "scheme"), [("en", "light"), ("ar", "dark")])
def test_every_page_can_be_read_on_a_phone_in_both_directions(
    open_page: Callable[..., Page], tag: str, scheme: str
):
    page = open_page(f"/{tag}/complaints/new", width=PHONE, color_scheme=scheme)
    seen = []
    for step in walk(page):
        seen.append(step)
        assert serious_findings(page) == [], step
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, step
    assert seen[:5] == ["before", "safety", "young", "behalf", "what"]
    assert seen[-2:] == ["review", "code"]
    assert serious_findings(page) == []
    page.locator("button[value=slip]").press("Enter")
    expect(page.locator("ol.code li")).to_have_count(6)
    assert serious_findings(page) == []


def test_it_works_by_keyboard_without_scripts(open_page: Callable[..., Page]):
    page = receipt(open_page("/en/complaints/new", width=PHONE, java_script_enabled=False))
    expect(page.locator("h1")).to_have_text("We have it")


def test_mistakes_are_named_beside_the_field_and_in_a_summary(open_page: Callable[..., Page]):
    page = open_page("/en/complaints/new", width=PHONE)
    page.locator("button.button[value=next]").press("Enter")
    page.locator("button.button[value=next]").press("Enter")
    page.locator(".summary a").press("Enter")
    assert page.evaluate("location.hash") == "#q.narrative"
    assert serious_findings(page) == []


def test_after_leaving_the_browsers_back_shows_nothing_of_it(open_page: Callable[..., Page]):
    page = open_page("/en/complaints/new")
    for step in walk(page):
        if step == "review":
            break
    expect(page.locator("main")).to_contain_text(STORY)
    page.goto("/en/help")
    for _ in range(3):
        with contextlib.suppress(Error):  # the browser refuses, which is what is wanted
            page.go_back()
        page.wait_for_timeout(1_000)
        expect(page.locator("html")).not_to_contain_text(STORY)
        assert page.locator("[name='q.narrative']").count() == 0


def test_at_the_full_door_a_step_can_be_read_and_filled_in(open_page: Callable[..., Page]):
    page = settled(open_page("/complaint"))
    assert serious_findings(page) == []
    page.get_by_role("button", name="Next").click()
    box = page.get_by_role("textbox", name=re.compile("what happened"))
    box.fill(STORY)
    page.get_by_role("button", name="Save and go to the overview").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    expect(page.get_by_text(STORY)).to_be_visible()
    assert serious_findings(page) == []
    page.get_by_role("button", name="Next").click()
    expect(page.locator("ol.code li")).to_have_count(6)
    assert serious_findings(page) == []
