"""Reading a YAML file into its shape, with faults that say where, what and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from copfeedback.surveys.yaml_shape import (
    ALWAYS_OR_NEVER,
    LIST_NAME,
    ON_CONDITION,
    WRITTEN_OUT,
)
from copfeedback.surveys.yaml_source import Source, SourceError, read_source

MAX_BYTES = 2_000_000

_Shape = TypeVar("_Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """One fault: the file, its line (from 1; 0 if unknown), the place, the fault and the fix."""

    file: str
    line: int
    where: str
    fault: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.fault}. Fix: {self.fix}."


class DefinitionError(Exception):
    """A definition cannot be used; ``faults`` holds every fault that was found."""

    def __init__(self, faults: list[DefinitionFault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def file_fault(file: Path | str, fault: str, fix: str, line: int = 0) -> DefinitionError:
    """The error about one fault of the file as a whole."""
    return DefinitionError([DefinitionFault(str(file), line, "file", fault, fix)])


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        DefinitionError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise file_fault(path, f"the file is larger than {MAX_BYTES} bytes", "shorten it")
        return content.decode("utf-8")
    except OSError as error:
        fault = f"the file cannot be read ({error.strerror})"
        raise file_fault(path, fault, "check path and rights") from None
    except UnicodeDecodeError:
        fix = "save it with the encoding UTF-8"
        raise file_fault(path, "the file is not UTF-8", fix) from None


def read_shape(shape: type[_Shape], text: str, file: str) -> tuple[_Shape, Source]:
    """The parts of a file, and its source for looking up lines.

    Raises:
        DefinitionError: it is not YAML, or parts are missing or of the wrong kind.
    """
    try:
        source = read_source(text)
    except SourceError as error:
        raise file_fault(file, error.fault, error.fix, error.line) from None
    try:
        return shape.model_validate(source.data), source
    except ValidationError as error:
        faults = []
        for found in error.errors():
            path = steps_to(found)
            message = found["msg"][0].lower() + found["msg"][1:]
            faults.append(
                DefinitionFault(
                    file, source.line(path), source.place(path), message, fix_for(found)
                )
            )
        raise DefinitionError(faults) from None


def steps_to(found: ErrorDetails) -> list[str | int]:
    """Where in the data something is of the wrong kind."""
    return [step for step in found["loc"] if step not in _WAYS]


def fix_for(found: ErrorDetails) -> str:
    """How to mend what is of the wrong kind."""
    return _FIXES.get(found["type"], "write a value of the kind the message names")


_WAYS = {LIST_NAME, WRITTEN_OUT, ALWAYS_OR_NEVER, ON_CONDITION, "[key]"}
_FIXES = {
    "missing": "add it",
    "extra_forbidden": "remove it or correct its spelling",
    "enum": "use one of the types named",
    "string_pattern_mismatch": "use letters, digits, _ - and ., beginning with a letter",
    "string_too_long": "shorten it",
    "string_type": "write a text; put yes, no and numbers in quotation marks",
    "bool_type": "write true or false",
    "dict_type": 'write one text per language, such as {en: "…", fr: "…"}',
    "too_short": "add at least one",
    "date_from_datetime_parsing": "write a day that exists as year-month-day: 2026-02-28",
}
