"""How themes and excerpts are said: the same words on staff pages and in both doors."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.results.free_text.model import ExcerptState, MaskKind, Part
from copfeedback.results.free_text.published import ThemeShare
from copfeedback.results.published import Withheld
from copfeedback.results.wording import percent, reason

_MASKS: Mapping[MaskKind, str] = {
    MaskKind.EMAIL: N_("e-mail address"),
    MaskKind.LINK: N_("link"),
    MaskKind.ADDRESS: N_("address"),
    MaskKind.PLATE: N_("number plate"),
    MaskKind.DATE: N_("date"),
    MaskKind.TELEPHONE: N_("telephone number"),
    MaskKind.NUMBER: N_("number"),
    MaskKind.NAME: N_("name"),
    MaskKind.OTHER: N_("left out"),
}
STATE_NAMES: Mapping[ExcerptState, str] = {
    ExcerptState.PROPOSED: N_("Waiting for a second person"),
    ExcerptState.RETURNED: N_("Returned"),
    ExcerptState.CLEARED: N_("Cleared"),
    ExcerptState.TAKEN_BACK: N_("Taken back"),
}


def mask_name(kind: MaskKind, speech: Speech) -> str:
    """What stood where something is masked."""
    return speech.gettext(_MASKS[kind])


def said(part: Part, speech: Speech) -> str:
    """A piece of an excerpt: its words, or in brackets what was masked."""
    return part.words if part.mask is None else f"[{mask_name(part.mask, speech)}]"


def share(theme: ThemeShare, speech: Speech) -> str:
    """How many of the texts have a theme, or that this is withheld."""
    if theme.share is None:
        return reason(Withheld.PROTECTS_ANOTHER, speech)
    return percent(theme.share, speech)


def about_excerpts(speech: Speech) -> str:
    """How excerpts came about."""
    return speech.gettext(
        "People wrote this themselves. Staff chose short parts; names and the like are masked."
    )


def texts_coded(base: int, speech: Speech) -> str:
    """How many texts the shares of themes are of."""
    return speech.ngettext(
        "What about %(count)s answer was about; an answer can have several themes.",
        "What about %(count)s answers were about; an answer can have several themes.",
        base,
    ) % {"count": speech.formatting.number(base)}
