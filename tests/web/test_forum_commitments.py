"""What was promised at forums, as everybody sees it at the light door."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Commitment, EventKind, Owner
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, OrganisationKind
from copfeedback.people.sector_model import Sector, SectorKind
from tests.people.members import an_organisation
from tests.web.conftest import TODAY, Calendar
from tests.web.forum_site import TOWN, a_forum, a_meeting

LIGHT = 30 * 1024
REASON = {"en": "No lamps\nin the store", "ar": "لا توجد مصابيح"}


@pytest.fixture
def town(portal: Portal) -> Portal:
    """A portal with a forum in an area that everybody may see."""
    mill = Sector("mill", SectorKind.AREA, Translations({"en": "Mill side"}), public=True)
    portal.sectors.set(OPERATOR, mill)
    a_forum(portal, sector="mill")
    return portal


def a_promise(portal: Portal, owner: Owner = Owner.COMMUNITY, **changes: Any) -> Commitment:
    """Something promised today for twenty days on."""
    facts: dict[str, Any] = {
        "forum": TOWN,
        "owner": owner,
        "office": {"en": "Patrol unit"},
        "what": {"en": "Walk down Mill Street", "ar": "السير في شارع الطاحونة"},
        "due": TODAY + timedelta(days=20),
    }
    if owner is Owner.POLICE:
        facts["organisation"] = an_organisation(portal, OrganisationKind.POLICE)
    return portal.commitments.make(OPERATOR, NewCommitment(**facts | changes))


def seen(client: TestClient, path: str, status: int = 200) -> str:
    """A page's words without its tags."""
    response = client.get(path)
    assert response.status_code == status
    assert len(response.content) <= LIGHT
    body = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_board_shows_late_ones_first_and_how_each_side_keeps_its_word(
    town: Portal, client: TestClient, calendar: Calendar
):
    a_promise(town, what={"en": "Sweep the square"})
    late = a_promise(town, Owner.POLICE, due=TODAY + timedelta(days=5))
    town.commitments.happened(OPERATOR, late.id, EventKind.ACCEPTED)
    calendar.today += timedelta(days=10)

    page = seen(client, "/en/commitments")

    assert page.index("Walk down Mill Street") < page.index("Sweep the square")
    assert re.search(r"Police 0 0 1 0 0 0 0\b", page)
    assert re.search(r"Community 0 0 0 0 0 0 1\b", page)
    assert "%" not in page


def test_shares_are_said_where_there_are_many(town: Portal, client: TestClient):
    for number in range(20):
        made = a_promise(town, Owner.POLICE)
        town.commitments.happened(OPERATOR, made.id, EventKind.ACCEPTED)
        kind = EventKind.DROPPED if number < 5 else EventKind.DONE
        town.commitments.happened(OPERATOR, made.id, kind, text=REASON)

    page = seen(client, "/en/commitments")

    assert "Police 15 (75%) 0 0 5" in page


def test_the_board_is_filtered_by_side_status_sector_and_forum(town: Portal, client: TestClient):
    a_forum(town, "harbour", name=Translations({"en": "Harbour forum"}))
    a_promise(town, Owner.POLICE, what={"en": "Patrol"})
    a_promise(town, what={"en": "Sweep"}, forum="harbour")
    declined = a_promise(town, what={"en": "Paint"})
    town.commitments.happened(OPERATOR, declined.id, EventKind.DECLINED, text=REASON)

    def listed(query: str) -> set[str]:
        page = client.get(f"/en/commitments?{query}").text.partition('<ul class="commitments">')[2]
        return {each for each in ("Patrol", "Sweep", "Paint") if f">{each}<" in page}

    assert listed("") == {"Patrol", "Sweep", "Paint"}
    assert listed("side=police") == {"Patrol"}
    assert listed("status=declined") == {"Paint"}
    assert listed("sector=mill") == {"Patrol", "Paint"}
    assert listed("forum=harbour") == {"Sweep"}
    assert listed("forum=nowhere&side=%3Cb%3E&status=x&sector=y") == {"Patrol", "Sweep", "Paint"}


def test_a_long_board_has_pages_that_keep_the_choice(town: Portal, client: TestClient):
    for number in range(60):
        a_promise(town, what={"en": f"{number:02}" + "x" * 400, "ar": "س" * 400})

    for tag in ("en", "ar"):
        first = client.get(f"/{tag}/commitments?side=community")
        assert len(first.content) <= LIGHT
        assert f"/{tag}/commitments?side=community&amp;page=2" in first.text


def test_a_commitment_shows_its_first_day_and_every_move(
    town: Portal, client: TestClient, calendar: Calendar
):
    meeting = a_meeting(town, TODAY - timedelta(days=1))
    made = a_promise(town, Owner.POLICE, meeting_id=meeting.id, quick_win=True)
    for kind, due in ((EventKind.ACCEPTED, None), (EventKind.MOVED, TODAY + timedelta(days=40))):
        town.commitments.happened(OPERATOR, made.id, kind, text=REASON, due=due)
    calendar.today += timedelta(days=30)
    town.commitments.happened(OPERATOR, made.id, EventKind.DONE, text={"en": "Twelve lamps"})

    page = seen(client, f"/en/commitments/{made.id}")

    assert "Done · Quick win" in page
    assert "Police: Patrol unit" in page
    assert "June 12, 2027 first promised for May 23, 2027 · put off once" in page
    assert "Promised for May 23, 2027" in page
    assert "Put off to another day (June 12, 2027) City police No lamps in the store" in page
    assert "June 2, 2027: Done City police Twelve lamps" in page
    assert (
        f'href="/en/forums/{TOWN}/{meeting.number}"'
        in client.get(f"/en/commitments/{made.id}").text
    )
    assert "لا توجد مصابيح" in client.get(f"/ar/commitments/{made.id}").text


def test_a_long_history_has_pages(town: Portal, client: TestClient):
    made = a_promise(town)
    for number in range(12):
        words = {"en": f"{number} " + "word " * 700}
        town.commitments.happened(OPERATOR, made.id, EventKind.CONTINUED, text=words)

    first = seen(client, f"/en/commitments/{made.id}")
    last = seen(client, f"/en/commitments/{made.id}?page=99")

    assert "Promised for" in first
    assert "Promised for" not in last
    assert "11 word" in last


def test_what_the_forum_recorded_says_so(town: Portal, client: TestClient):
    made = a_promise(town)
    town.commitments.happened(OPERATOR, made.id, EventKind.ACCEPTED)

    page = seen(client, f"/en/commitments/{made.id}")

    assert "The office accepted it Recorded by the forum: Old town" in page


def test_words_of_people_are_words_alone(town: Portal, client: TestClient):
    made = a_promise(town, what={"en": "<b>bold</b> [x](javascript:1)"}, office={"en": "<i>x</i>"})

    for path in ("/en/commitments", f"/en/commitments/{made.id}"):
        text = client.get(path).text
        assert "<b>bold" not in text
        assert "&lt;b&gt;bold&lt;/b&gt; [x](javascript:1)" in text


@pytest.mark.parametrize("path", ["/en/commitments/77", "/en/problems/77"])
def test_what_is_not_there_is_not_there(town: Portal, client: TestClient, path: str):
    assert "There is no such page" in seen(client, path, 404)
