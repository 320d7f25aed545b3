"""Forums, meetings and commitments as the API tells them: all languages, nothing held back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from copfeedback.forums.commitment_model import Commitment, Event
from copfeedback.forums.meeting_model import Agenda, AgendaItem, Meeting, Paper
from copfeedback.forums.minutes_model import (
    WORDS,
    Minutes,
    MinutesEntry,
    MinutesTranslation,
    Reply,
)
from copfeedback.forums.model import Forum

ROOT = "/api/v1"
Document = dict[str, Any]
Texts = Mapping[str, str]


def forum_document(forum: Forum) -> Document:
    """A forum. Who chairs a protected one is not told by name."""
    chair, page = forum.chair, f"/{{lang}}/forums/{forum.code}"
    return {
        "code": forum.code,
        "level": forum.level,
        "topic": forum.topic,
        "protected": forum.protected,
        "parent": forum.parent,
        "sector": forum.sector,
        "name": _texts(forum.name),
        "purpose": _texts(forum.purpose),
        "rules": _texts(forum.rules),
        "languages": forum.languages,
        "every_weeks": forum.every_weeks,
        "founded": _day(forum.founded),
        "ended": _day(forum.ended),
        "chair": {
            "name": None if forum.protected is not None else chair.name,
            "affiliation": _texts(chair.affiliation),
            "police": chair.police,
            "reason": _texts(chair.reason),
            "until": _day(chair.until),
        },
        "seats": [
            {"side": each.side, "holder": each.holder or None, "seats": each.seats}
            for each in forum.seats
        ],
        "communities": [
            {"name": _texts(each.name), "organisation": each.organisation or None}
            for each in forum.communities
        ],
        "links": {
            "self": f"{ROOT}/forums/{forum.code}",
            "page": page,
            "calendar": f"{page}.ics",
            "feed": f"{page}.atom",
        },
    }


def meeting_document(meeting: Meeting) -> Document:
    """A meeting as everybody may see it (``meetings.shown``), without its agenda."""
    page = f"/{{lang}}/forums/{meeting.forum}/{meeting.number}"
    return {
        "forum": meeting.forum,
        "number": meeting.number,
        "uid": meeting.uid,
        "kind": meeting.kind,
        "aim": meeting.aim,
        "state": meeting.state,
        "starts": meeting.begins_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
        "title": _texts(meeting.title),
        "place": _texts(meeting.place),
        "online": meeting.online or None,
        "neutral_ground": meeting.neutral_ground,
        "step_free": meeting.step_free,
        "interpretation": meeting.interpretation,
        "childcare": meeting.childcare,
        "moved_from": [
            {"starts": each.starts.isoformat(), "told_on": _day(each.told_on)}
            for each in meeting.moved
        ],
        "reason": _texts(meeting.reason),
        "sequence": meeting.sequence,
        "announced_on": _day(meeting.announced_on),
        "agenda_final_on": _day(meeting.final_on),
        "links": {
            "self": f"{ROOT}/forums/{meeting.forum}/meetings/{meeting.number}",
            "page": page,
            "agenda": f"{page}/agenda.pdf",
        },
    }


def agenda_document(agenda: Agenda, *, names: bool) -> list[Document]:
    """The items of an agenda; presenters only with ``names``."""
    return [
        _item(number, item, agenda.papers.get(item.id, ()), names=names)
        for number, item in enumerate(agenda.items, 1)
    ]


def minutes_document(
    minutes: Minutes, translations: Iterable[MinutesTranslation], *, attendance: bool
) -> Document:
    """A version of minutes in all its languages; how many came only with ``attendance``."""
    texts = {minutes.language: minutes.segments()}
    texts |= {each.language: dict(each.texts) for each in translations}
    by_side = {side.value: count for side, count in minutes.sides.items()} if attendance else {}
    total = minutes.total if attendance else None
    return {
        "version": minutes.number,
        "language": minutes.language,
        "approved_on": _day(minutes.approved_at.date()),
        "public_on": _day(minutes.public_on),
        "correction": _texts(minutes.reason),
        "attendance": {"total": total, "sides": by_side},
        "entries": [_entry(each, texts) for each in minutes.entries],
    }


def reply_document(reply: Reply) -> Document:
    """What an office said to minutes."""
    return {
        "organisation": reply.organisation,
        "office": reply.office,
        "language": reply.language,
        "text": reply.text,
        "on": _day(reply.at.date()),
        "version": reply.number,
    }


def commitment_document(commitment: Commitment, today: date) -> Document:
    """A commitment as it stands on a day, with all that happened to it."""
    return {
        "id": commitment.id,
        "reference": f"C{commitment.id}",
        "forum": commitment.forum,
        "owner": commitment.owner,
        "office": _texts(commitment.office),
        "what": _texts(commitment.what),
        "status": commitment.status(today),
        "due": _day(commitment.due),
        "first_due": _day(commitment.first_due),
        "times_moved": commitment.times_moved,
        "proposed_on": _day(commitment.proposed_on),
        "decide_by": _day(commitment.decide_by),
        "done_on": _day(commitment.done_on),
        "sector": commitment.sector,
        "problem": commitment.problem,
        "proposal": commitment.proposal,
        "quick_win": commitment.quick_win,
        "events": [_event(each) for each in commitment.events],
        "links": {"page": f"/{{lang}}/commitments/{commitment.id}"},
    }


def _item(number: int, item: AgendaItem, papers: Sequence[Paper], *, names: bool) -> Document:
    return {
        "number": number,
        "kind": item.kind,
        "title": _texts(item.title),
        "text": _texts(item.text),
        "minutes": item.minutes,
        "presenter": (item.presenter or None) if names else None,
        "topic": item.topic,
        "proposal": item.proposal,
        "commitment": item.commitment,
        "problem": item.problem,
        "passed_from": item.passed_from,
        "papers": [
            {
                "title": each.title,
                "language": each.language,
                "size": each.size,
                "sha256": each.sha256,
                "link": f"/forums/papers/{each.id}.pdf",
            }
            for each in papers
        ],
    }


def _entry(entry: MinutesEntry, texts: Mapping[str, Texts]) -> Document:
    words = {
        name: {
            language: said[key]
            for language, said in texts.items()
            if said.get(key := f"{entry.item_id}.{name}")
        }
        for name in WORDS
    }
    return {
        "title": _texts(entry.title),
        **words,
        "manner": entry.content.manner,
        "answered": entry.content.answered,
        "commitments": entry.commitments,
    }


def _event(event: Event) -> Document:
    return {
        "number": event.number,
        "kind": event.kind,
        "on": _day(event.on),
        "by": event.by,
        "by_forum": event.by_forum,
        "text": _texts(event.text),
        "due": _day(event.due),
    }


def _texts(texts: Texts | None) -> dict[str, str] | None:
    return None if texts is None else dict(texts)


def _day(day: date | datetime | None) -> str | None:
    return None if day is None else day.isoformat()
