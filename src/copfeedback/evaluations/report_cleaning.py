"""A report as it is kept: its texts in Unicode NFC, its recommendations each with a key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from copfeedback.evaluations.model import Criterion, Indicator
from copfeedback.evaluations.pledge_cleaning import clean_words
from copfeedback.evaluations.report_draft import (
    FURTHER_TEXTS,
    TEXTS,
    DraftFinding,
    DraftRecommendation,
    DraftReport,
    with_change,
)
from copfeedback.faults import NAME_MAXIMUM, Problem


def cleaned(
    draft: DraftReport,
    indicators: Iterable[Indicator],
    languages: Collection[str],
    taken: Collection[str] = (),
) -> tuple[DraftReport, list[Problem]]:
    """The draft as it is kept, with what is said of these indicators, and what is wrong with texts.

    ``taken`` are the keys of recommendations that were published at any time.
    Fields are called ``answers.<criterion>``, ``findings.<indicator>.text`` and
    ``recommendations.<place>.text``, with the language after that.
    """
    problems: list[Problem] = []
    texts: dict[str, Any] = {
        name: clean_words(getattr(draft, name), name, languages, problems)
        for name in (*TEXTS, *FURTHER_TEXTS)
    }
    answers = {
        each.value: words
        for each in Criterion
        if (
            words := clean_words(
                draft.answers.get(each.value), f"answers.{each}", languages, problems
            )
        )
    }
    findings = tuple(
        _finding(draft.finding(each.key), each, languages, problems) for each in indicators
    )
    recommendations = [
        _recommendation(each, f"recommendations.{at}", languages, problems)
        for at, each in enumerate(draft.recommendations)
    ]
    kept = replace(
        draft,
        **texts,
        answers=answers,
        findings=findings,
        recommendations=tuple(_with_keys(recommendations, taken)),
    )
    return kept, problems


def _finding(
    finding: DraftFinding,
    indicator: Indicator,
    languages: Collection[str],
    problems: list[Problem],
) -> DraftFinding:
    path = f"findings.{indicator.key}"
    texts: dict[str, Any] = {
        name: clean_words(getattr(finding, name), f"{path}.{name}", languages, problems)
        for name in ("text", "reason", "evidence")
    }
    is_outside = not indicator.qualitative and indicator.series is None
    outside = finding.outside if is_outside else None
    by_gender = finding.outside_by_gender if is_outside and indicator.by_gender else ()
    return replace(
        finding,
        **texts,
        outside=None if outside is None else with_change(outside, indicator),
        outside_by_gender=tuple(with_change(each, indicator) for each in by_gender),
    )


def _recommendation(
    each: DraftRecommendation, path: str, languages: Collection[str], problems: list[Problem]
) -> DraftRecommendation:
    return replace(
        each,
        text=clean_words(each.text, f"{path}.text", languages, problems),
        office=clean_words(each.office, f"{path}.office", languages, problems, most=NAME_MAXIMUM),
    )


def _with_keys(
    recommendations: list[DraftRecommendation], published: Collection[str]
) -> Iterable[DraftRecommendation]:
    """A key for each new one: answers name it, so it stays the same in every version."""
    taken = {*published, *(each.key for each in recommendations)}
    number = 0
    for each in recommendations:
        if each.key:
            yield each
            continue
        number += 1
        while f"r{number}" in taken:
            number += 1
        yield replace(each, key=f"r{number}")
