"""Erasing what was brought to a forum and was a complaint, wherever its words have come."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, Engine

from copfeedback.forums import agenda_store, proposal_store, search_store, store
from copfeedback.forums.meeting_model import Proposal, ProposalState
from copfeedback.forums.search_sources import Kind
from copfeedback.forums.search_tables import forum_search
from copfeedback.forums.tables import agenda_item, forum_proposal
from copfeedback.storage.engine import StorageUnavailable, rewrite

_log = logging.getLogger(__name__)


def erase(connection: Connection, brought: Proposal, today: date) -> None:
    """Keep nothing of it but its reference, and that it was a complaint.

    The items it had come to are taken off their agendas. One of which minutes were written stays,
    and only forgets whose it was.
    """
    erased = replace(
        brought,
        state=ProposalState.COMPLAINT,
        text="",
        topic=None,
        answer=None,
        decided_on=today,
        meeting_id=None,
        shown=False,
    )
    proposal_store.change_proposal(connection, erased)
    items = agenda_store.items_of_proposal(connection, brought.reference)
    for item in items:
        if agenda_store.has_draft(connection, item.id):
            store.change_item(connection, replace(item, proposal=None))
        else:
            store.remove_item(connection, item.id)
    found = [(Kind.PROPOSAL.value, brought.reference)]
    found += [(Kind.AGENDA.value, str(item.meeting_id)) for item in items]
    search_store.forget(connection, found)
    if connection.dialect.name == "sqlite":
        # Words are only marked as deleted in the index until its parts are merged.
        connection.exec_driver_sql(
            "INSERT INTO forum_search_index(forum_search_index) VALUES ('optimize')"
        )


def overwrite(engine: Engine) -> bool:
    """Overwrite what was erased in the files of the database; whether that could be done now."""
    tables = (forum_proposal, agenda_item, forum_search)
    try:
        rewrite(engine, *(each.name for each in tables))
    except StorageUnavailable:
        _log.warning("an erased proposal is not overwritten yet: the database is in use")
        return False
    return True
