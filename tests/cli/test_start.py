"""The command as a process of its own: checking a file needs nothing of a portal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.surveys.forms import a_form

START = [sys.executable, "-c", "import sys; from copfeedback.start import main; sys.exit(main())"]
GOOD = (("type", "name", "label::English (en)"), ("text", "q", "Question"))
BAD = (*GOOD, ("nonsense", "r", "R"))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*START, *words], capture_output=True, text=True, check=False)


def test_a_form_is_checked_without_a_database_or_settings(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("COPFEEDBACK_DATABASE_URL", "nonsense")
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(a_form(GOOD))
    bad.write_bytes(a_form(BAD))

    said = run("survey", "check", str(good))
    assert (said.returncode, said.stderr) == (0, "")
    assert "good. 1 questions in en." in said.stdout

    said = run("survey", "check", str(good), str(bad))
    assert said.returncode == 1
    assert f"{bad}:3: survey sheet, column type" in said.stderr


def test_nothing_of_a_portal_is_loaded_when_a_form_is_checked(tmp_path: Path):
    form = tmp_path / "form.xlsx"
    form.write_bytes(a_form(GOOD))
    program = (
        "import sys; sys.argv = ['copfeedback', 'survey', 'check', sys.argv[1]]\n"
        "from copfeedback.start import main; main()\n"
        "print([name for name in ('sqlalchemy', 'streamlit', 'uvicorn') if name in sys.modules])"
    )

    said = subprocess.run(
        [sys.executable, "-c", program, str(form)], capture_output=True, text=True, check=True
    )

    assert said.stdout.endswith("[]\n")


def test_every_other_command_is_carried_out_as_before():
    assert "COMMAND" in run("--help").stdout
    assert "usage: copfeedback survey check" in run("survey", "check").stderr
    assert run("survey", "check", "--help").returncode == 0
