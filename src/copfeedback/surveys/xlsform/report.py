"""What became of a form: what was left out, what was changed, and how complete it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from copfeedback.surveys.completeness import Completeness, completeness
from copfeedback.surveys.model import Survey
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault
from copfeedback.surveys.yaml_shape import SurveyShape


class Dropped(StrEnum):
    """Why something of a form is left out."""

    CLOCK = "clock"
    DEVICE = "device"
    PERSON = "person"
    AUDIT = "audit"
    PLACE = "place"
    RECORDING = "recording"
    BARCODE = "barcode"
    IDENTITY = "identity"
    FOLLOWS = "follows"
    DISABLED = "disabled"
    COMMENT = "comment"
    GUIDANCE = "guidance"
    VIDEO = "video"
    DYNAMIC_DEFAULT = "dynamic_default"
    PARAMETER = "parameter"
    READ_ONLY = "read_only"
    TRIGGER = "trigger"
    TECHNICAL_COLUMN = "technical_column"
    UNKNOWN_COLUMN = "unknown_column"
    SETTING = "setting"
    UNUSED_COLUMN = "unused_column"
    UNUSED_LIST = "unused_list"
    GROUP_HINT = "group_hint"
    EMPTY_GROUP = "empty_group"
    SECOND_TEXT = "second_text"
    MEANINGLESS = "meaningless"


class Changed(StrEnum):
    """What is asked in another way than the form says."""

    RENAMED = "renamed"
    TODAY = "today"
    QUOTES = "quotes"
    PLAIN_TEXT = "plain_text"
    FLATTENED = "flattened"
    DISSOLVED = "dissolved"
    NO_GRID = "no_grid"
    GRID_HEADER = "grid_header"
    LOOSE = "loose"
    RANGE = "range"
    ACKNOWLEDGE = "acknowledge"
    HINT_AS_TEXT = "hint_as_text"
    CODE_AS_TEXT = "code_as_text"
    NAMED = "named"
    CALCULATED = "calculated"
    CHOICE_NAME = "choice_name"
    OTHER = "other"
    NEW_ID = "new_id"
    KOBO_RANK = "kobo_rank"


class Noted(StrEnum):
    """What is good to know."""

    APPEARANCE = "appearance"
    GUESSED_LANGUAGE = "guessed_language"
    NO_CATALOGUE = "no_catalogue"


Told = Dropped | Changed | Noted


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to be told about a form: the row it is about (0: the form), and its name."""

    row: int
    name: str
    told: Told
    value: str = ""


class FormError(DefinitionError):
    """A form cannot be used. ``remarks`` says what would be left out and changed besides."""

    def __init__(self, faults: list[DefinitionFault], remarks: tuple[Remark, ...]) -> None:
        super().__init__(faults)
        self.remarks = remarks


@dataclass(frozen=True)
class ImportReport:
    """A form that can be used: the survey it is, and what became of its parts."""

    survey: SurveyShape
    built: Survey
    remarks: tuple[Remark, ...]

    @property
    def languages(self) -> tuple[Completeness, ...]:
        """How complete each language is."""
        return completeness(self.built)

    @property
    def dropped(self) -> tuple[Remark, ...]:
        """What is left out."""
        return tuple(each for each in self.remarks if isinstance(each.told, Dropped))

    @property
    def changed(self) -> tuple[Remark, ...]:
        """What is asked in another way."""
        return tuple(each for each in self.remarks if isinstance(each.told, Changed))

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What is good to know."""
        return tuple(each for each in self.remarks if isinstance(each.told, Noted))


@dataclass
class Findings:
    """Collects what is found while a form is read; nothing stops the reading."""

    file: str
    faults: list[DefinitionFault] = field(default_factory=list)
    _remarks: dict[Remark, None] = field(default_factory=dict)

    def fault(self, row: int, place: str, fault: str, fix: str, sheet: str = "survey") -> None:
        """Note a fault; ``place`` is a column, a name or both."""
        where = f"{sheet} sheet, {place}" if place else f"{sheet} sheet"
        self.faults.append(DefinitionFault(self.file, row, where, fault, fix))

    def remark(self, row: int, name: str, told: Told, value: str = "") -> None:
        """Note what somebody should know; the same is noted once."""
        self._remarks[Remark(row, name, told, value)] = None

    def remarks(self) -> tuple[Remark, ...]:
        """What should be known, in the order of the rows."""
        return tuple(sorted(self._remarks, key=lambda remark: remark.row))
