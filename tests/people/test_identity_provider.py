"""What the portal believes of what an OpenID Connect provider says; the provider is a real one."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from copfeedback.people import identity_provider
from copfeedback.people.identity_provider import (
    Attempt,
    Identity,
    IdentityProvider,
    NotVouchedFor,
    ProviderUnavailable,
)
from copfeedback.settings import Settings, SettingsError, load_settings
from tests.identity_provider import AMINA, CLIENT_ID, CLIENT_SECRET, Provider


@pytest.fixture
def provider(clock) -> Iterator[Provider]:
    provider = Provider(clock.now)
    provider.start()
    yield provider
    provider.stop()


def a_portal(provider: Provider, clock, **changes: str) -> IdentityProvider:
    """What the portal knows of the provider."""
    settings = {
        "public_address": "http://localhost:8501/",
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": CLIENT_SECRET,
        "oidc_organisations": "City police",
    }
    return IdentityProvider(Settings(**{**settings, **changes}), clock.now)


def come_back(portal: IdentityProvider, provider: Provider, attempt: Attempt) -> str:
    """Sign in at the provider; the code the browser comes back with."""
    returned = urlsplit(provider.visit(portal.sign_in_address(attempt)))
    said = parse_qs(returned.query)
    assert returned.netloc + returned.path == "localhost:8501/staff/single-sign-on/callback"
    assert said["state"] == [attempt.state]
    return said["code"][0]


def identify(portal: IdentityProvider, provider: Provider) -> Identity:
    attempt = Attempt.fresh()
    return portal.identify(attempt, come_back(portal, provider, attempt), provider.issuer)


def test_it_is_known_who_comes_back_when_the_provider_vouches_for_them(provider, clock):
    assert identify(a_portal(provider, clock), provider) == Identity(
        subject=f"{provider.issuer}|{AMINA['sub']}",
        email="amina@city.example",
        name="amina.h",
        values=frozenset({"everybody", "portal-leaders"}),
    )


@pytest.mark.parametrize("verified", [False, None, "yes", 1.5, ["true"]])
def test_an_address_is_left_out_when_the_provider_has_not_verified_it(provider, clock, verified):
    provider.claims["email_verified"] = verified

    assert identify(a_portal(provider, clock), provider).email == ""


@pytest.mark.parametrize("email", ["", "amina", "a@b\nBcc: c@d", None, 7, ["a@b.example"]])
def test_an_address_is_left_out_when_it_is_none(provider, clock, email):
    provider.claims["email"] = email

    assert identify(a_portal(provider, clock), provider).email == ""


@pytest.mark.parametrize(
    ("said", "values"),
    [("leaders", {"leaders"}), ([], set()), (None, set()), (["a", 7, None], {"a"}), ({}, set())],
)
def test_the_claim_for_roles_is_read_whatever_it_holds(provider, clock, said, values):
    provider.claims["urn:portal:roles"] = said
    portal = a_portal(provider, clock, oidc_role_claim="urn:portal:roles")

    assert identify(portal, provider).values == values


def test_more_is_learned_when_the_provider_keeps_it_for_a_second_question(provider, clock):
    provider.claims = {"sub": AMINA["sub"]}
    provider.userinfo = dict(AMINA)

    found = identify(a_portal(provider, clock), provider)
    assert (found.name, found.email) == ("amina.h", "amina@city.example")


def test_nothing_more_is_believed_when_it_is_about_somebody_else(provider, clock):
    provider.claims = {"sub": AMINA["sub"]}
    provider.userinfo = {**AMINA, "sub": "another"}

    found = identify(a_portal(provider, clock), provider)
    assert (found.subject, found.name, found.email) == (f"{provider.issuer}|{AMINA['sub']}", "", "")


LIES = {
    "another nonce": {"in_id_token": {"nonce": "of another attempt"}},
    "no nonce": {"in_id_token": {"nonce": None}},
    "for another client": {"in_id_token": {"aud": "another portal"}},
    "for another client first": {"in_id_token": {"aud": ["portal", "another"], "azp": "another"}},
    "of another issuer": {"in_id_token": {"iss": "https://login.example"}},
    "over": {"in_id_token": {"exp": 1}},
    "without end": {"in_id_token": {"exp": None}},
    "of tomorrow": {"in_id_token": {"iat": 9_999_999_999, "exp": 9_999_999_999}},
    "about nobody": {"in_id_token": {"sub": None}},
    "about no text": {"in_id_token": {"sub": 7}},
    "about a long name": {"in_id_token": {"sub": "x" * 256}},
    "of another access token": {"in_id_token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "unsigned": {"algorithm": "none"},
    "signed with what both know": {"algorithm": "HS256"},
    "signed with another key": {"published_key": RSAKey.generate_key(2048, auto_kid=True)},
    "no ID token": {"tokens": {"id_token": None}},
    "rubbish": {"tokens": {"id_token": "a.b.c"}},
}


@pytest.mark.parametrize("lie", LIES)
def test_nobody_is_vouched_for_when_the_id_token_is_not_as_it_should_be(provider, clock, lie):
    for name, value in LIES[lie].items():
        setattr(provider, name, value)

    with pytest.raises(NotVouchedFor):
        identify(a_portal(provider, clock), provider)


def test_nobody_is_vouched_for_when_another_key_has_the_name_of_the_right_one(provider, clock):
    forged = provider.signing_key.as_dict(private=False)["kid"]
    provider.published_key = RSAKey.generate_key(2048, {"kid": forged})

    with pytest.raises(NotVouchedFor):
        identify(a_portal(provider, clock), provider)


def test_nobody_is_vouched_for_when_a_code_is_used_again(provider, clock):
    portal, attempt = a_portal(provider, clock), Attempt.fresh()
    code = come_back(portal, provider, attempt)
    portal.identify(attempt, code)

    with pytest.raises(NotVouchedFor):
        portal.identify(attempt, code)


def test_nobody_is_vouched_for_when_the_code_is_of_another_attempt(provider, clock):
    portal, attempt = a_portal(provider, clock), Attempt.fresh()
    code = come_back(portal, provider, Attempt.fresh())

    with pytest.raises(NotVouchedFor):
        portal.identify(attempt, code)


@pytest.mark.parametrize("code", [None, "", "rubbish"])
def test_nobody_is_vouched_for_when_there_is_no_code(provider, clock, code):
    with pytest.raises(NotVouchedFor):
        a_portal(provider, clock).identify(Attempt.fresh(), code)


def test_nobody_is_vouched_for_when_another_provider_sent_them(provider, clock):
    portal, attempt = a_portal(provider, clock), Attempt.fresh()
    code = come_back(portal, provider, attempt)

    with pytest.raises(NotVouchedFor):
        portal.identify(attempt, code, "https://login.example")
    assert provider.asked.count("token") == 0


def test_nobody_is_vouched_for_when_the_secret_is_wrong(provider, clock, caplog):
    with pytest.raises(NotVouchedFor):
        identify(a_portal(provider, clock, oidc_client_secret="another"), provider)
    assert "the sign-in provider refuses: invalid_client" in caplog.text


def test_the_secret_goes_into_the_form_when_the_provider_takes_it_nowhere_else(provider, clock):
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]

    assert identify(a_portal(provider, clock), provider).name == "amina.h"


def test_a_new_key_is_known_at_once_when_the_provider_changes_it(provider, clock):
    portal = a_portal(provider, clock)
    identify(portal, provider)
    provider.signing_key = RSAKey.generate_key(2048, auto_kid=True)

    assert identify(portal, provider).name == "amina.h"


def test_the_provider_is_asked_about_itself_once_in_ten_minutes(provider, clock):
    portal = a_portal(provider, clock)
    for _ in range(3):
        portal.sign_in_address(Attempt.fresh())
    assert provider.asked == ["metadata"]
    clock.move(minutes=10)
    portal.sign_in_address(Attempt.fresh())
    assert provider.asked == ["metadata"] * 2


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://login.example"},
        {"authorization_endpoint": "http://login.example/authorize"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
    ],
)
def test_the_provider_counts_as_unavailable_when_it_does_not_say_where_to_go(
    provider, clock, metadata
):
    provider.metadata = metadata

    with pytest.raises(ProviderUnavailable):
        a_portal(provider, clock).sign_in_address(Attempt.fresh())


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri", "userinfo_endpoint"])
def test_nothing_is_sent_when_others_could_read_it_on_the_way(provider, clock, endpoint):
    provider.metadata = {endpoint: "http://login.example/"}

    with pytest.raises(ProviderUnavailable):
        identify(a_portal(provider, clock), provider)


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri"])
def test_nobody_is_sent_elsewhere_when_the_provider_redirects(provider, clock, endpoint):
    provider.metadata = {endpoint: f"{provider.issuer}/authorize?redirect_uri=http://evil.example"}

    with pytest.raises(ProviderUnavailable):
        identify(a_portal(provider, clock), provider)


def test_it_is_said_when_the_provider_is_down(clock):
    with socket.socket() as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        provider = Provider(clock.now)
        provider.issuer = f"http://127.0.0.1:{nobody_listens.getsockname()[1]}"
        with pytest.raises(ProviderUnavailable):
            a_portal(provider, clock).sign_in_address(Attempt.fresh())


def test_nobody_waits_long_when_the_provider_is_slow(provider, clock, monkeypatch):
    monkeypatch.setattr(identity_provider, "ANSWER_SECONDS", 0.1)
    provider.slow_seconds = 0.5

    with pytest.raises(ProviderUnavailable):
        a_portal(provider, clock).sign_in_address(Attempt.fresh())


def test_neither_code_nor_token_nor_claim_is_logged_whatever_happens(provider, clock, caplog):
    caplog.set_level(logging.DEBUG)
    portal, attempt = a_portal(provider, clock), Attempt.fresh()
    code = come_back(portal, provider, attempt)
    caplog.clear()  # until here it was the browser that asked
    found = portal.identify(attempt, code)
    failures = []
    for again in (attempt, Attempt.fresh()):
        with pytest.raises(NotVouchedFor) as failure:
            portal.identify(again, code)
        failures.append(failure.value)

    said = caplog.text + repr(found) + repr(attempt) + repr(failures)
    secrets = [*provider.issued, attempt.state, attempt.nonce, attempt.verifier, CLIENT_SECRET]
    for secret in (*secrets, AMINA["sub"], "amina", "city.example", "portal-leaders"):
        assert secret not in said


@pytest.mark.parametrize(
    ("variables", "faults"),
    [
        (
            {"OIDC_ISSUER": "https://login.example"},
            ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ORGANISATIONS"],
        ),
        ({"OIDC_ISSUER": "http://login.example"}, ["OIDC_ISSUER: .*https"]),
        ({"OIDC_ISSUER": "https://["}, ["OIDC_ISSUER"]),
    ],
)
def test_the_portal_does_not_start_when_the_settings_do_not_fit(monkeypatch, variables, faults):
    for name, value in variables.items():
        monkeypatch.setenv(f"COPFEEDBACK_{name}", value)

    for fault in faults:
        with pytest.raises(SettingsError, match=f"COPFEEDBACK_{fault}"):
            load_settings()
