"""What the columns of a file are taken as, and how that is written down in YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictStr

from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.past.model import LeftOut, Taken
from copfeedback.surveys.yaml_file import read_shape, read_text

DESIGN = ("weight", "stratum", "cluster", "population")
"""What a column can say of how somebody was chosen."""
ABOUT = (*DESIGN, "date", "mode_column", "language_column")
"""What a column can say of a response beside its answers."""
_Column = Annotated[StrictStr, Field(min_length=1)]


class ColumnFile(BaseModel):
    """A column: the item it answers, the one choice it is about, and codes by value."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    item: StrictStr
    choice: StrictStr = ""
    values: dict[StrictStr, StrictStr] = {}


class MappingFile(BaseModel):
    """What somebody wrote about the columns of a file; the rest is found by code and label."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    columns: dict[_Column, ColumnFile] = {}
    left_out: list[_Column] = []
    weight: StrictStr = ""
    stratum: StrictStr = ""
    cluster: StrictStr = ""
    population: StrictStr = ""
    date: StrictStr = ""
    mode: Mode = Mode.PAPER
    mode_column: StrictStr = ""
    mode_values: dict[StrictStr, StrictStr] = {}
    language: StrictStr = ""
    language_column: StrictStr = ""
    language_values: dict[StrictStr, StrictStr] = {}


@dataclass(frozen=True)
class PastMapping:
    """What each column of a file is taken as.

    ``columns`` are those that answer items, ``about`` those that say something else, by what
    they say; ``left_out`` are all others, with the reason. ``language`` is of the responses
    whose column says none; empty: the first one of the survey.
    """

    columns: Mapping[str, ColumnFile]
    left_out: Mapping[str, LeftOut]
    about: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = Mode.PAPER
    mode_values: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    language_values: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The columns that answer something."""
        return tuple(Taken(name, each.item, each.choice) for name, each in self.columns.items())

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that are read."""
        return (*self.columns, *dict.fromkeys(self.about.values()))


def read_mapping(path: Path) -> MappingFile:
    """Read a mapping.

    Raises:
        DefinitionError: with every fault that was found.
    """
    return read_shape(MappingFile, read_text(path), str(path))[0]


def write_mapping(mapping: PastMapping) -> str:
    """A mapping as YAML, to be corrected by whoever knows the file."""
    return "\n".join(_lines(mapping)) + "\n"


def _lines(mapping: PastMapping) -> Iterator[str]:
    yield "columns:" if mapping.columns else "columns: {}"
    for name, column in mapping.columns.items():
        said = {"item": column.item, "choice": column.choice}
        parts = [f"{key}: {_quoted(value)}" for key, value in said.items() if value]
        if column.values:
            parts.append(f"values: {_pairs(column.values)}")
        yield f"  {_quoted(name)}: {{{', '.join(parts)}}}"
    yield "left_out:" if mapping.left_out else "left_out: []"
    for name, why in mapping.left_out.items():
        yield f"  - {_quoted(name)}  # {why}"
    for what in ABOUT:
        if what in mapping.about:
            yield f"{what}: {_quoted(mapping.about[what])}"
    yield f"mode: {mapping.mode}"
    if mapping.language:
        yield f"language: {_quoted(mapping.language)}"
    for what in ("mode_values", "language_values"):
        if pairs := getattr(mapping, what):
            yield f"{what}: {_pairs(pairs)}"


def _pairs(values: Mapping[str, str]) -> str:
    pairs = (f"{_quoted(value)}: {_quoted(code)}" for value, code in values.items())
    return f"{{{', '.join(pairs)}}}"


def _quoted(text: str) -> str:
    """A text as YAML reads it back, whatever it is."""
    return json.dumps(text)
