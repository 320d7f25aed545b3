"""The OpenID Connect provider: sending somebody there, and learning who came back.

Authorization code flow with PKCE (RFC 7636) and nonce, as OpenID Connect Core 1.0, section 3.1,
describes it. Whatever the provider says is believed only over a connection nobody can read, and
the ID token only with a signature by one of the keys the provider publishes.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from copfeedback.people.account_model import BadEmail, clean_email
from copfeedback.settings import Settings, is_confidential

CALLBACK_PATH = "/staff/single-sign-on/callback"
ANSWER_SECONDS = 5.0
"""How long each answer of the provider is waited for."""

_SCOPE = "openid profile email"
# Public-key signatures alone: with a shared secret (HS256) or none at all, whoever knows what the
# portal knows could write an ID token.
_ALGORITHMS = [f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)]
_CLOCK_SKEW_SECONDS = 60
_METADATA_LIFETIME = timedelta(minutes=10)
_SUBJECT_MAXIMUM = 255
_WORD_MAXIMUM = 40

_log = logging.getLogger(__name__)


class ProviderUnavailable(Exception):  # noqa: N818 - named for what happened
    """The provider does not answer, or not as OpenID Connect asks for."""


class NotVouchedFor(Exception):  # noqa: N818 - named for what happened
    """The provider does not say who this is, or what it says cannot be believed."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in there. Only the browser that began it knows these three secrets."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)

    @classmethod
    def fresh(cls) -> Attempt:
        """A new one, of 256 random bits each."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider vouches for.

    ``subject`` is issuer and subject, and stays the same for ever; ``email`` is empty unless the
    provider has verified it; ``values`` are those of the claim that is turned into roles.
    """

    subject: str = field(repr=False)
    email: str = field(repr=False)
    name: str = field(repr=False)
    values: frozenset[str] = field(repr=False)


class IdentityProvider:
    """The provider named in the settings. Every method that asks it waits for the network."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._metadata: tuple[datetime, Mapping[str, Any]] | None = None

    @property
    def is_configured(self) -> bool:
        """Whether there is a provider to sign in with."""
        return bool(self._settings.oidc_issuer)

    def sign_in_address(self, attempt: Attempt) -> str:
        """Where to send the browser.

        Raises:
            ProviderUnavailable: where that is cannot be learned now.
        """
        endpoint = self._endpoint("authorization_endpoint")
        with self._client() as client:
            address, _ = client.create_authorization_url(
                endpoint, state=attempt.state, nonce=attempt.nonce, code_verifier=attempt.verifier
            )
        return str(address)

    def identify(self, attempt: Attempt, code: str | None, issuer: str | None = None) -> Identity:
        """Exchange the code the browser came back with for who it is.

        Args:
            attempt: which this browser began.
            code: None when the provider sent none, such as when somebody changed their mind.
            issuer: who the browser says sent it (RFC 9207), if it does.

        Raises:
            ProviderUnavailable: the provider does not answer as it should.
            NotVouchedFor: there is no code, it is not of this attempt or was used, or what comes
                for it is not signed by the provider, for the portal, now.
        """
        if not code or issuer not in {None, self._discovered()["issuer"]}:
            raise NotVouchedFor
        tokens = self._exchange(attempt, code)
        claims = self._verified(attempt, tokens)
        more = self._userinfo(tokens.get("access_token"))
        # Claims about another subject must not be used (OpenID Connect Core, section 5.3.2).
        if more.get("sub") == claims["sub"]:
            claims = {**more, **claims}
        return self._identity(claims)

    def _client(self, **changes: Any) -> Any:
        # Late, here and below: nobody but a portal with a provider needs this, and it takes half a
        # second.
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret.get_secret_value(),
            scope=_SCOPE,
            redirect_uri=self._settings.public_address.rstrip("/") + CALLBACK_PATH,
            code_challenge_method="S256",
            default_timeout=ANSWER_SECONDS,
            **changes,
        )

    def _exchange(self, attempt: Attempt, code: str) -> Mapping[str, Any]:
        from authlib.common.errors import AuthlibBaseError
        from requests import RequestException

        endpoint = self._endpoint("token_endpoint")
        offered = self._discovered().get("token_endpoint_auth_methods_supported")
        in_body = isinstance(offered, list) and "client_secret_basic" not in offered
        method = "client_secret_post" if in_body else "client_secret_basic"
        try:
            with self._client(token_endpoint_auth_method=method) as client:
                tokens: Mapping[str, Any] = client.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=attempt.verifier,
                    allow_redirects=False,  # the secret goes nowhere else
                )
        except AuthlibBaseError as error:
            # Such as invalid_grant for a used code, invalid_client for a wrong secret.
            _log.warning("the sign-in provider refuses: %s", _word(error.error))
            raise NotVouchedFor from None
        except (RequestException, ValueError) as error:
            raise self._unavailable(error) from None
        return tokens

    def _verified(self, attempt: Attempt, tokens: Mapping[str, Any]) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        published: Any = self._get(self._endpoint("jwks_uri"))
        # Headers nobody knows are to be ignored (RFC 7515, section 4), unless they are critical.
        registry = JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False)
        expected = {
            "iss": {"essential": True, "value": self._discovered()["issuer"]},
            "aud": {"essential": True, "value": self._settings.oidc_client_id},
            "sub": {"essential": True},
        }
        given = {
            "nonce": attempt.nonce,
            "client_id": self._settings.oidc_client_id,
            "access_token": tokens.get("access_token"),
        }
        try:
            keys = KeySet.import_key_set(published)
            token = jwt.decode(str(tokens["id_token"]), keys, registry=registry)
            claims = CodeIDToken(token.claims, token.header, expected, given)
            claims.validate(int(self._now().timestamp()), _CLOCK_SKEW_SECONDS)
        except (JoseError, ValueError, TypeError, LookupError) as error:
            _log.warning("an ID token cannot be believed: %s", type(error).__name__)
            raise NotVouchedFor from None
        return dict(claims)

    def _userinfo(self, access_token: object) -> Mapping[str, Any]:
        """What the provider tells besides the ID token (many keep name and address for here)."""
        if not access_token or "userinfo_endpoint" not in self._discovered():
            return {}
        return self._get(
            self._endpoint("userinfo_endpoint"), {"Authorization": f"Bearer {access_token}"}
        )

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        subject = f"{claims['iss']}|{claims['sub']}"
        if len(subject) > _SUBJECT_MAXIMUM:
            _log.warning("the sign-in provider names people in more than 255 characters")
            raise NotVouchedFor
        email = claims.get("email")
        # Some say "true" in words. Without it anybody could have written the address.
        is_verified = isinstance(email, str) and claims.get("email_verified") in (True, "true")
        names = (claims.get("preferred_username"), claims.get("name"))
        said = claims.get(self._settings.oidc_role_claim)
        values = said if isinstance(said, list) else [said]
        return Identity(
            subject=subject,
            email=_plain_email(str(email)) if is_verified else "",
            name=next((name for name in names if isinstance(name, str) and name.strip()), ""),
            values=frozenset(value for value in values if isinstance(value, str)),
        )

    def _endpoint(self, name: str) -> str:
        address = self._discovered().get(name)
        if not isinstance(address, str) or not is_confidential(address):
            _log.warning("the sign-in provider names no usable %s", name)
            raise ProviderUnavailable(name)
        return address

    def _discovered(self) -> Mapping[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0, section 4)."""
        now = self._now()
        if self._metadata is not None and now - self._metadata[0] < _METADATA_LIFETIME:
            return self._metadata[1]
        issuer = self._settings.oidc_issuer.rstrip("/")
        found = self._get(f"{issuer}/.well-known/openid-configuration")
        if str(found.get("issuer")).rstrip("/") != issuer:
            _log.warning("the sign-in provider is not the one of COPFEEDBACK_OIDC_ISSUER")
            raise ProviderUnavailable("issuer")
        self._metadata = now, found
        return found

    def _get(self, address: str, headers: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        import requests

        try:
            answer = requests.get(
                address, headers=headers, timeout=ANSWER_SECONDS, allow_redirects=False
            )
            answer.raise_for_status()
            content = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise self._unavailable(error) from None
        if not isinstance(content, dict):
            raise self._unavailable(TypeError())
        return content

    def _unavailable(self, error: Exception) -> ProviderUnavailable:
        _log.warning("the sign-in provider does not answer: %s", type(error).__name__)
        return ProviderUnavailable(type(error).__name__)


def _word(code: object) -> str:
    """An error code of OAuth, and nothing else the provider may have written in its place."""
    known = isinstance(code, str) and code.isascii() and code.replace("_", "").isalpha()
    return str(code)[:_WORD_MAXIMUM] if known else "no known reason"


def _plain_email(email: str) -> str:
    """The address as it is compared: nobody's mailbox differs from another's by capitals alone."""
    try:
        return clean_email(email).lower()
    except BadEmail:
        return ""
