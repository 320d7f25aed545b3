"""Access codes made from a shell: for mail merge, for slips, and never twice."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from copfeedback.cli import main
from copfeedback.surveys.access_code import read_code
from tests.cli.test_commands import WAVE, data_dir, wave_file

__all__ = ["data_dir"]

NAME = "police-contact-test"


@pytest.fixture
def coded(published: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    by_code = f"{WAVE}by_code: true\nrecruitment: sample\nstrata: [north]\n"
    main(["wave", "add", wave_file(data_dir, by_code)])
    capsys.readouterr()
    return data_dir


def make(*more: str) -> int:
    return main(["wave", "codes", NAME, "--count", "25", *more])


def test_codes_are_written_for_mail_merge_and_only_their_owner_can_read_them(coded: Path, capsys):
    path = coded / "codes.csv"

    assert make("--csv", str(path)) == 0

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({read_code(row["code"]) for row in rows}) == 25
    assert "/s/" in rows[0]["address"]
    assert path.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr().out
    assert "Batch 1: 25 codes" in said
    assert rows[0]["code"] not in said


def test_slips_hold_the_same_codes_as_the_table(coded: Path):
    table, slips = coded / "codes.csv", coded / "slips.pdf"

    assert make("--words", "--csv", str(table), "--slips", str(slips), "--language", "ar") == 0

    assert slips.read_bytes().startswith(b"%PDF")
    assert "-" in table.read_text(encoding="utf-8").splitlines()[1]


def test_how_many_were_made_and_used_is_shown_in_tens(coded: Path, capsys):
    make("--csv", str(coded / "codes.csv"), "--channel", "letter", "--stratum", "north")
    capsys.readouterr()

    assert main(["wave", "codes", NAME]) == 0
    assert "25 made\tfewer than 10 used\tletter\tnorth" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "kept nowhere else"),
        (["--csv", "codes.csv", "--language", "xx"], "does not speak “xx”"),
        (["--csv", "codes.csv", "--stratum", "east"], "“east” is not among them"),
        (["--csv", "no-such-folder/codes.csv"], "Check path and rights"),
        (["--csv", "codes.csv", "--slips", "there"], "There is a file there already"),
    ],
)
def test_no_code_is_made_and_no_file_left_when_something_is_wrong(
    coded: Path, monkeypatch: pytest.MonkeyPatch, capsys, more: list[str], said: str
):
    monkeypatch.chdir(coded)
    Path("there").write_text("codes of others", encoding="utf-8")

    assert make(*more) == 1

    assert said in capsys.readouterr().err
    assert not Path("codes.csv").exists()
    assert Path("there").read_text(encoding="utf-8") == "codes of others"
    main(["wave", "codes", NAME])
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("published")
def test_a_wave_that_is_open_to_everybody_has_no_codes(data_dir: Path, capsys):
    main(["wave", "add", wave_file(data_dir)])

    assert make("--csv", str(data_dir / "codes.csv")) == 1
    assert "by_code: true" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "1000001", "many"])
def test_a_number_that_makes_no_sense_is_refused(coded: Path, capsys, count: str):
    with pytest.raises(SystemExit):
        main(["wave", "codes", NAME, "--count", count, "--csv", "codes.csv"])
    assert "--count" in capsys.readouterr().err
