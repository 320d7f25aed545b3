"""A real portal with demonstration data, served as ``make run`` serves it, and a real browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as TakesTooLong

from copfeedback.application import PROJECT, Portal, build_portal
from copfeedback.demo import STAFF_NAME, STAFF_PASSWORD, load_demonstration
from copfeedback.people.model import OPERATOR
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.storage.engine import reading
from copfeedback.surveys.store import pending_counts
from copfeedback.surveys.waves import count_answered
from copfeedback.web.assets import precompress

pytestmark = pytest.mark.browser
RESPONSES = 240
START_SECONDS = 180
MINUTE = 60_000
expect.set_options(timeout=MINUTE / 4)  # two portals and two browsers share the cores
_AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
_RUNS = Path(__file__).with_name("runs.js")


@dataclass(frozen=True)
class Server:
    """A running portal."""

    address: str
    data_dir: Path

    def command(self, *words: str) -> str:
        """Run ``copfeedback …`` on the same data; returns what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "copfeedback.cli", *words],
            env={**os.environ, "COPFEEDBACK_DATA_DIR": str(self.data_dir)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    @contextmanager
    def portal(self) -> Iterator[Portal]:
        """A portal of our own on the same data, to look at them."""
        portal = build_portal(Settings(data_dir=self.data_dir))
        try:
            yield portal
        finally:
            portal.stop()
            portal.engine.dispose()

    def taken(self, wave: str) -> int:
        """How many responses to a wave there are, those that wait to be folded included."""
        with self.portal() as portal:
            counted = count_answered(portal.engine, OPERATOR, wave).get(("all", ""), 0)
            with reading(portal.engine) as connection:
                return counted + pending_counts(connection).get(wave, 0)


def open_wave(server: Server, survey: str) -> str:
    """The id of the survey's wave that is open."""
    with server.portal() as portal:
        today = portal.surveys.today()
        waves = [asked.wave for asked in portal.surveys.book.all()]
    return next(
        each.id for each in waves if each.id.startswith(survey) and each.state(today) == "open"
    )


@pytest.fixture(scope="session", autouse=True)
def _codes_cost_next_to_nothing() -> None:
    """Not here: the server is a process of its own, and works on codes as it really does."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the first test of a worker wait until the demonstration is made, however long it takes.

    What ends a wave for good comes last.
    """
    items.sort(key=lambda item: item.path.name == "test_main_job.py")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.timeout(START_SECONDS * 5))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to copy: demonstration data, and the scripts of the full door compressed.

    Both take long, so that only the worker that comes first makes them; the others wait for it.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            unfinished = tmp_path_factory.mktemp("unfinished")
            # In threads of their own: both cores have work, and the driver of a browser may have
            # an event loop running in this one.
            with ThreadPoolExecutor() as threads:
                made = [threads.submit(each, unfinished) for each in (_demonstrate, precompress)]
                for each in made:
                    each.result()
            unfinished.rename(folder)
    return folder


def _demonstrate(data_dir: Path) -> None:
    portal = build_portal(Settings(data_dir=data_dir))
    migrating.migrate(portal.engine)
    load_demonstration(portal, responses=RESPONSES)
    portal.stop()
    portal.engine.dispose()


@pytest.fixture(scope="session")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A portal of this worker's own, on a copy of what was prepared."""
    data_dir = tmp_path_factory.mktemp("portal")
    shutil.copytree(prepared, data_dir, dirs_exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (data_dir / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "copfeedback.cli", "serve"],
        cwd=PROJECT,
        env={
            **os.environ,
            "COPFEEDBACK_DATA_DIR": str(data_dir),
            "COPFEEDBACK_PORT": str(port),
            "COPFEEDBACK_FOLD_EVERY_SECONDS": "1",
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(f"{address}/readyz", process, data_dir / "server.log")
        yield Server(address, data_dir)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the portal did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # The shell is the same browser without the windows around its pages, at half the work.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "the browser tests need Chromium; `make test` says how to install it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens pages in fresh contexts; every request must stay with the portal."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def watch(address: str) -> None:
        parts = urlsplit(address)
        if (
            parts.scheme in {"http", "https", "ws", "wss"}
            and parts.netloc != urlsplit(server.address).netloc
        ):
            strangers.append(address)

    def opened(path: str, *, width: int = 1280, **options: object) -> Page:
        context = chromium.new_context(
            base_url=server.address, viewport={"width": width, "height": 800}, **options
        )
        contexts.append(context)
        context.set_default_timeout(MINUTE)
        context.add_init_script(path=_RUNS)
        page = context.new_page()
        page.on("request", lambda request: watch(request.url))
        page.on("websocket", lambda socket_: watch(socket_.url))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strangers == [], "requests left for a third party"


@pytest.fixture
def signed_in(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens a page as one of the demonstration's staff, the leader unless ``name`` says who.

    The form leads there by itself: a page of the full door in between would cost seconds.
    """

    def opened(
        path: str = "/trends", *, lang: str = "en", name: str = STAFF_NAME, **options: object
    ) -> Page:
        query = urlencode({"lang": lang, "next": path})
        page = open_page(f"/staff/sign-in?{query}", **options)
        sign_in_here(page, name)
        page.wait_for_url(lambda address: "/staff/sign-in" not in address)
        assert urlsplit(page.url).path == urlsplit(path).path
        return page

    return opened


def sign_in_here(page: Page, name: str, password: str = STAFF_PASSWORD) -> None:
    """Fill in the sign-in form, and press Enter."""
    page.fill("#name", name)
    page.fill("#password", password)
    page.press("#password", "Enter")


def settled(page: Page) -> Page:
    """A page of the full door once all that was asked of it is answered and its heading stands."""
    expect(page.locator("html")).to_have_attribute("data-run", "done", timeout=MINUTE)
    expect(page.locator('[data-testid="stApp"]')).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=MINUTE
    )
    expect(page.locator("h1").first).to_be_visible(timeout=MINUTE)
    return page


def pick(page: Page, box: Locator, option: Locator) -> None:
    """Choose in a select of the full door.

    A rerun that comes in between, as when a page looks again whether its session is still
    good, folds the list up: open it once more.
    """
    settled(page)
    box.click(timeout=MINUTE)
    try:
        option.click(timeout=MINUTE / 10)
    except TakesTooLong:
        box.click(timeout=MINUTE)
        option.click(timeout=MINUTE)
    settled(page)


def serious_findings(page: Page) -> list[str]:
    """What axe finds serious or critical on the page as it is now."""
    page.evaluate(_AXE)
    # What passes is not listed: gathering that is most of the work.
    found = page.evaluate("async () => (await axe.run({resultTypes: ['violations']})).violations")
    return [
        f"{finding['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for finding in found
        if finding["impact"] in {"serious", "critical"}
        for node in finding["nodes"]
    ]
