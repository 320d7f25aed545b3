"""Answers that a client need not fetch again while nothing has changed (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.web.kept import Content

FOR_EVERYBODY: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Published figures may be read by the scripts of any site."""
_PACKED = "-gzip"
_NO_GZIP = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.ASCII | re.IGNORECASE)


def conditional(
    request: Request,
    content: Content,
    modified_at: datetime,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The content, or that it is what the client has already."""
    packed = content.is_packed and _reads_gzip(request.headers.get("accept-encoding", ""))
    sent = {
        **FOR_EVERYBODY,
        **(headers or {}),
        "ETag": f'"{content.tag}{_PACKED if packed else ""}"',
        "Last-Modified": format_datetime(modified_at.astimezone(UTC), usegmt=True),
        "Cache-Control": "no-cache",  # kept, but asked for again: it may be withdrawn
        "Vary": "Accept-Encoding",
    }
    if _is_known(request, content.tag, modified_at):
        return Response(status_code=304, headers=sent)
    if packed:
        sent["Content-Encoding"] = "gzip"
    return Response(content.kept if packed else content.body, media_type=content.kind, headers=sent)


def _reads_gzip(accepted: str) -> bool:
    return "gzip" in accepted.lower() and not _NO_GZIP.search(accepted)


def _is_known(request: Request, tag: str, modified_at: datetime) -> bool:
    wanted = request.headers.get("if-none-match")
    if wanted is not None:  # then the date is not looked at
        tags = {each.strip().removeprefix("W/").strip('"') for each in wanted.split(",")}
        return "*" in tags or not tags.isdisjoint({tag, tag + _PACKED})
    since = _moment(request.headers.get("if-modified-since", ""))
    return since is not None and modified_at.replace(microsecond=0) <= since


def _moment(header: str) -> datetime | None:
    """A date of HTTP; None for anything else, which is then as if it were not there."""
    try:
        found = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
