"""What a forum tells everybody between its meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations


class NoticeKind(StrEnum):
    """What a notice is for."""

    CORRECTION = "correction"
    """Of a rumour, or of something wrong that was said."""
    NEWS = "news"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice, always with its day. Up to ``pinned_until`` it stands above everything else."""

    id: int
    forum: str
    kind: NoticeKind
    on: date
    title: Translations
    text: Translations
    pinned_until: date | None = None

    def is_pinned(self, today: date) -> bool:
        """Whether it stands above everything else on a day."""
        return self.pinned_until is not None and today <= self.pinned_until
