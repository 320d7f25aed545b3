"""What the portal promises to whoever complains, page by page, and who runs it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from copfeedback.i18n.translations import Translations
from copfeedback.page_text import PageText

TITLE_LENGTH = 120
TEXT_LENGTH = 6_000
"""As many signs of any script as fit twice into a page of the light door."""
NAME_LENGTH = 160
LINE_LENGTH = 600
ROUTES_AT_MOST = 12


class PromisePage(StrEnum):
    """A page of the promise; each has a text of its own in every language."""

    HOW = "how"
    CALLS = "calls"
    RIGHTS = "rights"
    REVIEW = "review"
    SAFETY = "safety"
    MINORS = "minors"
    POLICIES = "policies"
    CONDUCT = "conduct"
    WHO = "who"


SAFETY_PAGES = (PromisePage.HOW, PromisePage.SAFETY, PromisePage.MINORS)
"""What somebody relies on before they write; each language of it is read over by a person."""


class Placeholder(StrEnum):
    """What stands in braces in a text, and is filled in when somebody reads it."""

    DANGER = "danger_days"
    ACKNOWLEDGE = "acknowledge_days"
    UPDATE = "update_days"
    OUTCOME = "outcome_working_days"
    REVIEW = "review_days"
    ERASE = "erase_days"
    KEEP = "keep_days"
    IMMIGRATION = "immigration"
    """What can be said about immigration authorities; never a text's own to say."""


NEEDED: Mapping[PromisePage, frozenset[Placeholder]] = {
    PromisePage.HOW: frozenset(
        {Placeholder.ACKNOWLEDGE, Placeholder.UPDATE, Placeholder.OUTCOME, Placeholder.REVIEW}
    ),
    PromisePage.SAFETY: frozenset({Placeholder.IMMIGRATION}),
}
"""What a page must say, in whatever words."""


@dataclass(frozen=True, slots=True)
class OutsideRoute:
    """Somebody outside the body to whom one can complain, about the body too.

    ``reach`` is a telephone number, an e-mail or web address, or a place.
    """

    name: Translations
    purpose: Translations
    reach: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Who runs the complaint door. None where nothing has been said yet.

    ``run_by_police`` is whether the police operate or host it. ``firewall`` is the legal basis on
    which nothing goes to immigration authorities, in the languages it is recorded in.
    """

    body: Translations | None = None
    independence: Translations | None = None
    host: Translations | None = None
    operator: Translations | None = None
    run_by_police: bool = False
    routes: tuple[OutsideRoute, ...] = ()
    firewall: Translations | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a page in a language, or of who runs the door (``page`` None).

    ``edition`` counts how often what the page promises has changed, in whichever language first:
    a language whose edition is behind that of another one is outdated. Names are None for
    whoever has a shell on the machine.
    """

    page: PromisePage | None
    language: str
    number: int
    edition: int
    content: PageText | Operation
    written_by: str | None
    writer: int | None
    written_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether somebody has said yes to it."""
        return self.approved_at is not None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as somebody reads it.

    ``language`` is the one it is really in. ``is_outdated``: another language already says
    something newer.
    """

    page: PromisePage
    content: PageText
    language: str
    is_fallback: bool
    is_outdated: bool


class Standing(StrEnum):
    """How a language of a page stands."""

    CURRENT = "current"
    MISSING = "missing"
    OUTDATED = "outdated"


class FaultKind(StrEnum):
    """What is wrong with something written."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"
    UNKNOWN_PLACEHOLDER = "unknown_placeholder"
    MISSING_PLACEHOLDER = "missing_placeholder"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the field it is in, its limit or the placeholder it is about, its language."""

    place: str
    kind: FaultKind
    limit: int = 0
    name: str = ""
    language: str = ""


_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_OVERRIDES = frozenset("\u202d\u202e")  # they make a text read as another one
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})


def placeholders_in(text: str) -> list[str]:
    """What stands in braces, or a brace that stands alone."""
    return [found[1] if found[1] is not None else found[0] for found in _BRACES.finditer(text)]


def fill(text: str, values: Mapping[Placeholder, str]) -> str:
    """A text with its placeholders filled in.

    Raises:
        KeyError: there is no value for one of them, or no such placeholder.
    """
    known = {name.value: value for name, value in values.items()}
    return _BRACES.sub(lambda found: known[found[1]], text)


def faults_in_page(page: PromisePage, content: PageText) -> list[Fault]:
    """Everything that must be mended before a page can be kept."""
    faults = [
        *_in_text("title", content.title, TITLE_LENGTH),
        *_in_text("text", content.text, TEXT_LENGTH, lines=True),
    ]
    used = placeholders_in(content.text)
    unknown = [name for name in used if name not in set(Placeholder)]
    unknown += placeholders_in(content.title)  # a title has none
    faults += [Fault("text", FaultKind.UNKNOWN_PLACEHOLDER, name=name) for name in unknown]
    missing = sorted(NEEDED.get(page, frozenset()) - set(used))
    faults += [Fault("text", FaultKind.MISSING_PLACEHOLDER, name=name) for name in missing]
    return faults


def faults_in_operation(operation: Operation) -> list[Fault]:
    """Everything that must be mended before it can be kept."""
    return list(_in_operation(operation))


def _in_operation(operation: Operation) -> Iterator[Fault]:
    yield from _in_texts("body", operation.body, NAME_LENGTH)
    yield from _in_texts("independence", operation.independence, LINE_LENGTH)
    yield from _in_texts("host", operation.host, NAME_LENGTH)
    yield from _in_texts("operator", operation.operator, NAME_LENGTH)
    yield from _in_texts("firewall", operation.firewall, LINE_LENGTH)
    if len(operation.routes) > ROUTES_AT_MOST:
        yield Fault("routes", FaultKind.TOO_MANY, ROUTES_AT_MOST)
    for place, route in enumerate(operation.routes):
        yield from _in_texts(f"routes.{place}.name", route.name, NAME_LENGTH)
        yield from _in_texts(f"routes.{place}.purpose", route.purpose, LINE_LENGTH)
        yield from _in_text(f"routes.{place}.reach", route.reach, NAME_LENGTH)


def _in_texts(place: str, texts: Translations | None, limit: int) -> Iterator[Fault]:
    for tag, text in (texts or {}).items():
        for fault in _in_text(place, text, limit):
            yield Fault(place, fault.kind, fault.limit, language=tag)


def _in_text(place: str, text: str, limit: int, *, lines: bool = False) -> Iterator[Fault]:
    seen = text.replace("\n", "") if lines else text
    if not text.strip():
        yield Fault(place, FaultKind.MISSING)
    elif len(text) > limit:
        yield Fault(place, FaultKind.TOO_LONG, limit)
    elif any(sign in _OVERRIDES or unicodedata.category(sign) in _UNSEEN for sign in seen):
        yield Fault(place, FaultKind.UNREADABLE)
