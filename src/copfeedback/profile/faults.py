"""What is wrong with something written for the profile: where, and what to do about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from copfeedback.i18n.language_names import is_language
from copfeedback.i18n.translations import Translations
from copfeedback.profile.model import (
    Contact,
    Content,
    Directory,
    Identity,
    Logo,
    Partner,
    Promise,
    Reach,
    Vetting,
)

NAME_LENGTH = 60
ORGANISATION_LENGTH = 100
LINE_LENGTH = 160
OFFER_LENGTH = 400
PROMISE_LENGTH = 4_000
CONTACTS_AT_MOST = 8
PARTNERS_AT_MOST = 500
LOGO_BYTES = 100 * 1024

_TELEPHONE = re.compile(r"\+?[0-9](?:[0-9 ()/.-]{0,30}[0-9])?", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_OVERRIDES = frozenset("\u202d\u202e")  # they make a text read as another one
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})


class FaultKind(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"
    NO_TELEPHONE = "no_telephone"
    NO_EMAIL = "no_email"
    NO_WEBSITE = "no_website"
    NO_LANGUAGE = "no_language"
    NO_WAY_THERE = "no_way_there"
    NOT_YET = "not_yet"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``place`` is the path to it, such as ``partners.3.offer`` (by the id).

    ``language`` is that of the text it is in, where it is in one of several.
    """

    place: str
    kind: FaultKind
    limit: int = 0
    language: str = ""


def is_telephone(text: str) -> bool:
    """Whether it can be dialled."""
    return _TELEPHONE.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Whether it has the form of an e-mail address; whether one arrives is another question."""
    return len(text) <= LINE_LENGTH and _EMAIL.fullmatch(text) is not None


def is_website(text: str) -> bool:
    """Whether it is a web address; no other kind of link is ever made from what staff write."""
    try:
        parts = urlsplit(text)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    plain = text.isascii() and not any(sign.isspace() or sign in '<>"' for sign in text)
    return parts.scheme in {"http", "https"} and named and plain and not parts.username


def faults_in(content: Content, today: date) -> list[Fault]:
    """Everything that must be mended before this can be kept; empty when it is good."""
    match content:
        case Identity():
            return list(_in_identity(content))
        case Directory():
            return list(_in_directory(content, today))
        case Promise():
            return list(_in_texts("text", content.text, PROMISE_LENGTH, lines=True))


def _in_identity(identity: Identity) -> Iterator[Fault]:
    yield from _in_texts("name", identity.name, NAME_LENGTH)
    yield from _in_texts("operator", identity.operator, ORGANISATION_LENGTH)
    if len(identity.contacts) > CONTACTS_AT_MOST:
        yield Fault("contacts", FaultKind.TOO_MANY, CONTACTS_AT_MOST)
    for place, contact in enumerate(identity.contacts):
        yield from _in_contact(f"contacts.{place}", contact)
    if identity.logo is not None:
        yield from _in_logo(identity.logo)


def _in_contact(place: str, contact: Contact) -> Iterator[Fault]:
    yield from _in_texts(f"{place}.label", contact.label, ORGANISATION_LENGTH)
    yield from _in_text(f"{place}.address", contact.address, LINE_LENGTH)


def _in_logo(logo: Logo) -> Iterator[Fault]:
    if len(logo.data) > LOGO_BYTES:
        yield Fault("logo", FaultKind.TOO_LONG, LOGO_BYTES)


def _in_directory(directory: Directory, today: date) -> Iterator[Fault]:
    if len(directory.partners) > PARTNERS_AT_MOST:
        yield Fault("partners", FaultKind.TOO_MANY, PARTNERS_AT_MOST)
    seen: set[int] = set()
    for partner in directory.partners:
        if partner.id in seen:
            yield Fault(f"partners.{partner.id}", FaultKind.TWICE)
        seen.add(partner.id)
        yield from _in_partner(f"partners.{partner.id}", partner, today)


def _in_partner(place: str, partner: Partner, today: date) -> Iterator[Fault]:
    yield from _in_texts(f"{place}.name", partner.name, ORGANISATION_LENGTH)
    yield from _in_texts(f"{place}.offer", partner.offer, OFFER_LENGTH)
    yield from _in_texts(f"{place}.audience", partner.audience, LINE_LENGTH)
    if not partner.needs:
        yield Fault(f"{place}.needs", FaultKind.MISSING)
    if not partner.languages:
        yield Fault(f"{place}.languages", FaultKind.MISSING)
    elif not all(map(is_language, partner.languages)):
        yield Fault(f"{place}.languages", FaultKind.NO_LANGUAGE)
    yield from _in_reach(place, partner.reach)
    if partner.vetting is not None:
        yield from _in_vetting(f"{place}.vetting", partner.vetting, today)


def _in_reach(place: str, reach: Reach) -> Iterator[Fault]:
    if not (reach.telephone or reach.email or reach.website or reach.address):
        yield Fault(f"{place}.telephone", FaultKind.NO_WAY_THERE)
    if reach.telephone and not is_telephone(reach.telephone):
        yield Fault(f"{place}.telephone", FaultKind.NO_TELEPHONE)
    if reach.email and not is_email(reach.email):
        yield Fault(f"{place}.email", FaultKind.NO_EMAIL)
    if reach.website:
        if not is_website(reach.website):
            yield Fault(f"{place}.website", FaultKind.NO_WEBSITE)
        elif len(reach.website) > LINE_LENGTH:
            yield Fault(f"{place}.website", FaultKind.TOO_LONG, LINE_LENGTH)
    yield from _in_texts(f"{place}.address", reach.address, LINE_LENGTH)
    yield from _in_texts(f"{place}.hours", reach.hours, LINE_LENGTH)


def _in_vetting(place: str, vetting: Vetting, today: date) -> Iterator[Fault]:
    yield from _in_text(f"{place}.by", vetting.by, ORGANISATION_LENGTH)
    if vetting.on > today:
        yield Fault(f"{place}.on", FaultKind.NOT_YET)
    if vetting.note:
        yield from _in_text(f"{place}.note", vetting.note, OFFER_LENGTH, lines=True)


def _in_texts(
    place: str, texts: Translations | None, limit: int, *, lines: bool = False
) -> Iterator[Fault]:
    """At most one fault a text, whichever of its languages it is in."""
    if texts is not None:
        found = [
            replace(fault, language=tag)
            for tag, text in texts.items()
            for fault in _in_text(place, text, limit, lines=lines)
        ]
        yield from found[:1]
        if not all(map(is_language, texts)):
            yield Fault(place, FaultKind.NO_LANGUAGE)


def _in_text(place: str, text: str, limit: int, *, lines: bool = False) -> Iterator[Fault]:
    if not text.strip():
        yield Fault(place, FaultKind.MISSING)
    elif len(text) > limit:
        yield Fault(place, FaultKind.TOO_LONG, limit)
    elif not _is_readable(text.replace("\n", "") if lines else text):
        yield Fault(place, FaultKind.UNREADABLE)


def _is_readable(text: str) -> bool:
    return not any(sign in _OVERRIDES or unicodedata.category(sign) in _UNSEEN for sign in text)
