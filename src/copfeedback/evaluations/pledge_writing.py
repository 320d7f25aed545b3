"""What is done with a pledge before it is one: it is written by those who will evaluate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from copfeedback.evaluations import store
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.fieldwork import FindWave, WavesOf
from copfeedback.evaluations.periods import Awaited, awaited_too_late
from copfeedback.evaluations.pledge_cleaning import cleaned
from copfeedback.evaluations.pledge_draft import DraftPledge, read_draft, written_draft
from copfeedback.evaluations.pledge_hints import Hint, hints_of
from copfeedback.evaluations.pledge_rules import Surroundings, is_code, pledge_problems
from copfeedback.evaluations.tables import police_plan
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.organisation_store import organisations
from copfeedback.people.sector_store import all_sectors
from copfeedback.storage.engine import reading

KIND = "pledge"
"""Of what is being written, and not yet public."""
MANAGE = Permission.MANAGE_EVALUATIONS


@dataclass(frozen=True, slots=True)
class Outside:
    """What other features know, and the portal's settings.

    ``forum_name`` gives what a forum is called, None where there is none of that code. ``weekend``
    has the days of the week without work, 0 for Monday.
    """

    find_wave: FindWave
    is_series: Callable[[str], bool]
    forum_name: Callable[[str], str | None]
    weekend: frozenset[int]
    languages: Sequence[str]
    waves_of: WavesOf


class PledgeWriting:
    """The use cases of a pledge that is being written."""

    def __init__(self, trail: Trail, today: Callable[[], date], outside: Outside) -> None:
        self._trail = trail
        self._outside = outside
        self.today = today

    def drafts(self, who: Actor) -> list[DraftPledge]:
        """What the organisation of somebody is writing, by code.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = [_read(each) for each in store.drafts(connection, KIND)]
        return [each for each in found if who.may(MANAGE, own(each.organisation))]

    def draft(self, actor: Actor, code: str) -> DraftPledge:
        """What is being written for a code.

        Raises:
            Unknown: there is none.
            NotPermitted: it is another organisation's.
            StorageUnavailable: the database cannot be read now.
        """
        found = self._find_draft(code)
        about, subject = f"evaluation {code}", own(found.organisation)
        self._trail.require(actor, Action.DRAFT_EVALUATION, MANAGE, about, subject)
        return found

    def begin(
        self,
        actor: Actor,
        code: str,
        title: Mapping[str, str] | None = None,
        *,
        organisation: int | None = None,
    ) -> DraftPledge:
        """Begin to write, for the actor's own organisation unless another is named.

        Raises:
            NotPermitted: the actor may not for this organisation.
            Faulty: the code cannot be one, or is taken; or the title is wrong.
            StorageUnavailable: it cannot be kept now.
        """
        organisation = actor.organisation if organisation is None else organisation
        draft = DraftPledge(code, organisation, title=Translations(title) if title else None)
        about, subject = f"evaluation {code}", own(organisation)
        with self._trail.doing(
            actor, Action.DRAFT_EVALUATION, MANAGE, about, subject
        ) as connection:
            draft, problems = cleaned(draft, self._outside.languages)
            if not is_code(draft.code):
                problems.append(Problem("code", Fault.CODE))
            elif _is_taken(connection, draft.code):
                problems.append(Problem("code", Fault.TAKEN))
            if problems:
                raise Faulty(problems)
            return _keep(connection, draft)

    def save(self, actor: Actor, draft: DraftPledge, *, after: int) -> DraftPledge:
        """Keep what was written, on what was read as version ``after``; it need not be whole.

        Raises:
            Unknown: nobody is writing for this code.
            NotPermitted: it is another organisation's, or is to become one's.
            Faulty: a text is too long or in a language the portal does not have.
            ChangedMeanwhile: somebody else has kept something since.
            StorageUnavailable: it cannot be kept now.
        """
        found = self._find_draft(draft.code)
        about, subject = f"evaluation {draft.code}", own(found.organisation)
        if draft.organisation != found.organisation:
            # Nobody is made to answer for what others wrote.
            receiver = own(draft.organisation)
            self._trail.require(actor, Action.DRAFT_EVALUATION, MANAGE, about, receiver)
        with self._trail.doing(
            actor, Action.DRAFT_EVALUATION, MANAGE, about, subject
        ) as connection:
            kept, problems = cleaned(replace(draft, version=after), self._outside.languages)
            if problems:
                raise Faulty(problems)
            return _keep(connection, kept)

    def discard(self, actor: Actor, code: str, *, after: int) -> None:
        """Throw away what was written, read as version ``after``. Raises as ``save`` does."""
        found = self._find_draft(code)
        about, subject = f"evaluation {code}", own(found.organisation)
        with self._trail.doing(
            actor, Action.DRAFT_EVALUATION, MANAGE, about, subject
        ) as connection:
            self._seen(connection, code, after)
            store.drop_draft(connection, code, KIND)

    def faults(self, draft: DraftPledge) -> list[Problem]:
        """What is missing or wrong before it can be registered.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return self._checked(connection, draft)[1]

    def hints(self, draft: DraftPledge) -> list[Hint]:
        """What would make it better, though it can be registered without."""
        return hints_of(draft)

    def awaited(self, draft: DraftPledge) -> list[Awaited]:
        """The figures that are not there yet on the day by which results are due.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return awaited_too_late(draft, self._outside.find_wave, self._outside.weekend)

    def _find_draft(self, code: str) -> DraftPledge:
        with reading(self._trail.engine) as connection:
            found = store.find_draft(connection, code, KIND)
        if found is None:
            raise Unknown
        return _read(found)

    def _seen(self, connection: Connection, code: str, version: int) -> DraftPledge:
        """The draft that somebody read as ``version``, if nobody has touched it since."""
        found = store.find_draft(connection, code, KIND)
        if found is None or found.version != version:
            raise ChangedMeanwhile
        return _read(found)

    def _checked(
        self, connection: Connection, draft: DraftPledge, of: Evaluation | None = None
    ) -> tuple[DraftPledge, list[Problem]]:
        """A pledge as it is kept, and what is wrong with it; ``of`` is what it changes."""
        kept, problems = cleaned(draft, self._outside.languages)
        outside = self._outside

        def is_plan(code: str) -> bool:
            column = police_plan.c
            found = select(column.code).where(column.code == code, column.number >= 1)
            return connection.execute(found.limit(1)).first() is not None

        around = Surroundings(
            self.today(),
            outside.find_wave,
            outside.is_series,
            lambda code: outside.forum_name(code) is not None,
            is_plan,
            outside.weekend,
            {code for code, each in all_sectors(connection).items() if each.public},
            {each.id: each for each in organisations(connection)},
            of.registered.on if of else None,
            outside.waves_of,
        )
        return kept, problems + pledge_problems(kept, around, of.pledge if of else None)


def own(organisation: int | None) -> Subject:
    """What those who evaluate for an organisation may work on."""
    return Subject(organisation=organisation)


def _read(draft: store.Draft) -> DraftPledge:
    return read_draft(draft.evaluation, draft.organisation, draft.content, draft.version)


def _keep(connection: Connection, draft: DraftPledge) -> DraftPledge:
    content = written_draft(draft)
    kept = store.Draft(draft.code, KIND, draft.organisation, content, draft.version)
    return _read(store.keep_draft(connection, kept))


def _is_taken(connection: Connection, code: str) -> bool:
    there = store.find_draft(connection, code, KIND)
    return there is not None or store.is_registered(connection, code)
