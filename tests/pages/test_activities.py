"""What organisations record of their activities with communities at the full door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.plan_model import ActivityKind
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.evaluations.recorded import an_activity
from tests.factories import TODAY, in_languages
from tests.pages.reader import Reader
from tests.people.members import an_organisation

PAGE = "activities"
REFUSAL = "This page is for the police and the agencies that work with them."


@pytest.fixture
def officer(portal: Portal, sign_in: Callable[..., Reader]) -> Reader:
    city = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    return sign_in(Role.AGENCY_OFFICER, organisation=city)


def test_the_page_is_refused_to_everybody_else(
    reader: Reader, sign_in: Callable[..., Reader]
) -> None:
    assert REFUSAL in reader.open(PAGE).text
    assert REFUSAL in sign_in(Role.ANALYST).open(PAGE, activity="-").text


def test_what_was_done_is_recorded_in_two_languages(officer: Reader, portal: Portal) -> None:
    officer.open(PAGE)
    assert "Record something" in officer.links
    officer.open(PAGE, activity="-")
    assert officer.entry("office.en").value == "City council"
    officer.enter(
        kind="meeting",
        name__en="Round table",
        began="2026-04-01",
        partners__en="Women's union",
        outcome__en="Lights by May",
        evidence="https://city.example/minutes",
        women="12",
        men="9",
        language="ar",
    )
    officer.enter(name__ar="طاولة مستديرة").do("save")

    assert "Round table is saved." in officer.text
    (kept,) = portal.activities.of(OPERATOR)
    assert kept.name == Translations({"en": "Round table", "ar": "طاولة مستديرة"})
    assert (kept.kind, kept.began, kept.ended) == (ActivityKind.MEETING, date(2026, 4, 1), None)
    assert (kept.women, kept.men, kept.not_stated) == (12, 9, 0)
    assert kept.evidence == "https://city.example/minutes"


def test_every_fault_is_named_and_nothing_typed_is_lost(officer: Reader, portal: Portal) -> None:
    officer.open(PAGE, activity="-")
    officer.enter(
        began="30.2.2026",
        ended="2027-01-01",
        women="many",
        men="1000000000",
        evidence="city.example",
        outcome__en="Lights",
    ).do("save")

    for told in (
        "What it is called: Please fill this in.",
        "Day on which it began, or took place: Please write the day",
        "Last day: This day is too early or too late.",
        "Women: Please write a whole number from 0 to 100,000.",
        "Men: Please write a whole number from 0 to 100,000.",
        "Evidence: Please write an address that begins with https://",
    ):
        assert told in officer.text
    assert officer.text.count('class="problem"') == 6
    assert officer.entry("outcome.en").value == "Lights"
    assert officer.entry("women").value == "many"
    assert portal.activities.all() == []


def test_an_activity_is_ended(officer: Reader, portal: Portal) -> None:
    city = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    kept = portal.activities.record(OPERATOR, an_activity(organisation=city))
    officer.open(PAGE)
    assert "Night walks" in officer.links

    officer.open(PAGE, activity=str(kept.id)).enter(ended=TODAY.isoformat()).do("save")

    (ended,) = portal.activities.of(OPERATOR)
    assert (ended.ended, ended.version) == (TODAY, 2)


def test_who_was_slower_is_told_and_keeps_what_they_typed(officer: Reader, portal: Portal) -> None:
    city = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    kept = portal.activities.record(OPERATOR, an_activity(organisation=city))
    officer.open(PAGE, activity=str(kept.id)).enter(men="7")
    portal.activities.change(OPERATOR, kept, after=1)
    officer.do("save")

    assert "Somebody else has changed this since you opened it." in officer.text
    assert officer.entry("men").value == "7"


def test_those_of_another_organisation_are_not_there_but_leaders_see_all(
    officer: Reader, portal: Portal, sign_in: Callable[..., Reader]
) -> None:
    league = an_organisation(portal, OrganisationKind.NGO)
    own = an_organisation(portal, OrganisationKind.POLICE)
    theirs = portal.activities.record(OPERATOR, an_activity(organisation=league))
    portal.activities.record(
        OPERATOR, an_activity(organisation=own, name=in_languages("Youth club"))
    )
    assert "Night walks" not in officer.open(PAGE).text
    assert "There is no such activity." in officer.open(PAGE, activity=str(theirs.id)).text
    assert "There is no such activity." in officer.open(PAGE, activity="<b>").text

    leader = sign_in(Role.LEADER).open(PAGE)
    assert "Night walks" in leader.text
    assert "Night walks" not in leader.links
    assert "Youth club" in leader.links
    assert "There is no such activity." in leader.open(PAGE, activity=str(theirs.id)).text
