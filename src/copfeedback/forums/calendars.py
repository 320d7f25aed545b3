"""Meetings for calendars (iCalendar, RFC 5545), in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vDuration

from copfeedback.forums.calendar_rules import rules_of
from copfeedback.forums.meeting_model import Meeting, MeetingKind, MeetingState
from copfeedback.forums.model import Forum
from copfeedback.forums.when import moment
from copfeedback.forums.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import LocalText

PAST_DAYS = 366
"""How far back a calendar goes: whoever subscribes keeps what is older, or has the pages."""
_PRODUCT = "-//copfeedback//forums//EN"
_ASK_AGAIN = timedelta(hours=6)
_UNKNOWN = date(2020, 1, 1)
_PLAIN = "UTC"

Listed = tuple[Meeting, Forum]
"""A meeting as everybody may see it (``meetings.shown``), and its forum."""


def write_calendar(
    listed: Iterable[Listed], name: str, address: Callable[[Meeting], str], speech: Speech
) -> bytes:
    """A calendar of meetings. The same meetings give the same bytes.

    Args:
        listed: the meetings; cancelled ones stay in it and say so.
        name: what the calendar is called.
        address: the page of a meeting, in full.
        speech: the language of it all; texts that are in another are marked.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, name)
    calendar.add("refresh-interval", vDuration(_ASK_AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_ASK_AGAIN))
    events = sorted(listed, key=lambda each: (each[0].starts, each[0].uid))
    for zone in sorted({meeting.zone for meeting, _ in events} - {_PLAIN}):
        calendar.add_component(rules_of(zone))
    for meeting, forum in events:
        calendar.add_component(_event(meeting, forum, address(meeting), speech))
    return bytes(calendar.to_ical(sorted=False))


def changed_at(meeting: Meeting) -> datetime:
    """A moment that says when it was changed, only ever later with each change.

    Of changes no more is kept than how many there were, and the day of those that were told: so
    this is the latest such day, and a second later for each change.
    """
    told = [each.told_on for each in meeting.moved]
    told += [each for each in (meeting.announced_on, meeting.final_on) if each is not None]
    day = max(told, default=_UNKNOWN)
    return datetime.combine(day, time.min, UTC) + timedelta(seconds=meeting.version)


def _event(meeting: Meeting, forum: Forum, address: str, speech: Speech) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    for key in ("dtstamp", "last-modified"):
        event.add(key, changed_at(meeting))
    event.add("dtstart", meeting.begins_at)
    event.add("dtend", meeting.ends_at)
    cancelled = meeting.state is MeetingState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    summary = _summary(meeting, forum, speech)
    event.add("summary", summary)
    if meeting.place is not None:
        place = meeting.place.read_in(speech.tag)
        event.add("location", place.text, parameters=_language(place))
    event.add("description", "\n".join(_description(meeting, forum, address, speech)))
    event.add("url", address)
    return event


def _summary(meeting: Meeting, forum: Forum, speech: Speech) -> str:
    name = forum.name.read_in(speech.tag).text
    title = meeting.title.read_in(speech.tag).text if meeting.title else ""
    said = ": ".join(filter(None, (name, title or name_of(meeting.kind, speech))))
    if meeting.state is MeetingState.CANCELLED:
        cancelled_label = speech.gettext("Cancelled")
        return f"{cancelled_label} – {said}"
    return said


def _description(meeting: Meeting, forum: Forum, address: str, speech: Speech) -> list[str]:
    _ = speech.gettext
    lines: list[str] = []
    if meeting.state is MeetingState.CANCELLED:
        lines.append(_("This meeting is cancelled."))
    elif meeting.moved:
        before = moment(meeting.moved[-1].starts, speech.tag)
        planned = _("This meeting was moved. It was planned for %(moment)s.")
        lines.append(planned % {"moment": before})
    if meeting.reason is not None:
        lines.append(meeting.reason.read_in(speech.tag).text)
    lines.append(f"{name_of(meeting.kind, speech)} · {name_of(meeting.aim, speech)}")
    if meeting.place is None and (forum.protected or meeting.kind is MeetingKind.CLOSED):
        lines.append(_("The place is told on request."))
    if meeting.step_free is not None:
        way = _("There is a way in without steps.") if meeting.step_free else _("There are steps.")
        lines.append(way)
    if meeting.interpretation:
        interpreting_label = _("Interpretation into")
        lines.append(f"{interpreting_label}: {_spoken(meeting.interpretation, speech)}")
    if meeting.childcare:
        lines.append(_("Somebody looks after children."))
    if meeting.online:
        online_label = _("Online")
        lines.append(f"{online_label}: {meeting.online}")
    return [*lines, address]


def _spoken(languages: Sequence[str], speech: Speech) -> str:
    return speech.formatting.listing([language_name(each, speech) for each in languages])


def _language(text: LocalText) -> dict[str, str]:
    return {"LANGUAGE": text.language} if text.is_fallback else {}
