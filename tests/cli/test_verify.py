"""What an operator is told of the audit trail."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, update

from copfeedback.cli import main
from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR
from copfeedback.people.tables import audit_entry
from copfeedback.storage.engine import open_database, writing
from tests.factories import a_trail


@pytest.fixture
def database(sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with an audit trail of four entries."""
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COPFEEDBACK_DATABASE_URL", sqlite_address)
    engine = open_database(sqlite_address)
    trail = a_trail(engine)
    for number in range(4):
        with writing(engine) as connection:
            trail.append(connection, OPERATOR, Action.ADD_STAFF, f"staff {number}")
    engine.dispose()
    return sqlite_address


def tamper(address: str, statement: object) -> None:
    engine = open_database(address)
    with writing(engine) as connection:
        connection.execute(statement)
    engine.dispose()


def verified(capsys: pytest.CaptureFixture[str]) -> str:
    """Verify with success; returns the head that was printed."""
    assert main(["verify"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("The audit trail holds. Its head: 4:")
    assert said[1] == "Evaluations and releases hold. Last event: none yet"
    return said[0].split()[-1]


def test_a_whole_trail_is_called_so_and_its_head_can_be_noted(database: str, capsys):
    head = verified(capsys)

    assert main(["verify", "--noted", head]) == 0


def test_the_first_fault_is_named_when_entries_were_changed(database: str, capsys):
    spoilt = update(audit_entry).where(audit_entry.c.number.in_([2, 3]))
    tamper(database, spoilt.values(subject="staff 9"))

    assert main(["verify"]) == 1
    assert capsys.readouterr().err == "The audit trail is broken. Entry 2 was changed.\n"


def test_the_first_fault_is_named_when_an_entry_was_removed(database: str, capsys):
    tamper(database, delete(audit_entry).where(audit_entry.c.number == 3))

    assert main(["verify"]) == 1
    assert "Entry 3 is missing." in capsys.readouterr().err


def test_the_first_fault_is_named_when_entries_were_moved(database: str, capsys):
    for old, new in ((2, 9), (3, 2), (9, 3)):
        moving = update(audit_entry).where(audit_entry.c.number == old)
        tamper(database, moving.values(number=new))

    assert main(["verify"]) == 1
    assert "Entry 2 does not follow the one before it" in capsys.readouterr().err


def test_a_cut_end_is_noticed_when_the_head_was_noted(database: str, capsys):
    head = verified(capsys)
    tamper(database, delete(audit_entry).where(audit_entry.c.number > 2))

    assert main(["verify", "--noted", head]) == 1
    assert "Entry 3 is missing." in capsys.readouterr().err


def test_a_trail_written_anew_is_noticed_when_the_head_was_noted(database: str, capsys):
    verified(capsys)

    assert main(["verify", "--noted", "4:" + "0" * 64]) == 1
    assert "Entry 4 is another one than was noted" in capsys.readouterr().err


def test_it_is_said_what_a_head_looks_like_when_it_was_noted_wrongly(database: str, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["verify", "--noted", "4"])

    assert ended.value.code == 2
    assert "a head looks like 12:0f3a…" in capsys.readouterr().err


def test_nothing_is_said_to_hold_when_the_database_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)

    assert main(["verify"]) == 1
    said = capsys.readouterr()
    assert "holds" not in said.out
    assert "The database cannot be used now" in said.err
