"""What an operator is told about the file of a wave."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from copfeedback.surveys.definition import DefinitionError
from copfeedback.surveys.waves import (
    read_wave_file,
)

SECTOR = "  - {code: harbour, text: {en: Harbour}}\n"
WAVE_FILE = f"""\
id: spring
survey: tiny
version: 1
name: {{en: Spring}}
opens: 2026-05-01
closes: 2026-05-31
results_due: 2026-06-30
sectors:
{SECTOR}"""
WAVE_FAULTS = [
    ("id: spring", "id: Spring 1", 1, "id", "should match pattern"),
    ("version: 1", "version: one", 3, "version", "valid integer"),
    ("version: 1\n", "", 1, "version", "field required"),
    ("name: {en: Spring}", "name: Spring", 4, "name", "valid dictionary"),
    ("2026-05-01", "2026-02-30", 5, "opens", "valid date"),
    ("2026-05-01", "soon", 5, "opens", "valid date"),
    ("2026-05-01", "2026-06-01", 6, "closes", "the days are out of order"),
    ("2026-06-30", "2026-05-31", 6, "closes", "the days are out of order"),
    ("survey: tiny", "survey: tiny\nsurvey: other", 3, "file", "“survey” is there twice"),
    ("sectors:", "areas:", 9, "areas", "not permitted"),
    ("code: harbour", "code: yes", 9, "sectors True code", "valid string"),
    (
        "code: harbour",
        "code: not_stated",
        9,
        "sectors not_stated",
        "is kept for those who name no sector",
    ),
    (SECTOR, SECTOR * 2, 10, "sectors harbour", "“harbour” is there twice"),
    (WAVE_FILE, "", 1, "file", "the file is empty"),
    (WAVE_FILE, "[]", 1, "file", "valid dictionary"),
]


def test_a_wave_is_read_when_its_file_is_sound(tmp_path: Path):
    path = tmp_path / "wave.yaml"
    path.write_text(WAVE_FILE, encoding="utf-8")

    wave = read_wave_file(path)

    assert (wave.id, wave.opens, wave.sectors[0].code) == (
        "spring",
        date(2026, 5, 1),
        "harbour",
    )


@pytest.mark.parametrize(("sound", "faulty", "line", "where", "fault"), WAVE_FAULTS)
def test_a_wave_is_refused_with_line_and_fix_when_its_file_is_faulty(
    tmp_path: Path, sound: str, faulty: str, line: int, where: str, fault: str
):
    path = tmp_path / "wave.yaml"
    assert sound in WAVE_FILE
    path.write_text(WAVE_FILE.replace(sound, faulty), encoding="utf-8")

    with pytest.raises(DefinitionError) as caught:
        read_wave_file(path)

    (found,) = caught.value.faults
    assert (found.file, found.line, found.where) == (str(path), line, where)
    assert fault in found.fault
    assert found.fix


def test_a_wave_is_refused_when_its_file_is_missing_or_no_text(tmp_path: Path):
    path = tmp_path / "wave.yaml"
    path.write_bytes(b"\xff\xfe")

    for unreadable in (path, tmp_path, tmp_path / "none.yaml"):
        with pytest.raises(DefinitionError):
            read_wave_file(unreadable)
