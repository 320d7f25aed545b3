"""The chair's desk in a real browser: the walk of a newcomer, and minutes that are not lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import EntryText
from copfeedback.forums.proposals import NewProposal
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR
from tests.browser.conftest import serious_findings
from tests.browser.hall import DESK, TODAY, Hall, a_hall
from tests.web.forum_site import HELD, TOWN, a_forum, a_meeting, an_item, both, minuted

pytestmark = pytest.mark.browser
SOON = 8_000
STEPS_AT_MOST = 40
# What a person knows who chairs a meeting, by what a form asks for.
KNOWN = {
    "Day (needed)": TODAY.isoformat(),
    "Begins at (needed)": "09:03",
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
    """A meeting that takes place now, with two items."""
    begun = datetime.fromisoformat(f"{TODAY}T08:30")
    ends = begun + timedelta(hours=2)
    meeting = a_meeting(hall.portal, TODAY, zone="UTC", starts=begun, ends=ends)
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


@pytest.mark.parametrize("scripts", [True, False])
def test_a_newcomer_gets_from_the_calendar_to_published_minutes_by_what_the_pages_say(
    hall: Hall, scripts: bool
):
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
    page = hall.enter(java_script_enabled=scripts)
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
            if "Hold the meeting" in steps[-1]:
                hall.later = timedelta(minutes=5)
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


def writing(page: Page, hall_meeting: Meeting, item: int | None = None, query: str = "") -> Page:
    """A page open at the entry of an item."""
    at = f"&item={item}" if item is not None else ""
    page.goto(f"{DESK}/{hall_meeting.number}/minutes?lang=en{at}{query}")
    return page


def said(page: Page) -> Locator:
    """The field that is shown for what was said."""
    return page.locator("textarea[name=text]:visible").first


def state(page: Page) -> Locator:
    return page.locator("#state")


def test_two_who_write_at_once_lose_nothing_and_see_each_other(hall: Hall, meeting: Meeting):
    hall.chair("omar")
    item = hall.portal.agendas.of(meeting.id).items[0].id
    salma, omar = (writing(hall.enter(name), meeting, item) for name in ("salma", "omar"))
    said(salma).fill("Twelve lamps are dark.")
    expect(state(salma)).to_contain_text("Saved at", timeout=SOON)
    said(omar).fill("The crossing is dangerous.")

    expect(omar.get_by_text("salma has written here meanwhile")).to_be_visible(timeout=SOON)
    assert "Twelve lamps are dark." in omar.locator(".theirs").inner_text()
    assert said(omar).input_value() == "The crossing is dangerous."
    assert minutes_of(hall, meeting)[1] == "Twelve lamps are dark."
    aside = hall.portal.drafting.set_aside(OPERATOR, meeting.id)
    assert [each.content.text for each in aside] == ["The crossing is dangerous."]

    said(omar).fill("Twelve lamps are dark. The crossing is dangerous.")
    omar.get_by_role("button", name="Put mine in its place").click()
    expect(omar.locator(".theirs:visible")).to_have_count(0)
    expect(salma.get_by_text("Changed by omar.")).to_be_visible(timeout=25_000)
    assert said(salma).input_value() == "Twelve lamps are dark. The crossing is dangerous."
    assert minutes_of(hall, meeting)[1] == "Twelve lamps are dark. The crossing is dangerous."
    assert hall.portal.drafting.set_aside(OPERATOR, meeting.id) == []


def test_without_a_connection_writing_goes_on_and_is_sent_later(hall: Hall, meeting: Meeting):
    page = writing(hall.enter(), meeting)
    page.context.set_offline(True)
    said(page).fill("First item.")
    expect(state(page)).to_contain_text("There is no connection", timeout=SOON)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="2. Road crossing")).to_be_visible()
    said(page).fill("Second item.")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]

    page.context.set_offline(False)
    expect(state(page)).to_contain_text("Saved at", timeout=SOON)
    page.wait_for_timeout(500)
    assert minutes_of(hall, meeting)[1:] == ["First item.", "Second item."]


def test_a_session_that_ends_takes_nothing_and_signing_in_leads_back(hall: Hall, meeting: Meeting):
    page = writing(hall.enter(), meeting)
    page.keyboard.press("n")
    page.context.clear_cookies()
    said(page).fill("Cars are too fast.")
    expect(state(page)).to_contain_text("Your session has ended", timeout=SOON)
    page.get_by_role("link", name="Sign in again").click()
    hall.sign_in(page)

    expect(page.get_by_role("heading", name="2. Road crossing")).to_be_visible()
    assert said(page).input_value() == "Cars are too fast."
    expect(state(page)).to_contain_text("Saved at", timeout=SOON)
    assert minutes_of(hall, meeting)[2] == "Cars are too fast."


def test_the_keyboard_moves_between_items(hall: Hall, meeting: Meeting):
    page = writing(hall.enter(), meeting)
    expect(page.get_by_role("heading", name="1. Street lamps")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="2. Road crossing")).to_be_visible()
    said(page).focus()
    page.keyboard.type("nap")
    assert said(page).input_value() == "nap"
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="1. Street lamps")).to_be_visible()


def test_without_scripts_the_same_form_saves_and_shows_the_same_conflict(
    hall: Hall, meeting: Meeting
):
    item = hall.portal.agendas.of(meeting.id).items[0].id
    page = writing(hall.enter(java_script_enabled=False), meeting, item)
    said(page).fill("Twelve lamps are dark.")
    hall.portal.drafting.save(OPERATOR, meeting.id, item, EntryText(text="Ten are."), base=0)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("has written here meanwhile")).to_be_visible()
    assert "Ten are." in page.locator(".theirs").first.inner_text()
    assert said(page).input_value() == "Twelve lamps are dark."

    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="2. Road crossing")).to_be_visible()
    assert minutes_of(hall, meeting)[1] == "Twelve lamps are dark."


@pytest.mark.parametrize(("tag", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 360)])
def test_every_page_of_the_desk_holds_nothing_serious_and_fits(
    hall: Hall, meeting: Meeting, tag: str, scheme: str, width: int
):
    item = hall.portal.agendas.of(meeting.id).items[0].id
    brought = NewProposal(TOWN, "ar", "العبور مظلم", None, is_question=True, nonce="a1")
    hall.portal.proposals.propose(brought, "127.0.0.1")
    minuted(hall.portal, meeting, {item: EntryText(text="Call 0555 123 456.", decision="Yes.")})
    at = f"{DESK}/{meeting.number}"
    page = hall.enter(lang=tag, width=width, color_scheme=scheme)
    findings = {}
    for path in (
        *("/staff/forums", DESK, f"{DESK}/plan", f"{DESK}/import", f"{DESK}/proposals"),
        *(f"{DESK}/notices", at, f"{at}/change", f"{at}/item/new", f"{at}/item/{item}/papers"),
        *(f"{at}/minutes?item={item}", f"{at}/minutes?view=all", f"{at}/attendance"),
        *(f"{at}/commitment", f"{at}/publish", f"{at}/translate/ar"),
    ):
        answer = page.goto(f"{path}{'&' if '?' in path else '?'}lang={tag}")
        assert answer is not None
        assert answer.ok, path
        findings[path] = serious_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path

    assert {path: found for path, found in findings.items() if found} == {}


def test_a_long_agenda_is_gone_through_by_the_keyboard_from_part_to_part(
    hall: Hall, meeting: Meeting
):
    for number in range(40):
        an_item(hall.portal, meeting, f"Item {number}")
    ids = [each.id for each in hall.portal.agendas.of(meeting.id).items]
    page = writing(hall.enter(), meeting, ids[28])
    expect(page.get_by_role("heading", name="29. Item 26")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="30. Item 27")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="29. Item 26")).to_be_visible()
