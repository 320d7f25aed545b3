"""What the portal says about itself, in parts: who runs it, who helps nearby, what it promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from copfeedback.i18n.translations import Translations


class Part(StrEnum):
    """A part of the profile; each has versions of its own."""

    IDENTITY = "identity"
    DIRECTORY = "directory"
    PROMISE = "promise"
    COMPLAINT_PROMISE = "complaint_promise"


NEED_APPROVAL = frozenset({Part.COMPLAINT_PROMISE})
"""What the oversight body promises is shown when one of its own people has said yes to it."""


class PictureFormat(StrEnum):
    """How a picture is written; the names are those of its media type."""

    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that ``logo.read_logo`` has made: small, and with nothing in it but the picture."""

    format: PictureFormat
    data: bytes


@dataclass(frozen=True, slots=True)
class Contact:
    """A line on how to reach somebody: a telephone number, an e-mail or web address, or a place.

    ``emergency`` is shown to whoever looks for help, before everything else.
    """

    label: Translations
    address: str
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """The portal's name, who operates it and how to reach them. None where nothing is said."""

    name: Translations | None = None
    operator: Translations | None = None
    contacts: tuple[Contact, ...] = ()
    logo: Logo | None = None

    @property
    def emergencies(self) -> tuple[Contact, ...]:
        """Whom to call when somebody is in danger."""
        return tuple(contact for contact in self.contacts if contact.emergency)


class Need(StrEnum):
    """What somebody looks for help with."""

    EMERGENCY = "emergency"
    LEGAL_ADVICE = "legal_advice"
    VIOLENCE_AGAINST_WOMEN = "violence_against_women"
    VICTIMS = "victims"
    HATE_CRIME = "hate_crime"
    EXPLOITATION = "exploitation"
    ASYLUM_AND_MIGRATION = "asylum_and_migration"
    YOUTH = "youth"
    INTERPRETER = "interpreter"
    MENTAL_HEALTH = "mental_health"
    POLICE_OVERSIGHT = "police_oversight"
    OTHER = "other"


class Criterion(StrEnum):
    """What an organisation was looked at for before it was listed."""

    STABILITY = "stability"
    ACCOUNTABILITY = "accountability"
    REPRESENTATION = "representation"


@dataclass(frozen=True, slots=True)
class Vetting:
    """Who looked at an organisation, when, for what, and what they noted for other staff."""

    by: str
    on: date
    criteria: frozenset[Criterion] = frozenset()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """The ways to an organisation; at least one of them is there."""

    telephone: str = ""
    email: str = ""
    website: str = ""
    address: Translations | None = None
    hours: Translations | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner or help organisation: what it offers, to whom, in which languages, and where.

    ``languages`` are tags such as ``ar``, whether or not the portal speaks them.
    """

    id: int
    name: Translations
    offer: Translations
    audience: Translations
    needs: frozenset[Need]
    languages: tuple[str, ...]
    reach: Reach
    vetting: Vetting | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """Partner and help organisations, in the order they are shown in."""

    partners: tuple[Partner, ...] = ()

    def matching(self, need: Need | None, language: str | None) -> tuple[Partner, ...]:
        """Those that help with a need and speak a language; None where it does not matter."""
        return tuple(
            partner
            for partner in self.partners
            if (need is None or need in partner.needs)
            and (language is None or language in partner.languages)
        )

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs that somebody in it answers."""
        return tuple(need for need in Need if any(need in p.needs for p in self.partners))

    @property
    def languages(self) -> frozenset[str]:
        """The languages that somebody in it speaks."""
        return frozenset(tag for partner in self.partners for tag in partner.languages)

    def having(self, changed: Partner) -> Directory:
        """The directory with this organisation in place of the one of its id, else at the end."""
        if all(partner.id != changed.id for partner in self.partners):
            return Directory((*self.partners, changed))
        return Directory(tuple(changed if p.id == changed.id else p for p in self.partners))

    def without(self, partner_id: int) -> Directory:
        """The directory without the organisation of this id."""
        return Directory(tuple(p for p in self.partners if p.id != partner_id))

    @property
    def next_id(self) -> int:
        """An id that none of them has."""
        return max((partner.id for partner in self.partners), default=0) + 1


@dataclass(frozen=True, slots=True)
class Promise:
    """What the operator promises in their own words; None where they promise nothing besides.

    What the portal keeps and what not, it always says itself: that is not theirs to take back.
    """

    text: Translations | None = None


Content = Identity | Directory | Promise

DEFAULTS: dict[Part, Content] = {
    Part.IDENTITY: Identity(),
    Part.DIRECTORY: Directory(),
    Part.PROMISE: Promise(),
    Part.COMPLAINT_PROMISE: Promise(),
}
"""What holds as long as nobody has written anything."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a part. Names are None for whoever has a shell on the machine."""

    part: Part
    number: int
    content: Content
    written_by: str | None
    written_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether it may be shown, if no later one is."""
        return self.part not in NEED_APPROVAL or self.approved_at is not None


def in_force(versions: Iterable[Version]) -> Version | None:
    """The version that is shown: the latest that may be."""
    return max(
        (version for version in versions if version.is_in_force),
        key=lambda version: version.number,
        default=None,
    )
