"""Meetings of a calendar are planned, or changed where they were planned from it before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from copfeedback.faults import ChangedMeanwhile, Faulty, Problem
from copfeedback.forums.agenda_writing import HasMinutes
from copfeedback.forums.calendar_reading import ReadMeeting
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.forums.meetings import Meetings, NotPlanned
from copfeedback.people.model import Actor

_GIVEN = ("starts", "ends", "zone", "title", "place", "online")
"""What calendars tell of a meeting; everything else stays as somebody has entered it here."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A meeting that could not be kept as the calendar has it, and why.

    Without ``problems`` somebody cancelled it here, or changed it at the same moment.
    """

    meeting: ReadMeeting
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the meetings of a calendar."""

    planned: tuple[Meeting, ...]
    changed: tuple[Meeting, ...]
    cancelled: tuple[Meeting, ...]
    same: int
    refused: tuple[Refused, ...]


def import_meetings(
    meetings: Meetings,
    who: Actor,
    code: str,
    read: Sequence[ReadMeeting],
    cancel_because: dict[str, str],
) -> Imported:
    """Plan meetings of a forum that were read; the same one again changes what it was before.

    Args:
        meetings: the use cases of meetings.
        who: the actor, who has to chair the forum.
        code: the forum.
        read: what was read.
        cancel_because: the reason, by language, of those that the calendar cancels.

    Raises:
        NotPermitted: the actor does not chair this forum.
        Unknown: there is no such forum.
        StorageUnavailable: it cannot be stored now; what was stored before stays.
    """
    there = meetings.public()
    known = {each.uid: each for each in there if each.forum == code}
    elsewhere = {each.uid for each in there if each.forum != code}
    planned, changed, cancelled = [], [], []
    same, refused = 0, []
    for each in read:
        # One calendar may be read into two forums: their meetings are not the same.
        uid = f"{code}/{each.uid}" if each.uid in elsewhere else each.uid
        before = known.get(uid)
        try:
            if before is None and not each.cancelled:
                planned.append(meetings.plan(who, code, each.fields, past=True, uid=uid))
            elif before is None or _is_as_read(before, each):
                same += 1
            elif each.cancelled:
                after = before.version
                cancelled.append(meetings.cancel(who, before.id, cancel_because, after=after))
            else:
                fields = _merged(before, each.fields)
                after = before.version
                changed.append(meetings.change(who, before.id, fields, after=after))
        except Faulty as error:
            refused.append(Refused(each, error.problems))
        except (NotPlanned, HasMinutes, ChangedMeanwhile):
            refused.append(Refused(each))
    return Imported(tuple(planned), tuple(changed), tuple(cancelled), same, tuple(refused))


def _is_as_read(before: Meeting, read: ReadMeeting) -> bool:
    if read.cancelled:
        return before.state is MeetingState.CANCELLED
    is_planned = before.state is MeetingState.PLANNED
    return is_planned and _merged(before, read.fields) == MeetingFields.of(before)


def _merged(before: Meeting, read: MeetingFields) -> MeetingFields:
    """The fields as they are here, with what the calendar says; other languages stay."""
    now = MeetingFields.of(before)
    given = {name: getattr(read, name) for name in _GIVEN}
    for name in ("title", "place"):
        there, said = getattr(now, name), given[name]
        if said is None:
            given[name] = there
        elif there is not None:
            given[name] = type(said)({**there, **said})
    given["online"] = given["online"] or now.online
    return replace(now, **given)
