"""You said, we did, we did not: as everybody reads it at the light door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.commitment_model import EventKind, Owner
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import ProtectedGroup
from copfeedback.forums.proposals import NewProposal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from tests.web.conftest import TODAY, Calendar
from tests.web.forum_site import SAID, TOWN, a_forum, a_meeting, an_item, minuted
from tests.web.test_forum_commitments import REASON, a_promise, seen
from tests.web.test_forum_problems import a_problem

STORIES = "/en/forums/stories"
FOUND = Finding("neighbourhood-safety-1", "safe_alone_night")


@pytest.fixture
def town(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """A portal with a forum in an area, where results of any survey are taken as published."""
    for service in (portal.commitments, portal.problems):
        monkeypatch.setattr(service, "_is_release", lambda _: True)
    mill = Sector("mill", SectorKind.AREA, Translations({"en": "Mill side"}), public=True)
    portal.sectors.set(OPERATOR, mill)
    a_forum(portal, sector="mill")
    return portal


def proposed(portal: Portal, text: str, code: str = TOWN) -> str:
    """The reference of what a resident brought."""
    new = NewProposal(code, "en", text, None, is_question=False, nonce=text)
    return portal.proposals.propose(new, "127.0.0.1")


def test_a_proposal_is_followed_to_what_was_done(
    town: Portal, client: TestClient, calendar: Calendar
):
    reference = proposed(town, "Mend the lamps in Mill Street")
    meeting = a_meeting(town, TODAY + timedelta(days=1))
    item = town.proposals.put_on_agenda(
        OPERATOR, reference, meeting.id, {"en": "Street lamps"}, show=True
    )
    calendar.today += timedelta(days=2)
    minuted(town, meeting, {item.id: SAID})
    done, late, declined = (
        a_promise(
            town,
            meeting_id=meeting.id,
            item_id=item.id,
            what={"en": what},
            due=calendar.today + timedelta(days=5),
        )
        for what in ("Mend twelve", "Mend all", "Mend none")
    )
    for made in (done, late):
        town.commitments.happened(OPERATOR, made.id, EventKind.ACCEPTED)
    town.commitments.happened(OPERATOR, done.id, EventKind.DONE, text={"en": "They burn"})
    town.commitments.happened(OPERATOR, declined.id, EventKind.DECLINED, text=REASON)
    calendar.today += timedelta(days=9)

    page = seen(client, STORIES + "?sector=mill")

    said, did, did_not = (page.index(each) for each in ("You said M", "We did I", "We did not M"))
    assert said < page.index("Mend the lamps in Mill Street") < did
    assert did < page.index("Decision") < page.index("The lamps are mended first.") < did_not
    assert did < page.index("Mend twelve") < page.index("They burn") < did_not
    assert did_not < min(page.index(each) for each in ("Mend all", "Mend none", "No lamps"))


def test_what_was_declined_is_told_with_its_reason(town: Portal, client: TestClient):
    reference = proposed(town, "Close the street")
    town.proposals.decline(OPERATOR, reference, {"en": "Ambulances need it"})

    page = seen(client, STORIES)

    assert "We did not Ambulances need it" in page
    assert "Close the street" not in page
    assert "We did " not in page.replace("we did, we did not", "").replace("We did not", "")


def test_a_finding_of_a_survey_is_followed_to_problem_and_commitment(
    town: Portal, client: TestClient
):
    record = a_problem(town, findings=(FOUND,))
    a_promise(town, Owner.POLICE, finding=FOUND, what={"en": "Walk there at night"})
    a_promise(town, problem=record.id, what={"en": "Light the yards"})
    an_item(town, a_meeting(town), "What the survey found", finding=FOUND)

    page = seen(client, STORIES)

    assert page.count("In a survey:") == 1
    for each in ("Broken lamps", "Walk there at night", "Light the yards", "It is on the agenda"):
        assert each in page
    assert f'href="/en/results/{FOUND.release}/{FOUND.item}"' in client.get(STORIES).text


def test_a_sector_tells_its_own_stories(town: Portal, client: TestClient):
    harbour = Sector("harbour", SectorKind.AREA, Translations({"en": "Harbour"}), public=True)
    town.sectors.set(OPERATOR, harbour)
    a_forum(town, "quay", sector="harbour")
    for code, text in ((TOWN, "For the mill"), ("quay", "For the quay")):
        reference = proposed(town, text, code)
        town.proposals.answer(OPERATOR, reference, {"en": f"Yes: {text}"}, show=True)

    assert "For the quay" not in seen(client, STORIES + "?sector=mill")
    assert "For the mill" not in seen(client, STORIES + "?sector=harbour")
    assert "For the mill" in seen(client, STORIES + "?sector=nowhere")


def test_protected_forums_tell_no_words_of_theirs(town: Portal, client: TestClient):
    town.forums.set_up(
        OPERATOR,
        replace(town.forums.find(TOWN), protected=ProtectedGroup.SURVIVORS),
        new=False,
    )
    reference = proposed(town, "My own words")
    town.proposals.answer(OPERATOR, reference, {"en": "We will"}, show=True)

    page = seen(client, STORIES)

    assert "We will" in page
    assert "My own words" not in page


def test_many_stories_stay_light(town: Portal, client: TestClient):
    for number in range(30):
        reference = proposed(town, f"{number} " + "word " * 200)
        town.proposals.answer(OPERATOR, reference, {"en": "yes " * 100}, show=True)

    assert "Page 1 of " in seen(client, STORIES)
    assert seen(client, STORIES + "?page=2") != seen(client, STORIES)
