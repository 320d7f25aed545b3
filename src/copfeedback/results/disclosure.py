"""Disclosure control: the only maker of what may be shown."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

from copfeedback.results.estimation import estimate_share
from copfeedback.results.model import WaveCounts
from copfeedback.results.pattern import (
    COARSE,
    FINE,
    SMALLEST,
    Cell,
    Pattern,
    Thresholds,
    pattern_of_answers,
    pattern_of_bases,
    together,
)
from copfeedback.results.published import (
    MARK_OF_DISCLOSURE,
    Estimate,
    Group,
    PublishedRow,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.results.routing import asking_of
from copfeedback.surveys.model import Question, Survey

THRESHOLDS = Thresholds(
    **tomllib.loads(files(__package__).joinpath("disclosure.toml").read_text(encoding="utf-8"))
)


class ReleaseDamaged(Exception):  # noqa: N818 - named for what happened
    """A stored release is not what was stored: its SHA-256 is another."""


def publish(
    wave_id: str, survey: Survey, counts: WaveCounts, thresholds: Thresholds = THRESHOLDS
) -> dict[str, PublishedTable]:
    """Make the tables of a wave, by item, in the order of the questionnaire."""
    publication = _Publication(wave_id, survey, counts, thresholds)
    return {item: publication.table(item) for item in counts.items}


def rounded_down(count: int, thresholds: Thresholds = THRESHOLDS) -> int:
    """How many have answered, as it may be shown while a wave is open."""
    return count - count % thresholds.fieldwork_rounding


class _Publication:
    """The tables of one wave, made one after the other: later ones follow from earlier ones."""

    def __init__(
        self, wave_id: str, survey: Survey, counts: WaveCounts, thresholds: Thresholds
    ) -> None:
        self._wave_id = wave_id
        self._survey = survey
        self._counts = counts
        self._thresholds = thresholds
        self._by_gender = "gender" in survey.question_of_item
        self._asking = asking_of(survey)
        # One pattern for all questions that everybody is asked.
        self._wave = pattern_of_bases(counts.respondents, (), self._by_gender, thresholds)
        self._patterns: dict[str, Pattern] = {}
        self._respondents = self._known_respondents()

    def _known_respondents(self) -> int:
        """How many are in the design, as far as the tables show it.

        An interval depends on it a little. While the total is withheld, intervals must not tell
        it, so the design is then taken to be the groups that are shown.
        """
        respondents = self._counts.respondents
        if Group.ALL not in self._wave.withheld:
            return sum(respondents.values())
        return sum(
            respondents[group]
            for row, groups in self._wave.grouping.items()
            if row not in self._wave.withheld
            for group in groups
        )

    def table(self, item: str) -> PublishedTable:
        """The table of an item; those it depends on must have been made before."""
        question = self._survey.question_of_item[item]
        bases = self._counts.asked[question.id]
        depends_on = self._depends_on(question)
        allowed = pattern_of_bases(bases, depends_on, self._by_gender, self._thresholds)
        allowed, cells, final = self._look_at_answers(item, question, allowed)
        if question.sensitive and allowed.grouping is FINE and final.withholds(SMALLEST):
            merged = Pattern(COARSE, allowed.withheld)
            allowed, cells, final = self._look_at_answers(item, question, merged)
        self._patterns[item] = final
        rows = tuple(
            self._row(row, cells, allowed, final, question)
            for row in cells
            if cells[row].base or row in final.withheld
        )
        return PublishedTable(self._wave_id, item, rows, MARK_OF_DISCLOSURE)

    def _look_at_answers(
        self, item: str, question: Question, allowed: Pattern
    ) -> tuple[Pattern, dict[Group, Cell], Pattern]:
        cells = self._cells(item, question, allowed)
        final = pattern_of_answers(allowed, cells, question.sensitive, self._thresholds)
        return allowed, cells, final

    def _depends_on(self, question: Question) -> list[Pattern]:
        names = self._asking[question.id].decided_by
        return [self._wave, *(self._patterns[name] for name in names if name in self._patterns)]

    def _cells(self, item: str, question: Question, allowed: Pattern) -> dict[Group, Cell]:
        """The cells of a table: all, then each group that has respondents in the wave."""
        asked = self._counts.asked
        deciding = {
            self._survey.question_of_item[name].id
            for name in self._asking[question.id].decided_by
            if self._survey.question_of_item[name].sensitive
        }
        counted = {
            group: Cell(
                answered.asked,
                answered.answers,
                answered.favourable,
                tuple(asked[name][group] - answered.asked for name in sorted(deciding)),
            )
            for group, answered in self._counts.items[item].items()
        }
        cells = {Group.ALL: together(counted.values())}
        if sum(self._counts.respondents.values()) < self._thresholds.minimum_base:
            return cells  # which groups there are is nobody's business either
        for row, groups in allowed.grouping.items():
            if any(self._counts.respondents[group] for group in groups):
                cells[row] = together(counted[group] for group in groups)
        return cells

    def _row(
        self,
        row: Group,
        cells: Mapping[Group, Cell],
        allowed: Pattern,
        final: Pattern,
        question: Question,
    ) -> PublishedRow:
        if row in final.withheld:
            by_answers = final.withheld != allowed.withheld
            reason = self._reason(row, cells, allowed, question.sensitive and by_answers)
            return PublishedRow(row, None, {}, None, reason)
        cell = cells[row]
        return PublishedRow(
            row,
            _to_step(cell.base, self._thresholds),
            {code: self._estimate(count, cell.base) for code, count in cell.answers.items()},
            None if cell.favourable is None else self._estimate(cell.favourable, cell.base),
        )

    def _reason(
        self, row: Group, cells: Mapping[Group, Cell], allowed: Pattern, sensitive: bool
    ) -> Withheld:
        """Why a row is withheld, never telling which of several it is about.

        While the total is shown, so is the sum of the withheld groups. Whoever knew which of
        them is under ten would know the others to be ten or more, and so the small one.
        """
        few = cells[row].base < self._thresholds.minimum_base
        if cells[Group.ALL].base < self._thresholds.minimum_base:
            return Withheld.TOO_FEW
        if few and Group.ALL in allowed.withheld:
            return Withheld.TOO_FEW
        return Withheld.SENSITIVE if sensitive else Withheld.PROTECTS_ANOTHER

    def _estimate(self, count: int, base: int) -> Estimate:
        estimate = estimate_share(count, base, self._respondents)
        return Estimate(*map(_whole_percent, (estimate.share, estimate.low, estimate.high)))


def _to_step(count: int, thresholds: Thresholds) -> int:
    step = thresholds.base_rounding
    return (count + step // 2) // step * step


def _rounded(count: int, thresholds: Thresholds) -> int | None:
    """A number of people as it may be published; None for few."""
    return None if 0 < count < thresholds.minimum_base else _to_step(count, thresholds)


def _whole_percent(fraction: float) -> int:
    return int(100 * fraction + 0.5)


def freeze(
    wave_id: str,
    survey: Survey,
    counts: WaveCounts,
    built_on: date,
    *,
    indicative: bool,
    police_assisted: int = 0,
) -> str:
    """The release of a wave as canonical JSON: sorted keys, NFC, no spaces, ASCII.

    ``police_assisted`` is how many answered with the help of police and are not in ``counts``.
    """
    tables = publish(wave_id, survey, counts)
    content = {
        "wave_id": wave_id,
        "survey_id": survey.id,
        "version": survey.version,
        "built_on": built_on.isoformat(),
        "indicative": indicative,
        "police_assisted": _rounded(police_assisted, THRESHOLDS),
        "tables": [
            {"item": item, "rows": [_plain_row(row) for row in table.rows]}
            for item, table in tables.items()
        ],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", canonical)


def fingerprint(canonical: str) -> str:
    """The SHA-256 of a release, in hexadecimal."""
    return sha256(canonical.encode()).hexdigest()


def thaw(canonical: str, expected: str) -> Release:
    """A stored release.

    Raises:
        ReleaseDamaged: its SHA-256 is not the expected one.
    """
    if fingerprint(canonical) != expected:
        raise ReleaseDamaged
    content = json.loads(canonical)
    wave_id = content["wave_id"]
    return Release(
        wave_id=wave_id,
        survey_id=content["survey_id"],
        version=content["version"],
        built_on=date.fromisoformat(content["built_on"]),
        sha256=expected,
        indicative=content["indicative"],
        police_assisted=content.get("police_assisted", 0),  # nobody was, in the oldest releases
        tables={
            table["item"]: PublishedTable(
                wave_id, table["item"], tuple(map(_row, table["rows"])), MARK_OF_DISCLOSURE
            )
            for table in content["tables"]
        },
    )


def _plain_row(row: PublishedRow) -> dict[str, Any]:
    # Answers are a list: their order is that of the questionnaire, and keys get sorted.
    return {
        "group": row.group,
        "base": row.base,
        "answers": [[code, e.share, e.low, e.high] for code, e in row.answers.items()],
        "favourable": row.favourable
        and [row.favourable.share, row.favourable.low, row.favourable.high],
        "withheld": row.withheld,
    }


def _row(plain: Mapping[str, Any]) -> PublishedRow:
    return PublishedRow(
        Group(plain["group"]),
        plain["base"],
        {code: Estimate(*figures) for code, *figures in plain["answers"]},
        Estimate(*plain["favourable"]) if plain["favourable"] else None,
        Withheld(plain["withheld"]) if plain["withheld"] else None,
    )
