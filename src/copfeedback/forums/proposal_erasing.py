"""Erasing what was brought to a forum and was a complaint, wherever its words have come."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from copfeedback.forums import agenda_store, proposal_store, search_store, store
from copfeedback.forums.agenda_store import Settled
from copfeedback.forums.meeting_model import (
    AgendaItem,
    MatterKind,
    Proposal,
    ProposalState,
    Settlement,
)
from copfeedback.forums.proposal_copies import copies_of
from copfeedback.forums.search_sources import Kind
from copfeedback.forums.search_tables import forum_search
from copfeedback.forums.tables import (
    agenda_item,
    agenda_paper,
    agenda_settlement,
    commitment,
    forum_proposal,
    minutes_set_aside,
    minutes_version,
)
from copfeedback.i18n.translations import Translations
from copfeedback.storage.engine import StorageUnavailable, rewrite

_log = logging.getLogger(__name__)


def erase(connection: Connection, brought: Proposal, today: date, instead: Translations) -> None:
    """Keep nothing of it but its reference, and that it was a complaint.

    So it is with its copies: questions that were carried to later meetings, and what was passed
    up, as an item or to be decided on there. The items are taken off their agendas. One of which
    minutes were written stays, as does one about a promise, under the title ``instead``, without
    its text, its papers, and what was set aside of its minutes; it is not open any more. Versions
    of minutes have ``instead`` for the title as well, and commitments made of it for what was
    promised.

    What stays: the words of the minutes themselves, drafted or approved, which their chair can
    correct; translations of and replies to them; who promised something by when, and what offices
    said of it.
    """
    copies = copies_of(connection, brought.reference)
    for reference in copies.references:
        _forget_words(connection, reference, today)
    items = [store.find_item(connection, each, lock=True) for each in sorted(copies.items)]
    aside = delete(minutes_set_aside).where(minutes_set_aside.c.item_id.in_(copies.items))
    connection.execute(aside)
    meetings = {each.meeting_id for each in items}
    unanswered = _blank_versions(connection, meetings, copies.items, instead)
    _forget_reasons(connection, copies.items)
    for item in items:
        if item.commitment is None and not agenda_store.has_draft(connection, item.id):
            store.remove_item(connection, item.id)
            continue
        _blank_item(connection, item, instead)
        if item.question is not None or item.id in unanswered:
            matter = item.question or item.id
            done = Settlement.DROPPED
            agenda_store.keep_settlement(
                connection, Settled(item.meeting_id, MatterKind.QUESTION, matter, done, None, today)
            )
    _blank_commitments(connection, copies.commitments, instead)
    _forget_index(
        connection,
        [
            *((Kind.PROPOSAL.value, each) for each in copies.references),
            *((kind.value, str(each)) for each in meetings for kind in (Kind.AGENDA, Kind.MINUTES)),
            *((Kind.COMMITMENT.value, str(each)) for each in copies.commitments),
        ],
    )


def _forget_words(connection: Connection, reference: str, today: date) -> None:
    there = proposal_store.find_proposal(connection, reference, lock=True)
    if there.state is ProposalState.COMPLAINT:
        return
    erased = replace(
        there,
        state=ProposalState.COMPLAINT,
        text="",
        topic=None,
        answer=None,
        decided_on=today,
        meeting_id=None,
        shown=False,
    )
    proposal_store.change_proposal(connection, erased)


def _blank_item(connection: Connection, item: AgendaItem, instead: Translations) -> None:
    connection.execute(delete(agenda_paper).where(agenda_paper.c.item_id == item.id))
    blank = replace(
        item, title=instead, text=None, presenter="", proposal=None, origin=None, passed_to=()
    )
    store.change_item(connection, blank)


def _blank_versions(
    connection: Connection,
    meetings: Collection[int],
    items: Collection[int],
    instead: Translations,
) -> set[int]:
    """Blank the titles that versions of minutes keep; the items they call unanswered."""
    unanswered: set[int] = set()
    found = select(minutes_version).where(minutes_version.c.meeting_id.in_(meetings))
    for row in connection.execute(found).all():
        content = json.loads(row.content)
        own = [each for each in content["entries"] if each["item_id"] in items]
        unanswered |= {each["item_id"] for each in own if each["content"].get("answered") is False}
        for each in own:
            each["title"] = dict(instead)
        this = (
            minutes_version.c.meeting_id == row.meeting_id,
            minutes_version.c.number == row.number,
        )
        kept = update(minutes_version).where(*this).values(content=_as_json(content))
        if own:
            connection.execute(kept)
    return unanswered


def _forget_reasons(connection: Connection, items: Collection[int]) -> None:
    """Forget what meetings said of its questions instead of putting them on the agenda."""
    settled = agenda_settlement.c
    of_it = (settled.kind == MatterKind.QUESTION, settled.matter.in_(items))
    connection.execute(update(agenda_settlement).where(*of_it).values(reason=None))


def _blank_commitments(
    connection: Connection, made: Collection[int], instead: Translations
) -> None:
    for row in connection.execute(select(commitment).where(commitment.c.id.in_(made))).all():
        content = json.loads(row.content) | {"what": dict(instead)}
        connection.execute(
            update(commitment)
            .where(commitment.c.id == row.id)
            .values(content=_as_json(content), proposal=None)
        )


def _as_json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def _forget_index(connection: Connection, things: Collection[tuple[str, str]]) -> None:
    search_store.forget(connection, things)
    if connection.dialect.name == "sqlite":
        # Words are only marked as deleted in the index until its parts are merged.
        connection.exec_driver_sql(
            "INSERT INTO forum_search_index(forum_search_index) VALUES ('optimize')"
        )


def overwrite(engine: Engine) -> bool:
    """Overwrite what was erased in the files of the database; whether that could be done now."""
    tables = (
        forum_proposal,
        agenda_item,
        agenda_paper,
        agenda_settlement,
        minutes_set_aside,
        minutes_version,
        commitment,
        forum_search,
    )
    try:
        rewrite(engine, *(each.name for each in tables))
    except StorageUnavailable:
        _log.warning("an erased proposal is not overwritten yet: the database is in use")
        return False
    return True
