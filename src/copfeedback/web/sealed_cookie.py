"""What a browser keeps for the portal for some minutes, and can neither read nor change."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import orjson
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.sealing import Seal, Unreadable


@dataclass(frozen=True, slots=True)
class SealedCookie:
    """A cookie for the addresses below ``path``, good for ``seconds`` whatever the browser says."""

    name: str
    path: str
    seconds: int
    same_site: Literal["lax", "strict"]
    encrypted_only: bool
    now: Callable[[], datetime]
    key: bytes = field(repr=False)

    def keep(self, response: Response, *content: str) -> None:
        """Give texts to the browser."""
        ends_at = int(self.now().timestamp()) + self.seconds
        sealed = self._seal.close(orjson.dumps([ends_at, *content]))
        response.set_cookie(
            self.name,
            urlsafe_b64encode(sealed).decode(),
            max_age=self.seconds,
            path=self.path,
            httponly=True,
            samesite=self.same_site,
            secure=self.encrypted_only,
        )

    def read(self, request: Request) -> list[str] | None:
        """The texts; None when there is no such cookie, it is over, or was made by others."""
        try:
            kept = urlsafe_b64decode(request.cookies.get(self.name, "").encode("ascii"))
            ends_at, *content = orjson.loads(self._seal.open(kept))
        except (Unreadable, ValueError):
            return None
        return content if self.now().timestamp() < ends_at else None

    def drop(self, response: Response) -> None:
        """Let the browser forget it."""
        response.delete_cookie(
            self.name,
            path=self.path,
            httponly=True,
            samesite=self.same_site,
            secure=self.encrypted_only,
        )

    @property
    def _seal(self) -> Seal:
        return Seal(self.key, self.name.encode())
