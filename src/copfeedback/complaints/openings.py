"""The languages that complaints are taken in: those whose safety texts somebody has read over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from copfeedback.complaints import promise_tables as tables
from copfeedback.complaints.promises import Promises
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, clean_name
from copfeedback.storage.engine import reading


class NotReadable(Exception):  # noqa: N818 - named for what happened
    """A safety text is missing or outdated in this language: there is nothing to read over."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Who read over the safety texts of a language, and when.

    ``has_lapsed``: they have changed since, so that the language is closed again.
    """

    language: str
    reviewer: str
    reviewed_on: date
    has_lapsed: bool


class Openings:
    """Which languages are open for complaints, and how one is opened."""

    def __init__(
        self,
        trail: Trail,
        promises: Promises,
        today: Callable[[], date],
        is_demonstration: Callable[[], bool],
    ) -> None:
        self._trail = trail
        self._promises = promises
        self._today = today
        self._is_demonstration = is_demonstration

    def all(self) -> dict[str, Opening]:
        """What is known of each language that was ever opened.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            rows = tables.openings(connection)
        return {
            tag: Opening(
                tag,
                row.reviewer,
                row.reviewed_on,
                has_lapsed=row.fingerprint != self._promises.safety_fingerprint(tag),
            )
            for tag, row in rows.items()
            if tag in self._promises.languages
        }

    def open_languages(self) -> frozenset[str]:
        """The languages in which somebody can complain; in the demonstration all of them.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if self._is_demonstration():
            return frozenset(self._promises.languages)
        return frozenset(tag for tag, each in self.all().items() if not each.has_lapsed)

    def open(self, actor: Actor, language: str, reviewer: str) -> None:
        """Note who has read over the safety texts as they are now, and take complaints in them.

        Raises:
            NotPermitted: the actor may not.
            NotReadable: one of the texts is missing or outdated in this language.
            BadName: the reviewer's name has not 1 to 64 visible characters.
            StorageUnavailable: it cannot be stored now.
        """
        doing = (actor, Action.OPEN_LANGUAGE, Permission.EDIT_COMPLAINT_PAGES)
        with self._trail.doing(*doing, f"complaints in {language}"[:80]) as done:
            name = clean_name(reviewer)
            known = language in self._promises.languages
            fingerprint = self._promises.safety_fingerprint(language) if known else None
            if fingerprint is None:
                raise NotReadable(language)
            tables.keep_opening(done, language, name, self._today(), fingerprint, actor.id)
