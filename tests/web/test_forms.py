"""Reading forms that never come to an end."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive

from copfeedback.web import forms

TYPE = (b"content-type", b"application/x-www-form-urlencoded")


def read(receive: Receive) -> None:
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [TYPE]}
    # A thread of its own: the browser tests leave a running event loop in the main one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, forms.read_form(Request(scope, receive))).result()


def test_half_a_form_is_no_incident_when_its_sender_hangs_up():
    messages: list[Message] = [
        {"type": "http.request", "body": b"a=1", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    with pytest.raises(forms.FormUnreadable):
        read(receive)


def test_a_sender_who_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forms, "PATIENCE_SECONDS", 0.05)

    async def receive() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"a", "more_body": True}

    with pytest.raises(forms.FormUnreadable):
        read(receive)
