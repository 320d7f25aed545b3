"""What staff who look after accounts see of people, invitations and organisations."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.people.account_model import StaffMember
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.pages.conftest import PASSWORD
from tests.pages.reader import Reader
from tests.people.members import ODD_NAMES, a_member, an_organisation

PAGES = ("people", "invitations", "organisations")
REFUSALS = {
    "people": "This page is for staff who look after accounts.",
    "invitations": "This page is for staff who look after accounts.",
    "organisations": "This page is for administrators.",
}
LINK = re.compile(r'<code id="once"[^>]*>https://portal\.example(/staff/[a-z]+/)([^<]+)</code>')


@pytest.fixture
def administrator(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ADMINISTRATOR)


def member(portal: Portal, name: str) -> StaffMember:
    return next(each for each in portal.accounts.staff(OPERATOR) if each.name == name)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_refused_to_whoever_looks_after_nobody(
    page: str, reader: Reader, sign_in: Callable[..., Reader]
):
    assert REFUSALS[page] in reader.open(page).text
    assert f"next=%2F{page}" in reader.page
    assert f"next=%2F{page}%3Fstaff%3D7" in reader.open(page, staff="7").page
    leader = sign_in(Role.LEADER).open(page)
    assert REFUSALS[page] in leader.text
    assert not {"Staff accounts", "Invitations", "Organisations"} & set(leader.links)


# People.


def test_an_administrator_finds_somebody_and_changes_what_they_are(
    administrator: Reader, portal: Portal
):
    staff_id = a_member(portal, "amina", Role.LEADER, email="amina@example.org")
    administrator.open("people").enter(search="AMINA@")
    assert "1 account" in administrator.text

    administrator.open("people", staff=str(staff_id))
    administrator.enter(role="analyst").do("save")

    assert "The account is changed." in administrator.text
    assert member(portal, "amina").role is Role.ANALYST


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_is_shown_as_it_is_when_it_is_odd(name: str, administrator: Reader, portal: Portal):
    staff_id = a_member(portal, name, Role.LEADER)

    assert name in administrator.open("people", staff=str(staff_id)).text
    assert "<b>Nina" not in administrator.page


def test_what_was_typed_stays_when_it_cannot_be_taken(administrator: Reader, portal: Portal):
    staff_id = a_member(portal, "amina", Role.LEADER)
    administrator.open("people", staff=str(staff_id))
    administrator.enter(name="administrator", email="amina@example.org").do("save")

    assert "Please check" in administrator.text
    assert "There is an account or an open invitation of this name." in administrator.text
    assert administrator.entry("email").value == "amina@example.org"
    assert member(portal, "amina").email == ""


def test_an_account_is_closed_after_a_question_and_its_sessions_end(
    administrator: Reader, portal: Portal
):
    staff_id = a_member(portal, "amina", Role.LEADER, password=PASSWORD)
    token = portal.people.sign_in("amina", PASSWORD, client="c", local=True).token
    administrator.open("people", staff=str(staff_id)).do("close")
    assert "Close the account of amina?" in administrator.text
    assert portal.people.actor_of(token) is not None

    administrator.do("close-yes")

    assert portal.people.actor_of(token) is None
    assert "The account is closed" in administrator.text
    administrator.do("reopen")
    assert member(portal, "amina").active


def test_a_link_for_a_new_password_is_shown_once(administrator: Reader, portal: Portal):
    staff_id = a_member(portal, "amina", Role.LEADER, password=PASSWORD)
    administrator.open("people", staff=str(staff_id)).do("reset").do("reset-yes")
    path, token = LINK.findall(administrator.page)[0]
    assert path == "/staff/reset/"

    assert token not in administrator.do("passed-on").page
    assert portal.accounts.reset(token, "another four quiet words") == "amina"


def test_one_changes_no_more_than_name_and_email_of_the_own_account(
    administrator: Reader, portal: Portal
):
    own = member(portal, "administrator")
    administrator.open("people", staff=str(own.id))

    assert "This is your own account." in administrator.text
    assert not administrator.app.selectbox
    administrator.enter(email="ada@example.org").do("save")
    assert member(portal, "administrator").email == "ada@example.org"


def test_an_administrator_cannot_touch_who_handles_complaints(
    administrator: Reader, portal: Portal
):
    staff_id = a_member(portal, "carla", Role.CASEWORKER)
    administrator.open("people", staff=str(staff_id))

    assert "carla" in administrator.text
    assert administrator.buttons == [
        each for each in administrator.buttons if "account" not in each and each != "Save"
    ]


def test_a_manager_sees_the_own_organisation_alone(portal: Portal, sign_in: Callable[..., Reader]):
    council = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    elsewhere = a_member(portal, "omar", Role.AGENCY_OFFICER, organisation=council)
    manager = sign_in(Role.LEADER, name="maria", manager=True)

    assert "omar" not in manager.open("people").links
    assert "There is no such account" in manager.open("people", staff=str(elsewhere)).text


@pytest.mark.parametrize("asked", ["0", "-1", "999", "x", "9" * 30, "٣"])
def test_an_account_that_is_not_there_is_said_to_be_missing(asked: str, administrator: Reader):
    shown = administrator.open("people", staff=asked).text

    assert "There is no such account" in shown or "1 account" in shown


def test_nothing_is_done_when_the_session_ends_before_the_press(
    administrator: Reader, portal: Portal
):
    staff_id = a_member(portal, "amina", Role.LEADER)
    administrator.open("people", staff=str(staff_id)).enter(email="amina@example.org")
    own = member(portal, "administrator")
    a_member(portal, "another", Role.ADMINISTRATOR)
    portal.accounts.deactivate(OPERATOR, own.id)

    administrator.do("save")

    assert member(portal, "amina").email == ""
    assert "Your session has ended" in administrator.text
    assert "amina" not in administrator.text


# Invitations.


def test_somebody_is_invited_and_comes_in_by_the_link(administrator: Reader, portal: Portal):
    administrator.open("invitations").enter(name="amina", role="leader").do("invite")
    path, token = LINK.findall(administrator.page)[0]
    assert path == "/staff/invitation/"
    assert "amina is invited." in administrator.text

    assert token not in administrator.do("passed-on").page
    assert "Open until" in administrator.text
    portal.accounts.accept(token, "another four quiet words")
    assert member(portal, "amina").role is Role.LEADER
    assert "No invitation is open." in administrator.open("invitations").text


def test_an_invitation_is_withdrawn(administrator: Reader, portal: Portal):
    administrator.open("invitations").enter(name="amina").do("invite")
    (waiting,) = portal.accounts.invitations(OPERATOR)

    administrator.do(f"withdraw-{waiting.id}")

    assert "The invitation of amina is withdrawn." in administrator.text
    assert portal.accounts.invitations(OPERATOR) == []


def test_the_oversight_body_alone_is_offered_its_own_roles_and_a_second_person_confirms(
    administrator: Reader, portal: Portal, sign_in: Callable[..., Reader]
):
    administrator.open("invitations")
    assert "caseworker" not in administrator.entry("role").options
    carla, kim = sign_in(Role.CASEWORKER), sign_in(Role.CUSTODIAN)
    carla.open("invitations").enter(name="nadia", role="caseworker").do("invite")
    (waiting,) = portal.accounts.invitations(OPERATOR)
    assert "It opens after a second person has confirmed the invitation." in carla.text
    assert not any("Confirm" in label for label in carla.do("passed-on").buttons)

    kim.open("invitations").do(f"confirm-{waiting.id}")

    assert "The invitation of nadia is confirmed." in kim.text
    assert not portal.accounts.invitations(OPERATOR)[0].awaits_confirmation


def test_what_was_typed_stays_when_the_language_changes(administrator: Reader):
    administrator.open("invitations").enter(name="amina", email="amina@example.org")

    administrator.press("language.uk")

    assert administrator.entry("name", "uk").value == "amina"
    assert administrator.entry("email", "uk").value == "amina@example.org"


# Organisations.


def test_an_organisation_and_its_units_are_made_renamed_and_moved(
    administrator: Reader, portal: Portal
):
    administrator.open("organisations").enter(name="City council", kind="municipality").do("add")
    assert "City council is added." in administrator.text
    council = next(each for each in portal.organisations.all() if each.name == "City council")
    administrator.open("organisations", organisation=str(council.id))

    administrator.enter(title__new="Streets").do("unit-save")
    (streets,) = portal.organisations.units(council.id)
    administrator.enter(title__new="Lamps").enter(parent__new=str(streets.id)).do("unit-save")
    lamps = next(each for each in portal.organisations.units(council.id) if each.name == "Lamps")
    assert lamps.parent == streets.id

    administrator.enter(name="Council of the city").do("save")
    assert "Council of the city" in {each.name for each in portal.organisations.all()}


def test_a_unit_does_not_come_below_itself(administrator: Reader, portal: Portal):
    police = an_organisation(portal)
    north = portal.organisations.add_unit(OPERATOR, police, "North")
    below = portal.organisations.add_unit(OPERATOR, police, "Harbour", north)
    administrator.open("organisations", organisation=str(police)).enter(unit=str(north))

    administrator.enter(**{f"parent__{north}": str(below)}).do("unit-save")

    assert "This unit is below the one you change." in administrator.text
    assert {each.parent for each in portal.organisations.units(police)} == {None, north}


def test_an_organisation_stays_while_somebody_there_can_sign_in(
    administrator: Reader, portal: Portal
):
    police = an_organisation(portal)
    administrator.open("organisations", organisation=str(police)).enter(active=False).do("save")

    assert "Close their accounts first." in administrator.text
    assert all(each.active for each in portal.organisations.all())
