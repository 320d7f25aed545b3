"""How both doors say what is promised: pages with their blanks filled in, and faults in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import inf

from babel.dates import format_timedelta
from babel.units import format_unit

from copfeedback.complaints.model import Clocks
from copfeedback.complaints.promise_model import (
    Fault,
    FaultKind,
    Operation,
    Placeholder,
    PromisePage,
    ShownPage,
    Standing,
    fill,
)
from copfeedback.complaints.promises import Promises
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.page_text import Block, read_blocks

_YEAR = 365
STANDINGS: Mapping[Standing, str] = {
    Standing.CURRENT: N_("up to date"),
    Standing.MISSING: N_("missing"),
    Standing.OUTDATED: N_("outdated"),
}
STEPS: Sequence[str] = (
    N_("You write or say what happened. You need not give your name."),
    N_("You get a code. Only with it can you come back."),
    N_("You come back with your code and read our answer."),
)
RUN_BY_POLICE = N_(
    "The police run this website. What you send is locked before it is stored, but whoever "
    "controls the computers could change that."
)
OPERATION: Sequence[tuple[str, str]] = (
    (N_("Who looks into complaints"), "body"),
    (N_("How it is independent"), "independence"),
    (N_("Who runs this website"), "operator"),
    (N_("Where the computers are"), "host"),
)
"""What is said of who runs the door, in this order: its words, and the field it is in."""
NOT_REVIEWED = N_("Demonstration only: nobody has reviewed the safety texts in this language.")
NOT_OPEN = N_("Complaints cannot be sent here now. You can go to one of these:")
NOT_OPEN_NOWHERE = N_(
    "Complaints cannot be sent here now. Please ask a help organisation where you can go."
)
ABOUT_US = N_("If your complaint is about this body, or if you do not trust it:")
_IMMIGRATION_PROMISED = N_(
    "Nothing that you tell us here goes to immigration authorities. This is why: %(basis)s"
)
_IMMIGRATION_NOT_PROMISED = N_(
    "We cannot promise that immigration authorities never learn what you tell us. If you are "
    "afraid of that, talk to a help organisation first."
)
_CLOCKS: Mapping[Placeholder, Callable[[Clocks], int]] = {
    Placeholder.DANGER: lambda clocks: clocks.danger_days,
    Placeholder.ACKNOWLEDGE: lambda clocks: clocks.acknowledge_days,
    Placeholder.UPDATE: lambda clocks: clocks.update_days,
    Placeholder.OUTCOME: lambda clocks: clocks.outcome_working_days,
    Placeholder.REVIEW: lambda clocks: clocks.review_days,
    Placeholder.ERASE: lambda clocks: clocks.erase_days,
    Placeholder.KEEP: lambda clocks: clocks.keep_days,
}
_FAULTS: Mapping[FaultKind, str] = {
    FaultKind.MISSING: N_("Please fill this in."),
    FaultKind.UNREADABLE: N_("Please remove line breaks and signs that cannot be seen."),
    FaultKind.UNKNOWN_PLACEHOLDER: N_("There is no blank called %(name)s. Please remove it."),
    FaultKind.MISSING_PLACEHOLDER: N_("This page has to hold the blank %(name)s."),
}
_ABOUT_BLANKS = frozenset({FaultKind.UNKNOWN_PLACEHOLDER, FaultKind.MISSING_PLACEHOLDER})
_BRACES = frozenset({"{", "}"})


@dataclass(frozen=True, slots=True)
class FilledPage:
    """A page as it is shown: nothing in it is left to be filled in."""

    page: PromisePage
    title: LocalText
    blocks: tuple[Block, ...]
    direction: str
    is_outdated: bool


def filled_page(
    promises: Promises, page: PromisePage, tag: str, speech_of: Callable[[str], Speech]
) -> FilledPage:
    """A page for a reader of a language. ``speech_of`` gives how to speak one.

    Raises:
        StorageUnavailable: the database cannot be read now, and never could.
    """
    shown = promises.page(page, tag)
    speech = speech_of(shown.language)
    values = blanks(promises.clocks, promises.operation(), speech)
    return FilledPage(
        page,
        title_of(shown),
        read_blocks(fill(shown.content.text, values)),
        speech.direction,
        shown.is_outdated,
    )


def titles(promises: Promises, tag: str) -> list[tuple[PromisePage, LocalText]]:
    """All pages with their titles. Raises like ``filled_page``."""
    return [(page, title_of(promises.page(page, tag))) for page in PromisePage]


def title_of(shown: ShownPage) -> LocalText:
    """What a page is called."""
    return LocalText(shown.content.title, shown.language, shown.is_fallback)


def blanks(clocks: Clocks, operation: Operation, speech: Speech) -> dict[Placeholder, str]:
    """What stands in place of each placeholder.

    That nothing goes to immigration authorities is said only in a language in which its legal
    basis is recorded.
    """
    said = speech.gettext(_IMMIGRATION_NOT_PROMISED)
    if operation.firewall is not None and speech.tag in operation.firewall:
        basis = operation.firewall[speech.tag]
        said = speech.gettext(_IMMIGRATION_PROMISED) % {"basis": basis}
    times = {blank: days_in_words(of(clocks), speech.tag) for blank, of in _CLOCKS.items()}
    return {**times, Placeholder.IMMIGRATION: said}


def days_in_words(count: int, tag: str) -> str:
    """So many days, such as “28 days”; whole years as years."""
    years, rest = divmod(count, _YEAR)
    if years and not rest:
        return format_unit(years, "duration-year", length="long", locale=tag)
    # Babel's units know no days in Arabic; its durations do.
    return format_timedelta(timedelta(days=count), "day", threshold=inf, locale=tag)


def fault_sentence(fault: Fault, speech: Speech) -> str:
    """What to tell whoever wrote it, and what to do."""
    limit = speech.formatting.number(fault.limit)
    if fault.kind is FaultKind.TOO_LONG:
        return speech.ngettext(
            "Please shorten this to %(limit)s character.",
            "Please shorten this to %(limit)s characters.",
            fault.limit,
        ) % {"limit": limit}
    if fault.kind is FaultKind.TOO_MANY:
        return speech.ngettext(
            "There can be no more than %(limit)s.",
            "There can be no more than %(limit)s.",
            fault.limit,
        ) % {"limit": limit}
    said = speech.gettext(_FAULTS[fault.kind])
    if fault.kind not in _ABOUT_BLANKS:
        return said
    return said % {"name": fault.name if fault.name in _BRACES else "{" + fault.name + "}"}
