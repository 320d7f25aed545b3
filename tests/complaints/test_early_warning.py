"""Weeks that stand out: EARS C1, for the independent body alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, insert, select

from copfeedback.complaints.counter_tables import complaint_signal
from copfeedback.complaints.counters import Counters, Measure
from copfeedback.complaints.early_warning import BadLook, EarlyWarning, expectation
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import PUBLIC, Actor, Role
from copfeedback.people.tables import organisation, staff
from copfeedback.sealing import Seal, new_key
from copfeedback.storage.engine import reading, writing
from tests.complaints.counting import a_new_case
from tests.factories import a_trail

MONDAY = date(2026, 11, 2)  # week 45
WEEK = timedelta(days=7)
WORKER = Actor("w", Role.CASEWORKER, id=1, organisation=1)


@pytest.mark.parametrize(
    ("before", "mean", "threshold"),
    [
        # Worked out by hand: mean, and three sample standard deviations.
        ([1, 2, 3, 4, 5, 6, 7], 4, 4 + 3 * 2.160247),
        ([0, 0, 0, 0, 0, 0, 7], 1, 1 + 3 * 2.645751),
        ([2] * 7, 2, 2 + 3 * 0.5),  # never less than half a complaint
        ([99, 1, 2, 3, 4, 5, 6, 7], 4, 4 + 3 * 2.160247),  # the last seven alone
    ],
)
def test_what_is_expected_is_that_of_ears_c1(before: list[int], mean: float, threshold: float):
    expected = expectation(before, 3)
    assert expected
    assert expected.mean == pytest.approx(mean)
    assert expected.threshold == pytest.approx(threshold, abs=1e-5)


def test_nothing_is_expected_before_seven_weeks_are_known():
    assert expectation([1] * 6, 3) is None


@pytest.fixture
def counters() -> Counters:
    return Counters(Seal(new_key(), b"counters"))


@pytest.fixture
def trail(engine: Engine) -> Trail:
    with writing(engine) as connection:
        for number, kind in ((1, "oversight"), (2, "police")):
            row = {"id": number, "kind": kind, "name": f"body {number}", "active": True}
            connection.execute(insert(organisation), row)
        for number, role, body in ((1, "caseworker", 1), (2, "caseworker", 1), (3, "leader", 2)):
            person = {
                "id": number,
                "name": f"person {number}",
                "role": role,
                "password_hash": "",
                "active": True,
                "demonstration": False,
                "organisation_id": body,
                "heads_unit": False,
                "manager": False,
                "wrong_attempts": 0,
                "email": "",
                "last_step": 0,
            }
            connection.execute(insert(staff), person)
    return a_trail(engine)


@pytest.fixture
def warning(trail: Trail, counters: Counters) -> EarlyWarning:
    seal = Seal(new_key(), b"warning")
    today = MONDAY + timedelta(days=2)
    return EarlyWarning(trail, counters, seal, lambda: today, deviations=3, least=3)


def let_come(
    engine: Engine, counters: Counters, each_week: int, last: int, **answers: list[str]
) -> None:
    """So many in each of the ten weeks before, and in the last one."""
    with writing(engine) as connection:
        for week in range(10, -1, -1):
            for _ in range(each_week if week else last):
                counters.count_filing(connection, a_new_case(**answers), MONDAY - week * WEEK)


def test_a_week_with_many_stands_out_in_what_they_are_about(
    engine: Engine, counters: Counters, warning: EarlyWarning
):
    let_come(engine, counters, 2, 4, themes=["stop_and_search"])
    found = {signal.at: signal for signal in warning.signals(WORKER)}
    assert set(found) == {
        ("2026-W45", "week_category", "powers"),
        ("2026-W45", "week_sector", "not_stated"),
        ("2026-W45", "week_trigger", "stop_and_search"),
    }
    signal = found["2026-W45", "week_category", "powers"]
    assert (signal.count, signal.expected.mean, signal.expected.threshold) == (4, 2, 3.5)
    assert signal.looks is None


def test_nothing_stands_out_in_a_usual_week(
    engine: Engine, counters: Counters, warning: EarlyWarning
):
    let_come(engine, counters, 2, 3)
    assert warning.signals(WORKER) == []


def test_weeks_with_hardly_any_never_stand_out(
    engine: Engine, counters: Counters, warning: EarlyWarning
):
    let_come(engine, counters, 0, 2)
    assert warning.signals(WORKER) == []


def test_weeks_without_any_count_as_none(engine: Engine, counters: Counters, warning: EarlyWarning):
    with writing(engine) as connection:
        counters.count_filing(connection, a_new_case(), MONDAY - 10 * WEEK)
        for _ in range(3):
            counters.count_filing(connection, a_new_case(), MONDAY)
    signals = warning.signals(WORKER)
    assert {signal.at[0] for signal in signals} == {"2026-W45"}
    assert signals[0].expected.mean == 0


def test_nothing_is_said_before_enough_weeks_are_known(
    engine: Engine, counters: Counters, warning: EarlyWarning
):
    with writing(engine) as connection:
        for _ in range(30):
            counters.count_filing(connection, a_new_case(), MONDAY)
    assert warning.signals(WORKER) == []


def test_somebody_looks_at_it_and_their_note_is_sealed(
    engine: Engine, counters: Counters, warning: EarlyWarning, trail: Trail
):
    let_come(engine, counters, 2, 4)
    at = ("2026-W45", "week_category", "powers")
    warning.look(WORKER, at, 2, " A canary in the note ")
    found = {signal.at: signal for signal in warning.signals(WORKER)}[at]
    assert (found.looks, found.staff_id, found.note) == ("person 2", 2, "A canary in the note")
    with reading(engine) as connection:
        assert b"canary" not in connection.execute(select(complaint_signal.c.note)).scalar_one()
        (entry,) = connection.exec_driver_sql("SELECT action, subject FROM audit_entry").all()
    assert tuple(entry) == ("look_at_signal", "2026-W45 week_category powers")
    assert "canary" not in repr(found)
    warning.look(WORKER, at, 1, "")
    assert {signal.looks for signal in warning.signals(WORKER)} == {"person 1", None}


@pytest.mark.parametrize(
    ("week", "who", "note"),
    [("2026-W44", 2, ""), ("2026-W45", 3, ""), ("2026-W45", 99, ""), ("2026-W45", 2, "x" * 2_001)],
)
def test_only_somebody_of_the_body_looks_and_only_at_what_stands_out(
    engine: Engine, counters: Counters, warning: EarlyWarning, week: str, who: int, note: str
):
    let_come(engine, counters, 2, 4)
    with pytest.raises(BadLook):
        warning.look(WORKER, (week, "week_category", "powers"), who, note)


def test_nobody_else_is_told(warning: EarlyWarning):
    others = [Actor("x", role, id=3, organisation=2) for role in Role if role != Role.CASEWORKER]
    for actor in (PUBLIC, *others):
        for ask in (
            warning.signals,
            warning.motives,
            warning.people,
            lambda actor: warning.look(actor, ("2026-W45", "week_sector", "x"), 1, ""),
        ):
            with pytest.raises(NotPermitted):
                ask(actor)


def test_motives_are_counted_by_month_for_the_body(
    engine: Engine, counters: Counters, warning: EarlyWarning
):
    let_come(engine, counters, 1, 1, motives=["origin", "language"])
    found = warning.motives(WORKER)
    assert list(found) == ["2026-11", "2026-10", "2026-09", "2026-08"]
    assert found["2026-11"] == {"origin": 1, "language": 1}
    assert Measure.MOTIVE == "motive"
