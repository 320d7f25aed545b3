"""How the portal is doing, for whoever keeps it running."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from copfeedback.operations import Operations, Report
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.people.tables import organisation, staff, staff_session
from copfeedback.settings import Settings
from copfeedback.storage.engine import writing
from copfeedback.storage.migrating import head
from tests.factories import NOON, WAVE, Fieldwork

ADMINISTRATOR = Actor("amina", Role.ADMINISTRATOR, id=7)


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "var" / "data"


def operations(fieldwork: Fieldwork, data_dir: Path) -> Operations:
    settings = Settings(data_dir=data_dir)
    return Operations(fieldwork.engine, fieldwork.trail, settings, fieldwork.surveys)


def report(fieldwork: Fieldwork, data_dir: Path) -> Report:
    return operations(fieldwork, data_dir).report(ADMINISTRATOR)


def begin_session(engine: Engine, staff_id: int, *, began: timedelta, used: timedelta) -> None:
    times = {"began_at": NOON - began, "last_used_at": NOON - used}
    with writing(engine) as connection:
        token_hash = os.urandom(32)
        connection.execute(
            insert(staff_session), {"token_hash": token_hash, "staff_id": staff_id, **times}
        )


def add_two_accounts(engine: Engine) -> None:
    account = {"role": "leader", "password_hash": "h", "active": True, "demonstration": False}
    where = {"organisation_id": 1, "heads_unit": False, "manager": False, "email": ""}
    counts = {"last_step": 0, "wrong_attempts": 0}
    with writing(engine) as connection:
        connection.execute(
            insert(organisation), {"id": 1, "kind": "police", "name": "x", "active": True}
        )
        for id_ in (1, 2):
            connection.execute(
                insert(staff), {"id": id_, "name": f"s{id_}", **account, **where, **counts}
            )


def test_a_report_says_what_runs_on_what(fieldwork: Fieldwork, data_dir: Path):
    found = report(fieldwork, data_dir)

    assert found.version == version("copfeedback")
    assert found.database == fieldwork.engine.dialect.name
    assert found.database_size > 50_000
    assert found.migration == found.newest_migration == head()
    assert found.is_migrated
    assert found.disk_free > 0
    assert found.audit_head == fieldwork.trail.head()
    assert found.audit_head.number > 0


def test_a_database_that_was_not_migrated_is_told_from_one_that_was(
    fieldwork: Fieldwork, data_dir: Path
):
    service = operations(fieldwork, data_dir)
    with writing(fieldwork.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")

    assert not service.report(ADMINISTRATOR).is_migrated


def test_what_waits_to_be_folded_is_rounded_down(fieldwork: Fieldwork, data_dir: Path):
    assert report(fieldwork, data_dir).pending == {WAVE: 0}

    fieldwork.send_many(19)
    assert report(fieldwork, data_dir).pending == {WAVE: 10}

    fieldwork.surveys.fold_all()
    assert report(fieldwork, data_dir).pending == {WAVE: 0}


def test_nothing_waits_when_a_wave_is_closed(sqlite_fieldwork: Fieldwork, data_dir: Path):
    sqlite_fieldwork.close()

    assert report(sqlite_fieldwork, data_dir).pending == {}


def test_the_newest_backup_is_named_and_folders_are_none(
    sqlite_fieldwork: Fieldwork, data_dir: Path
):
    assert report(sqlite_fieldwork, data_dir).last_backup is None

    (data_dir / "backups" / "unfinished").mkdir(parents=True)
    assert report(sqlite_fieldwork, data_dir).last_backup is None

    for day in (3, 5, 4):
        path = data_dir / "backups" / f"{day}.backup"
        path.write_bytes(b"")
        moment = datetime(2026, 5, day, 2, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
    assert report(sqlite_fieldwork, data_dir).last_backup == datetime(2026, 5, 5, 2, tzinfo=UTC)


def test_staff_count_once_and_only_while_their_session_runs(fieldwork: Fieldwork, data_dir: Path):
    add_two_accounts(fieldwork.engine)
    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    begin_session(fieldwork.engine, 1, began=minute, used=minute)
    begin_session(fieldwork.engine, 1, began=hour, used=minute)
    assert report(fieldwork, data_dir).sessions == 1

    begin_session(fieldwork.engine, 2, began=hour, used=21 * minute)
    begin_session(fieldwork.engine, 2, began=11 * hour, used=minute)
    assert report(fieldwork, data_dir).sessions == 1

    begin_session(fieldwork.engine, 2, began=hour, used=19 * minute)
    assert report(fieldwork, data_dir).sessions == 2


def test_nobody_but_an_administrator_sees_the_report(sqlite_fieldwork: Fieldwork, data_dir: Path):
    service = operations(sqlite_fieldwork, data_dir)

    for actor in (PUBLIC, Actor("leo", Role.LEADER), Actor("audrey", Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            service.report(actor)
    assert service.report(OPERATOR).version
