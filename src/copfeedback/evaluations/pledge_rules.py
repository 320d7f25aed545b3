"""What a pledge must have before it can be registered, and what in it is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf

from copfeedback.evaluations.fieldwork import FindWave, WavesOf
from copfeedback.evaluations.model import (
    Design,
    Independence,
    Indicator,
    Pledge,
    SiteArm,
    Stakeholder,
    WaveRole,
)
from copfeedback.evaluations.pledge_days import day_problems, wave_problems
from copfeedback.evaluations.pledge_draft import NEEDED, DraftPledge
from copfeedback.evaluations.tables import CODE_MAXIMUM
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Organisation, OrganisationKind

INDICATORS_MAXIMUM = 200
LIST_MAXIMUM = 100
"""So many sites, waves, stakeholders or risks are a slip."""
SURVEY_SERIES = "survey."
"""Series of a survey are called ``survey.<survey>.<question>``."""

_CODE = re.compile(rf"[a-z][a-z0-9_-]{{0,{CODE_MAXIMUM - 1}}}")
_TAKEN = frozenset({"check", "events", "chain"})
"""Pages of these names stand beside those of evaluations."""
_OF_FIGURES = ("definition", "source", "direction", "success")
_OF_WORDS = ("looked_for", "evidence", "method")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a pledge is held against.

    ``weekend`` has the days of the week without work, 0 for Monday. ``sectors`` are those that are
    public. ``registered`` is the day the pledge was registered on, None before.
    """

    today: date
    find_wave: FindWave
    is_series: Callable[[str], bool]
    is_forum: Callable[[str], bool]
    is_plan: Callable[[str], bool]
    weekend: frozenset[int] = frozenset({5, 6})
    sectors: Collection[str] = ()
    organisations: Mapping[int, Organisation] = field(default_factory=dict)
    registered: date | None = None
    waves_of: WavesOf = lambda _survey: ()


def is_code(text: str) -> bool:
    """Whether this can be the code of an evaluation."""
    return bool(_CODE.fullmatch(text)) and text not in _TAKEN


def pledge_problems(
    draft: DraftPledge, around: Surroundings, before: Pledge | None = None
) -> list[Problem]:
    """What is missing or wrong; nothing when it can be registered.

    Args:
        draft: the pledge, its texts cleaned.
        around: what it is held against.
        before: the pledge as it stood, if it changes one: what was right then need not be now.
    """
    found = [
        *(
            Problem(name, Fault.MISSING)
            for name in (*NEEDED, "questions", "indicators", "waves")
            if not getattr(draft, name)
        ),
        *_whose(draft, around, before),
        *_many(draft),
        *day_problems(draft.due, draft.began, around.today, around.weekend, before),
        *wave_problems(draft, around.today, around.find_wave, around.registered, before),
        *_indicator_problems(draft, around, before),
        *_asked(draft),
        *_site_problems(draft, around, before),
        *_stakeholder_problems(draft, around, before),
        *(
            [Problem("plan", Fault.UNKNOWN)]
            if draft.plan
            and not _was(before, "plan", draft.plan)
            and not around.is_plan(draft.plan)
            else []
        ),
    ]
    return list(dict.fromkeys(found))


def is_self_evaluation(draft: DraftPledge) -> bool:
    """Whether whoever commissions it evaluates it, whatever it is called."""
    if draft.organisation is not None and draft.commissioner_organisation is not None:
        return draft.organisation == draft.commissioner_organisation
    if draft.commissioner is None or draft.evaluator is None:
        return False
    return bool(_spelled(draft.commissioner) & _spelled(draft.evaluator))


def _spelled(name: Translations) -> set[tuple[str, str]]:
    """A name as it is compared: capital letters and spaces make no other office of it."""
    return {(tag, " ".join(text.split()).casefold()) for tag, text in name.items()}


def _whose(draft: DraftPledge, around: Surroundings, before: Pledge | None) -> Iterable[Problem]:
    for name in ("organisation", "commissioner_organisation"):
        given = getattr(draft, name)
        if given is not None and not _was(before, name, given):
            known = around.organisations.get(given)
            if known is None or not known.active:
                yield Problem(name, Fault.UNKNOWN)
    if draft.independence is Independence.INDEPENDENT:
        evaluator = around.organisations.get(draft.organisation or 0)
        if evaluator is not None and evaluator.kind is OrganisationKind.POLICE:
            yield Problem("independence", Fault.NOT_INDEPENDENT)
    if draft.independence is not Independence.SELF and is_self_evaluation(draft):
        yield Problem("independence", Fault.NOT_INDEPENDENT)


def _many(draft: DraftPledge) -> Iterable[Problem]:
    most = {"indicators": INDICATORS_MAXIMUM}
    for name in ("indicators", "waves", "sites", "stakeholders", "risks"):
        at_most = most.get(name, LIST_MAXIMUM)
        if len(getattr(draft, name)) > at_most:
            yield Problem(name, Fault.NUMBER, at_most)


def _indicator_problems(
    draft: DraftPledge, around: Surroundings, before: Pledge | None
) -> Iterable[Problem]:
    keys = Counter(each.key for each in draft.indicators)
    for at, each in enumerate(draft.indicators):
        path = f"indicators.{at}"
        yield from _key_problems(each.key, f"{path}.key", keys)
        for name in _OF_WORDS if each.qualitative else _OF_FIGURES:
            if getattr(each, name) is None:
                yield Problem(f"{path}.{name}", Fault.MISSING)
        if not each.qualitative:
            yield from _figure_problems(each, path)
        if each.series is not None:
            was = before.indicator(each.key) if before else None
            stays = was is not None and was.series == each.series
            if each.qualitative or not (stays or around.is_series(each.series)):
                yield Problem(f"{path}.series", Fault.UNKNOWN)
            yield from _compared(each, draft)
            yield from _survey_problems(each.series, draft, around)


def _compared(each: Indicator, draft: DraftPledge) -> Iterable[Problem]:
    """Figures are compared between two times, and perhaps two kinds of places."""
    if not {WaveRole.BASELINE, WaveRole.ENDLINE} <= {wave.role for wave in draft.waves}:
        yield Problem("waves", Fault.MISSING)
    both = set(SiteArm) <= {site.arm for site in draft.sites}
    if each.design is Design.DIFFERENCE_IN_DIFFERENCES and not both:
        yield Problem("sites", Fault.MISSING)


def _figure_problems(each: Indicator, path: str) -> Iterable[Problem]:
    if each.series is None and each.unit is None:
        yield Problem(f"{path}.unit", Fault.MISSING)
    if each.least is None:
        yield Problem(f"{path}.least", Fault.MISSING)
    elif not 0 < each.least < inf:
        yield Problem(f"{path}.least", Fault.NOT_ABOVE_ZERO)


def _survey_problems(series: str, draft: DraftPledge, around: Surroundings) -> Iterable[Problem]:
    """A wave of one survey gives no figures of another one, and one that there is has a name.

    Left out, it would be known by planned days alone, and nobody would be late.
    """
    if not series.startswith(SURVEY_SERIES):
        return
    survey = series.removeprefix(SURVEY_SERIES).partition(".")[0]
    for at, wave in enumerate(draft.waves):
        known = around.find_wave(wave.wave) if wave.wave else None
        if known is not None and known.survey != survey:
            yield Problem(f"waves.{at}.wave", Fault.UNKNOWN)
        if not wave.wave and any(
            each.opens <= wave.closes and wave.opens <= each.closes
            for each in around.waves_of(survey)
        ):
            yield Problem(f"waves.{at}.wave", Fault.MISSING)


def _asked(draft: DraftPledge) -> Iterable[Problem]:
    """Whatever is looked at answers a question."""
    for criterion in dict.fromkeys(each.criterion for each in draft.indicators):
        if criterion not in draft.questions:
            yield Problem(f"questions.{criterion}", Fault.MISSING)


def _site_problems(
    draft: DraftPledge, around: Surroundings, before: Pledge | None
) -> Iterable[Problem]:
    there = {each.sector for each in before.sites} if before else set()
    sectors = Counter(each.sector for each in draft.sites)
    for at, each in enumerate(draft.sites):
        if each.sector not in around.sectors and each.sector not in there:
            yield Problem(f"sites.{at}.sector", Fault.UNKNOWN)
        if sectors[each.sector] > 1:
            yield Problem(f"sites.{at}.sector", Fault.TAKEN)


def _stakeholder_problems(
    draft: DraftPledge, around: Surroundings, before: Pledge | None
) -> Iterable[Problem]:
    """Each signs from accounts of its own: of an organisation, or a forum's chair."""
    there = set(before.stakeholders) if before else set()
    keys = Counter(each.key for each in draft.stakeholders)
    signers = Counter((each.organisation, each.forum) for each in draft.stakeholders)
    for at, each in enumerate(draft.stakeholders):
        path = f"stakeholders.{at}"
        yield from _key_problems(each.key, f"{path}.key", keys)
        if signers[each.organisation, each.forum] > 1:
            yield Problem(path, Fault.TAKEN)
        if each in there:
            continue
        if (each.organisation is None) == (each.forum is None):
            yield Problem(path, Fault.MISSING)
        elif not _can_sign(each, around):
            yield Problem(path, Fault.UNKNOWN)


def _can_sign(stakeholder: Stakeholder, around: Surroundings) -> bool:
    if stakeholder.forum is not None:
        return around.is_forum(stakeholder.forum)
    known = around.organisations.get(stakeholder.organisation or 0)
    return known is not None and known.active


def _key_problems(key: str, path: str, keys: Counter[str]) -> Iterable[Problem]:
    if not _CODE.fullmatch(key):
        yield Problem(path, Fault.CODE)
    if keys[key] > 1:
        yield Problem(path, Fault.TAKEN)


def _was(before: Pledge | None, name: str, given: object) -> bool:
    return before is not None and getattr(before, name) == given
