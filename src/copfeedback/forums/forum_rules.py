"""What a forum must be like to be kept: each fault names its field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from copfeedback.faults import (
    NAME_MAXIMUM,
    TEXT_MAXIMUM,
    Fault,
    Problem,
    clean,
    clean_texts,
)
from copfeedback.forums.model import Community, Forum, Seat, Side
from copfeedback.forums.tables import CODE_MAXIMUM
from copfeedback.i18n.translations import Translations

DESCRIBED = (
    "name", "purpose", "rules", "contact", "languages", "seats", "communities", "every_weeks"
)  # fmt: skip
"""What a chair says of their own forum; the rest is for whoever founds forums."""

CONTACT_MAXIMUM = 1_000
SEATS_MAXIMUM = 99
ROWS_MAXIMUM = 100
WEEKS_MAXIMUM = 104
DELAY_MAXIMUM = 90
TRANSITION_YEARS = 2
EARLIEST = date(1900, 1, 1)
_AHEAD = timedelta(days=366)

_CODE = re.compile(rf"[a-z][a-z0-9_-]{{0,{CODE_MAXIMUM - 1}}}")
_RESERVED = frozenset({"handbook", "proposals", "search", "stories"})
"""Pages beside those of the forums have these addresses."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a forum is judged by beside itself.

    ``languages`` are those of the portal; ``sectors`` the codes there are.
    """

    today: date
    languages: Collection[str]
    sectors: Collection[str]
    forums: Mapping[str, Forum]

    @property
    def transition_ends(self) -> date:
        """The last day up to which police can be let chair today."""
        year = self.today.year + TRANSITION_YEARS
        try:
            return self.today.replace(year=year)
        except ValueError:  # the 29th of February
            return date(year, 2, 28)


def is_code(text: str) -> bool:
    """Whether a text can be a forum's code."""
    return bool(_CODE.fullmatch(text))


def clean_description(forum: Forum, around: Surroundings) -> tuple[Forum, list[Problem]]:
    """The forum with what its chair may say cleaned, and what is wrong with that."""
    problems: list[Problem] = []
    name = _texts(forum.name, "name", problems, around, most=NAME_MAXIMUM, needed=True)
    cleaned = replace(
        forum,
        name=name or forum.name,
        purpose=_texts(forum.purpose, "purpose", problems, around),
        rules=_texts(forum.rules, "rules", problems, around),
        contact=clean(forum.contact),
        languages=tuple(dict.fromkeys(forum.languages)),
        seats=tuple(_seat(at, each, problems) for at, each in enumerate(forum.seats)),
        communities=tuple(
            _community(at, each, problems, around) for at, each in enumerate(forum.communities)
        ),
    )
    if len(cleaned.contact) > CONTACT_MAXIMUM:
        problems.append(Problem("contact", Fault.TOO_LONG, CONTACT_MAXIMUM))
    if not cleaned.languages or not set(cleaned.languages) <= set(around.languages):
        problems.append(Problem("languages", Fault.LANGUAGE))
    if not 1 <= forum.every_weeks <= WEEKS_MAXIMUM:
        problems.append(Problem("every_weeks", Fault.NUMBER, WEEKS_MAXIMUM))
    problems += (
        Problem(field, Fault.NUMBER, ROWS_MAXIMUM)
        for field in ("seats", "communities")
        if len(getattr(cleaned, field)) > ROWS_MAXIMUM
    )
    return cleaned, problems


def clean_forum(
    forum: Forum, before: Forum | None, around: Surroundings
) -> tuple[Forum, list[Problem]]:
    """The whole forum as it is kept, and what is wrong with it; ``before`` is what was kept."""
    cleaned, problems = clean_description(forum, around)
    cleaned = replace(
        cleaned,
        code=forum.code.strip(),
        parent=forum.parent or None,
        sector=forum.sector or None,
    )
    cleaned = _chair(cleaned, problems, around)
    if before is None:
        problems += _code_problems(cleaned.code, around)
    problems += _place_problems(cleaned, before, around)
    problems += _day_problems(cleaned, around.today)
    if not 0 <= cleaned.delay_days <= (DELAY_MAXIMUM if cleaned.protected else 0):
        problems.append(Problem("delay_days", Fault.DELAY, DELAY_MAXIMUM))
    if before is not None and before.protected and not cleaned.protected:
        problems.append(Problem("protected", Fault.STAYS))
    return cleaned, problems


def _chair(forum: Forum, problems: list[Problem], around: Surroundings) -> Forum:
    """The forum with its chair cleaned; police chair only with a reason, and not for ever."""
    chair, name = forum.chair, clean(forum.chair.name)
    affiliation = _texts(
        chair.affiliation, "chair.affiliation", problems, around, most=NAME_MAXIMUM, needed=True
    )
    # In a protected forum the name is shown to nobody, and need not be told to the portal.
    if not name and forum.protected is None:
        problems.append(Problem("chair.name", Fault.MISSING))
    if len(name) > NAME_MAXIMUM:
        problems.append(Problem("chair.name", Fault.TOO_LONG, NAME_MAXIMUM))
    reason = _texts(chair.reason, "chair.reason", problems, around) if chair.police else None
    until = chair.until if chair.police else None
    if chair.police:
        if reason is None:
            problems.append(Problem("chair.reason", Fault.POLICE_CHAIR))
        if until is None or not around.today <= until <= around.transition_ends:
            problems.append(Problem("chair.until", Fault.POLICE_CHAIR))
    kept = replace(
        chair,
        name=name,
        affiliation=affiliation or chair.affiliation,
        reason=reason,
        until=until,
    )
    return replace(forum, chair=kept)


def _code_problems(code: str, around: Surroundings) -> list[Problem]:
    if not is_code(code):
        return [Problem("code", Fault.CODE)]
    if code in _RESERVED or code in around.forums:
        return [Problem("code", Fault.TAKEN)]
    return []


def _place_problems(forum: Forum, before: Forum | None, around: Surroundings) -> list[Problem]:
    """What keeps it from its place in the tree, or from its sector."""
    problems = []
    parent = around.forums.get(forum.parent) if forum.parent else None
    if forum.parent and (parent is None or (parent.ended and not _same(before, forum, "parent"))):
        problems.append(Problem("parent", Fault.UNKNOWN))
    elif parent is not None and parent.level.rank <= forum.level.rank:
        problems.append(Problem("parent", Fault.NOT_ABOVE))
    below = (each for each in around.forums.values() if each.parent == forum.code)
    if any(each.level.rank >= forum.level.rank for each in below):
        problems.append(Problem("level", Fault.NOT_ABOVE))
    if forum.sector and forum.sector not in around.sectors and not _same(before, forum, "sector"):
        problems.append(Problem("sector", Fault.UNKNOWN))
    return problems


def _same(before: Forum | None, forum: Forum, field: str) -> bool:
    """Whether it was like that already: what was right once need not be mended now."""
    return before is not None and getattr(before, field) == getattr(forum, field)


def _day_problems(forum: Forum, today: date) -> list[Problem]:
    problems = []
    if forum.founded is not None and not EARLIEST <= forum.founded <= today + _AHEAD:
        problems.append(Problem("founded", _day_fault(forum.founded)))
    if forum.ended is not None and not (forum.founded or EARLIEST) <= forum.ended <= today:
        problems.append(Problem("ended", _day_fault(forum.ended)))
    return problems


def _day_fault(day: date) -> Fault:
    """A form that cannot read a day gives the first there is."""
    return Fault.DATE if day == date.min else Fault.RANGE


def _seat(at: int, seat: Seat, problems: list[Problem]) -> Seat:
    cleaned = replace(seat, holder=clean(seat.holder))
    if not cleaned.holder and seat.side is not Side.RESIDENTS:
        problems.append(Problem(f"seats.{at}.holder", Fault.MISSING))
    if len(cleaned.holder) > NAME_MAXIMUM:
        problems.append(Problem(f"seats.{at}.holder", Fault.TOO_LONG, NAME_MAXIMUM))
    if not 1 <= seat.seats <= SEATS_MAXIMUM:
        problems.append(Problem(f"seats.{at}.seats", Fault.NUMBER, SEATS_MAXIMUM))
    return cleaned


def _community(
    at: int, community: Community, problems: list[Problem], around: Surroundings
) -> Community:
    field = f"communities.{at}"
    name = _texts(community.name, f"{field}.name", problems, around, most=NAME_MAXIMUM, needed=True)
    cleaned = Community(name or community.name, clean(community.organisation))
    if len(cleaned.organisation) > NAME_MAXIMUM:
        problems.append(Problem(f"{field}.organisation", Fault.TOO_LONG, NAME_MAXIMUM))
    return cleaned


def _texts(
    texts: Mapping[str, str] | None,
    field: str,
    problems: list[Problem],
    around: Surroundings,
    *,
    most: int = TEXT_MAXIMUM,
    needed: bool = False,
) -> Translations | None:
    cleaned = clean_texts(texts, field, problems, most=most, needed=needed)
    problems += (
        Problem(f"{field}.{tag}", Fault.LANGUAGE)
        for tag in cleaned or ()
        if tag not in around.languages
    )
    return cleaned
