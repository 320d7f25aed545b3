"""How figures of complaints are said: the same tables and sentences in both doors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from copfeedback.complaints.counters import ANONYMOUS, NAMED, NOT_STATED, Duration
from copfeedback.complaints.figures import CLOSED, FILED, Answer, Quarter
from copfeedback.complaints.model import AgeBand, Category, Channel, Result, Verdict
from copfeedback.complaints.wording import (
    AGE_NAMES,
    CATEGORY_NAMES,
    CHANNEL_NAMES,
    RESULT_NAMES,
    VERDICT_NAMES,
)
from copfeedback.i18n.catalogues import N_, Catalogues, Speech
from copfeedback.people.sector_model import Branch
from copfeedback.results.published import (
    EVERYONE,
    PART,
    CountRelease,
    Domain,
    Group,
    PublishedRow,
    PublishedTable,
)
from copfeedback.results.thresholds import THRESHOLDS

WITHHELD = "–"

ANSWER_NAMES: Mapping[Answer, str] = {
    Answer.ACCEPTED: N_("Accepted"),
    Answer.PARTLY: N_("Accepted in part"),
    Answer.REJECTED: N_("Rejected"),
    Answer.NONE_YET: N_("No answer yet"),
}
_DURATIONS: Mapping[Duration, str] = {
    Duration.FOUR_WEEKS: N_("Up to 4 weeks"),
    Duration.THREE_MONTHS: N_("Up to 3 months"),
    Duration.SIX_MONTHS: N_("Up to 6 months"),
    Duration.LONGER: N_("Longer"),
}
_NAMED = {NAMED: N_("With a name"), ANONYMOUS: N_("Without a name")}
_GENDERS: Mapping[Group, str] = {
    Group.WOMAN: N_("Women"),
    Group.MAN: N_("Men"),
    Group.ANOTHER: N_("Another gender"),
    Group.NOT_STATED: N_("Gender not stated"),
    Group.ANOTHER_OR_NOT_STATED: N_("Another gender or not stated"),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "age_band": {each.value: AGE_NAMES[each] for each in AgeBand},
    "category": {each.value: CATEGORY_NAMES[each] for each in Category},
    "channel": {each.value: CHANNEL_NAMES[each] for each in Channel},
    "duration": {each.value: _DURATIONS[each] for each in Duration},
    "gender": {each.value: _GENDERS[each] for each in _GENDERS},
    "named": _NAMED,
    "result": {each.value: RESULT_NAMES[each] for each in Result},
    "verdict": {each.value: VERDICT_NAMES[each] for each in Verdict},
}
"""Names of values, in the order in which they are shown."""
SEVERAL = N_("One complaint can be about several things.")

_BY_MONTH = (
    (FILED, "category", N_("What they are about"), SEVERAL),
    (FILED, "language", N_("In which language"), ""),
    (FILED, "named", N_("With a name or without"), ""),
    (FILED, "channel", N_("How they came"), ""),
    (FILED, "sector", N_("From which area or community"), ""),
    (CLOSED, "verdict", N_("What was found"), SEVERAL),
    (CLOSED, "result", N_("What came of it"), N_("Several things can come of one complaint.")),
    (CLOSED, "duration", N_("How long it took until the decision"), ""),
    (CLOSED, "category", N_("What the decided ones were about"), SEVERAL),
    (CLOSED, "language", N_("In which language the decided ones were"), ""),
)
_BY_GENDER = (
    ("age_band", N_("Age and gender of those who complained")),
    ("category", N_("What they are about, by gender")),
)


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table in words: what it is about, its columns, and a row of cells for each name.

    ``bars`` are the counts of the first column, for a picture.
    """

    title: str
    note: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    bars: tuple[tuple[str, int | None], ...]


class FigureWords:
    """Says the figures of a quarter in one language."""

    def __init__(
        self, speech: Speech, languages: Mapping[str, str], sectors: Mapping[str, str]
    ) -> None:
        """``languages`` and ``sectors`` are their names by code, as the reader can read them."""
        self._speech = speech
        self._own = {"language": languages, "sector": sectors}

    def quarter(self, name: str) -> str:
        """The quarter as people say it, by its first and last month."""
        months = sorted(Quarter.read(name).months)
        return self._speech.gettext("%(low)s to %(high)s") % {
            "low": self.month(months[0]),
            "high": self.month(months[-1]),
        }

    def month(self, name: str) -> str:
        """A month and its year."""
        year, _, month = name.partition("-")
        return f"{self._speech.formatting.months()[int(month) - 1]} {year}"

    def totals(self, release: CountRelease) -> list[str]:
        """How many came in and how many were decided, in sentences."""
        _ = self._speech.gettext
        return [
            self._total(
                release, FILED, _("About %(count)s came in."), _("How many came in is not shown.")
            ),
            self._total(
                release,
                CLOSED,
                _("About %(count)s were decided."),
                _("How many were decided is not shown."),
            ),
        ]

    def how_to_read(self) -> str:
        """What the figures leave out, and why."""
        return self._speech.gettext(
            "Numbers are rounded to 5. A dash (–) stands for fewer than %(count)s, or for a number "
            "that would give away a small one. A quarter is shown once it is over and never "
            "changed."
        ) % {"count": self._speech.formatting.number(THRESHOLDS.minimum_base)}

    def tables(self, release: CountRelease) -> list[FigureTable]:
        """All tables of a quarter that have something to show."""
        made = [self._by_month(release, *each) for each in _BY_MONTH]
        made[1:1] = [self._by_gender(release, *each) for each in _BY_GENDER]
        return [each for each in made if each is not None]

    def _by_month(
        self, release: CountRelease, family: str, dimension: str, title: str, note: str
    ) -> FigureTable | None:
        table = _table(release, family, dimension)
        if table is None:
            return None
        months = sorted(Quarter.read(release.period).months)
        rows, bars = [], []
        for value in self._values(table, dimension):
            here = {dimension: value}
            cells = [table.row(_domain(here))]
            cells += [table.row(_domain({**here, PART: month})) for month in months]
            name = self.name(dimension, value)
            rows.append((name, tuple(map(self._cell, cells))))
            bars.append((name, cells[0].base if cells[0] else None))
        everyone = [table.row(EVERYONE), *(table.row(_domain({PART: each})) for each in months)]
        rows.append((self._speech.gettext("All"), tuple(map(self._cell, everyone))))
        heads = (self._speech.gettext("All"), *map(self.month, months))
        return self._table(title, note, heads, rows, bars)

    def _by_gender(self, release: CountRelease, dimension: str, title: str) -> FigureTable | None:
        table = _table(release, FILED, dimension)
        if table is None or not table.split("gender"):
            return None
        genders = self._values(table, "gender")
        rows = [
            (
                self.name(dimension, value),
                tuple(
                    self._cell(table.row(_domain({dimension: value, **each})))
                    for each in ({}, *({"gender": gender} for gender in genders))
                ),
            )
            for value in self._values(table, dimension)
        ]
        heads = (
            self._speech.gettext("All"),
            *(self.name("gender", gender) for gender in genders),
        )
        return self._table(title, SEVERAL if dimension == "category" else "", heads, rows, [])

    def _table(
        self,
        title: str,
        note: str,
        heads: Sequence[str],
        rows: Sequence[tuple[str, tuple[str, ...]]],
        bars: Sequence[tuple[str, int | None]],
    ) -> FigureTable | None:
        if not any(cell != WITHHELD for _, cells in rows[:-1] or rows for cell in cells):
            return None
        _ = self._speech.gettext
        said = _(note) if note else ""
        return FigureTable(_(title), said, tuple(heads), tuple(rows), tuple(bars))

    def _total(self, release: CountRelease, family: str, said: str, withheld: str) -> str:
        table = _table(release, family, "language")
        row = table.row(EVERYONE) if table else None
        if row is None or row.base is None:
            return withheld
        return said % {"count": self._speech.formatting.number(row.base)}

    def _values(self, table: PublishedTable, dimension: str) -> list[str]:
        known = list(_WORDS.get(dimension, ()))
        found = {row.domain.value(dimension) for row in table.rows} - {None}
        return sorted(
            map(str, found),
            key=lambda value: (known.index(value) if value in known else len(known), value),
        )

    def name(self, dimension: str, value: str) -> str:
        """What a value is called."""
        if dimension in self._own and value in self._own[dimension]:
            return self._own[dimension][value]
        if value in _WORDS.get(dimension, {}):
            return self._speech.gettext(_WORDS[dimension][value])
        if dimension == "sector" and value != NOT_STATED:  # it is not shown to everybody
            return self._speech.gettext("Another area or community")
        return self._speech.gettext("Not stated") if value == NOT_STATED else value

    def _cell(self, row: PublishedRow | None) -> str:
        if row is None:
            return self._speech.formatting.number(0)
        return WITHHELD if row.base is None else self._speech.formatting.number(row.base)


def figure_words(catalogues: Catalogues, sectors: Sequence[Branch], tag: str) -> FigureWords:
    """How to say figures in a language, with the languages and public sectors of the portal."""
    plain = catalogues.plain
    return FigureWords(
        catalogues.speech(tag),
        {each.tag: each.name for each in catalogues.languages.values()},
        {each.sector.code: plain(each.sector.name.read_in(tag)) for top in sectors for each in top},
    )


def _table(release: CountRelease, family: str, dimension: str) -> PublishedTable | None:
    """The table of a family that tells cases apart by this."""
    return next(
        (
            table
            for item, table in release.tables.items()
            if item.startswith(f"{family}.{dimension}")
        ),
        None,
    )


def _domain(values: Mapping[str, str]) -> Domain:
    """As counts name whom they are about: sorted by dimension."""
    return Domain(tuple(sorted(values.items())))
