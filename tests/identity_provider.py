"""A small OpenID Connect provider on this machine, which a test can make err or lie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode

import requests
import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "portal", "a secret of portal and provider alone"
_NO_SIGNATURE = b'{"alg":"none"}'
AMINA = {
    "sub": "248289761001",
    "preferred_username": "amina.h",
    "email": "Amina@city.example",
    "email_verified": True,
    "groups": ["everybody", "portal-leaders"],
}


@cache
def a_key() -> RSAKey:
    """What providers sign with: making a key takes longer than most tests."""
    return RSAKey.generate_key(2048, auto_kid=True)


@dataclass
class Grant:
    """What the provider remembers of a sign-in until its code is used."""

    challenge: str
    redirect_uri: str
    nonce: str


@dataclass
class Provider:
    """Whoever comes is signed in at once, as whoever ``claims`` say."""

    now: Callable[[], datetime]
    claims: dict[str, Any] = field(default_factory=lambda: dict(AMINA))
    userinfo: dict[str, Any] | None = None
    in_id_token: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token that are not as they should be; None leaves one out."""
    metadata: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    refuses: str = ""
    slow_seconds: float = 0
    asked: list[str] = field(default_factory=list)
    issued: list[str] = field(default_factory=list, repr=False)
    signing_key: RSAKey = field(default_factory=a_key)
    published_key: RSAKey | None = None
    _grants: dict[str, Grant] = field(default_factory=dict)

    def start(self) -> None:
        """Listen on a port nobody else has."""
        routes = [
            Route("/.well-known/openid-configuration", self._describe),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/jwks", self._jwks),
            Route("/userinfo", self._userinfo),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, log_level="error", lifespan="off", access_log=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.issuer = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        """Answer nobody any more."""
        self._server.should_exit = True
        self._thread.join()

    def visit(self, address: str) -> str:
        """Go where the portal sends a browser; where the provider sends it then."""
        answer = requests.get(address, timeout=5, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def _describe(self, _request: Request) -> Response:
        self.asked.append("metadata")
        time.sleep(self.slow_seconds)
        described = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            **({"userinfo_endpoint": f"{self.issuer}/userinfo"} if self.userinfo else {}),
            **self.metadata,
        }
        return JSONResponse(described)

    def _authorize(self, request: Request) -> Response:
        said = request.query_params
        assert said["response_type"] == "code"
        assert said["client_id"] == CLIENT_ID
        assert said["code_challenge_method"] == "S256"
        assert "openid" in said["scope"].split()
        answer = {"state": said["state"], "iss": self.issuer}
        if self.refuses:
            answer["error"] = self.refuses
        else:
            answer["code"] = self._issue()
            self._grants[answer["code"]] = Grant(
                said["code_challenge"], said["redirect_uri"], said["nonce"]
            )
        return RedirectResponse(f"{said['redirect_uri']}?{urlencode(answer)}", 302)

    async def _token(self, request: Request) -> Response:
        form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        self.asked.append("token")
        by_header = f"Basic {_base64(f'{CLIENT_ID}:{CLIENT_SECRET}'.encode())}"
        given = request.headers.get("authorization") or f"Basic {_base64(_in_body(form))}"
        if not hmac.compare_digest(given, by_header):
            return JSONResponse({"error": "invalid_client"}, 401)
        grant = self._grants.pop(form.get("code", ""), None)  # each code counts once
        if (
            grant is None
            or grant.redirect_uri != form.get("redirect_uri")
            or grant.challenge != _challenge(form.get("code_verifier", ""))
        ):
            said = "the code is wrong or was used: " + form.get("code", "")
            return JSONResponse({"error": "invalid_grant", "error_description": said}, 400)
        tokens = {
            "access_token": self._issue(),
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self._id_token(grant),
            **self.tokens,
        }
        return JSONResponse({k: v for k, v in tokens.items() if v is not None})

    def _id_token(self, grant: Grant) -> str:
        now = int(self.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 60,
            "nonce": grant.nonce,
            **self.claims,
            **self.in_id_token,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.signing_key.kid, "unknown": "to be ignored"}
        if self.algorithm == "none":
            return f"{_base64url(_NO_SIGNATURE)}.{_base64url(json.dumps(claims).encode())}."
        key = OctKey.import_key(CLIENT_SECRET) if self.algorithm == "HS256" else self.signing_key
        registry = JWSRegistry(algorithms=[self.algorithm], strict_check_header=False)
        made = jwt.encode(header, claims, key, registry=registry)
        self.issued.append(made)
        return made

    def _jwks(self, _request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse(KeySet([self.published_key or self.signing_key]).as_dict())

    def _userinfo(self, request: Request) -> Response:
        assert request.headers["authorization"].removeprefix("Bearer ") in self.issued
        return JSONResponse(self.userinfo)

    def _issue(self) -> str:
        self.issued.append(secrets.token_urlsafe(16))
        return self.issued[-1]


def _in_body(form: dict[str, str]) -> bytes:
    return f"{form.get('client_id')}:{form.get('client_secret')}".encode()


def _challenge(verifier: str) -> str:
    return _base64url(hashlib.sha256(verifier.encode()).digest())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
