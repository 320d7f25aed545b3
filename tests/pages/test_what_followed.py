"""Staff tell people what came of their answers, in the name of their organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.results.followup_model import Status
from copfeedback.surveys.waves import close_wave
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader
from tests.results.made_up import made_up_release
from tests.results.shelf import a_publication, put_in_place

PAGE = "what-followed"


@pytest.fixture(autouse=True)
def _results(portal: Portal, calendar: Calendar) -> None:
    """The wave is over and its results are public."""
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, calendar.today)
    calendar.today = date(2026, 7, 1)
    portal.surveys.book.refresh()
    asked = portal.surveys.book.find(WAVE)
    put_in_place(portal, [a_publication(asked, made_up_release(asked))])


def write(reader: Reader, **values: str) -> Reader:
    reader.open(PAGE, wave=WAVE, entry="new")
    reader.enter(**{"said__en": "More lamps.", "answer__en": "They are ordered."} | values)
    return reader.do("save")


def test_an_entry_is_public_beside_the_results(
    portal: Portal, sign_in: Callable[..., Reader], reader: Reader
):
    leader = sign_in(Role.LEADER)
    assert "Add an entry: Tiny survey – Spring" in leader.open(PAGE).links

    saved = write(leader, item="trust")

    assert "everybody can read it" in saved.text
    assert "More lamps." in saved.links
    assert "Save" not in saved.buttons
    assert "everybody can read it" not in saved.open(PAGE, wave=WAVE, entry="new").text
    assert "Save" in saved.buttons
    assert "More lamps." in leader.open(PAGE).links
    told = reader.open("results", wave=WAVE).text
    assert "They are ordered." in told
    assert "City police, July 1, 2026." in told


def test_what_stood_there_before_stays_when_an_entry_is_changed(
    portal: Portal, sign_in: Callable[..., Reader], reader: Reader, calendar: Calendar
):
    write(sign_in(Role.LEADER))
    calendar.today = date(2026, 8, 1)
    leader = sign_in(Role.LEADER, "another leader")
    leader.open(PAGE, wave=WAVE, entry="1").enter(status="done", answer__en="They are there.")

    leader.do("save")

    told = reader.open("results", wave=WAVE).text
    assert "They are there." in told
    assert "They are ordered." in told.partition("What stood here before")[2]
    assert "City police, July 1, 2026, changed on August 1, 2026." in told


def test_the_reason_has_to_be_written_when_something_will_not_be_done(
    portal: Portal, sign_in: Callable[..., Reader]
):
    page = write(sign_in(Role.SURVEY_MANAGER), status=Status.WILL_NOT.value, answer__en="").text

    assert "Please write why it will not be done." in page
    assert "Nothing was changed." in page
    assert portal.follow_ups.of_wave(WAVE) == []


def test_a_text_can_be_written_in_several_languages(portal: Portal, sign_in: Callable[..., Reader]):
    leader = sign_in(Role.LEADER)
    leader.open(PAGE, wave=WAVE, entry="new")
    leader.enter(said__en="More lamps.", answer__en="They are ordered.")
    leader.enter(language="ar")
    leader.enter(said__ar="مصابيح", answer__ar="طُلبت")

    leader.do("save")

    (entry,) = portal.follow_ups.of_wave(WAVE)
    assert dict(entry.now.content.said) == {"en": "More lamps.", "ar": "مصابيح"}


def test_nobody_is_shown_a_form_for_what_another_organisation_said(
    portal: Portal, sign_in: Callable[..., Reader]
):
    write(sign_in(Role.LEADER))
    other = portal.organisations.add(OPERATOR, OrganisationKind.MUNICIPALITY, "City hall")
    officer = sign_in(Role.AGENCY_OFFICER, organisation=other)

    assert "More lamps." not in officer.open(PAGE).links
    assert "There is no such entry." in officer.open(PAGE, wave=WAVE, entry="1").text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.AUDITOR])
def test_nobody_else_is_let_in(sign_in: Callable[..., Reader], role: Role):
    page = sign_in(role).open(PAGE)
    assert "This page is for staff who tell people what came of results." in page.text
    assert "What followed" not in page.links
