"""What the list of commitments can be asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from copfeedback.forums.commitment_model import Commitment, Owner, Status
from copfeedback.web.api_queries import LIMIT, MOST, BadQuery, read_parameters

_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_NAMES = ("forum", "sector", "owner", "status", "limit", "after")


@dataclass(frozen=True, slots=True)
class WantedCommitments:
    """Which commitments; None where any will do. ``after`` is the last of the page before."""

    forum: str | None = None
    sector: str | None = None
    owner: Owner | None = None
    status: Status | None = None
    limit: int = LIMIT
    after: int = 0

    def choose(
        self, listed: Sequence[Commitment], today: date
    ) -> tuple[list[Commitment], str | None]:
        """The page that is wanted, by their numbers, and the query for the next one if any."""
        fitting = sorted(
            (
                each
                for each in listed
                if each.id > self.after and self.status in {None, each.status(today)}
            ),
            key=lambda each: each.id,
        )
        page = fitting[: self.limit]
        return page, self._after(page[-1].id) if len(fitting) > len(page) else None

    def _after(self, last: int) -> str:
        asked: Mapping[str, object] = {
            "forum": self.forum,
            "sector": self.sector,
            "owner": self.owner,
            "status": self.status,
            "limit": self.limit,
            "after": last,
        }
        return urlencode({name: value for name, value in asked.items() if value is not None})


def read_commitment_query(query: str) -> WantedCommitments:
    """Read the query of an address.

    Raises:
        BadQuery: it asks for something that there is not.
    """
    asked = read_parameters(query, _NAMES)
    return WantedCommitments(
        forum=_code("forum", asked),
        sector=_code("sector", asked),
        owner=Owner(_one_of("owner", asked, tuple(Owner))) if "owner" in asked else None,
        status=Status(_one_of("status", asked, tuple(Status))) if "status" in asked else None,
        limit=_number("limit", asked, LIMIT, MOST),
        after=_number("after", asked, 0),
    )


def _code(name: str, asked: Mapping[str, str]) -> str | None:
    value = asked.get(name)
    if value is not None and not _CODE.fullmatch(value):
        raise BadQuery(f"{name}: a code has small letters, digits, dots, hyphens and underscores")
    return value


def _one_of(name: str, asked: Mapping[str, str], values: Sequence[str]) -> str:
    if asked[name] not in values:
        raise BadQuery(f"{name}: one of {', '.join(values)}")
    return asked[name]


def _number(name: str, asked: Mapping[str, str], otherwise: int, most: int | None = None) -> int:
    value = asked.get(name)
    if value is None:
        return otherwise
    if not _NUMBER.fullmatch(value) or (most is not None and int(value) > most):
        raise BadQuery(f"{name}: a number from 1" + (f" to {most}" if most else ""))
    return int(value)
