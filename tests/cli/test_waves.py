"""Waves from a shell: added, changed, given their population."""

from __future__ import annotations

from pathlib import Path

import pytest

from copfeedback.application import build_portal
from copfeedback.cli import main
from copfeedback.settings import Settings
from copfeedback.surveys.wave_model import Wave

WAVE = """\
id: contact
survey: police-contact
version: 1
name: {en: "Test wave"}
opens: 2020-01-01
closes: 2099-01-01
results_due: 2099-02-01
sectors:
  - {code: harbour, text: {en: "Harbour"}}
target: 100
"""


@pytest.fixture(autouse=True)
def folder(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(published))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    return tmp_path


def write(folder: Path, text: str, name: str = "wave.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def stored(folder: Path) -> Wave:
    portal = build_portal(Settings(data_dir=folder / "var"))
    wave = portal.surveys.book.find("contact").wave
    portal.stop()
    return wave


def test_a_wave_opens_in_the_languages_of_the_portal(folder: Path):
    assert main(["wave", "add", write(folder, WAVE)]) == 0

    assert stored(folder).plan.languages == ("en", "ar", "fr", "ru", "es", "uk")


def test_a_wave_is_refused_with_the_line_when_it_does_not_fit_its_survey(folder: Path, capsys):
    assert main(["wave", "add", write(folder, WAVE + "languages: [en, tlh]\n")]) == 1
    told = capsys.readouterr().err
    assert "wave.yaml:11: languages: the portal does not speak tlh. Fix: use some of en" in told

    assert main(["wave", "add", write(folder, WAVE + "targets: {gender: {x: 5}}\n")]) == 1
    assert "wave.yaml:11: targets gender x: “x” is no value of gender" in capsys.readouterr().err


def test_a_wave_is_changed_as_its_file_says_now(folder: Path, capsys):
    main(["wave", "add", write(folder, WAVE)])

    assert main(["wave", "change", write(folder, WAVE.replace("target: 100", "target: 50"))]) == 0
    assert stored(folder).plan.target == 50
    spoilt = write(folder, WAVE.replace("2020-01-01", "2020-01-02"))
    assert main(["wave", "change", spoilt]) == 1
    assert "wave.yaml:5: opens: the wave is open already" in capsys.readouterr().err
    main(["wave", "close", "contact"])
    assert main(["wave", "change", write(folder, WAVE)]) == 1
    assert "takes no more answers" in capsys.readouterr().err


def test_the_population_of_a_wave_is_taken_from_a_table(folder: Path, capsys):
    main(["wave", "add", write(folder, WAVE)])
    people = write(folder, "margin,value,count\ngender,woman,510\ngender,man,490\n", "people.csv")

    assert main(["wave", "population", "contact", people]) == 0
    assert "gender: 1000 people in 2 groups" in capsys.readouterr().out
    assert stored(folder).plan.population == {"gender": {"woman": 510, "man": 490}}
    assert stored(folder).plan.target == 100
    spoilt = write(folder, "margin,value,count\ngender,lady,510\n", "people.csv")
    assert main(["wave", "population", "contact", spoilt]) == 1
    assert "people.csv:2: value: “lady” is no value of gender" in capsys.readouterr().err


def test_an_internal_wave_is_marked_in_the_list(folder: Path, capsys):
    main(["wave", "add", write(folder, WAVE + "audience: internal\n")])
    capsys.readouterr()

    main(["wave", "list"])

    assert capsys.readouterr().out.rstrip().endswith("2020-01-01 to 2099-01-01\tinternal")
