"""What an auditor sees of who did what."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from copfeedback.application import Portal
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Entry, Outcome
from copfeedback.people.chain import first_fault
from copfeedback.people.model import OPERATOR, Actor, Permission, Role
from copfeedback.people.tables import audit_entry
from copfeedback.people.wording import ACTION_NAMES, FAULT_SENTENCES, OUTCOME_NAMES
from copfeedback.storage.engine import writing
from copfeedback.ui.audit import COLUMNS, as_csv
from copfeedback.ui.staff import read_day
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader

LEADER = Actor("=leo", Role.LEADER, id=900, organisation=900)
REFUSAL = "This page is for auditors."


@pytest.fixture
def auditor(portal: Portal, sign_in: Callable[[Role], Reader]) -> Reader:
    """An auditor, after a leader has tried to deactivate somebody."""
    reader = sign_in(Role.AUDITOR)
    with pytest.raises(NotPermitted):
        portal.trail.require(LEADER, Action.DEACTIVATE, Permission.MANAGE_STAFF, "staff 77")
    return reader


def choose(reader: Reader, name: str, value: str) -> Reader:
    """Choose from one of the lists."""
    widget = next(each for each in reader.app.selectbox if f".{name}." in each.key)
    widget.set_value(value)
    return reader.reload()


def write(reader: Reader, name: str, text: str) -> Reader:
    """Write into one of the fields."""
    widget = next(each for each in reader.app.text_input if f".{name}." in each.key)
    widget.set_value(text)
    return reader.reload()


def actions(reader: Reader) -> list[str]:
    """What was done, by the rows of the table, the latest first."""
    rows = reader.page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    return [row.split("<td>")[4].split("</td>")[0] for row in rows]


def test_the_trail_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[[Role], Reader]):
    assert REFUSAL in reader.open("audit").text
    leader = sign_in(Role.LEADER).open("audit")
    assert REFUSAL in leader.text
    assert "<table>" not in leader.page
    assert "Audit trail" not in leader.links


def test_an_auditor_sees_who_did_what_in_words(auditor: Reader):
    auditor.open("audit")

    assert "Audit trail" in auditor.links
    assert actions(auditor)[0] == "Deactivated an account"
    assert "Published a survey" in actions(auditor)
    assert "Added a wave of a survey" in actions(auditor)
    assert "<bdi>=leo</bdi>" in auditor.page
    assert "<bdi>staff 77</bdi>" in auditor.page
    assert "Refused" in auditor.page


def test_entries_are_found_by_what_is_chosen(auditor: Reader):
    auditor.open("audit")

    assert actions(choose(auditor, "action", "add_wave")) == ["Added a wave of a survey"]
    assert "No entry fits." in choose(auditor, "outcome", "refused").text
    choose(auditor, "action", "")
    assert actions(auditor) == ["Deactivated an account"]
    choose(auditor, "outcome", "")
    assert actions(choose(auditor, "person", "=leo")) == ["Deactivated an account"]


def test_entries_are_found_by_days_of_which_both_count(auditor: Reader, calendar: Calendar):
    auditor.open("audit")
    today = calendar.today
    everything = len(actions(auditor))

    for first, last, found in [
        (today, today, everything),
        (today - timedelta(days=1), today, everything),
        (today + timedelta(days=1), None, 0),
        (None, today - timedelta(days=1), 0),
    ]:
        write(auditor, "since", first.isoformat() if first else "")
        write(auditor, "until", last.isoformat() if last else "")
        assert (len(actions(auditor)) if found else auditor.text.count("No entry fits.")) == (
            found or 1
        )


def test_the_days_are_those_of_the_portal(auditor: Reader, portal: Portal, calendar: Calendar):
    changed = portal.settings.model_copy(update={"time_zone": "Pacific/Kiritimati"})
    portal.settings = changed  # it is nine in UTC, and tomorrow there only from ten on
    auditor.open("audit")

    write(auditor, "since", (calendar.today + timedelta(days=1)).isoformat())

    assert "No entry fits." in auditor.text


@pytest.mark.parametrize("typed", ["yesterday", "2026-13-01", "06.05.2026"])
def test_it_is_said_how_to_write_a_day_when_it_was_written_otherwise(auditor: Reader, typed: str):
    write(auditor.open("audit"), "since", typed)

    assert "Please write a day as year-month-day" in auditor.text
    assert "<table>" not in auditor.page


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        (" 2026-05-06 ", date(2026, 5, 6)),
        ("2026-5-6", date(2026, 5, 6)),
        ("٢٠٢٦-٠٥-٠٦", date(2026, 5, 6)),
    ],
)
def test_a_day_is_read_in_whatever_digits(typed: str, day: date | None):
    assert read_day(typed) == day


def test_a_file_is_made_and_that_is_noted(auditor: Reader, portal: Portal):
    auditor.open("audit")
    assert not auditor.app.get("download_button")

    auditor.press("export")

    assert auditor.app.get("download_button")
    latest = portal.trail.entries(OPERATOR)[0]
    assert (latest.action, latest.actor) == ("export_audit_trail", "auditor")


def test_the_chain_can_be_followed_in_the_file(portal: Portal, auditor: Reader):
    rows = list(
        csv.DictReader(io.StringIO(as_csv(portal.trail.export(OPERATOR)).decode("utf-8-sig")))
    )

    assert tuple(rows[0]) == COLUMNS
    (formula,) = (row for row in rows if row["about"] == "staff 77")
    assert formula["actor"] == "'=leo", "a spreadsheet would run it"
    assert first_fault([entry_of(row) for row in rows]) is None


def entry_of(row: dict[str, Any]) -> Entry:
    return Entry(
        number=int(row["number"]),
        at=datetime.fromisoformat(row["at"]).astimezone(UTC),
        actor_id=int(row["actor_id"]) if row["actor_id"] else None,
        actor=row["actor"].removeprefix("'"),
        organisation=int(row["organisation"]) if row["organisation"] else None,
        action=row["action"],
        about=row["about"],
        outcome=row["outcome"],
        previous_hash=bytes.fromhex(row["previous_hash"]),
        hash=bytes.fromhex(row["hash"]),
    )


def test_the_head_is_shown_and_everything_holds(auditor: Reader, portal: Portal):
    auditor.open("audit")
    head = str(portal.trail.head())
    assert head in auditor.text

    write(auditor, "noted", head)
    auditor.press("check")

    assert "Everything holds: no entry was changed, removed or moved." in auditor.text


def test_the_fault_is_named_when_an_entry_was_changed(auditor: Reader, portal: Portal):
    with writing(portal.engine) as connection:
        spoilt = update(audit_entry).where(audit_entry.c.number == 2)
        connection.execute(spoilt.values(subject="wave other"))
    auditor.open("audit")

    auditor.press("check")

    assert "The audit trail is broken" in auditor.text
    assert "Entry 2 was changed." in auditor.text


def test_it_is_said_what_a_head_is_when_something_else_was_noted(auditor: Reader):
    write(auditor.open("audit"), "noted", "twelve")

    auditor.press("check")

    assert "This is no head." in auditor.text


def test_an_entry_of_a_later_version_is_shown_as_it_is(auditor: Reader, portal: Portal):
    with writing(portal.engine) as connection:
        connection.execute(update(audit_entry).values(action="from_the_future"))

    assert set(actions(auditor.open("audit"))) == {"from_the_future"}


def test_there_are_words_for_everything_that_can_be_in_the_trail():
    assert set(ACTION_NAMES) == set(Action)
    assert set(OUTCOME_NAMES) == set(Outcome)
    assert len(FAULT_SENTENCES) == 4
