"""What is done with problems that forums work on: opened, written on, and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.forums import problem_store
from copfeedback.forums.chairing import chairing
from copfeedback.forums.holding_back import items_shown
from copfeedback.forums.meeting_model import AgendaItem, Meeting
from copfeedback.forums.problem_entry import ProblemFields, checked
from copfeedback.forums.problem_model import Problem, Stage
from copfeedback.forums.store import find_forum, forums
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor
from copfeedback.storage.engine import reading

NEW = 0
"""Instead of the number of a problem: one that is opened."""


class Problems:
    """The use cases of problems. Every version stays.

    ``is_release`` tells whether results of a survey were published under a code.
    """

    def __init__(
        self, trail: Trail, today: Callable[[], date], is_release: Callable[[str], bool]
    ) -> None:
        self._trail = trail
        self._is_release = is_release
        self.today = today

    def all(self, code: str | None = None, *, with_held_back: bool = False) -> list[Problem]:
        """The problems everybody may see, or those of one forum: the open ones, the latest first.

        What was closed comes last. Protected forums hold problems back as long as their minutes;
        ``with_held_back`` for the forum's own desk.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            delays = {each.code: each.delay_days for each in forums(connection)}
            found = problem_store.problems(connection, code)
            if not with_held_back:
                versions = [self._public(connection, each, delays[each.forum]) for each in found]
                found = [each for each in versions if each is not None]
        return sorted(found, key=lambda each: (each.stage is Stage.CLOSED, -each.id))

    def find(self, problem_id: int, *, with_held_back: bool = False) -> Problem:
        """A problem as it is known now.

        Raises:
            Unknown: there is none, or a protected forum holds it back.
            StorageUnavailable: the database cannot be read now.
        """
        return self.versions(problem_id, with_held_back=with_held_back)[0]

    def to_choose(self, code: str, now: int | None = None) -> dict[int, Problem | None]:
        """What something of a forum can belong to at its desk, and what it belongs to ``now``.

        Also what the forum holds back still. What another forum holds back is None.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        found: dict[int, Problem | None] = {
            each.id: each for each in self.all(code, with_held_back=True)
        }
        if now is not None and now not in found:
            try:
                found[now] = self.find(now)
            except Unknown:
                found[now] = None
        return found

    def versions(self, problem_id: int, *, with_held_back: bool = False) -> list[Problem]:
        """All that was written of a problem, the latest first. Raises like ``find``."""
        with reading(self._trail.engine) as connection:
            found = problem_store.versions(connection, problem_id)
            delay = find_forum(connection, found[0].forum).delay_days
        shown = [each for each in found if with_held_back or self._is_public(each, delay)]
        if not shown:
            raise Unknown
        return shown

    def write(
        self, actor: Actor, code: str, problem_id: int, fields: ProblemFields, *, after: int
    ) -> Problem:
        """Open a problem (``NEW``, after 0), or write a version of one that has ``after``.

        Raises:
            NotPermitted: the actor does not chair the forum.
            Faulty: with every fault that was found; nothing was stored.
            Unknown: there is no such forum, or the forum has no such problem.
            ChangedMeanwhile: somebody else has written a version.
            StorageUnavailable: it cannot be stored now.
        """
        today = self.today()
        about = f"problem of forum {code}"
        with chairing(self._trail, actor, Action.SET_PROBLEM, code, today, about) as (
            connection,
            forum,
        ):
            problem_store.take_turn(connection)
            opened_on, version = today, 0
            if problem_id != NEW:
                last = problem_store.versions(connection, problem_id)[0]
                if last.forum != code:
                    raise Unknown
                opened_on, version = last.opened_on, last.version
            if version != after:
                raise ChangedMeanwhile
            cleaned = checked(connection, forum, fields, today, self._is_release)
            values = {name: getattr(cleaned, name) for name in ProblemFields.__dataclass_fields__}
            written = Problem(
                id=problem_id,
                forum=code,
                opened_on=opened_on,
                written_on=today,
                version=version,
                **values,
            )
            placed = replace(written, sector=written.sector or forum.sector)
            return problem_store.add_version(connection, placed, self._trail.now())

    def items_on(self, problem_id: int) -> list[tuple[AgendaItem, Meeting]]:
        """Where it came up: the items of agendas that work on it, the latest meeting first.

        None that a protected forum holds back.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = problem_store.items_on(connection, problem_id)
            shown = items_shown(connection, [item for item, _ in found], self.today())
        numbers = {each.id for each in shown}
        return [(item, meeting) for item, meeting in found if item.id in numbers]

    def _is_public(self, version: Problem, delay_days: int) -> bool:
        return self.today() >= version.written_on + timedelta(days=delay_days)

    def _public(self, connection: Connection, latest: Problem, delay_days: int) -> Problem | None:
        """The latest version that everybody may see."""
        if self._is_public(latest, delay_days):
            return latest
        versions = problem_store.versions(connection, latest.id)
        return next((each for each in versions if self._is_public(each, delay_days)), None)
