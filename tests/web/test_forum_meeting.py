"""A meeting as everybody sees it: when and where, what is on the agenda, and what came of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import ItemKind, MatterKind, MeetingKind, Settlement
from copfeedback.forums.meeting_rules import MeetingFields
from copfeedback.forums.minutes_model import GENERAL, EntryText, Manner
from copfeedback.forums.model import Level, ProtectedGroup
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role
from tests.people.members import an_organisation
from tests.web.conftest import TODAY, Calendar
from tests.web.forum_site import (
    CITY,
    COMING,
    HELD,
    SAID,
    TOWN,
    a_forum,
    a_meeting,
    an_item,
    both,
    counted,
    minuted,
)
from tests.web.test_forum_pages import HOSTILE
from tests.web.test_help import words

TAGS = ("en", "ar", "fr", "ru", "es", "uk")
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n0\n%%EOF\n"


@pytest.fixture(autouse=True)
def town(portal: Portal) -> None:
    """A neighbourhood's forum below that of its city."""
    a_forum(portal, CITY, level=Level.MUNICIPAL, name=both("City"))
    a_forum(portal, parent=CITY)


def at(number: str, tag: str = "en", code: str = TOWN) -> str:
    return f"/{tag}/forums/{code}/{number}"


def promised(portal: Portal, meeting_id: int, item_id: int | None = None, code: str = TOWN) -> int:
    """What the city promised at a meeting."""
    new = NewCommitment(
        code,
        Owner.MUNICIPALITY,
        {"en": "Works office"},
        {"en": "Mend the lamps"},
        TODAY + timedelta(days=9),
        meeting_id=meeting_id,
        item_id=item_id,
    )
    return portal.commitments.make(OPERATOR, new).id


def test_when_and_where_it_is_and_who_can_come(client: TestClient, portal: Portal):
    meeting = a_meeting(
        portal,
        neutral_ground=True,
        step_free=True,
        interpretation=("ar", "sgn"),
        childcare=True,
        online="https://meet.example.org/x",
    )

    said = words(client.get(at(meeting.number)).text)

    assert "Thursday, May 13, 2027, 6:30" in said.replace("\u202f", " ")
    assert "(Kyiv, GMT+03:00)" in said
    assert "School, Mill Street 3 · neutral ground" in said
    assert "There is a way in without steps." in said
    assert "Interpretation into Arabic and Sign language" in said
    assert "Somebody looks after children." in said
    assert "Who can come Everybody" in said
    assert "in daytime" not in said
    assert 'href="https://meet.example.org/x"' in client.get(at(meeting.number)).text


def test_a_meeting_before_six_is_in_daytime(client: TestClient, portal: Portal):
    early = MeetingFields.of(a_meeting(portal)).starts.replace(hour=10)
    meeting = a_meeting(portal, starts=early, ends=early + timedelta(hours=1))

    assert "in daytime" in client.get(at(meeting.number)).text


def test_a_cancelled_meeting_stays_with_its_reason(client: TestClient, portal: Portal):
    meeting = a_meeting(portal)
    portal.meetings.cancel(
        OPERATOR, meeting.id, {"en": "The school is closed."}, after=meeting.version
    )

    page = client.get(at(meeting.number)).text

    assert "This meeting is cancelled." in page
    assert "The school is closed." in page
    assert f"{TOWN}/propose" not in page


def test_a_moved_meeting_says_from_when_and_why(client: TestClient, portal: Portal):
    meeting = a_meeting(portal)
    fields = MeetingFields.of(meeting)
    later = MeetingFields.of(a_meeting(portal, COMING + timedelta(days=2), CITY))
    assert fields.zone == later.zone
    portal.meetings.change(
        OPERATOR, meeting.id, later, after=meeting.version, reason={"en": "A feast."}
    )

    said = words(client.get(at(meeting.number)).text).replace("\u202f", " ")

    assert "It was planned for Thursday, May 13, 2027, 6:30 PM." in said
    assert "Told on May 3, 2027" in said
    assert "A feast." in said
    assert "Saturday, May 15, 2027" in said


def test_the_place_of_a_closed_meeting_is_told_on_request(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, kind=MeetingKind.CLOSED, online="https://meet.example.org/x")

    page = client.get(at(meeting.number)).text

    assert "Mill Street" not in page
    assert "meet.example.org" not in page
    assert "The place is told on request." in page
    assert "Only those who are invited" in page


def test_the_agenda_is_a_draft_until_it_is_final(client: TestClient, portal: Portal):
    meeting = a_meeting(portal)
    an_item(portal, meeting, presenter="Sam Reed", kind=ItemKind.POLICE_REPORT)
    an_item(portal, meeting, "Market", text={"en": "About stalls"})
    said = words(client.get(at(meeting.number)).text)
    assert "Draft: the agenda can still change." in said
    assert "It is meant to take 40 minutes." in said
    assert "1. Street lamps Report by the police · 20 minutes · Sam Reed" in said
    assert "2. Market" in said
    assert "About stalls" in said

    portal.agendas.make_final(OPERATOR, meeting.id)

    said = words(client.get(at(meeting.number)).text)
    assert "The agenda is final since May 3, 2027." in said
    assert "Draft" not in said


def test_what_earlier_meetings_left_open_is_told_with_how_often_it_was_put_off(
    client: TestClient, portal: Portal
):
    first = a_meeting(portal, HELD)
    number = promised(portal, first.id)
    meeting = a_meeting(portal)

    page = client.get(at(meeting.number)).text
    assert "Left over from earlier meetings" in page
    assert f'href="/en/commitments/{number}"' in page

    portal.agendas.settle(
        OPERATOR,
        meeting.id,
        MatterKind.COMMITMENT,
        number,
        Settlement.CONTINUES,
        {"en": "The lorry is broken."},
    )
    said = words(client.get(at(meeting.number)).text)
    assert "Left over from earlier meetings" not in said
    assert "Goes on : The lorry is broken." in said or "Goes on: The lorry is broken." in said

    after = a_meeting(portal, COMING + timedelta(days=20))
    assert "put off 1 time" in words(client.get(at(after.number)).text)
    portal.agendas.carry_all(OPERATOR, after.id)
    carried = words(client.get(at(after.number)).text)
    assert "1. Mend the lamps" in carried
    assert "put off 1 time" in carried


def test_minutes_say_everything_that_was_said_and_decided(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    number = promised(portal, meeting.id, item.id)
    counted(portal, meeting, 20, police=3, residents=12)
    minuted(portal, meeting, {item.id: SAID, GENERAL: EntryText(text="It was hot.")})

    page = client.get(at(meeting.number)).text
    said = words(page)

    assert "Version 1, approved on May 3, 2027" in said
    assert "20 people · Police: 3 · Residents: 12 · Side not recorded: 5" in said
    assert "It was hot." in said
    assert "Lamps were counted. Twelve are dark." in said
    assert "Decision (Decided, but not everybody agreed): The lamps are mended first." in said
    for more in (SAID.dissent, SAID.affected, SAID.cannot):
        assert more.replace("'", "’") in said or more in said
    assert "What cannot be done, and why:" in said
    assert f'href="/en/commitments/{number}"' in page
    assert "Waits for an answer · Municipality: Works office · Due on May 12, 2027" in said
    assert page.count(f'href="/en/commitments/{number}"') == 1
    assert "Commitments made at this meeting" not in page
    assert "minutes.pdf" in page
    assert "agenda.pdf" in page


def test_attendance_that_nobody_recorded_is_told_so(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, HELD)
    minuted(portal, meeting, {GENERAL: SAID})

    assert "Who came: not recorded" in words(client.get(at(meeting.number)).text)


def test_a_question_that_was_not_answered_says_that_it_comes_up_again(
    client: TestClient, portal: Portal
):
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting, "Why so late?", kind=ItemKind.QUESTION_TIME)
    minuted(portal, meeting, {item.id: EntryText(text="Nobody knew.", answered=False)})

    assert (
        "The question was not answered. It comes up again." in client.get(at(meeting.number)).text
    )


def test_minutes_in_another_language_are_marked_until_they_are_translated(
    client: TestClient, portal: Portal
):
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    minutes = minuted(portal, meeting, {item.id: SAID})
    page = client.get(at(meeting.number, "ar")).text
    said = portal.catalogues.speech("ar").gettext
    assert said("These minutes are not yet translated into your language.") in page
    assert '<span lang="en" dir="auto">Lamps were counted.\nTwelve are dark.</span>' in page
    assert "not yet translated into" not in client.get(at(meeting.number)).text

    key = f"{item.id}.text"
    portal.minutes.translate(OPERATOR, meeting.id, minutes.number, "ar", {key: "أُحصيت المصابيح."})
    page = client.get(at(meeting.number, "ar")).text
    assert said("These minutes are only partly translated.") in page
    assert '<p class="words" dir="auto">أُحصيت المصابيح.</p>' in page

    rest = {each: f"ترجمة {each}" for each in minutes.segments() if each != key}
    portal.minutes.translate(OPERATOR, meeting.id, minutes.number, "ar", rest)
    page = client.get(at(meeting.number, "ar")).text
    assert "translated into your language" not in page
    assert "partly" not in page
    states = words(client.get(at(meeting.number)).text)
    assert "English: Original Arabic: Translated French: Not yet translated" in states


def test_every_version_stays_and_what_changed_is_shown(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, HELD)
    item = an_item(portal, meeting)
    minuted(portal, meeting, {item.id: EntryText(text="Twelve lamps are dark.")})
    minuted(
        portal,
        meeting,
        {item.id: EntryText(text="Fourteen lamps are dark.", manner=Manner.CONSENSUS)},
        reason="Two lamps were forgotten.",
    )

    latest = client.get(at(meeting.number)).text
    assert "Fourteen" in latest
    assert "Two lamps were forgotten." in latest
    first = client.get(f"{at(meeting.number)}/minutes/1").text
    assert "Twelve" in first
    assert "There is a later version." in first
    assert "There is a later version." not in client.get(f"{at(meeting.number)}/minutes/2").text

    changed = client.get(f"{at(meeting.number)}/minutes/2?with=1")
    assert "<del>Twelve </del><ins>Fourteen </ins>lamps are dark." in changed.text
    assert "<del>Nothing was decided</del> <ins>Everybody agreed</ins>" in changed.text
    same = client.get(f"{at(meeting.number)}/minutes/1?with=2").text
    assert "<del>Twelve </del>" in same


@pytest.mark.parametrize(
    "path", ["minutes/0", "minutes/3", "minutes/1?with=1", "minutes/1?with=x", "minutes/1?with=9"]
)
def test_a_version_that_is_not_there_is_not_found(client: TestClient, portal: Portal, path: str):
    meeting = a_meeting(portal, HELD)
    minuted(portal, meeting, {GENERAL: SAID})

    assert client.get(f"{at(meeting.number)}/{path}").status_code == 404


def test_replies_of_offices_stand_beside_the_minutes(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, HELD)
    minuted(portal, meeting, {GENERAL: SAID})
    city = an_organisation(portal.engine, OrganisationKind.MUNICIPALITY)
    officer = Actor("officer", Role.AGENCY_OFFICER, id=9, organisation=city)
    portal.minutes.reply(officer, meeting.id, 1, "Works office", "en", "<b>We</b> had no lorry.")

    page = client.get(at(meeting.number)).text

    assert "&lt;b&gt;We&lt;/b&gt; had no lorry." in page
    assert "It changes nothing in them." in page
    assert "Works office" in words(page)


def test_a_protected_forum_shows_a_total_alone_and_minutes_later(
    client: TestClient, portal: Portal, calendar: Calendar
):
    code = "shelter"
    a_forum(portal, code, protected=ProtectedGroup.WOMEN, delay_days=7)
    meeting = a_meeting(portal, HELD, code)
    item = an_item(portal, meeting, presenter="Mona Said")
    counted(portal, meeting, 9, residents=8)
    minuted(portal, meeting, {item.id: SAID})

    page = client.get(at(meeting.number, code=code)).text
    assert "Lamps were counted" not in page
    assert "Protected forums show them later." in page
    assert client.get(f"{at(meeting.number, code=code)}/minutes/1").status_code == 404

    calendar.today += timedelta(days=7)
    said = words(client.get(at(meeting.number, code=code)).text)
    assert "Lamps were counted" in said
    assert "Residents" not in said
    assert "Mona" not in said
    assert "Mill Street" not in said


def test_a_paper_is_handed_out_to_be_kept_and_can_do_nothing(client: TestClient, portal: Portal):
    meeting = a_meeting(portal)
    item = an_item(portal, meeting)
    paper = portal.agendas.add_paper(OPERATOR, item.id, 'Map "north" <b>', "ar", PDF)

    page = client.get(at(meeting.number)).text
    assert (
        f'<a href="/forums/papers/{paper.id}.pdf"><bdi>Map &#34;north&#34; &lt;b&gt;</bdi>' in page
    )
    answer = client.get(f"/forums/papers/{paper.id}.pdf")
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["0.pdf", "7.pdf", f"{2**40}.pdf", "x.pdf", "1.html"])
def test_a_paper_that_is_not_there_is_not_found(client: TestClient, name: str):
    assert client.get(f"/forums/papers/{name}").status_code == 404


@pytest.mark.parametrize(
    "number", ["2027-05-14", "2027-05-13-2", "x", "2027-5-13", "%00", "9" * 40, "2027-05-13%00"]
)
def test_a_meeting_that_is_not_there_is_not_found(client: TestClient, portal: Portal, number: str):
    a_meeting(portal)

    assert client.get(f"/en/forums/{TOWN}/{number}").status_code == 404
    assert client.get(f"/en/forums/nowhere/{number}").status_code == 404


def test_two_hundred_items_stand_on_pages_that_stay_light(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, HELD)
    long = "A long title of an item. " * 6
    items = [an_item(portal, meeting, long, text={"en": long}).id for _ in range(200)]
    seen = _numbers_of_all_pages(client, meeting.number)
    assert seen == list(range(1, 201))

    said = EntryText(text="Съвет. " * 40, decision="Решено. " * 20)
    minuted(portal, meeting, dict.fromkeys(items, said))
    assert _numbers_of_all_pages(client, meeting.number) == seen

    shorter = EntryText(text="Нищо. " * 40)
    minuted(portal, meeting, dict.fromkeys(items[:40], shorter), reason="Кратко")
    for number in (1, 2, 9):
        changed = f"{at(meeting.number)}/minutes/2?with=1&page={number}"
        page = client.get(changed)
        assert len(page.content) <= 30_000
        assert "<del>" in page.text


def _numbers_of_all_pages(client: TestClient, number: str) -> list[int]:
    seen: list[int] = []
    address: str | None = at(number, "uk")
    while address:
        page = client.get(address)
        assert len(page.content) <= 30_000, address
        seen += [int(each) for each in re.findall(r'<article id="p(\d+)">', page.text)]
        found = re.search(r'<a rel="next" href="([^"]+)"', page.text)
        address = found[1] if found else None
    return seen


@pytest.mark.parametrize("tag", TAGS)
def test_whatever_is_written_stays_plain_text(client: TestClient, portal: Portal, tag: str):
    text = both(HOSTILE)
    meeting = a_meeting(portal, HELD, title=text, place=text)
    item = an_item(portal, meeting, HOSTILE, text={"en": HOSTILE}, presenter=HOSTILE)
    assert "&lt;script&gt;" in client.get(at(meeting.number, tag)).text
    _is_plain(client.get(at(meeting.number, tag)).text)

    hostile = EntryText(HOSTILE, HOSTILE, Manner.WITH_DISSENT, HOSTILE, HOSTILE, HOSTILE)
    minuted(portal, meeting, {item.id: hostile})
    minuted(portal, meeting, {item.id: EntryText(HOSTILE + "!")}, reason=HOSTILE)
    for path in ("", "/minutes/1", "/minutes/2?with=1"):
        _is_plain(client.get(at(meeting.number, tag) + path).text)


def _is_plain(page: str) -> None:
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<strong" not in page
    assert 'href="javascript' not in page
    assert "\u202e" not in page


def test_words_in_both_directions_keep_their_own(client: TestClient, portal: Portal):
    meeting = a_meeting(portal, HELD)
    mixed = "رقم 3 Mill Street (2027) مغلق"
    item = an_item(portal, meeting, mixed, presenter="سامي Reed")
    minuted(portal, meeting, {item.id: EntryText(text=mixed)})

    page = client.get(at(meeting.number)).text

    assert f'<p class="words" dir="auto">{mixed}</p>' in page
    assert "<bdi>سامي Reed</bdi>" in page


def test_what_a_protected_forum_holds_back_is_not_left_over_in_public(
    client: TestClient, portal: Portal, calendar: Calendar
):
    code = "shelter"
    a_forum(portal, code, protected=ProtectedGroup.WOMEN, delay_days=7)
    held, meeting = a_meeting(portal, HELD, code), a_meeting(portal, code=code)
    promised(portal, held.id, code=code)

    assert "Mend the lamps" not in client.get(at(meeting.number, code=code)).text
    calendar.today += timedelta(days=7)
    assert "Mend the lamps" in client.get(at(meeting.number, code=code)).text


def test_pages_about_protected_forums_are_left_in_no_browser(client: TestClient, portal: Portal):
    a_forum(portal, "open-hall", parent=None)
    a_forum(portal, "shelter", parent=None, protected=ProtectedGroup.SURVIVORS)
    meeting = a_meeting(portal, code="shelter")

    for path in ("/en/forums/shelter", f"/en/forums/shelter/{meeting.number}"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert '<meta name="robots" content="noindex">' in answer.text
    assert client.get("/en/forums/open-hall").headers["cache-control"] != "no-store"
