"""What a chair writes of a problem, and what can be wrong with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from copfeedback.faults import NAME_MAXIMUM, Fault, Faulty, Problem, clean, is_tag
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import Forum, Topic
from copfeedback.forums.problem_model import WORDS, Measure, Stage
from copfeedback.forums.problem_model import Problem as Record
from copfeedback.people.sector_store import kinds

PART_MAXIMUM = 1_500
"""Characters; the longest stage of a problem must fit on a light page in every script."""
MEASURES_AT_MOST = 12
REVIEWS_AT_MOST = 24
_EARLIEST = date(1950, 1, 1)
_LATEST = timedelta(days=10 * 366)

_NEEDED: Mapping[Stage, tuple[str, ...]] = {
    Stage.ASSESSMENT: ("statement", "steps", "aims"),
    Stage.CLOSED: ("statement", "steps", "aims", "measured"),
}
"""By what it is judged is agreed before the response is assessed, and the result before the end."""


@dataclass(frozen=True, slots=True)
class ProblemFields:
    """What forms give; fields as those of a problem. ``texts`` has parts by language."""

    stage: Stage
    texts: Mapping[str, Mapping[str, str]]
    language: str
    topic: Topic | None = None
    sector: str | None = None
    since: date | None = None
    quick_win: bool = False
    measures: tuple[Measure, ...] = ()
    reviews: tuple[date, ...] = field(default=())
    findings: tuple[Finding, ...] = ()


def fields_of(record: Record) -> ProblemFields:
    """What a problem's latest version has, for forms to change."""
    names = ProblemFields.__dataclass_fields__
    return ProblemFields(**{name: getattr(record, name) for name in names})


def checked(
    connection: Connection,
    forum: Forum,
    fields: ProblemFields,
    today: date,
    is_release: Callable[[str], bool],
) -> ProblemFields:
    """The fields as they are to be kept.

    Raises:
        Faulty: with every fault that was found.
    """
    problems: list[Problem] = []
    texts = {
        language: cleaned
        for language, parts in fields.texts.items()
        if (cleaned := _parts(parts, language, problems))
    }
    original = texts.get(fields.language, {})
    needed = ("title", "what", *_NEEDED.get(fields.stage, ()))
    problems += [
        Problem(f"{name}.{fields.language}", Fault.MISSING)
        for name in needed
        if name not in original
    ]
    if fields.language not in forum.languages or not all(map(is_tag, texts)):
        problems.append(Problem("language", Fault.LANGUAGE))
    if fields.sector is not None and fields.sector not in kinds(connection):
        problems.append(Problem("sector", Fault.UNKNOWN))
    if fields.since is not None and not _EARLIEST <= fields.since <= today:
        problems.append(Problem("since", Fault.RANGE))
    if not all(_EARLIEST <= day <= today + _LATEST for day in fields.reviews):
        problems.append(Problem("reviews", Fault.RANGE))
    if not all(is_release(each.release) for each in fields.findings):
        problems.append(Problem("findings", Fault.UNKNOWN))
    measures = tuple(
        _measure(each, number, problems) for number, each in enumerate(fields.measures)
    )
    if problems:
        raise Faulty(problems)
    reviews = tuple(sorted(set(fields.reviews)))[:REVIEWS_AT_MOST]
    return replace(fields, texts=texts, measures=measures[:MEASURES_AT_MOST], reviews=reviews)


def _parts(parts: Mapping[str, str], language: str, problems: list[Problem]) -> dict[str, str]:
    cleaned = {name: clean(text) for name, text in parts.items() if name in WORDS}
    for name, text in cleaned.items():
        most = NAME_MAXIMUM if name == "title" else PART_MAXIMUM
        if len(text) > most:
            problems.append(Problem(f"{name}.{language}", Fault.TOO_LONG, most))
    return {name: text for name, text in cleaned.items() if text}


def _measure(measure: Measure, number: int, problems: list[Problem]) -> Measure:
    name, unit = clean(measure.name), clean(measure.unit)
    if not name:
        problems.append(Problem(f"measure.{number}.name", Fault.MISSING))
    for label, text in (("name", name), ("unit", unit)):
        if len(text) > NAME_MAXIMUM:
            problems.append(Problem(f"measure.{number}.{label}", Fault.TOO_LONG, NAME_MAXIMUM))
    for label in ("before", "target", "after"):
        value = getattr(measure, label)
        if value is not None and not math.isfinite(value):
            problems.append(Problem(f"measure.{number}.{label}", Fault.NUMBER))
    return replace(measure, name=name, unit=unit)
