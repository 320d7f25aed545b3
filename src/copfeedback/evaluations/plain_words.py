"""What the words of evaluations mean, said so that nobody needs to have learned them.

Each has one wording, for public pages and for hints beside fields alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from copfeedback.evaluations.model import Criterion, Design, SiteArm, WaveRole
from copfeedback.evaluations.report_model import Verdict
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import N_, Speech


class Word(StrEnum):
    """Words that are no value of anything and yet need explaining."""

    PLEDGE = "pledge"
    INDICATOR = "indicator"
    DEVIATION = "deviation"
    RANGE = "range"
    FINGERPRINT = "fingerprint"


_NAMES: Mapping[Word, str] = {
    Word.PLEDGE: N_("Pledge"),
    Word.INDICATOR: N_("Indicator"),
    Word.DEVIATION: N_("Deviation"),
    Word.RANGE: N_("Range"),
    Word.FINGERPRINT: N_("Fingerprint"),
}
_PLAIN: Mapping[type[StrEnum], Mapping[StrEnum, str]] = {
    Word: {
        Word.PLEDGE: N_("What is promised before anybody has seen any results."),
        Word.INDICATOR: N_("Something that is looked at to tell whether things got better."),
        Word.DEVIATION: N_("The pledge was changed after data had been seen."),
        Word.RANGE: N_("The true figure is very likely in this range."),
        Word.FINGERPRINT: N_("A short code made from a text. Another text has another one."),
    },
    WaveRole: {
        WaveRole.BASELINE: N_("The figures from before, to compare with."),
        WaveRole.MIDLINE: N_("The figures from half-way, to see how it goes."),
        WaveRole.ENDLINE: N_("The figures from the end, to see what changed."),
    },
    Verdict: {
        Verdict.INCONCLUSIVE: N_("The figures do not tell whether it got better or worse."),
    },
    SiteArm: {
        SiteArm.PILOT: N_("A place that has the programme."),
        SiteArm.CONTROL: N_("A similar place without the programme, to compare with."),
    },
    Design: {
        Design.CHANGE: N_("The later figure less the earlier one."),
        Design.DIFFERENCE_IN_DIFFERENCES: N_(
            "How much more changed with the programme than without it."
        ),
    },
    Criterion: {
        Criterion.RELEVANCE: N_("Is it what people need?"),
        Criterion.COHERENCE: N_("Does it fit with what others do?"),
        Criterion.EFFECTIVENESS: N_("Did it reach its aims?"),
        Criterion.EFFICIENCY: N_("Was it worth the money and the work?"),
        Criterion.IMPACT: N_("What is different for people because of it?"),
        Criterion.SUSTAINABILITY: N_("Will what it brought last?"),
    },
}
"""By kind: two kinds may have values that are spelt alike."""


def plain(value: StrEnum, speech: Speech) -> str:
    """What a word, or a value of an evaluation, means; nothing for one that explains itself."""
    said = _PLAIN.get(type(value), {}).get(value)
    return "" if said is None else speech.gettext(said)


def explained(values: Iterable[StrEnum], speech: Speech) -> list[tuple[str, str]]:
    """Each of these that needs it, once, by the name that pages give it, and what it means."""
    named = {called(each, speech): plain(each, speech) for each in values}
    return [(name, said) for name, said in named.items() if said]


def with_meaning(value: StrEnum, speech: Speech) -> str:
    """The name of a word or value, and what it means."""
    said, name = plain(value, speech), called(value, speech)
    return f"{name}: {said}" if said else name


def called(value: StrEnum, speech: Speech) -> str:
    """The name that pages give to a word or value."""
    return speech.gettext(_NAMES[value]) if isinstance(value, Word) else name_of(value, speech)
