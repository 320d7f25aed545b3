"""Of two who do something to an evaluation at once one does; who is killed leaves nothing half."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from dataclasses import replace
from signal import SIGKILL

import pytest
from sqlalchemy import Engine, event, func, select

from copfeedback.evaluations.model import DataSeen
from copfeedback.evaluations.register import Register
from copfeedback.evaluations.reporting import Reporting
from copfeedback.evaluations.tables import evaluation_attachment, evaluation_draft
from copfeedback.people.audit import Trail
from copfeedback.storage.engine import open_database, reading
from tests.breakage import PowerFailure, failing_at
from tests.evaluations.pledged import CODE
from tests.evaluations.reported import PDF, Reported
from tests.factories import in_languages
from tests.people.racing import at_once

WHY = in_languages("It was wrong")


@pytest.fixture
def reported(engine: Engine) -> Reported:
    """An evaluation whose results are written, on SQLite and on PostgreSQL."""
    reported = Reported(engine)
    reported.gathered()
    draft = reported.written()
    reported.reporting.attach(reported.evaluator, CODE, "Tables", "en", PDF, after=draft.version)
    return reported


def publishing(reported: Reported) -> Callable[[], object]:
    last = reported.find().last
    return lambda: reported.reporting.publish(reported.evaluator, CODE, after=last)


def amending(reported: Reported) -> Callable[[], object]:
    found = reported.find()
    changed = replace(found.pledge, about=WHY)
    return lambda: reported.pledging.amend(
        reported.evaluator, CODE, changed, WHY, DataSeen.ALL, after=found.last
    )


def signing(reported: Reported) -> Callable[[], object]:
    last = reported.find().last
    return lambda: reported.pledging.sign(reported.officer, CODE, "hall", after=last)


def cancelling(reported: Reported) -> Callable[[], object]:
    last = reported.find().last
    return lambda: reported.pledging.cancel(reported.evaluator, CODE, WHY, after=last)


Doing = Callable[[Reported], Callable[[], object]]


@pytest.mark.parametrize(
    ("one", "other"),
    [(publishing, amending), (signing, amending), (publishing, cancelling)],
    ids=["publish and amend", "sign and amend", "publish and cancel"],
)
def test_of_two_who_do_something_at_once_one_does(reported: Reported, one: Doing, other: Doing):
    assert at_once(one(reported), other(reported)) == ["ChangedMeanwhile", "done"]
    assert len(reported.find().events) == 2
    assert reported.register.verify() == []
    assert reported.register.lost() == []


def drafts_and_files(reported: Reported) -> tuple[int, int]:
    with reading(reported.engine) as connection:
        drafts, files = (
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (evaluation_draft, evaluation_attachment)
        )
    return drafts, files


def is_whole(reported: Reported, *, published: bool) -> bool:
    """Whether all of it was published, or nothing."""
    evaluation = reported.find()
    held = (reported.register.verify(), reported.register.lost(), reported.register.damaged_files())
    expected = ((0, 1), 1) if published else ((1, 1), 0)
    return held == ([], [], []) and expected == (
        drafts_and_files(reported),
        len(evaluation.publications),
    )


def test_nothing_is_half_published_when_the_power_fails(reported: Reported):
    publish = publishing(reported)
    for moment in itertools.count(1):
        try:
            with failing_at(reported.engine, moment):
                publish()
        except PowerFailure:
            assert drafts_and_files(reported) == (1, 1)
            assert reported.find().publications == ()
        else:
            break

    assert moment > 10
    assert is_whole(reported, published=True)


def test_who_is_killed_while_publishing_has_published_nothing(reported: Reported):
    url = reported.engine.url.render_as_string(hide_password=False)
    last = reported.find().last
    reported.engine.dispose()
    child = os.fork()
    if child == 0:  # nothing may come back from here: the test goes on in the parent
        try:
            own = open_database(url)
            trail = Trail(own, reported.trail.now)
            days = Register(trail, lambda: reported.today, reported.waves.get).fieldwork
            today, languages = (lambda: reported.today), ("en", "ar")
            reporting = Reporting(trail, today, reported.measuring, days, languages)
            kill_before_commit(own)
            reporting.publish(reported.evaluator, CODE, after=last)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == -SIGKILL
    assert is_whole(reported, published=False)
    publishing(reported)()
    assert is_whole(reported, published=True)


def kill_before_commit(engine: Engine) -> None:
    """Kill this process when everything is written, and nothing of it for good."""
    written: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        written.append(statement)

    def kill(_connection: object) -> None:
        if any(each.startswith("INSERT INTO evaluation_event") for each in written):
            os.kill(os.getpid(), SIGKILL)

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", kill)
