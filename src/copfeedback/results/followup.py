"""You said, we did, we did not: what staff tell people about what came of their answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.results import followup_store as store
from copfeedback.results.followup_model import (
    BadFollowUp,
    FollowUpHistory,
    Reply,
    faults_of,
    says_something,
)
from copfeedback.results.items import items_with_figures
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import WaveBook


class UnknownFollowUp(Exception):  # noqa: N818 - named for what happened
    """There is no such entry about this wave."""


class FollowUpChanged(Exception):  # noqa: N818 - named for what happened
    """Somebody else has changed the entry meanwhile."""


class FollowUps:
    """The use cases of what came of results."""

    def __init__(self, trail: Trail, book: WaveBook, today: Callable[[], date]) -> None:
        self._trail = trail
        self._book = book
        self._today = today

    def of_wave(self, wave_id: str) -> list[FollowUpHistory]:
        """What everybody is told about a wave, the last written first.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            return store.of_wave(connection, wave_id)

    def own(self, actor: Actor, organisation: int | None) -> list[FollowUpHistory]:
        """What an organisation has told, about all waves, the last written first.

        Raises:
            NotPermitted: the actor may not answer in its name.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.ANSWER_RESULTS, Subject(organisation=organisation))
        with reading(self._trail.engine) as connection:
            return store.of_organisation(connection, organisation)

    def write(self, actor: Actor, organisation: int | None, content: Reply) -> int:
        """Add an entry in the name of an organisation; returns its number.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is no such wave.
            BadFollowUp: with every fault there is; nothing was kept.
            StorageUnavailable: it cannot be stored now.
        """
        with self._trail.doing(*_doing(actor, organisation, content)) as connection:
            cleaned = self._cleaned(content)
            store.take_turn(connection)
            entry = store.next_id(connection)
            store.add(connection, entry, cleaned, organisation, self._today())
        return entry

    def change(
        self, actor: Actor, organisation: int | None, entry: int, content: Reply, *, after: int
    ) -> None:
        """Add a version to an entry of an organisation; everybody sees both.

        ``after`` is the version that was on the screen. Nothing changes when nothing is new.

        Raises:
            NotPermitted: the actor may not.
            UnknownWave: there is no such wave.
            UnknownFollowUp: the organisation has no such entry about this wave.
            FollowUpChanged: there is a later version by now.
            BadFollowUp: with every fault there is; nothing was kept.
            StorageUnavailable: it cannot be stored now.
        """
        with self._trail.doing(*_doing(actor, organisation, content)) as connection:
            cleaned = self._cleaned(content)
            store.take_turn(connection)
            known = store.find(connection, entry)
            if known is None or (known.now.organisation_id, known.now.content.wave_id) != (
                organisation,
                cleaned.wave_id,
            ):
                raise UnknownFollowUp
            if known.now.version != after:
                raise FollowUpChanged
            if known.now.content != cleaned:
                store.add(connection, entry, cleaned, organisation, self._today())

    def _cleaned(self, content: Reply) -> Reply:
        asked = self._book.find(content.wave_id)
        faults = dict(faults_of(content, items_with_figures(asked.survey)))
        if faults:
            raise BadFollowUp(faults)
        return Reply(
            asked.wave.id,
            content.item,
            content.status,
            _without_empty(content.said),
            _without_empty(content.answer),
        )


def _doing(
    actor: Actor, organisation: int | None, content: Reply
) -> tuple[Actor, Action, Permission, str, Subject]:
    return (
        actor,
        Action.ANSWER_RESULTS,
        Permission.ANSWER_RESULTS,
        f"wave {content.wave_id}",
        Subject(organisation=organisation),
    )


def _without_empty(texts: Translations) -> Translations:
    return Translations({tag: text.strip() for tag, text in texts.items() if says_something(text)})
