"""Forms that only our own pages can send: what the browser says of them, and a token in each.

The token is an HMAC under a secret that no other site can read or set: the session's own token,
or, before there is a session, a random value in a cookie of its own.
"""

from __future__ import annotations

import hmac
import re
import secrets

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.settings import Settings
from copfeedback.web.forms import ForeignForm
from copfeedback.web.origins import is_foreign

FORM_FIELD = "csrf"
FORM_COOKIE = "copfeedback_form"
STAFF_PATH = "/staff"
_PURPOSE = b"copfeedback form of staff "
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)  # 32 bytes in URL-safe base64
_TOKEN = re.compile(r"([0-9]{0,12})\.([0-9a-f]{64})", re.ASCII)


def refuse_foreign(request: Request, public_address: str, *, origin_hidden: bool = False) -> None:
    """Let only our own pages send a form, as far as the browser says whose page it is.

    Args:
        origin_hidden: the form is on a page that sends no referrer, so that browsers call its
            origin “null”; its token alone then tells it from a foreign one.

    Raises:
        ForeignForm: a page of another site sent it.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise ForeignForm
    if origin_hidden and request.headers.get("origin") == "null":
        return
    if is_foreign(request.headers, public_address):
        raise ForeignForm


def is_surely_ours(request: Request, public_address: str) -> bool:
    """Whether the browser says that a page of ours sent this; silence is not enough."""
    headers = request.headers
    if headers.get("sec-fetch-site") == "same-origin":
        return True
    return "origin" in headers and not is_foreign(headers, public_address)


def form_token(secret: str, staff_id: int | None = None) -> str:
    """What a form carries: whose it is (empty for nobody's), and the proof that we made it."""
    whose = "" if staff_id is None else str(staff_id)
    return f"{whose}.{hmac.digest(secret.encode(), _PURPOSE + whose.encode(), 'sha256').hex()}"


def is_token_of(secret: str | None, token: str, staff_id: int | None = None) -> bool:
    """Whether a form carries the token of this secret and person."""
    if not secret:
        return False
    return hmac.compare_digest(token.encode(), form_token(secret, staff_id).encode())


def claimed_staff_id(token: str) -> int | None:
    """Whose form it says it is. Proves nothing."""
    parts = _TOKEN.fullmatch(token)
    return int(parts[1]) if parts and parts[1] else None


def form_secret(request: Request) -> str:
    """The secret of somebody without a session: the one their browser has, else a new one."""
    return kept_form_secret(request) or secrets.token_urlsafe(32)


def kept_form_secret(request: Request) -> str | None:
    """The secret of somebody without a session, if their browser has one."""
    kept = request.cookies.get(FORM_COOKIE, "")
    return kept if _SECRET.fullmatch(kept) else None


def keep_form_secret(response: Response, secret: str, settings: Settings) -> None:
    """Give the secret to the browser; it is forgotten when the browser is closed."""
    response.set_cookie(
        FORM_COOKIE,
        secret,
        path=STAFF_PATH,
        httponly=True,
        samesite="strict",
        secure=settings.public_address.startswith("https://"),
    )
