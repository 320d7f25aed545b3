"""Databases of both kinds for every test that asks for one, and an open wave on it."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine.default import DefaultDialect

from copfeedback import application
from copfeedback.complaints import stretching
from copfeedback.people import passwords
from copfeedback.storage import engine as storage_engine
from copfeedback.storage.engine import open_database
from copfeedback.storage.migrating import migrate
from tests.factories import Fieldwork, open_tiny_wave
from tests.postgresql_server import QUICK_COPIES, Databases, TemporaryServer, existing_server

# How long an example takes says more about the machine than about the portal. More of them are
# tried with HYPOTHESIS_PROFILE=many, where a test does not say itself how many.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("tests", _PATIENT, max_examples=40)
settings.register_profile("many", _PATIENT, max_examples=1_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))

BOTH = ("sqlite", "postgresql")


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end: nobody needs to look whether they are waste."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """SQLAlchemy compiles statements for each engine anew; here one is made for most tests."""
    compiled: dict[Any, Any] = {}

    def create(*args: Any, **arguments: Any) -> Engine:
        return create_engine(*args, **arguments, execution_options={"compiled_cache": compiled})

    with pytest.MonkeyPatch.context() as patch:
        # Part of the key; all dialects of a kind are set up alike.
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        patch.setattr(storage_engine, "create_engine", create)
        yield


@pytest.fixture(scope="session", autouse=True)
def _codes_cost_next_to_nothing() -> Iterator[None]:
    """What is tested does not depend on how much work a code is; two cores are shared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretching, "OPERATIONS", 1)
        patch.setattr(stretching, "MEMORY", 8 * 1024)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_judged_once() -> Iterator[None]:
    """Nearly all accounts of tests have one of a few passwords; how each is judged is tested."""
    judged = cache(passwords.advice_for)

    def advice_for(password: str, words: Iterable[str]) -> tuple[str, ...]:
        return judged(password, tuple(words))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "advice_for", advice_for)
        yield


def text_of(address: URL) -> str:
    """An address as settings hold it."""
    return address.render_as_string(hide_password=False)


@pytest.fixture(scope="session", autouse=True)
def _recordings_are_listed_once() -> Iterator[None]:
    """A portal lists its sound files when it is built; here one is built for most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "read_recordings", cache(application.read_recordings))
        yield


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[Databases]:
    """A PostgreSQL server, started when the first test needs it; one for each worker."""
    address = existing_server()
    server = None if address else TemporaryServer()
    databases = Databases(server.address, QUICK_COPIES) if server else Databases(address)
    yield databases
    databases.drop_all()
    if server:
        server.stop()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_databases: Databases) -> URL:
    """A migrated PostgreSQL database to copy."""
    address = postgresql_databases.make()
    _migrate(text_of(address))
    return address


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "migrated.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


def _migrate(address: str) -> None:
    engine = open_database(address)
    migrate(engine)
    engine.dispose()


@pytest.fixture
def sqlite_address(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of this test's own."""
    path = tmp_path / "database" / "copfeedback.sqlite3"
    path.parent.mkdir()
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_address(postgresql_databases: Databases, postgresql_template: URL) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    address = postgresql_databases.make(postgresql_template)
    yield text_of(address)
    postgresql_databases.drop(address)


@pytest.fixture(params=BOTH)
def address(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database: the test runs on SQLite and on PostgreSQL."""
    found: str = request.getfixturevalue(f"{request.param}_address")
    return found


@pytest.fixture(params=BOTH)
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, of both kinds."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    databases: Databases = request.getfixturevalue("postgresql_databases")
    made = databases.make()
    yield text_of(made)
    databases.drop(made)


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """A migrated database, SQLite and PostgreSQL."""
    engine = open_database(address)
    yield engine
    engine.dispose()


@pytest.fixture
def impatient_engine(address: str) -> Iterator[Engine]:
    """A migrated database whose locks are waited for a moment only."""
    engine = open_database(address, busy_seconds=0.2)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_address: str) -> Iterator[Engine]:
    """A migrated SQLite database."""
    engine = open_database(sqlite_address)
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql_engine(postgresql_address: str) -> Iterator[Engine]:
    """A migrated PostgreSQL database."""
    engine = open_database(postgresql_address)
    yield engine
    engine.dispose()


@pytest.fixture
def fieldwork(engine: Engine, tmp_path: Path) -> Fieldwork:
    """An open wave of the tiny survey, on SQLite and on PostgreSQL."""
    return open_tiny_wave(engine, tmp_path)


@pytest.fixture
def impatient_fieldwork(impatient_engine: Engine, tmp_path: Path) -> Fieldwork:
    """An open wave of the tiny survey on a database whose locks are waited for a moment only."""
    return open_tiny_wave(impatient_engine, tmp_path, busy_seconds=0.2)


@pytest.fixture
def sqlite_fieldwork(sqlite_engine: Engine, tmp_path: Path) -> Fieldwork:
    """An open wave of the tiny survey on SQLite, where the database does not matter."""
    return open_tiny_wave(sqlite_engine, tmp_path)
