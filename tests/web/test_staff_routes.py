"""No address of staff is open by oversight: all of them are asked, the latest ones too."""

from __future__ import annotations

import re
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.people.account_model import NewAccount
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Role
from copfeedback.web import csrf
from copfeedback.web.routes import light_door_routes
from tests.people.members import PASSWORD, a_member, an_organisation
from tests.web.colleague import NEW_PASSWORD, Colleague, a_client

GET, POST = "GET", "POST"
# All that answers somebody without a session. Whoever adds to it says so here.
OPEN = {
    (GET, "/staff/sign-in"),
    (POST, "/staff/sign-in"),
    (GET, "/staff/single-sign-on"),
    (GET, "/staff/single-sign-on/callback"),
    (GET, "/staff/single-sign-on/code"),
    (POST, "/staff/single-sign-on/code"),
    (GET, "/staff/invitation/{token}"),
    (POST, "/staff/invitation/{token}"),
    (GET, "/staff/reset/{token}"),
    (POST, "/staff/reset/{token}"),
}
ENTRIES = {
    "name": "amina",
    "current": PASSWORD,
    "password": NEW_PASSWORD,
    "again": NEW_PASSWORD,
    "end": "others",
    "go": "next",
}


@pytest.fixture(autouse=True)
def staff(portal: Portal, cheap_hashing: None) -> None:
    a_member(portal, "amina", Role.LEADER)
    a_member(portal, "boris", Role.ANALYST)


def staff_addresses(portal: Portal) -> set[tuple[str, str]]:
    return {
        (
            method,
            re.sub(r"\{(?!token)(\w+)[^}]*\}", r"\1", route.path.replace("{number:number}", "1")),
        )
        for route in light_door_routes(portal)
        if route.path.startswith("/staff")
        for method in route.methods or ()
        if method != "HEAD"
    }


def is_turned_away(answer: Any, method: str, path: str) -> bool:
    """Whether the sign-in form is all there was, and leads back to this address."""
    if method == GET:
        location = answer.headers.get("location", "")
        aim = f"next={path.replace('/', '%2F')}"
        return (
            answer.status_code == 303 and location.startswith("/staff/sign-in?") and aim in location
        )
    aim = f'name="next" value="{path}"'
    return answer.status_code == 401 and 'name="password"' in answer.text and aim in answer.text


@pytest.mark.parametrize("token", [None, "", "rubbish", "A" * 43, "ended"])
def test_an_address_answers_strangers_only_when_it_is_one_of_these(
    portal: Portal, token: str | None
):
    if token == "ended":
        token = Colleague(a_client(portal)).sign_in("amina").token
        portal.people.sign_out(token)
    client = a_client(portal)
    headers = {} if token is None else {"cookie": f"{SESSION_COOKIE}={token}"}

    answering = {
        (method, path)
        for method, path in staff_addresses(portal)
        if not is_turned_away(
            client.request(method, path, headers=headers, data=ENTRIES if method == POST else None),
            method,
            path,
        )
    }

    assert answering == OPEN


def test_every_form_is_refused_when_it_has_no_token(portal: Portal):
    reset = portal.accounts.allow_reset(OPERATOR, 2).token
    account = NewAccount("nina", Role.ANALYST, an_organisation(portal))
    tokens = {"reset": reset, "invitation": portal.accounts.invite(OPERATOR, account).token}
    amina = Colleague(a_client(portal)).sign_in("amina")
    elsewhere = Colleague(a_client(portal)).sign_in("amina").token
    forms = {path for method, path in staff_addresses(portal) if method == POST}
    before = portal.accounts.staff(OPERATOR), portal.accounts.invitations(OPERATOR)

    for path in forms:
        address = path.format(token=tokens.get(path.split("/")[2]))
        for client in (amina.client, a_client(portal)):
            answer = client.post(address, data=ENTRIES)
            # 404: there is no provider to sign in at, so nothing takes a code after it.
            assert answer.status_code in ({404} if "single-sign-on" in path else {401, 403}), path
            assert SESSION_COOKIE not in answer.headers.get("set-cookie", ""), path

    assert (portal.accounts.staff(OPERATOR), portal.accounts.invitations(OPERATOR)) == before
    for token in (amina.token, elsewhere):
        assert portal.people.actor_of(token).name == "amina"
    assert Colleague(a_client(portal)).sign_in("amina").token is not None
    assert Colleague(a_client(portal)).sign_in("boris").token is not None
    assert len(forms) >= 8


def planted_in(colleague: Colleague, token: str) -> None:
    """Somebody else has made the browser hold this session."""
    colleague.client.cookies.set(SESSION_COOKIE, token, domain="localhost.local")


@pytest.mark.parametrize("planted", ["A" * 43, "rubbish", "of boris", "of amina"])
@pytest.mark.parametrize("when", ["before the form is opened", "while it is open"])
def test_the_session_is_another_one_than_was_planted_before_signing_in(
    portal: Portal, planted: str, when: str
):
    if planted.startswith("of "):
        known = Colleague(a_client(portal)).sign_in(planted.removeprefix("of ")).token
        assert known is not None
        planted = known
    colleague = Colleague(a_client(portal))
    if when == "while it is open":
        colleague.open("/staff/sign-in?lang=en")
    planted_in(colleague, planted)
    if when == "before the form is opened":
        colleague.open("/staff/sign-in?lang=en")

    colleague.press(name="amina", password=PASSWORD, follow=False)

    (token,) = re.findall(f"{SESSION_COOKIE}=([^;]*)", colleague.response.headers["set-cookie"])
    assert token != planted
    assert colleague.token == token
    assert portal.people.actor_of(token).name == "amina"
    assert portal.people.actor_of(planted) is None, "whoever planted it is out"


def test_what_was_planted_opens_nothing_when_signing_in_fails(portal: Portal):
    colleague = Colleague(a_client(portal))
    planted_in(colleague, "A" * 43)

    colleague.sign_in("amina", "four quiet words there")

    assert colleague.status == 401
    assert portal.people.actor_of("A" * 43) is None


@pytest.mark.parametrize("secret", ["known", "A" * 42, "A" * 44, "A" * 42 + "\u00e9", ""])
def test_a_form_is_tied_to_no_secret_of_another_shape(portal: Portal, secret: str):
    colleague = Colleague(a_client(portal))
    headers = {"cookie": f"{csrf.FORM_COOKIE}={secret}".encode()}
    token = csrf.form_token(secret)

    entries = {**ENTRIES, "password": PASSWORD, "csrf": token}
    answer = colleague.client.post("/staff/sign-in", data=entries, headers=headers)

    assert answer.status_code == 403
    assert f"{csrf.FORM_COOKIE}={secret};" not in answer.headers["set-cookie"]
