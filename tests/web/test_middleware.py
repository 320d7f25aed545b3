"""Headers on every answer of both doors."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Actor
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.middleware import SECURITY_HEADERS, portal_middleware


async def plain(_request: object) -> Response:
    return PlainTextResponse("fine")


async def particular(_request: object) -> Response:
    return PlainTextResponse("fine", headers={"Content-Security-Policy": "default-src 'self'"})


async def everything(_request: object) -> Response:
    return PlainTextResponse("the process tells about itself")


async def connect(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("connected")


ROUTES = [
    Route("/", plain),
    Route("/particular", particular),
    Route("/{path:path}", everything),
    WebSocketRoute("/{path:path}", connect),
]


@pytest.fixture
def client(portal: Portal) -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=portal_middleware(portal)))


def test_every_answer_carries_the_security_headers(client):
    response = client.get("/")
    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value


def test_what_a_page_says_itself_is_left_as_it_is(client):
    policy = client.get("/particular").headers.get_list("content-security-policy")
    assert policy == ["default-src 'self'"]


def test_camera_microphone_and_place_are_closed(client):
    policy = client.get("/").headers["permissions-policy"]
    for feature in ("camera", "microphone", "geolocation"):
        assert f"{feature}=()" in policy


def test_encryption_is_not_demanded_when_the_address_has_none(client):
    assert "strict-transport-security" not in client.get("/").headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil", "http://["]
)
def test_pages_of_other_sites_reach_nothing_of_streamlit(client, origin):
    assert client.get("/_stcore/health", headers={"Origin": origin}).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream", headers={"Origin": origin}),
    ):
        pass


@pytest.mark.parametrize("origin", ["http://testserver", "http://127.0.0.1:8501"])
def test_our_own_pages_reach_streamlit(client, origin):
    assert client.get("/_stcore/health", headers={"Origin": origin}).status_code == 200
    with client.websocket_connect("/_stcore/stream", headers={"Origin": origin}) as socket:
        assert socket.receive_text() == "connected"


def test_a_program_that_names_no_origin_is_let_through(client):
    assert client.get("/_stcore/health").status_code == 200


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json"])
def test_nobody_is_told_how_many_people_are_connected(client, path):
    response = client.get(path)
    assert (response.status_code, response.text) == (404, "")
    assert response.headers["x-content-type-options"] == "nosniff"


UPLOAD = "/_stcore/upload_file/session/file"


@pytest.mark.parametrize("cookie", [None, "x" * 43])
def test_nobody_uploads_who_is_not_signed_in(client, cookie):
    if cookie:
        client.cookies.set(SESSION_COOKIE, cookie)
    assert client.get(UPLOAD).status_code == 403


def test_staff_upload_until_they_sign_out(client, portal, monkeypatch):
    signed_in = {"token"}
    monkeypatch.setattr(
        portal.people, "actor_of", lambda token: Actor("ada") if token in signed_in else None
    )
    client = TestClient(Starlette(routes=ROUTES, middleware=portal_middleware(portal)))
    client.cookies.set(SESSION_COOKIE, "token")
    assert client.get(UPLOAD).status_code == 200
    signed_in.clear()
    assert client.get(UPLOAD).status_code == 403


def test_nothing_is_uploaded_when_the_database_cannot_say_who_it_is(client, portal, monkeypatch):
    def unavailable(_token):
        raise StorageUnavailable("gone")

    monkeypatch.setattr(portal.people, "actor_of", unavailable)
    client = TestClient(Starlette(routes=ROUTES, middleware=portal_middleware(portal)))
    client.cookies.set(SESSION_COOKIE, "token")
    assert client.get(UPLOAD).status_code == 403
