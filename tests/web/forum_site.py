"""Two forums, one below the other, with what their pages can show; for tests of the light door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from copfeedback.application import Portal
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.meeting_model import AgendaItem, ItemKind, Meeting
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.forums.minutes_model import Attendance, EntryText, Manner, Minutes
from copfeedback.forums.model import Chair, Community, Forum, Level, Seat, Side
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from tests.web.conftest import TODAY

CITY, TOWN = "city", "old-town"
HELD = TODAY - timedelta(days=60)
COMING = TODAY + timedelta(days=10)
SAID = EntryText(
    text="Lamps were counted.\nTwelve are dark.",
    decision="The lamps are mended first.",
    manner=Manner.WITH_DISSENT,
    dissent="Two shops want cameras instead.",
    affected="Whoever walks home late.",
    cannot="The police cannot mend lamps: they are the city's.",
)


def both(english: str, arabic: str = "") -> Translations:
    """A text in English, and in Arabic if there is one."""
    return Translations({"en": english, **({"ar": arabic} if arabic else {})})


def a_forum(portal: Portal, code: str = TOWN, **changes: Any) -> Forum:
    """A forum that is there, with seats, rules and a contact, unless told otherwise."""
    facts: dict[str, Any] = {
        "level": Level.NEIGHBOURHOOD,
        "name": both("Old town", "المدينة القديمة"),
        "chair": Chair("Salma Idris", both("Women's union", "اتحاد النساء")),
        "purpose": both("We meet so that streets are safe."),
        "rules": both("Everybody speaks once.\nThen everybody speaks again."),
        "contact": "forum@example.org",
        "languages": ("en", "ar"),
        "seats": (
            Seat(Side.POLICE, "District police", 2),
            Seat(Side.RESIDENTS, "", 8),
            Seat(Side.CIVIL_SOCIETY, "Women's union", 1),
        ),
        "communities": (
            Community(both("Market women"), "Women's union"),
            Community(both("River people")),
        ),
        "founded": date(2024, 4, 1),
    }
    return portal.forums.set_up(OPERATOR, Forum(code, **(facts | changes)), new=True)


def a_meeting(portal: Portal, day: date = COMING, code: str = TOWN, **changes: Any) -> Meeting:
    """A meeting in the evening of a day."""
    starts = datetime.fromisoformat(f"{day.isoformat()}T18:30")
    facts: dict[str, Any] = {
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "zone": "Europe/Kyiv",
        "place": both("School, Mill Street 3", "المدرسة"),
    }
    fields = MeetingFields(**(facts | changes))
    return portal.meetings.plan(OPERATOR, code, fields, past=True)


def an_item(
    portal: Portal, meeting: Meeting, title: str = "Street lamps", **changes: Any
) -> AgendaItem:
    """An item at the end of an agenda."""
    facts: dict[str, Any] = {"kind": ItemKind.DISCUSSION, "title": {"en": title}, "minutes": "20"}
    return portal.agendas.add_item(OPERATOR, meeting.id, ItemFields(**(facts | changes)))


def minuted(
    portal: Portal, meeting: Meeting, said: dict[int, EntryText], *, reason: str = ""
) -> Minutes:
    """Minutes of a meeting as everybody can read them."""
    written = {each.item_id: each for each in portal.drafting.entries(OPERATOR, meeting.id)}
    anew = {item_id: content for item_id, content in said.items() if written[item_id].version}
    portal.drafting.fill(OPERATOR, meeting.id, {k: v for k, v in said.items() if k not in anew})
    for item_id, content in anew.items():
        base = written[item_id].version
        portal.drafting.save(OPERATOR, meeting.id, item_id, content, base=base)
    return portal.minutes.publish(OPERATOR, meeting.id, reason={"en": reason} if reason else None)


def counted(
    portal: Portal,
    meeting: Meeting,
    total: int = 20,
    *,
    genders: Mapping[str, int] | None = None,
    age_bands: Mapping[str, int] | None = None,
    **sides: int,
) -> None:
    """How many came to a meeting."""
    by_side = {Side(name): number for name, number in sides.items()}
    attendance = Attendance(total, by_side, genders or {}, age_bands or {})
    portal.drafting.record_attendance(OPERATOR, meeting.id, attendance)
