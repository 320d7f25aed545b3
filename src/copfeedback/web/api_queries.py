"""What the list of releases can be asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

from copfeedback.results.model import Publication
from copfeedback.results.releases import UnknownRelease

LIMIT, MOST = 50, 100
_LONGEST = 1_000
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,2}", re.ASCII)
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)
_NAMES = ("survey", "wave", "modified_since", "limit", "after")


class BadQuery(Exception):  # noqa: N818 - named for what happened
    """A parameter is not known, or has a value that it cannot have."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of the list, and whether there is more after it."""

    page: list[tuple[Publication, datetime]]
    more: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which releases; None where any will do."""

    survey: str | None = None
    wave: str | None = None
    modified_since: datetime | None = None
    limit: int = LIMIT
    after: str | None = None

    def choose(self, listed: Sequence[tuple[Publication, datetime]]) -> Found:
        """The page that is wanted.

        Raises:
            UnknownRelease: the one after which it begins is not in the list (any more).
        """
        fitting = [(each, moment) for each, moment in listed if self._fits(each, moment)]
        begin = 0
        if self.after is not None:
            ids = [each.release.id for each, _ in fitting]
            if self.after not in ids:
                raise UnknownRelease(self.after)
            begin = ids.index(self.after) + 1
        page = fitting[begin : begin + self.limit]
        return Found(page, len(fitting) > begin + len(page))

    def after_this(self, release_id: str) -> str:
        """The query for the next page."""
        since = self.modified_since
        asked: Mapping[str, str | None] = {
            "survey": self.survey,
            "wave": self.wave,
            "modified_since": None if since is None else since.isoformat(),
            "limit": str(self.limit),
            "after": release_id,
        }
        return urlencode({name: value for name, value in asked.items() if value is not None})

    def _fits(self, each: Publication, moment: datetime) -> bool:
        return (
            self.survey in {None, each.release.survey_id}
            and self.wave in {None, each.release.wave_id}
            and (self.modified_since is None or moment >= self.modified_since)
        )


def read_parameters(query: str, names: Sequence[str]) -> Mapping[str, str]:
    """The parameters of an address, each given once.

    Raises:
        BadQuery: one has another name than ``names``, or was given twice.
    """
    if len(query) > _LONGEST:
        raise BadQuery(f"the query is longer than {_LONGEST} characters")
    pairs = parse_qsl(query, keep_blank_values=True)
    asked = dict(pairs)
    if unknown := [name for name in asked if name not in names]:
        raise BadQuery(f"no such parameter: {unknown[0]!a:.80}; there are {', '.join(names)}")
    if len(asked) < len(pairs):
        raise BadQuery("a parameter was given twice")
    return asked


def read_query(query: str) -> Wanted:
    """Read the query of an address.

    Raises:
        BadQuery: it asks for something that there is not.
    """
    asked = read_parameters(query, _NAMES)
    return Wanted(
        survey=_id("survey", asked),
        wave=_id("wave", asked),
        modified_since=_moment("modified_since", asked),
        limit=_limit("limit", asked),
        after=_id("after", asked),
    )


def _id(name: str, asked: Mapping[str, str]) -> str | None:
    value = asked.get(name)
    if value is not None and not _ID.fullmatch(value):
        raise BadQuery(f"{name}: an id has small letters, digits, dots and hyphens")
    return value


def _limit(name: str, asked: Mapping[str, str]) -> int:
    value = asked.get(name, str(LIMIT))
    if not _NUMBER.fullmatch(value) or int(value) > MOST:
        raise BadQuery(f"{name}: a number from 1 to {MOST}")
    return int(value)


def _moment(name: str, asked: Mapping[str, str]) -> datetime | None:
    value = asked.get(name)
    if value is None:
        return None
    advice = f"{name}: a moment such as 2027-05-03T12:00:00Z"
    if not _MOMENT.fullmatch(value):
        raise BadQuery(advice)
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadQuery(advice) from None
