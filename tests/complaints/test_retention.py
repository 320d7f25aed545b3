"""Shredding: what is due and nothing else, whole or not at all, and from every older copy."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from copfeedback.complaints import store
from copfeedback.complaints.casework_tables import case_request
from copfeedback.complaints.copies import (
    CopyRefused,
    copy_data,
    copy_keyring,
    delete_old_keyrings,
    erase_without_keys,
    restore,
)
from copfeedback.complaints.model import ENDED_STATES, State, UnknownCase
from copfeedback.complaints.retention import Retention
from copfeedback.complaints.tables import complaint_item, complaint_session, keyring
from copfeedback.storage.engine import open_database, reading, writing
from tests.breakage import PowerFailure, failing_at
from tests.complaints.body import CLIENT, Body

CANARY = "canary-in-the-narrative"


@pytest.fixture
def retention(body: Body) -> Retention:
    return Retention(body.trail, body.clocks, lambda: body.day.today)


def change(body: Body, case_id: str, **changes: object) -> None:
    with writing(body.engine) as connection:
        store.change_case(connection, case_id, changes)


def row_of(body: Body, case_id: str) -> store.CaseRow:
    with reading(body.engine) as connection:
        row = store.find_case(connection, case_id)
    assert row is not None
    return row


def keys_of(engine: Engine, case_id: str) -> int:
    with reading(engine) as connection:
        return connection.execute(
            select(func.count()).where(keyring.c.case_id == case_id)
        ).scalar_one()


def test_a_case_is_shredded_on_the_day_its_complainant_chose(body: Body, retention: Retention):
    case = body.a_case()
    wanted = body.day.today + timedelta(days=14)
    change(body, case.id, erase_on=wanted)
    body.day.passes(13)
    assert retention.erase_due().cases == ()

    body.day.passes(1)
    assert retention.erase_due().cases == (case.id,)

    row = row_of(body, case.id)
    assert (row.state, row.ended_on, row.item_count) == (State.ERASED, wanted, 0)
    assert keys_of(body.engine, case.id) == 0
    with pytest.raises(UnknownCase):
        body.opened(case.id)
    assert retention.erase_due().cases == ()


@pytest.mark.parametrize("state", sorted(State))
def test_only_what_has_ended_is_shredded_when_the_time_to_keep_it_is_over(
    body: Body, retention: Retention, state: State
):
    case = body.a_case()
    change(body, case.id, state=state, ended_on=body.day.today)
    body.day.passes(body.clocks.keep_days - 1)
    assert retention.due().cases == ()

    body.day.passes(1)

    assert retention.due().cases == ((case.id,) if state in ENDED_STATES else ())


def test_a_legal_hold_stops_both_ways_of_shredding(body: Body, retention: Retention):
    wanted, ended = body.a_case(), body.a_case()
    change(body, wanted.id, erase_on=body.day.today, hold=True)
    change(body, ended.id, state=State.CLOSED, ended_on=body.day.today, hold=True)
    body.day.passes(body.clocks.keep_days)

    purged = retention.erase_due()

    assert purged.cases == ()
    assert set(purged.held) == {wanted.id, ended.id}
    change(body, wanted.id, hold=False)
    assert retention.erase_due().cases == (wanted.id,)


def test_what_was_called_off_in_time_stays(body: Body, retention: Retention):
    case = body.a_case()
    change(body, case.id, erase_on=body.day.today + timedelta(days=14))
    change(body, case.id, erase_on=None)
    body.day.passes(30)
    assert retention.erase_due().cases == ()
    assert body.opened(case.id).items


def test_everything_that_hangs_on_a_case_goes_with_it(body: Body, retention: Retention):
    case, other = body.a_case(), body.a_case()
    today = body.day.today
    request = {"sent_on": today, "due_on": today, "sealed": b"s"}
    with writing(body.engine) as connection:
        for number, each in enumerate((case, other)):
            connection.execute(
                insert(case_request), {"id": f"r{number}", "case_id": each.id, **request}
            )
    change(body, case.id, erase_on=today)

    retention.erase_due()

    with reading(body.engine) as connection:
        assert connection.execute(select(case_request.c.id)).scalars().all() == ["r1"]
        holders = connection.execute(select(complaint_item.c.case_id).distinct()).scalars().all()
    assert holders == [other.id]
    assert body.opened(other.id).items


def test_when_somebody_came_is_forgotten_once_a_day(body: Body, retention: Retention):
    lodged = body.a_case()
    token = body.following.sign_in(lodged.code.written, CLIENT)
    with writing(body.engine) as connection:
        past = store.Session(lodged.id, body.day.now(), b"")
        store.add_session(connection, b"past" * 8, past)
    retention.erase_due()
    with reading(body.engine) as connection:
        assert connection.execute(select(func.count(complaint_session.c.case_id))).scalar() == 1
    assert body.following.own_case(token) is not None


def test_the_trail_says_that_a_case_was_erased(body: Body, retention: Retention):
    case = body.a_case()
    change(body, case.id, erase_on=body.day.today)
    retention.erase_due()
    assert body.trail.verify(None) is None
    with reading(body.engine) as connection:
        entry = connection.exec_driver_sql(
            "SELECT actor, action, subject FROM audit_entry ORDER BY number DESC LIMIT 1"
        ).one()
    assert tuple(entry) == ("portal", "erase_case", f"case {case.id}")


def test_a_case_is_whole_or_gone_when_the_process_dies_in_between(body: Body, retention: Retention):
    moment, died, partly = 0, True, 0
    case = body.a_case()
    change(body, case.id, erase_on=body.day.today)
    while died:
        moment += 1
        try:
            with failing_at(body.engine, moment):
                retention.erase_due()
            died = False
        except PowerFailure:
            if row_of(body, case.id).state is State.ERASED:
                break  # the commit was through; what died was the cleaning of files
            assert body.opened(case.id).items
            partly += 1
    assert partly > 8
    assert retention.erase_due().cases == ()
    assert keys_of(body.engine, case.id) == 0


def test_nothing_of_an_erased_case_is_left_in_the_files(sqlite_body: Body):
    body = sqlite_body
    case = body.a_case()
    with reading(body.engine) as connection:
        sealed = [each.sealed for each in store.items_of(connection, case.id)]
        keys = connection.execute(select(keyring.c.sealed)).scalars().all()
    change(body, case.id, erase_on=body.day.today)

    purged = Retention(body.trail, body.clocks, lambda: body.day.today).erase_due()

    assert purged.is_clean
    path = Path(body.engine.url.database or "")
    stored = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert case.id.encode() in stored
    assert not [each for each in (*sealed, *keys) if bytes(each)[-24:] in stored]


def test_cleaning_is_made_up_for_when_somebody_was_reading(sqlite_body: Body):
    body = sqlite_body
    patient = body.engine
    body.engine = open_database(str(patient.url), busy_seconds=0.1)
    body.trail._engine = body.engine
    retention = Retention(body.trail, body.clocks, lambda: body.day.today)
    case = body.a_case()
    change(body, case.id, erase_on=body.day.today)
    with reading(patient) as connection:
        connection.execute(select(keyring)).first()
        purged = retention.erase_due()
    assert (purged.cases, purged.is_clean) == ((case.id,), False)
    assert retention.erase_due().is_clean
    body.engine.dispose()


def test_a_copy_made_before_an_erasure_opens_nothing_of_that_case(
    sqlite_body: Body, tmp_path: Path
):
    body = sqlite_body
    gone, stays = body.a_case(CANARY), body.a_case()
    copy = tmp_path / "copies" / "monday.sqlite3"
    copy_data(body.engine, copy)
    change(body, gone.id, erase_on=body.day.today)
    Retention(body.trail, body.clocks, lambda: body.day.today).erase_due()
    later = body.a_case()

    restore(body.engine, copy)

    with pytest.raises(UnknownCase):
        body.opened(gone.id)
    assert erase_without_keys(body.engine, body.day.today) == [gone.id]
    with pytest.raises(UnknownCase):
        body.opened(gone.id)
    assert row_of(body, gone.id).state is State.ERASED
    assert body.following.sign_in(stays.code.written, "203.0.113.5")
    assert body.opened(stays.id).items
    with pytest.raises(UnknownCase):
        body.opened(later.id)  # it came after the copy
    assert keys_of(body.engine, later.id)


def test_a_copy_of_the_data_holds_no_key(sqlite_body: Body, tmp_path: Path):
    body = sqlite_body
    case = body.a_case()
    copy = tmp_path / "data.sqlite3"
    copy_data(body.engine, copy)
    with reading(body.engine) as connection:
        keys = connection.execute(select(keyring.c.sealed)).scalars().all()
    stored = copy.read_bytes()
    assert keys
    assert not [key for key in keys if bytes(key)[-24:] in stored]
    assert case.id.encode() in stored
    assert copy.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.glob("data.sqlite3*")] == [copy.name]


def test_lost_keys_come_back_from_their_own_copy(sqlite_body: Body, tmp_path: Path):
    body = sqlite_body
    case = body.a_case()
    copy_data(body.engine, tmp_path / "data.sqlite3")
    copy_keyring(body.engine, tmp_path / "monday.keyring")
    assert CANARY.encode() not in (tmp_path / "monday.keyring").read_bytes()
    with writing(body.engine) as connection:
        connection.execute(keyring.delete())

    restore(body.engine, tmp_path / "data.sqlite3", tmp_path / "monday.keyring")

    assert erase_without_keys(body.engine, body.day.today) == []
    assert body.opened(case.id).items


def test_nothing_is_overwritten_or_changed_when_a_copy_cannot_be_used(
    sqlite_body: Body, tmp_path: Path
):
    body = sqlite_body
    case = body.a_case()
    there = tmp_path / "there.sqlite3"
    there.write_bytes(b"no database at all, but long enough to be looked at" * 20)
    for refused in (
        lambda: copy_data(body.engine, there),
        lambda: copy_keyring(body.engine, tmp_path / "keys.sqlite3"),
        lambda: restore(body.engine, there),
        lambda: restore(body.engine, tmp_path / "nowhere"),
    ):
        with pytest.raises(CopyRefused):
            refused()
    assert body.opened(case.id).items


def test_postgresql_is_copied_with_its_own_tools(postgresql_engine: Engine, tmp_path: Path):
    with pytest.raises(CopyRefused, match="PostgreSQL"):
        copy_data(postgresql_engine, tmp_path / "x")


def test_copies_of_keys_are_deleted_after_a_week(tmp_path: Path):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for name, days in (("old.keyring", 8), ("new.keyring", 6), ("old.sqlite3", 30)):
        (tmp_path / name).write_bytes(b"x" * 100)
        moment = (now - timedelta(days=days)).timestamp()
        os.utime(tmp_path / name, (moment, moment))

    assert delete_old_keyrings(tmp_path, now) == [tmp_path / "old.keyring"]

    assert sorted(each.name for each in tmp_path.iterdir()) == ["new.keyring", "old.sqlite3"]
    assert delete_old_keyrings(tmp_path / "nowhere", now) == []
