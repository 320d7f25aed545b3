"""What an operator and an independent body do with keys and rosters from a shell."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from copfeedback.application import Portal, build_portal
from copfeedback.cli import main
from copfeedback.complaints.recovery import PaperKey, read_key
from copfeedback.complaints.roster_file import read_roster
from copfeedback.complaints.vault import HolderKey
from copfeedback.people import passwords
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.people.service import SignedIn
from copfeedback.settings import load_settings
from tests.people.members import PASSWORD, a_member, an_organisation

NEW = "five other silent words today"
PAPER = re.compile(r"^ +((?:[0-9a-f]{4} ){16}[0-9a-f]{4})$", re.MULTILINE)


@pytest.fixture(autouse=True)
def data_dir(migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an empty database, which the settings name, and nothing else in them."""
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(migrated))
    for name in ("COPFEEDBACK_DATABASE_URL", "COPFEEDBACK_ROSTER_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024 * 1024)
    return migrated


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a command that must succeed; returns what it printed."""

    def go(*words: str, typed: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        status = main(words)
        said = capsys.readouterr()
        assert status == 0, said.err
        return said.out

    return go


@pytest.fixture
def refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., str]:
    """Runs a command that must fail; returns why."""

    def go(*words: str, typed: str = "") -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        assert main(words) == 1
        return capsys.readouterr().err

    return go


@pytest.fixture
def portal() -> Portal:
    portal = build_portal(load_settings())
    a_member(portal, "amal", Role.CASEWORKER, demonstration=True)
    a_member(portal, "boris", Role.CASEWORKER, demonstration=True)
    return portal


def sign_in(portal: Portal, name: str, password: str = PASSWORD) -> SignedIn:
    return portal.people.sign_in(name, password, client="127.0.0.1", local=True)


def keys_of(printed: str) -> list[str]:
    return PAPER.findall(printed)


def test_a_roster_is_exported_signed_and_put_in_force(
    portal: Portal, run: Callable[..., str], tmp_path: Path
):
    printed = run("vault", "init")
    _recovery, signing = keys_of(printed)
    assert f"COPFEEDBACK_ROSTER_KEY={portal.keys.book.verify_key().hex()}" in printed
    assert "run `copfeedback vault init`" not in run("vault", "status")
    assert "No roster was imported" in run("vault", "status")
    amal = sign_in(portal, "amal")
    sign_in(portal, "boris")
    file = tmp_path / "roster.json"

    assert "not signed yet" in run("vault", "roster", "export", str(file))
    signed = run("vault", "roster", "sign", str(file), typed=signing + "\n")
    digits = portal.keys.state_of(amal.actor, amal.token).fingerprint
    assert f"amal\tcaseworker\t{digits}" in signed
    said = run("vault", "roster", "import", f"{file}.signed")

    assert "2 caseworkers, 0 custodians" in said
    assert "COPFEEDBACK_ROSTER_MINIMUM=1" in said
    assert [each.name for each in portal.keys.roster().caseworkers] == ["amal", "boris"]
    latest = portal.trail.entries(OPERATOR)[0]
    assert (latest.actor, latest.action, latest.about) == ("operator", "import_roster", "roster 1")


def test_what_the_body_writes_into_a_roster_counts_and_is_taken_over_into_the_next(
    portal: Portal, run: Callable[..., str], tmp_path: Path
):
    _, signing = keys_of(run("vault", "init"))
    sign_in(portal, "amal")
    for name in ("first", "second"):
        file = tmp_path / name
        run("vault", "roster", "export", str(file))
        text = file.read_text().replace('"also_known_as": []', '"also_known_as": ["PC 4711"]')
        file.write_text(text)
        run("vault", "roster", "sign", str(file), typed=signing)
        run("vault", "roster", "import", f"{file}.signed")

    (amal,) = portal.keys.roster().holders
    assert portal.keys.roster().version == 2
    assert amal.also_known_as == ("PC 4711",)
    assert portal.keys.roster().recipients(["pc4711"], (), ()).caseworkers == ()


def test_what_would_change_is_shown(portal: Portal, run: Callable[..., str], tmp_path: Path):
    _, signing = keys_of(run("vault", "init"))
    amal = sign_in(portal, "amal")
    file = tmp_path / "roster"
    run("vault", "roster", "export", str(file))
    run("vault", "roster", "sign", str(file), typed=signing)
    run("vault", "roster", "import", f"{file}.signed")
    sign_in(portal, "boris")
    portal.accounts.deactivate(OPERATOR, amal.actor.id)

    said = run("vault", "status")

    assert re.search("^Roster 1 of .*, Oversight body$", said, re.MULTILINE)
    assert "not on it yet: boris\tcaseworker" in said
    assert "on it, but no longer active: amal\tcaseworker" in said


def test_units_that_were_moved_or_renamed_since_are_shown(
    portal: Portal, run: Callable[..., str], capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    _, signing = keys_of(run("vault", "init"))
    sign_in(portal, "amal")
    police = an_organisation(portal, OrganisationKind.POLICE, "Police")

    def put_in_force(name: str) -> str:
        file = tmp_path / name
        said = run("vault", "roster", "export", str(file))
        said += run("vault", "roster", "sign", str(file), typed=signing)
        run("vault", "roster", "import", f"{file}.signed")
        return said

    assert "units: 0" in put_in_force("first")
    units = portal.organisations
    top = units.add_unit(OPERATOR, police, "Command")
    below = units.add_unit(OPERATOR, police, "Station", top)
    assert "Roster 1 has no units; the next one has 2." in run("vault", "status")
    assert "units: 2" in put_in_force("second")
    assert "changed" not in run("vault", "status")

    units.change_unit(OPERATOR, below, "Post", None)
    new = units.add_unit(OPERATOR, police, "Stables", below)
    changes = (
        f"unit changed: {below} Station, below {top} Command → {below} Post, at the top",
        f"unit not on it yet: {new} Stables, below {below} Post",
    )
    for words in (["vault", "status"], ["vault", "roster", "export", str(tmp_path / "third")]):
        said = run(*words)
        assert "Units have changed since roster 2." in said
        assert all(line in said.splitlines() for line in changes)
    assert main(["vault", "roster", "export"]) == 0
    printed = capsys.readouterr()
    assert read_roster(printed.out.encode()).version == 3
    assert all(line in printed.err.splitlines() for line in changes)


def test_it_is_signed_on_a_machine_that_has_neither_database_nor_settings(
    portal: Portal, run: Callable[..., str], tmp_path: Path
):
    _, signing = keys_of(run("vault", "init"))
    sign_in(portal, "amal")
    file = tmp_path / "roster"
    run("vault", "roster", "export", str(file))
    offline = tmp_path / "offline"
    offline.mkdir()

    done = subprocess.run(
        [sys.executable, "-m", "copfeedback.cli", "vault", "roster", "sign", str(file)],
        input=signing,
        capture_output=True,
        text=True,
        check=False,
        cwd=offline,
        env={"PATH": "", "COPFEEDBACK_PORT": "no port", "HOME": str(offline)},
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert list(offline.iterdir()) == [], "nothing was made there"
    assert signing not in done.stdout
    run("vault", "roster", "import", f"{file}.signed")


def test_forged_older_and_broken_rosters_are_refused_in_words(
    portal: Portal, run: Callable[..., str], refused: Callable[..., str], tmp_path: Path
):
    recovery, signing = keys_of(run("vault", "init"))
    sign_in(portal, "amal")
    file = tmp_path / "roster"
    run("vault", "roster", "export", str(file))

    assert "a slip in it" in refused("vault", "roster", "sign", str(file), typed="0000")
    assert "a slip in it" in refused("vault", "roster", "sign", str(file), typed=recovery)
    run("vault", "roster", "sign", str(file), typed=signing)
    assert "cannot be made" in refused("vault", "roster", "sign", str(file), typed=signing)
    path = Path(f"{file}.signed")
    good = path.read_text()
    path.write_text(good.replace("amal", "eve"))
    assert "was changed" in refused("vault", "roster", "import", str(path))
    path.write_text(good)
    run("vault", "roster", "import", str(path))
    assert "version 1 is there already" in refused("vault", "roster", "import", str(path))
    assert "no signed roster" in refused("vault", "roster", "import", str(file))
    assert "cannot be read" in refused("vault", "roster", "import", str(tmp_path / "none"))


def test_keys_are_drawn_once_and_kept_nowhere(
    portal: Portal,
    run: Callable[..., str],
    refused: Callable[..., str],
    data_dir: Path,
):
    papers = keys_of(run("vault", "init"))

    assert "drawn once" in refused("vault", "init")
    kept = b"".join(path.read_bytes() for path in data_dir.rglob("*") if path.is_file())
    for paper in papers:
        assert paper.encode() not in kept
        assert bytes.fromhex(paper.replace(" ", ""))[:32] not in kept
        assert paper.replace(" ", "")[:64].encode() not in kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in data_dir.glob("*.key"))


def test_nothing_is_exported_before_there_are_keys_or_where_the_body_is_not_clear(
    portal: Portal, run: Callable[..., str], refused: Callable[..., str]
):
    assert "run `copfeedback vault init`" in run("vault", "status")
    assert "vault init" in refused("vault", "roster", "export")
    run("vault", "init")
    an_organisation(portal, OrganisationKind.OVERSIGHT, "Another body")

    assert "Another body" in refused("vault", "roster", "export")
    assert '"version": 1' in run("vault", "roster", "export", "--body", "Oversight body")


def test_who_lost_password_and_recovery_key_gets_another_one_with_the_bodys(
    portal: Portal, run: Callable[..., str], refused: Callable[..., str]
):
    recovery, signing = keys_of(run("vault", "init"))
    amal = sign_in(portal, "amal")
    key = portal.keys.key_of(amal.token, amal.actor)
    link = portal.accounts.allow_reset(OPERATOR, amal.actor.id).address
    portal.accounts.reset(link.rsplit("/", 1)[-1].split("?")[0], NEW)

    assert "a slip" in refused("vault", "recover", "amal", typed=signing)
    assert "no account" in refused("vault", "recover", "nobody", typed=recovery)
    assert "need new keys" in refused("vault", "recover", "boris", typed=recovery)
    (paper,) = keys_of(run("vault", "recover", "amal", typed=recovery))

    again = sign_in(portal, "amal", NEW)
    assert portal.keys.key_of(again.token, again.actor) is None
    portal.keys.recover(again.actor, again.token, paper, NEW)
    assert portal.keys.key_of(again.token, again.actor) == key


def test_an_external_reviewer_stands_on_it_with_their_key(
    portal: Portal, run: Callable[..., str], tmp_path: Path
):
    _, signing = keys_of(run("vault", "init"))
    sign_in(portal, "amal")
    file = tmp_path / "roster"
    run("vault", "roster", "export", str(file))
    printed = run("vault", "reviewer")
    public = printed.strip().splitlines()[-1].strip()
    public = public.replace('"name": ""', '"name": "Ombudsman"')
    public = public.replace('"reach": ""', '"reach": "letters"')
    file.write_text(file.read_text().replace('"reviewer": null', public))

    assert "external reviewer: Ombudsman" in run(
        "vault", "roster", "sign", str(file), typed=signing
    )
    run("vault", "roster", "import", f"{file}.signed")
    (paper,) = keys_of(printed)
    reviewer = portal.keys.roster().reviewer
    assert reviewer.name == "Ombudsman"
    assert reviewer.public == HolderKey(read_key(PaperKey.REVIEWER, paper)).public
