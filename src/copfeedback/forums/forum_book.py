"""What is done with forums: they are shown, founded, appointed a chair, described and ended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import Connection, text

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.forums import store
from copfeedback.forums.chairing import chairing
from copfeedback.forums.forum_rules import (
    DESCRIBED,
    Surroundings,
    clean_description,
    clean_forum,
    is_code,
)
from copfeedback.forums.meeting_model import Meeting, MeetingState
from copfeedback.forums.model import Forum
from copfeedback.people import sector_store
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.sector_model import Sector
from copfeedback.storage.engine import reading


@dataclass(frozen=True, slots=True)
class YearOfActivity:
    """How much a forum did in a year: whether forums last is seen from that.

    ``held`` meetings took place, ``minuted`` of them have minutes that can be read.
    """

    year: int
    held: int = 0
    cancelled: int = 0
    minuted: int = 0


class ForumBook:
    """The use cases of forums. ``languages`` are the tags of those the portal has."""

    def __init__(self, trail: Trail, today: Callable[[], date], languages: Collection[str]) -> None:
        self._trail = trail
        self._today = today
        self._languages = tuple(languages)

    def all(self) -> list[Forum]:
        """All forums, ended ones too, by code.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.forums(connection)

    def active(self) -> list[Forum]:
        """The forums that have not ended, each after the one above it.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return in_tree_order(each for each in self.all() if each.ended is None)

    def find(self, code: str) -> Forum:
        """A forum, also one that has ended.

        Raises:
            Unknown: there is none.
            StorageUnavailable: the database cannot be read now.
        """
        if not is_code(code):
            raise Unknown
        with reading(self._trail.engine) as connection:
            return store.find_forum(connection, code)

    def of_sector(self, sector: str) -> list[Forum]:
        """The forums of a sector that have not ended, each after the one above it.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        return [each for each in self.active() if each.sector == sector]

    def officer(self, forum: Forum) -> Sector | None:
        """The forum's sector with its officer, if everybody may see that sector.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if forum.sector is None:
            return None
        with reading(self._trail.engine) as connection:
            sector = sector_store.all_sectors(connection).get(forum.sector)
        return sector if sector is not None and sector.public else None

    def activity(self, code: str) -> list[YearOfActivity]:
        """How much a forum did, year by year from its first meeting, years without any included.

        Raises:
            Unknown: there is no such forum.
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            forum = store.find_forum(connection, code)
            meetings = store.meetings(connection, of=code)
        return activity_of(forum, meetings, self._today())

    def set_up(self, actor: Actor, forum: Forum, *, new: bool) -> Forum:
        """Found a forum, or change all there is of one; the forum as it is kept.

        What was below a forum that ends comes under the one above it: topics are still passed up.

        Raises:
            NotPermitted: the actor may not set up forums.
            Faulty: with every fault that was found.
            Unknown: there is no such forum to change.
            ChangedMeanwhile: somebody changed it since it was read.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        with self._trail.doing(
            actor, Action.SET_FORUM, Permission.SET_UP_FORUMS, _about(forum.code)
        ) as connection:
            _take_turn(connection)
            around = self._surroundings(connection)
            before = None if new else store.find_forum(connection, forum.code)
            cleaned, problems = clean_forum(forum, before, around)
            if cleaned.ended is not None and _meets_after(connection, cleaned.code, cleaned.ended):
                problems.append(Problem("ended", Fault.STILL_PLANNED))
            if problems:
                raise Faulty(problems)
            if before is None:
                store.add_forum(connection, cleaned)
            else:
                store.change_forum(connection, cleaned)
                if cleaned.ended is not None:
                    _hang_below(connection, cleaned, around.forums.values())
            return store.find_forum(connection, cleaned.code)

    def describe(self, actor: Actor, forum: Forum) -> Forum:
        """Change what a chair says of their own forum; the forum as it is kept.

        Whatever else is different in ``forum`` stays as it was.

        Raises:
            NotPermitted: the actor does not chair this forum.
            Faulty: with every fault that was found.
            Unknown: there is no such forum.
            ChangedMeanwhile: somebody changed it since it was read.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        with chairing(
            self._trail, actor, Action.SET_FORUM, forum.code, self._today(), _about(forum.code)
        ) as (connection, before):
            if before.version != forum.version:
                raise ChangedMeanwhile
            said = replace(before, **{name: getattr(forum, name) for name in DESCRIBED})
            cleaned, problems = clean_description(said, self._surroundings(connection))
            if problems:
                raise Faulty(problems)
            store.change_forum(connection, cleaned)
            return store.find_forum(connection, cleaned.code)

    def _surroundings(self, connection: Connection) -> Surroundings:
        return Surroundings(
            today=self._today(),
            languages=self._languages,
            sectors=sector_store.kinds(connection).keys(),
            forums={each.code: each for each in store.forums(connection)},
        )


def in_tree_order(forums: Iterable[Forum]) -> list[Forum]:
    """Forums so that each stands after the one above it; the highest levels first."""
    by_code = {each.code: each for each in forums}
    below: dict[str | None, list[Forum]] = {}
    for each in sorted(by_code.values(), key=lambda forum: (-forum.level.rank, forum.code)):
        below.setdefault(each.parent if each.parent in by_code else None, []).append(each)

    def walk(code: str | None) -> Iterator[Forum]:
        for each in below.get(code, ()):
            yield each
            yield from walk(each.code)

    return list(walk(None))


def activity_of(forum: Forum, meetings: Iterable[Meeting], today: date) -> list[YearOfActivity]:
    """How much a forum did, year by year."""
    past = [each for each in meetings if each.starts.date() <= today]
    if not past:
        return []
    first = min(each.starts.year for each in past)
    last = min(today, forum.ended or today).year
    years = {year: YearOfActivity(year) for year in range(first, last + 1)}
    for each in past:
        year = each.starts.year
        if year in years:
            years[year] = _with(years[year], each)
    return list(years.values())


def _with(year: YearOfActivity, meeting: Meeting) -> YearOfActivity:
    if meeting.state is MeetingState.CANCELLED:
        return replace(year, cancelled=year.cancelled + 1)
    return replace(year, held=year.held + 1, minuted=year.minuted + (meeting.minutes_number > 0))


def _hang_below(connection: Connection, ended: Forum, forums: Iterable[Forum]) -> None:
    for each in forums:
        if each.parent == ended.code and each.ended is None:
            store.change_forum(connection, replace(each, parent=ended.parent))


def _take_turn(connection: Connection) -> None:
    """Keep others waiting: two changes, each sound, could make a tree that is none.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE forum IN SHARE ROW EXCLUSIVE MODE"))


def _about(code: str) -> str:
    """A forum's place in the audit trail, which holds no typing errors."""
    return f"forum {code}" if is_code(code) else "forum"


def _meets_after(connection: Connection, code: str, day: date) -> bool:
    """Whether a forum has meetings after a day that are not cancelled."""
    later = store.meetings(connection, of=code, since=datetime.combine(day, time.max))
    return any(each.state is MeetingState.PLANNED for each in later)
