"""The independent body's report on a period: its own words, with the figures frozen beside them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from copfeedback.complaints import counter_store as store
from copfeedback.complaints.counter_store import Frozen
from copfeedback.complaints.figures import thawed
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.results.disclosure import seal_of
from copfeedback.results.published import CountRelease
from copfeedback.storage.engine import reading

TITLE_MAXIMUM = 120
TEXT_MAXIMUM = 20_000


class BadReport(Exception):  # noqa: N818 - named for what happened
    """A report needs a title, a text and a quarter with figures, none of them too long."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was published. It is never changed; a better one is another one."""

    number: int
    published_on: date
    title: Translations
    text: Translations
    figures: tuple[CountRelease, ...]
    sha256: str


class Reports:
    """The use cases of periodic reports."""

    def __init__(self, trail: Trail, today: Callable[[], date]) -> None:
        self._trail = trail
        self._today = today

    def all(self) -> tuple[Report, ...]:
        """All reports, the latest first. One that was changed since is left out.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        with reading(self._trail.engine) as connection:
            stored = store.reports(connection)
        return tuple(
            _read(number, each)
            for number, each in stored.items()
            if seal_of(each.content) == each.sha256
        )

    def periods(self, actor: Actor) -> list[str]:
        """The quarters a report can be about, the latest first.

        Raises:
            NotPermitted: the actor does not work for the independent body.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.HANDLE_COMPLAINTS, Subject(organisation=actor.organisation))
        with reading(self._trail.engine) as connection:
            return list(store.frozen_periods(connection))

    def publish(
        self, actor: Actor, periods: Sequence[str], title: Translations, text: Translations
    ) -> int:
        """Publish a report on some quarters, for good; its number.

        Raises:
            NotPermitted: the actor does not work for the independent body.
            BadReport: something is missing or too long; nothing was published.
            StorageUnavailable: it cannot be stored now.
        """
        subject = Subject(organisation=actor.organisation)
        about = "report " + " ".join(sorted(periods))
        doing = self._trail.doing(
            actor, Action.PUBLISH_COMPLAINT_REPORT, Permission.HANDLE_COMPLAINTS, about, subject
        )
        with doing as connection:
            frozen = store.frozen_periods(connection)
            if not periods or not set(periods) <= set(frozen) or not _is_said(title, text):
                raise BadReport
            on = self._today()
            content = {
                "format": 1,
                "published_on": on.isoformat(),
                "title": dict(title),
                "text": dict(text),
                "figures": [
                    {"content": frozen[each].content, "sha256": frozen[each].sha256}
                    for each in sorted(set(periods))
                ],
            }
            written = json.dumps(content, sort_keys=True, separators=(",", ":"))
            return store.add_report(connection, on, Frozen(written, seal_of(written)))


def _is_said(title: Translations, text: Translations) -> bool:
    """Whether there are words, in the same languages, and none of them too many."""
    return set(title) == set(text) and all(
        each.strip() and len(each) <= most
        for texts, most in ((title, TITLE_MAXIMUM), (text, TEXT_MAXIMUM))
        for each in texts.values()
    )


def _read(number: int, stored: Frozen) -> Report:
    content = json.loads(stored.content)
    figures = {
        str(at): Frozen(each["content"], each["sha256"])
        for at, each in enumerate(content["figures"])
    }
    return Report(
        number,
        date.fromisoformat(content["published_on"]),
        Translations(content["title"]),
        Translations(content["text"]),
        tuple(thawed(figures)),
        stored.sha256,
    )
