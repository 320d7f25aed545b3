"""Counters of complaints: exact in the end, and silent about any one case until then."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import Engine, insert, select, text

from copfeedback.complaints import counter_store
from copfeedback.complaints.counter_store import Counted
from copfeedback.complaints.counter_tables import complaint_pending
from copfeedback.complaints.counters import (
    BATCH,
    RECORD_BYTES,
    Counters,
    Duration,
    Event,
    Measure,
    duration,
    of_closing,
    of_filing,
)
from copfeedback.complaints.model import Category, Result, Verdict
from copfeedback.people.tables import sector
from copfeedback.sealing import Seal, new_key
from copfeedback.storage.engine import reading, writing
from tests.breakage import PowerFailure, failing_at
from tests.complaints.counting import a_new_case

MONDAY = date(2026, 11, 2)
EVERY = tuple(Measure)


@pytest.fixture
def counters() -> Counters:
    return Counters(Seal(new_key(), b"counters"))


def file(engine: Engine, counters: Counters, on: date = MONDAY, **answers: object) -> None:
    with writing(engine) as connection:
        counters.count_filing(connection, a_new_case(**answers), on)


def applied(engine: Engine) -> dict[Counted, int]:
    """What whoever steals the database sees."""
    with reading(engine) as connection:
        return counter_store.counts(connection, *EVERY)


def test_nothing_shows_before_ten_have_come(engine: Engine, counters: Counters):
    for _ in range(BATCH - 1):
        file(engine, counters)
    assert applied(engine) == {}

    file(engine, counters)

    assert applied(engine)[Counted("filed", "2026-11", "18_29", "woman")] == BATCH
    with reading(engine) as connection:
        assert counters.counts(connection, *EVERY) == applied(engine)


def test_what_waits_has_one_size_and_can_only_be_opened_with_the_key(
    engine: Engine, counters: Counters
):
    sizes = set()
    for _ in range(BATCH - 1):
        file(engine, counters, categories=[each.value for each in Category], motives=["origin"])
        with reading(engine) as connection:
            sealed = counter_store.pending(connection)[Event.FILED]
            sizes.add(len(sealed))
            assert b"sexual" not in sealed
    assert len(sizes) == 1
    assert sizes.pop() < RECORD_BYTES + 64


def test_what_waits_is_applied_when_the_month_is_over(engine: Engine, counters: Counters):
    file(engine, counters)
    with writing(engine) as connection:
        counters.flush(connection, date(2026, 11, 30))
    assert applied(engine) == {}

    with writing(engine) as connection:
        counters.flush(connection, date(2026, 12, 1))

    assert applied(engine)[Counted("language", "2026-11", "en")] == 1


def test_a_case_of_the_next_month_lets_the_last_one_be_applied(engine: Engine, counters: Counters):
    file(engine, counters, date(2026, 11, 30))
    file(engine, counters, date(2026, 12, 1))

    assert applied(engine)[Counted("language", "2026-11", "en")] == 1
    assert Counted("language", "2026-12", "en") not in applied(engine)


def test_decisions_wait_apart_from_cases_that_come_in(engine: Engine, counters: Counters):
    for _ in range(BATCH - 1):
        file(engine, counters)
    with writing(engine) as connection:
        counters.count_closing(connection, {}, [], [], MONDAY, MONDAY)
    assert applied(engine) == {}


def break_off() -> None:
    raise PowerFailure


def test_the_sum_is_exact_whatever_happens_in_between(engine: Engine, counters: Counters):
    drawn = Random(7)  # noqa: S311 - repeatable on purpose
    day, truth = MONDAY, Counter[Counted]()
    for _ in range(150):
        day += timedelta(days=drawn.choice([0, 0, 0, 1, 5, 20]))
        answers = {"categories": drawn.sample(["powers", "service", "property"], 2)}
        new = a_new_case(gender=drawn.choice(["woman", "man", ""]), **answers)
        what = drawn.choice(["file", "close", "flush", "kill"])
        before = applied(engine)
        try:
            with writing(engine) as connection:
                if what == "flush":
                    counters.flush(connection, day)
                elif what == "close":
                    counters.count_closing(
                        connection, new.answers, [Result.APOLOGY], [Verdict.UPHELD], MONDAY, day
                    )
                else:
                    counters.count_filing(connection, new, day)
                if what == "kill":
                    break_off()
        except PowerFailure:
            assert applied(engine) == before
        if what == "file":
            truth += of_filing(new, day, {})
        if what == "close":
            truth += of_closing(new.answers, [Result.APOLOGY], [Verdict.UPHELD], MONDAY, day)
        with reading(engine) as connection:
            assert counters.counts(connection, *EVERY) == truth
        filed = sum(n for each, n in applied(engine).items() if each.measure == "filed")
        waiting = sum(n for each, n in truth.items() if each.measure == "filed") - filed
        assert 0 <= waiting < BATCH
    with writing(engine) as connection:
        counters.flush(connection, day + timedelta(days=31))
    assert applied(engine) == truth


def test_all_or_nothing_is_applied_when_the_process_dies_in_between(
    engine: Engine, counters: Counters
):
    for _ in range(BATCH - 1):
        file(engine, counters)
    moment, stopped = 0, True
    while stopped:
        moment += 1
        try:
            with failing_at(engine, moment):
                file(engine, counters)
            stopped = False
        except PowerFailure:
            assert applied(engine) == {}
            with reading(engine) as connection:
                assert counters.counts(connection, Measure.FILED).total() == BATCH - 1
    assert moment > 4
    with reading(engine) as connection:
        assert counters.counts(connection, Measure.FILED).total() == BATCH


def test_none_is_lost_when_many_come_at_once(engine: Engine, counters: Counters):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: file(engine, counters), range(47)))
    assert applied(engine)[Counted("language", "2026-11", "en")] == 40
    with reading(engine) as connection:
        assert counters.counts(connection, Measure.LANGUAGE).total() == 47


def test_a_complaint_is_taken_when_the_key_of_what_waits_is_lost(
    engine: Engine, counters: Counters
):
    file(engine, counters)
    other = Counters(Seal(new_key(), b"counters"))
    file(engine, other)
    with reading(engine) as connection:
        assert other.counts(connection, Measure.LANGUAGE) == {
            Counted("language", "2026-11", "en"): 1
        }


def test_a_record_of_decisions_cannot_pass_for_one_of_cases(engine: Engine, counters: Counters):
    file(engine, counters)
    with writing(engine) as connection:
        sealed = counter_store.pending(connection)[Event.FILED]
        connection.execute(insert(complaint_pending), {"event": "closed", "sealed": sealed})
    with reading(engine) as connection:
        assert counters.counts(connection, Measure.LANGUAGE).total() == 1


def test_a_sector_is_counted_as_the_whole_it_is_part_of(engine: Engine, counters: Counters):
    with writing(engine) as connection:
        for code, parent in (("city", None), ("harbour", "city"), ("quay", "harbour")):
            row = {
                "code": code, "parent_code": parent, "kind": "area", "name": '{"en":"x"}',
                "officer": "", "telephone": "", "public": True,
            }  # fmt: skip
            connection.execute(insert(sector), row)
    file(engine, counters, sector=["quay"])
    file(engine, counters, sector=["nowhere"])
    with reading(engine) as connection:
        found = counters.counts(connection, Measure.SECTOR, Measure.WEEK_SECTOR)
    assert found == {
        Counted("sector", "2026-11", "city"): 1,
        Counted("sector", "2026-11", "not_stated"): 1,
        Counted("week_sector", "2026-W45", "city"): 1,
        Counted("week_sector", "2026-W45", "not_stated"): 1,
    }


def test_what_is_not_in_the_lists_is_counted_as_not_stated():
    counts = of_filing(
        a_new_case(gender="<b>", age_band="x", categories=["other", "y"]), MONDAY, {}
    )
    assert counts[Counted("filed", "2026-11", "not_stated", "not_stated")] == 1
    assert {each.value for each in counts if each.measure == "category"} == {"other"}


def test_gender_is_not_counted_at_a_decision_because_no_case_holds_it():
    counts = of_closing(a_new_case().answers, [], [], MONDAY, MONDAY)
    assert {each.other for each in counts} == {""}


def test_whether_a_name_was_given_is_counted():
    named = of_filing(a_new_case(identity={"name": "A"}), MONDAY, {})
    consented = of_filing(a_new_case(identity={"consent": "agreed"}), MONDAY, {})
    assert named[Counted("named", "2026-11", "named")] == 1
    assert consented[Counted("named", "2026-11", "anonymous")] == 1


def test_what_brings_tension_is_counted_by_week():
    new = a_new_case(themes=["stop_and_search", "gifts"], situation=["custody"])
    counts = of_filing(new, MONDAY, {})
    found = {each.value for each in counts if each.measure == "week_trigger"}
    assert found == {"stop_and_search", "custody"}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Duration.FOUR_WEEKS),
        (28, Duration.FOUR_WEEKS),
        (29, Duration.THREE_MONTHS),
        (182, Duration.SIX_MONTHS),
        (183, Duration.LONGER),
    ],
)
def test_how_long_it_took_is_counted_in_bands(days: int, expected: Duration):
    assert duration(MONDAY, MONDAY + timedelta(days=days)) is expected


def test_no_row_is_written_for_a_case(engine: Engine, counters: Counters):
    for _ in range(3):
        file(engine, counters)
    with reading(engine) as connection:
        assert connection.execute(select(complaint_pending.c.event)).scalars().all() == ["filed"]
        assert connection.execute(text("SELECT count(*) FROM complaint_tally")).scalar_one() == 0
