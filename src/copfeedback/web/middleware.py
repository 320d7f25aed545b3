"""What stands in front of both doors: headers on every answer, and the compressed assets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from copfeedback.application import Portal
from copfeedback.people.model import SESSION_COOKIE, Actor
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.assets import PrecompressedAssets, assets_folder
from copfeedback.web.origins import is_foreign

ActorOf = Callable[[object], Actor | None]

_UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)

# A page says itself what it needs (``rendering``, ``shell``); whatever says nothing gets nothing.
SECURITY_HEADERS = {
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not “no-referrer”: browsers then call the origin of our own forms “null”, and staff sign-in
    # could not tell them from foreign ones. No other site is told anything either way.
    "referrer-policy": "same-origin",
    "permissions-policy": ", ".join(f"{feature}=()" for feature in _UNUSED_FEATURES),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_ONLY_ENCRYPTED = {"strict-transport-security": "max-age=31536000"}

_STREAMLIT = ("/_stcore/", "/media/", "/component/")
# Addresses of Streamlit that tell strangers about the process, such as how many people are
# connected this moment, or that drive it without a browser.
_CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
# Uploads stay in memory: open to everybody, they could fill it.
_FOR_STAFF = "/_stcore/upload_file"


class SecurityHeaders:
    """Adds the security headers to every HTTP answer that does not set them itself."""

    def __init__(self, app: ASGIApp, *, encrypted: bool) -> None:
        self._app = app
        headers = SECURITY_HEADERS | (_ONLY_ENCRYPTED if encrypted else {})
        self._headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and complete the headers on the way back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = message.setdefault("headers", [])
                names = {name.lower() for name, _ in there}
                message["headers"] = [
                    *there,
                    *(header for header in self._headers if header[0] not in names),
                ]
            await send(message)

        await self._app(scope, receive, send_completed)


class StreamlitGate:
    """Lets only our own pages reach Streamlit's addresses, and nobody those that stay closed.

    Asked by a foreign page, Streamlit would first look up the machine's address at a third party,
    and keep everybody waiting meanwhile.
    """

    def __init__(self, app: ASGIApp, public_address: str, actor_of: ActorOf) -> None:
        self._app = app
        self._public_address = public_address
        self._actor_of = actor_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] == "lifespan" or not scope["path"].startswith(_STREAMLIT):
            await self._app(scope, receive, send)
        elif scope["path"].startswith(_CLOSED):
            await _refuse(scope, send, 404)
        elif await self._is_stranger(scope):
            await _refuse(scope, send, 403)
        else:
            await self._app(scope, receive, send)

    async def _is_stranger(self, scope: Scope) -> bool:
        if is_foreign(Headers(scope=scope), self._public_address):
            return True
        if not scope["path"].startswith(_FOR_STAFF):
            return False
        token = HTTPConnection(scope).cookies.get(SESSION_COOKIE)
        try:
            return not token or await asyncio.to_thread(self._actor_of, token) is None
        except StorageUnavailable:
            return True


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})  # the server makes it a 403
        return
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def portal_middleware(portal: Portal) -> list[Middleware]:
    """Everything that stands in front, the outermost first."""
    settings = portal.settings
    return [
        Middleware(SecurityHeaders, encrypted=settings.public_address.startswith("https://")),
        Middleware(
            StreamlitGate,
            public_address=settings.public_address,
            actor_of=portal.people.actor_of,
        ),
        Middleware(PrecompressedAssets, folder=assets_folder(settings.data_dir)),
    ]
