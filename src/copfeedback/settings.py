"""The one settings object: read once from the environment, failing early and by name."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ENVIRONMENT_PREFIX = "COPFEEDBACK_"

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FEATURES = frozenset({"surveys", "complaints", "forums", "evaluations"})


class SettingsError(Exception):
    """A setting is missing or wrong; the message names it and says what to write."""


class Settings(BaseSettings):
    """Everything an operator can set; every field is an environment variable.

    The variable's name is ``COPFEEDBACK_`` and the field's name in capitals.
    """

    model_config = SettingsConfigDict(env_prefix=ENVIRONMENT_PREFIX, frozen=True)

    data_dir: Path = Field(Path("var"), description="Folder of the embedded database and caches.")
    database_url: str = Field(
        "",
        description=(
            "SQLAlchemy address of the database, such as "
            "`postgresql+psycopg://user@host/name`; empty for SQLite in the data folder."
        ),
    )
    host: str = Field("127.0.0.1", description="Address the portal listens on.")
    port: int = Field(8501, ge=1, le=65535, description="Port the portal listens on.")
    public_address: str = Field(
        "http://127.0.0.1:8501",
        description=(
            "Address residents type, printed on posters and thank-you pages, and in links for "
            "staff; with `https://` the staff cookie is sent over encrypted connections alone. "
            "Without it, this machine and `COPFEEDBACK_PORT`."
        ),
    )
    features: str = Field(
        "surveys,complaints,forums,evaluations",
        description=(
            "What the portal offers, separated by commas: `surveys`, `complaints`, `forums`, "
            "`evaluations`. With `complaints` alone an independent body runs that door on a host "
            "of its own."
        ),
    )
    time_zone: str = Field(
        "UTC",
        description="Where days begin and end, such as `Europe/Kyiv`: waves open and close by it.",
    )
    weekend: str = Field(
        "sat,sun",
        description=(
            "Days of the week on which nobody works, such as `fri,sat`, with commas between; empty "
            "for none. No results of an evaluation are promised for one of them."
        ),
    )
    quick_exit_address: str = Field(
        "https://www.wikipedia.org/", description="Where the “Leave this page” button goes."
    )
    trusted_proxies: str = Field(
        "",
        description=(
            "Addresses of the web servers in front, separated by commas; only they are believed "
            "when they say for whom they ask."
        ),
    )
    fold_every_seconds: float = Field(
        30, gt=0, description="How often pending answers are folded into the results store."
    )
    sendings_at_once: int = Field(
        30, ge=1, description="How many answers one address may send in a row; none is noted."
    )
    seconds_per_sending: float = Field(
        2, gt=0, description="After those, it may send one answer every so many seconds."
    )
    session_idle_minutes: int = Field(
        20, ge=1, description="A staff session ends after this long without use."
    )
    session_absolute_hours: int = Field(
        10, ge=1, description="A staff session ends after this long in any case."
    )
    smtp_host: str = Field(
        "", description="Mail server that sends invitations; empty: links are handed over by hand."
    )
    smtp_port: int = Field(
        587, ge=1, le=65535, description="Its port: usually 587 with `starttls`, 465 with `tls`."
    )
    smtp_encryption: Literal["starttls", "tls", "none"] = Field(
        "starttls",
        validate_default=True,
        description=(
            "`starttls`, `tls`, or `none` for a mail server on this machine. An authority of your "
            "own is named by `SSL_CERT_FILE`."
        ),
    )
    smtp_user: str = Field("", description="Name to sign in with at the mail server, if it asks.")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password that goes with it.")
    smtp_sender: str = Field(
        "",
        validate_default=True,
        description="E-mail address invitations come from; needed with a mail server.",
    )
    oidc_issuer: str = Field(
        "",
        description=(
            "OpenID Connect provider staff may sign in with, such as "
            "`https://login.example.org/realms/city`; empty: no single sign-on. An authority of "
            "your own is named by `REQUESTS_CA_BUNDLE`."
        ),
    )
    oidc_client_id: str = Field(
        "", validate_default=True, description="What the provider calls the portal."
    )
    oidc_client_secret: SecretStr = Field(
        SecretStr(""),
        validate_default=True,
        description="The secret the provider gave the portal.",
    )
    oidc_organisations: str = Field(
        "",
        validate_default=True,
        description=(
            "Names of the organisations, separated by semicolons, whose staff the provider may "
            "vouch for."
        ),
    )
    oidc_role_claim: str = Field(
        "groups", description="Claim whose values are turned into roles, a text or a list of texts."
    )
    oidc_roles: str = Field(
        "",
        description=(
            "Which value of the claim gives which role, such as "
            "`portal-leaders=leader; portal-analysts=analyst`; the first that fits counts. New "
            "accounts are then made in the first of the organisations. Empty: accounts are made "
            "by invitation alone, and found by their e-mail address."
        ),
    )

    server_key: SecretStr = Field(
        SecretStr(""),
        description=(
            "64 hexadecimal digits that only the portal's processes know, all of them the same; "
            "what must not lie open in the database is sealed under it. Empty: from the file "
            "`server.key` in the data folder, which is made at first use."
        ),
    )
    roster_key: str = Field(
        "",
        description=(
            "Key that the roster of caseworkers is checked with, 64 hexadecimal digits, as "
            "`copfeedback vault init` prints it. Empty: from the file `roster.key` in the data "
            "folder."
        ),
    )
    roster_minimum: int = Field(
        0, ge=0, description="The lowest version of the roster that counts."
    )
    argon2_at_once: int = Field(
        2, ge=1, description="How many complaint codes are worked on at once, at 64 MiB each."
    )
    complaint_file_bytes: int = Field(
        10 * 1024 * 1024, ge=1024, description="How large a file added to a complaint may be."
    )
    complaint_files_at_most: int = Field(
        10, ge=0, description="How many files a complainant may add; 0 for none."
    )
    danger_days: int = Field(
        1, ge=1, description="Somebody in danger is answered within so many days."
    )
    acknowledge_days: int = Field(
        7, ge=1, description="A complaint is acknowledged within so many days."
    )
    update_days: int = Field(
        28, ge=1, description="A complainant hears at least every so many days."
    )
    outcome_working_days: int = Field(
        5, ge=1, description="A decision is told within so many working days."
    )
    review_days: int = Field(
        28, ge=1, description="A review can be asked for so many days after the decision was told."
    )
    erase_days: int = Field(
        14, ge=1, description="A complaint is erased so many days after its owner asked for it."
    )
    keep_days: int = Field(
        730, ge=1, description="Ended complaints are destroyed after so many days."
    )
    signal_deviations: float = Field(
        3,
        gt=0,
        description=(
            "A week with more complaints than usual by so many standard deviations is shown to the "
            "independent body (EARS C1)."
        ),
    )
    signal_least: int = Field(
        3, ge=1, description="Weeks with fewer complaints than this never are."
    )

    @field_validator("server_key")
    @classmethod
    def _is_key(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value() and not _KEY.fullmatch(key.get_secret_value()):
            raise ValueError("must be 64 hexadecimal digits, such as `openssl rand -hex 32` prints")
        return key

    @field_validator("roster_key")
    @classmethod
    def _is_public_key(cls, key: str) -> str:
        if key and not _KEY.fullmatch(key):
            raise ValueError("must be 64 hexadecimal digits")
        return key

    @field_validator("database_url")
    @classmethod
    def _known_driver(cls, address: str) -> str:
        if address.startswith("postgresql://"):
            address = address.replace("postgresql://", "postgresql+psycopg://", 1)
        if address and not address.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        try:
            make_url(address or "sqlite://")
        except (ArgumentError, ValueError):  # their texts hold the password
            raise ValueError("must be postgresql://user:password@host:port/name") from None
        return address

    @field_validator("features")
    @classmethod
    def _known_features(cls, features: str) -> str:
        named = {name.strip() for name in features.split(",")}
        if not named <= _FEATURES:
            raise ValueError(f"must be of {', '.join(sorted(_FEATURES))}, with commas between")
        return ",".join(sorted(named, reverse=True))

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be a name such as Europe/Kyiv") from None

    @field_validator("weekend")
    @classmethod
    def _known_days(cls, weekend: str) -> str:
        named = [name.strip().lower() for name in weekend.split(",") if name.strip()]
        if not set(named) < set(_DAYS):
            raise ValueError(f"must be of {', '.join(_DAYS)}, with commas between, and not all")
        return ",".join(named)

    @model_validator(mode="before")
    @classmethod
    def _follow_port(cls, given: Any) -> Any:
        """As long as nobody says what the address is, links lead to where the portal listens."""
        port = str(given.get("port", "")) if isinstance(given, dict) else ""
        if port.isdecimal() and "public_address" not in given:
            return {**given, "public_address": f"http://127.0.0.1:{port}"}
        return given

    @field_validator("public_address", "quick_exit_address")
    @classmethod
    def _web_address(cls, address: str) -> str:
        if not address.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        if not urlsplit(address).hostname:
            raise ValueError("must name a host after http:// or https://")
        return address

    @field_validator("smtp_encryption")
    @classmethod
    def _encrypted(cls, encryption: str, settings: ValidationInfo) -> str:
        host = settings.data.get("smtp_host")
        if host and encryption == "none" and not is_loopback(host):
            raise ValueError("must be starttls or tls for a mail server on another machine")
        return encryption

    @field_validator("smtp_sender")
    @classmethod
    def _sender_address(cls, address: str) -> str:
        if address and not _EMAIL.fullmatch(address):
            raise ValueError("must be an address such as portal@example.org")
        return address

    @field_validator("oidc_issuer")
    @classmethod
    def _provider_address(cls, address: str) -> str:
        if address and not is_confidential(address):
            raise ValueError("must begin with https:// and name a host")
        return address

    @field_validator("smtp_sender", "oidc_client_id", "oidc_client_secret", "oidc_organisations")
    @classmethod
    def _not_alone(cls, value: str | SecretStr, settings: ValidationInfo) -> str | SecretStr:
        needed_by = _NEEDED_BY[str(settings.field_name)]
        if not value and settings.data.get(needed_by):
            raise ValueError(f"is needed when {ENVIRONMENT_PREFIX}{needed_by.upper()} is set")
        return value

    @property
    def has_surveys(self) -> bool:
        """Whether surveys and their results are offered."""
        return "surveys" in self.features.split(",")

    @property
    def has_complaints(self) -> bool:
        """Whether complaints are taken."""
        return "complaints" in self.features.split(",")

    @property
    def has_forums(self) -> bool:
        """Whether forums, and what was promised in them, are shown."""
        return "forums" in self.features.split(",")

    @property
    def has_evaluations(self) -> bool:
        """Whether evaluations, plans and key figures are shown."""
        return "evaluations" in self.features.split(",")

    @property
    def weekend_days(self) -> frozenset[int]:
        """The days of the week on which nobody works, 0 for Monday."""
        return frozenset(map(_DAYS.index, filter(None, self.weekend.split(","))))

    @property
    def database(self) -> str:
        """The database address, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'copfeedback.sqlite3'}"


_KEY = re.compile(r"[0-9a-fA-F]{64}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+", re.ASCII)
_NEEDED_BY = {
    "smtp_sender": "smtp_host",
    "oidc_client_id": "oidc_issuer",
    "oidc_client_secret": "oidc_issuer",
    "oidc_organisations": "oidc_issuer",
}


def is_confidential(address: str) -> bool:
    """Whether nobody on the way can read what is sent to this web address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def is_loopback(host: str) -> bool:
    """Whether this host, a name or an address, is the machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        SettingsError: a variable cannot be used; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            f"{ENVIRONMENT_PREFIX}{str(fault['loc'][0]).upper()}: {fault['msg']}"
            for fault in error.errors()
        )
        raise SettingsError(f"Cannot start with these settings. {faults}") from None
