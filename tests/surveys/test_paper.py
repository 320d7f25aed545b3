"""Paper forms count when they were entered twice in the same way, and once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.people.tables import audit_entry
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys import paper_store
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.circumstances import Circumstances, HelperKind, Mode
from copfeedback.surveys.entries import Fault
from copfeedback.surveys.paper import (
    BadSlip,
    Difference,
    Paper,
    SlipCounted,
    SlipWaits,
    UnknownSlip,
    read_slip,
)
from copfeedback.surveys.service import AnotherWay, NotOpen, Unfinished
from copfeedback.surveys.waves import add_wave
from tests.breakage import PowerFailure, failing_at, locked_by_another
from tests.factories import TODAY, Fieldwork, a_wave_file, full_answers

ENGLISH = Circumstances("en", Mode.PAPER)


class Desk:
    """Whoever types forms of one wave."""

    def __init__(self, fieldwork: Fieldwork) -> None:
        self.fieldwork = fieldwork
        self.paper = Paper(fieldwork.engine)
        self.asked = fieldwork.asked

    def first(
        self, slip: str, entered: Entered | None = None, about: Circumstances = ENGLISH
    ) -> None:
        self.paper.enter_first(
            OPERATOR, self.asked, slip, entered or full_answers(), about, self.fieldwork.today
        )

    def second(
        self, slip: str, entered: Entered | None = None, about: Circumstances = ENGLISH
    ) -> Difference:
        return self.paper.enter_second(
            OPERATOR, self.asked, slip, entered or full_answers(), about, self.fieldwork.today
        )

    def waiting(self) -> list[str]:
        return self.paper.waiting(OPERATOR, self.asked)


@pytest.fixture
def desk(fieldwork: Fieldwork) -> Desk:
    return Desk(fieldwork)


@pytest.fixture
def sqlite_desk(sqlite_fieldwork: Fieldwork) -> Desk:
    return Desk(sqlite_fieldwork)


def test_a_form_counts_when_both_entries_agree(desk: Desk):
    for number in range(1, 11):
        desk.first(str(number))
    assert (desk.waiting(), desk.fieldwork.pending()) == ([str(n) for n in range(1, 11)], 0)

    differences = [desk.second(str(number)) for number in range(1, 11)]

    assert differences == [Difference()] * 10
    assert (desk.waiting(), desk.fieldwork.pending()) == ([], 10)
    desk.fieldwork.surveys.fold_all()
    assert {row["mode"] for row in desk.fieldwork.responses()} == {"paper"}
    assert desk.fieldwork.tallies()["mode", "paper"] == 10


def test_a_form_waits_when_it_was_entered_once(desk: Desk):
    desk.first("7")
    desk.fieldwork.surveys.fold_all()

    assert (desk.waiting(), desk.fieldwork.pending()) == (["7"], 0)


@pytest.mark.parametrize(
    ("changes", "items"),
    [
        ({"trust": ["6"]}, ("trust",)),
        ({"trust": []}, ("trust",)),
        ({"wishes": ["patrols"], "listens": []}, ("wishes", "listens")),
        ({"improve": ["Be here."]}, ("improve",)),
        ({"sector": ["hills"], "years": ["13"]}, ("years", "sector")),
        ({"victim": ["no"]}, ("victim", "what_happened")),
    ],
)
def test_it_is_said_where_the_entries_differ_and_nothing_is_stored(
    sqlite_desk: Desk, changes: dict[str, Sequence[str]], items: tuple[str, ...]
):
    sqlite_desk.first("7")

    difference = sqlite_desk.second("7", full_answers(**changes))

    assert (difference, bool(difference)) == (Difference(items), True)
    assert (sqlite_desk.waiting(), sqlite_desk.fieldwork.pending()) == (["7"], 0)
    assert not sqlite_desk.second("7")
    assert (sqlite_desk.waiting(), sqlite_desk.fieldwork.pending()) == ([], 1)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"language": "ar"}, "language"),
        ({"stratum": "north"}, "stratum"),
        ({"helper": HelperKind.NGO}, "helper"),
    ],
)
def test_it_is_said_when_something_else_differs(
    sqlite_desk: Desk, changes: dict[str, Any], name: str
):
    sqlite_desk.first("7")

    other = Circumstances(**{"language": "en", "mode": Mode.PAPER, **changes})

    assert sqlite_desk.second("7", about=other) == Difference(circumstances=(name,))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"trust": ["7"]}, {"trust": ["٧"]}),
        ({"wishes": ["patrols", "lights"]}, {"wishes": ["lights", "patrols"]}),
        ({"improve": ["Be there."]}, {"improve": ["Be\r\nthere. "]}),
        ({"years": ["12"]}, {"years": [" 012"]}),
    ],
)
def test_entries_agree_when_they_are_read_as_the_same_answers(
    sqlite_desk: Desk, first: dict[str, Sequence[str]], second: dict[str, Sequence[str]]
):
    sqlite_desk.first("7", full_answers(**first))

    assert not sqlite_desk.second("7", full_answers(**second))


def test_everything_is_paper_whatever_the_door_says(sqlite_desk: Desk):
    for number in range(10):
        sqlite_desk.first(str(number), about=Circumstances("ar", Mode.FULL))
        sqlite_desk.second(str(number), about=Circumstances("ar", Mode.LIGHT))
    sqlite_desk.fieldwork.surveys.fold_all()

    assert {(row["mode"], row["language"]) for row in sqlite_desk.fieldwork.responses()} == {
        ("paper", "ar")
    }


def test_a_required_answer_may_be_missing_on_paper_and_a_wrong_one_may_not(sqlite_desk: Desk):
    unanswered = full_answers(victim=[], what_happened=[])
    sqlite_desk.first("7", unanswered)
    assert not sqlite_desk.second("7", unanswered)

    with pytest.raises(Unfinished) as caught:
        sqlite_desk.first("8", full_answers(years=["many"], victim=[]))
    assert [each.fault for each in caught.value.problems] == [Fault.NOT_A_WHOLE_NUMBER]
    with pytest.raises(Unfinished):
        sqlite_desk.first("8", {"nothing": ["known"]})
    assert sqlite_desk.waiting() == []


def test_a_slip_counts_once(desk: Desk):
    desk.first("7")
    with pytest.raises(SlipWaits):
        desk.first("0007")
    desk.second("7")

    for _ in range(2):
        with pytest.raises(SlipCounted):
            desk.first(" 7")
        with pytest.raises(SlipCounted):
            desk.second("7")
        desk.fieldwork.send_many(9)
        desk.fieldwork.surveys.fold_all()
    assert desk.fieldwork.tallies()["mode", "paper"] == 1


def test_a_form_counts_once_when_two_enter_it_the_second_time_at_once(desk: Desk):
    for number in range(8):
        desk.first(str(number))

    def second(number: int) -> str:
        try:
            return "differs" if desk.second(str(number)) else "counts"
        except SlipCounted:
            return "counted"

    with ThreadPoolExecutor(4) as crowd:
        outcomes = list(crowd.map(second, [*range(8), *range(8)]))

    assert sorted(outcomes) == ["counted"] * 8 + ["counts"] * 8
    assert (desk.fieldwork.pending(), desk.waiting()) == (8, [])


def test_there_must_be_a_first_entry(sqlite_desk: Desk):
    with pytest.raises(UnknownSlip):
        sqlite_desk.second("7")


def test_a_first_entry_can_be_discarded_and_entered_anew(desk: Desk):
    desk.first("7", full_answers(trust=["1"]))
    assert desk.second("7")

    desk.paper.discard(OPERATOR, desk.asked, "007")
    with pytest.raises(UnknownSlip):
        desk.paper.discard(OPERATOR, desk.asked, "7")
    desk.first("7")

    assert not desk.second("7")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("7", "7"), (" 00-12 ", "12"), ("000", "0"), ("٤٢", "42"), ("A-17", "a17"), ("a 017", "a017")],
)
def test_a_slip_is_known_however_its_number_is_typed(typed: str, read: str):
    assert read_slip(typed) == read


@pytest.mark.parametrize("typed", ["", " - ", "1" * 25, "7" * 1000])
def test_what_can_be_no_slip_is_refused(typed: str):
    with pytest.raises(BadSlip):
        read_slip(typed)


def test_slips_of_two_waves_are_different_forms(fieldwork: Fieldwork):
    add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="other"))
    desks = Desk(fieldwork), Desk(Fieldwork(fieldwork.engine, wave_id="other"))

    for each in desks:
        each.first("7")
    assert not desks[0].second("7")

    assert [each.waiting() for each in desks] == [[], ["7"]]


def test_forms_that_come_late_are_taken_until_the_wave_is_closed_for_good(desk: Desk):
    fieldwork = desk.fieldwork
    desk.first("1")
    desk.first("2")
    fieldwork.today = TODAY + timedelta(days=60)

    assert not desk.second("1")
    fieldwork.close()

    with pytest.raises(NotOpen):
        desk.second("2")
    desk.asked = fieldwork.asked
    with pytest.raises(NotOpen):
        desk.second("2")
    assert desk.waiting() == []
    assert len(fieldwork.responses()) == 1


def test_nothing_is_taken_before_the_wave_begins(sqlite_desk: Desk):
    sqlite_desk.fieldwork.today = TODAY - timedelta(days=60)

    with pytest.raises(NotOpen):
        sqlite_desk.first("1")


def test_everything_or_nothing_is_stored_when_it_stops_at_any_statement(desk: Desk):
    desk.first("7")
    moment = 0
    while True:
        moment += 1
        try:
            with failing_at(desk.fieldwork.engine, moment):
                assert not desk.second("7")
        except PowerFailure:
            assert (desk.waiting(), desk.fieldwork.pending()) == (["7"], 0)
        else:
            break

    assert moment > 4
    assert (desk.waiting(), desk.fieldwork.pending()) == ([], 1)


def test_it_is_said_out_loud_when_nothing_can_be_stored(impatient_fieldwork: Fieldwork):
    desk = Desk(impatient_fieldwork)

    with locked_by_another(impatient_fieldwork.engine), pytest.raises(StorageUnavailable):
        desk.first("7")


def test_nobody_is_known_to_have_entered_a_form(desk: Desk):
    def entries() -> int:
        with reading(desk.fieldwork.engine) as connection:
            counted = select(func.count()).select_from(audit_entry)
            return connection.execute(counted).scalar_one()

    before = entries()
    desk.first("7")
    desk.second("7")

    assert entries() == before
    assert set(paper_store.paper_entry.c.keys()) == {"wave_id", "slip", "sealed"}


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.CASEWORKER])
def test_who_manages_no_waves_enters_nothing(sqlite_desk: Desk, role: Role):
    stranger = Actor("stranger", role, id=1, organisation=1)

    with pytest.raises(NotPermitted):
        sqlite_desk.paper.enter_first(
            stranger, sqlite_desk.asked, "7", full_answers(), ENGLISH, TODAY
        )
    with pytest.raises(NotPermitted):
        sqlite_desk.paper.waiting(stranger, sqlite_desk.asked)


def test_a_wave_without_paper_takes_no_forms(sqlite_fieldwork: Fieldwork):
    add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="online", modes=["light"]))
    sqlite_fieldwork.book.refresh()
    desk = Desk(sqlite_fieldwork)
    desk.asked = sqlite_fieldwork.book.find("online")

    with pytest.raises(AnotherWay):
        desk.first("7")
    assert desk.waiting() == []
