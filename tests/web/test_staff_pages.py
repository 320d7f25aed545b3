"""Signing in and out at the light door."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Role
from copfeedback.web.routes import light_door_routes

PASSWORD = "a long enough password"


@pytest.fixture
def client(portal: Portal) -> TestClient:
    portal.people.add_staff(OPERATOR, "amina", Role.LEADER, PASSWORD)
    portal.people.add_staff(OPERATOR, "demo", Role.LEADER, PASSWORD, demonstration=True)
    return a_client(portal)


def a_client(portal: Portal, *, base: str = "http://localhost:8501", client: str = "127.0.0.1"):
    server = base.split("://")[1].split(":", maxsplit=1)[0].replace("localhost", "127.0.0.1")
    app = Starlette(routes=light_door_routes(portal))

    async def on(scope, receive, send):
        await app({**scope, "server": (server, 8501)}, receive, send)

    return TestClient(on, base_url=base, client=(client, 5000), follow_redirects=False)


def sign_in(client: TestClient, name: str = "amina", password: str = PASSWORD, **headers: str):
    form = {"name": name, "password": password, "lang": "ar"}
    return client.post("/staff/sign-in", data=form, headers=headers)


def test_a_leader_gets_to_the_trends_when_name_and_password_are_right(
    client: TestClient, portal: Portal
):
    answer = sign_in(client)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/trends?lang=ar"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    actor = portal.people.actor_of(answer.cookies[SESSION_COOKIE])
    assert actor is not None
    assert actor.role is Role.LEADER


@pytest.mark.parametrize(("name", "password"), [("amina", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_the_same_answer_comes_when_name_or_password_is_wrong(
    client: TestClient, name: str, password: str
):
    answer = sign_in(client, name, password)

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_guessing_is_slowed_down_but_the_owner_is_not_locked_out(
    client: TestClient, portal: Portal
):
    codes = [sign_in(client, password="wrong").status_code for _ in range(5)]

    assert codes[-1] == 429
    assert sign_in(a_client(portal, client="127.0.0.9")).status_code == 303


def test_a_demonstration_account_is_refused_when_it_is_not_on_this_machine(
    client: TestClient, portal: Portal
):
    assert sign_in(client, "demo").status_code == 303
    abroad = a_client(portal, client="192.0.2.7")
    assert sign_in(abroad, "demo").status_code == 403
    public = a_client(portal, base="http://portal.example:8501")
    assert sign_in(public, "demo").status_code == 403
    forwarded = {"x-forwarded-for": "192.0.2.7"}
    assert sign_in(a_client(portal), "demo", **forwarded).status_code == 403


@pytest.mark.parametrize(
    "changes", [{"public_address": "https://portal.example"}, {"trusted_proxies": "127.0.0.1"}]
)
def test_a_demonstration_account_is_refused_when_the_portal_is_set_up_for_others(
    client: TestClient, portal: Portal, changes: dict[str, str]
):
    portal.settings = portal.settings.model_copy(update=changes)
    assert sign_in(client, "demo").status_code == 403


def test_our_own_form_is_taken_when_a_proxy_changes_the_host(client: TestClient, portal: Portal):
    changes = {"public_address": "https://portal.example"}
    portal.settings = portal.settings.model_copy(update=changes)
    assert sign_in(client, origin="https://portal.example").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
    ],
)
def test_a_form_from_another_site_is_refused(client: TestClient, headers: dict[str, str]):
    assert sign_in(client, **headers).status_code == 403


def test_the_session_ends_everywhere_when_somebody_signs_out(client: TestClient, portal: Portal):
    token = sign_in(client).cookies[SESSION_COOKIE]
    client.cookies.set(SESSION_COOKIE, token)

    assert client.get("/staff/sign-out").status_code == 200
    assert portal.people.actor_of(token) is not None
    answer = client.post("/staff/sign-out", data={"lang": "fr"})

    assert answer.headers["location"] == "/fr/"
    assert portal.people.actor_of(token) is None
