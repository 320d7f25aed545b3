"""The one settings object: read once from the environment, failing early and by name."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ENVIRONMENT_PREFIX = "COPFEEDBACK_"


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
            "Address residents type, printed on posters and thank-you pages; with `https://` "
            "the staff cookie is sent over encrypted connections alone."
        ),
    )
    time_zone: str = Field(
        "UTC",
        description="Where days begin and end, such as `Europe/Kyiv`: waves open and close by it.",
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
    session_idle_minutes: int = Field(
        20, ge=1, description="A staff session ends after this long without use."
    )
    session_absolute_hours: int = Field(
        10, ge=1, description="A staff session ends after this long in any case."
    )

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

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("must be a name such as Europe/Kyiv") from None

    @field_validator("public_address", "quick_exit_address")
    @classmethod
    def _web_address(cls, address: str) -> str:
        if not address.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        if not urlsplit(address).hostname:
            raise ValueError("must name a host after http:// or https://")
        return address

    @property
    def database(self) -> str:
        """The database address, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'copfeedback.sqlite3'}"


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
