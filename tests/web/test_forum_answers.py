"""How officers and chairs answer for commitments at the light door."""

from __future__ import annotations

from datetime import timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.forums.commitment_model import EventKind, Owner
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.people.members import a_member, an_organisation
from tests.web.colleague import Colleague, a_client
from tests.web.conftest import TODAY, Calendar
from tests.web.forum_site import TOWN, a_forum
from tests.web.test_forum_commitments import REASON, a_promise

LIST = "/staff/commitments?lang=en"


@pytest.fixture
def town(portal: Portal, cheap_hashing: None) -> Portal:
    """A portal with a forum, its chair and an officer of the police."""
    a_forum(portal)
    ngo = an_organisation(portal, OrganisationKind.NGO)
    a_member(portal, "samira", Role.AGENCY_OFFICER)
    a_member(portal, "amina", Role.FORUM_CHAIR, organisation=ngo, forums=frozenset({TOWN}))
    a_member(portal, "leo", Role.LEADER)
    return portal


def signed_in(portal: Portal, name: str) -> Colleague:
    return Colleague(a_client(portal)).sign_in(name)


def test_what_waits_for_an_answer_comes_first(town: Portal, calendar: Calendar):
    late = a_promise(town, Owner.POLICE, what={"en": "Late"}, due=TODAY + timedelta(days=3))
    town.commitments.happened(OPERATOR, late.id, EventKind.ACCEPTED)
    a_promise(town, Owner.POLICE, what={"en": "New"})
    a_promise(town, what={"en": "Not theirs"})
    calendar.today += timedelta(days=5)

    page = signed_in(town, "samira").open(LIST).page

    running = page.index("Open commitments (1)")
    assert page.index("Waits for your answer (1)") < page.index(">New<") < running
    assert running < page.index(">Late<")
    assert "Not theirs" not in page


def test_the_way_there_begins_at_ones_account(town: Portal):
    officer = signed_in(town, "samira").open("/staff/account?lang=en")
    assert 'href="/staff/commitments?lang=en"' in officer.page
    assert 'href="/staff/forums?lang=en"' not in officer.page

    assert "/staff/commitments" not in signed_in(town, "leo").open("/staff/account?lang=en").page


def test_an_officer_accepts_in_two_steps_and_is_not_named(town: Portal):
    made = a_promise(town, Owner.POLICE)
    officer = signed_in(town, "samira").open(f"/staff/commitments/{made.id}?lang=en")
    assert "Accept it" in officer.page
    assert "Open it again" not in officer.page

    officer.open(f"/staff/commitments/{made.id}?say=accepted&lang=en").press("send")

    assert officer.path == "/staff/commitments"
    assert "Your answer is kept" in officer.page
    (accepted,) = town.commitments.find(made.id).events
    assert (accepted.kind, accepted.by, accepted.by_forum) == ("accepted", "City police", False)
    assert "samira" not in a_client(town).get(f"/en/commitments/{made.id}").text


def test_moving_needs_a_reason_and_a_day_and_nothing_typed_is_lost(town: Portal):
    made = a_promise(town, Owner.POLICE)
    officer = signed_in(town, "samira").open(f"/staff/commitments/{made.id}?say=moved&lang=en")

    officer.press("send", text="The lamps are late")
    assert officer.status == 422
    assert "Please fill this in." in officer.page
    assert "The lamps are late</textarea>" in officer.page

    officer.press("send", due="2027-02-30")
    assert officer.status == 422
    assert 'value="2027-02-30"' in officer.page
    assert "The lamps are late</textarea>" in officer.page

    officer.press("language:ar")
    assert 'dir="rtl"' in officer.page
    assert "The lamps are late</textarea>" in officer.page

    officer.press("send", due="2027-06-30", language="en")
    found = town.commitments.find(made.id)
    assert (str(found.due), found.times_moved) == ("2027-06-30", 1)
    assert dict(found.events[0].text or {}) == {"en": "The lamps are late"}


def test_a_form_sent_twice_is_taken_once_and_shown_again(town: Portal):
    made = a_promise(town, Owner.POLICE)
    first = signed_in(town, "samira").open(f"/staff/commitments/{made.id}?say=done&lang=en")
    second = signed_in(town, "samira").open(f"/staff/commitments/{made.id}?say=continued&lang=en")
    first.press("send", text="Twelve lamps burn")

    second.press("send", text="Not yet")

    assert second.status == 409
    assert "Something has happened to this commitment" in second.page
    assert "Twelve lamps burn" in second.page
    assert len(town.commitments.find(made.id).events) == 1


def test_the_chair_answers_for_those_without_accounts_and_for_nobody_else(town: Portal):
    police, own = a_promise(town, Owner.POLICE), a_promise(town)
    chair = signed_in(town, "amina")
    assert chair.open(LIST).page.index(f"/{own.id}?") < chair.page.index(f"/{police.id}?")

    chair.open(f"/staff/commitments/{own.id}?say=accepted&lang=en")
    assert "It will be shown as recorded by the forum." in chair.page
    chair.press("send")
    assert town.commitments.find(own.id).events[0].by_forum

    chair.open(f"/staff/commitments/{police.id}?say=accepted&lang=en")
    assert "Accept it" not in chair.page
    assert "Drop it, with the reason" in chair.page


@pytest.mark.parametrize("name", ["samira", "leo"])
def test_whoever_owes_nothing_says_nothing(town: Portal, name: str):
    made = a_promise(town)

    colleague = signed_in(town, name).open(f"/staff/commitments/{made.id}?say=done&lang=en")

    assert colleague.status == 403
    assert "This page is for those who answer for a commitment." in colleague.page


def test_police_who_chair_without_a_transition_read_nothing_of_a_forum(town: Portal):
    made = a_promise(town, what={"en": "Secret promise"})
    police = an_organisation(town, OrganisationKind.POLICE)
    a_member(town, "cop", Role.FORUM_CHAIR, organisation=police, forums=frozenset({TOWN}))
    captain = signed_in(town, "cop")

    assert "Secret promise" not in captain.open(LIST).page
    one = captain.open(f"/staff/commitments/{made.id}?lang=en")

    assert one.status == 403
    assert "Secret promise" not in one.page


def test_what_an_officer_wrote_waits_until_they_are_signed_in_again(town: Portal):
    made = a_promise(town, Owner.POLICE)
    officer = signed_in(town, "samira").open(f"/staff/commitments/{made.id}?say=declined&lang=en")
    officer.client.cookies.clear()

    officer.press("send", text="No officer can be spared", follow=True)
    officer.sign_in("samira")
    officer.press()

    found = town.commitments.find(made.id)
    assert [each.kind for each in found.events] == ["declined"]


def test_words_of_officers_are_words_alone(town: Portal):
    made = a_promise(town, Owner.POLICE)
    text = {"en": "<script>x</script>"}
    town.commitments.happened(OPERATOR, made.id, EventKind.DECLINED, text=text)

    page = signed_in(town, "samira").open(f"/staff/commitments/{made.id}?lang=en").page

    assert "<script>x" not in page
    assert REASON["en"] not in page
