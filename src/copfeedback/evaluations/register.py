"""The public register: what was promised, how each evaluation stands, and who keeps their word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from copfeedback.evaluations import chain, store
from copfeedback.evaluations.events import Evaluation, Event, EventKind
from copfeedback.evaluations.fieldwork import FindWave, fieldwork_of
from copfeedback.evaluations.model import Pledge
from copfeedback.evaluations.report_model import Attachment, Source
from copfeedback.evaluations.standing import Fieldwork, Standing, standing
from copfeedback.evaluations.telling import find_telling
from copfeedback.evaluations.verifying import Lost, ToldEvents, damaged_files
from copfeedback.people.audit import Trail
from copfeedback.storage.engine import reading
from copfeedback.telling.places import Excerpt


class Register:
    """What everybody may read of evaluations. Every method raises ``StorageUnavailable``.

    ``find_wave`` gives the days of a wave of a survey, ``later_sources`` where figures come from
    that public results say are missing, and that are there now.
    """

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        find_wave: FindWave,
        later_sources: Callable[[Evaluation], tuple[Source, ...]] = lambda _evaluation: (),
    ) -> None:
        self._engine = trail.engine
        self._find_wave = find_wave
        self._later_sources = later_sources
        self._told = ToldEvents()
        self.today = today

    def all(self) -> list[Evaluation]:
        """All registered evaluations that can be read, the one that was registered first first."""
        with reading(self._engine) as connection:
            found, lost = store.evaluations(connection), self._told.lost(connection)
        return [_without(each, lost) for each in found]

    def find(self, code: str) -> Evaluation:
        """A registered evaluation.

        Raises:
            Unknown: there is none, or it was altered so that it cannot be read.
        """
        with reading(self._engine) as connection:
            found, lost = store.find_evaluation(connection, code), self._told.lost(connection, code)
        return _without(found, lost)

    def event(self, number: int) -> Event:
        """One thing that happened, by its number.

        Raises:
            Unknown: there is none.
        """
        with reading(self._engine) as connection:
            return store.find_event(connection, number)

    def fieldwork(self, of: Evaluation | Pledge) -> tuple[Fieldwork, ...]:
        """When figures are gathered: a wave's own days where there is one, else as planned."""
        pledge = of.pledge if isinstance(of, Evaluation) else of
        return fieldwork_of(pledge, self._find_wave)

    def standing(self, evaluation: Evaluation) -> Standing:
        """How an evaluation stands today."""
        stands = standing(evaluation, self.fieldwork(evaluation), self.today())
        later = self._later_sources(evaluation)
        return replace(stands, later=later) if later else stands

    def head(self) -> chain.StoredEvent | None:
        """The last thing that happened to any evaluation; None before there was one."""
        with reading(self._engine) as connection:
            return store.head(connection)

    def unreadable(self) -> list[str]:
        """The codes of evaluations of which not even the pledge can be read: altered, or gone."""
        with reading(self._engine) as connection:
            altered, lost = store.unreadable(connection), self._told.lost(connection)
        gone = [each.evaluation for each in lost if each.kind is EventKind.REGISTERED]
        return list(dict.fromkeys([*altered, *gone]))

    def verify(self, noted: Mapping[int, str] | None = None) -> list[chain.Fault]:
        """Everything that is wrong with the chain of all evaluations; nothing when it holds.

        Args:
            noted: hashes that were noted elsewhere, by the number of their event.
        """
        with reading(self._engine) as connection:
            return chain.faults(store.stored_events(connection), noted)

    def telling(self, said: object) -> list[Excerpt[str]]:
        """What in texts that are to be published could tell who a person is (``telling.py``)."""
        with reading(self._engine) as connection:
            return find_telling(connection, said)

    def lost(self) -> list[Lost]:
        """Events of which there are more in the audit trail than in the chain, or fewer."""
        with reading(self._engine) as connection:
            return ToldEvents().differing(connection)

    def damaged_files(self) -> list[tuple[Evaluation, Attachment]]:
        """Attachments of published results that are gone, or not what their SHA-256 says."""
        with reading(self._engine) as connection:
            return list(damaged_files(connection, store.evaluations(connection)))


def _without(evaluation: Evaluation, lost: Iterable[Lost]) -> Evaluation:
    """It is not sound where events that the audit trail tells of are gone."""
    gone = sum(each.told - each.there for each in lost if each.evaluation == evaluation.code)
    return replace(evaluation, unreadable=evaluation.unreadable + gone) if gone else evaluation
