"""What the police and other offices say to minutes: signed, beside them, and never changed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from copfeedback.faults import (
    NAME_MAXIMUM,
    TEXT_MAXIMUM,
    Fault,
    Faulty,
    Problem,
    clean,
)
from copfeedback.forums import minutes_store
from copfeedback.forums.minutes_model import Reply


def clean_reply(reply: Reply) -> Reply:
    """A reply as it is kept.

    Raises:
        Faulty: the office or the text is missing or too long.
    """
    texts = {"office": " ".join(clean(reply.office).split()), "text": clean(reply.text)}
    problems = []
    for name, most in (("office", NAME_MAXIMUM), ("text", TEXT_MAXIMUM)):
        if not texts[name]:
            problems.append(Problem(name, Fault.MISSING))
        elif len(texts[name]) > most:
            problems.append(Problem(name, Fault.TOO_LONG, most))
    if problems:
        raise Faulty(problems)
    return replace(reply, office=texts["office"], text=texts["text"])


def keep_reply(connection: Connection, reply: Reply, organisation: int | None) -> Reply:
    """Keep a reply, unless the organisation has said the same before; the meeting is locked."""
    for said in minutes_store.replies(connection, reply.meeting_id):
        same = replace(said, id=0, organisation="", at=reply.at) == reply
        if same and minutes_store.signed_by(connection, said.id) == organisation:
            return said
    minutes_store.add_reply(connection, reply, organisation)
    return minutes_store.replies(connection, reply.meeting_id)[-1]
