"""What was done can be shown afterwards, and what was done to the record of it as well."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, text, update

from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Broken, Fault, Head, Outcome, Trail, Wanted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Permission, Role
from copfeedback.people.tables import audit_entry, organisation
from copfeedback.storage.engine import StorageUnavailable, open_database, reading, writing
from tests.breakage import PowerFailure, failing_at
from tests.factories import NOON, a_trail
from tests.people.audit_process import start_writer

ADMINISTRATOR = Actor("amina", Role.ADMINISTRATOR, id=7, organisation=3)
AUDITOR = Actor("audrey", Role.AUDITOR, id=8, organisation=4)
LEADER = Actor("leo", Role.LEADER, id=9, organisation=3)
KILLS = 4
COLUMNS = sorted(set(audit_entry.columns.keys()) - {"number"})


@pytest.fixture
def trail(engine: Engine) -> Trail:
    return a_trail(engine)


def add(trail: Trail, name: str, actor: Actor = ADMINISTRATOR) -> None:
    """Do something that leaves both a row and an entry."""
    doing = trail.doing(actor, Action.ADD_ORGANISATION, Permission.MANAGE_ORGANISATIONS, name)
    with doing as connection:
        insert_organisation(connection, name)


def insert_organisation(connection: Connection, name: str) -> None:
    connection.execute(insert(organisation), {"kind": "ngo", "name": name, "active": True})


def added(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(select(organisation.c.name)).scalars())


def noted(trail: Trail) -> list[tuple[str, str, str]]:
    return [
        (entry.action, entry.about, entry.outcome)
        for entry in reversed(trail.entries(OPERATOR, at_most=10_000))
    ]


def tamper(trail: Trail, statement: Any) -> None:
    with writing(trail.engine) as connection:
        connection.execute(statement)


def numbers(count: int) -> list[str]:
    return [f"organisation {number}" for number in range(1, count + 1)]


@pytest.fixture
def five(trail: Trail) -> Trail:
    """A trail of five entries."""
    for name in numbers(5):
        add(trail, name)
    return trail


class TestWriting:
    def test_an_entry_says_who_did_what_when_and_from_where(self, trail: Trail):
        add(trail, "organisation 1")

        (entry,) = trail.entries(AUDITOR)

        assert (entry.number, entry.at) == (1, NOON)
        assert (entry.actor_id, entry.actor, entry.organisation) == (7, "amina", 3)
        assert (entry.action, entry.about) == ("add_organisation", "organisation 1")
        assert entry.outcome == Outcome.DONE
        assert trail.head() == entry.head

    def test_an_entry_is_the_same_when_the_clock_runs_in_another_time_zone(self, engine: Engine):
        there = NOON.astimezone(tz=datetime.now().astimezone().tzinfo) + timedelta(microseconds=5)
        trail = a_trail(engine, there)
        add(trail, "organisation 1")

        (entry,) = trail.entries(AUDITOR)

        assert entry.at == there
        assert entry.at.tzinfo is UTC
        assert trail.verify() is None

    def test_nothing_is_noted_when_what_was_done_fails(self, trail: Trail, engine: Engine):
        def fail() -> None:
            doing = trail.doing(
                ADMINISTRATOR, Action.ADD_ORGANISATION, Permission.MANAGE_ORGANISATIONS, "x"
            )
            with doing as connection:
                insert_organisation(connection, "x")
                raise PowerFailure

        with pytest.raises(PowerFailure):
            fail()

        assert (added(engine), noted(trail)) == (set(), [])

    def test_what_was_refused_is_noted_and_not_done(self, trail: Trail, engine: Engine):
        with pytest.raises(NotPermitted):
            add(trail, "organisation 1", LEADER)

        assert added(engine) == set()
        assert noted(trail) == [("add_organisation", "organisation 1", "refused")]

    def test_what_turns_out_not_to_be_permitted_is_noted_and_not_done(
        self, trail: Trail, engine: Engine
    ):
        def find_out() -> None:
            doing = trail.doing(
                ADMINISTRATOR, Action.CHANGE_STAFF, Permission.MANAGE_STAFF, "staff 9"
            )
            with doing as connection:
                insert_organisation(connection, "x")
                raise NotPermitted(Permission.MANAGE_CASE_STAFF)

        with pytest.raises(NotPermitted):
            find_out()

        assert added(engine) == set()
        assert noted(trail) == [("change_staff", "staff 9", "refused")]

    def test_strangers_cannot_fill_the_trail(self, trail: Trail):
        with pytest.raises(NotPermitted):
            add(trail, "organisation 1", PUBLIC)

        assert noted(trail) == []

    @pytest.mark.parametrize("about", ["wave \0\n\ud800", "wave " + "x" * 1_000])
    def test_an_entry_is_written_when_an_id_is_none(self, trail: Trail, about: str):
        with pytest.raises(NotPermitted):
            trail.require(LEADER, Action.CLOSE_WAVE, Permission.MANAGE_WAVES, about)

        ((_, kept, _),) = noted(trail)
        assert kept.startswith("wave ")
        assert kept.isprintable()
        assert len(kept) <= 80
        assert trail.verify() is None

    def test_nothing_is_left_out_when_many_write_at_the_same_time(self, trail: Trail):
        names = numbers(40)

        with ThreadPoolExecutor(8) as writers:
            list(writers.map(lambda name: add(trail, name), names))

        assert trail.verify() is None
        assert sorted(about for _, about, _ in noted(trail)) == sorted(names)

    def test_nothing_is_left_out_when_several_processes_write_and_some_are_killed(
        self, engine: Engine
    ):
        trail = a_trail(engine)
        survivor = start_writer(engine.url, "survivor")
        for kill in range(KILLS):
            victim = start_writer(engine.url, f"victim {kill}")
            time.sleep(0.03 * kill)
            victim.kill()
            victim.join()
        survivor.kill()
        survivor.join()

        assert trail.verify() is None
        names = [about for _, about, _ in noted(trail)]
        assert len(names) == len(set(names)) > KILLS
        assert set(names) == added(engine)

    def test_both_or_neither_are_there_when_everything_stops_in_the_middle(self, engine: Engine):
        trail = a_trail(engine)
        for moment in itertools.count(1):
            name = f"organisation {moment}"
            try:
                with failing_at(engine, moment):
                    add(trail, name)
            except PowerFailure:
                assert name not in added(engine)
                assert name not in [about for _, about, _ in noted(trail)]
            else:
                break

        assert moment > 3
        assert [about for _, about, _ in noted(trail)] == [name]
        assert trail.verify() is None


class TestVerifying:
    def test_an_empty_trail_holds(self, trail: Trail):
        assert trail.verify() is None
        assert str(trail.head()) == "0:" + "0" * 64

    def test_a_trail_holds_when_it_is_longer_than_what_is_read_at_once(
        self, five: Trail, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("copfeedback.people.audit._BATCH", 2)

        assert five.verify() is None
        assert five.verify(five.head()) is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"at": NOON + timedelta(seconds=1)},
            {"actor_id": 70},
            {"actor_id": None},
            {"actor": "omar"},
            {"organisation_id": 30},
            {"action": "add_unit"},
            {"subject": "organisation 30"},
            {"outcome": "refused"},
            {"hash": bytes(32)},
        ],
    )
    def test_an_entry_is_named_when_it_was_changed(self, five: Trail, changes: dict[str, Any]):
        tamper(five, update(audit_entry).where(audit_entry.c.number == 3).values(changes))

        assert five.verify() == Fault(3, Broken.CHANGED)

    @pytest.mark.parametrize("column", COLUMNS)
    @pytest.mark.parametrize("value", ["'x'", "x'00ff'", "-1", "1e99"])
    def test_an_entry_is_named_when_sqlite_was_given_what_is_no_such_value(
        self, sqlite_engine: Engine, column: str, value: str
    ):
        trail = a_trail(sqlite_engine)
        for name in numbers(5):
            add(trail, name)
        tamper(trail, text(f"UPDATE audit_entry SET {column} = {value} WHERE number = 3"))

        fault = trail.verify()

        assert fault is not None
        assert fault.number == 3

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_number_is_named_when_an_entry_was_removed(self, five: Trail, number: int):
        tamper(five, delete(audit_entry).where(audit_entry.c.number == number))

        assert five.verify() == Fault(number, Broken.MISSING)

    def test_the_first_of_them_is_named_when_entries_were_exchanged(self, five: Trail):
        for old, new in ((2, 99), (4, 2), (99, 4)):
            moving = update(audit_entry).where(audit_entry.c.number == old)
            tamper(five, moving.values(number=new))

        assert five.verify() == Fault(2, Broken.OUT_OF_ORDER)

    def test_a_cut_is_noticed_when_the_head_was_noted(self, five: Trail):
        head = five.head()
        tamper(five, delete(audit_entry).where(audit_entry.c.number > 2))

        assert five.verify() is None
        assert five.verify(Head.read(str(head))) == Fault(3, Broken.MISSING)

    def test_a_cut_is_noticed_when_others_were_written_in_its_place(self, five: Trail):
        head = five.head()
        tamper(five, delete(audit_entry).where(audit_entry.c.number > 2))
        for name in "abcd":
            add(five, name)

        assert five.verify() is None
        assert five.verify(head) == Fault(5, Broken.NOT_AS_NOTED)

    def test_everything_that_follows_is_kept_when_a_head_was_noted(self, five: Trail):
        head = five.head()
        add(five, "one more")

        assert five.verify(head) is None

    def test_it_says_so_when_the_database_cannot_be_read(self, tmp_path):
        gone = open_database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        with pytest.raises(StorageUnavailable):
            a_trail(gone).verify()
        gone.dispose()


class TestReading:
    @pytest.fixture
    def busy(self, engine: Engine) -> Trail:
        """Two days on which three people did things, one of them in vain."""
        for day, actor, action in [
            (0, ADMINISTRATOR, Action.ADD_UNIT),
            (0, OPERATOR, Action.ADD_STAFF),
            (1, ADMINISTRATOR, Action.DEACTIVATE),
        ]:
            trail = a_trail(engine, NOON + timedelta(days=day))
            with writing(engine) as connection:
                trail.append(connection, actor, action, "staff 1")
        with pytest.raises(NotPermitted):
            trail.require(LEADER, Action.DEACTIVATE, Permission.MANAGE_STAFF, "staff 2")
        return trail

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (Wanted(), [4, 3, 2, 1]),
            (Wanted(action="deactivate"), [4, 3]),
            (Wanted(person="amina"), [3, 1]),
            (Wanted(person="operator"), [2]),
            (Wanted(person="nobody"), []),
            (Wanted(outcome="refused"), [4]),
            (Wanted(since=NOON + timedelta(days=1)), [4, 3]),
            (Wanted(until=NOON + timedelta(days=1)), [2, 1]),
            (Wanted(action="deactivate", outcome="done", person="amina"), [3]),
        ],
    )
    def test_entries_are_found_by_what_is_wanted_the_latest_first(
        self, busy: Trail, wanted: Wanted, found: list[int]
    ):
        assert [entry.number for entry in busy.entries(AUDITOR, wanted)] == found

    def test_no_more_entries_come_than_can_be_shown(self, busy: Trail):
        assert [entry.number for entry in busy.entries(AUDITOR, at_most=2)] == [4, 3]

    def test_everybody_who_did_something_is_named_once(self, busy: Trail):
        assert busy.people(AUDITOR) == ["amina", "leo", "operator"]

    def test_an_export_is_noted_in_what_it_exports(self, busy: Trail):
        exported = busy.export(AUDITOR)

        assert [entry.number for entry in exported] == [1, 2, 3, 4, 5]
        assert (exported[-1].action, exported[-1].actor) == ("export_audit_trail", "audrey")
        assert busy.verify(exported[-1].head) is None

    def test_nobody_but_an_auditor_reads_the_trail(self, busy: Trail):
        for actor in (PUBLIC, ADMINISTRATOR, LEADER):
            for read in (busy.entries, busy.people, busy.export):
                with pytest.raises(NotPermitted):
                    read(actor)
