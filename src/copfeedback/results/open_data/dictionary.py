"""The columns of the flat table of a release, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from copfeedback.i18n.catalogues import N_
from copfeedback.results.domain_wording import DIMENSION_NAMES
from copfeedback.results.published import DIMENSIONS


class Kind(StrEnum):
    """What a column holds, by the names that CSVW has for it."""

    TEXT = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"


class Measure(StrEnum):
    """What an estimate is."""

    SHARE = "share"
    """Percent of those asked who gave the answer."""
    FAVOURABLE = "favourable"
    """Percent who gave any of the good answers to a key indicator."""
    MEAN = "mean"
    """The mean of a scale or number."""


MEASURE_NAMES: Mapping[Measure, str] = {
    Measure.SHARE: N_("Share of each answer"),
    Measure.FAVOURABLE: N_("Good answers together"),
    Measure.MEAN: N_("Mean"),
}


class Flag(StrEnum):
    """What whoever uses a figure should know of it."""

    INDICATIVE = "indicative"
    """People chose themselves whether to answer."""
    FEW_DEGREES = "few_degrees"
    """The interval rests on fewer than eight degrees of freedom."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``name`` is what statistical programs call it, ``title`` and ``description`` are messages of
    the catalogues. ``labelled`` columns have codes, whose words stand in the column after it.
    """

    name: str
    kind: Kind
    title: str
    description: str
    labelled: bool = False

    @property
    def label_name(self) -> str:
        """The name of the column with the words."""
        return f"{self.name}_label"


_EMPTY_FOR_ALL = N_("Empty for everyone.")

COLUMNS = (
    Column("release", Kind.TEXT, N_("Release"), N_("The wave, and which of its releases.")),
    Column("survey", Kind.TEXT, N_("Survey"), N_("The id of the survey.")),
    Column("wave", Kind.TEXT, N_("Wave"), N_("The id of the wave."), labelled=True),
    Column("built_on", Kind.DATE, N_("Frozen on"), N_("The day the figures were frozen.")),
    Column(
        "item",
        Kind.TEXT,
        N_("Question"),
        N_("The id of the question, or of a row of a question with several."),
        labelled=True,
    ),
    Column("domain", Kind.TEXT, N_("Group"), N_("Whom the figure is about, by codes.")),
    *(
        Column(name, Kind.TEXT, DIMENSION_NAMES[name], _EMPTY_FOR_ALL, labelled=True)
        for name in DIMENSIONS
    ),
    Column(
        "measure",
        Kind.TEXT,
        N_("What the figure is"),
        N_("A share in percent, the share of all good answers, or a mean."),
        labelled=True,
    ),
    Column(
        "answer",
        Kind.TEXT,
        N_("Answer"),
        N_("The code of the answer; empty if the figure is not of one."),
        labelled=True,
    ),
    Column("estimate", Kind.DECIMAL, N_("Estimate"), N_("Percent, or the mean.")),
    Column(
        "low", Kind.DECIMAL, N_("Lower end"), N_("Where the 95 percent confidence interval begins.")
    ),
    Column(
        "high", Kind.DECIMAL, N_("Upper end"), N_("Where the 95 percent confidence interval ends.")
    ),
    Column(
        "standard_error",
        Kind.DECIMAL,
        N_("Standard error"),
        N_("In percentage points, or as the mean is."),
    ),
    Column("base", Kind.INTEGER, N_("People asked"), N_("Rounded to 5.")),
    Column(
        "effective_base",
        Kind.INTEGER,
        N_("Effective sample size"),
        N_("How many people drawn by lot would make the estimate as sure; rounded to 5."),
    ),
    Column(
        "people",
        Kind.INTEGER,
        N_("People represented"),
        N_("How many people of the population the group stands for; empty if not known."),
    ),
    Column(
        "flags",
        Kind.TEXT,
        N_("Remarks"),
        N_("“indicative”: people chose themselves. “few_degrees”: the interval is very rough."),
    ),
    Column(
        "withheld",
        Kind.TEXT,
        N_("Withheld"),
        N_("Why there is no figure; empty if there is one."),
        labelled=True,
    ),
)
"""Every column that is not a label, in order."""


def column_names() -> tuple[str, ...]:
    """The heads of the table, labels beside their codes."""
    return tuple(
        name
        for column in COLUMNS
        for name in ((column.name, column.label_name) if column.labelled else (column.name,))
    )
