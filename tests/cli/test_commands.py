"""What an operator does from a shell."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from copfeedback.application import PROJECT, build_portal
from copfeedback.cli import main
from copfeedback.settings import Settings

SURVEY = PROJECT / "surveys" / "police-contact" / "v1.yaml"
WAVE = """
id: police-contact-test
survey: police-contact
version: 1
name: {en: "Test wave"}
opens: 2020-01-01
closes: 2099-01-01
results_due: 2099-02-01
sectors:
  - {code: harbour, text: {en: "Harbour"}}
"""


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    return tmp_path


def wave_file(folder: Path, text: str = WAVE) -> str:
    path = folder / "wave.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_survey_runs_from_publication_to_release_when_an_operator_does_so(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["migrate"]) == 0
    assert main(["survey", "check", str(SURVEY)]) == 0
    assert main(["survey", "publish", str(SURVEY)]) == 0
    assert main(["wave", "add", wave_file(data_dir)]) == 0
    assert main(["wave", "list"]) == 0
    assert "police-contact-test\t/s/" in capsys.readouterr().out
    assert main(["wave", "close", "police-contact-test"]) == 0
    first = capsys.readouterr().out
    assert "SHA-256" in first
    assert main(["wave", "close", "police-contact-test"]) == 0
    assert capsys.readouterr().out == first


@pytest.mark.usefixtures("published")
def test_missing_languages_are_named_when_a_wave_is_added(data_dir: Path, capsys):
    assert main(["wave", "add", wave_file(data_dir)]) == 0

    told = capsys.readouterr().err
    assert "its name is not there in ar, fr, ru, es, uk" in told


@pytest.mark.usefixtures("published")
def test_posters_come_in_every_language_with_a_readable_code(data_dir: Path, capsys):
    main(["wave", "add", wave_file(data_dir)])
    capsys.readouterr()

    assert main(["survey", "qr", "police-contact-test", "--into", str(data_dir / "posters")]) == 0

    written = sorted(path.name for path in (data_dir / "posters").iterdir())
    assert len(written) == 12
    assert "police-contact-test-ar.svg" in written
    arabic = (data_dir / "posters" / "police-contact-test-ar.svg").read_text(encoding="utf-8")
    assert 'direction="rtl"' in arabic
    assert "/s/" in arabic
    with Image.open(data_dir / "posters" / "police-contact-test-uk.png") as picture:
        assert picture.width >= 500


@pytest.mark.usefixtures("migrated")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["wave", "close", "nowhere"], "There is no wave “nowhere”"),
        (["survey", "check", "missing.yaml"], "missing.yaml:0: file: the file cannot be read"),
        (["wave", "add", "missing.yaml"], "cannot be read"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(words: list[str], said: str, capsys):
    assert main(words) == 1
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("migrated")
def test_a_wave_is_refused_when_its_survey_is_not_published(data_dir: Path, capsys):
    assert main(["wave", "add", wave_file(data_dir)]) == 1
    assert "copfeedback survey publish" in capsys.readouterr().err


def test_a_wave_is_refused_when_its_days_are_out_of_order(data_dir: Path, capsys):
    spoilt = WAVE.replace("2099-02-01", "2019-02-01")

    assert main(["wave", "add", wave_file(data_dir, spoilt)]) == 1
    said = capsys.readouterr().err
    assert "wave.yaml:7: closes: the days are out of order" in said


def test_an_account_is_added_when_the_password_comes_from_a_pipe(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    police = ["--organisation", "City police"]
    assert main(["staff", "add", "amina", "--role", "leader", *police, "--kind", "police"]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("short\n"))
    assert main(["staff", "add", "omar", "--role", "administrator", *police]) == 1
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    assert main(["staff", "add", "amina", "--role", "leader", *police]) == 1

    portal = build_portal(Settings(data_dir=data_dir / "var"))
    signed_in = portal.people.sign_in(
        "amina", "a long enough password", client="127.0.0.1", local=True
    )
    assert portal.people.actor_of(signed_in.token) is not None
    portal.stop()


@pytest.mark.usefixtures("published")
def test_demonstration_data_are_refused_when_the_database_is_not_empty(data_dir: Path, capsys):
    main(["wave", "add", wave_file(data_dir)])

    assert main(["demo", "load"]) == 1
    assert "not empty" in capsys.readouterr().err


def test_nothing_is_served_when_loading_the_demonstration_was_interrupted(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys
):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("copfeedback.web.assets.precompress", lambda folder: folder)
    monkeypatch.setattr("copfeedback.demo._answer", interrupted)
    assert main(["serve", "--demo"]) == 1
    assert main(["serve", "--demo"]) == 1
    said = capsys.readouterr().err
    assert "Interrupted." in said
    assert "Loading the demonstration data was interrupted. Delete the database" in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "COPFEEDBACK_PORT: Input should be a valid integer"),
        ("DATABASE_URL", "postgresql://me:secret@host:port/name", "COPFEEDBACK_DATABASE_URL"),
        ("PUBLIC_ADDRESS", "https://", "COPFEEDBACK_PUBLIC_ADDRESS"),
        ("PUBLIC_ADDRESS", "http://[x", "COPFEEDBACK_PUBLIC_ADDRESS"),
    ],
)
def test_a_setting_is_named_when_it_cannot_be_used(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys
):
    monkeypatch.setenv(f"COPFEEDBACK_{name}", value)
    assert main(["wave", "list"]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert "secret" not in error
