"""A light door of its own for tests of the chair's desk: one forum, and a clock that runs."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.applications import Starlette

from copfeedback.application import Portal, build_portal
from copfeedback.people.model import OrganisationKind, Role
from copfeedback.settings import Settings
from copfeedback.storage.migrating import migrate
from copfeedback.web.middleware import portal_middleware
from copfeedback.web.routes import light_door_routes
from tests.people.members import PASSWORD, a_member, an_organisation
from tests.web.forum_site import TOWN

TODAY = date(2027, 5, 3)
_BEGIN = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
DESK = f"/staff/forums/{TOWN}"


@dataclass
class Hall:
    """A portal that is served, and the browser that looks at it."""

    portal: Portal
    address: str
    chromium: Browser
    later: timedelta = timedelta()
    """How much later it is than by the clock that runs."""

    def enter(self, name: str = "salma", *, lang: str = "en", **options: object) -> Page:
        """Sign in as a chair, in a browser of their own."""
        page = self.browser(**options).new_page()
        page.goto(f"/staff/sign-in?lang={lang}")
        self.sign_in(page, name)
        return page

    def browser(self, *, width: int = 1280, **options: object) -> BrowserContext:
        """A fresh browser."""
        return self.chromium.new_context(
            base_url=self.address, viewport={"width": width, "height": 800}, **options
        )

    def sign_in(self, page: Page, name: str = "salma") -> None:
        """Fill in the form on the page."""
        page.fill("#name", name)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda address: "/staff/sign-in" not in address)

    def chair(self, name: str) -> None:
        """Somebody who chairs the forum."""
        league = an_organisation(self.portal, OrganisationKind.NGO)
        a_member(self.portal, name, Role.FORUM_CHAIR, organisation=league, forums=frozenset({TOWN}))


@contextmanager
def a_hall(folder: Path, chromium: Browser) -> Iterator[Hall]:
    """A portal on an empty database, served until the end."""
    began = time.monotonic()
    halls: list[Hall] = []

    def later() -> timedelta:
        return halls[0].later if halls else timedelta()

    def now() -> datetime:
        return _BEGIN + timedelta(seconds=time.monotonic() - began) + later()

    portal = build_portal(Settings(data_dir=folder, time_zone="UTC"), now=now)
    migrate(portal.engine)
    app = Starlette(routes=light_door_routes(portal), middleware=portal_middleware(portal))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    hall = Hall(portal, f"http://127.0.0.1:{port}", chromium)
    halls.append(hall)
    try:
        yield hall
    finally:
        for context in chromium.contexts:
            context.close()
        server.should_exit = True
        thread.join(timeout=20)
        portal.stop()
