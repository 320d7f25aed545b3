"""What an operator is told of evaluations that were altered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text

from copfeedback.cli import main
from copfeedback.evaluations import store
from copfeedback.evaluations.events import EventKind, Registered, Said
from copfeedback.evaluations.model import Design
from copfeedback.evaluations.report_model import (
    Attachment,
    Decision,
    Finding,
    Measured,
    Report,
    Source,
    Verdict,
)
from copfeedback.evaluations.tables import evaluation_attachment
from copfeedback.people.audit import Action
from copfeedback.results.canonical import fingerprint
from copfeedback.results.store import release
from copfeedback.storage.engine import open_database, reading, writing
from tests.evaluations.pledged import CODE, Pledged, a_pledge, an_indicator
from tests.factories import NOON, TODAY, in_languages, open_tiny_wave

PDF = b"%PDF-1.7 a report"
FILE = sha256(PDF).hexdigest()
WORDS = in_languages("words")
RELEASE = "tiny-spring.1"
FROZEN = fingerprint("{}")
MOVED = (
    "Event 3 of evaluation walking-patrols does not follow the one before it: one was removed or "
    "moved."
)


def a_report() -> Report:
    """Results that rest on a release and have a file."""
    measured = Measured(sources=(Source(RELEASE, FROZEN),))
    return Report(
        number=1,
        summary=WORDS,
        easy=WORDS,
        answers={},
        findings=(Finding("trust", Verdict.IMPROVED, measured=measured),),
        method=WORDS,
        limits=WORDS,
        decision=Decision.CONTINUE,
        decision_why=WORDS,
        attachments=(Attachment("Report", "en", len(PDF), FILE),),
    )


@pytest.fixture
def engine(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """Three events of an evaluation: registered, signed, and published with a file."""
    monkeypatch.setenv("COPFEEDBACK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COPFEEDBACK_DATABASE_URL", sqlite_address)
    engine = open_database(sqlite_address)
    open_tiny_wave(engine, tmp_path)
    pledged = Pledged(engine)
    pledged.registered()
    pledged.pledging.sign(pledged.officer, CODE, "hall", after=1)
    frozen = {"canonical": "{}", "sha256": FROZEN, "private": "{}", "built_at": NOON}
    whose = {"wave_id": "tiny-spring", "number": 1, "survey_id": "tiny", "built_by": "portal"}
    kept = {"title": "Report", "language": "en", "size": len(PDF), "pdf": PDF}
    with writing(engine) as connection:
        connection.execute(insert(release), frozen | whose)
        connection.execute(
            insert(evaluation_attachment), kept | {"evaluation": CODE, "sha256": FILE}
        )
        kind, about = EventKind.PUBLISHED, f"evaluation {CODE}"
        store.add_event(connection, CODE, kind, a_report(), at=NOON, on=TODAY, by="Institute")
        pledged.trail.append(connection, pledged.evaluator, Action.PUBLISH_EVALUATION, about)
    yield engine
    engine.dispose()


def spoil(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(statement))


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert main(["verify"]) == 1
    return capsys.readouterr().err.splitlines()


def noted(engine: Engine) -> tuple[str, str]:
    """The two hashes of the second event, as they are noted in minutes."""
    with reading(engine) as connection:
        event = store.find_event(connection, 2)
    return f"2:{event.hash}", f"2:{event.sha256}"


def test_everything_holds_and_the_last_event_can_be_noted(
    engine: Engine, capsys: pytest.CaptureFixture[str]
):
    assert main(["verify"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("Evaluations and releases hold. Last event: 3:")

    last = said[1].split()[-1]
    assert main(["verify", "--noted", last]) == 0
    for each in noted(engine):
        assert main(["verify", "--noted", each]) == 0


def test_figures_of_complaints_that_are_others_now_are_named(
    engine: Engine, capsys: pytest.CaptureFixture[str]
):
    filed = an_indicator("filed", series="complaints.filed", design=Design.CHANGE)
    cited = (Source("complaints-2026-Q1", "ab" * 32), Source("forums-2025", ""))
    finding = Finding("filed", Verdict.IMPROVED, measured=Measured(sources=cited))
    happened: dict[EventKind, Said] = {
        EventKind.REGISTERED: Registered(a_pledge(indicators=(filed,))),
        EventKind.PUBLISHED: replace(a_report(), attachments=(), findings=(finding,)),
    }
    with writing(engine) as connection:
        for kind, said in happened.items():
            store.add_event(connection, "filed", kind, said, at=NOON, on=TODAY, by="Institute")

    added = "Evaluation filed: 0 events are in the audit trail as “{}”, 1 in the chain."
    *put_in, sentence = told(capsys)
    assert put_in == [added.format("published"), added.format("registered")]
    assert sentence == (
        "Evaluation filed cites complaints-2026-Q1 of complaints.filed, which is not published any "
        "more as it was."
    )


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE evaluation_event SET text = replace(text, 'hall', 'HALL') WHERE number = 2",
            "Event 2 of evaluation walking-patrols was changed.",
        ),
        (
            "UPDATE evaluation_event SET previous_hash = '0' WHERE number = 3",
            MOVED,
        ),
        (
            f"UPDATE evaluation_attachment SET pdf = X'00' WHERE sha256 = '{FILE}'",
            f"Evaluation walking-patrols: the file {FILE} is gone or was changed.",
        ),
        (
            "DELETE FROM evaluation_attachment",
            f"Evaluation walking-patrols: the file {FILE} is gone or was changed.",
        ),
        (
            "UPDATE release SET canonical = '{ }'",
            f"Release {RELEASE} was changed: it does not fit its SHA-256 any more.",
        ),
        (
            "DELETE FROM release",
            f"Evaluation walking-patrols cites release {RELEASE}, which is gone.",
        ),
        (
            f"UPDATE release SET canonical = '[]', sha256 = '{fingerprint('[]')}'",
            f"Evaluation walking-patrols cites release {RELEASE}, which is another one now.",
        ),
    ],
    ids=["text", "order", "file", "no file", "release", "no release", "release anew"],
)
def test_it_is_said_what_was_altered_and_of_which_evaluation(
    engine: Engine, capsys: pytest.CaptureFixture[str], statement: str, sentence: str
):
    spoil(engine, statement)

    assert told(capsys) == [sentence]


def test_a_deleted_event_is_missed_in_the_chain_and_by_the_audit_trail(
    engine: Engine, capsys: pytest.CaptureFixture[str]
):
    spoil(engine, "DELETE FROM evaluation_event WHERE number = 2")

    assert told(capsys) == [
        "Event 2 of the evaluations is missing.",
        "Evaluation walking-patrols: 1 events are in the audit trail as “signed”, 0 in the chain.",
    ]


def test_a_pledge_that_cannot_be_read_is_named(engine: Engine, capsys: pytest.CaptureFixture[str]):
    spoil(engine, "UPDATE evaluation_event SET text = '' WHERE number = 1")

    assert told(capsys) == [
        "Event 1 of evaluation walking-patrols was changed.",
        "Evaluation walking-patrols was changed so that it cannot be read.",
    ]


def test_a_noted_hash_that_is_nowhere_is_told(engine: Engine, capsys: pytest.CaptureFixture[str]):
    for each in (f"2:{'0' * 64}", f"99:{'0' * 64}"):
        assert main(["verify", "--noted", each]) == 1
        said = capsys.readouterr().err
        assert "The audit trail is broken." in said
        assert "Nor is it the hash of an event of an evaluation." in said


def test_a_hash_noted_in_minutes_gives_a_cut_end_away(
    engine: Engine, capsys: pytest.CaptureFixture[str]
):
    chain, _ = noted(engine)
    spoil(engine, "DELETE FROM evaluation_event WHERE number > 1")

    assert main(["verify", "--noted", chain]) == 1
    assert "Nor is it the hash of an event of an evaluation." in capsys.readouterr().err
