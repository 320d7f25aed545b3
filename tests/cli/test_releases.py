"""Frozen results from a shell: built, approved, published, withdrawn, shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copfeedback.cli import main

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
"""


@pytest.fixture(autouse=True)
def folder(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A wave that nobody answered."""
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(published))
    monkeypatch.delenv("COPFEEDBACK_DATABASE_URL", raising=False)
    path = tmp_path / "wave.yaml"
    path.write_text(WAVE, encoding="utf-8")
    main(["wave", "add", str(path)])
    return tmp_path


@pytest.fixture
def _closed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["wave", "close", "contact"])
    capsys.readouterr()


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["release", *words]) == 1
    return capsys.readouterr().err


def document(capsys: pytest.CaptureFixture[str], release_id: str) -> dict[str, object]:
    capsys.readouterr()
    assert main(["release", "show", release_id, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_nothing_is_built_when_the_wave_is_open(capsys):
    assert "Wave contact is not closed yet." in refused(capsys, "build", "contact")
    assert "There is no wave “none”" in refused(capsys, "build", "none")


@pytest.mark.usefixtures("_closed")
def test_a_release_is_approved_and_published(capsys):
    assert "A second person must approve it first." in refused(capsys, "publish", "contact.1")
    assert main(["release", "approve", "contact.1"]) == 0
    assert "approved already. Nothing was changed." in refused(capsys, "approve", "contact.1")
    late = refused(capsys, "publish", "contact.1", "--at", "2099-02-01T00:01")
    assert "Nobody can put off the promised day." in late

    assert main(["release", "publish", "contact.1", "--at", "2099-01-31T08:00+00:00"]) == 0

    found = document(capsys, "contact.1")
    assert (found["state"], found["publish_at"]) == ("planned", "2099-01-31T08:00:00+00:00")
    assert {found[f"{done}_by"] for done in ("built", "approved", "published")} == {"operator"}

    assert main(["release", "publish", "contact.1"]) == 0
    assert document(capsys, "contact.1")["state"] == "public"


@pytest.mark.usefixtures("_closed")
def test_a_draft_is_built_anew_and_a_public_release_corrected(capsys):
    assert main(["release", "build", "contact"]) == 0
    assert capsys.readouterr().out.startswith("Release contact.1 has SHA-256 ")
    assert main(["release", "build", "contact", "--anew"]) == 0
    for words in (["approve", "contact.2"], ["publish", "contact.2"]):
        assert main(["release", *words]) == 0
    assert "Say why" in refused(capsys, "build", "contact", "--anew")

    assert main(["release", "build", "contact", "--anew", "--reason", "en=One area was off."]) == 0

    assert document(capsys, "contact.1")["state"] == "superseded"
    found = document(capsys, "contact.3")
    assert (found["corrects"], found["reason"]) == ("contact.2", {"en": "One area was off."})


@pytest.mark.usefixtures("_closed")
def test_a_release_is_withdrawn_with_a_notice(capsys):
    assert "Say why" in refused(capsys, "withdraw", "contact.1")
    assert "does not speak “xx”" in refused(capsys, "withdraw", "contact.1", "--notice", "xx=No")

    notice = ["--notice", "en=The answers were not real.", "--notice", "ar=لم تكن حقيقية."]
    assert main(["release", "withdraw", "contact.1", *notice]) == 0

    found = document(capsys, "contact.1")
    assert (found["state"], found["withdrawn_by"]) == ("withdrawn", "operator")
    assert sorted(found["notice"]) == ["ar", "en"]


@pytest.mark.usefixtures("_closed")
def test_releases_are_shown_and_listed(capsys):
    assert main(["release", "list"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("contact.1\tBuilt, waits for approval\tbuilt ")
    assert line.endswith("public by itself on 2099-02-01")

    assert main(["release", "show", "contact.1"]) == 0
    shown = capsys.readouterr().out
    assert "too few answers" in shown
    assert "There is no release “contact.2”." in refused(capsys, "show", "contact.2")


@pytest.mark.usefixtures("_closed")
def test_every_row_of_a_document_says_its_figures_or_why_there_are_none(capsys):
    found = document(capsys, "contact.1")
    assert found["questions"]
    for question in found["questions"]:
        for row in question["rows"]:
            assert row["suppressed"] or row["answers"]
            assert {"domain", "domain_id", "n", "people"} <= set(row)


@pytest.mark.parametrize(
    "words",
    [
        ["publish", "contact.1", "--at", "soon"],
        ["withdraw", "contact.1", "--notice", "no language"],
    ],
)
def test_a_command_is_refused_when_it_cannot_be_read(words: list[str], capsys):
    with pytest.raises(SystemExit):
        main(["release", *words])
    assert "2026-06-30T08:00" in (told := capsys.readouterr().err) or "en=…" in told
