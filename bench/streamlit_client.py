"""A browser's side of Streamlit's protocol, for pages of the full door."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.report import CannotRunError
from bench.servers import HOST

PATIENCE_SECONDS = 120.0
START_BUTTON = "start"


class Session:
    """One page that is open in a browser."""

    def __init__(self, socket: ClientConnection, query: str) -> None:
        self._socket = socket
        self._query = query
        self._page_hash = ""

    async def rerun(self, page: str = "", press: str = "") -> list[ForwardMsg]:
        """Let the server run the page, and wait until it is done.

        ``page`` opens a page by its name, otherwise it is the one that is open; ``press`` is the
        id of a button.

        Raises:
            CannotRunError: the page shows an error.
        """
        wish = BackMsg()
        wish.rerun_script.query_string = self._query
        wish.rerun_script.page_name = page
        wish.rerun_script.page_script_hash = "" if page else self._page_hash
        if press:
            widget = wish.rerun_script.widget_states.widgets.add()
            widget.id, widget.trigger_value = press, True
        await self._socket.send(wish.SerializeToString())
        messages: list[ForwardMsg] = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            data = await asyncio.wait_for(self._socket.recv(), PATIENCE_SECONDS)
            messages.append(ForwardMsg.FromString(bytes(data)))  # type: ignore[arg-type]
            if messages[-1].WhichOneof("type") == "navigation":
                self._page_hash = messages[-1].navigation.page_script_hash
        if messages[-1].script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            raise CannotRunError("the page was not run to its end")
        if "exception" in elements(messages):
            raise CannotRunError("the page shows an error")
        return messages


@asynccontextmanager
async def open_session(port: int, query: str = "", cookie: str = "") -> AsyncIterator[Session]:
    """Connect as a browser does."""
    headers = {"Cookie": cookie} if cookie else {}
    address = f"ws://{HOST}:{port}/_stcore/stream"
    async with connect(
        address,
        subprotocols=["streamlit"],  # type: ignore[list-item]  # a plain string underneath
        additional_headers=headers,
        max_size=None,
    ) as socket:
        yield Session(socket, query)


def elements(messages: Sequence[ForwardMsg]) -> list[str]:
    """The kinds of elements on the page."""
    return [
        kind
        for message in messages
        if message.WhichOneof("type") == "delta"
        and (kind := message.delta.new_element.WhichOneof("type"))
    ]


def reruns_per_second(port: int, wave: str, sessions: int, each: int) -> float:
    """How many reruns of a survey's first section a server manages with many sessions at once."""
    return asyncio.run(_reruns_per_second(port, wave, sessions, each))


async def _reruns_per_second(port: int, wave: str, sessions: int, each: int) -> float:
    start = asyncio.Event()
    waiting = asyncio.Semaphore(0)

    async def answer() -> None:
        async with open_session(port, f"wave={wave}") as session:
            introduction = await session.rerun("survey")
            section = await session.rerun(press=_button(introduction, START_BUTTON))
            shown = elements(section)
            if "radio" not in shown:
                raise CannotRunError("the survey's first section shows no questions")
            waiting.release()
            await start.wait()
            for _ in range(each):
                if elements(await session.rerun()) != shown:
                    raise CannotRunError("the survey's first section does not stay as it is")

    async with asyncio.TaskGroup() as group:
        for _ in range(sessions):
            group.create_task(answer())
        for _ in range(sessions):
            await waiting.acquire()
        began = time.perf_counter()
        start.set()
    return sessions * each / (time.perf_counter() - began)


def page_milliseconds(port: int, page: str, cookie: str, times: int, shows: str) -> list[float]:
    """How long a page's first run and its reruns take, with nobody else about.

    Raises:
        CannotRunError: the page does not show an element of the kind ``shows``.
    """
    return asyncio.run(_page_milliseconds(port, page, cookie, times, shows))


async def _page_milliseconds(
    port: int, page: str, cookie: str, times: int, shows: str
) -> list[float]:
    taken = []
    async with open_session(port, cookie=cookie) as session:
        for count in range(times):
            began = time.perf_counter()
            messages = await session.rerun(page if count == 0 else "")
            taken.append((time.perf_counter() - began) * 1000)
            if shows not in elements(messages):
                raise CannotRunError(f"the page {page} shows no {shows}")
    return taken


def _button(messages: Sequence[ForwardMsg], key: str) -> str:
    for message in messages:
        if message.WhichOneof("type") == "delta":
            button = message.delta.new_element.button
            if button.id.endswith(f"-{key}"):
                return str(button.id)
    raise CannotRunError(f"the page has no button {key}")
