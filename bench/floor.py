"""The portal with one more address: a handler that does no more than insert one row.

That is the floor of what any form on this server costs. It stands behind the same server and
middleware as everything else, and inserts on the bare driver, each row in its own transaction.
"""

from __future__ import annotations

import asyncio
import sqlite3

import psycopg
import streamlit as st
from sqlalchemy import URL, make_url
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copfeedback.application import PROJECT, portal
from copfeedback.ui.pages import TITLES
from copfeedback.ui.serving import configure_streamlit, portal_lifespan
from copfeedback.web.middleware import portal_middleware
from copfeedback.web.routes import light_door_routes
from copfeedback.web.shell import full_door_routes

CONNECTIONS = 8

house = portal()
configure_streamlit(house.settings)


class _SqliteRows:
    """Inserts in the event loop itself: handing it to a thread costs more than the insertion."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous=NORMAL")

    async def insert(self, body: bytes) -> None:
        self._connection.execute("INSERT INTO bench_floor VALUES (?)", (body,))


class _PostgresqlRows:
    """Inserts over several connections at once: while one waits for the disk, others go on."""

    def __init__(self, address: URL) -> None:
        plain = address.set(drivername="postgresql")
        self._address = plain.render_as_string(hide_password=False)
        self._open = 0
        self._free: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()

    async def insert(self, body: bytes) -> None:
        if self._free.empty() and self._open < CONNECTIONS:
            self._open += 1
            connection = await psycopg.AsyncConnection.connect(self._address, autocommit=True)
        else:
            connection = await self._free.get()
        await connection.execute("INSERT INTO bench_floor VALUES (%s)", (body,))
        self._free.put_nowait(connection)


address = make_url(house.settings.database)
rows = (
    _SqliteRows(address.database or "")
    if address.get_backend_name() == "sqlite"
    else _PostgresqlRows(address)
)


async def floor(request: Request) -> Response:
    """Read the body, insert it, answer."""
    await rows.insert(await request.body())
    return Response()


app = st.App(
    PROJECT / "src" / "copfeedback" / "ui" / "main.py",
    routes=[
        Route("/bench/floor", floor, methods=["POST"]),
        *light_door_routes(house),
        *full_door_routes(house, TITLES),
    ],
    middleware=portal_middleware(house),
    lifespan=portal_lifespan(house),
)
