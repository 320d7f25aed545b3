"""What a protected forum holds back is given away nowhere, also not what it was before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.commitment_model import Commitment
from copfeedback.forums.meeting_model import Finding, Meeting
from copfeedback.forums.model import ProtectedGroup
from copfeedback.people.model import OPERATOR
from tests.web.chairing import a_chair
from tests.web.conftest import Calendar
from tests.web.forum_site import HELD, SAID, TOWN, a_forum, a_meeting, an_item, counted, minuted
from tests.web.test_forum_commitments import a_promise
from tests.web.test_forum_desk import PDF
from tests.web.test_forum_problems import a_problem

SECRET = "Walk down Mill Street"
DAYS = 14
PAGE, API = f"/en/forums/{TOWN}", f"/api/v1/forums/{TOWN}/meetings"


@pytest.fixture
def town(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Portal:
    """A portal with a protected forum, where results of any survey are taken as published."""
    for service in (portal.commitments, portal.problems):
        monkeypatch.setattr(service, "_is_release", lambda _: True)
    a_forum(portal, protected=ProtectedGroup.WOMEN, delay_days=DAYS)
    return portal


@pytest.fixture
def promise(town: Portal) -> Commitment:
    return a_promise(town)


@pytest.fixture
def meeting(town: Portal, promise: Commitment, calendar: Calendar) -> Meeting:
    """One on whose agenda the promise comes up again."""
    planned = a_meeting(town)
    calendar.today += timedelta(days=1)
    town.agendas.carry_all(OPERATOR, planned.id)
    return planned


def about(portal: Portal, meeting: Meeting, **changes: object) -> int:
    """The item about the promise, with changes."""
    (item,) = portal.agendas.of(meeting.id).items
    fields = ItemFields(kind=item.kind, title=item.title, **changes)  # type: ignore[arg-type]
    portal.agendas.change_item(OPERATOR, item.id, fields, after=item.version)
    return item.id


def test_a_promise_is_not_told_by_search_paper_story_or_problem(
    town: Portal, meeting: Meeting, client: TestClient, calendar: Calendar
):
    calendar.today -= timedelta(days=1 + DAYS)
    worked_on = a_problem(town)  # long enough ago
    calendar.today += timedelta(days=1 + DAYS)
    item = about(town, meeting, problem=worked_on.id, finding=Finding("r-1"))
    paper = town.agendas.add_paper(OPERATOR, item, "Plan", "en", PDF)
    pages = ("stories", "search?q=mill", f"{TOWN}/{meeting.number}")

    def told() -> list[bool]:
        paths = [*(f"/en/forums/{each}" for each in pages), f"/en/problems/{worked_on.id}"]
        answers = [client.get(each) for each in paths]
        assert {each.status_code for each in answers} == {200}
        return [SECRET in each.text for each in answers]

    assert told() == [False] * 4
    assert client.get(f"/forums/papers/{paper.id}.pdf").status_code == 404

    calendar.today += timedelta(days=DAYS)
    assert told() == [True] * 4
    assert client.get(f"/forums/papers/{paper.id}.pdf").status_code == 200


def test_a_forum_that_becomes_protected_tells_no_more_how_many_came(
    town: Portal, client: TestClient
):
    forum = a_forum(town, "mill")
    meeting = a_meeting(town, HELD, "mill")
    item = an_item(town, meeting)
    counted(town, meeting, 11, residents=4)
    minuted(town, meeting, {item.id: SAID})
    counted(town, meeting, 12, residents=5)
    minuted(town, meeting, {item.id: SAID}, reason="Counted again")
    page = f"/en/forums/mill/{meeting.number}/minutes/2?with=1"
    api = f"/api/v1/forums/mill/meetings/{meeting.number}"
    assert "<del>4</del> <ins>5</ins>" in client.get(page).text
    assert client.get(api).json()["minutes"]["attendance"]["total"] == 12

    town.forums.set_up(OPERATOR, replace(forum, protected=ProtectedGroup.SURVIVORS), new=False)

    told = client.get(page).text
    assert "Who came" not in told and "<ins>" not in told  # noqa: PT018 - one thing
    assert "Both say the same." in told
    attendance = client.get(api).json()["minutes"]["attendance"]
    assert attendance == {"total": None, "sides": {}}


def test_an_item_keeps_its_problem_however_it_is_saved(town: Portal, client: TestClient):
    worked_on = a_problem(town)
    meeting = a_meeting(town)
    item = an_item(town, meeting, problem=worked_on.id)
    chair, desk = a_chair(town), f"/staff/forums/{TOWN}/{meeting.number}"

    chair.go(f"{desk}/item/{item.id}")
    assert "Broken lamps" in chair.page
    chair.send("save")

    (kept,) = town.agendas.of(meeting.id).items
    assert (kept.problem, kept.version) == (worked_on.id, item.version + 1)
    assert "Broken lamps" in chair.go(f"{desk}/commitment").page


def test_an_item_keeps_the_problem_of_another_forum(town: Portal):
    worked_on = a_problem(town)
    a_forum(town, "mill")
    meeting = a_meeting(town, code="mill")
    item = an_item(town, meeting, problem=worked_on.id)  # passed up, say
    chair = a_chair(town, "amina", "mill")

    chair.go(f"/staff/forums/mill/{meeting.number}/item/{item.id}")
    assert "Broken lamps" not in chair.page  # that forum holds it back
    chair.send("save")

    (kept,) = town.agendas.of(meeting.id).items
    assert (kept.problem, kept.version) == (worked_on.id, item.version + 1)


def test_the_way_to_a_problem_that_is_held_back_is_not_shown(
    town: Portal, client: TestClient, calendar: Calendar
):
    worked_on = a_problem(town)
    meeting = a_meeting(town)
    an_item(town, meeting, problem=worked_on.id)
    page, api = (f"{each}/{meeting.number}" for each in (PAGE, API))

    def told() -> tuple[bool, int | None]:
        (item,) = client.get(api).json()["agenda"]
        return f"/problems/{worked_on.id}" in client.get(page).text, item["problem"]

    assert told() == (False, None)
    calendar.today += timedelta(days=DAYS)
    assert told() == (True, worked_on.id)
