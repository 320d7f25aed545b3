"""Reading a form: bounded, strict, and without ever touching the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

MAX_BODY = 512 * 1024
MAX_FIELDS = 2_000
MOST_DIGITS = 9
"""Of a number that the portal gave to something."""
PATIENCE_SECONDS = 300.0  # enough for the largest form at 14 kbit/s


class FormTooLarge(Exception):  # noqa: N818 - named for what happened
    """More was sent than any form of ours holds."""


class FormUnreadable(Exception):  # noqa: N818 - named for what happened
    """What was sent is no form, or not UTF-8."""


class ForeignForm(Exception):  # noqa: N818 - named for what happened
    """The form was sent from another site."""


async def read_form(request: Request) -> Mapping[str, list[str]]:
    """The fields of an URL-encoded form, each with all its values.

    Raises:
        FormTooLarge: over 512 KB or 2,000 fields.
        FormUnreadable: not URL-encoded UTF-8, or its end does not come.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormUnreadable
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY:
                    raise FormTooLarge
    except (ClientDisconnect, TimeoutError):
        raise FormUnreadable from None
    if body.count(b"&") >= MAX_FIELDS:
        raise FormTooLarge
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise FormUnreadable from None


def first_number(form: Mapping[str, list[str]], name: str) -> int | None:
    """The first value of a field as a number that may be one of ours; None for anything else."""
    return number_of(first(form, name))


def number_of(text: str) -> int | None:
    """A number as the portal gives them to things and versions; None for anything else.

    The databases keep none that has more digits.
    """
    is_one = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    return int(text) if is_one else None


def first(form: Mapping[str, list[str]], name: str) -> str:
    """The first value of a field, or the empty text."""
    return form.get(name, [""])[0]
