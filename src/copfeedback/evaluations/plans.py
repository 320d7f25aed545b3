"""What is done with plans for policing: written as drafts, published in versions that stay."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from copfeedback.evaluations import plan_store as store
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.plan_model import Kpi, Plan
from copfeedback.evaluations.plan_rules import (
    CHANGED_MAXIMUM,
    Source,
    Surroundings,
    checked,
    missing,
)
from copfeedback.evaluations.store import evaluations
from copfeedback.faults import ChangedMeanwhile, Faulty, Problem, Unknown, clean_texts
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.sector_store import kinds
from copfeedback.results.published_series import PublishedSeries
from copfeedback.storage.engine import reading

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan stands among the others.

    ``is_next_late``: the day by which its successor was to be there is over, and it is not.
    """

    predecessor: Plan | None
    successor: Plan | None
    is_next_late: bool


class Plans:
    """The use cases of plans. Versions that were published never change.

    ``kpis`` gives the key figures that a plan can be judged by, ``forums`` the codes of the forums
    that can discuss it.
    """

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        *,
        kpis: Callable[[], Sequence[Kpi]],
        published_series: PublishedSeries,
        forums: Callable[[], Collection[str]],
    ) -> None:
        self._trail = trail
        self._kpis = kpis
        self._series = published_series
        self._forums = forums
        self.today = today

    def public(self) -> list[Plan]:
        """The latest version of every public plan, the one that begins last first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = store.published(connection).values()
        return sorted(found, key=lambda each: (each.begins, each.code), reverse=True)

    def find(self, code: str, number: int | None = None) -> Plan:
        """A public plan, as it is now or as its version ``number`` was.

        Raises:
            Unknown: there is none.
            StorageUnavailable: the database cannot be read now.
        """
        found = self.versions(code)
        wanted = [each for each in found if number is None or each.number == number]
        if not wanted:
            raise Unknown
        return wanted[0]

    def title(self, code: str) -> Translations | None:
        """What a public plan is called; None if there is none.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        try:
            return self.find(code).title
        except Unknown:
            return None

    def versions(self, code: str) -> list[Plan]:
        """All public versions of a plan, the latest first.

        Raises:
            Unknown: there is no such plan.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = store.versions(connection, code)
        if not found:
            raise Unknown
        return found

    def place(self, plan: Plan) -> Place:
        """The plans before and after it, and whether the one after it is late."""
        with reading(self._trail.engine) as connection:
            public = store.published(connection)
        successor = next((each for each in public.values() if each.predecessor == plan.code), None)
        is_over = plan.next_due is not None and plan.next_due < self.today()
        return Place(public.get(plan.predecessor or ""), successor, is_over and successor is None)

    def evaluations(self, code: str) -> list[Evaluation]:
        """The registered evaluations that belong to a plan."""
        with reading(self._trail.engine) as connection:
            return [each for each in evaluations(connection) if each.pledge.plan == code]

    def drafts(self, actor: Actor) -> list[Plan]:
        """Every plan as it is being written.

        Raises:
            NotPermitted: the actor may not manage plans.
            StorageUnavailable: the database cannot be read now.
        """
        self._require(actor, "plans")
        with reading(self._trail.engine) as connection:
            return store.drafts(connection)

    def draft(self, actor: Actor, code: str) -> Plan:
        """A plan as it is being written; its ``version`` is what ``save`` and ``publish`` ask for.

        Raises:
            NotPermitted: the actor may not manage plans.
            Unknown: there is no such plan.
            StorageUnavailable: the database cannot be read now.
        """
        self._require(actor, _about(code))
        with reading(self._trail.engine) as connection:
            return store.find_draft(connection, code)

    def save(self, actor: Actor, plan: Plan, after: int) -> Plan:
        """Keep the draft of a plan that was read as version ``after``, 0 for a new one.

        Benchmarks are read from the published series; what was given for them is not kept.

        Raises:
            NotPermitted: the actor may not manage plans.
            Faulty: with every fault that was found; nothing was stored.
            ChangedMeanwhile: somebody else has changed it.
            StorageUnavailable: it cannot be stored now.
        """
        about = _about(plan.code)
        self._require(actor, about)
        sources, forums = self._sources(plan), self._forums()
        with self._trail.doing(
            actor, Action.SET_PLAN, Permission.MANAGE_PLANS, about
        ) as connection:
            store.take_turn(connection)
            public = store.published(connection)
            around = Surroundings(kinds(connection), forums, sources, public)
            cleaned, problems = checked(plan, around)
            if problems:
                raise Faulty(problems)
            return store.keep_draft(connection, replace(cleaned, changed=None), after=after)

    def missing(self, plan: Plan) -> list[Problem]:
        """What a draft lacks before it can be published, but for what changed."""
        return missing(plan, is_first=True)

    def publish(self, actor: Actor, code: str, changed: Texts | None = None, *, after: int) -> Plan:
        """Make the draft the next public version.

        Args:
            actor: whoever publishes it.
            code: the plan's.
            changed: what changed since the version before, by language; the first needs none.
            after: the version of the draft that they have read.

        Raises:
            NotPermitted: the actor may not manage plans.
            Unknown: there is no such plan.
            Faulty: with everything that is missing or wrong; nothing was stored.
            ChangedMeanwhile: somebody else has changed or published the draft.
            StorageUnavailable: it cannot be stored now.
        """
        about = _about(code)
        sources, forums = self._sources(self.draft(actor, code)), self._forums()
        with self._trail.doing(
            actor, Action.SET_PLAN, Permission.MANAGE_PLANS, about
        ) as connection:
            store.take_turn(connection)
            draft = store.find_draft(connection, code)
            if draft.version != after:
                raise ChangedMeanwhile
            public = store.published(connection)
            before = public.get(code)
            around = Surroundings(kinds(connection), forums, sources, public)
            cleaned, problems = checked(draft, around)
            said = clean_texts(changed, "changed", problems, most=CHANGED_MAXIMUM)
            whole = replace(
                cleaned,
                changed=said if before else None,
                number=before.number + 1 if before else 1,
                published_on=self.today(),
                version=0,
            )
            problems += missing(whole, is_first=before is None)
            if problems:
                raise Faulty(problems)
            store.add_version(connection, whole)
            store.keep_draft(connection, replace(whole, changed=None), after=after)
        return whole

    def _require(self, actor: Actor, about: str) -> None:
        self._trail.require(actor, Action.SET_PLAN, Permission.MANAGE_PLANS, about)

    def _sources(self, plan: Plan) -> dict[str, Source]:
        """The series behind all key figures, with the points that the plan asks for.

        They are read before the plan is written: nobody waits for them.
        """
        asked = {each.kpi: each.period for each in plan.kpis}
        found = {}
        for kpi in filter(lambda each: each.active, self._kpis()):
            series = self._series(kpi.series) if kpi.code in asked else None
            point = series.point(asked[kpi.code] or "") if series else None
            found[kpi.code] = Source(
                series.unit if series else None, {point.period: point} if point else {}
            )
        return found


def _about(code: str) -> str:
    return f"plan {code}"
