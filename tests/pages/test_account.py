"""What staff see of their own account, and of a page whose session has ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import streamlit as st

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Role
from copfeedback.people.service import WrongCredentials
from copfeedback.ui import session
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader


def test_the_page_is_refused_to_whoever_is_not_signed_in(reader: Reader):
    assert "This page is for staff." in reader.open("account").text
    assert "next=%2Faccount" in reader.page


@pytest.mark.parametrize("role", Role)
def test_everybody_sees_their_own_account_and_the_ways_to_change_it(
    role: Role, sign_in: Callable[..., Reader]
):
    shown = sign_in(role).open("account")

    assert "My account" in shown.links
    for way in ("password", "second-factor", "sessions", "sign-out"):
        assert f"./staff/{way}?" in shown.page


def test_the_owner_is_told_of_attempts_since_they_signed_in(
    sign_in: Callable[..., Reader], portal: Portal
):
    leader = sign_in(Role.LEADER)
    assert "wrong" not in leader.open("account").text
    for _ in range(2):
        with pytest.raises(WrongCredentials):
            portal.people.sign_in("leader", "not the password", client="c", local=False)

    assert "tried 2 wrong passwords or codes" in leader.open("account").text


def test_recovery_codes_that_are_left_are_counted(sign_in: Callable[..., Reader]):
    assert "set up, 10 recovery codes left" in sign_in(Role.ADMINISTRATOR).open("account").text
    assert "not set up" in sign_in(Role.LEADER).open("account").text


def test_a_page_goes_on_where_it_was_when_its_reader_signs_in_again(
    sign_in: Callable[..., Reader], portal: Portal
):
    leader = sign_in(Role.LEADER).open("account")
    portal.people.sign_out(leader.cookies[SESSION_COOKIE])
    assert "Your session has ended" in leader.reload().text
    assert "Second factor" not in leader.text

    leader.press("continue")
    assert "You are not signed in as leader yet." in leader.text
    ticket = leader.app.session_state["copfeedback_ticket"]
    portal.people.sign_in(
        "leader", "a long enough passphrase", client="c", local=True, ticket=ticket
    )
    assert "Second factor" in leader.press("continue").text


def test_nobody_else_goes_on_with_a_page(sign_in: Callable[..., Reader], portal: Portal):
    leader = sign_in(Role.LEADER).open("account")
    sign_in(Role.AUDITOR)
    portal.people.sign_out(leader.cookies[SESSION_COOKIE])
    leader.reload()
    ticket = leader.app.session_state["copfeedback_ticket"]
    portal.people.sign_in(
        "auditor", "a long enough passphrase", client="c", local=True, ticket=ticket
    )

    assert "You are not signed in as leader yet." in leader.press("continue").text


def test_an_account_that_was_closed_meanwhile_shows_nothing_any_more(
    sign_in: Callable[..., Reader], portal: Portal
):
    leader = sign_in(Role.LEADER).open("account")
    (own,) = (each for each in portal.accounts.staff(OPERATOR) if each.name == "leader")
    portal.accounts.deactivate(OPERATOR, own.id)

    shown = leader.reload()
    assert "Your session has ended" in shown.text
    assert "./staff/password?" not in shown.page


def test_a_session_lasts_while_a_page_says_that_it_is_at_work(
    sign_in: Callable[..., Reader],
    portal: Portal,
    calendar: Calendar,
    monkeypatch: pytest.MonkeyPatch,
):
    asleep = sign_in(Role.LEADER).cookies[SESSION_COOKIE]
    awake = sign_in(Role.AUDITOR).cookies
    monkeypatch.setattr(session, "browser", lambda: session.Browser(awake, "en"))
    says: list[tuple[Callable[[], object], int]] = []
    monkeypatch.setattr(
        st, "fragment", lambda say, run_every: says.append((say, run_every)) or (lambda: None)
    )
    session.at_work()
    ((say, seconds),) = says
    for _ in range(30):
        calendar.minutes += seconds // 60
        say()

    assert portal.people.actor_of(awake[SESSION_COOKIE]) is not None
    assert portal.people.actor_of(asleep) is None
    calendar.minutes += 10 * 60
    say()
    assert portal.people.actor_of(awake[SESSION_COOKIE]) is None
