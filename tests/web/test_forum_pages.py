"""All forums and each forum, as everybody sees them at the light door."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal, build_portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import MeetingKind
from copfeedback.forums.model import Chair, Level, ProtectedGroup, Seat, Side
from copfeedback.forums.notice_model import NoticeKind
from copfeedback.forums.proposals import NewProposal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.settings import Settings
from copfeedback.web.forums import AT_ONCE
from copfeedback.web.routes import light_door_routes
from tests.web.conftest import TODAY
from tests.web.forum_site import CITY, COMING, HELD, TOWN, a_forum, a_meeting, both, counted
from tests.web.test_help import words

TAGS = ("en", "ar", "fr", "ru", "es", "uk")
HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:alert(1)) \"' & \u202e"


@pytest.fixture
def town(portal: Portal) -> None:
    """A neighbourhood's forum below that of its city."""
    a_forum(portal, CITY, level=Level.MUNICIPAL, name=both("City", "المدينة"))
    a_forum(portal, parent=CITY)


def brought(portal: Portal, text: str = "More light please", *, shown: bool = True) -> str:
    """Something a resident brought, answered in writing; its reference."""
    new = NewProposal(TOWN, "en", text, None, True, "0" * 32)
    reference = portal.proposals.propose(new, "203.0.113.5")
    portal.proposals.answer(OPERATOR, reference, {"en": "It is ordered."}, show=shown)
    return reference


def promised(portal: Portal, what: str = "Mend the lamps") -> int:
    """What the city promised."""
    new = NewCommitment(
        TOWN, Owner.MUNICIPALITY, {"en": "Works office"}, {"en": what}, TODAY + timedelta(days=9)
    )
    return portal.commitments.make(OPERATOR, new).id


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("path", ["", f"/{TOWN}", f"/{CITY}", f"/{TOWN}?all=meetings"])
def test_every_page_is_light_and_needs_no_scripts(
    client: TestClient, town: None, tag: str, path: str
):
    page = client.get(f"/{tag}/forums{path}")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text
    assert "<script" not in page.text
    assert "set-cookie" not in page.headers


def test_without_any_forum_the_page_says_so(client: TestClient):
    said = words(client.get("/en/forums").text)

    assert "There is no forum yet." in said
    assert "No meeting is planned at the moment." in said


def test_forums_stand_below_those_to_which_topics_are_passed_up(client: TestClient, town: None):
    page = client.get("/en/forums").text

    assert page.index('href="/en/forums/city"') < page.index('href="/en/forums/old-town"')
    assert re.search(r'forums/city">.*?<ul>\s*<li><a href="/en/forums/old-town"', page, re.DOTALL)
    assert "Neighbourhood" in page


def test_every_way_on_is_there(client: TestClient, town: None):
    page = client.get("/ar/forums").text

    ways = (
        "/ar/forums.ics", "/ar/forums.atom", "/ar/commitments", "/ar/problems",
        "/ar/forums/stories", "/ar/forums/proposals", "/ar/forums/handbook",
    )  # fmt: skip
    assert [way for way in ways if f'href="{way}"' not in page] == []
    assert 'action="/ar/forums/search"' in page


def test_the_home_page_and_every_footer_lead_to_the_forums(client: TestClient):
    assert client.get("/uk/").text.count('href="/uk/forums"') == 2
    assert 'href="/uk/forums"' in client.get("/uk/help").text


def test_next_meetings_come_first_and_cancelled_ones_stay(
    client: TestClient, portal: Portal, town: None
):
    later = a_meeting(portal, COMING + timedelta(days=7))
    soon = a_meeting(portal, COMING)
    portal.meetings.cancel(OPERATOR, soon.id, {"en": "The school is closed."}, after=soon.version)

    page = client.get("/en/forums").text

    assert page.index(f"forums/{TOWN}/{soon.number}") < page.index(f"forums/{TOWN}/{later.number}")
    assert "<b>Cancelled</b>" in page
    assert "School, Mill Street 3" in page
    assert words(page).count("Old town") > 2


def test_a_correction_stands_above_everything_as_long_as_it_is_pinned(
    client: TestClient, portal: Portal, town: None
):
    until = TODAY + timedelta(days=3)
    text = {"en": "Nobody was arrested.", "ar": "لم يُعتقل أحد."}
    portal.notices.publish(
        OPERATOR, TOWN, NoticeKind.CORRECTION, {"en": "A rumour", "ar": "شائعة"}, text, until
    )

    for path in ("/ar/forums", f"/ar/forums/{TOWN}"):
        page = client.get(path).text
        upcoming = portal.catalogues.speech("ar").gettext("Next meetings")
        assert page.index("لم يُعتقل أحد.") < page.index(upcoming)


def test_a_forum_says_who_chairs_it_who_sits_there_and_who_does_not(client: TestClient, town: None):
    said = words(client.get(f"/en/forums/{TOWN}").text)

    assert "Salma Idris , Women's union" in said
    assert "Police 2 District police" in said
    assert "Residents 8" in said
    assert "River people: nobody speaks for it here yet" in said
    assert "Market women ( Women's union )" in said
    assert "Everybody speaks once." in said
    assert "Since April 1, 2024: 3 years" in said
    assert "forum@example.org" in said


def test_a_chair_from_the_police_is_explained_with_an_end(client: TestClient, portal: Portal):
    chair = Chair(
        "Major Hart",
        both("District police"),
        police=True,
        reason=both("Nobody else was found."),
        until=TODAY + timedelta(days=20),
    )
    a_forum(portal, chair=chair)

    said = words(client.get(f"/en/forums/{TOWN}").text)

    assert "The chair is from the police. This is for a time only." in said
    assert "Nobody else was found." in said
    assert "It ends on May 23, 2027." in said
    assert "Overdue" not in said


def test_the_officer_of_the_sector_is_named_with_a_number(client: TestClient, portal: Portal):
    sector = Sector(
        "harbour",
        SectorKind.AREA,
        both("Harbour"),
        officer="Sam Reed",
        telephone="+44 1632 960 101",
        since=date(2024, 5, 3),
        public=True,
    )
    portal.sectors.set(OPERATOR, sector)
    a_forum(portal, sector="harbour")

    page = client.get(f"/en/forums/{TOWN}").text

    assert "here since May 3, 2024" in page
    assert 'href="tel:+441632960101"' in page


def test_a_protected_forum_names_nobody_and_no_place_and_says_why(
    client: TestClient, portal: Portal
):
    a_forum(portal, protected=ProtectedGroup.SURVIVORS, delay_days=14)
    meeting = a_meeting(portal)

    for path in (f"/en/forums/{TOWN}", f"/en/forums/{TOWN}/{meeting.number}", "/en/forums"):
        page = client.get(path).text
        assert "Salma" not in page
        assert "Mill Street" not in page
    said = words(client.get(f"/en/forums/{TOWN}").text)
    assert "This is a protected forum" in said
    assert "Minutes appear 14 days after they were approved." in said


def test_what_was_promised_and_what_was_answered_is_shown(
    client: TestClient, portal: Portal, town: None
):
    number, reference = promised(portal), brought(portal)

    page = client.get(f"/en/forums/{TOWN}").text

    assert f'href="/en/commitments/{number}"' in page
    assert "Waits for an answer" in page
    assert f"{reference[:4]} {reference[4:]}" in page
    assert "More light please" in page
    assert "It is ordered." in page


def test_words_that_the_chair_does_not_show_are_not_shown_but_the_answer_is(
    client: TestClient, portal: Portal, town: None
):
    brought(portal, "Ahmed in number 4 sells drugs", shown=False)

    page = client.get(f"/en/forums/{TOWN}").text

    assert "Ahmed" not in page
    assert "It is ordered." in page


def test_how_long_a_forum_has_lasted_is_told_year_by_year(
    client: TestClient, portal: Portal, town: None
):
    for day in (date(2025, 3, 1), date(2025, 9, 1), date(2027, 2, 1)):
        a_meeting(portal, day)

    page = client.get(f"/en/forums/{TOWN}").text

    rows = re.findall(r'<tr><th scope="row">(\d{4})</th><td>(\d+)</td>', page)
    assert rows == [("2025", "2"), ("2026", "0"), ("2027", "1")]


def test_who_came_in_a_year_is_shown_beside_nothing_of_single_meetings(
    client: TestClient, portal: Portal, town: None
):
    for month in range(1, 11):
        meeting = a_meeting(portal, date(2026, month, 5))
        counted(portal, meeting, 40, genders={"woman": 20, "man": 20}, age_bands={"from_18": 40})
    portal.forum_figures.freeze_due()

    said = words(client.get(f"/en/forums/{TOWN}").text)

    assert "Who came in 2026" in said
    assert "About 400 visits to meetings." in said
    assert "Women 200 50%" in said
    assert "18–29 400 100%" in said


def test_a_forum_that_has_ended_stays_readable(client: TestClient, portal: Portal):
    a_forum(portal, ended=TODAY - timedelta(days=1))

    assert "Forums that have ended" in client.get("/en/forums").text
    page = client.get(f"/en/forums/{TOWN}").text
    assert "This forum ended on May 2, 2027." in page
    assert f"/en/forums/{TOWN}/propose" not in page


def test_whatever_is_written_stays_plain_text(client: TestClient, portal: Portal):
    text = Translations({"en": HOSTILE})
    a_forum(
        portal,
        name=text,
        purpose=text,
        rules=text,
        contact=HOSTILE,
        chair=Chair(HOSTILE, text),
        seats=(Seat(Side.POLICE, HOSTILE),),
    )
    a_meeting(portal, title=text, place=text)
    portal.notices.publish(OPERATOR, TOWN, NoticeKind.NEWS, {"en": HOSTILE}, {"en": HOSTILE})
    brought(portal, HOSTILE)
    promised(portal, HOSTILE)

    for path in ("", f"/{TOWN}", f"/{TOWN}?all=proposals"):
        page = client.get(f"/ar/forums{path}").text
        assert "&lt;script&gt;" in page
        assert "<script" not in page
        assert "<strong" not in page
        assert 'href="javascript' not in page


def test_a_text_in_another_language_says_so(client: TestClient, town: None):
    page = client.get(f"/ar/forums/{TOWN}").text

    assert '<span lang="en" dir="auto">We meet so that streets are safe.</span>' in page


@pytest.mark.parametrize("code", ["nowhere", "OLD-TOWN", "a b", "%00", "x" * 300, "<b>"])
def test_a_forum_that_is_not_there_is_not_found(client: TestClient, town: None, code: str):
    assert client.get(f"/en/forums/{code}").status_code == 404
    assert client.get(f"/f/{code}", follow_redirects=False).status_code == 404


def test_a_short_address_leads_to_the_forum_in_the_readers_language(client: TestClient, town: None):
    answer = client.get(f"/f/{TOWN}", headers={"accept-language": "uk"}, follow_redirects=False)

    assert answer.status_code == 302
    assert answer.headers["location"] == f"/uk/forums/{TOWN}"


def test_a_hundred_forums_and_many_years_fit(client: TestClient, portal: Portal):
    long = both("A forum with a rather long name indeed", "منتدى باسم طويل جدًا في الحقيقة")
    a_forum(portal, CITY, level=Level.MUNICIPAL, name=long)
    for number in range(AT_ONCE + 40):
        a_forum(portal, f"forum-{number}", name=long, parent=CITY)
    for number in range(130):
        a_meeting(portal, TODAY - timedelta(days=20 * number + 1), CITY)

    for path in ("", f"/{CITY}", f"/{CITY}?all=meetings", f"/{CITY}?all=meetings&page=3"):
        page = client.get(f"/ar/forums{path}")
        assert page.status_code == 200
        assert len(page.content) <= 30_000, path
    first = client.get(f"/en/forums/{CITY}?all=meetings").text
    assert f'href="/en/forums/{CITY}?all=meetings&amp;page=2"' in first
    last = client.get(f"/en/forums/{CITY}?all=meetings&page=99").text
    assert "Page 3 of 3" in last


def test_long_words_have_a_page_of_their_own(client: TestClient, portal: Portal):
    rules = "Усі говорять по черзі. " * 400
    a_forum(portal, purpose=both(rules), rules=both(rules))
    for number in range(9):
        text = {"uk": "Чутки неправдиві. " * 150}
        until = TODAY + timedelta(days=3) if number % 2 else None
        portal.notices.publish(OPERATOR, TOWN, NoticeKind.NEWS, {"uk": "Чутки"}, text, until)

    for path in ("/uk/forums", f"/uk/forums/{TOWN}", f"/uk/forums/{TOWN}?all=notices"):
        assert len(client.get(path).content) <= 30_000, path
    page = client.get(f"/uk/forums/{TOWN}").text
    assert "Усі говорять" not in page
    assert f'href="/uk/forums/{TOWN}?all=rules"' in page
    whole = client.get(f"/uk/forums/{TOWN}?all=rules").text
    assert whole.count("Усі говорять") == 800


def test_many_forums_that_are_below_none_stand_on_several_pages(client: TestClient, portal: Portal):
    for number in range(AT_ONCE + 5):
        a_forum(portal, f"forum-{number}", name=both(f"Forum {number}"))

    first, second = (client.get(f"/en/forums?page={page}").text for page in (1, 2))

    assert 'href="/en/forums?page=2"' in first
    assert second.count('href="/en/forums/forum-') == 5


@pytest.mark.parametrize("page", ["0", "-1", "x", "٢", "99999999999999", ""])
def test_a_page_that_cannot_be_is_one_that_can(client: TestClient, town: None, page: str):
    answer = client.get(f"/en/forums/{TOWN}?all=meetings&page={page}")

    assert answer.status_code == 200


def test_a_closed_meeting_is_listed_without_its_place(
    client: TestClient, portal: Portal, town: None
):
    a_meeting(portal, kind=MeetingKind.CLOSED)

    page = client.get("/en/forums").text

    assert "Closed meeting" in page
    assert "Mill Street" not in page


@pytest.fixture
def door_with(prepared: Path, tmp_path: Path) -> Iterator[Callable[[str], TestClient]]:
    """The light door of a portal that offers these features."""
    portals = []

    def make(features: str) -> TestClient:
        address = f"sqlite:///{prepared}"
        settings = Settings(data_dir=tmp_path, database_url=address, features=features)
        portals.append(build_portal(settings))
        return TestClient(Starlette(routes=light_door_routes(portals[-1])))

    yield make
    for portal in portals:
        portal.stop()


def test_without_forums_nothing_leads_to_them(door_with: Callable[[str], TestClient]):
    door = door_with("surveys,complaints")

    assert door.get("/en/forums").status_code == 404
    assert door.get("/en/commitments").status_code == 404
    assert "/en/forums" not in door.get("/en/").text


def test_with_forums_alone_they_are_the_home_page(door_with: Callable[[str], TestClient]):
    assert "There is no forum yet." in door_with("forums").get("/en/").text


def test_a_held_meeting_stands_with_the_past_ones(client: TestClient, portal: Portal, town: None):
    held = a_meeting(portal, HELD)

    page = client.get(f"/en/forums/{TOWN}").text

    assert page.index("Past meetings") < page.index(held.number)


def test_the_number_of_a_proposal_stays_in_its_order_in_every_script(
    client: TestClient, portal: Portal, town: None
):
    reference = brought(portal)

    page = client.get(f"/ar/forums/{TOWN}").text

    assert f'<bdi dir="ltr">{reference[:4]} {reference[4:]}</bdi>' in page
