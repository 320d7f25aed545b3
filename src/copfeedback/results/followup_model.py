"""What came of results: what people said, what was done about it, and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations

TEXT_MAXIMUM = 2_000
"""Longest text, in characters."""


class Status(StrEnum):
    """What becomes of something that people said."""

    DONE = "done"
    UNDER_WAY = "under_way"
    WILL_NOT = "will_not"
    """It will not be done; the answer is then the reason."""


class FollowUpFault(StrEnum):
    """What is wrong with an entry."""

    SAID_MISSING = "said_missing"
    ANSWER_MISSING = "answer_missing"
    REASON_MISSING = "reason_missing"
    TOO_LONG = "too_long"
    UNKNOWN_ITEM = "unknown_item"


class BadFollowUp(Exception):  # noqa: N818 - named for what happened
    """The entry cannot be kept as it is; ``faults`` has each fault by the field it is in."""

    def __init__(self, faults: dict[str, FollowUpFault]) -> None:
        self.faults = faults
        super().__init__(", ".join(f"{name}: {fault}" for name, fault in faults.items()))


@dataclass(frozen=True, slots=True)
class Reply:
    """What staff write: ``item`` is the question it is about, None for the wave as a whole.

    ``said`` is what people said, ``answer`` what was or will be done, or why it will not be.
    """

    wave_id: str
    item: str | None
    status: Status
    said: Translations
    answer: Translations


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One version of an entry; a change is a new version, and the earlier ones stay.

    ``organisation`` is the name of the one that answers, empty for whoever runs the portal.
    """

    id: int
    version: int
    content: Reply
    organisation_id: int | None
    organisation: str
    written_on: date


@dataclass(frozen=True, slots=True)
class FollowUpHistory:
    """An entry as it is now, and as it was before: the latest version first."""

    versions: tuple[FollowUp, ...]

    @property
    def now(self) -> FollowUp:
        """The latest version."""
        return self.versions[0]

    @property
    def earlier(self) -> tuple[FollowUp, ...]:
        """What was said before it was changed."""
        return self.versions[1:]

    @property
    def first_written_on(self) -> date:
        """The day it was first written."""
        return self.versions[-1].written_on


def says_something(text: str) -> bool:
    """Whether there is a letter or digit in it: an invisible character is no reason."""
    return any(each.isalnum() for each in text)


def faults_of(content: Reply, items: Iterable[str]) -> Iterator[tuple[str, FollowUpFault]]:
    """What is wrong with an entry about a wave that has these items, by field."""
    if content.item is not None and content.item not in set(items):
        yield "item", FollowUpFault.UNKNOWN_ITEM
    missing = {
        "said": FollowUpFault.SAID_MISSING,
        "answer": FollowUpFault.REASON_MISSING
        if content.status is Status.WILL_NOT
        else FollowUpFault.ANSWER_MISSING,
    }
    for name, fault in missing.items():
        texts: Translations = getattr(content, name)
        if not any(map(says_something, texts.values())):
            yield name, fault
        elif any(len(text) > TEXT_MAXIMUM for text in texts.values()):
            yield name, FollowUpFault.TOO_LONG
