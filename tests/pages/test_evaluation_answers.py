"""Signing evaluations, and answering what they recommend, at the full door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.answer_rules import Answered
from copfeedback.evaluations.events import EventKind, Signed
from copfeedback.evaluations.report_model import Answer, Progress, Response, Review
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.evaluations.answered import (
    FORUM,
    RESPOND_BY,
    Evaluated,
    a_recommendation,
    an_action,
)
from tests.evaluations.pledged import CODE
from tests.factories import TODAY, in_languages
from tests.forums.founded import fields
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader
from tests.people.members import an_organisation
from tests.web.forum_site import a_forum

PAGE = "evaluation-answers"
DAY = (TODAY + timedelta(days=90)).isoformat()


@pytest.fixture
def evaluated(portal: Portal) -> Evaluated:
    """Results with a recommendation to the police and one to the city council."""
    a_forum(portal, FORUM)
    found = Evaluated(portal.engine)
    found.register()
    return found


def publish(evaluated: Evaluated) -> None:
    council = a_recommendation("r2", evaluated.hall, text=in_languages("Build a station"))
    evaluated.publish(a_recommendation("r1", evaluated.police), council)


@pytest.fixture
def officer(evaluated: Evaluated, sign_in: Callable[..., Reader]) -> Reader:
    """Somebody of the police, after the results were published."""
    publish(evaluated)
    return sign_in(Role.AGENCY_OFFICER)


def signs(reader: Reader) -> list[str]:
    return [each for each in reader.buttons if each.startswith("Sign for")]


def answered(portal: Portal) -> Answered:
    return portal.answering.states(portal.evaluations.find(CODE))[0]


def test_stakeholders_sign_after_a_question(
    portal: Portal, evaluated: Evaluated, sign_in: Callable[..., Reader]
):
    chair = sign_in(Role.FORUM_CHAIR, forums=frozenset({FORUM})).open(PAGE)
    assert "Patrols on foot" in chair.text
    assert "Institute for public safety" in chair.text
    assert signs(chair) == ["Sign for: Old town forum"]
    chair.do(f"sign-{CODE}-forum")
    assert "Sign “Patrols on foot” for Old town forum? Nobody can take it back." in chair.text
    assert not portal.evaluations.find(CODE).of(EventKind.SIGNED)
    chair.do(f"sign-{CODE}-forum-yes")
    assert "It is signed" in chair.text
    assert "Patrols on foot" not in chair.text

    clerk = sign_in(Role.LEADER, organisation=evaluated.hall).open(PAGE)
    assert signs(clerk) == ["Sign for: City hall"]
    clerk.do(f"sign-{CODE}-hall").do(f"sign-{CODE}-hall-yes")
    signed = portal.evaluations.find(CODE).of(EventKind.SIGNED)
    assert [each.said for each in signed] == [Signed("forum"), Signed("hall")]


def test_what_is_late_is_named_first_and_of_ones_own_organisation_alone(
    evaluated: Evaluated, sign_in: Callable[..., Reader], calendar: Calendar
):
    publish(evaluated)
    evaluated.answering.respond(
        evaluated.clerk,
        CODE,
        Response("r2", Answer.ACCEPTED, actions=(an_action(organisation=evaluated.police),)),
        after=evaluated.find().last,
    )
    calendar.today = RESPOND_BY + timedelta(days=3)

    officer = sign_in(Role.AGENCY_OFFICER).open(PAGE)

    assert "Overdue by 3 days" in officer.text
    assert "Teach all officers to listen" in officer.links
    assert "A course for all" in officer.links
    assert "Build a station" not in officer.links
    assert (
        "City police is to report on it: named by City council, and has not confirmed it yet"
        in officer.text
    )
    officer.open(PAGE, evaluation=CODE, action="a1")
    assert (
        "City police is to report on it: named by City council, and has not confirmed it yet"
        in officer.text
    )


def test_an_answer_with_an_action_that_is_offered_to_a_forum(
    portal: Portal, evaluated: Evaluated, officer: Reader
):
    officer.open(PAGE, evaluation=CODE, recommendation="r1")
    assert "Teach all officers to listen" in officer.text
    officer.do("publish").do("publish-yes")
    assert "Your answer: Please fill this in" in officer.text  # nothing is chosen for them
    officer.enter(reason__en="x" * 4001, actions__0__due="2026-02-30")
    officer.do("publish").do("publish-yes")
    for told in (  # all at once
        "Your answer: Please fill this in",
        "What will be done: Please fill this in",
        "Office: Please fill this in",
        "must be a day that exists",
        "Please shorten this to 4,000 characters",
    ):
        assert told in officer.text
    officer.enter(reason__en="", actions__0__due="")
    officer.enter(answer="accepted").do("add-action")
    officer.enter(actions__1__what__en="A course", actions__1__due="2026-02-30").do("publish").do(
        "publish-yes"
    )
    assert "must be a day that exists" in officer.text
    assert officer.entry("actions.1.what.en").value == "A course"
    officer.enter(actions__1__due="2026-01-01", actions__1__office__en="Police school")
    officer.do("publish").do("publish-yes")
    assert "This day is over" in officer.text  # beside the second, as the first is empty
    assert officer.entry("actions.1.office.en").value == "Police school"

    officer.enter(actions__1__due=DAY, actions__1__forum=FORUM).do("publish").do("publish-yes")

    assert "Your answer is published" in officer.text
    (doing,) = answered(portal).actions
    assert (doing.action.forum, doing.organisation) == (FORUM, evaluated.police)
    (offered,) = portal.proposals.waiting(OPERATOR, FORUM)
    assert offered.reference == doing.action.offered
    assert "Patrols on foot" in offered.text


def test_what_others_wrote_meanwhile_is_shown_and_nothing_typed_is_lost(
    portal: Portal, evaluated: Evaluated, officer: Reader
):
    officer.open(PAGE, evaluation=CODE, recommendation="r1")
    officer.enter(answer="rejected", reason__en="There is no money").do("publish")
    evaluated.answering.respond(
        evaluated.clerk,
        CODE,
        Response("r2", Answer.REJECTED, in_languages("No land")),
        after=evaluated.find().last,
    )

    officer.do("publish-yes")

    assert "Somebody else has written something meanwhile" in officer.text
    assert "City council" in officer.text
    assert officer.entry("reason.en").value == "There is no money"
    officer.do("publish").do("publish-yes")
    response = answered(portal).response
    assert response is not None
    assert response.reason == in_languages("There is no money")


def test_an_answer_is_given_anew_and_the_earlier_stays_in_sight(
    portal: Portal, evaluated: Evaluated, officer: Reader
):
    said = Response("r1", Answer.ACCEPTED, actions=(an_action(),))
    evaluated.answering.respond(evaluated.officer, CODE, said, after=evaluated.find().last)
    assert "Teach all officers to listen" in officer.open(PAGE).links  # among what is answered
    officer.open(PAGE, evaluation=CODE, recommendation="r1")
    assert "What was said before stays" in officer.text
    assert "A course for all" in officer.links

    officer.enter(answer="partly", reason__en="Not all of them").do("publish").do("publish-yes")

    assert [each.action.key for each in answered(portal).actions] == ["a1"]
    assert len(answered(portal).answers) == 2


def test_what_became_of_an_action_is_reported(
    portal: Portal, evaluated: Evaluated, officer: Reader
):
    said = Response("r1", Answer.ACCEPTED, actions=(an_action(),))
    evaluated.answering.respond(evaluated.officer, CODE, said, after=evaluated.find().last)
    officer.open(PAGE, evaluation=CODE, action="a1").do("publish").do("publish-yes")
    assert "What became of it: Please fill this in" in officer.text  # success is not preset
    assert "In words: Please fill this in" in officer.text
    officer.enter(progress="moved").enter(due=TODAY.replace(year=2025).isoformat())
    officer.do("publish").do("publish-yes")
    assert "To which day? This day is over" in officer.text
    assert "Why it is put off: Please fill this in" in officer.text
    officer.enter(text__en="The teacher is ill", due="soon").do("publish").do("publish-yes")
    assert "must be a day that exists" in officer.text
    assert officer.entry("text.en").value == "The teacher is ill"
    later = TODAY + timedelta(days=200)
    officer.enter(due=later.isoformat()).do("publish")
    assert not answered(portal).actions[0].history
    officer.do("publish-yes")
    assert "Your report is published" in officer.text

    (doing,) = answered(portal).actions
    assert (doing.due, doing.progress) == (later, Progress.MOVED)
    assert "first promised for" in officer.open(PAGE, evaluation=CODE, action="a1").text
    assert "The teacher is ill" in officer.text


def test_a_chair_records_what_a_meeting_made_of_the_results(
    portal: Portal, evaluated: Evaluated, sign_in: Callable[..., Reader]
):
    publish(evaluated)
    when = fields(TODAY - timedelta(days=2))
    meeting = portal.meetings.plan(OPERATOR, FORUM, when, past=True)
    ngo = an_organisation(portal, OrganisationKind.NGO)
    chair = sign_in(Role.FORUM_CHAIR, organisation=ngo, forums=frozenset({FORUM}))
    assert "Patrols on foot" in chair.open(PAGE).links
    chair.open(PAGE, evaluation=CODE, review="new").enter(forum=FORUM)

    chair.enter(meeting=meeting.number, text__en="Residents want patrols at night").do("publish")
    assert not portal.evaluations.find(CODE).of(EventKind.REVIEWED)
    chair.do("publish-yes")

    assert "It is published" in chair.text
    (event,) = portal.evaluations.find(CODE).of(EventKind.REVIEWED)
    text = in_languages("Residents want patrols at night")
    assert (event.said, event.by) == (Review(text, FORUM, meeting.number), "Old town")


def test_nobody_else_gets_a_form(
    evaluated: Evaluated, officer: Reader, reader: Reader, sign_in: Callable[..., Reader]
):
    assert "Somebody else answers" in officer.open(PAGE, evaluation=CODE, recommendation="r2").text
    assert "Publish this answer" not in officer.buttons
    evaluator = sign_in(Role.EVALUATOR, organisation=evaluated.hall)
    evaluator.open(PAGE, evaluation=CODE, recommendation="r2")
    assert "Somebody else answers" in evaluator.text
    assert "for those who sign evaluations" in reader.open(PAGE).text


def test_withdrawn_results_wait_for_no_answer(evaluated: Evaluated, officer: Reader):
    evaluated.withdraw()
    officer.open(PAGE, evaluation=CODE, recommendation="r1")
    assert "There is nothing to answer until they are published again" in officer.text
    assert "Evaluations to sign and answer" in officer.links


def test_the_commissioner_is_told_for_whom_it_answers(
    evaluated: Evaluated, sign_in: Callable[..., Reader]
):
    evaluated.publish(a_recommendation("r1"))
    told = "This office has no account here: City police answers for it."
    officer = sign_in(Role.AGENCY_OFFICER)
    assert told in officer.open(PAGE).text
    assert told in officer.open(PAGE, evaluation=CODE, recommendation="r1").text
    assert told in officer.open("evaluations", evaluation=CODE).text
