"""Signing in at one's organisation: there, back and on, at the light door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Role
from tests.identity_provider import Provider
from tests.people.members import an_organisation
from tests.web.colleague import Clock, Colleague, a_client
from tests.web.through_provider import (
    STARTED,
    Traveller,
    a_portal,
    a_provider,
    cookie_of,
    noted,
)

NOT_HERE = "There is no sign-in through your organisation here"
ACCOUNT = "/staff/account"


@pytest.fixture
def provider(clock: Clock) -> Iterator[Provider]:
    yield from a_provider(clock)


@pytest.fixture
def open_portal(
    provider: Provider, clock: Clock, sqlite_address: str, cheap_hashing: None
) -> Iterator[Portal]:
    """Open to staff of the city police who come from the provider."""
    for portal in a_portal(provider, clock, sqlite_address):
        an_organisation(portal)
        yield portal


@pytest.fixture
def amina(open_portal: Portal, provider: Provider) -> Traveller:
    """She has no account yet; the claims make her a leader."""
    return Traveller(a_client(open_portal), provider)


def test_somebody_signs_in_there_and_is_signed_in_here(open_portal: Portal, amina: Traveller):
    amina.leave(next=ACCOUNT)
    begun = amina.begun
    assert cookie_of(begun, STARTED) == {
        "httponly",
        "samesite=lax",
        "max-age=600",
        "path=/staff/single-sign-on",
    }
    assert begun.headers["cache-control"] == "no-store"
    amina.come_back()

    assert cookie_of(amina.response, SESSION_COOKIE) == {"httponly", "samesite=strict", "path=/"}
    assert amina.keeps(STARTED) is None
    assert amina.onward == f"{ACCOUNT}?lang=en"
    assert f'href="{amina.onward}"' in amina.page, "where pages do not go on by themselves"
    assert amina.response.headers["referrer-policy"] == "no-referrer"
    amina.go_on()
    assert (amina.path, amina.status) == (ACCOUNT, 200)
    assert "<dd>amina.h</dd>" in amina.page
    actor = open_portal.people.actor_of(amina.token)
    assert actor.role is Role.LEADER
    assert noted(open_portal) == [
        ("single sign-on", "add_staff", f"staff {actor.id}", "done"),
        ("amina.h", "sign_in", f"staff {actor.id}", "done"),
    ]


def test_our_own_next_page_knows_them_and_the_provider_s_redirect_would_not(amina: Traveller):
    amina.sign_in_there(next=ACCOUNT)
    assert amina.path == ACCOUNT
    amina.come_back(f"http://localhost:8501{ACCOUNT}")

    assert amina.status == 303
    assert amina.response.headers["location"].startswith("/staff/sign-in?")
    assert amina.open(ACCOUNT).path == ACCOUNT


def test_the_cookies_are_sent_encrypted_when_the_portal_is(
    provider: Provider, clock: Clock, sqlite_address: str
):
    https = "https://portal.example"
    for portal in a_portal(provider, clock, sqlite_address, public_address=https):
        an_organisation(portal)
        traveller = Traveller(a_client(portal, base=https), provider).leave(next=ACCOUNT)
        assert "secure" in cookie_of(traveller.begun, STARTED)
        assert "secure" in cookie_of(traveller.come_back().response, SESSION_COOKIE)
        assert traveller.go_on().path == ACCOUNT


def test_the_role_follows_the_claims_when_they_sign_in_again(
    open_portal: Portal, amina: Traveller, provider: Provider
):
    roles = []
    for group in ("portal-leaders", "portal-analysts"):
        provider.claims["groups"] = [group]
        amina.sign_in_there()
        roles.append(open_portal.people.actor_of(amina.token).role)
    provider.claims["groups"] = ["everybody"]
    amina.leave().come_back()

    assert roles == [Role.LEADER, Role.ANALYST]
    assert (amina.status, amina.title) == (403, "Your organisation gives you no role here")


def test_the_session_before_ends_when_they_sign_in_again(open_portal: Portal, amina: Traveller):
    before = amina.sign_in_there().token
    assert open_portal.people.actor_of(before) is not None
    amina.sign_in_there()

    assert open_portal.people.actor_of(before) is None
    assert open_portal.people.actor_of(amina.token) is not None


# Where they were going.


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("/staff/sessions", "/staff/sessions?lang=en"),
        ("/trends?wave=w-1&lang=fr", "/trends?wave=w-1&lang=en"),
        ("https://evil.example", "/trends?lang=en"),
        ("//evil.example", "/trends?lang=en"),
        ("/\\evil.example", "/trends?lang=en"),
        ("javascript:alert(1)", "/trends?lang=en"),
    ],
)
def test_signing_in_there_leads_to_where_one_was_going_on_this_site(
    amina: Traveller, path: str, reached: str
):
    assert amina.leave(next=path).come_back().onward == reached
    amina.begun = amina.client.get("/staff/single-sign-on", params={"lang": "en", "next": path})
    amina.back = amina.provider.visit(amina.begun.headers["location"])
    assert amina.come_back().onward == reached, "also without the button"


def test_a_page_that_waits_gets_the_new_session(open_portal: Portal, amina: Traveller):
    actor = open_portal.people.actor_of(amina.sign_in_there().token)
    ticket = open_portal.people.again.ask(actor)
    amina.client.cookies.clear()
    amina.sign_in_there(ticket=ticket)

    assert amina.path == ACCOUNT
    assert open_portal.people.again.token_of(ticket) == amina.token


def test_what_was_written_waits_while_its_author_signs_in_in_another_tab(
    open_portal: Portal, amina: Traveller
):
    writer = Colleague(amina.client)
    writer._see(amina.sign_in_there(next="/staff/sessions").response)
    open_portal.people.sign_out(amina.token)
    writer.press(end="others")
    assert (writer.status, 'target="_blank"' in writer.page) == (401, True)
    assert writer.press("continue").status == 401, "not yet"
    amina._see(writer.response)
    amina.press_button().come_back().go_on()
    writer.press("continue")

    assert writer.status == 200
    assert 'action="/staff/sessions' in writer.page
    assert writer.values["end"] == ["others"]


# Without a provider.


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/staff/single-sign-on"),
        ("GET", "/staff/single-sign-on/callback?code=c&state=s"),
        ("GET", "/staff/single-sign-on/code"),
        ("POST", "/staff/single-sign-on/code"),
    ],
)
def test_it_is_said_that_there_is_no_provider_when_the_settings_name_none(
    client: TestClient, method: str, path: str
):
    answer = client.request(method, path, params={"lang": "en"})

    assert answer.status_code == 404
    assert NOT_HERE in answer.text
    assert "set-cookie" not in answer.headers


def test_there_is_a_button_exactly_when_the_settings_name_a_provider(
    client: TestClient, amina: Traveller
):
    with_provider = amina.open("/staff/sign-in?lang=en").page
    without = client.get("/staff/sign-in?lang=en").text

    assert "Sign in at your organisation" in with_provider
    assert "single-sign-on" not in without
    assert "Sign in at your organisation" not in without
