"""A process killed between any two writes leaves either the old whole or the new whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, func, select

from copfeedback.complaints import store
from copfeedback.complaints.casefile import (
    COMPLAINANT,
    ORGANISATION,
    open_case,
    rotate,
    staff_holder,
)
from copfeedback.complaints.model import ItemKind, State, UnknownCase
from copfeedback.complaints.tables import complaint_case, complaint_item, keyring
from copfeedback.complaints.vault import Purpose
from copfeedback.storage.engine import open_database, reading, writing
from tests.complaints.body import CLIENT, Body

MOST = 60
"""More statements than any of these takes."""


class Killed(BaseException):
    """The process ended here."""


@contextmanager
def killed_at(engine: Engine, statement: int, kill: Callable[[], None]) -> Iterator[list[int]]:
    """Let the process end before its n-th statement; the list counts them."""
    count = [0]

    def before(*_args: object) -> None:
        count[0] += 1
        if count[0] == statement:
            kill()

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield count
    finally:
        event.remove(engine, "before_cursor_execute", before)


def end() -> None:
    """End in the middle."""
    raise Killed


def every_statement(body: Body, deed: Callable[[], None]) -> Iterator[bool]:
    """Do something that is killed before its first, second, third … statement; True at the end."""
    for statement in range(1, MOST):
        try:
            with killed_at(body.engine, statement, end) as count:
                deed()
        except Killed:
            yield False
        else:
            assert count[0] < statement
            yield True
            return
    pytest.fail("it takes more statements than were tried")


def sizes(body: Body) -> list[int]:
    """How many cases, items and keys there are."""
    with reading(body.engine) as connection:
        return [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (complaint_case, complaint_item, keyring)
        ]


def test_a_submission_is_there_or_is_not(body):
    new = body.new(identity={"name": "Leila"}, answers={"danger": ["yes"]})
    for is_done in every_statement(body, lambda: body.filing.file(new, CLIENT)):
        if not is_done:
            assert sizes(body) == [0, 0, 0]
    assert sizes(body)[:2] == [1, 3]
    assert body.opened(new.case_id).of_kind(ItemKind.NARRATIVE)


def remove_boris(body: Body, case_id: str) -> None:
    """Give a case a new content key without one of its caseworkers."""
    with writing(body.engine) as connection:
        opened = open_case(connection, case_id, staff_holder(11), body.keys[11], lock=True)
        remaining = {
            staff_holder(11): body.public(11).box,
            COMPLAINANT: opened.row.box,
            ORGANISATION: body.roster.organisation,
        }
        rotate(connection, opened, remaining)


def test_a_rotation_has_happened_or_has_not(body):
    lodged = body.a_case()
    for is_done in every_statement(body, lambda: remove_boris(body, lodged.id)):
        assert body.opened(lodged.id, 11).of_kind(ItemKind.NARRATIVE)
        if is_done:
            with pytest.raises(UnknownCase):
                body.opened(lodged.id, 12)
        else:
            assert body.opened(lodged.id, 12).of_kind(ItemKind.NARRATIVE)
    with reading(body.engine) as connection:
        assert open_case(connection, lodged.id, "organisation", body.organisation).items
        assert store.holders_of(connection, lodged.id, Purpose.CONTENT) == {
            "staff:11",
            "complainant",
            "organisation",
        }
    assert body.following.own_case(body.following.sign_in(lodged.code.written, CLIENT))


def test_an_erasure_has_happened_or_has_not(body):
    lodged, other = body.a_case(), body.a_case()

    def erase() -> None:
        with writing(body.engine) as connection:
            store.shred(connection, lodged.id, body.day.today)

    for is_done in every_statement(body, erase):
        if not is_done:
            assert body.opened(lodged.id).of_kind(ItemKind.NARRATIVE)
    with reading(body.engine) as connection:
        assert store.find_case(connection, lodged.id).state is State.ERASED
        assert not store.holders_of(connection, lodged.id, Purpose.CONTENT)
    assert body.opened(other.id).of_kind(ItemKind.NARRATIVE)


@pytest.mark.parametrize("statement", range(2, 24, 3))
def test_a_process_that_is_really_killed_leaves_nothing_half_done(sqlite_address, statement):
    engine = open_database(sqlite_address)
    lodged = Body(engine).a_case()
    before = sizes(Body(engine))
    engine.dispose()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:  # nothing may come back from here: the test goes on in the parent
        own = open_database(sqlite_address)
        body = Body(own)
        with killed_at(own, statement, lambda: os._exit(9)):
            body.filing.file(body.new(), CLIENT)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    engine = open_database(sqlite_address)
    after = sizes(Body(engine))
    done = os.waitstatus_to_exitcode(status) == 0
    assert after == ([before[0] + 1, before[1] + 3, before[2] * 2] if done else before)
    with reading(engine) as connection:
        assert store.find_case(connection, lodged.id) is not None
    engine.dispose()
