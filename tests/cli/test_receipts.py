"""Checking a proof of filing from a shell."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest

from copfeedback.cli import main
from copfeedback.complaints.receipts import PURPOSE, Proof, ProofKey
from copfeedback.server_secret import ServerSecret

SECRET = "ab" * 32
KEY = ProofKey(ServerSecret(bytes.fromhex(SECRET)).derived(PURPOSE))
TEXT = KEY.write(Proof("k3m9x2p7q4", date(2027, 5, 3), bytes(range(32))))


@pytest.fixture
def proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A proof on a machine without a portal."""
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("COPFEEDBACK_SERVER_KEY", raising=False)
    path = tmp_path / "proof.txt"
    path.write_text(f"Printed from the portal:\n{TEXT}\n", encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["verify-receipt", *arguments])
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def test_an_ombudsman_checks_it_with_the_key_alone(proof: Path, capsys):
    status, out, _ = said(capsys, str(proof), "--key", KEY.public.hex())
    assert status == 0
    assert "case k3m9x2p7q4 was filed on 2027-05-03" in out
    assert bytes(range(32)).hex() in out


def test_it_makes_neither_a_database_nor_a_key(proof: Path, tmp_path: Path, capsys):
    said(capsys, str(proof), "--key", KEY.public.hex())
    status, _, error = said(capsys, str(proof))
    assert status == 1
    assert "--key" in error
    assert [each.name for each in tmp_path.iterdir()] == ["proof.txt"]


def test_the_portal_knows_its_own_proofs(proof: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setenv("COPFEEDBACK_SERVER_KEY", SECRET)
    assert said(capsys, str(proof))[0] == 0


def test_what_is_not_right_is_told_and_fails(proof: Path, capsys):
    proof.write_text(TEXT.replace("2027-05-03", "2027-05-02"), encoding="utf-8")
    status, out, error = said(capsys, str(proof), "--key", KEY.public.hex())
    assert (status, out) == (1, "")
    assert error.startswith("NOT RIGHT")
    status, _, error = said(capsys, str(proof), "--key", "cd" * 32)
    assert (status, error[:9]) == (1, "NOT RIGHT")
    proof.write_bytes(b"\xff\xfe hello")
    status, _, error = said(capsys, str(proof), "--key", KEY.public.hex())
    assert (status, error[:10]) == (1, "This is no")
    status, _, error = said(capsys, str(proof.with_name("none")), "--key", KEY.public.hex())
    assert (status, "cannot be read" in error) == (1, True)


def test_it_can_be_pasted(monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO(TEXT))
    assert said(capsys, "-", "--key", f"{KEY.public.hex()[:32]} {KEY.public.hex()[32:]}")[0] == 0


@pytest.mark.parametrize("key", ["", "abc", "zz" * 32, "ab" * 31])
def test_a_key_that_is_none_is_told_at_once(proof: Path, key: str, capsys):
    with pytest.raises(SystemExit):
        main(["verify-receipt", str(proof), "--key", key])
    assert "64 digits" in capsys.readouterr().err
