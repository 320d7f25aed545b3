"""Organisations and their units: complaints depend on who is whose superior."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from copfeedback.people.access import NotPermitted
from copfeedback.people.account_model import InvitationOver
from copfeedback.people.accounts import NewAccount
from copfeedback.people.audit import Trail, Wanted
from copfeedback.people.model import (
    OPERATOR,
    PUBLIC,
    Actor,
    Organisation,
    OrganisationKind,
    Role,
    Unit,
)
from copfeedback.people.organisations import (
    BadTitle,
    OrganisationInUse,
    Organisations,
    TitleTaken,
    UnitCycle,
    UnknownOrganisation,
    UnknownUnit,
)
from copfeedback.people.tables import unit as unit_table
from copfeedback.storage.engine import writing
from tests.people.members import ODD_NAMES, a_member, an_organisation
from tests.people.racing import at_once

POLICE = OrganisationKind.POLICE
ADMINISTRATOR = Actor("amina", Role.ADMINISTRATOR, id=1, organisation=1)
BAD_TITLES = ["", "   ", "a\nb", "a\0b", "x" * 121, "a\u200bb", "x" * 1_000_000]


@pytest.fixture
def police(engine):
    return an_organisation(engine, POLICE)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_organisation_is_known_by_its_name_when_the_name_is_odd(organisations, name):
    added = organisations.add(ADMINISTRATOR, OrganisationKind.NGO, f"  {name} ")

    assert organisations.all() == [Organisation(added, OrganisationKind.NGO, name)]


@pytest.mark.parametrize("name", BAD_TITLES)
def test_an_organisation_is_refused_when_its_name_cannot_be_read(organisations, name):
    with pytest.raises(BadTitle):
        organisations.add(OPERATOR, POLICE, name)

    assert organisations.all() == []


@pytest.mark.parametrize("again", ["Caf\u00e9", "Cafe\u0301", " Caf\u00e9 "])
def test_an_organisation_is_refused_when_its_name_reads_like_another(organisations, again):
    organisations.add(OPERATOR, POLICE, "Caf\u00e9")

    with pytest.raises(TitleTaken):
        organisations.add(OPERATOR, OrganisationKind.NGO, again)


def test_one_organisation_is_added_when_two_add_the_same_name_at_once(organisations):
    def add():
        organisations.add(OPERATOR, POLICE, "City police")

    assert at_once(add, add) == ["TitleTaken", "done"]
    assert len(organisations.all()) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_organisations_stay_as_they_are_when_no_administrator_asks(
    organisations, trail, police, role
):
    actor = Actor("olena", role, id=7, organisation=police, manager=True)
    unit = organisations.add_unit(OPERATOR, police, "North")
    before = trail.head().number

    for attempt in (
        lambda: organisations.add(actor, POLICE, ""),
        lambda: organisations.change(actor, police, "Ours", active=True),
        lambda: organisations.add_unit(actor, police, "South"),
        lambda: organisations.change_unit(actor, unit, "South", None),
    ):
        with pytest.raises(NotPermitted):
            attempt()

    assert [one.name for one in organisations.all()] == ["City police"]
    assert organisations.units(police) == [Unit(unit, police, "North")]
    refused = trail.entries(OPERATOR, Wanted(outcome="refused"))
    assert trail.head().number == before + len(refused) == before + 4
    assert {entry.actor_id for entry in refused} == {7}


def test_nothing_is_noted_when_a_stranger_asks(organisations, trail):
    with pytest.raises(NotPermitted):
        organisations.add(PUBLIC, POLICE, "Ours")

    assert trail.head().number == 0


def test_every_change_is_in_the_trail_when_it_was_made(organisations, trail):
    police = organisations.add(ADMINISTRATOR, POLICE, "City police")
    organisations.change(ADMINISTRATOR, police, "Town police", active=True)
    unit = organisations.add_unit(ADMINISTRATOR, police, "North")
    organisations.change_unit(ADMINISTRATOR, unit, "South", None)

    said = [(entry.action, entry.about) for entry in reversed(trail.entries(OPERATOR))]
    assert said == [
        ("add_organisation", f"organisation {police}"),
        ("change_organisation", f"organisation {police}"),
        ("add_unit", f"unit {unit}"),
        ("change_unit", f"unit {unit}"),
    ]
    assert trail.verify() is None


def test_an_organisation_has_its_new_name_when_it_was_renamed(organisations, engine, police):
    council = an_organisation(engine, OrganisationKind.MUNICIPALITY)

    organisations.change(ADMINISTRATOR, police, "Town police", active=True)
    organisations.change(ADMINISTRATOR, police, "Town police", active=True)

    assert Organisation(police, POLICE, "Town police") in organisations.all()
    with pytest.raises(TitleTaken):
        organisations.change(ADMINISTRATOR, council, "Town police", active=True)
    with pytest.raises(UnknownOrganisation):
        organisations.change(ADMINISTRATOR, 999, "Nowhere", active=True)


def test_an_organisation_stays_when_somebody_there_can_sign_in(organisations, accounts, police):
    amina = a_member(accounts, "amina", Role.LEADER)

    with pytest.raises(OrganisationInUse):
        organisations.change(ADMINISTRATOR, police, "City police", active=False)

    accounts.deactivate(OPERATOR, amina)
    organisations.change(ADMINISTRATOR, police, "City police", active=False)
    (left,) = organisations.all()
    assert not left.active


def test_nobody_comes_to_an_organisation_when_it_takes_no_part(organisations, accounts, police):
    amina = a_member(accounts, "amina", Role.LEADER)
    accounts.deactivate(OPERATOR, amina)
    invited = accounts.invite(OPERATOR, NewAccount("olena", Role.LEADER, police))
    organisations.change(OPERATOR, police, "City police", active=False)

    with pytest.raises(InvitationOver):
        accounts.open_invitation(invited.token)
    with pytest.raises(UnknownOrganisation):
        accounts.invite(OPERATOR, NewAccount("omar", Role.LEADER, police))
    with pytest.raises(UnknownOrganisation):
        a_member(accounts, "omar", Role.LEADER, organisation=police)
    with pytest.raises(UnknownOrganisation):
        accounts.reactivate(OPERATOR, amina)
    organisations.change(OPERATOR, police, "City police", active=True)
    accounts.reactivate(OPERATOR, amina)


def test_units_are_a_tree_when_they_are_added(organisations, engine, police):
    north = organisations.add_unit(ADMINISTRATOR, police, "North")
    patrol = organisations.add_unit(ADMINISTRATOR, police, " Patrol ", north)
    other = an_organisation(engine, POLICE, "Border police")

    assert organisations.units(police) == [
        Unit(north, police, "North"),
        Unit(patrol, police, "Patrol", north),
    ]
    assert organisations.units(other) == organisations.units(999) == []


def test_a_unit_is_refused_when_it_has_no_place(organisations, engine, police):
    other = an_organisation(engine, POLICE, "Border police")
    theirs = organisations.add_unit(OPERATOR, other, "Gate")
    ours = organisations.add_unit(OPERATOR, police, "North")

    with pytest.raises(UnknownOrganisation):
        organisations.add_unit(OPERATOR, 999, "North")
    for parent in (theirs, 999):
        with pytest.raises(UnknownUnit):
            organisations.add_unit(OPERATOR, police, "South", parent)
        with pytest.raises(UnknownUnit):
            organisations.change_unit(OPERATOR, ours, "North", parent)
    with pytest.raises(UnknownUnit):
        organisations.change_unit(OPERATOR, 999, "North", None)
    assert organisations.units(police) == [Unit(ours, police, "North")]


@pytest.mark.parametrize("name", BAD_TITLES)
def test_a_unit_is_refused_when_its_name_cannot_be_read(organisations, police, name):
    unit = organisations.add_unit(OPERATOR, police, "North")

    with pytest.raises(BadTitle):
        organisations.add_unit(OPERATOR, police, name)
    with pytest.raises(BadTitle):
        organisations.change_unit(OPERATOR, unit, name, None)


def test_two_units_have_one_name_when_they_are_in_different_places_alone(organisations, police):
    north = organisations.add_unit(OPERATOR, police, "North")
    south = organisations.add_unit(OPERATOR, police, "South")
    patrol = organisations.add_unit(OPERATOR, police, "Patrol", north)
    other = organisations.add_unit(OPERATOR, police, "Patrol", south)

    with pytest.raises(TitleTaken):
        organisations.add_unit(OPERATOR, police, "Patrol", north)
    with pytest.raises(TitleTaken):
        organisations.change_unit(OPERATOR, other, "Patrol", north)
    organisations.change_unit(OPERATOR, patrol, "Patrol", north)


def test_a_unit_is_not_moved_when_it_would_be_above_itself(organisations, police):
    top = organisations.add_unit(OPERATOR, police, "Top")
    middle = organisations.add_unit(OPERATOR, police, "Middle", top)
    bottom = organisations.add_unit(OPERATOR, police, "Bottom", middle)
    before = organisations.units(police)

    for parent in (top, middle, bottom):
        with pytest.raises(UnitCycle):
            organisations.change_unit(OPERATOR, top, "Top", parent)

    assert organisations.units(police) == before
    organisations.change_unit(OPERATOR, bottom, "Bottom", top)
    organisations.change_unit(OPERATOR, middle, "Middle", bottom)
    assert organisations.unit_and_above(middle)[1].id == bottom


def test_no_circle_is_made_when_two_units_are_moved_at_once(organisations, police):
    north = organisations.add_unit(OPERATOR, police, "North")
    south = organisations.add_unit(OPERATOR, police, "South")

    outcomes = at_once(
        lambda: organisations.change_unit(OPERATOR, north, "North", south),
        lambda: organisations.change_unit(OPERATOR, south, "South", north),
    )

    assert outcomes == ["UnitCycle", "done"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 5)), max_size=20))
def test_every_unit_leads_to_the_top_when_units_were_moved_anyhow(sqlite_engine, clock, moves):
    organisations = Organisations(Trail(sqlite_engine, clock.now))
    police = organisations.add(OPERATOR, POLICE, f"Police {len(organisations.all())}")
    units = [organisations.add_unit(OPERATOR, police, f"Unit {number}") for number in range(6)]

    for child, parent in moves:
        above = None if parent is None else units[parent]
        line = [] if above is None else organisations.unit_and_above(above)
        try:
            organisations.change_unit(OPERATOR, units[child], f"Unit {child}", above)
        except UnitCycle:
            assert units[child] in {one.id for one in line}
        else:
            assert units[child] not in {one.id for one in line}

    for one in units:
        line = organisations.unit_and_above(one)
        assert line[0].id == one
        assert line[-1].parent is None
        assert len({above.id for above in line}) == len(line)


@pytest.fixture
def line(accounts, organisations, police):
    """A chief above two units, each with a head and an officer."""
    headquarters = organisations.add_unit(OPERATOR, police, "Headquarters")
    ids = {"headquarters": headquarters}
    ids["chief"] = a_member(accounts, "chief", Role.LEADER, unit=headquarters, heads_unit=True)
    for name in ("north", "south"):
        unit = organisations.add_unit(OPERATOR, police, name, headquarters)
        ids[name] = unit
        ids[f"{name} head"] = a_member(
            accounts, f"{name} head", Role.LEADER, unit=unit, heads_unit=True
        )
        ids[f"{name} officer"] = a_member(accounts, f"{name} officer", Role.ANALYST, unit=unit)
    return ids


def test_superiors_are_the_heads_of_the_unit_and_those_above_it(organisations, line):
    assert organisations.superiors(line["north officer"]) == {line["north head"], line["chief"]}
    assert organisations.superiors(line["south officer"]) == {line["south head"], line["chief"]}
    assert organisations.superiors(line["north head"]) == {line["chief"]}
    assert organisations.superiors(line["chief"]) == frozenset()


def test_superiors_are_others_when_a_unit_or_its_head_changes(organisations, accounts, line):
    officer = line["north officer"]
    accounts.deactivate(OPERATOR, line["north head"])
    assert organisations.superiors(officer) == {line["chief"]}

    accounts.reactivate(OPERATOR, line["north head"])
    deputy = a_member(accounts, "deputy", Role.LEADER, unit=line["north"], heads_unit=True)
    assert organisations.superiors(officer) == {line["north head"], deputy, line["chief"]}
    assert organisations.superiors(deputy) == {line["north head"], line["chief"]}

    organisations.change_unit(OPERATOR, line["north"], "north", line["south"])
    assert line["south head"] in organisations.superiors(officer)
    organisations.change_unit(OPERATOR, line["north"], "north", None)
    assert organisations.superiors(officer) == {line["north head"], deputy}


def test_somebody_has_no_superiors_when_they_are_in_no_unit_or_unknown(organisations, accounts):
    amina = a_member(accounts, "amina", Role.LEADER, heads_unit=True)

    assert organisations.superiors(amina) == organisations.superiors(999) == frozenset()


def test_units_above_are_named_upwards_when_asked_for(organisations, line):
    above = organisations.unit_and_above(line["north"])

    assert [unit.id for unit in above] == [line["north"], line["headquarters"]]
    assert organisations.unit_and_above(999) == []


def test_superiors_are_found_when_the_database_holds_a_circle_all_the_same(
    organisations, engine, line
):
    with writing(engine) as connection:
        connection.execute(
            update(unit_table)
            .where(unit_table.c.id == line["headquarters"])
            .values(parent_id=line["south"])
        )

    assert organisations.superiors(line["north officer"]) == {
        line["north head"],
        line["south head"],
        line["chief"],
    }
