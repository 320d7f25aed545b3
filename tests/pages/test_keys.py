"""What people see of their key for complaints at the full door."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.vault import HolderKey
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, OrganisationKind, Role
from copfeedback.ui import session
from tests.pages.casework import Commission
from tests.pages.reader import Reader
from tests.people.members import PASSWORD, a_member, an_organisation

NEW = "five other silent words today"
REFUSAL = "This page is for those who work on complaints."


@pytest.fixture
def caseworker(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.CASEWORKER)


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    assert REFUSAL in reader.open("keys").text
    leader = sign_in(Role.LEADER)
    assert REFUSAL in leader.open("keys").text
    assert "My key" not in leader.open("home").links


def test_one_sees_how_it_stands_with_ones_key(caseworker: Reader, portal: Portal):
    actor = portal.people.actor_of(caseworker.cookies[SESSION_COOKIE])
    state = portal.keys.state_of(actor, caseworker.cookies[SESSION_COOKIE])

    text = caseworker.open("keys").text

    assert "there is no roster yet" in text
    assert "You have no recovery key." in text
    assert state.fingerprint in text
    assert './staff/recovery-key?lang=en">Make a recovery key' in text
    assert "My key" in caseworker.links


def test_one_sees_that_ones_key_is_on_the_roster_or_not_yet(
    commission: Commission, sign_in: Callable[..., Reader]
):
    assert "On the signed roster</dt><dd>Yes" in commission.amal.open("keys").text
    assert "not yet: complaints" in sign_in(Role.CUSTODIAN, "newcomer").open("keys").text


@pytest.mark.usefixtures("sign_in")
def test_a_locked_key_leads_to_where_the_recovery_key_is_typed(portal: Portal):
    portal.keys.book.begin()
    nina = a_member(portal, "nina", Role.CASEWORKER, demonstration=True)
    portal.people.sign_in("nina", PASSWORD, client="127.0.0.1", local=True)
    link = portal.accounts.allow_reset(OPERATOR, nina).address
    portal.accounts.reset(urlsplit(link).path.rsplit("/", 1)[-1], NEW)
    token = portal.people.sign_in("nina", NEW, client="127.0.0.1", local=True).token

    page = Reader(cookies={SESSION_COOKIE: token}).open("keys")

    assert "Your key is locked." in page.text
    assert "Type the recovery key</a>" in page.text


def test_an_officer_of_another_agency_has_none_and_needs_none(portal: Portal, sign_in):
    council = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    officer = sign_in(Role.AGENCY_OFFICER, organisation=council)

    assert "You have no key, and need none." in officer.open("keys").text


def test_a_page_gets_the_key_of_its_reader_and_keeps_none(caseworker: Reader, portal: Portal):
    token = caseworker.cookies[SESSION_COOKIE]
    caseworker.open("keys")
    key = portal.keys.key_of(token, portal.people.actor_of(token))

    assert isinstance(key, HolderKey)
    kept = repr(caseworker.app.session_state)
    assert key.seed.hex() not in kept
    assert repr(key.seed) not in kept
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(session, "browser", lambda: session.Browser(caseworker.cookies, "en"))
        assert session.holder_key() == key
        assert session.token() == token
        patch.setattr(session, "browser", lambda: session.Browser({}, "en"))
        assert session.holder_key() is None
