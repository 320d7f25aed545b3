"""What an operator is told about the file of a wave."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.definition import DefinitionError
from copfeedback.surveys.wave_file import read_wave_file
from copfeedback.surveys.wave_model import (
    Arm,
    Audience,
    Behind,
    Recruitment,
    WaveKind,
    WavePlan,
)
from tests.factories import in_languages

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
PLANNED = (
    WAVE_FILE
    + """\
kind: baseline
every_months: 6
run_by: {en: A university}
arm: pilot
population: {gender: {woman: 510, man: 490}}
target: 400
targets: {mode: {paper: 50}}
audience: internal
modes: [light, paper]
by_code: true
recruitment: sample
strata: [north, south]
clusters: [one]
officer_run: true
languages: [en, ar]
fallback_languages: [ar]
"""
)
WAVE_FAULTS = [
    ("id: spring", "id: Spring 1", 1, "id", "should match pattern"),
    ("id: spring", "id: policy", 1, "id", "“policy” is the address of another page"),
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
    (SECTOR, SECTOR.replace("}}", "}, arm: test}"), 9, "sectors harbour arm", "'pilot'"),
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


PLAN_FAULTS = [
    ("kind: baseline", "kind: first", "kind", "'baseline'"),
    ("every_months: 6", "every_months: 0", "every_months", "greater than"),
    ("every_months: 6", "every_months: often", "every_months", "valid integer"),
    ("{en: A university}", "A university", "run_by", "valid dictionary"),
    ("woman: 510", "woman: -1", "population gender woman", "greater than"),
    ("population: {gender:", "population: {shoes:", "population shoes", "'gender'"),
    ("target: 400", "target: 0", "target", "greater than"),
    ("modes: [light, paper]", "modes: []", "modes", "at least 1"),
    ("modes: [light, paper]", "modes: [light, light]", "modes number 2", "“light” is there twice"),
    ("modes: [light, paper]", "modes: [pigeon]", "modes number 1", "'light'"),
    ("by_code: true", "by_code: sometimes", "by_code", "valid boolean"),
    ("recruitment: sample", "recruitment: quota", "recruitment", "'open_link'"),
    ("strata: [north, south]", "strata: [north, north]", "strata number 2", "is there twice"),
    ("languages: [en, ar]", "languages: [English!]", "languages number 1", "match pattern"),
]


def test_everything_that_is_planned_is_read(tmp_path: Path):
    path = tmp_path / "wave.yaml"
    path.write_text(PLANNED, encoding="utf-8")

    plan = read_wave_file(path).plan()

    assert plan == WavePlan(
        kind=WaveKind.BASELINE,
        every_months=6,
        behind=Behind(run_by=in_languages("A university")),
        arm=Arm.PILOT,
        population={"gender": {"woman": 510, "man": 490}},
        target=400,
        targets={"mode": {"paper": 50}},
        audience=Audience.INTERNAL,
        modes=frozenset({Mode.LIGHT, Mode.PAPER}),
        by_code=True,
        recruitment=Recruitment.SAMPLE,
        strata=("north", "south"),
        clusters=("one",),
        officer_run=True,
        languages=("en", "ar"),
        fallback_languages=("ar",),
    )


@pytest.mark.parametrize(("sound", "faulty", "where", "fault"), PLAN_FAULTS)
def test_a_plan_is_refused_with_line_and_fix_when_its_file_is_faulty(
    tmp_path: Path, sound: str, faulty: str, where: str, fault: str
):
    path = tmp_path / "wave.yaml"
    assert sound in PLANNED
    path.write_text(PLANNED.replace(sound, faulty, 1), encoding="utf-8")
    line = PLANNED[: PLANNED.index(sound)].count("\n") + 1

    with pytest.raises(DefinitionError) as caught:
        read_wave_file(path)

    found = caught.value.faults[0]
    assert (found.line, found.where) == (line, where)
    assert fault in found.fault
    assert found.fix


def test_strata_are_refused_when_people_choose_themselves(tmp_path: Path):
    path = tmp_path / "wave.yaml"
    path.write_text(PLANNED.replace("sample", "outreach"), encoding="utf-8")

    with pytest.raises(DefinitionError) as caught:
        read_wave_file(path)

    assert [found.where for found in caught.value.faults] == ["strata", "clusters"]


def test_a_sector_has_no_arm_of_its_own_when_its_wave_has_one(tmp_path: Path):
    path = tmp_path / "wave.yaml"
    text = PLANNED.replace("{en: Harbour}}", "{en: Harbour}, arm: control}")
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DefinitionError, match="the whole wave and this sector have an arm"):
        read_wave_file(path)
