"""The chair's desk in a real browser: the walk of a newcomer, and minutes that are not lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import EntryText
from copfeedback.forums.proposals import NewProposal
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR
from tests.browser.hall import DESK, TODAY, Hall, a_hall
from tests.web.forum_site import HELD, TOWN, a_forum, a_meeting, an_item, both, minuted

pytestmark = pytest.mark.browser
SOON = 8_000
STEPS_AT_MOST = 40
# What a person knows who chairs a meeting, by what a form asks for.
KNOWN = {
    "Day (needed)": TODAY.isoformat(),
    "Begins at (needed)": "18:00",
    "Ends at (needed)": "20:00",
    "Title (needed)": "Lamps in Mill Street",
    "What was said": "Twelve lamps are dark. They are mended in June.",
    "How many in all (needed)": "14",
}


@pytest.fixture
def hall(tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024)
    with a_hall(tmp_path, chromium) as hall:
        a_forum(hall.portal)
        hall.chair("salma")
        yield hall


@pytest.fixture
def meeting(hall: Hall) -> Meeting:
    """A meeting that takes place today, with two items."""
    meeting = a_meeting(hall.portal, TODAY, zone="UTC")
    an_item(hall.portal, meeting)
    an_item(hall.portal, meeting, "Road crossing")
    return meeting


def minutes_of(hall: Hall, meeting: Meeting) -> list[str]:
    return [each.content.text for each in hall.portal.drafting.entries(OPERATOR, meeting.id)]


def asked_by(form: Locator) -> Iterator[tuple[str, Locator]]:
    """The visible fields of a form that are empty, by what is written beside them."""
    for field in form.locator("input:visible, textarea:visible").all():
        if field.get_attribute("type") == "checkbox":
            if field.get_attribute("required") is not None:
                field.check()
        elif not field.input_value():
            group = field.locator("xpath=ancestor::fieldset[1]/legend")
            label = field.evaluate("field => field.labels[0].innerText")
            yield (group.first.inner_text() if group.count() else label), field


def test_a_newcomer_gets_from_the_calendar_to_published_minutes_by_what_the_pages_say(hall: Hall):
    before = a_meeting(hall.portal, HELD, zone="UTC")
    minuted(hall.portal, before, {0: EntryText(text="We began.")})
    promise = NewCommitment(
        TOWN,
        Owner.MUNICIPALITY,
        both("Road office"),
        both("Mend the bridge"),
        TODAY,
        meeting_id=before.id,
    )
    hall.portal.commitments.make(OPERATOR, promise)
    brought = NewProposal(TOWN, "en", "The crossing is dark.", None, is_question=True, nonce="a1")
    hall.portal.proposals.propose(brought, "127.0.0.1")
    began = time.monotonic()
    page = hall.enter()
    steps: list[str] = []

    while page.get_by_text("The minutes are published.").count() == 0:
        assert len(steps) < STEPS_AT_MOST, steps
        button = page.locator("[data-step]:visible")
        if button.count():
            form = button.first.locator("xpath=ancestor::form[1]")
            for asked, field in asked_by(form):
                if asked in KNOWN:
                    field.fill(KNOWN[asked])
            steps.append(button.first.inner_text())
            was = page.url
            button.first.click()
            page.wait_for_function(
                "was => location.href !== was || document.querySelector('[role=status]')", arg=was
            )
        else:
            link = page.locator(".next-step a").first
            steps.append(link.inner_text())
            link.click()
        page.wait_for_load_state()

    meeting = hall.portal.meetings.find(TOWN, TODAY.isoformat())
    minutes = hall.portal.minutes.latest(meeting.id)
    print(f"{len(steps)} steps in {time.monotonic() - began:.1f} s: {steps}")
    assert minutes is not None
    assert minutes.total == 14
    titles = {str(entry.title.read_in("en")) for entry in minutes.entries if entry.title}
    assert {"Lamps in Mill Street", "Mend the bridge"} <= titles


def test_what_is_written_is_there_when_the_browser_was_closed(hall: Hall, meeting: Meeting):
    page = hall.enter()
    page.goto(f"{DESK}/{meeting.number}/minutes?lang=en")
    page.get_by_label("What was said").locator("visible=true").fill("Twelve lamps are dark.")
    expect(page.locator("#state")).to_contain_text("Saved at", timeout=SOON)
    page.context.close()

    assert "Twelve lamps are dark." in minutes_of(hall, meeting)
