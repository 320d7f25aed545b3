"""Whether releases still are what they were frozen as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from copfeedback.results import store
from copfeedback.results.canonical import fingerprint
from copfeedback.storage.engine import reading


@dataclass(frozen=True, slots=True)
class Frozen:
    """The SHA-256 of a release, and whether its text still fits it."""

    sha256: str
    intact: bool


def frozen_releases(engine: Engine) -> Mapping[str, Frozen]:
    """All releases by id, public or not; nothing of what is in them.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    with reading(engine) as connection:
        return {
            life.id: Frozen(
                life.sha256, fingerprint(store.find_canonical(connection, life)) == life.sha256
            )
            for life in store.all_lives(connection)
        }
