"""What is wrong with what somebody entered, field by field, and how texts are cleaned."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copfeedback.i18n.translations import Translations

NAME_MAXIMUM = 200
TEXT_MAXIMUM = 20_000

# RFC 5646, and no longer than the tables keep (TAG_MAXIMUM).
_TAG = re.compile(r"(?=.{2,12}$)[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_KEPT_CONTROLS = "\n\t"
_JOINERS = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
"""Letters of some languages need them, and so does text in two directions."""


class Fault(StrEnum):
    """What is wrong with a field."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CODE = "code"
    TAKEN = "taken"
    UNKNOWN = "unknown"
    NOT_ABOVE = "not_above"
    """A forum's parent is not of a higher level."""
    DATE = "date"
    TIME = "time"
    END_BEFORE_START = "end_before_start"
    NO_SUCH_HOUR = "no_such_hour"
    """The clocks are put forward over it."""
    ZONE = "zone"
    NUMBER = "number"
    AMOUNT = "amount"
    """A number that may have a part after the point."""
    LINK = "link"
    LANGUAGE = "language"
    PAST = "past"
    POLICE_CHAIR = "police_chair"
    """Police chair only with a reason and an end."""
    NOT_AFTER = "not_after"
    """What has to be over before is not over yet; ``days`` has its last day."""
    OVERLAPS = "overlaps"
    """Something else, which the problem names, is for the same days."""
    DELAY = "delay"
    OTHER_SIDE = "other_side"
    """An organisation is not of the side it was to answer for."""
    SUM = "sum"
    """Parts are more than the total."""
    RANGE = "range"
    """A day that exists, but is too early or too late."""
    STILL_PLANNED = "still_planned"
    """A forum cannot end before its meetings."""
    STAYS = "stays"
    """It was promised for good, as protection is."""
    WEEKEND = "weekend"
    """Nobody works on this day."""
    NOT_INDEPENDENT = "not_independent"
    """The police, or whoever commissions an evaluation, evaluates it."""
    DATA_SEEN = "data_seen"
    """Data were being gathered: nobody can tell that none had been seen."""
    UNCHANGED = "unchanged"
    NOT_ABOVE_ZERO = "not_above_zero"
    CONTRADICTS = "contradicts"
    """It does not fit the figures, or they do not fit each other."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault and the field it is in.

    ``days`` are those that may be chosen instead, ``name`` is what something else is called.
    """

    field: str
    fault: Fault
    most: int = 0
    days: tuple[date, ...] = ()
    name: Translations | None = None


class Faulty(Exception):  # noqa: N818 - named for what happened
    """Something must be mended before this can be kept; nothing was stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(f"{each.field}: {each.fault}" for each in problems))
        self.problems = tuple(problems)


class ChangedMeanwhile(Exception):  # noqa: N818 - named for what happened
    """Somebody else has changed it since it was read; nothing was stored."""


class Unknown(Exception):  # noqa: N818 - named for what happened
    """There is no such forum, meeting, item, commitment or problem."""


def clean(text: str) -> str:
    """A text as it is kept: Unicode NFC, plain line ends, no control characters, no space around.

    Takes anything a form can hold.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        sign
        for sign in plain
        if sign in _KEPT_CONTROLS
        or sign in _JOINERS
        or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return "".join(kept).strip()


def is_tag(text: str) -> bool:
    """Whether this can be the tag of a language."""
    return _TAG.fullmatch(text) is not None


def clean_texts(
    texts: Mapping[str, str] | None,
    field: str,
    problems: list[Problem],
    *,
    most: int = TEXT_MAXIMUM,
    needed: bool = False,
) -> Translations | None:
    """Texts by language without the empty ones; None where none is left.

    What is wrong is added to ``problems``, each with the field ``<field>.<language>``; what is in
    no language, with ``field`` alone.
    """
    cleaned = {tag: clean(text) for tag, text in (texts or {}).items()}
    cleaned = {tag: text for tag, text in cleaned.items() if text}
    if not all(map(is_tag, cleaned)):
        problems.append(Problem(field, Fault.LANGUAGE))
    cleaned = {tag: text for tag, text in cleaned.items() if is_tag(tag)}
    for tag, text in cleaned.items():
        if len(text) > most:
            problems.append(Problem(f"{field}.{tag}", Fault.TOO_LONG, most))
    if needed and not cleaned:
        problems.append(Problem(field, Fault.MISSING))
    return Translations(cleaned) if cleaned else None
