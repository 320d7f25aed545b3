"""What the full door needs from the process it runs in: start and end, and what to do on errors."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup
from streamlit import config

from copfeedback.application import Portal
from copfeedback.incidents import new_incident, place_of
from copfeedback.settings import Settings, is_loopback
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.ui import session

COLLECT_SECONDS = 30.0
_RARELY = (20_000, 20, 100)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def portal_lifespan(portal: Portal) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """Fold pending answers and collect garbage while the server runs; let go of all at its end."""

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:
        portal.start_folding()
        _collect_rarely()
        collecting = asyncio.create_task(_collect_on_timer())
        try:
            yield
        finally:
            collecting.cancel()
            with suppress(asyncio.CancelledError):
                await collecting
            await asyncio.to_thread(portal.stop)

    return lifespan


def _collect_rarely() -> None:
    """Leave everything that was loaded at the start out of garbage collection.

    It stays to the end anyway, and looking through all of it holds every visitor up for a tenth
    of a second. Where Streamlit is told to collect after every rerun, it shall have its way.
    """
    if config.get_option("runner.postScriptGC"):
        return
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_RARELY)


async def _collect_on_timer() -> None:
    """Instead of Streamlit's collection after every rerun, see .streamlit/config.toml."""
    while True:
        await asyncio.sleep(COLLECT_SECONDS)
        gc.collect()


def configure_streamlit(settings: Settings) -> None:
    """Tell Streamlit what only the settings know. The rest is in .streamlit/config.toml."""
    config.set_option("server.allowedHosts", allowed_hosts(settings))
    # Streamlit compares origins with it before it asks a third party for the machine's address.
    config.set_option("browser.serverAddress", urlsplit(settings.public_address).hostname)
    for name in ("streamlit.error_util", "uvicorn.error"):
        logging.getLogger(name).addFilter(WithoutValues())
    # Whatever the server is started with: both would write down the addresses of readers.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def allowed_hosts(settings: Settings) -> list[str]:
    """The names under which a browser may connect, against DNS rebinding; empty for any.

    Any name is allowed when the portal listens to other machines and nobody has set the address
    they know it by.
    """
    public = urlsplit(settings.public_address).hostname or ""
    if public in _LOOPBACK and not is_loopback(settings.host):
        return []
    return list(dict.fromkeys([public, *_LOOPBACK]))


class WithoutValues(logging.Filter):
    """Leaves only the places of exceptions in log records.

    Their texts can hold what people entered.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the line through without the text of its exception."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.msg, record.args = f"{record.getMessage().strip()}: {place_of(error)}", ()
        record.exc_info = None
        record.exc_text = None
        return True


def show_incident(error: Exception) -> bool:
    """Tell the reader what happened, under a number the log knows; Streamlit then shows nothing.

    Trying again is a button: a reload would lose what somebody has entered in a survey.
    """
    _ = session.speech().gettext
    if isinstance(error, StorageUnavailable):
        title = _("We cannot reach our records just now")
        advice = _("What you entered is still here. Please wait a minute, then try again.")
    else:
        title = _("Something went wrong on our side")
        advice = _("Please try again. If it happens again, tell us this number.")
    number = _("Incident number: %(number)s") % {"number": new_incident(error)}
    st.html(
        Markup('<div class="summary" role="alert"><h2>{}</h2><p>{}</p><p>{}</p></div>').format(
            title, advice, number
        )
    )
    st.button(_("Try again"), key="again")
    return True
