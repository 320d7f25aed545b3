"""Cases that only a key on paper opens, from a shell."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from copfeedback import cli
from copfeedback.application import build_portal
from copfeedback.complaints.paper_holders import PaperHolders
from copfeedback.complaints.recovery import PaperKey, written
from copfeedback.complaints.vault import HolderKey, new_seed
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from tests.complaints.body import Body

EVERYBODY = {"officer_name": ["Amal Haddad and Boris Lin"]}


@pytest.fixture
def body(tmp_path: Path, monkeypatch) -> Body:
    """A portal whose roster is that of a made-up body."""
    portal = build_portal(Settings(data_dir=tmp_path))
    migrating.migrate(portal.engine)
    body = Body(portal.engine)
    portal.paper_holders = PaperHolders(portal.trail, lambda: body.roster)
    monkeypatch.setattr(cli, "build_portal", lambda _: portal)
    return body


def run(monkeypatch, capsys, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    status = cli.main(["case", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_a_case_is_found_read_and_handed_over(body, monkeypatch, capsys):
    lodged = body.a_case("All of them laughed.", answers=EVERYBODY)
    key = written(PaperKey.REVIEWER, body.reviewer.seed)
    status, out, _ = run(monkeypatch, capsys, "waiting")
    assert (status, lodged.id in out, "reviewer key" in out) == (0, True, True)
    _, out, _ = run(monkeypatch, capsys, "read", lodged.id, typed=key)
    assert "All of them laughed." in out
    _, out, _ = run(monkeypatch, capsys, "hand-over", lodged.id, "Amal Haddad", typed=key)
    assert "Amal Haddad can open the case" in out
    _, out, _ = run(monkeypatch, capsys, "waiting")
    assert lodged.id not in out


def test_a_wrong_key_a_slip_and_a_wrong_name_are_said(body, monkeypatch, capsys):
    lodged = body.a_case(answers=EVERYBODY)
    other = written(PaperKey.REVIEWER, HolderKey(new_seed()).seed)
    own = written(PaperKey.REVIEWER, body.reviewer.seed)
    for arguments, typed, said in (
        (("read", lodged.id), other, "does not open it"),
        (("read", lodged.id), own[:-1], "a slip in it"),
        (("read", "nosuchcase"), own, "no such case"),
        (("hand-over", lodged.id, "Nobody"), own, "no active caseworker"),
    ):
        status, out, error = run(monkeypatch, capsys, *arguments, typed=typed)
        assert (status, out) == (1, "")
        assert said in error
