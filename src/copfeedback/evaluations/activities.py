"""What police and community do together: recorded, changed, and counted in public."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from copfeedback.evaluations import activity_store as store
from copfeedback.evaluations.activity_figures import figures_of, frozen_on
from copfeedback.evaluations.activity_rules import checked, people
from copfeedback.evaluations.activity_series import SERIES, PeopleOfYear, named, series_of
from copfeedback.evaluations.activity_store import Frozen
from copfeedback.evaluations.plan_model import Activity
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem
from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.people.organisation_store import find_organisation
from copfeedback.people.sector_store import kinds
from copfeedback.results.disclosure import ReleaseDamaged, seal_of, thaw_counts
from copfeedback.results.published_series import Series, SeriesName
from copfeedback.storage.engine import reading, writing

NEW = "activity"
"""In the audit trail: one that has no number yet."""

_log = logging.getLogger(__name__)


class Activities:
    """The use cases of activities.

    ``in_languages`` gives one of the portal's own sentences in each language it has.
    """

    def __init__(
        self,
        trail: Trail,
        today: Callable[[], date],
        in_languages: Callable[[str], Translations],
    ) -> None:
        self._trail = trail
        self._in_languages = in_languages
        self.today = today

    def all(self) -> list[Activity]:
        """All activities, those that began last first, without how many took part in each.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = store.activities(connection)
        return [replace(each, women=0, men=0, another=0, not_stated=0) for each in found]

    def of(self, who: Actor) -> list[Activity]:
        """What somebody may see of in full: their own organisation's; all, where they plan.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = store.activities(connection)
        plans = who.may(Permission.MANAGE_PLANS)
        return [each for each in found if plans or may_change(who, each)]

    def record(self, actor: Actor, activity: Activity) -> Activity:
        """Record what was done, or has begun; it with its number.

        The same thing recorded twice is one.

        Raises:
            NotPermitted: the actor may not record for this organisation.
            Faulty: with every fault that was found; nothing was stored.
            StorageUnavailable: it cannot be stored now.
        """
        with self._trail.doing(
            actor, Action.SET_ACTIVITY, Permission.RECORD_ACTIVITIES, NEW, _subject(activity)
        ) as connection:
            new = self._checked(connection, activity)
            return _there_already(connection, new) or store.add_activity(connection, new)

    def change(self, actor: Actor, activity: Activity, *, after: int) -> Activity:
        """Correct an activity, or end it; ``after`` is the version that the actor had seen.

        Whose it is stays as it is.

        Raises:
            NotPermitted: it is not of the actor's organisation.
            Unknown: there is none of this number.
            Faulty: with every fault that was found; nothing was stored.
            ChangedMeanwhile: somebody else has changed it since.
            StorageUnavailable: it cannot be stored now.
        """
        with reading(self._trail.engine) as connection:
            before = store.find_activity(connection, activity.id)
        about = f"activity {before.id}"
        with self._trail.doing(
            actor, Action.SET_ACTIVITY, Permission.RECORD_ACTIVITIES, about, _subject(before)
        ) as connection:
            if store.find_activity(connection, before.id).version != after:
                raise ChangedMeanwhile
            entered = replace(activity, organisation=before.organisation, version=after)
            return store.change_activity(connection, self._checked(connection, entered))

    def freeze_due(self) -> list[str]:
        """Freeze how many took part in the years that are over; the years frozen now.

        Does nothing when there is nothing to do.

        Raises:
            StorageUnavailable: it cannot be stored now.
        """
        today = self.today()
        with reading(self._trail.engine) as connection:
            known = store.frozen_figures(connection)
            by_year: dict[int, list[Activity]] = {}
            for each in store.activities(connection):
                if people(each):
                    by_year.setdefault(each.began.year, []).append(each)
        due = [y for y in sorted(by_year) if str(y) not in known and frozen_on(y) <= today]
        for year in due:
            content = figures_of(year, today, by_year[year])
            with writing(self._trail.engine) as connection:
                store.keep_figures(connection, str(year), today, Frozen(content, seal_of(content)))
        return [str(year) for year in due]

    def series_names(self) -> list[SeriesName]:
        """The series that there are of activities."""
        return [named(name, self._in_languages) for name in SERIES]

    def series(self, name: str) -> Series | None:
        """A series of activities; None where there is none of this name.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if name not in SERIES:
            return None
        with reading(self._trail.engine) as connection:
            found = store.activities(connection)
            frozen = store.frozen_figures(connection)
        taken_part = [each for each in map(_thawed, frozen.items()) if each is not None]
        return series_of(name, found, taken_part, self.today(), self._in_languages)

    def _checked(self, connection: Connection, entered: Activity) -> Activity:
        kept = checked(entered, kinds(connection), self.today())
        if kept.organisation is None or find_organisation(connection, kept.organisation) is None:
            raise Faulty([Problem("organisation", Fault.UNKNOWN)])
        return kept


def may_change(who: Actor, activity: Activity) -> bool:
    """Whether somebody records for the organisation of an activity."""
    return who.may(Permission.RECORD_ACTIVITIES, _subject(activity))


def _subject(activity: Activity) -> Subject:
    return Subject(organisation=activity.organisation)


def _there_already(connection: Connection, new: Activity) -> Activity | None:
    """What was recorded with the same words, where a form was sent twice."""
    for each in store.activities(connection):
        if replace(each, id=new.id, version=new.version) == new:
            return each
    return None


def _thawed(frozen: tuple[str, Frozen]) -> PeopleOfYear | None:
    period, kept = frozen
    try:
        release = thaw_counts(kept.content, kept.sha256)
    except ReleaseDamaged:
        _log.error("how many took part in %s was changed and is not shown", period)
        return None
    return PeopleOfYear(int(period), release)
