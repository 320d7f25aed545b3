"""From an empty report to published results and an answer, as the pages say, with the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import EventKind, Registered
from copfeedback.evaluations.report_model import Answer, Decision, Verdict
from copfeedback.people.model import OrganisationKind
from copfeedback.storage.engine import writing
from tests.browser.conftest import MINUTE, Server, pick, settled
from tests.browser.test_staff import address
from tests.evaluations.pledged import a_pledge, a_qualitative_indicator
from tests.factories import in_languages

pytestmark = pytest.mark.browser
CODE, TITLE = "market-talks", "Talks at the market"
DESK, ANSWERS = "evaluation-desk", "evaluation-answers"
WIDTH = 360
PARTS = 6
CHOSEN = {"What was found": "No change", "What is advised": "Change it"}
WANTED = "Talk in the evening too"


def of_kind(portal: Portal, kind: OrganisationKind) -> int:
    return next(each.id for each in portal.organisations.all() if each.kind is kind)


@pytest.fixture
def overdue(server: Server) -> None:
    """The city's evaluators owe results of conversations to the police."""
    with server.portal() as portal:
        today = portal.evaluations.today()
        pledge = a_pledge(
            title=in_languages(TITLE),
            due=today - timedelta(days=2),
            indicators=(a_qualitative_indicator(),),
            waves=(),
            sites=(),
            organisation=of_kind(portal, OrganisationKind.MUNICIPALITY),
            commissioner_organisation=of_kind(portal, OrganisationKind.POLICE),
        )
        with writing(portal.engine) as connection:
            store.lock(connection)
            said, at = Registered(pledge), datetime.now(UTC)
            store.add_event(
                connection, CODE, EventKind.REGISTERED, said, at=at, on=today, by="City hall"
            )


def go(page: Page, link: Locator) -> None:
    """Follow a link with the keyboard, until the heading is another."""
    was = page.locator(".stMain h1").first.inner_text()
    settled(page)
    link.press("Enter", timeout=MINUTE)
    expect(page.locator(".stMain h1").first).not_to_have_text(was, timeout=MINUTE)
    settled(page)


def press(page: Page, button: str) -> None:
    """Press a button with the keyboard."""
    settled(page)
    page.get_by_role("button", name=button, exact=True).press("Enter", timeout=MINUTE)
    settled(page)


def save(page: Page) -> None:
    """Save a part; that leads back to what all parts are on."""
    press(page, "Save")
    expect(page.locator(".stMain h1").first).to_have_text("Write the results", timeout=MINUTE)
    settled(page)


def publish(page: Page, button: str) -> None:
    """Press a button, and again where it asks back."""
    press(page, button)
    expect(page.locator(".st-key-question")).to_be_visible(timeout=MINUTE)
    press(page, button)


def choose(page: Page, label: str, option: str) -> None:
    """Choose in the field of a label."""
    box = page.get_by_role("combobox", name=label).first
    pick(page, box, page.get_by_role("option").filter(has_text=option).first)


def fill(page: Page) -> None:
    """Something in every field that is there."""
    for label, option in CHOSEN.items():
        if page.get_by_role("combobox", name=label).count():
            choose(page, label, option)
    for field in page.locator(".stMain textarea").all():
        field.fill("People were heard", timeout=MINUTE)
        field.press("Tab")
        settled(page)


def test_results_are_written_published_and_answered_as_the_pages_say(
    overdue: None, signed_in: Callable[..., Page], server: Server
) -> None:
    page = settled(signed_in(address(DESK, "en"), name="evaluator", width=WIDTH))
    row = page.locator(".stMain").get_by_role("link", name=TITLE, exact=True)
    go(page, row)
    go(page, page.locator(".stMain").get_by_role("link", name="Write the results").first)
    go(page, page.get_by_role("link", name="Add a recommendation"))
    page.get_by_label("What is recommended").first.fill(WANTED)
    page.get_by_label("Office").first.fill("Chief of police")
    save(page)
    missing = page.locator(".st-key-missing a")
    expect(missing.first).to_be_visible(timeout=MINUTE)
    for _part in range(PARTS):
        if not missing.count():
            break
        go(page, missing.first)
        fill(page)
        save(page)
    publish(page, "Publish the results")
    expect(page.get_by_text("The results are published.")).to_be_visible(timeout=MINUTE)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH

    page = settled(signed_in(address(ANSWERS, "en"), name="leader", width=WIDTH))
    go(page, page.locator(".stMain").get_by_role("link", name=WANTED))
    expect(page.get_by_text("This office has no account here")).to_be_visible(timeout=MINUTE)
    choose(page, "Your answer", "Rejected")
    page.get_by_label("Reason").first.fill("Nobody works there in the evening")
    publish(page, "Publish this answer")
    expect(page.get_by_text("Your answer is published.")).to_be_visible(timeout=MINUTE)

    with server.portal() as portal:
        evaluation = portal.evaluations.find(CODE)
        assert evaluation.report is not None
        assert [each.verdict for each in evaluation.report.findings] == [Verdict.NO_CHANGE]
        assert evaluation.report.decision is Decision.CHANGE
        (answered,) = portal.answering.states(evaluation)
        assert answered.response is not None
        assert answered.response.answer is Answer.REJECTED
