"""Whom signing in at their organisation does not let in, and what they are told."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator

import pytest
from joserfc.jwk import RSAKey

from copfeedback.application import Portal
from copfeedback.people.model import Role
from copfeedback.web import single_sign_on
from tests.identity_provider import AMINA, Provider
from tests.people.members import a_member, an_organisation
from tests.people.signing_in import sessions, set_active, take_no_writes
from tests.web.colleague import Clock, a_client
from tests.web.through_provider import (
    STARTED,
    Traveller,
    a_portal,
    a_provider,
    no_secret_got_out,
    noted,
    refused,
)

TOO_OLD = "This sign-in is over"
NOT_VOUCHED_FOR = "You are not signed in"
UNAVAILABLE = "Your organisation's sign-in does not answer"


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
def amina(open_portal: Portal, provider: Provider, caplog) -> Traveller:
    """She has no account yet; the claims make her a leader."""
    caplog.set_level(logging.DEBUG)
    return Traveller(a_client(open_portal), provider)


# The secrets of an attempt.


def test_browser_and_provider_each_see_only_their_part(amina: Traveller, caplog):
    amina.leave()
    kept, sent = amina.keeps(STARTED), amina.sent
    opened = base64.urlsafe_b64decode(kept)
    caplog.clear()
    amina.come_back()

    assert sent["code_challenge_method"] == "S256"
    for name in ("state", "nonce", "code_challenge"):
        assert len(sent[name]) == 43, "256 bits"
        assert sent[name].encode() not in opened, "sealed"
    assert "code_verifier" not in sent
    assert amina.status == 200
    assert no_secret_got_out(amina, caplog)


def test_no_two_attempts_are_alike(amina: Traveller):
    seen = [amina.leave().sent for _ in range(2)]

    for name in ("state", "nonce", "code_challenge"):
        assert seen[0][name] != seen[1][name]


@pytest.mark.parametrize("state", ["", "state=", "state=x", "state=%D9%85", "state=%ED%A0%80"])
def test_nobody_is_signed_in_when_the_state_is_not_of_this_browser(
    open_portal: Portal, amina: Traveller, provider: Provider, state: str
):
    amina.leave()
    ours = f"state={amina.sent['state']}"
    assert ours in amina.back
    amina.come_back(amina.back.replace(ours, state))

    assert refused(amina, open_portal, 400, TOO_OLD)
    assert "token" not in provider.asked
    assert refused(amina.come_back(), open_portal, 400, TOO_OLD), "it was tried: it is over"


@pytest.mark.parametrize("kept", [None, "", "rubbish", "changed", "cut"])
def test_nobody_is_signed_in_when_the_cookie_is_missing_or_not_ours(
    open_portal: Portal, amina: Traveller, provider: Provider, kept: str | None
):
    ours = amina.leave().keeps(STARTED)
    others = {
        "changed": ours[:50] + ("A" if ours[50] != "A" else "B") + ours[51:],
        "cut": ours[:-4],
    }
    if kept is None:
        amina.client.cookies.clear()
    else:
        amina.replace(STARTED, others.get(kept, kept))

    assert refused(amina.come_back(), open_portal, 400, TOO_OLD)
    assert "token" not in provider.asked


@pytest.mark.parametrize(("minutes", "status"), [(9.9, 200), (10, 400)])
def test_an_attempt_is_over_after_ten_minutes_whatever_the_browser_keeps(
    open_portal: Portal, amina: Traveller, clock: Clock, minutes: float, status: int
):
    amina.leave()
    clock.move(minutes=minutes)
    amina.come_back()

    assert amina.status == status
    assert status == 200 or refused(amina, open_portal, 400, TOO_OLD)


def test_one_sign_in_comes_of_it_when_the_callback_is_called_twice(
    open_portal: Portal, amina: Traveller, caplog
):
    amina.leave()
    kept, jar = amina.keeps(STARTED), amina.client.cookies
    token = amina.come_back().token
    amina.come_back()
    assert (amina.status, amina.title) == (400, TOO_OLD)
    jar.set(STARTED, kept, domain="localhost.local", path="/staff/single-sign-on")
    caplog.clear()
    amina.come_back()

    assert (amina.status, amina.title) == (403, NOT_VOUCHED_FOR), "the code counts once"
    assert no_secret_got_out(amina, caplog)
    assert amina.token == token
    assert sessions(open_portal.engine) == 1


def test_somebody_else_s_code_opens_nothing_when_slipped_into_one_s_own_attempt(
    open_portal: Portal, amina: Traveller, provider: Provider
):
    stolen = amina.leave().back
    provider.claims = {**AMINA, "sub": "another", "email": "", "preferred_username": "eve"}
    eve = Traveller(amina.client, provider)
    eve.client.cookies.clear()
    eve.leave()
    theirs = stolen.replace(amina.sent["state"], eve.sent["state"])

    assert refused(eve.come_back(theirs), open_portal, 403, NOT_VOUCHED_FOR)


# What the provider says, or does not.

LIES = {
    "somebody changed their mind": {"refuses": "access_denied"},
    "of another attempt": {"in_id_token": {"nonce": "of another attempt"}},
    "for another portal": {"in_id_token": {"aud": "another portal"}},
    "of another issuer": {"in_id_token": {"iss": "https://login.example"}},
    "over": {"in_id_token": {"exp": 1}},
    "unsigned": {"algorithm": "none"},
    "signed with another key": {"published_key": RSAKey.generate_key(2048, auto_kid=True)},
}


@pytest.mark.parametrize("lie", LIES)
def test_nobody_is_signed_in_when_the_provider_does_not_vouch_for_them(
    open_portal: Portal, amina: Traveller, provider: Provider, caplog, lie: str
):
    for name, value in LIES[lie].items():
        setattr(provider, name, value)
    amina.leave(lang="ar")
    caplog.clear()
    amina.come_back()

    assert 'lang="ar" dir="rtl"' in amina.page, "in the language they began in"
    assert no_secret_got_out(amina, caplog)
    arabic = open_portal.catalogues.speech("ar").gettext
    assert refused(amina, open_portal, 403, arabic(NOT_VOUCHED_FOR))
    assert noted(open_portal) == []


@pytest.mark.parametrize("here", [True, False])
def test_it_is_said_when_the_provider_is_away(
    open_portal: Portal, amina: Traveller, provider: Provider, caplog, here: bool
):
    query = {"next": "/staff/sessions", "ticket": "t-1"}
    if here:
        amina.leave(**query)
        caplog.clear()
        provider.stop()
        assert no_secret_got_out(amina.come_back(), caplog)
    else:
        provider.stop()
        amina._see(amina.client.get("/staff/single-sign-on", params={"lang": "en", **query}))

    assert (amina.status, amina.title) == (503, UNAVAILABLE)
    assert amina.token is None
    back = amina.open(amina.way_back).values
    assert [back["next"], back["ticket"]] == [["/staff/sessions"], ["t-1"]]


@pytest.mark.parametrize(
    "limits", [{"PATIENCE_SECONDS": 0.1}, {"ASKING_AT_ONCE": 0, "MAY_WAIT": 0}]
)
def test_nobody_waits_long_when_the_provider_is_slow_or_many_ask(
    amina: Traveller, provider: Provider, monkeypatch, limits: dict[str, float]
):
    provider.slow_seconds = 0.5
    for name, value in limits.items():
        monkeypatch.setattr(single_sign_on, name, value)

    assert amina.client.get("/staff/single-sign-on").status_code == 503


def test_it_is_said_when_the_database_takes_no_writes(
    open_portal: Portal, amina: Traveller, caplog
):
    amina.leave()
    take_no_writes(open_portal.engine)
    caplog.clear()
    amina.come_back()

    assert (amina.status, amina.title) == (503, "We cannot store anything just now")
    assert amina.token is None
    assert no_secret_got_out(amina, caplog)


# Whom the portal does not let in.

STRANGERS = {
    "unverified": (
        {"email": "Amina@city.example"},
        {"email_verified": False, "groups": []},
        "There is no account for you here yet",
    ),
    "elsewhere": (
        {"email": "amina@city.example", "organisation": "Harbour authority"},
        {},
        "There is no account for you here yet",
    ),
    "caseworker": (
        {"email": "amina@city.example", "role": Role.CASEWORKER},
        {},
        "Your account has its own sign-in",
    ),
    "closed": (
        {"email": "amina@city.example", "active": False},
        {},
        "Your account is closed",
    ),
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_it_is_said_why_somebody_has_no_account_to_use(
    open_portal: Portal, amina: Traveller, provider: Provider, caplog, stranger: str
):
    has, says, title = STRANGERS[stranger]
    changes = {"role": Role.LEADER, "active": True, **has}
    active = changes.pop("active")
    if "organisation" in changes:
        changes["organisation"] = an_organisation(open_portal, name=changes["organisation"])
    a_member(open_portal, "amina", **changes)
    set_active(open_portal.engine, active=active)
    provider.claims |= says
    amina.leave()
    caplog.clear()
    amina.come_back()

    assert refused(amina, open_portal, 403, title)
    assert no_secret_got_out(amina, caplog)
