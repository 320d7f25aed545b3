"""What can be searched: what each thing says in each language, and as of which state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, func, literal, select

from copfeedback.forums import minutes_store, notice_store, problem_store, store
from copfeedback.forums.commitment_store import find_commitment
from copfeedback.forums.holding_back import promises_public_on
from copfeedback.forums.meeting_model import Meeting, ProposalState
from copfeedback.forums.meetings import shown
from copfeedback.forums.minutes_model import WORDS, Minutes
from copfeedback.forums.proposal_store import find_proposal, is_protected
from copfeedback.forums.tables import (
    agenda_item,
    commitment,
    commitment_event,
    forum,
    forum_meeting,
    forum_notice,
    forum_proposal,
    minutes_translation,
    minutes_version,
    problem_version,
)
from copfeedback.i18n.translations import LocalText, Translations

_UNTITLED = LocalText("", "en", is_fallback=False)
_HIDDEN = (ProposalState.WAITING, ProposalState.COMPLAINT)


class Kind(StrEnum):
    """What was found."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    COMMITMENT = "commitment"
    PROPOSAL = "proposal"
    PROBLEM = "problem"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Searched:
    """A part of a thing in one language.

    ``path`` is its address without the language before it. A title that is in another language is
    shown, and not what it is found by. It may be found from ``public_on`` until the day before
    ``public_until``.
    """

    part: int
    language: str
    on: date | None
    path: str
    title: LocalText
    text: str
    public_on: date | None = None
    public_until: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where things of a kind are found.

    ``stamps`` asks for the name of each and a few values that change whenever it does; ``read``
    gives all that can be searched of one.
    """

    stamps: Select[Any]
    read: Callable[[Connection, str], Iterable[Searched]]


def _agenda(connection: Connection, ref: str) -> Iterator[Searched]:
    meeting = store.find_meeting(connection, int(ref))
    seen = shown(meeting, store.find_forum(connection, meeting.forum))
    own = Searched(0, "", meeting.starts.date(), _path(meeting), _UNTITLED, "")
    yield from _in_languages(own, seen.title or seen.place, seen.place)
    items = store.items(connection, [meeting.id])
    held_back = promises_public_on(connection) if any(each.commitment for each in items) else {}
    for item in items:
        public_on = held_back.get(item.commitment) if item.commitment else None
        part = replace(own, part=item.id, public_on=public_on)
        yield from _in_languages(part, item.title, item.text)


def _path(meeting: Meeting) -> str:
    return f"/forums/{meeting.forum}/{meeting.number}"


def _minutes(connection: Connection, ref: str) -> Iterator[Searched]:
    meeting = store.find_meeting(connection, int(ref))
    until: date | None = None
    for version in minutes_store.versions(connection, meeting.id):  # the latest first
        translated = minutes_store.translations(connection, meeting.id, version.number)
        texts = {version.language: version.segments()}
        texts |= {each.language: dict(each.texts) for each in translated}
        yield from _version(version, meeting, texts, until)
        until = version.public_on if until is None else min(until, version.public_on)


def _version(
    version: Minutes,
    meeting: Meeting,
    texts: Mapping[str, Mapping[str, str]],
    until: date | None,
) -> Iterator[Searched]:
    for language, said in texts.items():
        for entry in version.entries:
            words = [said.get(f"{entry.item_id}.{name}", "") for name in WORDS]
            text = "\n".join(filter(None, words))
            title = entry.title.read_in(language) if entry.title else _UNTITLED
            if text:
                yield Searched(
                    entry.item_id,
                    language,
                    meeting.starts.date(),
                    f"{_path(meeting)}#minutes",
                    title,
                    text,
                    version.public_on,
                    until,
                )


def _commitment(connection: Connection, ref: str) -> Iterator[Searched]:
    found = find_commitment(connection, int(ref))
    public_on = found.proposed_on + _held_back(connection, found.forum)
    path = f"/commitments/{ref}"
    part = Searched(0, "", found.proposed_on, path, _UNTITLED, "", public_on)
    said = [event.text for event in found.events]
    yield from _in_languages(part, found.what, found.office, *said)


def _proposal(connection: Connection, ref: str) -> Iterator[Searched]:
    found = find_proposal(connection, ref)
    if is_protected(connection, found):
        return
    path = f"/forums/proposals?reference={ref}"
    part = Searched(0, "", found.decided_on, path, _UNTITLED, "")
    yield from _in_languages(part, Translations({found.language: found.text}), found.answer)


def _problem(connection: Connection, ref: str) -> Iterator[Searched]:
    until: date | None = None
    versions = problem_store.versions(connection, int(ref))  # the latest first
    held_back = _held_back(connection, versions[0].forum)
    for found in versions:
        public_on = found.written_on + held_back
        for language, texts in found.texts.items():
            text = "\n".join(said for name, said in texts.items() if name != "title")
            path, title = f"/problems/{ref}", found.read("title", language) or _UNTITLED
            on = found.opened_on
            yield Searched(0, language, on, path, title, text, public_on, until)
        until = public_on if until is None else min(until, public_on)


def _held_back(connection: Connection, code: str) -> timedelta:
    """How long a protected forum waits before it shows what was promised or worked on."""
    return timedelta(days=store.find_forum(connection, code).delay_days)


def _notice(connection: Connection, ref: str) -> Iterator[Searched]:
    found = notice_store.find_notice(connection, int(ref))
    part = Searched(0, "", found.on, f"/forums/{found.forum}", _UNTITLED, "")
    yield from _in_languages(part, found.title, found.text)


def _in_languages(
    part: Searched, title: Translations | None, *texts: Translations | None
) -> Iterator[Searched]:
    """The part in each language in which something is said."""
    there = [each for each in (title, *texts) if each is not None]
    for language in dict.fromkeys(tag for each in there for tag in each):
        said = [text[language] for text in texts if text is not None and language in text]
        named = title.read_in(language) if title is not None else _UNTITLED
        yield replace(part, language=language, title=named, text="\n".join(said))


_ITEMS = (
    select(
        agenda_item.c.meeting_id,
        func.count().label("items"),
        func.sum(agenda_item.c.version).label("versions"),
        func.max(agenda_item.c.id).label("newest"),
        func.sum(func.length(agenda_item.c.content)).label("letters"),
    )
    .group_by(agenda_item.c.meeting_id)
    .subquery()
)
_TRANSLATED = (
    select(
        minutes_translation.c.meeting_id,
        func.count().label("translations"),
        func.max(minutes_translation.c.translated_at).label("newest"),
    )
    .group_by(minutes_translation.c.meeting_id)
    .subquery()
)
_VERSIONS = (
    select(minutes_version.c.meeting_id, func.max(minutes_version.c.number).label("newest"))
    .group_by(minutes_version.c.meeting_id)
    .subquery()
)
_moved_to = forum.alias("moved_to")

SOURCES: Mapping[Kind, Source] = {
    Kind.AGENDA: Source(
        select(
            forum_meeting.c.id,
            forum.c.version,
            forum_meeting.c.version,
            *(each for each in _ITEMS.c if each.name != "meeting_id"),
        )
        .join(forum, forum.c.code == forum_meeting.c.forum)
        .outerjoin(_ITEMS, _ITEMS.c.meeting_id == forum_meeting.c.id),
        _agenda,
    ),
    Kind.MINUTES: Source(
        select(
            _VERSIONS.c.meeting_id,
            _VERSIONS.c.newest,
            _TRANSLATED.c.translations,
            _TRANSLATED.c.newest,
        ).outerjoin(_TRANSLATED, _TRANSLATED.c.meeting_id == _VERSIONS.c.meeting_id),
        _minutes,
    ),
    Kind.COMMITMENT: Source(
        select(commitment.c.id, forum.c.version, func.count(commitment_event.c.number))
        .join(forum, forum.c.code == commitment.c.forum)
        .outerjoin(commitment_event, commitment_event.c.commitment_id == commitment.c.id)
        .group_by(commitment.c.id, forum.c.version),
        _commitment,
    ),
    Kind.PROPOSAL: Source(
        select(
            forum_proposal.c.reference,
            forum_proposal.c.state,
            forum_proposal.c.decided_on,
            func.length(forum_proposal.c.text),
            func.length(forum_proposal.c.answer),
            forum.c.version,
            _moved_to.c.version,
        )
        .join(forum, forum.c.code == forum_proposal.c.forum)
        .outerjoin(_moved_to, _moved_to.c.code == forum_proposal.c.moved_to)
        .where(forum_proposal.c.shown, forum_proposal.c.state.not_in(_HIDDEN)),
        _proposal,
    ),
    Kind.PROBLEM: Source(
        select(problem_version.c.problem_id, forum.c.version, func.max(problem_version.c.version))
        .join(forum, forum.c.code == problem_version.c.forum)
        .group_by(problem_version.c.problem_id, forum.c.version),
        _problem,
    ),
    Kind.NOTICE: Source(
        select(forum_notice.c.id, literal(1)).where(forum_notice.c.taken_back_on.is_(None)),
        _notice,
    ),
}
