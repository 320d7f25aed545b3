"""What an administrator sees of how the portal is doing."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import Role
from copfeedback.storage.engine import writing
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader

REFUSAL = "This page is for administrators."


@pytest.fixture
def administrator(sign_in: Callable[[Role], Reader]) -> Reader:
    return sign_in(Role.ADMINISTRATOR)


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[[Role], Reader]):
    assert REFUSAL in reader.open("operations").text
    leader = sign_in(Role.LEADER).open("operations")
    assert REFUSAL in leader.text
    assert "Operations" not in leader.links


def test_an_administrator_sees_that_everything_runs(administrator: Reader, portal: Portal):
    administrator.open("operations")

    assert "Operations" in administrator.links
    for said in ("SQLite", "There is no backup yet.", WAVE, "fewer than 10"):
        assert said in administrator.text
    assert str(portal.trail.head()) in administrator.text
    assert "run copfeedback migrate" not in administrator.text


def test_the_last_backup_is_named(administrator: Reader, portal: Portal):
    path = portal.settings.data_dir / "backups" / "one"
    path.parent.mkdir()
    path.write_bytes(b"")
    moment = datetime(2026, 5, 5, 2, tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))

    assert "May 5, 2026, 2:00" in administrator.open("operations").text.replace("\u202f", " ")


def test_it_is_said_what_to_do_when_the_database_is_too_old(administrator: Reader, portal: Portal):
    with writing(portal.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    assert "run copfeedback migrate" in administrator.open("operations").text


def test_the_head_of_the_trail_is_printed_once_a_day(
    portal: Portal, calendar: Calendar, caplog: pytest.LogCaptureFixture
):
    def printed() -> list[str]:
        return [each.getMessage() for each in caplog.records if each.name == "copfeedback.audit"]

    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            portal._daily()
        assert printed() == [f"head of the audit trail: {portal.trail.head()}"]

        calendar.today += timedelta(days=1)
        portal._daily()
        assert len(printed()) == 2
