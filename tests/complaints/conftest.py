"""An independent body on databases of both kinds."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.complaints.body import Body


@pytest.fixture
def body(engine: Engine) -> Body:
    """A body with two caseworkers, a custodian, an interpreter and a police liaison."""
    return Body(engine)


@pytest.fixture
def sqlite_body(sqlite_engine: Engine) -> Body:
    """The same on SQLite, where the database does not matter."""
    return Body(sqlite_engine)
