"""Complaints in numbers at the full door, and the body's reports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.counters import SEAL_PURPOSE, Counters
from copfeedback.complaints.figures import publish_recommendation
from copfeedback.complaints.model import Category
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Role
from copfeedback.storage.engine import writing
from tests.complaints.counting import count_many
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader

PAGE = "complaint-figures"


@pytest.fixture
def published(portal: Portal, calendar: Calendar) -> Portal:
    """A portal with the figures of two quarters, and a recommendation."""
    counters = Counters(portal.server_seal(SEAL_PURPOSE))
    count_many(portal.engine, counters, date(2026, 6, 30), 20)
    count_many(portal.engine, counters, date(2026, 9, 30), 300)
    calendar.today = date(2026, 10, 5)
    portal.figures.freeze_due()
    with writing(portal.engine) as connection:
        text = Translations({"en": "Give a reason for every stop."})
        publish_recommendation(connection, date(2026, 9, 5), Category.POWERS, text)
    return portal


def test_it_is_said_when_figures_come_as_long_as_there_are_none(reader: Reader):
    page = reader.open(PAGE).text
    assert "There are no figures yet." in page
    assert "Nothing has been published yet." in page


def test_the_latest_quarter_is_shown_in_words_pictures_and_tables(published, reader: Reader):
    reader.open(PAGE)
    assert "July 2026 to September 2026" in reader.text
    assert "About 300 came in." in reader.text
    assert reader.page.count("<table") == 12
    assert len(reader.app.get("plotly_chart")) >= 5
    assert "Give a reason for every stop." in reader.text
    assert "No answer yet" in reader.text
    assert "Write a report" not in reader.text


def test_an_earlier_quarter_is_a_link_away(published, reader: Reader):
    assert "April 2026 to June 2026" in reader.open(PAGE).links
    assert "About 20 came in." in reader.open(PAGE, quarter="2026-Q2").text


def test_a_reader_of_arabic_finds_the_same(published):
    arabic = Reader(accept_language="ar").open(PAGE)
    assert arabic.page.count("<table") == 12


def test_the_body_publishes_a_report_with_the_figures_it_is_about(
    published, sign_in: Callable[..., Reader], reader: Reader
):
    worker = sign_in(Role.CASEWORKER).open(PAGE)
    assert "Write a report" in worker.text
    worker.enter(**{"periods__2026-Q3": True, "title__en": "Our summer", "text__en": "We saw it."})

    worker.do("publish")

    assert "The report is public." in worker.text
    (link,) = [each for each in reader.open(PAGE).links if each.startswith("Our summer")]
    assert "2026" in link
    told = reader.open(PAGE, report="1").text
    assert "We saw it." in told
    assert "About 300 came in." in told


def test_a_report_without_a_quarter_is_refused_and_nothing_typed_is_lost(
    published, sign_in: Callable[..., Reader]
):
    worker = sign_in(Role.CASEWORKER).open(PAGE)
    worker.enter(title__en="Our summer", text__en="We saw it.")
    worker.do("publish")
    assert "A report needs a title and a text" in worker.text
    assert worker.entry("text.en").value == "We saw it."
