"""A newcomer pledges an evaluation by what the pages say alone, and finds it where all read it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import MINUTE, pick, settled
from tests.browser.test_staff import address

pytestmark = pytest.mark.browser
CODE, TITLE = "evening-light", "Evening light"
DESK, SIGNING, PUBLIC = "evaluation-desk", "evaluation-answers", "evaluations"
STEPS_AT_MOST = 60
WIDTH = 360
GOES_HOME_AFTER = 5  # and comes back in another browser
_SAID = ".stMain .summary, .stMain [role=status], .stMain [role=alert]"
FIELDS = "input[aria-label^='{0}'], textarea[aria-label^='{0}']"


def a_working_day(days: int) -> str:
    """A day from now on that is no weekend anywhere: a Tuesday."""
    day = datetime.now(UTC).date() + timedelta(days=days)
    return (day + timedelta(days=(1 - day.weekday()) % 7)).isoformat()


LATER, WHY = a_working_day(1100), "The lamps come later"
BASELINE = {
    "What they are for": "Baseline",
    "First day": a_working_day(500),
    "Last day": a_working_day(530),
}
ENDLINE = {
    "What they are for": "Endline",
    "First day": a_working_day(900),
    "Last day": a_working_day(930),
}
FIGURE = {
    "Name": "Feel safe when it is dark",
    "What is looked at": "A figure that this site publishes",
    "Published series": "safe_dark",
    "What it means": "Those who feel safe, of all who answered",
    "Where it comes from": "The survey of the neighbourhoods",
    "What is compared": "Change in pilot sites",
    "Which way it should go": "Should rise",
    "Smallest change that counts": "٣",
    "What counts as success": "Three points more than elsewhere",
}
VOICES = {
    "Name": "What people tell of the light",
    "What is looked at": "What people tell or show",
    "What would be a finding": "People say where it is still dark",
    "What it will rest on": "Notes of twelve walks",
    "How it is found out": "Two people read the notes apart",
}
KNOWN: Mapping[str, list[dict[str, str]]] = {
    "Begin an evaluation": [{"Code": CODE, "Title": TITLE}],
    "The programme": [
        {
            "What it is for": "New lamps in two streets, so that people feel safe",
            "The programme began on": a_working_day(560),
            "Who runs the programme": "City police",
            "Its organisation": "City police",
            "Interim or final": "Interim evaluation",
            "What it costs": "Two people for a year",
        }
    ],
    "Who evaluates": [
        {"Who evaluates": "City hall", "How independent they are": "External evaluation"}
    ],
    "When results are promised": [{"Results are promised for": a_working_day(1000)}],
    "Add days": [BASELINE, ENDLINE],
    "What is asked": [{"Effectiveness": "Do people feel safer after dark?"}],
    "Add an indicator": [FIGURE, VOICES],
    "Add a site": [
        {"Sector": "Harbour", "Pilot or control": "Pilot site"},
        {"Sector": "Riverside", "Pilot or control": "Control site"},
    ],
    "Add somebody": [{"Who signs": "City police"}, {"Who signs": "Forum: "}],
    "Add a risk": [
        {"What can go wrong": "Rain", "What is done": "Umbrellas", "Whose task": "City hall"}
    ],
    "Who was consulted, and what is held back": [
        {"Who was consulted": "Two forums", "What will be held back": "Names, to protect people"}
    ],
}
"""What they know of the programme, by the heading that asks for it."""


class Newcomer:
    """Somebody who reads a page from above and does what it says, counting what they press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.steps: list[str] = []
        self.given: dict[str, int] = {}

    @property
    def heading(self) -> str:
        """What the page is called."""
        return self.page.locator(".stMain h1").first.inner_text()

    def press(self, name: str, among: Locator | None = None) -> None:
        """Press the first button of that name, and wait for what is said of it."""
        self.steps.append(name)
        button = (among or self.page.locator(".stMain")).get_by_role("button", name=name)
        button.first.click(timeout=MINUTE)
        expect(self.page.locator(_SAID).first).to_be_visible(timeout=MINUTE)
        settled(self.page)

    def follow(self, link: Locator) -> None:
        """Go where a link leads, and wait for the heading and the buttons there."""
        self.steps.append(link.inner_text())
        was = self.heading
        link.click(timeout=MINUTE)
        expect(self.page.locator(".stMain h1").first).not_to_have_text(was, timeout=MINUTE)
        settled(self.page)

    def fill(self, known: Mapping[str, str]) -> None:
        """Write what is known into the fields that ask for it."""
        for asked, said in known.items():
            field = self.page.locator(".stMain").locator(FIELDS.format(asked)).first
            if field.get_attribute("role", timeout=MINUTE) == "combobox":
                self._choose(field, said)
            else:
                field.fill(said, timeout=MINUTE)
                field.press("Tab")
        settled(self.page)

    def _choose(self, field: Locator, said: str) -> None:
        if field.input_value() == said:
            return
        pick(self.page, field, self.page.get_by_role("option").filter(has_text=said).first)

    def known(self, heading: str) -> dict[str, str] | None:
        """What they have still to tell under a heading."""
        things, told = KNOWN.get(heading, []), self.given.get(heading, 0)
        return things[told] if told < len(things) else None

    def go_on(self) -> None:
        """One page: fill in and save, add one more, or go where the next step is."""
        if (known := self.known(self.heading)) is not None:
            heading = self.heading
            self.fill(known)
            self.press("Begin" if heading.startswith("Begin") else "Save")
            expect(self.page.get_by_text("Please check")).to_have_count(0)
            self.given[heading] = self.given.get(heading, 0) + 1
            return
        more = self.page.locator(".stMain a[href*='about=-']").first
        if self.known(more.inner_text()) if more.count() else None:
            self.follow(more)
        else:
            self.follow(self.page.locator("[class*='st-key-next-step'] a").first)


def test_a_newcomer_pledges_and_changes_an_evaluation_by_what_the_pages_say(
    signed_in: Callable[..., Page], open_page: Callable[..., Page]
) -> None:
    began = time.monotonic()
    page = signed_in(address(DESK, "en"), name="evaluator", width=WIDTH)
    who = Newcomer(settled(page))
    who.follow(page.locator(".stMain").get_by_role("link", name="Begin an evaluation"))
    register = page.get_by_role("button", name="Register", exact=True)
    while set(who.given) != set(KNOWN) or not register.count():
        assert len(who.steps) < STEPS_AT_MOST, who.steps
        if len(who.given) == GOES_HOME_AFTER and page is who.page:
            page.context.close()
            who.page = settled(signed_in(address(DESK, "en"), name="evaluator", width=WIDTH))
            who.follow(who.page.locator(f".st-key-next-step-{CODE} a").first)
            register = who.page.get_by_role("button", name="Register", exact=True)
        who.go_on()
    page = who.page
    who.press("Register")
    who.press("Register")
    expect(page.get_by_text("It is registered. Everybody can read it now.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    registered = time.monotonic() - began

    signer = Newcomer(settled(signed_in(address(SIGNING, "en"))))
    asked = signer.page.locator(f"[class*='st-key-sign-{CODE}']")
    expect(asked).to_contain_text(TITLE)
    signer.press("Sign for", asked)
    signer.press("Sign for", asked)
    expect(signer.page.get_by_text("It is signed.")).to_be_visible(timeout=MINUTE)

    for link in ("Change the pledge", "When results are promised"):
        who.follow(page.locator(".stMain").get_by_role("link", name=link, exact=True))
    who.fill({"Results are promised for": LATER})
    who.press("Save")
    who.fill({"Reason": WHY, "Which data had been seen": "No data had been seen"})
    who.press("Change the pledge")
    who.press("Change the pledge")
    expect(page.get_by_text("The pledge is changed.")).to_be_visible(timeout=MINUTE)

    for path in (f"/{PUBLIC}?evaluation={CODE}&lang=en", f"/en/{PUBLIC}/{CODE}"):
        public = open_page(path, width=WIDTH)
        expect(public.locator("h1").first).to_have_text(TITLE, timeout=MINUTE)
        for said in (WHY, "City police", FIGURE["Name"], VOICES["Name"]):
            expect(public.get_by_text(said).first).to_be_attached(timeout=MINUTE)
    steps = [*who.steps, *signer.steps]
    seconds = time.monotonic() - began
    print(f"{len(steps)} steps in {seconds:.0f} s, registered after {registered:.0f} s: {steps}")
