"""Real calendars are read as far as they can be, and the rest is said line by line."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from time import perf_counter
from uuid import uuid4

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.forums.calendar_reading import (
    LARGEST,
    MOST_MEETINGS,
    Reading,
    Usual,
    WhyNot,
    read_calendar,
)
from copfeedback.forums.calendar_zones import known_zone
from tests.forums.searched import a_meeting, said
from tests.forums.test_calendars import written

USUAL = Usual("Europe/Kyiv", "en", date(2026, 5, 6))
CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone 1
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def read(*events: str, before: str = "") -> Reading:
    """What is read of events, each the lines of one."""
    inside = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in events)
    return read_calendar(f"BEGIN:VCALENDAR\n{before}{inside}END:VCALENDAR\n".encode(), USUAL)


def starts(reading: Reading) -> list[datetime]:
    return [each.fields.starts for each in reading.meetings]


def whys(reading: Reading) -> list[WhyNot]:
    return [each.why for each in reading.remarks]


def at(*numbers: int) -> datetime:
    return datetime(*numbers)  # noqa: DTZ001 - local, as meetings are kept


def name_of(uid: str) -> str:
    """By what an event is known here that has a name of its own there."""
    return f"{sha256(uid.encode()).hexdigest()[:32]}@calendar"


def test_what_we_write_is_read_back():
    uid = f"{uuid4()}@copfeedback"
    meeting = a_meeting(uid=uid, title=said(en="Roads, lights; and more"), online="")

    (found,) = read_calendar(written(meeting), USUAL).meetings

    assert found.uid == meeting.uid
    assert (found.fields.starts, found.fields.ends, found.fields.zone) == (
        meeting.starts,
        meeting.ends,
        meeting.zone,
    )
    assert found.fields.title == said(en="Old Town: Roads, lights; and more")
    assert found.fields.place == said(en="Library")


@pytest.mark.parametrize(
    ("how", "zone", "hour"),
    [
        (";TZID=Europe/Berlin", "Europe/Berlin", 18),
        (';TZID="W. Europe Standard Time"', "Europe/Berlin", 18),
        (";TZID=/citadel.org/20210210_1/Europe/Paris", "Europe/Paris", 18),
        (";TZID=europe/kyiv", "Europe/Kyiv", 18),
        (";TZID=Customized Time Zone 1", "Europe/Kyiv", 19),
        ("", "Europe/Kyiv", 18),
    ],
)
def test_the_zone_is_known_by_whatever_name(how: str, zone: str, hour: int):
    reading = read(f"UID:1\nDTSTART{how}:20260601T180000\nDURATION:PT1H", before=CUSTOM)

    (found,) = reading.meetings
    assert (found.fields.zone, found.fields.starts) == (zone, at(2026, 6, 1, hour))
    assert found.fields.ends - found.fields.starts == timedelta(hours=1)
    assert reading.remarks == ()


def test_a_moment_in_greenwich_is_told_in_the_zone_of_the_portal():
    assert starts(read("UID:1\nDTSTART:20260601T150000Z\nDURATION:PT1H")) == [at(2026, 6, 1, 18)]


def test_a_zone_that_nobody_knows_is_that_of_the_portal_and_said():
    reading = read("UID:1\nDTSTART;TZID=(UTC+01:00) Somewhere:20260601T180000\nDURATION:PT1H")

    assert starts(reading) == [at(2026, 6, 1, 18)]
    assert [(each.line, each.why) for each in reading.remarks] == [(4, WhyNot.ZONE)]


def test_html_in_names_and_texts_is_nothing_but_text():
    uid = "UID:<a href='x'>040000008200</a>"
    text = "SUMMARY:<b>Roads</b> &amp\\; lights<script>alert(1)</script>"
    reading = read(f"{uid}\n{text}\nLOCATION:Hall <2 floors>\nDTSTART:20260601T180000")

    (found,) = reading.meetings
    assert found.fields.title == said(en="Roads & lights alert(1)")
    assert found.fields.place == said(en="Hall <2 floors>")
    assert found.uid.endswith("@calendar")
    assert not set(found.uid) & set("<>'\" ")
    again = read(f"{uid}\nSUMMARY:Other\nDTSTART:20260701T180000")
    assert again.meetings[0].uid == found.uid


@pytest.mark.parametrize(
    ("lines", "why", "line"),
    [
        ("DTSTART;VALUE=DATE:20260601", WhyNot.WHOLE_DAY, 3),
        ("DTSTART:20260601", WhyNot.WHOLE_DAY, 3),
        ("SUMMARY:When?", WhyNot.NO_START, 2),
        ("DTSTART:soon", WhyNot.NO_START, 3),
        ("DTSTART:20260231T180000", WhyNot.NO_START, 3),
        ("DTSTART:99991231T230000\nDURATION:PT5H", WhyNot.NO_START, 3),
        ("DTSTART;TZID=America/New_York:99991231T230000", WhyNot.NO_START, 3),
        ("DTSTART;TZID=Asia/Tashkent:00010101T003000", WhyNot.NO_START, 3),
        ("DTSTART:20260601T180000\nDTEND:99991231T235900Z", WhyNot.NO_START, 3),
        ("DTSTART:20260601T180000\nDTEND:20260601T170000", WhyNot.END, 2),
        ("DTSTART:20260601T180000\nDTEND:20260701T170000", WhyNot.END, 2),
        ("DTSTART:20260601T180000\nDTEND;VALUE=DATE:20260602", WhyNot.WHOLE_DAY, 3),
        ("DTSTART:20270328T033000\nDURATION:PT1H", WhyNot.NO_SUCH_HOUR, 2),
        ("DTSTART:20260601T180000\nDURATION:PT1H\nRRULE:FREQ=SECONDLY", WhyNot.RULE, 5),
        ("DTSTART:20260601T180000\nDURATION:PT1H\nRRULE:FREQ=NEVER", WhyNot.RULE, 5),
        ("DTSTART:20260601T180000\nDURATION:PT1H\nRRULE:", WhyNot.RULE, 5),
        ("DTSTART:20260601T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=0", WhyNot.RULE, 5),
        (
            "DTSTART:20260601T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2",
            WhyNot.RULE,
            5,
        ),
        ("DTSTART:20260601T180000\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYMONTH=13", WhyNot.RULE, 5),
        (
            "DTSTART:20200101T180000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;UNTIL=20210101",
            WhyNot.OVER,
            2,
        ),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_line(lines: str, why: WhyNot, line: int):
    reading = read(lines, "UID:2\nDTSTART:20260601T180000\nDURATION:PT1H")

    assert [(each.why, each.line) for each in reading.remarks] == [(why, line)]
    assert [each.uid for each in reading.meetings] == [name_of("2")]


@pytest.mark.parametrize("day", ["20271399", "2027", "99991231T233000Z"])
def test_a_day_that_there_is_not_is_none_of_a_series(day: str):
    reading = read(f"UID:1\nDTSTART:20260601T180000\nDURATION:PT1H\nRECURRENCE-ID:{day}")

    assert [each.uid for each in reading.meetings] == [name_of("1")]


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:19000101T180000\nRRULE:FREQ=DAILY",
        "DTSTART:19000101T180000\nRRULE:FREQ=WEEKLY;UNTIL=19010101",
        "DTSTART:19000101T180000\nRRULE:FREQ=DAILY;COUNT=90000",
        "DTSTART:19000101T180000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU",
        "DTSTART:20260105T180000\nRRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "DTSTART:20260105T180000\nRRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2",
        "DTSTART:20260105T180000\nRRULE:FREQ=YEARLY;BYEASTER=1",
    ],
)
def test_what_comes_again_since_long_ago_or_never_takes_no_time(event: str):
    begun = perf_counter()
    read(*[f"UID:{at}\n{event}\nDURATION:PT1H\nEXDATE:20260506T180000" for at in range(100)])
    assert perf_counter() - begun < 8


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=100",
        "FREQ=WEEKLY;INTERVAL=30",
        "FREQ=WEEKLY;INTERVAL=20;BYDAY=MO,FR;WKST=SU",
        "FREQ=DAILY;INTERVAL=50;UNTIL=20260731T235959",
        "UNTIL=20260731T235959;FREQ=DAILY;INTERVAL=50",
        "FREQ=DAILY;INTERVAL=100;COUNT=500",
    ],
)
def test_what_comes_again_since_long_ago_comes_on_its_days(rule: str):
    begins, first = at(1901, 1, 3, 18), at(2026, 5, 6)
    days = rrulestr(rule, dtstart=begins).between(first, first + timedelta(days=366))

    found = starts(read(f"UID:1\nDTSTART:{begins:%Y%m%dT%H%M%S}\nDURATION:PT1H\nRRULE:{rule}"))

    assert found == days
    assert found


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYHOUR=1,2,3", "FREQ=DAILY;BYMONTH=3"]
)
def test_a_zone_whose_clocks_change_all_the_time_is_none(rule: str):
    odd = CUSTOM.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", rule)
    begun = perf_counter()
    reading = read(
        "UID:1\nDTSTART;TZID=Customized Time Zone 1:20260601T180000\nDURATION:PT1H", before=odd
    )

    assert perf_counter() - begun < 2
    assert whys(reading) == [WhyNot.ZONE]


def test_a_broken_line_is_left_out_and_the_rest_is_taken():
    reading = read("UID:1\nthis is no line\nSUMMARY:Roads\nDTSTART:20260601T180000\nDURATION:PT1H")

    assert [(each.why, each.line, each.what) for each in reading.remarks] == [
        (WhyNot.BROKEN_LINE, 4, "Roads")
    ]
    assert len(reading.meetings) == 1


def test_two_hours_are_meant_when_there_is_no_end():
    reading = read("UID:1\nDTSTART:20260601T180000")

    assert reading.meetings[0].fields.ends == at(2026, 6, 1, 20)
    assert whys(reading) == [WhyNot.NO_END]


def test_what_comes_again_is_taken_for_a_year_and_keeps_its_hour():
    reading = read(
        "UID:1\nDTSTART;TZID=Europe/Berlin:20260107T180000\nDURATION:PT2H\n"
        "RRULE:FREQ=MONTHLY;BYDAY=1WE\nEXDATE;TZID=Europe/Berlin:20260805T180000"
    )

    days = [each.date() for each in starts(reading)]
    assert days[0] == date(2026, 5, 6)
    assert date(2026, 8, 5) not in days
    assert len(days) == 12
    assert days[-1] <= date(2027, 5, 7)
    assert {each.hour for each in starts(reading)} == {18}
    assert len({each.uid for each in reading.meetings}) == 12


def test_a_changed_one_of_a_series_takes_its_place():
    series = "UID:1\nDTSTART:20260601T180000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=3"
    changed = (
        "UID:1\nRECURRENCE-ID:20260608T180000\nDTSTART:20260609T190000\nDURATION:PT2H\n"
        "STATUS:CANCELLED"
    )

    reading = read(series, changed)

    assert starts(reading) == [at(2026, 6, 1, 18), at(2026, 6, 9, 19), at(2026, 6, 15, 18)]
    assert [each.cancelled for each in reading.meetings] == [False, True, False]


def test_dates_that_are_listed_come_too():
    reading = read("UID:1\nDTSTART:20260601T180000\nDURATION:PT2H\nRDATE:20260603T180000,broken")

    assert starts(reading) == [at(2026, 6, 1, 18), at(2026, 6, 3, 18)]


def test_the_latter_is_meant_when_a_name_comes_twice():
    reading = read(
        "UID:1\nDTSTART:20260601T180000\nDURATION:PT1H",
        "UID:1\nDTSTART:20260602T180000\nDURATION:PT1H",
    )

    assert starts(reading) == [at(2026, 6, 2, 18)]


def test_alarms_and_what_else_is_inside_an_event_say_nothing_of_it():
    alarm = "BEGIN:VALARM\nSUMMARY:Alarm\nDURATION:PT5M\nTRIGGER:-PT15M\nEND:VALARM"

    (found,) = read(f"UID:1\n{alarm}\nDTSTART:20260601T180000\nDURATION:PT1H").meetings

    assert found.fields.title is None
    assert found.fields.ends == at(2026, 6, 1, 19)


def test_only_links_that_can_be_followed_are_taken():
    event = "UID:1\nDTSTART:20260601T180000\nDURATION:PT1H\nX-GOOGLE-CONFERENCE:{}"

    assert read(event.format("javascript:alert(1)")).meetings[0].fields.online == ""
    link = "https://meet.example.org/a"
    assert read(event.format(link)).meetings[0].fields.online == link


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", WhyNot.NO_CALENDAR),
        (b"%PDF-1.4", WhyNot.NO_CALENDAR),
        (b"<html>BEGIN:VCALENDAR</html>", WhyNot.NO_CALENDAR),
        (bytes(range(256)), WhyNot.NO_CALENDAR),
        (b"x" * (LARGEST + 1), WhyNot.TOO_LARGE),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", WhyNot.CUT_OFF),
    ],
)
def test_what_is_no_calendar_is_refused_as_what_it_is(content: bytes, why: WhyNot):
    assert whys(read_calendar(content, USUAL)) == [why]


def test_a_huge_file_is_read_up_to_a_limit():
    event = "UID:{}\nDTSTART:20260601T180000\nDURATION:PT1H"

    reading = read(*(event.format(number) for number in range(MOST_MEETINGS + 5)))

    assert len(reading.meetings) == MOST_MEETINGS
    assert whys(reading) == [WhyNot.TOO_MANY]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_files_of_every_encoding_are_read(encoding: str):
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Éclai\r\n rage\r\n"
        "DTSTART:20260601T180000\r\nDURATION:PT1H\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )

    (found,) = read_calendar(text.encode(encoding), USUAL).meetings

    assert found.fields.title == said(en="Éclairage")


@given(
    st.lists(st.sampled_from(["BEGIN:VEVENT", "END:VEVENT", "DTSTART:20260601T180000", "UID:1"]))
)
def test_lines_in_any_order_break_nothing(lines: list[str]):
    read_calendar("\n".join(["BEGIN:VCALENDAR", *lines]).encode(), USUAL)


@given(st.binary())
def test_bytes_of_any_kind_break_nothing(content: bytes):
    read_calendar(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + content + b"\nEND:VEVENT", USUAL)


@pytest.mark.parametrize("name", ["", "/", "Nowhere/City", "../../etc/passwd", "EST5EDT4,M3"])
def test_a_name_of_no_zone_is_none(name: str):
    assert known_zone(name) is None
