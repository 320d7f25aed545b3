"""Forums are found, subscribed to and printed, in every language, without scripts."""

from __future__ import annotations

import io
from datetime import timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import EntryText
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.people.model import OPERATOR
from copfeedback.web.routes import light_door_routes
from tests.web.conftest import TODAY
from tests.web.forum_site import (
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

TAGS = ("en", "ar", "fr", "ru", "es", "uk")
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> \U0001f600 警察 \u202e \"' & **x**"


@pytest.fixture
def client(portal: Portal) -> TestClient:
    a_forum(portal)
    return TestClient(Starlette(routes=light_door_routes(portal)))


@pytest.fixture
def held(portal: Portal, client: TestClient) -> Meeting:
    """A meeting with minutes in two languages; another is to come."""
    held = a_meeting(portal, HELD, title=both("Lights", "الإنارة"), childcare=True)
    item = an_item(portal, held, presenter="Captain Ali")
    counted(portal, held, 23, police=4)
    minuted(portal, held, {item.id: SAID})
    texts = {f"{item.id}.text": "اثنا عشر مصباحاً مطفأة", f"{item.id}.decision": "تُصلح أولاً"}
    portal.minutes.translate(OPERATOR, held.id, 1, "ar", texts)
    a_meeting(portal)
    return portal.meetings.find(TOWN, held.number)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("size", ["", "?large=1"])
def test_agenda_and_minutes_are_printed_in_every_language(
    client: TestClient, held: Meeting, tag: str, size: str
):
    for name in ("agenda.pdf", "minutes.pdf"):
        answer = client.get(f"/{tag}/forums/{TOWN}/{held.number}/{name}{size}")

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        reader = PdfReader(io.BytesIO(answer.content))
        assert reader.trailer["/Root"]["/Lang"] == tag
        known = {"If-None-Match": answer.headers["ETag"]}
        path = f"/{tag}/forums/{TOWN}/{held.number}/{name}{size}"
        assert client.get(path, headers=known).status_code == 304


def test_the_minutes_on_paper_say_what_those_on_the_page_do(client: TestClient, held: Meeting):
    text = text_of(client.get(f"/en/forums/{TOWN}/{held.number}/minutes.pdf").content)

    for said in (
        "Lights",
        "Old town",
        "Twelve are dark.",
        SAID.decision,
        SAID.dissent,
        SAID.cannot,
    ):
        assert said in text
    for said in ("23 people", "Police: 4", "Captain Ali", "Version 1", f"/forums/{TOWN}/"):
        assert said in text


def test_large_print_is_large(client: TestClient, held: Meeting):
    path = f"/en/forums/{TOWN}/{held.number}/minutes.pdf"

    usual, large = (
        PdfReader(io.BytesIO(client.get(path + how).content)) for how in ("", "?large=1")
    )

    assert len(large.pages) >= len(usual.pages)
    assert b"/F1 18.00 Tf" in large.pages[0].get_contents().get_data()


def test_words_without_letters_of_ours_are_printed_all_the_same(portal: Portal, client: TestClient):
    meeting = a_meeting(portal, title=both(HOSTILE), place=both(HOSTILE))
    for number in range(200):
        an_item(portal, meeting, f"Item {number} {HOSTILE}", text={"en": HOSTILE * 5})

    answer = client.get(f"/en/forums/{TOWN}/{meeting.number}/agenda.pdf")

    assert answer.status_code == 200
    assert "200. Item 199" in text_of(answer.content)


def test_there_is_no_paper_of_what_there_is_not(client: TestClient, portal: Portal):
    meeting = a_meeting(portal)

    for path in (f"{TOWN}/{meeting.number}/minutes.pdf", f"{TOWN}/1999-01-01/agenda.pdf"):
        assert client.get(f"/en/forums/{path}").status_code == 404
    assert client.get("/en/forums/nowhere/poster.pdf").status_code == 404


@pytest.mark.parametrize("tag", TAGS)
def test_the_poster_invites_to_the_next_meeting(client: TestClient, held: Meeting, tag: str):
    answer = client.get(f"/{tag}/forums/{TOWN}/poster.pdf")

    assert answer.status_code == 200
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    assert f"/f/{TOWN}" in page.extract_text()
    assert client.get(f"/f/{TOWN}?lang={tag}", follow_redirects=False).headers["Location"] == (
        f"/{tag}/forums/{TOWN}"
    )


def test_a_poster_is_there_when_no_meeting_is(client: TestClient):
    text = text_of(client.get(f"/en/forums/{TOWN}/poster.pdf").content)

    assert "No meeting is planned at the moment." in text


def test_nothing_on_paper_tells_of_a_protected_forum_what_must_not_be(
    client: TestClient, portal: Portal
):
    a_forum(portal, "safe", protected=ProtectedGroup.WOMEN, delay_days=30)
    meeting = a_meeting(portal, HELD, "safe", online="https://a.example.org/secret")
    item = an_item(portal, meeting, presenter="Nadia")
    counted(portal, meeting, 9)
    minuted(portal, meeting, {item.id: EntryText(text="Held back")})
    a_meeting(portal, COMING, "safe")
    here = f"/en/forums/safe/{meeting.number}"

    agenda = text_of(client.get(f"{here}/agenda.pdf").content)
    poster = text_of(client.get("/en/forums/safe/poster.pdf").content)
    calendar = client.get("/en/forums/safe.ics").text + client.get("/en/forums.ics").text
    feed = client.get("/en/forums/safe.atom").text + client.get("/en/forums.atom").text

    assert client.get(f"{here}/minutes.pdf").status_code == 404
    for text in (agenda, poster, calendar, feed):
        for hidden in ("Mill Street", "secret", "Nadia", "Held back"):
            assert hidden not in text


@pytest.mark.parametrize("tag", TAGS)
def test_calendars_are_there_of_all_forums_and_of_each(
    client: TestClient, held: Meeting, portal: Portal, tag: str
):
    for path in (f"/{tag}/forums.ics", f"/{tag}/forums/{TOWN}.ics"):
        answer = client.get(path)

        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        events = Calendar.from_ical(answer.content).walk("VEVENT")
        assert {str(each["uid"]) for each in events} == {
            each.uid for each in portal.meetings.public()
        }
        assert all(f"/{tag}/forums/{TOWN}/" in each["description"] for each in events)
        known = {"If-None-Match": answer.headers["ETag"]}
        since = {"If-Modified-Since": answer.headers["Last-Modified"]}
        assert client.get(path, headers=known).status_code == 304
        assert client.get(path, headers=since).status_code == 304
    assert client.get(f"/{tag}/forums/nowhere.ics").status_code == 404


def test_a_calendar_is_sent_again_when_a_meeting_was_cancelled(
    client: TestClient, held: Meeting, portal: Portal
):
    path = f"/en/forums/{TOWN}.ics"
    known = {"If-None-Match": client.get(path).headers["ETag"]}
    (coming,) = portal.meetings.upcoming(TOWN)
    portal.meetings.cancel(OPERATOR, coming.id, {"en": "Flood"}, after=coming.version)

    answer = client.get(path, headers=known)

    assert answer.status_code == 200
    events = {str(each["uid"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert (events[coming.uid]["status"], events[coming.uid]["sequence"]) == ("CANCELLED", 1)


def entries(client: TestClient, path: str) -> list[Element]:
    return fromstring(client.get(path).content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def titles(client: TestClient, path: str) -> list[str]:
    return [each.findtext(f"{ATOM}title") or "" for each in entries(client, path)]


def test_feeds_tell_of_agendas_minutes_late_commitments_and_notices(
    client: TestClient, held: Meeting, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    (coming,) = portal.meetings.upcoming(TOWN)
    portal.meetings.announce(OPERATOR, coming.id)
    notice = both("No curfew <b>", "لا حظر")
    portal.notices.publish(OPERATOR, TOWN, NoticeKind.CORRECTION, notice, both("A rumour"), None)
    new = NewCommitment(
        TOWN, Owner.COMMUNITY, both("Residents"), both("Clean up"), TODAY + timedelta(days=1)
    )
    portal.commitments.make(OPERATOR, new)
    (item,) = portal.agendas.of(held.id).items
    corrected = {item.id: EntryText(text="Eleven are dark.")}
    minuted(portal, held, corrected, reason="A number was wrong")

    told = titles(client, "/en/forums.atom")
    assert any(each.startswith("Agenda: Old town") for each in told)
    assert sum(each.startswith("Minutes of the meeting: Old town") for each in told) == 2
    assert any("No curfew <b>" in each for each in told)
    assert not any("Clean up" in each for each in told)

    later = TODAY + timedelta(days=90)
    monkeypatch.setattr(portal.surveys, "today", lambda: later)
    assert any("Clean up" in each for each in titles(client, "/en/forums.atom"))
    arabic = titles(client, f"/ar/forums/{TOWN}.atom")
    assert any("لا حظر" in each for each in arabic)


def test_ids_of_entries_stay_and_are_the_same_in_both_feeds(client: TestClient, held: Meeting):
    def ids(path: str) -> list[str]:
        return [each.findtext(f"{ATOM}id") or "" for each in entries(client, path)]

    assert ids("/en/forums.atom") == ids(f"/en/forums/{TOWN}.atom")
    assert len(ids("/en/forums.atom")) == 1


def test_a_feed_is_not_sent_again_while_nothing_is_new(client: TestClient, held: Meeting):
    first = client.get("/en/forums.atom")

    again = client.get("/en/forums.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert client.get("/en/forums/nowhere.atom").status_code == 404


@pytest.mark.parametrize("tag", TAGS)
def test_the_search_finds_and_marks_and_stays_light(client: TestClient, held: Meeting, tag: str):
    page = client.get(f"/{tag}/forums/search", params={"q": "lamps"})

    assert page.status_code == 200
    assert len(page.content) < 30_000
    assert "<mark>Lamps</mark>" in page.text
    assert f'href="/{tag}/forums/{TOWN}/{held.number}#minutes"' in page.text
    assert "<script" not in page.text


def test_what_is_found_in_another_language_says_in_which(client: TestClient, held: Meeting):
    page = client.get("/en/forums/search", params={"q": "مصباح"}).text

    assert '<p lang="ar" dir="rtl">' in page
    assert "Arabic" in page
    assert "Minutes of the meeting · Old town · " in page


def test_the_search_takes_whatever_is_typed(client: TestClient, held: Meeting):
    for query in ("", HOSTILE, "'\"; DROP TABLE", "a" * 5_000, "\x00"):
        page = client.get("/en/forums/search", params={"q": query, "page": "99999x"})
        assert page.status_code == 200
        assert "<script>alert" not in page.text


def test_many_places_are_found_page_by_page(client: TestClient, portal: Portal):
    meeting = a_meeting(portal)
    for number in range(45):
        an_item(portal, meeting, f"Radar {number}", text={"en": "Radar " * 100})

    first = client.get("/en/forums/search", params={"q": "radar"}).text
    third = client.get("/en/forums/search", params={"q": "radar", "page": "3"}).text

    assert first.count("<article>") == 20
    assert len(first.encode()) < 30_000
    assert third.count("<article>") == 5
    assert "/en/forums/search?q=radar&amp;page=2" in first


def test_translations_of_texts_are_those_of_the_feed(client: TestClient, held: Meeting):
    (entry,) = entries(client, f"/ar/forums/{TOWN}.atom")

    assert "تُصلح أولاً" in (entry.findtext(f"{ATOM}summary") or "")
