"""What is done with checklists: shown, and answered by those concerned and by others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from copfeedback.evaluations import checklist_store as store
from copfeedback.evaluations.checklist_files import shipped
from copfeedback.evaluations.checklist_model import Assessment, Checklist, Mark, Seen
from copfeedback.evaluations.store import is_registered
from copfeedback.faults import Fault, Faulty, Problem, Unknown, clean_texts
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Trail
from copfeedback.people.employers import employer_of
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.storage.engine import reading

NOTE_MAXIMUM = 300
"""Characters; the notes on all questions must fit on a light page in every script."""


class AssessedToday(Exception):  # noqa: N818 - named for what happened
    """The organisation has answered the checklist today already, in another way."""


class Checklists:
    """The use cases of checklists. What was answered never changes."""

    def __init__(self, trail: Trail, today: Callable[[], date]) -> None:
        self._trail = trail
        self.today = today

    def all(self) -> list[Checklist]:
        """Every checklist, in the order in which they are shown."""
        return list(shipped().values())

    def find(self, code: str) -> Checklist:
        """A checklist.

        Raises:
            Unknown: there is none of this code.
        """
        if code not in shipped():
            raise Unknown
        return shipped()[code]

    def assessments(self, code: str) -> list[Assessment]:
        """How a checklist was answered so far, the latest first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.assessments(connection, code)

    def assess(
        self,
        actor: Actor,
        code: str,
        marks: Mapping[str, Mark],
        notes: Mapping[str, Mapping[str, str]],
        evaluation: str | None = None,
    ) -> Assessment:
        """Answer a checklist for one's own organisation.

        Whether that is a self-assessment follows from where the actor works; nobody chooses it.
        The same answers sent twice on a day are one assessment.

        Args:
            actor: whoever answers.
            code: the checklist's.
            marks: the answer to every question, by its key.
            notes: what is to be said of some of them, by their keys and by language.
            evaluation: the code of the evaluation that it is part of.

        Raises:
            NotPermitted: the actor may not, or works nowhere.
            Unknown: there is no such checklist.
            Faulty: an answer is missing, or something else is wrong; nothing was stored.
            AssessedToday: the organisation has answered it today in another way.
            StorageUnavailable: it cannot be stored now.
        """
        own = Subject(organisation=actor.organisation)
        about = f"checklist {code}"
        with self._trail.doing(
            actor, Action.ASSESS_CHECKLIST, Permission.ASSESS, about, own
        ) as connection:
            employer = employer_of(connection, actor)
            if employer is None:
                raise NotPermitted(Permission.ASSESS)
            checklist, problems = self.find(code), list[Problem]()
            written = _notes(checklist, notes, problems)
            problems += _missing(checklist, marks)
            if evaluation is not None and not is_registered(connection, evaluation):
                problems.append(Problem("evaluation", Fault.UNKNOWN))
            if problems:
                raise Faulty(problems)
            made = Assessment(
                id=0,
                checklist=code,
                seen=Seen.SELF if employer.kind is checklist.assessed else Seen.OUTSIDE,
                office=employer.name,
                on=self.today(),
                marks={each.key: Mark(marks[each.key]) for each in checklist.questions},
                notes=written,
                evaluation=evaluation,
                organisation=employer.id,
            )
            store.take_turn(connection)
            for each in store.assessments(connection, code):
                if (each.organisation, each.on) == (made.organisation, made.on):
                    return _the_same(each, made)
            return store.add_assessment(connection, made)


def _the_same(there: Assessment, made: Assessment) -> Assessment:
    said = (there.marks, there.notes, there.evaluation)
    if said != (made.marks, made.notes, made.evaluation):
        raise AssessedToday
    return there


def _missing(checklist: Checklist, marks: Mapping[str, Mark]) -> list[Problem]:
    known = set(Mark)
    return [
        Problem(f"marks.{each.key}", Fault.MISSING)
        for each in checklist.questions
        if marks.get(each.key) not in known
    ]


def _notes(
    checklist: Checklist, notes: Mapping[str, Mapping[str, str]], problems: list[Problem]
) -> dict[str, Translations]:
    written = {
        each.key: clean_texts(notes.get(each.key), f"notes.{each.key}", problems, most=NOTE_MAXIMUM)
        for each in checklist.questions
    }
    return {key: texts for key, texts in written.items() if texts is not None}
