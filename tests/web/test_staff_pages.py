"""Signing in and out at the light door."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Role
from tests.people.members import PASSWORD, a_member
from tests.web.colleague import Colleague, a_client

WRONG = "four quiet words there"


@pytest.fixture
def client(portal: Portal, cheap_hashing: None) -> TestClient:
    a_member(portal, "amina", Role.LEADER)
    a_member(portal, "demo", Role.LEADER, demonstration=True)
    return a_client(portal)


def sign_in(
    client: TestClient,
    name: str = "amina",
    password: str = PASSWORD,
    next_: str = "",
    **headers: str,
):
    form = Colleague(client).open("/staff/sign-in?lang=ar").values
    entries = {**form, "name": name, "password": password, "next": next_}
    return client.post("/staff/sign-in?lang=ar", data=entries, headers=headers)


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


def test_whoever_has_no_trends_gets_home_when_they_sign_in(client: TestClient, portal: Portal):
    a_member(portal, "sami", Role.FORUM_CHAIR)

    assert sign_in(client, "sami").headers["location"] == "/?lang=ar"


@pytest.mark.parametrize(
    ("role", "page"), [(Role.INTERPRETER, "/interpreting"), (Role.AGENCY_OFFICER, "/")]
)
def test_whoever_is_there_for_complaints_begins_with_them(
    client: TestClient, portal: Portal, role: Role, page: str
):
    a_member(portal, "sami", role)

    assert sign_in(client, "sami").headers["location"] == f"{page}?lang=ar"


@pytest.mark.parametrize(("name", "password"), [("amina", WRONG), ("nobody", PASSWORD), ("", "")])
def test_the_same_answer_comes_when_name_or_password_is_wrong(
    client: TestClient, name: str, password: str
):
    answer = sign_in(client, name, password)

    assert answer.status_code == 401
    assert SESSION_COOKIE not in answer.headers["set-cookie"]
    assert PASSWORD not in answer.text
    assert WRONG not in answer.text


def test_guessing_is_slowed_down_but_the_owner_is_not_locked_out(
    client: TestClient, portal: Portal
):
    codes = [sign_in(client, password=WRONG).status_code for _ in range(5)]

    assert codes[-1] == 429
    assert sign_in(a_client(portal, client="127.0.0.9")).status_code == 303


def test_the_owner_is_told_when_others_tried_to_sign_in(client: TestClient, portal: Portal):
    for _ in range(2):
        sign_in(client, password=WRONG)

    owner = Colleague(a_client(portal, client="127.0.0.9"))
    owner.open("/staff/sign-in?lang=en&next=/staff/sessions").sign_in("amina")

    assert owner.path == "/staff/account"
    assert "tried 2 times to sign in under your name" in owner.page
    assert 'href="/staff/sessions?lang=en"' in owner.page or 'href="/staff/sessions"' in owner.page
    notice = owner.response.url.params["notice"]
    owner.client.post("/staff/sign-out", data=owner.open("/staff/sign-out").values)
    again = owner.open("/staff/sign-in?lang=en").sign_in("amina")
    assert again.path == "/trends", "told once"
    other = Colleague(a_client(portal)).sign_in("demo").open(f"/staff/account?notice={notice}")
    assert "tried 2 times" not in other.page, "somebody else's notice"


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
    secure = a_client(portal, base="https://localhost:8501")
    assert sign_in(secure, "demo").status_code == 403


def test_our_own_form_is_taken_when_a_proxy_changes_the_host(portal: Portal, client: TestClient):
    changes = {"public_address": "https://portal.example"}
    portal.settings = portal.settings.model_copy(update=changes)
    secure = a_client(portal, base="https://localhost:8501")
    answer = sign_in(secure, origin="https://portal.example")
    assert answer.status_code == 303
    assert "secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
    ],
)
def test_a_form_from_another_site_is_refused(client: TestClient, headers: dict[str, str]):
    assert sign_in(client, **headers).status_code == 403


@pytest.mark.parametrize("token", ["", ".", "7." + "0" * 64, "rubbish", "م"])
def test_nobody_is_signed_in_when_the_form_has_no_token_of_this_browser(
    client: TestClient, portal: Portal, token: str
):
    colleague = Colleague(client).open("/staff/sign-in?lang=en&next=/staff/sessions")
    form = colleague.values
    colleague.press(name="amina", password=PASSWORD, csrf=token)

    assert colleague.status == 403
    assert colleague.token is None
    assert colleague.values["name"] == ["amina"], "what was typed is still there"
    assert colleague.values["next"] == ["/staff/sessions"]
    elsewhere = a_client(portal)
    form |= {"name": "amina", "password": PASSWORD}
    assert elsewhere.post("/staff/sign-in", data=form).status_code == 403, "no cookie"
    assert colleague.press(password=PASSWORD).token is not None


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(client: TestClient, path: str):
    assert sign_in(client, next_=path).headers["location"] == "/trends?lang=ar"
    shown = client.get("/staff/sign-in", params={"next": path}).text
    assert 'name="next" value=""' in shown


@pytest.mark.parametrize(
    ("path", "reached"),
    [
        ("/staff/sessions", "/staff/sessions?lang=ar"),
        ("/trends?wave=w-1&lang=en", "/trends?wave=w-1&lang=ar"),
        ("/people?q=a%2Fb", "/people?q=a%2Fb&lang=ar"),
    ],
)
def test_signing_in_leads_to_where_one_was_going(client: TestClient, path: str, reached: str):
    assert sign_in(client, next_=path).headers["location"] == reached


def test_name_and_aim_stay_when_another_language_is_pressed(client: TestClient):
    colleague = Colleague(client).open("/staff/sign-in?lang=en&next=/staff/sessions&ticket=t-1")
    colleague.press("language:ar", name="amina", password=PASSWORD)

    assert 'lang="ar" dir="rtl"' in colleague.page
    assert PASSWORD not in colleague.page
    assert colleague.token is None
    values = colleague.values
    assert [values[name] for name in ("name", "next", "ticket")] == [
        ["amina"],
        ["/staff/sessions"],
        ["t-1"],
    ]


def test_a_page_that_waits_gets_the_new_session_when_its_reader_signs_in(
    client: TestClient, portal: Portal
):
    first = Colleague(client).sign_in("amina")
    actor = portal.people.actor_of(first.token)
    ticket = portal.people.again.ask(actor)
    portal.people.sign_out(first.token)
    colleague = Colleague(client).open(f"/staff/sign-in?lang=en&ticket={ticket}")
    colleague.sign_in("amina")

    assert colleague.path == "/staff/account"
    assert "You are signed in again" in colleague.page
    assert portal.people.again.token_of(ticket) == colleague.token


def test_the_session_ends_everywhere_when_somebody_signs_out(client: TestClient, portal: Portal):
    colleague = Colleague(client).sign_in("amina")
    token = colleague.token

    assert colleague.open("/staff/sign-out?lang=fr").status == 200
    assert portal.people.actor_of(token) is not None
    answer = colleague.press(follow=False).response

    assert answer.headers["location"] == "/fr/"
    assert portal.people.actor_of(token) is None
    client.cookies.set(SESSION_COOKIE, token)
    assert colleague.open("/staff/account").path == "/staff/sign-in", "a stolen cookie is dead"


def test_a_session_somebody_else_planted_is_not_taken_over_when_one_signs_in(
    client: TestClient, portal: Portal
):
    planted = Colleague(a_client(portal)).sign_in("demo").token
    client.cookies.set(SESSION_COOKIE, planted)
    colleague = Colleague(client).sign_in("amina")

    tokens = {cookie.value for cookie in client.cookies.jar if cookie.name == SESSION_COOKIE}
    assert colleague.status
    assert tokens - {planted}
    assert portal.people.actor_of(planted) is None
