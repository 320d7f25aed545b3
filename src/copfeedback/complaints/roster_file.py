"""A roster as a file: written down in one way alone, signed, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from copfeedback.complaints.roster import (
    ON_ROSTER,
    Reviewer,
    Roster,
    RosterHolder,
    RosterRejected,
)
from copfeedback.complaints.roster_exclusion import PlacedUnit
from copfeedback.complaints.vault import HolderKey, PublicKeys, is_signed_by
from copfeedback.people.model import Role

AT_MOST_BYTES = 5_000_000
_LABEL = b"copfeedback roster\n"
_Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A roster as it travels: its exact bytes, and the signature under them."""

    content: bytes
    signature: bytes

    def to_file(self) -> bytes:
        """As a file: one line of content, one of signature."""
        return self.content + b"\n" + self.signature.hex().encode() + b"\n"

    @classmethod
    def from_file(cls, file: bytes) -> SignedRoster:
        """What ``to_file`` made.

        Raises:
            RosterRejected: it is no such file.
        """
        lines = file.split(b"\n")
        try:
            content, signature = (lines[at].strip() for at in (0, 1))
            return cls(content, bytes.fromhex(signature.decode("ascii")))
        except (IndexError, ValueError):
            raise RosterRejected("this is no signed roster") from None

    def opened(self, verify: bytes) -> Roster:
        """The roster, its signature checked.

        Raises:
            RosterRejected: another key signed it, or it was changed.
        """
        if not is_signed_by(verify, _LABEL + self.content, self.signature):
            raise RosterRejected("it is not signed with the body's signing key, or was changed")
        return read_roster(self.content)


def sign_roster(roster: Roster, key: HolderKey) -> SignedRoster:
    """Sign a roster with the body's offline key."""
    content = write_roster(roster)
    return SignedRoster(content, key.sign(_LABEL + content))


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    box: _Hex
    verify: _Hex

    @property
    def public(self) -> PublicKeys:
        return PublicKeys(bytes.fromhex(self.box), bytes.fromhex(self.verify))


class _Reviewer(_Keys):
    name: str = Field(min_length=1)
    reach: str = Field(min_length=1)


class _Holder(_Keys):
    staff_id: int
    name: str = Field(min_length=1)
    role: str = Field(pattern=f"^({'|'.join(sorted(ON_ROSTER))})$")
    active: bool
    excluded_units: list[int]
    also_known_as: list[str]


class _Unit(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: int
    name: str = Field(min_length=1)
    parent: int | None


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    version: int = Field(ge=1)
    made_on: str
    body: str = Field(min_length=1)
    body_id: int
    organisation: _Hex
    reviewer: _Reviewer | None
    holders: list[_Holder]
    units: list[_Unit] = []  # rosters had none before their units were signed


def write_roster(roster: Roster, *, for_people: bool = False) -> bytes:
    """A roster as JSON with sorted keys: always the same bytes; in many lines ``for_people``."""
    reviewer = roster.reviewer
    options = orjson.OPT_SORT_KEYS | (orjson.OPT_INDENT_2 if for_people else 0)
    return orjson.dumps(
        {
            "version": roster.version,
            "made_on": roster.made_on.isoformat(),
            "body": roster.body,
            "body_id": roster.body_id,
            "organisation": roster.organisation.hex(),
            "reviewer": reviewer
            and {"name": reviewer.name, "reach": reviewer.reach, **_keys(reviewer.public)},
            "holders": [
                {
                    "staff_id": each.staff_id,
                    "name": each.name,
                    "role": each.role.value,
                    "active": each.active,
                    "excluded_units": sorted(each.excluded_units),
                    "also_known_as": list(each.also_known_as),
                    **_keys(each.public),
                }
                for each in sorted(roster.holders, key=_in_order)
            ],
            "units": [
                {"id": each.id, "name": each.name, "parent": each.parent}
                for each in sorted(roster.units, key=lambda unit: unit.id)
            ],
        },
        option=options,
    )


def read_roster(content: bytes) -> Roster:
    """The roster of a file, signed or not yet.

    Raises:
        RosterRejected: it is none; the message says what is wrong with it, and where.
    """
    try:
        found = _Document.model_validate_json(content)
        made_on = date.fromisoformat(found.made_on)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise RosterRejected(f"{where}: {fault['msg']}" if where else fault["msg"]) from None
    except ValueError:
        raise RosterRejected("made_on: must be a date such as 2026-05-06") from None
    holders = tuple(
        RosterHolder(
            each.staff_id,
            each.name,
            Role(each.role),
            each.public,
            each.active,
            frozenset(each.excluded_units),
            tuple(each.also_known_as),
        )
        for each in found.holders
    )
    active = [each.staff_id for each in found.holders if each.active]
    boxes, verifies = ([getattr(each, key) for each in found.holders] for key in ("box", "verify"))
    for what, values in (("staff_id", active), ("box", boxes), ("verify", verifies)):
        if len(set(values)) < len(values):
            raise RosterRejected(f"holders: the same {what} is there twice")
    if len({each.id for each in found.units}) < len(found.units):
        raise RosterRejected("units: the same id is there twice")
    reviewer = found.reviewer
    return Roster(
        version=found.version,
        made_on=made_on,
        body=found.body,
        body_id=found.body_id,
        organisation=bytes.fromhex(found.organisation),
        reviewer=None
        if reviewer is None
        else Reviewer(reviewer.name, reviewer.reach, reviewer.public),
        holders=holders,
        units=tuple(PlacedUnit(each.id, each.name, each.parent) for each in found.units),
    )


def _in_order(holder: RosterHolder) -> tuple[int, bool, bytes]:
    """By account; an earlier key before the one in use."""
    return holder.staff_id, holder.active, holder.public.box


def _keys(public: PublicKeys) -> dict[str, str]:
    return {"box": public.box.hex(), "verify": public.verify.hex()}
