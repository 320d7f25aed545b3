"""Checklists at the full door: everybody reads them, staff answer for their organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.checklist_files import shipped
from copfeedback.evaluations.checklist_model import Mark, Seen
from copfeedback.evaluations.checklists import NOTE_MAXIMUM
from copfeedback.people.model import OrganisationKind, Role
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader
from tests.people.members import an_organisation
from tests.web.test_checklists import answered

PAGE, CODE = "checklists", "agencies"
FORM = "Answer for your organisation"
KEYS = [each.key for each in shipped()[CODE].questions]


@pytest.fixture
def leader(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.LEADER)


def test_everybody_reads_them_without_a_form(reader: Reader, portal: Portal, calendar: Calendar):
    reader.open(PAGE)
    assert "Do other public offices do their part?" in reader.text
    assert "two to five years" in reader.text
    assert "There is nothing to compare yet" in reader.open(PAGE, checklist=CODE).text
    answered(portal, OrganisationKind.MUNICIPALITY, code=CODE)
    made = answered(portal, code=CODE, telling=Mark.NO, notes={"telling": {"en": "Too late."}})
    calendar.today += timedelta(days=3)
    answered(portal, OrganisationKind.MUNICIPALITY, code=CODE, telling=Mark.YES)

    text = reader.open(PAGE, checklist=CODE).text

    assert text.index("Where both differ") < text.index("All questions, side by side")
    assert "Self-assessment: <b>Yes</b> · Assessment from outside: <b>No</b>" in text
    assert "before: Partly · now: <b>Yes</b>" in text
    assert FORM not in text
    assert "Too late." in reader.open(PAGE, checklist=CODE, assessment=str(made.id)).text
    assert "There is no such page" in reader.open(PAGE, checklist="none").text


def test_staff_answer_for_their_organisation(leader: Reader, portal: Portal):
    leader.open(PAGE, checklist=CODE)
    assert FORM in leader.text
    leader.enter(**{f"marks__{key}": "partly" for key in KEYS})
    leader.enter(notes__telling__en="Twice a year.").do("send").do("send-yes")

    assert "Your answers are published." in leader.text
    (made,) = portal.checklists.assessments(CODE)
    assert (made.seen, made.office) == (Seen.OUTSIDE, "City police")
    assert set(made.marks.values()) == {Mark.PARTLY}
    assert made.notes["telling"]["en"] == "Twice a year."


def test_what_is_missing_is_named_and_nothing_typed_is_lost(leader: Reader, portal: Portal):
    leader.open(PAGE, checklist=CODE)
    leader.enter(marks__telling="yes")
    leader.enter(notes__telling__en="x" * (NOTE_MAXIMUM + 1)).do("send").do("send-yes")

    assert leader.text.count("Please fill this in.") >= len(KEYS) - 1
    assert "Please shorten this to 300 characters." in leader.text
    assert leader.entry("notes.telling.en").value == "x" * (NOTE_MAXIMUM + 1)
    assert portal.checklists.assessments(CODE) == []


def test_a_second_answer_on_the_same_day_is_refused(leader: Reader, portal: Portal):
    answered(portal, code=CODE)
    leader.open(PAGE, checklist=CODE)
    leader.enter(**{f"marks__{key}": "no" for key in KEYS}).do("send").do("send-yes")

    assert "Your organisation has answered this list today." in leader.text
    assert len(portal.checklists.assessments(CODE)) == 1


def test_those_who_may_not_answer_see_no_form(sign_in: Callable[..., Reader], portal: Portal):
    an_organisation(portal)
    assert FORM not in sign_in(Role.SURVEY_MANAGER).open(PAGE, checklist=CODE).text
