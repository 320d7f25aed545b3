"""The portal with one more address: a handler that does no more than insert one row.

That is the floor of what any form on this server costs. It stands behind the same server and
middleware as everything else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import psycopg
import streamlit as st
from sqlalchemy import make_url
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from copfeedback.application import PROJECT, portal
from copfeedback.ui.pages import TITLES
from copfeedback.ui.serving import configure_streamlit, portal_lifespan
from copfeedback.web.middleware import portal_middleware
from copfeedback.web.routes import light_door_routes
from copfeedback.web.shell import full_door_routes

house = portal()
configure_streamlit(house.settings)


def _insertion(address: str) -> Callable[[bytes], object]:
    """Insert one row and commit, on the bare driver.

    In the event loop itself: handing it to a thread costs more than the insertion.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        lite = sqlite3.connect(url.database or "", isolation_level=None)
        lite.execute("PRAGMA synchronous=NORMAL")
        return lambda body: lite.execute("INSERT INTO bench_floor VALUES (?)", (body,))
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    server = psycopg.connect(plain, autocommit=True)
    return lambda body: server.execute("INSERT INTO bench_floor VALUES (%s)", (body,))


_insert = _insertion(house.settings.database)


async def floor(request: Request) -> Response:
    """Read the body, insert it, answer."""
    _insert(await request.body())
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
