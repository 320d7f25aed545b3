"""Start, end and errors of the full door."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace

import pytest
import streamlit as st

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.settings import Settings
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.ui import serving, session

SECRET = "what a person wrote"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the reader of a page that failed is shown."""
    shown: list[str] = []
    speech = Catalogues(PROJECT / "locales").speech("en")
    monkeypatch.setattr(session, "speech", lambda: speech)
    monkeypatch.setattr(st, "html", shown.append)
    monkeypatch.setattr(st, "button", lambda label, **_: shown.append(label))
    return shown


def an_error() -> Exception:
    """An error that was raised, with a text that nobody may see."""
    with pytest.raises(ValueError, match=SECRET) as raised:
        raise ValueError(SECRET)
    return raised.value


def test_an_error_shows_a_number_that_the_log_knows(shown, caplog):
    assert serving.show_incident(an_error())
    number = caplog.messages[0].split(":")[0].removeprefix("incident ")
    assert f"Incident number: {number}" in shown[0]
    assert "Something went wrong on our side" in shown[0]


def test_no_value_reaches_log_or_page_when_there_is_an_error(shown, caplog):
    serving.show_incident(an_error())
    assert SECRET not in caplog.text
    assert SECRET not in shown[0]
    assert "test_serving.py" in caplog.text


def test_nothing_has_to_be_reloaded_when_the_database_is_away(shown):
    serving.show_incident(StorageUnavailable())
    assert "What you entered is still here." in shown[0]
    assert shown[1] == "Try again"


@pytest.mark.parametrize("name", ["streamlit.error_util", "uvicorn.error"])
def test_no_value_reaches_the_log_when_the_server_itself_reports_an_error(name, caplog):
    serving.configure_streamlit(Settings())
    error = an_error()
    logging.getLogger(name).error("Uncaught", exc_info=error)
    assert SECRET not in caplog.text
    assert caplog.messages[0].startswith("Uncaught: ValueError at test_serving.py")


def test_no_address_reaches_the_log_whatever_the_portal_is_started_with(caplog):
    caplog.set_level(logging.INFO)
    serving.configure_streamlit(Settings())
    logging.getLogger("uvicorn.access").info('%s - "GET /"', "192.0.2.7:5000")
    logging.getLogger("uvicorn.error").info('%s - "WebSocket /" [accepted]', "192.0.2.7:5000")
    assert "192.0.2.7" not in caplog.text


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501", ["127.0.0.1", "localhost", "::1"]),
        ("0.0.0.0", "https://talk.example", ["talk.example", "localhost", "127.0.0.1", "::1"]),  # noqa: S104
        ("0.0.0.0", "http://127.0.0.1:8501", []),  # noqa: S104
        ("localhost", "http://localhost:8501", ["localhost", "127.0.0.1", "::1"]),
    ],
)
def test_browsers_connect_under_the_known_names_alone(host, address, allowed):
    assert serving.allowed_hosts(Settings(host=host, public_address=address)) == allowed


def test_the_portal_folds_while_it_is_served_and_stops_at_the_end():
    calls: list[str] = []
    portal = SimpleNamespace(
        start_folding=lambda: calls.append("start"), stop=lambda: calls.append("stop")
    )

    async def serve() -> None:
        async with serving.portal_lifespan(portal)(None):
            calls.append("serving")

    asyncio.run(serve())
    assert calls == ["start", "serving", "stop"]
