"""What the pages weigh on their way to a real browser that has never been here before."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Page, sync_playwright

from bench import fieldwork
from bench.archive import fill, leader_cookie
from bench.databases import new_place
from bench.report import Aim, CannotRunError, Row
from bench.servers import HOST, serving
from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.waves import close_wave
from copfeedback.web.assets import precompress

PATIENCE_MS = 60_000
QUIET_MS = 1_000
CLOSED_WAVES = 3
ANSWERS = 600
# The first page of the ONS questionnaire runner.
PEER_KILOBYTES, PEER_REQUESTS = 564.0, 9
_NOT_SENT = ("data", "blob")


@dataclass
class _Traffic:
    """What went over the wire since the page was opened."""

    requests: dict[str, str] = field(default_factory=dict)
    bytes: float = 0.0
    sockets: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page."""
        wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", self._requested)
        wire.on("Network.loadingFinished", self._arrived)
        wire.on("Network.webSocketCreated", lambda event: self.sockets.append(event["url"]))
        wire.on("Network.webSocketFrameReceived", self._framed)
        wire.send("Network.enable")

    def _requested(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if urlsplit(url).scheme not in _NOT_SENT:
            self.requests[event["requestId"]] = url

    def _arrived(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.requests:
            self.bytes += event["encodedDataLength"]

    def _framed(self, event: dict[str, Any]) -> None:
        # Written as base64, and before compression: a little more than really went.
        self.bytes += len(event["response"]["payloadData"]) * 3 / 4

    @property
    def kilobytes(self) -> float:
        """Bytes over the wire, in thousands."""
        return self.bytes / 1000

    def foreign(self, port: int) -> int:
        """How many requests went anywhere but to the portal."""
        addresses = [*self.requests.values(), *self.sockets]
        return sum(urlsplit(url).netloc != f"{HOST}:{port}" for url in addresses)


def measure(quick: bool) -> Iterator[Row]:
    """Both doors, in Chromium with an empty cache; the sizes are the same in a quick run."""
    del quick
    program = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if program is None:
        raise CannotRunError("Chromium is not installed")
    with new_place() as place:
        portal = fieldwork.open_portal(place)
        _add_closed_waves(portal)
        asked = fieldwork.add_open_wave(portal, "open")
        cookie = leader_cookie(portal)
        portal.stop()
        precompress(place.data)
        with serving(place) as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=program, args=["--no-sandbox", "--disable-background-networking"]
            )
            try:
                yield from _rows(browser, port, asked.wave.id, cookie)
            except Error as error:
                raise CannotRunError(str(error).splitlines()[0]) from error
            finally:
                browser.close()


def _rows(browser: Browser, port: int, wave: str, cookie: str) -> Iterator[Row]:
    seen = []

    def weigh(visit: Callable[[Page], None], cookie: str = "") -> _Traffic:
        traffic = _Traffic()
        with browser.new_context(base_url=f"http://{HOST}:{port}") as context:
            if cookie:
                name, value = cookie.split("=", 1)
                context.add_cookies([{"name": name, "value": value, "domain": HOST, "path": "/"}])
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            traffic.watch(page)
            visit(page)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(QUIET_MS)
        seen.append(traffic)
        return traffic

    def light(page: Page) -> None:
        page.goto(f"/en/surveys/{wave}")

    def light_questions(page: Page) -> None:
        light(page)
        page.click("main button")
        page.wait_for_selector("fieldset")

    def full(page: Page) -> None:
        page.goto(f"/survey?wave={wave}")
        page.wait_for_selector("h1")
        page.click(".st-key-start button")
        page.wait_for_selector("[role=radiogroup]")

    def trend(page: Page) -> None:
        page.goto("/trends")
        page.wait_for_selector(".js-plotly-plot .main-svg")

    first, both = weigh(light), weigh(light_questions)
    yield _row("light door, first page of a survey", first, Aim(30, at_most=True), one=True)
    questions = _Traffic(
        dict(list(both.requests.items())[len(first.requests) :]), both.bytes - first.bytes
    )
    yield _row("light door, a page of questions", questions, Aim(30, at_most=True), one=True)
    yield _row("full door, survey up to its first questions", weigh(full), Aim(900, at_most=True))
    yield _row("trend page", weigh(trend, cookie), Aim(2_000, at_most=True))
    foreign = sum(traffic.foreign(port) for traffic in seen)
    yield Row("requests to anybody else", foreign, "", Aim(0, at_most=True))


def _row(name: str, traffic: _Traffic, aim: Aim, *, one: bool = False) -> Row:
    count = len(traffic.requests)
    return Row(
        f"weight of {name}",
        traffic.kilobytes,
        "kB",
        aim,
        compared_with=PEER_KILOBYTES if one else None,
        ratio=traffic.kilobytes / PEER_KILOBYTES if one else None,
        note=f"requests: {count}" + (f"; the peer has {PEER_REQUESTS}" if one else ""),
        faults="" if not one or count == 1 else f"{count} requests instead of one",
    )


def _add_closed_waves(portal: Portal) -> None:
    for number in range(CLOSED_WAVES):
        asked = fieldwork.add_open_wave(portal, f"closed-{number}")
        fill(portal, asked, ANSWERS)
        today = portal.surveys.today()
        close_wave(portal.trail, portal.surveys.book, OPERATOR, asked.wave.id, today)
        portal.results.build_release(OPERATOR, asked.wave.id)
