"""A wave as it is written down in YAML, and what must hold in such a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.packing import NOT_STATED
from copfeedback.surveys.question_source import optional
from copfeedback.surveys.wave_model import (
    BEHIND,
    Arm,
    Audience,
    Behind,
    Recruitment,
    Wave,
    WaveKind,
    WavePlan,
)
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, read_shape, read_text
from copfeedback.surveys.yaml_shape import Identifier, Text, Texts
from copfeedback.surveys.yaml_source import Source

LONGEST_RHYTHM = 120
"""Months; whoever asks less than once in ten years promises nothing."""

Fault: TypeAlias = tuple[tuple[str | int, ...], str, str]
"""The place in a description, what is wrong there, and how to mend it."""
Count = Annotated[StrictInt, Field(ge=0, le=10_000_000_000)]
Tag = Annotated[StrictStr, Field(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
Channel = Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,23}$")]
"""It stands in an address."""
_Weighted = Literal["gender", "age_band", "sector"]
_Watched = Literal["gender", "age_band", "sector", "language", "mode", "channel"]
_Counts = Annotated[dict[StrictStr, Count], Field(min_length=1)]


class _Sector(BaseModel):
    """An area people can pick; without a text, that of the portal's sector of this code."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Identifier
    text: Texts | None = None
    arm: Arm | None = None


class WaveFile(BaseModel):
    """A wave as it is written down in YAML."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    survey: StrictStr
    version: StrictInt
    name: Texts
    opens: date
    closes: date
    results_due: date
    sectors: list[_Sector] = []
    kind: WaveKind = WaveKind.UNSPECIFIED
    every_months: Annotated[StrictInt, Field(ge=1, le=LONGEST_RHYTHM)] | None = None
    introduction: Texts | None = None
    run_by: Texts | None = None
    paid_by: Texts | None = None
    backed_by: Texts | None = None
    independence: Texts | None = None
    contact: Texts | None = None
    arm: Arm | None = None
    population: dict[_Weighted, _Counts] = {}
    target: Annotated[StrictInt, Field(ge=1)] | None = None
    targets: dict[_Watched, _Counts] = {}
    audience: Audience = Audience.PUBLIC
    modes: Annotated[list[Mode], Field(min_length=1)] = list(Mode)
    by_code: StrictBool = False
    recruitment: Recruitment = Recruitment.OPEN_LINK
    strata: list[Text] = []
    clusters: list[Text] = []
    channels: list[Channel] = []
    officer_run: StrictBool = False
    languages: list[Tag] = []
    fallback_languages: list[Tag] = []

    def plan(self) -> WavePlan:
        """What is planned beside days and sectors; the languages as far as they are named."""
        return WavePlan(
            kind=self.kind,
            every_months=self.every_months,
            behind=Behind(**{name: optional(getattr(self, name)) for name in BEHIND}),
            arm=self.arm,
            arms={sector.code: sector.arm for sector in self.sectors if sector.arm is not None},
            population={margin: dict(counts) for margin, counts in self.population.items()},
            target=self.target,
            targets={margin: dict(counts) for margin, counts in self.targets.items()},
            audience=self.audience,
            modes=frozenset(self.modes),
            by_code=self.by_code,
            recruitment=self.recruitment,
            strata=tuple(self.strata),
            clusters=tuple(self.clusters),
            channels=tuple(self.channels),
            officer_run=self.officer_run,
            languages=tuple(self.languages),
            fallback_languages=tuple(self.fallback_languages),
        )


class WaveRefused(Exception):  # noqa: N818 - named for what happened
    """The wave cannot be as it is described; ``faults`` holds every fault that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, at))}: {why}" for at, why, _ in faults))
        self.faults = tuple(faults)


def read_wave_file(path: Path) -> WaveFile:
    """Read the description of a wave.

    Raises:
        DefinitionError: with every fault that was found.
    """
    wave, source = read_shape(WaveFile, read_text(path), str(path))
    if faults := list(wave_faults(wave)):
        raise _located(path, source, faults)
    return wave


def where_refused(path: Path, refused: WaveRefused) -> DefinitionError:
    """What is wrong with a wave, by the lines of the file it was read from."""
    _, source = read_shape(WaveFile, read_text(path), str(path))
    return _located(path, source, refused.faults)


def _located(path: Path, source: Source, faults: Sequence[Fault]) -> DefinitionError:
    return DefinitionError(
        [
            DefinitionFault(str(path), source.line(at), source.place(at), fault, fix)
            for at, fault, fix in faults
        ]
    )


_TAKEN = frozenset({"policy"})
"""What has a page of its own under the results."""


def wave_faults(wave: WaveFile) -> Iterator[Fault]:
    """What is wrong with a description, whatever survey it is for."""
    if not wave.opens <= wave.closes < wave.results_due:
        fix = "let opens come before closes, and closes before results_due"
        yield ("closes",), "the days are out of order", fix
    if wave.id in _TAKEN:
        yield ("id",), f"“{wave.id}” is the address of another page", "use another id"
    yield from _sector_faults(wave)
    if wave.recruitment is not Recruitment.SAMPLE:
        for name in ("strata", "clusters"):
            if getattr(wave, name):
                fix = f"remove them, or write recruitment: {Recruitment.SAMPLE}"
                yield (name,), f"only a sample has {name}", fix
    for name in ("strata", "clusters", "modes", "languages", "fallback_languages"):
        values = getattr(wave, name)
        for at, value in enumerate(values):
            if value in values[:at]:
                yield (name, at), f"“{value}” is there twice", "remove one of them"


def _sector_faults(wave: WaveFile) -> Iterator[Fault]:
    codes = [sector.code for sector in wave.sectors]
    for at, code in enumerate(codes):
        if code in codes[:at]:
            yield ("sectors", at), f"the code “{code}” is there twice", "use another code"
        if code == NOT_STATED:
            fault = f"the code “{code}” is kept for those who name no sector"
            yield ("sectors", at), fault, "use another code"
        if wave.arm is not None and wave.sectors[at].arm is not None:
            fault = "the whole wave and this sector have an arm"
            yield ("sectors", at), fault, "say arm for the wave or for its sectors, not both"


def describe(wave: Wave) -> WaveFile:
    """A wave as a file would describe it, to be changed from there."""
    plan = wave.plan
    behind = {
        name: dict(said) for name in BEHIND if (said := getattr(plan.behind, name)) is not None
    }
    return WaveFile.model_validate(
        {
            "id": wave.id,
            "survey": wave.survey_id,
            "version": wave.version,
            "name": dict(wave.name),
            "opens": wave.opens,
            "closes": wave.closes,
            "results_due": wave.results_due,
            "sectors": [
                {"code": each.code, "text": dict(each.text), "arm": plan.arms.get(each.code)}
                for each in wave.sectors
            ],
            **behind,
            **{name: getattr(plan, name) for name in _AS_PLANNED},
            "modes": [mode for mode in Mode if mode in plan.modes],
            **{name: list(getattr(plan, name)) for name in _LISTS},
        }
    )


_AS_PLANNED = (
    "kind", "every_months", "arm", "population", "target", "targets", "audience", "by_code",
    "recruitment", "officer_run",
)  # fmt: skip
_LISTS = ("strata", "clusters", "languages", "fallback_languages")
