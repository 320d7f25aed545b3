"""Commitments, problems and stories at the full door, and answering for commitments there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Commitment, EventKind, Owner
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.problem_entry import ProblemFields, fields_of
from copfeedback.forums.problem_model import WORDS, Measure, Problem, Stage
from copfeedback.forums.problems import NEW
from copfeedback.forums.proposals import NewProposal
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.factories import TODAY
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader
from tests.people.members import an_organisation
from tests.web.forum_site import TOWN, a_forum

REASON = {"en": "No lamps\nin the store"}


@pytest.fixture(autouse=True)
def _forum(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a forum, and the results of the wave are taken as published."""
    for service in (portal.commitments, portal.problems):
        monkeypatch.setattr(service, "_is_release", {WAVE}.__contains__)
    a_forum(portal)


def a_promise(portal: Portal, owner: Owner = Owner.COMMUNITY, **changes: Any) -> Commitment:
    """Something promised today for twenty days on."""
    facts: dict[str, Any] = {
        "forum": TOWN,
        "owner": owner,
        "office": {"en": "Patrol unit"},
        "what": {"en": "Walk down Mill Street"},
        "due": portal.commitments.today() + timedelta(days=20),
    }
    if owner is Owner.POLICE:
        facts["organisation"] = an_organisation(portal, OrganisationKind.POLICE)
    return portal.commitments.make(OPERATOR, NewCommitment(**facts | changes))


def a_problem(portal: Portal, **changes: Any) -> Problem:
    """A problem of which everything is written."""
    english = {name: f"words on {name}" for name in WORDS} | {"title": "Broken lamps"}
    facts: dict[str, Any] = {
        "stage": Stage.ASSESSMENT,
        "texts": {"en": english},
        "language": "en",
        "measures": (Measure("Lamps", "a month", 12, TODAY, 6, 4, TODAY),),
        "reviews": (TODAY + timedelta(days=30),),
    }
    return portal.problems.write(OPERATOR, TOWN, NEW, ProblemFields(**facts | changes), after=0)


def test_the_board_shows_late_ones_first_and_a_record_of_each_side(
    portal: Portal, reader: Reader, calendar: Calendar
):
    a_promise(portal, what={"en": "Sweep the square"})
    late = a_promise(portal, Owner.POLICE, due=calendar.today + timedelta(days=3))
    portal.commitments.happened(OPERATOR, late.id, EventKind.ACCEPTED)
    calendar.today += timedelta(days=10)

    page = reader.open("commitments")

    assert page.text.index("Walk down Mill Street") < page.text.index("Sweep the square")
    assert "How each side keeps its word" in page.text
    assert "2 commitments" in page.text
    page.app.selectbox(key="commitments.side.en").set_value("police")
    assert "Sweep the square" not in page.reload().text


def test_a_commitment_shows_all_that_happened(portal: Portal, reader: Reader, calendar: Calendar):
    record = a_problem(portal)
    made = a_promise(portal, problem=record.id, finding=Finding(WAVE, "trust"))
    portal.commitments.happened(OPERATOR, made.id, EventKind.ACCEPTED)
    due = calendar.today + timedelta(days=40)
    portal.commitments.happened(OPERATOR, made.id, EventKind.MOVED, text=REASON, due=due)

    page = reader.open("commitments", number=str(made.id))

    assert "put off once" in page.text
    assert "No lamps\nin the store" in page.text
    assert "Recorded by the forum:" in page.text
    assert any("Broken lamps" in each for each in page.links)
    assert any("The results of a survey that led to it" in each for each in page.links)
    assert "There is no such page" in reader.open("commitments", number="77").text


def test_a_problem_shows_its_four_stages_and_its_versions(portal: Portal, reader: Reader):
    made = a_problem(portal)
    portal.problems.write(OPERATOR, TOWN, made.id, fields_of(made), after=1)
    assert "Broken lamps" in reader.open("problems").links

    page = reader.open("problems", number=str(made.id))

    for name in set(WORDS) - {"title"}:
        assert f"words on {name}" in page.text
    assert "12 <bdi>a month</bdi>" in page.page
    earlier = reader.open("problems", number=str(made.id), version="1")
    assert "This is an earlier version." in earlier.text


def test_a_story_goes_from_what_was_said_to_what_was_not_done(portal: Portal, reader: Reader):
    new = NewProposal(TOWN, "en", "Close the street", None, is_question=False, nonce="x")
    reference = portal.proposals.propose(new, "127.0.0.1")
    portal.proposals.decline(OPERATOR, reference, {"en": "Ambulances need it"}, show=True)
    a_promise(portal, finding=Finding(WAVE, "trust"), what={"en": "Ask again"})

    page = reader.open("stories")

    assert "Close the street" in page.text
    assert page.text.index("We did not") < page.text.index("Ambulances need it")
    assert "Ask again" in page.text


def test_an_officer_answers_and_nothing_typed_is_lost(
    portal: Portal, sign_in: Callable[..., Reader], calendar: Calendar
):
    made = a_promise(portal, Owner.POLICE)
    officer = sign_in(Role.AGENCY_OFFICER)
    assert "Walk down Mill Street" in officer.open("my-commitments").text
    officer.open("my-commitments", number=str(made.id)).enter(say="moved")
    officer.enter(text="The lamps are late", due="2026-02-30").do("publish")
    assert "must be a day that exists" in officer.text
    assert officer.entry("text").value == "The lamps are late"

    due = calendar.today + timedelta(days=60)
    officer.enter(due=due.isoformat()).do("publish")

    assert "Your answer is kept" in officer.text
    found = portal.commitments.find(made.id)
    assert (found.due, found.events[0].by) == (due, "City police")


def test_the_chair_answers_for_those_without_accounts_alone(
    portal: Portal, sign_in: Callable[..., Reader]
):
    own, police = a_promise(portal), a_promise(portal, Owner.POLICE)
    ngo = an_organisation(portal, OrganisationKind.NGO)
    chair = sign_in(Role.FORUM_CHAIR, organisation=ngo, forums=frozenset({TOWN}))
    chair.open("my-commitments", number=str(own.id)).do("publish")
    assert portal.commitments.find(own.id).events[0].by_forum

    chair.open("my-commitments", number=str(police.id))
    assert "accepted" not in chair.entry("say").options


def test_police_who_chair_without_a_transition_read_nothing_of_a_forum(
    portal: Portal, sign_in: Callable[..., Reader]
):
    made = a_promise(portal, what={"en": "Secret promise"})
    police = an_organisation(portal, OrganisationKind.POLICE)
    captain = sign_in(Role.FORUM_CHAIR, organisation=police, forums=frozenset({TOWN}))

    page = captain.open("my-commitments", number=str(made.id))

    assert "This page is for those who answer for a commitment." in page.text
    assert "Secret promise" not in page.page


def test_whoever_answers_for_nothing_is_told_so(
    portal: Portal, sign_in: Callable[..., Reader], reader: Reader
):
    made = a_promise(portal)
    told = "This page is for those who answer for a commitment."

    assert told in sign_in(Role.LEADER).open("my-commitments").text
    assert told in sign_in(Role.AGENCY_OFFICER).open("my-commitments", number=str(made.id)).text
    assert told in reader.open("my-commitments").text
