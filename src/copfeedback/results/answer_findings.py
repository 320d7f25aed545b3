"""What everyone answered to any question, in plain sentences: on average, and most often.

Every sentence is whole, so that each language can put it in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import NO_ANSWER, Estimate, Group, PublishedRow, Withheld
from copfeedback.results.wording import (
    answer_name,
    group_name,
    interval,
    mean_interval,
    percent,
    reason,
)
from copfeedback.surveys.model import SCALE_MAXIMUM, SCALE_MINIMUM, Question, QuestionType

_CERTAIN = 1.96
"""Standard errors from which on a difference is clear at the level of 5 percent."""
_MANY = 4
"""Answers that can be named as given most often; more say nothing."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """An answer and its share."""

    code: str
    estimate: Estimate


def of_answers(row: PublishedRow | None, question: Question, speech: Speech) -> list[str]:
    """What is to be said of everyone's answers to any question."""
    if row is None:
        return []
    if row.withheld is not None:
        return [withheld_sentence(Group.ALL, row.withheld, speech)]
    return [*_mean(row, question, speech), *_most_frequent(row, question, speech)]


def withheld_sentence(group: Group, why: Withheld, speech: Speech) -> str:
    """That nothing is shown of a group, and why."""
    return speech.gettext("%(group)s: %(reason)s.") % {
        "group": group_name(group, speech),
        "reason": reason(why, speech),
    }


def _mean(row: PublishedRow, question: Question, speech: Speech) -> list[str]:
    if row.mean is None:
        return []
    number = speech.formatting.number
    values = {"mean": number(row.mean.mean), "range": mean_interval(row.mean, speech)}
    if question.type is not QuestionType.SCALE:
        return [speech.gettext("On average: %(mean)s (%(range)s).") % values]
    ends = {"lowest": number(SCALE_MINIMUM), "highest": number(SCALE_MAXIMUM)}
    said = speech.gettext(
        "On average: %(mean)s (%(range)s), on a scale from %(lowest)s to %(highest)s."
    )
    return [said % (values | ends)]


def _most_frequent(row: PublishedRow, question: Question, speech: Speech) -> list[str]:
    """The answer given most often; several where it is not clear which comes first."""
    if question.type is QuestionType.SCALE:
        return []
    ranked = sorted(
        (
            _Ranked(code, estimate)
            for code, estimate in row.answers.items()
            if estimate is not None and code != NO_ANSWER
        ),
        key=lambda each: -each.estimate.share,
    )
    if len(ranked) < 2 or any(  # noqa: PLR2004 - one answer is not the most frequent of several
        estimate is None for code, estimate in row.answers.items() if code != NO_ANSWER
    ):
        return []
    several = question.type is QuestionType.MULTIPLE
    first = [each for each in ranked if not _is_clearly_less(each, ranked[0], several=several)]
    named = [
        speech.gettext("“%(words)s”") % {"words": answer_name(question, each.code, speech)}
        for each in first
    ]
    if len(first) == 1:
        said = speech.gettext("Given most often: %(answer)s – %(share)s of people (%(range)s).")
        top = ranked[0].estimate
        return [
            said
            % {
                "answer": named[0],
                "share": percent(top.share, speech),
                "range": interval(top, speech),
            }
        ]
    if len(first) > _MANY or len(first) == len(ranked):
        return [speech.gettext("No answer was clearly given more often than the others.")]
    said = speech.gettext("Given most often: %(answers)s. Which of them comes first is not clear.")
    return [said % {"answers": speech.formatting.listing(named)}]


def _is_clearly_less(less: _Ranked, most: _Ranked, *, several: bool) -> bool:
    """Whether an answer was given less often than another by the same people.

    Of answers that exclude each other, the covariance is −p₁p₂/n; where people could give several
    it is not known, so that the worst case is taken. With whole percent, half a point each way is
    rounding.
    """
    first, second = most.estimate, less.estimate
    difference = first.share - second.share - 1
    if several:
        error = first.standard_error + second.standard_error
    else:
        effective = max(first.effective, 1)
        p, q = first.share / 100, second.share / 100
        error = 100 * sqrt(max(p + q - (p - q) ** 2, 0) / effective)
    return difference > _CERTAIN * error
