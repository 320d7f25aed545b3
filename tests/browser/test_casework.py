"""Casework in a real browser: a complaint from its receipt to its decision, by three people."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import MINUTE, pick, serious_findings, settled

pytestmark = pytest.mark.browser
PARTS = ("", "messages", "work", "people", "police", "decision", "more")
QUESTION, ANSWER = "Who took the call that night?", "The log of that night is missing."
LOOKS = pytest.mark.parametrize(
    ("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)]
)


def fill(page: Page, name: str, value: str) -> None:
    """Write into a field; what is typed counts once the field is left."""
    field = page.locator(f".st-key-staff-page [class*='-{name}-en'] :is(input, textarea)").first
    field.fill(value, timeout=MINUTE)
    field.press("Tab")
    settled(page)


def choose(page: Page, name: str, option: str) -> None:
    """Choose in a select."""
    box = page.locator(f".st-key-staff-page [class*='-{name}-en'] [role=combobox]").first
    pick(page, box, page.get_by_role("option", name=option).first)


def press(page: Page, label: str) -> None:
    """Press a button, and wait for what comes of it."""
    page.get_by_role("button", name=label, exact=True).first.click(timeout=MINUTE)
    settled(page)


def told(page: Page, words: str) -> None:
    """What came of it is said."""
    expect(page.locator("[role=status]").first).to_contain_text(words, timeout=MINUTE)


def a_new_case(page: Page) -> str:
    """The number of a complaint in English that nobody has answered."""
    settled(page)
    row = page.locator("[class*='st-key-row-']").filter(has_text="Received ·")
    link = row.filter(has_text="English").locator("a").first
    found = re.search(r"case=(\w+)", link.get_attribute("href") or "")
    assert found is not None
    return found.group(1)


def at(page: Page, case_id: str, part: str) -> None:
    """Go to a part of a case."""
    page.goto(f"/case?case={case_id}&part={part}&lang=en")
    settled(page)


@LOOKS
def test_casework_holds_nothing_serious_and_fits(
    signed_in: Callable[..., Page], tag: str, scheme: str, width: int
):
    page = signed_in("/cases", lang=tag, name="caseworker", width=width, color_scheme=scheme)
    link = settled(page).locator("[class*='st-key-row-'] a").first
    case_id = str(link.get_attribute("href")).split("case=")[1].split("&")[0]
    paths = ["/cases", "/register", *(f"/case?case={case_id}&part={part}" for part in PARTS)]
    findings = {}
    for path in paths:
        page.goto(f"{path}{'&' if '?' in path else '?'}lang={tag}")
        findings[path] = serious_findings(settled(page))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert {path: found for path, found in findings.items() if found} == {}


def acknowledge(page: Page, case_id: str) -> None:
    """Answer with a ready text."""
    at(page, case_id, "messages")
    choose(page, "template", "We have read it")
    press(page, "Put the ready text in")
    press(page, "Acknowledge the complaint with this message")
    told(page, "The message is in the case.")
    expect(page.locator("blockquote").first).to_be_visible()


def ask_the_police(page: Page, case_id: str) -> None:
    """Look at the risk, make a copy, and ask."""
    at(page, case_id, "police")
    fill(page, "risk", "He knows where she lives.")
    fill(page, "what", "That a call was not answered.")
    fill(page, "not_before", date.today().isoformat())  # noqa: DTZ011 - the portal's own day
    press(page, "Save")
    told(page, "It is decided what the police may learn.")
    press(page, "Keep this copy")
    told(page, "The copy is in the case.")
    fill(page, "request", QUESTION)
    choose(page, "copy", "Copy")
    fill(page, "due", "2099-01-31")
    press(page, "Send the request")
    told(page, "The request is with the police.")


def answer_for_the_police(page: Page, case_id: str) -> None:
    """Answer as the liaison, who sees neither the case nor its number."""
    settled(page)
    expect(page.get_by_text(QUESTION).first).to_be_visible(timeout=MINUTE)
    assert case_id not in page.content()
    answer = page.locator(".st-key-staff-page textarea").first
    answer.fill(ANSWER)
    answer.press("Tab")
    press(settled(page), "Send the answer")
    told(page, "Your answer is sent.")
    assert serious_findings(page) == []


def decide(page: Page, case_id: str) -> None:
    """Allegation, finding, outcome, decision."""
    at(page, case_id, "decision")
    fill(page, "alleged", "A call for help was not answered.")
    press(page, "Add")
    told(page, "The allegation is in the case.")
    reason = page.locator("[class*='-reason-'] textarea").first
    reason.fill("There is no entry in the log.")
    reason.press("Tab")
    press(settled(page), "Record the finding")
    told(page, "The finding is recorded.")
    page.locator("[class*='-results-apology-en'] label").first.click()
    fill(settled(page), "outcome", "The police should have come. They are sorry.")
    press(page, "Save")
    told(page, "It is written down.")
    press(page, "Decide the case")
    page.locator(".st-key-question").get_by_role("button", name="Decide the case").click()
    told(settled(page), "The case is decided.")


def test_a_complaint_is_answered_examined_and_decided(signed_in: Callable[..., Page]):
    page = signed_in("/cases", name="caseworker")
    case_id = a_new_case(page)
    acknowledge(page, case_id)
    ask_the_police(page, case_id)
    answer_for_the_police(signed_in("/case-requests", name="liaison"), case_id)

    at(page, case_id, "police")
    expect(page.get_by_text(ANSWER)).to_be_visible(timeout=MINUTE)
    fill(page, "account_none", "Nobody can say who was on duty.")
    press(page, "Record it")
    told(page, "It is recorded.")
    decide(page, case_id)

    at(page, case_id, "messages")
    fill(page, "text0", "We found that nobody came. You can ask us to look again.")
    press(page, "Tell the decision with this message")
    told(page, "The message is in the case.")
    expect(page.get_by_text("The complainant can ask for a review until")).to_be_visible()
    assert serious_findings(page) == []
