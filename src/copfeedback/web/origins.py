"""Whose page a browser asks from."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers


def is_foreign(headers: Headers, public_address: str) -> bool:
    """Whether a page of another site asks; programs that are no browser name no origin."""
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        host = urlsplit(origin).netloc
    except ValueError:  # no browser writes such an origin
        return True
    return not host or host not in {headers.get("host"), urlsplit(public_address).netloc}
