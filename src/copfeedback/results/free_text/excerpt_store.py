"""The table of excerpts, and its queries. A text that goes takes its excerpts with it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
    update,
)

from copfeedback.i18n.translations import Translations
from copfeedback.people.model import NAME_MAXIMUM
from copfeedback.results.free_text.model import Excerpt, ExcerptState, MaskKind, Part
from copfeedback.storage.schema import metadata
from copfeedback.surveys.store import free_text

REASON_MAXIMUM = 500

text_excerpt = Table(
    "text_excerpt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column(
        "text_id",
        LargeBinary(16),
        ForeignKey("free_text.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("parts", Text, nullable=False),
    Column("translations", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("proposer", String(NAME_MAXIMUM), nullable=False),
    Column("proposer_id", Integer),
    Column("by_police", Boolean, nullable=False),
    Column("decider", String(NAME_MAXIMUM), nullable=False),
    Column("reason", String(REASON_MAXIMUM), nullable=False),
)


def add_excerpt(
    connection: Connection, excerpt: Excerpt, proposer_id: int | None, *, by_police: bool
) -> int:
    """Keep a new excerpt; its id."""
    added: int = connection.execute(
        insert(text_excerpt)
        .values(
            text_id=excerpt.text_id,
            parts=_dump(excerpt.parts),
            translations=json.dumps(dict(excerpt.translations or {}), sort_keys=True),
            state=excerpt.state.value,
            proposer=excerpt.proposer[:NAME_MAXIMUM],
            proposer_id=proposer_id,
            by_police=by_police,
            decider="",
            reason="",
        )
        .returning(text_excerpt.c.id)
    ).scalar_one()
    return added


_EXCERPTS = select(
    text_excerpt, free_text.c.wave_id, free_text.c.question_id, free_text.c.language
).select_from(text_excerpt.join(free_text))


def excerpts(
    connection: Connection, states: Collection[ExcerptState], wave_id: str | None = None
) -> list[Excerpt]:
    """The excerpts that stand so, of one wave or of all; the earliest first."""
    query = _EXCERPTS.where(text_excerpt.c.state.in_([each.value for each in states]))
    if wave_id is not None:
        query = query.where(free_text.c.wave_id == wave_id)
    return [_excerpt(row) for row in connection.execute(query.order_by(text_excerpt.c.id))]


def find_excerpt(
    connection: Connection, excerpt_id: int
) -> tuple[Excerpt, int | None, bool] | None:
    """An excerpt, the id of the account that proposed it, and whether that was one of police."""
    row = connection.execute(_EXCERPTS.where(text_excerpt.c.id == excerpt_id)).one_or_none()
    return None if row is None else (_excerpt(row), row.proposer_id, row.by_police)


def remove_returned(connection: Connection, text_id: bytes) -> None:
    """Forget the excerpts of a text that were returned: a better one takes their place."""
    connection.execute(
        delete(text_excerpt).where(
            text_excerpt.c.text_id == text_id,
            text_excerpt.c.state == ExcerptState.RETURNED.value,
        )
    )


def decide(
    connection: Connection,
    excerpt_id: int,
    before: ExcerptState,
    after: ExcerptState,
    decider: str,
    reason: str,
) -> bool:
    """Move an excerpt on; False if it does not stand at ``before`` any more."""
    changed: dict[str, Any] = {
        "state": after.value,
        "decider": decider[:NAME_MAXIMUM],
        "reason": reason,
    }
    if after is ExcerptState.TAKEN_BACK:
        changed |= {"parts": "[]", "translations": "{}"}
    moved = connection.execute(
        update(text_excerpt)
        .where(text_excerpt.c.id == excerpt_id, text_excerpt.c.state == before.value)
        .values(**changed)
        .returning(text_excerpt.c.id)
    )
    return moved.one_or_none() is not None


def _excerpt(row: Row[Any]) -> Excerpt:
    translations = json.loads(row.translations)
    return Excerpt(
        row.id,
        row.text_id,
        row.wave_id,
        row.question_id,
        row.language,
        _load(row.parts),
        Translations(translations) if translations else None,
        ExcerptState(row.state),
        row.proposer,
        row.decider,
        row.reason,
    )


def _dump(parts: Iterable[Part]) -> str:
    return json.dumps([[part.mask] if part.mask else part.words for part in parts])


def _load(text: str) -> tuple[Part, ...]:
    return tuple(
        Part(mask=MaskKind(each[0])) if isinstance(each, list) else Part(each)
        for each in json.loads(text)
    )
