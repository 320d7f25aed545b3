"""Checklists: answered by those concerned and by others, and laid side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Engine

from copfeedback.evaluations.checklist_comparison import Change, Difference, counted, side_by_side
from copfeedback.evaluations.checklist_files import CODES, shipped
from copfeedback.evaluations.checklist_model import (
    Assessment,
    Checklist,
    Mark,
    Question,
    Seen,
)
from copfeedback.evaluations.checklists import NOTE_MAXIMUM, AssessedToday, Checklists
from copfeedback.evaluations.events import EventKind, Registered
from copfeedback.evaluations.store import add_event
from copfeedback.faults import Fault, Faulty, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR, Actor, OrganisationKind, Role
from copfeedback.storage.engine import writing
from tests.evaluations.pledged import CODE, a_pledge
from tests.factories import in_languages
from tests.people.members import an_organisation

LANGUAGES = {"en", "ar", "fr", "ru", "es", "uk"}
LEAST = {"organisation": 22, "partnership": 10, "agencies": 5, "criteria": 14}
QUESTIONS = tuple(Question(key, in_languages(key)) for key in "abcd")
A_LIST = Checklist("made", *(in_languages("x"),) * 3, QUESTIONS)
FIRST_DAY = date(2026, 3, 2)


@dataclass
class Bodies:
    """Those who answer checklists."""

    engine: Engine
    day: date = FIRST_DAY

    def __post_init__(self) -> None:
        self.trail = Trail(self.engine, lambda: datetime.combine(self.day, time(9), UTC))
        self.checklists = Checklists(self.trail, lambda: self.day)

    def actor(self, kind: OrganisationKind, role: Role = Role.LEADER) -> Actor:
        return Actor("somebody", role, id=1, organisation=an_organisation(self.engine, kind))


@pytest.fixture
def bodies(engine: Engine) -> Bodies:
    """Them, on SQLite and on PostgreSQL."""
    return Bodies(engine)


@pytest.fixture
def one_body(sqlite_engine: Engine) -> Bodies:
    """Them, where the database does not matter."""
    return Bodies(sqlite_engine)


def all_marked(code: str, mark: Mark = Mark.PARTLY) -> dict[str, Mark]:
    return {each.key: mark for each in shipped()[code].questions}


@pytest.mark.parametrize("code", CODES)
def test_every_checklist_is_short_plain_and_in_every_language(code: str):
    checklist = shipped()[code]
    texts = [
        checklist.title,
        checklist.about,
        checklist.aligned_with,
        *(each.text for each in checklist.questions),
    ]

    assert len(checklist.questions) == LEAST[code]
    assert len({each.key for each in checklist.questions}) == len(checklist.questions)
    for text in texts:
        assert set(text) == LANGUAGES
        assert all(each.strip() and len(each) <= 140 for each in text.values()), text["en"]
    for question in checklist.questions:
        assert all(each.endswith(("?", "؟")) for each in question.text.values()), question.key


def test_the_same_answers_sent_twice_are_one_assessment_and_nothing_changes(bodies: Bodies):
    police = bodies.actor(OrganisationKind.POLICE)
    notes = {"ahead": {"en": " Two patrols. ", "ar": ""}, "local": {}}
    marks = all_marked("partnership")
    first = bodies.checklists.assess(police, "partnership", marks, notes)
    again = bodies.checklists.assess(police, "partnership", marks, notes)
    with pytest.raises(AssessedToday):
        bodies.checklists.assess(police, "partnership", marks | {"say": Mark.YES}, notes)
    bodies.day = date(2026, 9, 1)
    second = bodies.checklists.assess(police, "partnership", marks | {"say": Mark.YES}, {})

    assert again == first
    assert bodies.checklists.assessments("partnership") == [second, first]
    assert bodies.checklists.assessments("organisation") == []
    assert (first.on, first.office, first.seen) == (FIRST_DAY, "City police", Seen.SELF)
    assert first.notes == {"ahead": Translations({"en": "Two patrols."})}


@pytest.mark.parametrize(
    ("code", "kind", "seen"),
    [
        ("partnership", OrganisationKind.POLICE, Seen.SELF),
        ("partnership", OrganisationKind.NGO, Seen.OUTSIDE),
        ("partnership", OrganisationKind.MUNICIPALITY, Seen.OUTSIDE),
        ("agencies", OrganisationKind.MUNICIPALITY, Seen.SELF),
        ("agencies", OrganisationKind.POLICE, Seen.OUTSIDE),
    ],
)
def test_who_is_assessed_follows_from_where_somebody_works(
    one_body: Bodies, code: str, kind: OrganisationKind, seen: Seen
):
    made = one_body.checklists.assess(
        one_body.actor(kind, Role.AGENCY_OFFICER), code, all_marked(code), {}
    )

    assert made.seen is seen


def test_every_question_needs_an_answer_and_notes_are_short(one_body: Bodies):
    police = one_body.actor(OrganisationKind.POLICE)
    marks = all_marked("agencies", Mark.UNKNOWN) | {"unheard_of": Mark.YES}
    wrong = {key: mark for key, mark in marks.items() if key != "telling"}
    wrong["resources"] = "perhaps"  # type: ignore[assignment]  # as a form could send it

    with pytest.raises(Faulty) as caught:
        one_body.checklists.assess(
            police, "agencies", wrong, {"telling": {"en": "x" * (NOTE_MAXIMUM + 1)}}, "never"
        )

    assert {(each.field, each.fault) for each in caught.value.problems} == {
        ("marks.telling", Fault.MISSING),
        ("marks.resources", Fault.MISSING),
        ("notes.telling.en", Fault.TOO_LONG),
        ("evaluation", Fault.UNKNOWN),
    }
    made = one_body.checklists.assess(police, "agencies", marks, {})
    assert set(made.marks) == {each.key for each in shipped()["agencies"].questions}


def test_an_assessment_can_be_part_of_an_evaluation(one_body: Bodies):
    with writing(one_body.engine) as connection:
        add_event(
            connection,
            CODE,
            EventKind.REGISTERED,
            Registered(a_pledge()),
            at=one_body.trail.now(),
            on=FIRST_DAY,
            by="City police",
        )
    police = one_body.actor(OrganisationKind.POLICE)

    made = one_body.checklists.assess(police, "criteria", all_marked("criteria"), {}, CODE)

    assert one_body.checklists.assessments("criteria")[0].evaluation == made.evaluation == CODE


def test_only_staff_with_an_organisation_answer(one_body: Bodies):
    police = one_body.actor(OrganisationKind.POLICE)
    marks = all_marked("agencies")
    for actor in (OPERATOR, replace(police, organisation=None), replace(police, role=Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            one_body.checklists.assess(actor, "agencies", marks, {})
    with pytest.raises(Unknown):
        one_body.checklists.assess(police, "never", marks, {})
    with pytest.raises(Unknown):
        one_body.checklists.find("never")
    assert [each.code for each in one_body.checklists.all()] == list(CODES)


def an_assessment(number: int, seen: Seen, marks: str, organisation: int = 1) -> Assessment:
    """An answer a letter: y, p, n, u."""
    said = {mark.value[0]: mark for mark in Mark}
    answers = {question.key: said[each] for question, each in zip(QUESTIONS, marks, strict=False)}
    day = date(2026, 1, number)
    return Assessment(number, "made", seen, "x", day, answers, {}, organisation=organisation)


def test_where_both_differ_is_named_unless_one_does_not_know():
    own = an_assessment(1, Seen.SELF, "yyyy")
    outside = an_assessment(2, Seen.OUTSIDE, "ynup", 2)

    found = side_by_side(A_LIST, [outside, own])

    assert found.columns == (own, outside)
    assert found.differing == (
        Difference(QUESTIONS[1], Mark.YES, Mark.NO),
        Difference(QUESTIONS[3], Mark.YES, Mark.PARTLY),
    )
    assert found.changes == ()
    assert side_by_side(A_LIST, [own]).differing is None
    assert side_by_side(A_LIST, []).columns == ()


def test_what_changed_is_between_two_of_the_same_office():
    first = an_assessment(1, Seen.SELF, "nnn")
    league = an_assessment(2, Seen.OUTSIDE, "nnnn", 2)
    council = an_assessment(3, Seen.OUTSIDE, "yyyy", 3)
    second = an_assessment(4, Seen.SELF, "npyy")
    third = an_assessment(5, Seen.SELF, "npny")

    found = side_by_side(A_LIST, [third, second, council, league, first])

    assert found.columns == (second, third, league, council)
    (changes,) = found.changes
    assert (changes.before, changes.now) == (second, third)
    assert changes.changed == (Change(QUESTIONS[2], Mark.YES, Mark.NO),)
    (changes,) = side_by_side(A_LIST, [second, first]).changes
    assert [each.question.key for each in changes.changed] == ["b", "c"]


def test_answers_are_counted_by_the_questions_of_today():
    answered = an_assessment(1, Seen.SELF, "yyn")

    assert counted(answered, A_LIST) == {
        Mark.YES: 2,
        Mark.PARTLY: 0,
        Mark.NO: 1,
        Mark.UNKNOWN: 0,
    }
