"""Weeks that stand out, as the independent body sees them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.counters import SEAL_PURPOSE, Counters
from copfeedback.people.model import Role
from copfeedback.storage.engine import writing
from tests.complaints.counting import a_new_case
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader

PAGE = "early-warning"
MONDAY = date(2026, 11, 2)


@pytest.fixture
def busy(portal: Portal, calendar: Calendar) -> Portal:
    """A portal to which many more complaints came this week than before."""
    counters = Counters(portal.server_seal(SEAL_PURPOSE))
    calendar.today = MONDAY
    with writing(portal.engine) as connection:
        for week in range(9, -1, -1):
            for _ in range(2 if week else 6):
                new = a_new_case(situation=["custody"], motives=["origin"])
                counters.count_filing(connection, new, MONDAY - timedelta(weeks=week))
    return portal


def test_the_page_is_for_caseworkers_alone(busy, reader: Reader, sign_in: Callable[..., Reader]):
    assert "This page is for caseworkers." in reader.open(PAGE).text
    for role in (Role.LEADER, Role.ADMINISTRATOR, Role.AGENCY_OFFICER):
        page = sign_in(role).open(PAGE)
        assert "This page is for caseworkers." in page.text
        assert "In a cell" not in page.text
        assert "Early warning" not in page.links


def test_a_quiet_portal_says_that_no_week_stands_out(portal, sign_in: Callable[..., Reader]):
    page = sign_in(Role.CASEWORKER).open(PAGE)
    assert "No week stands out." in page.text
    assert "Early warning" in page.links


def test_a_caseworker_sees_where_to_look_and_what_to_ask(busy, sign_in: Callable[..., Reader]):
    page = sign_in(Role.CASEWORKER).open(PAGE).text
    assert "In a cell or at the station" in page
    assert "How they used their powers" in page
    assert "not a fact" in page
    assert "How likely is that?" in page
    assert "Prejudice as a motive" in page


def test_a_caseworker_says_who_looks_at_it(busy, sign_in: Callable[..., Reader]):
    worker = sign_in(Role.CASEWORKER).open(PAGE)
    signal = worker.entry("signal").value
    worker.enter(**{f"note-{signal}": "It was the festival."})

    worker.do("save")

    assert "It is saved." in worker.text
    worker.open(PAGE)
    assert worker.entry(f"note-{signal}").value == "It was the festival."
    assert "caseworker" in worker.text
