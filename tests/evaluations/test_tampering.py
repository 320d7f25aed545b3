"""Whoever alters an evaluation in the database does not go unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, text, update

from copfeedback.evaluations import store
from copfeedback.evaluations.chain import BEGINNING, Broken, Fault, fingerprint, linked
from copfeedback.evaluations.events import EventKind, Withdrawn
from copfeedback.evaluations.lines import badges
from copfeedback.evaluations.model import DataSeen
from copfeedback.evaluations.public_chain import PublicChain
from copfeedback.evaluations.tables import evaluation_event
from copfeedback.evaluations.verifying import Lost
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.storage.engine import writing
from tests.evaluations.pledged import CODE, Pledged
from tests.factories import PROJECT, in_languages

OTHER = "other"


@pytest.fixture
def pledged(engine: Engine) -> Pledged:
    """Two evaluations: events 1 and 3 are of the first, 2 and 4 of the other one."""
    pledged = Pledged(engine)
    pledged.registered(CODE)
    pledged.registered(OTHER)
    for code in (CODE, OTHER):
        pledged.amended(code, DataSeen.NONE, about=in_languages("Changed"))
    return pledged


def sql(engine: Engine, *statements: str) -> None:
    with writing(engine) as connection:
        for each in statements:
            connection.execute(text(each))


def shown(pledged: Pledged, code: str) -> set[str]:
    """What is said first of an evaluation, at both doors."""
    speech = Catalogues(PROJECT / "locales").speech("en")
    return {each.name for each in badges(pledged.find(code), pledged.standing(code), speech)}


def swap(engine: Engine) -> None:
    sql(
        engine,
        *(
            f"UPDATE evaluation_event SET number = {new} WHERE number = {old}"
            for old, new in ((2, 9), (3, 2), (9, 3))
        ),
    )


@dataclass(frozen=True)
class Spoilt:
    """What is done to the database, which faults are found, and whose evaluation is not sound."""

    how: str
    faults: list[Fault]
    unsound: str = CODE


@pytest.mark.parametrize(
    "spoilt",
    [
        Spoilt(
            "UPDATE evaluation_event SET text = replace(text, 'Two officers', 'Ten officers') "
            "WHERE number = 1",
            [Fault(1, Broken.CHANGED, CODE)],
        ),
        Spoilt(
            f"UPDATE evaluation_event SET hash = '{'0' * 64}' WHERE number = 3",
            [Fault(3, Broken.CHANGED, CODE)],
        ),
        Spoilt(
            f"UPDATE evaluation_event SET sha256 = '{'0' * 64}' WHERE number = 2",
            [Fault(2, Broken.CHANGED, OTHER)],
            OTHER,
        ),
        Spoilt(
            "UPDATE evaluation_event SET \"on\" = '2026-01-01' WHERE number = 3",
            [Fault(3, Broken.CHANGED, CODE)],
        ),
    ],
    ids=["text", "hash", "fingerprint", "day"],
)
def test_the_event_and_its_evaluation_are_named_when_a_row_is_changed(
    pledged: Pledged, spoilt: Spoilt
):
    sql(pledged.engine, spoilt.how)

    assert pledged.register.verify() == spoilt.faults
    whole = {CODE, OTHER} - {spoilt.unsound}
    assert {each.code: each.is_sound for each in pledged.register.all()} == {
        spoilt.unsound: False,
        whole.pop(): True,
    }


@pytest.mark.parametrize("until", [1, 2, 3])
def test_the_evaluation_is_named_when_a_row_and_hashes_after_it_are_written_anew(
    pledged: Pledged, until: int
):
    with writing(pledged.engine) as connection:
        previous = BEGINNING
        for row in list(store.stored_events(connection))[:until]:
            forged = row.text.replace("Two officers", "Ten officers")
            digest = fingerprint(forged)
            values = {"text": forged, "sha256": digest, "previous_hash": previous}
            previous = linked(previous, digest)
            connection.execute(
                update(evaluation_event)
                .where(evaluation_event.c.number == row.number)
                .values(**values, hash=previous)
            )

    unsound = OTHER if until == 2 else CODE
    assert [each.evaluation for each in pledged.register.verify()] == [unsound]
    for found in (pledged.register.all(), [pledged.find(CODE), pledged.find(OTHER)]):
        assert [each.code for each in found if not each.is_sound] == [unsound]
        assert [each.code for each in found if each.doubtful] == [CODE, OTHER][:until]
    assert "Perhaps altered" in shown(pledged, OTHER if until == 3 else CODE) or until == 1


def test_the_evaluation_is_named_when_a_row_is_deleted(pledged: Pledged):
    sql(pledged.engine, "DELETE FROM evaluation_event WHERE number = 3")

    assert pledged.register.verify() == [Fault(3, Broken.MISSING)]
    assert "Altered" in shown(pledged, CODE)
    assert "Perhaps altered" in shown(pledged, OTHER)
    (lost,) = pledged.register.lost()
    assert (lost.evaluation, lost.told, lost.there) == (CODE, 1, 0)


def test_both_evaluations_are_named_when_two_rows_are_swapped(pledged: Pledged):
    swap(pledged.engine)

    assert {each.evaluation for each in pledged.register.verify()} == {CODE, OTHER}
    assert not any(each.is_sound for each in pledged.register.all())


def test_a_cut_end_is_noticed(pledged: Pledged):
    noted = pledged.register.event(4)
    sql(pledged.engine, "DELETE FROM evaluation_event WHERE number = 4")

    assert pledged.register.verify() == []
    assert pledged.register.verify({4: noted.hash}) == [Fault(4, Broken.MISSING)]
    assert "Altered" in shown(pledged, OTHER)
    assert [each.code for each in pledged.register.all() if not each.is_sound] == [OTHER]
    assert pledged.find(CODE).is_sound
    assert [each.evaluation for each in pledged.register.lost()] == [OTHER]


def test_an_event_that_is_put_in_by_hand_is_noticed(pledged: Pledged):
    with writing(pledged.engine) as connection:
        said = Withdrawn(in_languages("A mistake"))
        at, on = pledged.trail.now(), pledged.today
        store.add_event(connection, CODE, EventKind.WITHDRAWN, said, at=at, on=on, by="Institute")

    assert pledged.register.verify() == []
    assert pledged.register.lost() == [Lost(CODE, EventKind.WITHDRAWN, 0, 1)]


def test_an_evaluation_that_is_taken_out_is_named(pledged: Pledged):
    sql(
        pledged.engine,
        "DELETE FROM evaluation_event WHERE number IN (2, 4)",
        "UPDATE evaluation_event SET number = 2 WHERE number = 3",
    )

    assert pledged.register.unreadable() == [OTHER]
    assert [each.code for each in pledged.register.all()] == [CODE]


@pytest.mark.parametrize(
    "spoil",
    ["text = '{}'", "text = ''", "kind = 'nothing', text = 'x'", "text = replace(text, '{', '[')"],
)
def test_what_cannot_be_read_any_more_is_named_and_the_rest_goes_on(pledged: Pledged, spoil: str):
    sql(pledged.engine, f"UPDATE evaluation_event SET {spoil} WHERE number = 1")

    assert pledged.register.unreadable() == [CODE]
    assert [each.code for each in pledged.register.all()] == [OTHER]
    assert pledged.register.verify()[0].number == 1
    pledged.registered("third")
    assert len(pledged.register.verify()) == 1


def test_an_amendment_that_cannot_be_read_is_counted(pledged: Pledged):
    sql(pledged.engine, "UPDATE evaluation_event SET text = '{}' WHERE number = 3")

    evaluation = pledged.find()
    assert evaluation.unreadable == 1
    assert not evaluation.is_sound


@pytest.mark.parametrize(
    "spoil", ["\"on\" = 'tomorrow'", '"on" = 7', "text = X'00ff'", "hash = 5", "kind = X'00'"]
)
def test_sqlite_takes_anything_and_that_is_noticed(sqlite_engine: Engine, spoil: str):
    pledged = Pledged(sqlite_engine)
    pledged.registered(CODE)
    sql(sqlite_engine, f"UPDATE evaluation_event SET {spoil} WHERE number = 1")

    assert [each.number for each in pledged.register.verify()] == [1]
    assert not any(each.is_sound for each in pledged.register.all())
    pledged.registered(OTHER)
    assert PublicChain(sqlite_engine).row(1).number == 1  # everybody can fetch it as it is


Reading = Callable[[Pledged], object]


@pytest.mark.parametrize(
    "reading",
    [lambda p: p.register.all(), lambda p: p.register.head(), lambda p: p.standing(CODE)],
    ids=["league", "head", "standing"],
)
def test_everything_can_still_be_read_when_the_last_row_is_spoilt(
    pledged: Pledged, reading: Reading
):
    sql(pledged.engine, "UPDATE evaluation_event SET text = '{}' WHERE number = 4")

    assert reading(pledged)
