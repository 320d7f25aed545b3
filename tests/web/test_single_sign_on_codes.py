"""The second factor after signing in at one's organisation: the provider never stands in for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Role
from copfeedback.people.throttle import FREE_FOR_PAIR
from tests.identity_provider import Provider
from tests.people.members import a_member
from tests.people.signing_in import Phone, sessions, set_active, sign_in, with_second_factor
from tests.web.colleague import Clock, a_client
from tests.web.through_provider import (
    STARTED,
    VOUCHED_FOR,
    Traveller,
    a_portal,
    a_provider,
    cookie_of,
    no_secret_got_out,
    noted,
)

CODE = "/staff/single-sign-on/code"
SESSIONS = "/staff/sessions"


@pytest.fixture
def provider(clock: Clock) -> Iterator[Provider]:
    yield from a_provider(clock)


@pytest.fixture
def open_portal(
    provider: Provider, clock: Clock, sqlite_address: str, cheap_hashing: None
) -> Iterator[Portal]:
    """Open to staff of the city police who come from the provider; amina is one of them."""
    for portal in a_portal(provider, clock, sqlite_address):
        a_member(portal, "amina", Role.LEADER, email="amina@city.example")
        yield portal


@pytest.fixture
def phone(open_portal: Portal, clock: Clock) -> Phone:
    """Amina's; she is signed out."""
    phone, token = with_second_factor(open_portal.people, sign_in(open_portal.people), clock)
    open_portal.people.sign_out(token)
    return phone


@pytest.fixture
def amina(open_portal: Portal, phone: Phone, provider: Provider, caplog) -> Traveller:
    """The provider has vouched for her: she is asked for her code."""
    caplog.set_level(logging.DEBUG)
    amina = Traveller(a_client(open_portal), provider).leave(lang="fr", next=SESSIONS)
    caplog.clear()
    return amina.come_back()


def test_there_is_no_session_before_the_code(open_portal: Portal, amina: Traveller, caplog):
    assert cookie_of(amina.response, VOUCHED_FOR) == {
        "httponly",
        "samesite=strict",
        "max-age=300",
        "path=/staff/single-sign-on",
    }
    assert SESSION_COOKIE not in str(amina.response.headers)
    assert amina.onward == f"{CODE}?lang=fr"
    assert no_secret_got_out(amina, caplog)
    amina.go_on()

    assert (amina.path, amina.status) == (CODE, 200)
    assert amina.response.headers["cache-control"] == "no-store"
    assert amina.open(SESSIONS).path == "/staff/sign-in"
    assert sessions(open_portal.engine) == 0


def test_the_code_opens_the_way_to_where_they_were_going(
    open_portal: Portal, amina: Traveller, phone: Phone
):
    amina.go_on().press(follow=False, code=phone.code())
    assert cookie_of(amina.response, SESSION_COOKIE) == {"httponly", "samesite=strict", "path=/"}
    assert amina.response.headers["location"] == f"{SESSIONS}?lang=fr"

    assert amina.keeps(VOUCHED_FOR) is None
    assert amina.open(SESSIONS).path == SESSIONS
    actor = open_portal.people.actor_of(amina.token)
    assert noted(open_portal)[-2:] == [
        ("single sign-on", "change_staff", f"staff {actor.id}", "done"),
        ("amina", "sign_in", f"staff {actor.id}", "done"),
    ]


def test_a_recovery_code_opens_once(open_portal: Portal, amina: Traveller, phone: Phone):
    code = phone.recovery_codes[0]
    assert amina.go_on().press(code=code).path == SESSIONS
    amina.client.cookies.clear()

    assert amina.sign_in_there().press(code=code).status == 401
    assert amina.token is None


@pytest.mark.parametrize("code", ["", "abc", "scrambled", "before"])
def test_nobody_gets_in_when_the_code_is_not_right(
    open_portal: Portal, amina: Traveller, phone: Phone, code: str
):
    codes = {"scrambled": phone.code(scramble=True), "before": phone.code(-2)}
    amina.go_on().press(code=codes.get(code, code))

    assert (amina.status, amina.path) == (401, CODE)
    assert 'role="alert"' in amina.page
    assert sessions(open_portal.engine) == 0
    amina.press(code=phone.code())
    assert amina.path == "/staff/account", "they are told of the wrong one on the way"
    assert SESSIONS in amina.page


def test_a_code_opens_once_when_the_browser_keeps_what_it_was_to_forget(
    open_portal: Portal, amina: Traveller, phone: Phone
):
    form = amina.go_on().values
    kept, code = amina.keeps(VOUCHED_FOR), phone.code()
    amina.press(code=code)
    cookies = amina.client.cookies
    cookies.set(VOUCHED_FOR, kept, domain="localhost.local", path="/staff/single-sign-on")
    again = amina.client.post(CODE, data={**form, "code": code})

    assert again.status_code == 401
    assert sessions(open_portal.engine) == 1


def test_codes_cannot_be_guessed_fast_whoever_is_vouched_for_anew(
    open_portal: Portal, amina: Traveller, phone: Phone, provider: Provider
):
    open_portal.people._proofs._throttle._clock = lambda: 1_000.0  # a slow machine gives no time
    amina.go_on()
    for _ in range(FREE_FOR_PAIR + 1):
        amina.press(code=phone.code(scramble=True))
    anew = Traveller(amina.client, provider).sign_in_there().press(code=phone.code())

    for each in (amina, anew):
        assert each.status == 429
        assert int(each.response.headers["retry-after"]) >= 1
        assert each.token is None
    assert sessions(open_portal.engine) == 0


def test_nobody_is_asked_for_a_code_whom_nobody_vouched_for(
    open_portal: Portal, amina: Traveller, phone: Phone
):
    form = amina.go_on().values
    entries = {**form, "code": phone.code()}
    amina.client.cookies.delete(VOUCHED_FOR)

    assert amina.client.get(CODE).headers["location"].startswith("/staff/sign-in?")
    assert amina.client.post(CODE, data=entries).status_code == 400
    amina.leave()
    for forged in (amina.keeps(STARTED), "rubbish"):
        amina.client.cookies.set(VOUCHED_FOR, forged, domain="localhost.local", path="/")
        assert amina.client.post(CODE, data=entries).status_code == 400, forged
    assert sessions(open_portal.engine) == 0


@pytest.mark.parametrize(("minutes", "status"), [(4.9, 303), (5, 400)])
def test_being_vouched_for_is_over_after_five_minutes(
    amina: Traveller, phone: Phone, clock: Clock, minutes: float, status: int
):
    amina.go_on()
    clock.move(minutes=minutes)

    assert amina.press(follow=False, code=phone.code()).status == status


@pytest.mark.parametrize(
    ("headers", "entries"),
    [
        ({"sec-fetch-site": "cross-site"}, {}),
        ({"origin": "https://evil.example"}, {}),
        ({"origin": "null"}, {}),
        ({}, {"csrf": ""}),
        ({}, {"csrf": "." + "0" * 64}),
    ],
)
def test_a_form_of_another_site_or_browser_is_refused(
    open_portal: Portal, amina: Traveller, phone: Phone, headers, entries
):
    data = {**amina.go_on().values, "code": phone.code(), **entries}

    assert amina.client.post(CODE, data=data, headers=headers).status_code == 403
    assert sessions(open_portal.engine) == 0


def test_the_form_stays_when_another_language_is_pressed(amina: Traveller, phone: Phone):
    code = phone.code()
    amina.go_on().press("language:ar", code=code)

    assert 'lang="ar" dir="rtl"' in amina.page
    assert amina.token is None
    assert code not in amina.page
    assert amina.press(follow=False, code=code).response.headers["location"] == (
        f"{SESSIONS}?lang=ar"
    )


def test_nobody_gets_in_when_the_account_is_closed_meanwhile(
    open_portal: Portal, amina: Traveller, phone: Phone
):
    amina.go_on()
    set_active(open_portal.engine, active=False)
    amina.press(code=phone.code())

    french = open_portal.catalogues.speech("fr").gettext
    assert (amina.status, amina.title) == (403, french("You are not signed in"))
    assert sessions(open_portal.engine) == 0


def test_the_session_before_ends_and_a_waiting_page_gets_the_new_one(
    open_portal: Portal, amina: Traveller, phone: Phone, clock: Clock
):
    before = amina.go_on().press(code=phone.code()).token
    ticket = open_portal.people.again.ask(open_portal.people.actor_of(before))
    clock.move(seconds=30)
    amina.sign_in_there(ticket=ticket).press(code=phone.code())

    assert open_portal.people.actor_of(before) is None
    assert open_portal.people.again.token_of(ticket) == amina.token
