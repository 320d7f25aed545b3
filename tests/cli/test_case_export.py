"""Opening an exported case from a shell."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from copfeedback.cli import main
from copfeedback.complaints.case_desk import CaseDesk
from copfeedback.complaints.case_export import Exports
from tests.complaints.body import CHEAP, Body
from tests.complaints.room import AMAL, Room

WORDS = "four quiet words here"


@pytest.fixture
def exported(sqlite_engine, tmp_path: Path) -> Path:
    room = Room(Body(sqlite_engine))
    body, case_id = room.body, room.acknowledged("They hit my son.")
    desk = CaseDesk(body.trail, lambda: body.roster, body.clocks, lambda: body.day.today)
    made = Exports(desk, **CHEAP).export(*room.who(AMAL), case_id, WORDS)
    path = tmp_path / made.name
    path.write_bytes(made.content)
    return path


def said(monkeypatch, capsys, words: str, *arguments: Path) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(words + "\n"))
    status = main(["case", "open-export", *map(str, arguments)])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_a_court_opens_it_without_a_portal(exported: Path, tmp_path: Path, monkeypatch, capsys):
    folder = tmp_path / "opened"
    status, out, _ = said(monkeypatch, capsys, WORDS, exported, folder)
    assert status == 0
    assert out.startswith("Right")
    narrative = folder / "items" / "0001-narrative.json"
    assert json.loads(narrative.read_text())["text"] == "They hit my son."
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["head"] in out
    assert stat.S_IMODE(narrative.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_other_words_open_nothing(exported: Path, tmp_path: Path, monkeypatch, capsys):
    status, out, error = said(monkeypatch, capsys, "something else", exported, tmp_path / "no")
    assert (status, out) == (1, "")
    assert "passphrase" in error
    assert not (tmp_path / "no").exists()


def test_what_is_there_is_not_written_over(exported: Path, tmp_path: Path, monkeypatch, capsys):
    status, _, error = said(monkeypatch, capsys, WORDS, exported, tmp_path)
    assert status == 1
    assert "cannot be made" in error
    status, _, error = said(monkeypatch, capsys, WORDS, tmp_path / "none", tmp_path / "no")
    assert status == 1
    assert "cannot be read" in error
