"""Responses collected elsewhere, brought in from a shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from copfeedback.application import build_portal
from copfeedback.cli import main
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading
from copfeedback.surveys import store

WAVE = """\
id: baseline
survey: police-contact
version: 1
name: {en: "Baseline"}
kind: baseline
opens: 2020-03-02
closes: 2020-03-29
results_due: 2020-05-01
modes: [paper, assisted]
recruitment: sample
sectors:
  - {code: harbour, text: {en: "Harbour"}}
"""
DATA = """\
_id;Gender;sector;w;Comment
1;Woman;Harbour;1.5;x
2;man;harbour;2;y
"""


@pytest.fixture(autouse=True)
def folder(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(published))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    return tmp_path


def write(folder: Path, text: str, name: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def bring(folder: Path, *options: str, data: str = DATA, wave: str = WAVE) -> int:
    files = write(folder, wave, "wave.yaml"), write(folder, data, "data.csv")
    return main(["wave", "import", *files, *options])


def weights(folder: Path) -> list[float | None]:
    """The weights of what is stored."""
    portal = build_portal(Settings(data_dir=folder / "var"))
    with reading(portal.engine) as connection:
        found = connection.execute(select(store.response.c.weight)).scalars().all()
    portal.stop()
    return sorted(found)


def test_a_file_is_brought_in_as_a_closed_wave(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder, "--weight", "w") == 0

    told = capsys.readouterr().out
    assert "  Gender → gender\n" in told
    assert "  w → weight\n" in told
    assert "  _id: left out, about the device or the person, never kept\n" in told
    assert "  Comment: left out, no question of this name\n" in told
    assert "2 rows were read.\nLeft out: Comment\n" in told
    assert "Wave baseline is there, closed, with 2 responses." in told
    assert weights(folder) == [1.5, 2.0]


def test_nothing_is_stored_when_it_is_only_tried(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder, "--dry-run") == 0

    told = capsys.readouterr().out
    assert "Left out: w and Comment\n" in told
    assert "2 responses can be taken. Nothing was stored." in told
    assert weights(folder) == []
    assert bring(folder) == 0


def test_faults_are_told_and_nothing_is_stored(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert bring(folder, data=DATA + "3;robot;harbour;1;z\n") == 1

    told = capsys.readouterr().err
    assert "1 row cannot be taken, so nothing is." in told
    assert "Row 4, column “Gender”, “robot”: This is none of the answers." in told
    assert "Nothing was stored" in told
    assert weights(folder) == []


def test_a_mapping_is_proposed_corrected_and_used(folder: Path, capsys: pytest.CaptureFixture[str]):
    data, path = (
        DATA.replace("Gender", "Q1").replace("Woman", "1").replace("man", "2"),
        folder / "m",
    )

    assert bring(folder, "--weight", "w", "--write-map", str(path), data=data) == 0
    assert weights(folder) == []
    mapping = path.read_text(encoding="utf-8")
    assert '- "Q1"  # unknown' in mapping
    corrected = mapping.replace('  - "Q1"  # unknown\n', "").replace(
        "columns:\n", 'columns:\n  Q1: {item: gender, values: {"1": woman, "2": man}}\n'
    )
    path.write_text(corrected, encoding="utf-8")

    assert bring(folder, "--map", str(path), data=data) == 0
    assert weights(folder) == [1.5, 2.0]


@pytest.mark.parametrize(
    ("options", "wave", "data", "told"),
    [
        (["--weight", "none"], WAVE, DATA, "the file has no column “none”"),
        ([], WAVE.replace("survey: police-contact", "survey: none"), DATA, "is not published"),
        ([], WAVE.replace("2020", "2090"), DATA, "has not passed"),
        ([], WAVE, "a;b\n1;2\n", "No column of"),
        (["--stratum", "w"], WAVE.replace("recruitment: sample\n", ""), DATA, "wave.yaml:1"),
        (["--map", "/none"], WAVE, DATA, "cannot be read"),
        (["--write-map", "/none/map"], WAVE, DATA, "cannot be written"),
        ([], WAVE, "", "no columns"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    wave: str,
    data: str,
    told: str,
):
    assert bring(folder, *options, wave=wave, data=data) == 1

    assert told in capsys.readouterr().err


def test_a_wave_is_brought_in_once(folder: Path, capsys: pytest.CaptureFixture[str]):
    bring(folder)

    assert bring(folder) == 1
    assert "There is a wave “baseline” already" in capsys.readouterr().err
