"""Numbers that nothing of ours has, in addresses and in forms."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.web.forms import number_of
from tests.web.chairing import DeskPerson, a_chair
from tests.web.forum_site import COMING, TOWN, a_forum, a_meeting, an_item

DESK = f"/staff/forums/{TOWN}"
HUGE = ["9" * 20, "9" * 5_000, "²", "٣", "-1", "1.0", ""]


@pytest.fixture
def chair(portal: Portal, cheap_hashing: None) -> DeskPerson:
    a_forum(portal)
    return a_chair(portal)


def test_a_number_of_ours_has_no_more_than_nine_digits():
    assert number_of("012") == 12
    assert number_of("999999999") == 999_999_999
    assert [number_of(each) for each in HUGE] == [None] * len(HUGE)


@pytest.mark.parametrize("number", ["999999999", "9" * 20, "9" * 5_000])
@pytest.mark.parametrize(
    "path",
    [
        "/en/commitments/{}",
        "/en/problems/{}",
        "/forums/papers/{}.pdf",
        f"/en/forums/{TOWN}/{COMING}/minutes/{{}}",
        "/en/complaints/figures/{}",
    ],
)
def test_nothing_has_a_number_that_large(
    portal: Portal, client: TestClient, path: str, number: str
):
    a_meeting(portal, code=a_forum(portal).code)

    assert client.get(path.format(number)).status_code == 404


@pytest.mark.parametrize("number", ["9" * 20, "9" * 5_000])
def test_no_commitment_of_an_officer_has_a_number_that_large(chair: DeskPerson, number: str):
    assert chair.go(f"/staff/commitments/{number}").status == 404


@pytest.mark.parametrize("number", HUGE)
def test_a_form_with_a_number_that_nothing_has_breaks_nothing(
    portal: Portal, chair: DeskPerson, number: str
):
    meeting = a_meeting(portal)
    item = an_item(portal, meeting)
    at = f"{DESK}/{meeting.number}"

    chair.go(f"{at}/item/new").send("save", title__en="Parks", problem=number)
    assert portal.agendas.of(meeting.id).items[-1].problem is None
    chair.go(f"{at}/item/{item.id}").send("save", title__en="Other", version=number)
    assert chair.status == 409
    chair.go(f"{at}/item/{item.id}/papers").send("add", remove=number)
    assert chair.status == 422
    chair.go(f"{at}/change").send("save", version=number)
    assert chair.status == 409
    chair.go(f"{at}/commitment").send("save", item=number, what__en="x", office__en="y")
    assert chair.status == 422  # for want of a day
    assert "Parks" in [each.title["en"] for each in portal.agendas.of(meeting.id).items]


def test_a_form_with_the_number_of_nothing_is_refused(portal: Portal, chair: DeskPerson):
    at = f"{DESK}/{a_meeting(portal).number}"
    typed = {"what__en": "x", "office__en": "y", "due": f"{COMING}", "decide_by": f"{COMING}"}

    chair.go(f"{at}/item/new").send("save", title__en="Parks", problem="999999999")
    assert chair.status in (404, 422)
    for field in ("item", "problem", "organisation"):
        chair.go(f"{at}/commitment").send("save", **typed, **{field: "999999999"})
        assert chair.status in (404, 422), field


@pytest.mark.parametrize(("day", "zone"), [("0001-01-01", "Asia/Tashkent"), ("9999-12-31", "UTC")])
def test_a_day_that_no_clock_knows_is_no_day_of_a_meeting(
    chair: DeskPerson, portal: Portal, day: str, zone: str
):
    chair.go(f"{DESK}/plan").send("save", day=day, begins="00:30", ends="23:30", zone=zone)
    assert chair.status == 422

    meeting = a_meeting(portal)
    night = meeting.starts.replace(hour=23), meeting.ends.replace(day=meeting.ends.day + 1, hour=1)
    over = a_meeting(portal, starts=night[0], ends=night[1])
    chair.go(f"{DESK}/{over.number}/change").send("save", day=day)
    assert chair.status == 422
