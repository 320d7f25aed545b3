"""What must hold of a wave, given its survey: who is behind it, its languages, its margins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date

from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.completeness import is_complete
from copfeedback.surveys.definition import with_sectors
from copfeedback.surveys.model import Choice, Survey
from copfeedback.surveys.packing import MARGINS
from copfeedback.surveys.wave_file import Fault, WaveFile, WaveRefused, wave_faults
from copfeedback.surveys.wave_model import BEHIND, Wave, WavePlan

ALWAYS_CHANGEABLE = frozenset({"target", "targets", "population"})
"""What may be changed of the plan of a wave that is open."""
_FOLLOWING = frozenset({"arms", "behind", "sectors_added"})  # looked at part by part, or not at all


def margin_values(survey: Survey, sectors: tuple[Choice, ...]) -> dict[str, tuple[str, ...]]:
    """The margins a wave can be weighted by, with the values of each."""
    questions = with_sectors(survey, sectors).question_of_item
    return {
        margin: tuple(choice.code for choice in questions[margin].choices)
        for margin in MARGINS
        if margin in questions
    }


def planned(
    described: WaveFile,
    survey: Survey,
    sectors: tuple[Choice, ...],
    spoken: Collection[str] | None = None,
) -> WavePlan:
    """The plan of a wave with the languages it opens in.

    Args:
        described: the wave.
        survey: what it asks.
        sectors: the areas people can pick.
        spoken: the languages of the portal; None where it does not matter.

    Raises:
        WaveRefused: with every fault that was found.
    """
    said = described.plan()
    plan = replace(said, languages=_languages(said, survey, spoken))
    faults = [
        *wave_faults(described),
        *_behind_faults(plan, survey),
        *_language_faults(plan, survey, spoken),
        *_margin_faults(plan, margin_values(survey, sectors)),
    ]
    if faults:
        raise WaveRefused(faults)
    return plan


def _languages(plan: WavePlan, survey: Survey, spoken: Collection[str] | None) -> tuple[str, ...]:
    """Those that are named, else all complete ones that the portal speaks."""
    complete = (
        tag
        for tag in survey.languages
        if (spoken is None or tag in spoken) and is_complete(survey, tag)
    )
    named = plan.languages or tuple(complete)
    return tuple(dict.fromkeys((*named, *plan.fallback_languages)))


def _behind_faults(plan: WavePlan, survey: Survey) -> Iterator[Fault]:
    for name in BEHIND:
        if getattr(plan.behind, name) is None and getattr(survey, name) is None:
            fault = f"neither the wave nor its survey says {name}"
            yield (name,), fault, f"add {name}: everybody is told before they answer"


def _language_faults(
    plan: WavePlan, survey: Survey, spoken: Collection[str] | None
) -> Iterator[Fault]:
    if not plan.languages:
        fix = "name one of the portal's languages under fallback_languages"
        yield ("languages",), "no complete language of its survey is one of the portal's", fix
    for tag in plan.languages:
        if spoken is not None and tag not in spoken:
            fix = f"use some of {', '.join(spoken)}"
            yield ("languages",), f"the portal does not speak {tag}", fix
        elif tag not in plan.fallback_languages and not is_complete(survey, tag):
            fix = "translate what is missing, or name it under fallback_languages as well"
            yield ("languages",), f"the survey is not complete in {tag}", fix


def _margin_faults(plan: WavePlan, weighted: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    modes, languages = [mode.value for mode in Mode if mode in plan.modes], plan.languages
    watched = {**weighted, "mode": modes, "language": languages}
    for name, margins, known in (
        ("population", plan.population, weighted),
        ("targets", plan.targets, watched),
    ):
        for margin, counts in margins.items():
            if margin == "channel":
                continue  # how people are reached is not known beforehand
            if margin not in known:
                fix = "remove it, or add the question under demographics of the survey"
                yield (name, margin), f"the survey does not ask for {margin}", fix
                continue
            for value in counts:
                if value not in known[margin]:
                    fix = f"use some of {', '.join(known[margin])}"
                    yield (name, margin, value), f"“{value}” is no value of {margin}", fix


def changed_while_open(before: Wave, after: Wave, today: date) -> Wave:
    """A wave that takes answers, as it goes on.

    Everything that an answer may already have been given under stays.

    Raises:
        WaveRefused: with everything that would not.
    """
    faults = list(_changes(before, after))
    if after.closes < today:
        faults.append((("closes",), "this day is over", "close the wave now, or name a later day"))
    known = {sector.code: sector for sector in before.sectors}
    coming = {sector.code: sector for sector in after.sectors}
    for code, sector in known.items():
        if coming.get(code) != sector or before.plan.arm_of(code) != after.plan.arm_of(code):
            fault = f"the sector “{code}” is open already"
            faults.append((("sectors",), fault, "leave it as it is; others can be added"))
    if faults:
        raise WaveRefused(faults)
    added = [sector for code, sector in coming.items() if code not in known]
    plan = replace(after.plan, sectors_added=before.plan.sectors_added + len(added))
    return replace(after, sectors=(*before.sectors, *added), plan=plan)


def _changes(before: Wave, after: Wave) -> Iterator[Fault]:
    names = {"survey_id": "survey"} | {n: n for n in ("version", "name", "opens", "results_due")}
    changed = [
        said for name, said in names.items() if getattr(before, name) != getattr(after, name)
    ]
    for each in fields(WavePlan):
        same = getattr(before.plan, each.name) == getattr(after.plan, each.name)
        if not same and each.name not in ALWAYS_CHANGEABLE | _FOLLOWING:
            changed.append(each.name)
    changed += [
        name
        for name in BEHIND
        if getattr(before.plan.behind, name) != getattr(after.plan.behind, name)
    ]
    for name in changed:
        yield (name,), "the wave is open already", "leave it as it was"
