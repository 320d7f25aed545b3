"""Nobody gets to a staff page without a session, and nothing they typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Role
from copfeedback.web import csrf
from copfeedback.web.errors import answering_errors
from copfeedback.web.rendering import Renderer
from copfeedback.web.routes import light_door_routes
from copfeedback.web.staff import StaffPages
from copfeedback.web.staff_door import StaffDoor, StaffVisit
from tests.people.members import PASSWORD, a_member
from tests.web.colleague import NEW_PASSWORD, Clock, Colleague, a_client

# Whoever has no session yet needs these; each looks after itself.
OPEN = ("/staff/sign-in", "/staff/invitation/", "/staff/reset/", "/staff/single-sign-on")
HARMLESS = {"end": "others", "go": "next", "password": NEW_PASSWORD, "again": NEW_PASSWORD}


@pytest.fixture(autouse=True)
def staff(portal: Portal, cheap_hashing: None) -> None:
    a_member(portal, "amina", Role.LEADER)
    a_member(portal, "boris", Role.ANALYST)


def closed(portal: Portal, method: str) -> list[str]:
    """Every staff address that takes this method from whoever is signed in alone."""
    return [
        # Whatever it is called, or the first of several.
        re.sub(r"\{(\w+)[^}]*\}", r"\1", route.path.replace("{number:number}", "1"))
        for route in light_door_routes(portal)
        if route.path.startswith("/staff/")
        and not route.path.startswith(OPEN)
        and method in (route.methods or ())
    ]


def test_every_page_leads_to_the_sign_in_form_when_there_is_no_session(portal: Portal):
    client = a_client(portal)
    paths = closed(portal, "GET")

    for token in (None, "rubbish", "A" * 43):
        if token:
            client.cookies.set(SESSION_COOKIE, token)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 303, path
            location = answer.headers["location"]
            assert location.startswith("/staff/sign-in?"), path
            assert f"next={path.replace('/', '%2F')}" in location, path
            assert answer.headers["cache-control"] == "no-store"
    assert len(paths) >= 5


def test_every_page_denies_when_the_session_has_ended(portal: Portal, clock: Clock):
    colleague = Colleague(a_client(portal)).sign_in("amina")
    assert colleague.open("/staff/account").path == "/staff/account"

    clock.move(minutes=21)

    for path in closed(portal, "GET"):
        assert colleague.open(path).path == "/staff/sign-in", path


def test_every_page_denies_when_the_account_is_closed_while_it_is_open(portal: Portal):
    colleague = Colleague(a_client(portal)).sign_in("amina").open("/staff/password")
    (amina,) = (each for each in portal.accounts.staff(OPERATOR) if each.name == "amina")

    portal.accounts.deactivate(OPERATOR, amina.id)
    colleague.press(current=PASSWORD, password=NEW_PASSWORD, again=NEW_PASSWORD)

    assert colleague.status == 401
    assert colleague.open("/staff/sessions").path == "/staff/sign-in"


def test_nothing_is_done_and_the_sign_in_form_comes_when_a_form_has_no_session(portal: Portal):
    client = a_client(portal)

    for path in closed(portal, "POST"):
        answer = client.post(path, data=HARMLESS)
        assert answer.status_code == 401, path
        assert 'name="password"' in answer.text
        assert NEW_PASSWORD not in answer.text, "no password is ever written back"


def an_older_token(portal: Portal, colleague: Colleague) -> str:
    token = Colleague(colleague.client).open("/staff/sessions").values["csrf"][0]
    colleague.client.cookies.clear()
    colleague.sign_in("amina")
    return token


def a_foreign_token(portal: Portal, colleague: Colleague) -> str:
    return Colleague(a_client(portal)).sign_in("boris").open("/staff/sessions").values["csrf"][0]


def a_token_before_signing_in(portal: Portal, colleague: Colleague) -> str:
    return csrf.form_token(colleague.client.cookies[csrf.FORM_COOKIE])


def a_token_of_the_own_session_for_somebody_else(portal: Portal, colleague: Colleague) -> str:
    return csrf.form_token(colleague.token, 4711)


@pytest.mark.parametrize(
    "make",
    [
        lambda portal, colleague: "",
        lambda portal, colleague: "." + "0" * 64,
        an_older_token,
        a_foreign_token,
        a_token_before_signing_in,
        a_token_of_the_own_session_for_somebody_else,
    ],
)
def test_nothing_is_done_when_a_form_has_no_token_of_this_session(
    portal: Portal, make: Callable[[Portal, Colleague], str]
):
    colleague = Colleague(a_client(portal)).sign_in("amina")
    Colleague(a_client(portal)).sign_in("amina")
    token = make(portal, colleague)
    entries = {**HARMLESS, "current": PASSWORD, "csrf": token}
    sessions = _sessions(portal, colleague)

    for path in closed(portal, "POST"):
        for headers in ({}, {"sec-fetch-site": "same-origin"}):
            answer = colleague.client.post(path, data=entries, headers=headers)
            assert answer.status_code == 403, path
            assert PASSWORD not in answer.text

    assert _sessions(portal, colleague) == sessions
    assert portal.people.actor_of(colleague.token).name == "amina"
    portal.people.sign_in("amina", PASSWORD, client="192.0.2.9", local=True)


def _sessions(portal: Portal, colleague: Colleague) -> list[str]:
    actor = portal.people.actor_of(colleague.token)
    own = portal.people.own_account.own_sessions(actor, colleague.token)
    return sorted(session.handle for session in own)


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}],
)
def test_a_form_from_another_site_is_refused_whatever_it_carries(
    portal: Portal, headers: dict[str, str]
):
    colleague = Colleague(a_client(portal)).sign_in("amina").open("/staff/sessions")
    entries = {**HARMLESS, "csrf": colleague.values["csrf"][0]}

    for path in closed(portal, "POST"):
        assert colleague.client.post(path, data=entries, headers=headers).status_code == 403, path
        stranger = a_client(portal).post(path, data=entries, headers=headers)
        assert stranger.status_code == 403, path


# Pages of staff are for later features as well: one that takes words stands in for them.


class Minutes:
    """A page that takes words and keeps them."""

    def __init__(self, door: StaffDoor) -> None:
        self._door = door
        self.kept: list[tuple[str, dict[str, list[str]]]] = []

    async def show(self, visit: StaffVisit) -> Response:
        return PlainTextResponse("the minutes")

    async def keep(self, visit: StaffVisit) -> Response:
        words = {name: values for name, values in visit.form.items() if name != "csrf"}
        self.kept.append((visit.actor.name, words))
        return PlainTextResponse("kept")


WORDS = 'First line\r\nanother "line" & <b>أهلا</b>'
PAGE = "/staff/minutes?meeting=7"


@pytest.fixture
def minutes(portal: Portal) -> tuple[Minutes, TestClient]:
    renderer = Renderer(portal)
    door = StaffDoor(portal, renderer)
    page, staff = Minutes(door), StaffPages(portal, door)
    wrap = answering_errors(renderer, lambda request: "en")
    routes = [
        Route("/staff/minutes", wrap(door.get(page.show)), methods=["GET"]),
        Route("/staff/minutes", wrap(door.post(page.keep)), methods=["POST"]),
        Route("/staff/sign-in", wrap(staff.show_sign_in), methods=["GET"]),
        Route("/staff/sign-in", wrap(staff.sign_in), methods=["POST"]),
    ]
    client = TestClient(Starlette(routes=routes), "http://localhost:8501", follow_redirects=False)
    client.headers["sec-fetch-site"] = "same-origin"
    return page, client


def write(colleague: Colleague, token: str | None = None, **more: str) -> Colleague:
    """Send the minutes as the page that was opened with the session of this token would."""
    staff_id = 1
    form = {"words": WORDS, "topics": ["a", "b"], **more}
    form |= {"csrf": csrf.form_token(token, staff_id)} if token else {}
    colleague.response = colleague.client.post(PAGE, data=form)
    return colleague


def test_everything_typed_is_sent_after_signing_in_again(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    colleague = Colleague(client).sign_in("amina")
    token = colleague.token
    portal.people.sign_out(token)

    write(colleague, token, password="a secret that is not kept")
    assert colleague.status == 401
    assert "What you wrote is still here" in colleague.page
    assert "another" not in colleague.page, "sealed"
    colleague.press("language:ar")
    colleague.press("language:en")
    colleague.press(name="amina", password="wrong")
    assert colleague.status == 401
    colleague.press(name="amina", password=PASSWORD)
    assert page.kept == [], "not before they say so"
    assert "Nothing was sent yet" in colleague.page
    colleague.press()

    assert page.kept == [("amina", {"words": [WORDS], "topics": ["a", "b"]})]


def test_what_was_typed_is_sent_after_signing_in_from_another_window(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    colleague = Colleague(client).sign_in("amina")
    old = colleague.token
    client.cookies.clear()
    Colleague(client).sign_in("amina")

    write(colleague, old)
    assert (colleague.status, page.kept) == (403, [])
    colleague.press()

    assert page.kept == [("amina", {"words": [WORDS], "topics": ["a", "b"]})]


def test_what_somebody_typed_is_not_sent_under_another_name(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    colleague = Colleague(client).sign_in("amina")
    token = colleague.token
    portal.people.sign_out(token)

    write(colleague, token).press(name="boris", password=PASSWORD)
    assert "Somebody else wrote what is waiting here" in colleague.page
    assert "another" not in colleague.page, "nor shown to them"
    colleague.press("show").press(name="amina", password=PASSWORD).press()

    assert [name for name, _ in page.kept] == ["amina"]


def test_nothing_is_offered_to_be_sent_when_it_may_come_from_elsewhere(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    del client.headers["sec-fetch-site"]
    colleague = Colleague(client).sign_in("amina")

    write(colleague, None)

    assert colleague.status == 403
    assert "Send it now" not in colleague.page
    assert page.kept == []


def test_one_gets_back_to_the_page_when_nothing_but_secrets_was_typed(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    colleague = Colleague(client)
    colleague.response = client.post(PAGE, data={"password": "x", "code": "1"})

    colleague.press(name="amina", password=PASSWORD)

    assert (colleague.path, colleague.response.url.params["meeting"]) == ("/staff/minutes", "7")
    assert page.kept == []


def test_what_was_typed_is_dropped_when_it_was_sealed_by_nobody_here(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    colleague = Colleague(client).open("/staff/sign-in")

    for typed in ("rubbish", "A" * 200, "ü", "===="):
        client.cookies.delete(SESSION_COOKIE) if colleague.token else None
        colleague.open("/staff/sign-in").press(
            name="amina", password=PASSWORD, typed=typed, follow=False
        )
        assert colleague.status == 303
    assert page.kept == []


def test_a_megabyte_is_refused_and_half_of_one_is_carried(
    portal: Portal, minutes: tuple[Minutes, TestClient]
):
    page, client = minutes
    words = "نعم " * 25_000  # 475 KB in a form
    colleague = Colleague(client)
    colleague.response = client.post(PAGE, data={"words": words})
    colleague.press(name="amina", password=PASSWORD).press()

    assert [kept["words"] for _, kept in page.kept] == [[words]]
    assert client.post(PAGE, data={"words": "x" * 600_000}).status_code == 413


def test_a_page_that_does_not_belong_to_the_role_yet_leads_to_the_second_factor(portal: Portal):
    a_member(portal, "root", Role.ADMINISTRATOR)
    colleague = Colleague(a_client(portal))
    colleague.open("/staff/sign-in?lang=en&next=/operations").sign_in("root")
    assert colleague.path == "/staff/second-factor"
    assert colleague.values["next"] == ["/operations"]

    for path in set(closed(portal, "GET")) - {"/staff/sign-out", "/staff/second-factor"}:
        assert colleague.open(path).path == "/staff/second-factor", path
    entries = {**HARMLESS, "csrf": colleague.values["csrf"][0], "current": PASSWORD}
    for path in set(closed(portal, "POST")) - {"/staff/sign-out", "/staff/second-factor"}:
        answer = colleague.client.post(path, data=entries)
        assert answer.headers["location"].startswith("/staff/second-factor?"), path
    portal.people.sign_in("root", PASSWORD, client="192.0.2.9", local=True)


def test_staff_pages_are_kept_by_no_browser(portal: Portal):
    colleague = Colleague(a_client(portal)).open("/staff/sign-in")
    assert colleague.response.headers["cache-control"] == "no-store"
    colleague.sign_in("amina")

    for path in closed(portal, "GET"):
        answer = colleague.open(path).response
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "<script" not in answer.text
