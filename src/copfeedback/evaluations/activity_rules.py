"""What can be recorded of an activity with the community, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from copfeedback.evaluations.plan_model import Activity
from copfeedback.faults import NAME_MAXIMUM, Fault, Faulty, Problem, clean, clean_texts

TEXT_MAXIMUM = 2_000
LINK_MAXIMUM = 500
MOST_PEOPLE = 100_000
"""More than that come to nothing that is recorded here: it is a slip of the pen."""
EARLIEST = date(1990, 1, 1)
COUNTED = ("women", "men", "another", "not_stated")
UNREADABLE = -1
"""In place of a number that could not be read."""


def checked(entered: Activity, sectors: Collection[str], today: date) -> Activity:
    """The activity as it is to be kept. A day that could not be read is ``date.min``.

    Raises:
        Faulty: with every fault that was found.
    """
    problems: list[Problem] = []
    name = clean_texts(entered.name, "name", problems, most=NAME_MAXIMUM, needed=True)
    office = clean_texts(entered.office, "office", problems, most=NAME_MAXIMUM, needed=True)
    partners = clean_texts(entered.partners, "partners", problems, most=TEXT_MAXIMUM)
    outcome = clean_texts(entered.outcome, "outcome", problems, most=TEXT_MAXIMUM)
    evidence = clean(entered.evidence or "") or None
    if evidence is not None and not is_link(evidence):
        problems.append(Problem("evidence", Fault.LINK))
    if entered.sector is not None and entered.sector not in sectors:
        problems.append(Problem("sector", Fault.UNKNOWN))
    problems += _day_problems(entered, today)
    problems += [
        Problem(field, Fault.NUMBER, MOST_PEOPLE)
        for field in COUNTED
        if not 0 <= getattr(entered, field) <= MOST_PEOPLE
    ]
    if problems or name is None or office is None:
        raise Faulty(problems)
    return replace(
        entered, name=name, office=office, partners=partners, outcome=outcome, evidence=evidence
    )


def people(activity: Activity) -> int:
    """How many took part."""
    return sum(getattr(activity, field) for field in COUNTED)


def is_link(text: str) -> bool:
    """Whether everybody can follow this address: of the web, secure, no password in it."""
    if len(text) > LINK_MAXIMUM or not text.isprintable() or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def _day_problems(entered: Activity, today: date) -> list[Problem]:
    found = [
        problem
        for field, day in (("began", entered.began), ("ended", entered.ended))
        if day is not None and (problem := _day_problem(field, day, today))
    ]
    if not found and entered.ended is not None and entered.ended < entered.began:
        found.append(Problem("ended", Fault.END_BEFORE_START))
    return found


def _day_problem(field: str, day: date, today: date) -> Problem | None:
    if day == date.min:
        return Problem(field, Fault.DATE)
    return None if EARLIEST <= day <= today else Problem(field, Fault.RANGE)
