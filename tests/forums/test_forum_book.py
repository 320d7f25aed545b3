"""Forums: a tree, an explained chair, a description that is the chair's, and an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums.forum_book import YearOfActivity, in_tree_order
from copfeedback.forums.model import Chair, Community, Level, ProtectedGroup, Seat, Side
from copfeedback.forums.store import change_meeting
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import PUBLIC, Actor, OrganisationKind, Role
from copfeedback.people.organisations import Organisations
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.sectors import Sectors
from copfeedback.storage.engine import writing
from tests.factories import TODAY, in_languages
from tests.forums.founded import CHAIR, FOUNDER, Founded, a_forum, fields

SOON = date(2027, 5, 6)
MAYOR = Chair("A mayor", in_languages("Town hall"))
NO_TEXT = in_languages("")
SERGEANT = replace(MAYOR, police=True, reason=in_languages("Nobody else yet."), until=SOON)
OFFICER = Sector(
    code="harbour_area",
    kind=SectorKind.AREA,
    name=in_languages("Harbour"),
    officer="Noor Haddad",
    telephone="+44 1632 960017",
    since=date(2026, 1, 2),
)


@pytest.fixture
def founded(engine: Engine) -> Founded:
    return Founded(engine)


def faults(raised: pytest.ExceptionInfo[Faulty]) -> list[tuple[str, Fault]]:
    return [(each.field, each.fault) for each in raised.value.problems]


def test_a_forum_is_found_as_it_was_founded(founded: Founded) -> None:
    kept = founded.found(
        purpose=in_languages(" Safer streets \n"),
        seats=(Seat(Side.RESIDENTS, "", 3), Seat(Side.POLICE, "Station 4")),
        communities=(Community(in_languages("Fishers"), "Harbour union"),),
        founded=date(2020, 2, 3),
    )
    assert kept.purpose == in_languages("Safer streets")
    assert (kept.version, founded.book.find("old-town"), founded.book.all()) == (1, kept, [kept])
    assert kept.without_seat == kept.communities


@pytest.mark.parametrize("code", ["nowhere", "Old Town", "'; drop table forum", ""])
def test_there_is_no_such_forum(founded: Founded, code: str) -> None:
    with pytest.raises(Unknown):
        founded.book.find(code)
    with pytest.raises(Unknown):
        founded.book.set_up(FOUNDER, a_forum(code), new=False)


@pytest.mark.parametrize("actor", [PUBLIC, CHAIR, Actor("l", Role.LEADER, id=5)])
def test_only_an_administrator_founds(founded: Founded, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        founded.book.set_up(actor, a_forum(), new=True)
    assert founded.book.all() == []


@pytest.mark.parametrize(
    ("changes", "field", "fault"),
    [
        ({"code": "Old Town"}, "code", Fault.CODE),
        ({"code": "4th-ward"}, "code", Fault.CODE),
        ({"code": "a" * 65}, "code", Fault.CODE),
        ({"code": "handbook"}, "code", Fault.TAKEN),
        ({"code": "taken"}, "code", Fault.TAKEN),
        ({"name": in_languages(" ")}, "name", Fault.MISSING),
        ({"name": in_languages("x" * 201)}, "name.en", Fault.TOO_LONG),
        ({"rules": in_languages("x" * 20_001)}, "rules.en", Fault.TOO_LONG),
        ({"contact": "x" * 1_001}, "contact", Fault.TOO_LONG),
        ({"parent": "nowhere"}, "parent", Fault.UNKNOWN),
        ({"parent": "ended"}, "parent", Fault.UNKNOWN),
        ({"parent": "taken"}, "parent", Fault.NOT_ABOVE),
        ({"sector": "nowhere"}, "sector", Fault.UNKNOWN),
        ({"languages": ()}, "languages", Fault.LANGUAGE),
        ({"languages": ("en", "xx")}, "languages", Fault.LANGUAGE),
        ({"every_weeks": 0}, "every_weeks", Fault.NUMBER),
        ({"delay_days": 1}, "delay_days", Fault.DELAY),
        ({"delay_days": 91, "protected": ProtectedGroup.YOUTH}, "delay_days", Fault.DELAY),
        ({"founded": date(1800, 1, 1)}, "founded", Fault.RANGE),
        ({"ended": TODAY + timedelta(days=1)}, "ended", Fault.RANGE),
        ({"founded": TODAY, "ended": TODAY - timedelta(days=1)}, "ended", Fault.RANGE),
        ({"chair": replace(MAYOR, name=" ")}, "chair.name", Fault.MISSING),
        ({"chair": replace(MAYOR, affiliation=NO_TEXT)}, "chair.affiliation", Fault.MISSING),
        ({"chair": replace(SERGEANT, reason=None)}, "chair.reason", Fault.POLICE_CHAIR),
        ({"chair": replace(SERGEANT, until=None)}, "chair.until", Fault.POLICE_CHAIR),
        (
            {"chair": replace(SERGEANT, until=TODAY - timedelta(days=1))},
            "chair.until",
            Fault.POLICE_CHAIR,
        ),
        ({"chair": replace(SERGEANT, until=date(2028, 5, 7))}, "chair.until", Fault.POLICE_CHAIR),
        ({"seats": (Seat(Side.FAITH, ""),)}, "seats.0.holder", Fault.MISSING),
        ({"seats": (Seat(Side.FAITH, "x", 0),)}, "seats.0.seats", Fault.NUMBER),
        ({"seats": (Seat(Side.FAITH, "x"),) * 101}, "seats", Fault.NUMBER),
        ({"communities": (Community(NO_TEXT),)}, "communities.0.name", Fault.MISSING),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_field(
    founded: Founded, changes: dict[str, Any], field: str, fault: Fault
) -> None:
    founded.found("taken")
    founded.found("ended", level=Level.MUNICIPAL, ended=TODAY)
    with pytest.raises(Faulty) as raised:
        founded.book.set_up(FOUNDER, a_forum(**changes), new=True)
    assert faults(raised) == [(field, fault)]
    assert [each.code for each in founded.book.all()] == ["ended", "taken"]


def test_everything_wrong_is_said_at_once(founded: Founded) -> None:
    wrong = a_forum("Old Town", chair=replace(SERGEANT, name="", reason=None), every_weeks=0)
    with pytest.raises(Faulty) as raised:
        founded.book.set_up(FOUNDER, wrong, new=True)
    assert {field for field, _ in faults(raised)} == {
        *("code", "chair.name", "chair.reason", "every_weeks")
    }


def test_police_chair_for_a_time_that_is_explained(founded: Founded) -> None:
    kept = founded.found(chair=SERGEANT)
    assert kept.police_may_chair(SOON)
    assert not kept.police_may_chair(SOON + timedelta(days=1))
    mayor = founded.book.set_up(
        FOUNDER, replace(kept, chair=replace(SERGEANT, police=False)), new=False
    )
    assert mayor.chair == MAYOR


def test_police_chair_their_forum_only_in_a_transition(founded: Founded) -> None:
    police = Organisations(founded.trail).add(FOUNDER, OrganisationKind.POLICE, "Police")
    constable = replace(CHAIR, organisation=police)
    kept = founded.found()
    with pytest.raises(NotPermitted):
        founded.book.describe(constable, kept)
    founded.book.set_up(FOUNDER, replace(kept, chair=SERGEANT), new=False)
    founded.book.describe(constable, founded.book.find("old-town"))


def test_the_chair_of_a_protected_forum_need_not_be_named(founded: Founded) -> None:
    chair = replace(MAYOR, name="")
    kept = founded.found(protected=ProtectedGroup.SURVIVORS, chair=chair, delay_days=90)
    assert (kept.chair, kept.delay_days) == (chair, 90)


def test_protection_that_was_promised_stays(founded: Founded) -> None:
    kept = founded.found(protected=ProtectedGroup.WOMEN)
    with pytest.raises(Faulty) as raised:
        founded.book.set_up(FOUNDER, replace(kept, protected=None), new=False)
    assert faults(raised) == [("protected", Fault.STAYS)]


def test_each_forum_stands_after_the_one_above_it(founded: Founded) -> None:
    founded.found("nation", level=Level.NATIONAL)
    founded.found("town", level=Level.MUNICIPAL, parent="nation")
    founded.found("alone")
    founded.found("quarter", parent="town")
    founded.found("other-town", level=Level.MUNICIPAL, parent="nation")
    founded.found("closed", ended=TODAY)
    order = ["nation", "other-town", "town", "quarter", "alone"]
    assert [each.code for each in founded.book.active()] == order
    assert [each.code for each in in_tree_order(founded.book.all())] == [*order, "closed"]
    town = founded.book.find("town")
    with pytest.raises(Faulty) as raised:
        founded.book.set_up(FOUNDER, replace(town, level=Level.NEIGHBOURHOOD), new=False)
    assert faults(raised) == [("level", Fault.NOT_ABOVE)]


def test_what_was_below_a_forum_that_ends_comes_under_the_one_above(founded: Founded) -> None:
    founded.found("nation", level=Level.NATIONAL)
    town = founded.found("town", level=Level.MUNICIPAL, parent="nation")
    founded.found("quarter", parent="town")
    founded.found("long-ago", parent="town", ended=TODAY)
    founded.book.set_up(FOUNDER, replace(town, ended=TODAY), new=False)
    assert [each.code for each in founded.book.active()] == ["nation", "quarter"]
    assert founded.book.find("quarter").parent == "nation"
    assert founded.book.find("town").ended == TODAY
    gone = founded.book.find("long-ago")
    kept = founded.book.set_up(FOUNDER, replace(gone, contact="The archive"), new=False)
    assert (gone.parent, kept.contact) == ("town", "The archive")


def test_a_chair_describes_their_own_forum_and_nothing_else(founded: Founded) -> None:
    kept = founded.found()
    wanted = replace(
        kept,
        purpose=in_languages("Safer streets"),
        languages=("ar", "en", "ar"),
        level=Level.NATIONAL,
        chair=SERGEANT,
        protected=ProtectedGroup.YOUTH,
    )
    described = founded.book.describe(CHAIR, wanted)
    assert described == replace(
        kept, purpose=in_languages("Safer streets"), languages=("ar", "en"), version=2
    )
    with pytest.raises(Faulty) as raised:
        founded.book.describe(CHAIR, replace(described, every_weeks=105))
    assert faults(raised) == [("every_weeks", Fault.NUMBER)]
    other = founded.found("harbour")
    with pytest.raises(NotPermitted):
        founded.book.describe(CHAIR, other)


def test_who_was_slower_changes_nothing(founded: Founded) -> None:
    kept = founded.found()
    founded.book.describe(CHAIR, replace(kept, contact="first"))
    with pytest.raises(ChangedMeanwhile):
        founded.book.describe(CHAIR, replace(kept, contact="second"))
    with pytest.raises(ChangedMeanwhile):
        founded.book.set_up(FOUNDER, replace(kept, contact="third"), new=False)
    assert founded.book.find("old-town").contact == "first"


@pytest.mark.parametrize("public", [True, False])
def test_the_officer_of_the_sector_is_named_where_everybody_may_know(
    founded: Founded, public: bool
) -> None:
    Sectors(founded.trail).set(FOUNDER, replace(OFFICER, public=public))
    kept = founded.found(sector="harbour_area")
    assert founded.book.officer(kept) == (replace(OFFICER, public=True) if public else None)
    assert founded.book.officer(replace(kept, sector=None)) is None
    assert founded.book.officer(replace(kept, sector="gone")) is None
    assert founded.book.of_sector("harbour_area") == [kept]
    Sectors(founded.trail).remove(FOUNDER, "harbour_area")
    founded.book.set_up(FOUNDER, replace(kept, contact="Still here"), new=False)


def test_the_activity_of_every_year_is_counted(founded: Founded, engine: Engine) -> None:
    founded.found()
    assert founded.book.activity("old-town") == []
    plan = founded.meetings.plan
    met = plan(CHAIR, "old-town", fields(date(2023, 3, 1)), past=True)
    plan(CHAIR, "old-town", fields(date(2023, 9, 1)), past=True)
    off = plan(CHAIR, "old-town", fields(date(2025, 9, 1)), past=True)
    plan(CHAIR, "old-town", fields())  # still to come
    founded.meetings.cancel(CHAIR, off.id, {"en": "Nobody came."}, after=off.version)
    with writing(engine) as connection:
        change_meeting(connection, replace(met, minutes_number=2))
    assert founded.book.activity("old-town") == [
        YearOfActivity(2023, held=2, minuted=1),
        YearOfActivity(2024),
        YearOfActivity(2025, cancelled=1),
        YearOfActivity(2026),
    ]


def test_a_forum_does_not_end_before_its_meetings(founded: Founded) -> None:
    town = founded.found()
    meeting = founded.meetings.plan(CHAIR, town.code, fields())
    with pytest.raises(Faulty) as faulty:
        founded.book.set_up(FOUNDER, replace(town, ended=TODAY), new=False)
    assert [(each.field, each.fault) for each in faulty.value.problems] == [
        ("ended", Fault.STILL_PLANNED)
    ]
    founded.meetings.cancel(CHAIR, meeting.id, {"en": "The forum ends."}, after=meeting.version)
    assert founded.book.set_up(FOUNDER, replace(town, ended=TODAY), new=False).ended == TODAY
