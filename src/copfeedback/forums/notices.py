"""What is done with the notices of forums: published, taken back, and shown, pinned ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from copfeedback.faults import NAME_MAXIMUM, Fault, Faulty, Problem, clean_texts
from copfeedback.forums import notice_store as store
from copfeedback.forums.chairing import chairing
from copfeedback.forums.notice_model import Notice, NoticeKind
from copfeedback.forums.store import find_forum
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor
from copfeedback.storage.engine import reading

__all__ = ["Notice", "NoticeKind", "Notices"]

TEXT_MAXIMUM = 4_000
PINNED_LONGEST = timedelta(days=366)


class Notices:
    """The use cases of notices."""

    def __init__(self, trail: Trail, today: Callable[[], date]) -> None:
        self._trail = trail
        self._today = today

    def of(self, code: str | None = None) -> list[Notice]:
        """The notices of a forum, or of all: pinned ones first, then the latest.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            found = store.notices(connection, code)
        today = self._today()
        return sorted(found, key=lambda each: not each.is_pinned(today))

    def publish(
        self,
        actor: Actor,
        code: str,
        kind: NoticeKind,
        title: Mapping[str, str],
        text: Mapping[str, str],
        pinned_until: date | None = None,
    ) -> Notice:
        """Tell everybody something, dated today; ``pinned_until`` is the last day it is on top.

        The same notice published twice on a day is one, and on top as was said last.

        Raises:
            NotPermitted: the actor does not chair this forum.
            Faulty: with every fault that was found.
            Unknown: there is no such forum.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        today = self._today()
        with chairing(self._trail, actor, Action.PUBLISH_NOTICE, code, today) as (connection, _):
            problems: list[Problem] = []
            title_kept = clean_texts(title, "title", problems, most=NAME_MAXIMUM, needed=True)
            text_kept = clean_texts(text, "text", problems, most=TEXT_MAXIMUM, needed=True)
            if pinned_until is not None and not today <= pinned_until <= today + PINNED_LONGEST:
                problems.append(Problem("pinned_until", Fault.RANGE))
            if problems or title_kept is None or text_kept is None:
                raise Faulty(problems)
            # Of two that are sent at once the second sees the first.
            find_forum(connection, code, lock=True)
            for each in store.notices(connection, code):
                said = (each.kind, each.on, each.title, each.text)
                if said == (kind, today, title_kept, text_kept):
                    return store.pin(connection, each, pinned_until)
            return store.add_notice(
                connection, code, kind, today, title_kept, text_kept, pinned_until
            )

    def take_back(self, actor: Actor, notice_id: int) -> None:
        """Show a notice no more.

        Raises:
            NotPermitted: the actor does not chair its forum.
            Unknown: there is no such notice, or it was taken back already.
            StorageUnavailable: it cannot be stored now; nothing was changed.
        """
        with reading(self._trail.engine) as connection:
            code = store.find_notice(connection, notice_id).forum
        today = self._today()
        with chairing(self._trail, actor, Action.PUBLISH_NOTICE, code, today) as (connection, _):
            store.find_notice(connection, notice_id)
            store.take_back(connection, notice_id, today)
