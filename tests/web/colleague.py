"""Somebody of the staff at the light door, with a browser that runs no scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pyotp
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE
from copfeedback.web.routes import light_door_routes
from tests.people.members import PASSWORD
from tests.web.visitor import PageForm

NEW_PASSWORD = "seven loud birds elsewhere"
_ACTION = re.compile(r'<form method="post" action="([^"]*)"')


@dataclass
class Clock:
    """The time of day, which a test can move."""

    day: datetime = field(default=datetime(2027, 5, 3, 9, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.day

    def move(self, **by: float) -> None:
        self.day += timedelta(**by)


_last: list[tuple[Portal, Starlette]] = []


def light_door(portal: Portal) -> Starlette:
    """The portal's light door, made once for all who come to it."""
    if not _last or _last[0][0] is not portal:
        _last[:] = [(portal, Starlette(routes=light_door_routes(portal)))]
    return _last[0][1]


def a_client(portal: Portal, *, base: str = "http://localhost:8501", client: str = "127.0.0.1"):
    """A browser at the portal's light door."""
    server = base.split("://")[1].split(":", maxsplit=1)[0].replace("localhost", "127.0.0.1")
    app = light_door(portal)

    async def on(scope, receive, send):
        await app({**scope, "server": (server, 8501)}, receive, send)

    return TestClient(on, base_url=base, client=(client, 5000), follow_redirects=False)


class Form(PageForm):
    """The form of a page, and where it goes."""

    def __init__(self, page: str) -> None:
        super().__init__(page)
        found = _ACTION.search(page)
        self.action = unescape(found[1]) if found else ""


class Colleague:
    """Reads the form on the page, fills it in, presses a button."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.response: Any = None

    def open(self, path: str, **headers: str) -> Colleague:
        """Go to a page, wherever that leads."""
        return self._see(self.client.get(path, headers=headers, follow_redirects=True))

    def press(self, go: str | None = None, *, follow: bool = True, **entries: str) -> Colleague:
        """Fill in the form and press a button (by its value)."""
        form = Form(self.page)
        values: dict[str, Any] = {**form.values, **entries}
        if go is not None:
            values["go"] = go
        action = form.buttons.get(go or "") or form.action
        return self._see(self.client.post(action, data=values, follow_redirects=follow))

    def sign_in(self, name: str, password: str = PASSWORD, **entries: str) -> Colleague:
        """Sign in with the form on the page, or with that of the sign-in page."""
        if self.response is None or 'name="typed"' not in self.page:
            self.open("/staff/sign-in?lang=en")
        return self.press(name=name, password=password, **entries)

    @property
    def page(self) -> str:
        return self.response.text

    @property
    def path(self) -> str:
        return self.response.url.path

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def values(self) -> dict[str, list[str]]:
        return Form(self.page).values

    @property
    def token(self) -> str | None:
        """The session the browser holds."""
        return self.client.cookies.get(SESSION_COOKIE)

    def _see(self, response: Any) -> Colleague:
        self.response = response
        return self


@dataclass
class Phone:
    """An app that shows one-time codes."""

    secret: str
    clock: Clock

    def code(self, later: float = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now() + timedelta(seconds=later))
