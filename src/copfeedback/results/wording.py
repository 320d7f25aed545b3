"""How published figures are said: the same words in tables, charts and both doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.results.model import Break, Publication
from copfeedback.results.published import (
    NO_ANSWER,
    Estimate,
    Group,
    Mean,
    Release,
    Weighting,
    Withheld,
)
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.surveys.model import Question, QuestionType
from copfeedback.surveys.wave_model import Wave

FAVOURABLE = "favourable"
FINGERPRINT_LENGTH = 16
INDICATIVE = N_(
    "Indicative: people chose themselves whether to answer, so the ranges are no more than an "
    "indication."
)

_GROUPS: Mapping[Group, str] = {
    Group.ALL: N_("Everyone"),
    Group.WOMAN: N_("Women"),
    Group.MAN: N_("Men"),
    Group.ANOTHER: N_("Another gender"),
    Group.NOT_STATED: N_("Gender not stated"),
    Group.ANOTHER_OR_NOT_STATED: N_("Another gender or not stated"),
}
_REASONS: Mapping[Withheld, str] = {
    Withheld.TOO_FEW: N_("too few answers"),
    Withheld.PROTECTS_ANOTHER: N_("withheld to protect a small group"),
    Withheld.SENSITIVE: N_(
        "withheld: few people gave one of the answers to this sensitive question"
    ),
    Withheld.UNRELIABLE: N_("too few answers to be sure"),
}
_WEIGHTINGS: Mapping[Weighting, str] = {
    Weighting.NONE: N_("Every answer counts the same: the figures are not weighted."),
    Weighting.DESIGN: N_("Answers are weighted by the chances that people had to be asked."),
    Weighting.POST_STRATIFIED: N_("Answers are weighted to the population by: %(margins)s."),
    Weighting.RAKED: N_("Answers are weighted to the population by: %(margins)s."),
}


def group_name(group: Group, speech: Speech) -> str:
    """Whom a row or a line is about."""
    return speech.gettext(_GROUPS[group])


def reason(withheld: Withheld, speech: Speech) -> str:
    """Why a figure is not shown."""
    return speech.gettext(_REASONS[withheld])


@lru_cache(maxsize=1_000)  # a page of tables has some hundred of them
def percent(share: int, speech: Speech) -> str:
    """Whole percent as the language writes it."""
    return speech.formatting.percent(share / 100)


def interval(estimate: Estimate, speech: Speech) -> str:
    """The confidence interval in words."""
    return speech.gettext("%(low)s to %(high)s") % {
        "low": percent(estimate.low, speech),
        "high": percent(estimate.high, speech),
    }


def mean_interval(mean: Mean, speech: Speech) -> str:
    """The confidence interval of a mean in words."""
    number = speech.formatting.number
    return speech.gettext("%(low)s to %(high)s") % {
        "low": number(mean.low),
        "high": number(mean.high),
    }


def weighting(release: Release, margins: Sequence[str], speech: Speech) -> str:
    """How a release was weighted; ``margins`` are the names of what it was weighted to."""
    return speech.gettext(_WEIGHTINGS[release.weighting]) % {
        "margins": speech.formatting.listing(margins)
    }


def people_asked(base: int, speech: Speech) -> str:
    """How many were asked."""
    return speech.ngettext("about %(count)s person asked", "about %(count)s people asked", base) % {
        "count": speech.formatting.number(base)
    }


def answer_name(question: Question, code: str, speech: Speech) -> LocalText:
    """The words of an answer, of the favourable ones together, or of there being none."""
    if code == FAVOURABLE:
        ours = speech.gettext("Good answers together")
    elif code == NO_ANSWER:
        ours = speech.gettext("No answer")
    elif question.type is QuestionType.SCALE:
        ours = speech.formatting.number(int(code))
    else:
        texts = {choice.code: choice.text for choice in question.choices}
        return texts[code].read_in(speech.tag)
    return LocalText(ours, speech.tag, is_fallback=False)


def people_answered(base: int, speech: Speech) -> str:
    """How many answered a wave."""
    return speech.ngettext(
        "About %(count)s person answered.", "About %(count)s people answered.", base
    ) % {"count": speech.formatting.number(base)}


def answered_between(wave: Wave, speech: Speech) -> str:
    """The first and the last day on which a wave was answered."""
    day = speech.formatting.date
    return speech.gettext("Answered from %(first)s to %(last)s.") % {
        "first": day(wave.opens),
        "last": day(min(wave.closed_on or wave.closes, wave.closes)),
    }


def release_name(publication: Publication, zone: tzinfo, speech: Speech) -> str:
    """Which release it is, since when it is public, and whether it is withdrawn or replaced."""
    values = {
        "number": speech.formatting.number(publication.release.number),
        "day": speech.formatting.date(publication.published_at.astimezone(zone).date()),
    }
    if publication.withdrawn_at is not None:
        values["withdrawn"] = speech.formatting.date(
            publication.withdrawn_at.astimezone(zone).date()
        )
        said = speech.gettext("Release %(number)s of %(day)s, withdrawn on %(withdrawn)s.")
    elif publication.replaced_by is not None:
        said = speech.gettext("Release %(number)s of %(day)s, replaced by a later one.")
    else:
        said = speech.gettext("Release %(number)s, published on %(day)s.")
    return said % values


def frozen(release: Release, speech: Speech) -> str:
    """When a release was frozen; ``fingerprint`` tells how to recognise it."""
    day = speech.formatting.date(release.built_on)
    return speech.gettext("Frozen on %(day)s.") % {"day": day}


def fingerprint(release: Release) -> str:
    """The beginning of the release's SHA-256, enough to compare by eye."""
    return release.sha256[:FINGERPRINT_LENGTH]


def how_to_read(speech: Speech, *, indicative: bool) -> str:
    """What the figures mean and what they do not."""
    notes = [
        speech.gettext(
            "In brackets: the range in which the true figure most likely lies (95 percent "
            "confidence interval). Numbers of people are rounded to 5."
        )
    ]
    if indicative:
        notes.append(speech.gettext(INDICATIVE))
    return " ".join(notes)


def left_out(release: Release, speech: Speech) -> str:
    """Whose answers are not in the figures; empty if there is nobody."""
    if release.police_assisted is None:
        fewest = speech.formatting.number(THRESHOLDS.minimum_base)
        who = speech.gettext("Fewer than %(count)s people answered with the help of police.") % {
            "count": fewest
        }
    elif release.police_assisted:
        who = speech.ngettext(
            "About %(count)s person answered with the help of police.",
            "About %(count)s people answered with the help of police.",
            release.police_assisted,
        ) % {"count": speech.formatting.number(release.police_assisted)}
    else:
        return ""
    why = speech.gettext(
        "Their answers are not part of these figures, because people may answer differently when "
        "police are present."
    )
    return f"{who} {why}"


_BREAKS: Mapping[Break, str] = {
    Break.WORDING: N_("the question was asked in other words"),
    Break.ANSWERS: N_("other answers could be chosen"),
    Break.FAVOURABLE: N_("other answers count as good"),
    Break.MODES: N_("people could answer in other ways"),
    Break.RECRUITMENT: N_("people were chosen or invited in another way"),
    Break.OFFICERS: N_("the survey was run by police officers in one of them and not in the other"),
    Break.SITES: N_("other areas were pilot or control sites"),
}


def cannot_be_compared(earlier: str, later: str, reasons: Sequence[Break], speech: Speech) -> str:
    """That two waves, called by these names, cannot be compared, and why."""
    return speech.gettext("%(earlier)s and %(later)s cannot be compared: %(reasons)s") % {
        "earlier": earlier,
        "later": later,
        "reasons": speech.formatting.listing([speech.gettext(_BREAKS[each]) for each in reasons]),
    }
