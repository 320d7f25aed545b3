"""What an operator is told when cases are shredded, copied and brought back."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from copfeedback.application import build_portal
from copfeedback.cli import main
from copfeedback.complaints import store
from copfeedback.complaints.model import State
from copfeedback.complaints.store import CaseRow
from copfeedback.complaints.tables import keyring
from copfeedback.settings import load_settings
from copfeedback.storage.engine import open_database, reading, writing

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def address(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with three cases: due, due but held, and not due."""
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COPFEEDBACK_DATABASE_URL", sqlite_address)
    engine = open_database(sqlite_address)
    with writing(engine) as connection:
        add_case(connection, "due2222222", erase_on=LONG_AGO)
        add_case(connection, "held222222", erase_on=LONG_AGO, hold=True)
        add_case(connection, "stays22222")
    engine.dispose()
    return sqlite_address


def add_case(connection, case_id: str, *, erase_on: date | None = None, hold: bool = False) -> None:
    row = CaseRow(
        id=case_id,
        lookup=case_id[:7],
        state=State.RECEIVED,
        filed_on=LONG_AGO,
        updated_on=LONG_AGO,
        decided_on=None,
        told_on=None,
        due_on=None,
        ended_on=None,
        erase_on=erase_on,
        hold=hold,
        waiting=True,
        item_count=0,
        head=bytes(32),
        noted_head=bytes(32),
        box=bytes(32),
        verify=bytes(32),
        salt=bytes(16),
        roster=1,
    )
    store.add_case(connection, row)
    key = {"holder": "organisation", "purpose": "content", "sealed": b"key of " + case_id.encode()}
    connection.execute(insert(keyring), {"case_id": case_id, **key})


def states(address: str) -> dict[str, State]:
    engine = open_database(address)
    with reading(engine) as connection:
        found = {
            case_id: row.state
            for case_id in ("due2222222", "held222222", "stays22222")
            if (row := store.find_case(connection, case_id))
        }
    engine.dispose()
    return found


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capsys.readouterr().out


def test_a_dry_run_names_what_is_due_and_changes_nothing(address: str, capsys):
    told = said(capsys, "purge", "--dry-run")
    assert "due2222222\tdue to be shredded" in told
    assert "held222222\tdue, kept by a legal hold" in told
    assert "stays22222" not in told
    assert set(states(address).values()) == {State.RECEIVED}


def test_a_purge_confirms_what_was_shredded(address: str, capsys):
    assert "Cases shredded: 1. Kept by a legal hold: 1." in said(capsys, "purge")
    assert states(address) == {
        "due2222222": State.ERASED,
        "held222222": State.RECEIVED,
        "stays22222": State.RECEIVED,
    }
    assert "Cases shredded: 0." in said(capsys, "purge")


def test_copies_of_keys_that_are_too_old_are_deleted(address: str, tmp_path: Path, capsys):
    folder = tmp_path / "backups"
    said(capsys, "backup", "--keyring", str(folder / "old.keyring"))
    said(capsys, "backup", "--keyring", str(folder / "new.keyring"))
    old = (folder / "old.keyring").stat().st_mtime - timedelta(days=8).total_seconds()
    os.utime(folder / "old.keyring", (old, old))

    assert "old.keyring\tdeleted" in said(capsys, "purge")

    assert [path.name for path in folder.iterdir()] == ["new.keyring"]


def test_a_restored_copy_does_not_bring_back_what_was_shredded(address, tmp_path, capsys):
    copy = tmp_path / "monday.sqlite3"
    said(capsys, "backup", "--data", str(copy))
    said(capsys, "purge")

    told = said(capsys, "restore", "--data", str(copy))

    assert "which stay erased: 1" in told
    assert states(address)["due2222222"] is State.ERASED
    assert states(address)["stays22222"] is State.RECEIVED


def test_cases_without_keys_are_erased_when_that_is_asked_for(address: str, capsys):
    engine = open_database(address)
    with writing(engine) as connection:
        connection.execute(keyring.delete().where(keyring.c.case_id == "stays22222"))
    engine.dispose()
    said(capsys, "purge")
    assert states(address)["stays22222"] is State.RECEIVED

    assert "erased now: 1." in said(capsys, "purge", "--without-keys")

    assert states(address)["stays22222"] is State.ERASED


def test_what_cannot_be_copied_is_said(address: str, tmp_path: Path, capsys):
    there = tmp_path / "there"
    there.touch()
    for arguments in (
        ["backup"],
        ["backup", "--data", str(there)],
        ["backup", "--keyring", str(tmp_path / "keys.sqlite3")],
        ["restore", "--data", str(tmp_path / "nowhere")],
    ):
        assert main(arguments) == 1
        assert "Nothing was changed." in capsys.readouterr().err


def test_the_portal_does_it_by_itself_once_a_day(address: str, tmp_path: Path, capsys):
    old = tmp_path / "backups" / "old.keyring"
    said(capsys, "backup", "--keyring", str(old))
    os.utime(old, (0, 0))
    portal = build_portal(load_settings())
    portal._daily()
    portal.stop()
    assert not old.exists()
    assert states(address)["due2222222"] is State.ERASED
    assert states(address)["held222222"] is State.RECEIVED
