"""What of a wave's cube may be shown: bases first, for all questions at once, then answers.

The rules, and why: docs/decisions/0003-base-of-a-question.md and 0009-disclosure-of-the-cube.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from copfeedback.results.answer_protection import AnswerProtection, Counted
from copfeedback.results.base_cells import Protected
from copfeedback.results.base_protection import BaseProtection
from copfeedback.results.columns import Columns, ItemColumn
from copfeedback.results.cube import Cube
from copfeedback.results.dominance import tables_with_means
from copfeedback.results.earlier import Earlier
from copfeedback.results.published import EVERYONE, Domain, Withheld
from copfeedback.results.routing import asking_of
from copfeedback.results.thresholds import Thresholds
from copfeedback.surveys.model import QuestionType, Survey

_WITH_OWN_NUMBERS = frozenset({QuestionType.NUMBER, QuestionType.DECIMAL})


class Protection:
    """What of each question of a wave may be shown.

    Args:
        survey: the questionnaire.
        columns: the responses.
        cube: the tables of each question.
        thresholds: the policy.
        earlier: what each earlier release of the wave showed.
    """

    def __init__(
        self,
        survey: Survey,
        columns: Columns,
        cube: Cube,
        thresholds: Thresholds,
        earlier: Sequence[Earlier] = (),
    ) -> None:
        self._survey = survey
        self._columns = columns
        self._cube = cube
        self._thresholds = thresholds
        self._asking = asking_of(survey)
        self._on_bases = BaseProtection(cube, thresholds)
        self._on_answers = AnswerProtection(self._on_bases)
        self._everyone = self._vector(cube.counts())
        self._wave = self._on_bases.protect(self._everyone, [], earlier)
        self._bases: dict[str, NDArray[np.int64]] = {}
        self._allowed: dict[str, Protected] = {}
        self._final: dict[str, Protected] = {}
        self._rows_of: dict[str, Mapping[Domain, Withheld | None]] = {}
        for item, column in columns.items.items():
            self._protect(item, column, earlier)

    def bases(self) -> Mapping[Domain, Withheld | None]:
        """The rows of the wave as a whole, in the order in which they are shown.

        None says that a row may be shown.
        """
        return self._rows(self._wave, self._wave, self._everyone, sensitive=False)

    def rows(self, item: str) -> Mapping[Domain, Withheld | None]:
        """The rows of an item's table, in the order in which they are shown."""
        if item not in self._rows_of:
            self._rows_of[item] = self._rows_of_item(item)
        return self._rows_of[item]

    def _rows_of_item(self, item: str) -> Mapping[Domain, Withheld | None]:
        sensitive = self._columns.items[item].question.sensitive
        return self._rows(
            self._final[item], self._allowed[item], self._bases[item], sensitive=sensitive
        )

    def exact(self, item: str | None = None) -> Mapping[Domain, int]:
        """How many were asked an item (or answered the wave at all), by domain. Never shown."""
        counts = self._everyone if item is None else self._bases[item]
        return dict(zip(self._cube.domains, counts.tolist(), strict=True))

    def may_show_mean(self, item: str, domain: Domain) -> bool:
        """Whether a mean of a shown row gives nobody's number away.

        The mean of a scale says no more than its shares. Of a number, the tables with a mean that
        one person's number dominates have none, nor have those that add up to them.
        """
        if self.rows(item).get(domain, Withheld.TOO_FEW) is not None:
            return False
        column = self._columns.items[item]
        if column.question.type not in _WITH_OWN_NUMBERS:
            return True
        return domain.dimensions in self._tables_with_means.get(item, ())

    @cached_property
    def _tables_with_means(self) -> Mapping[str, frozenset[tuple[str, ...]]]:
        return {
            item: tables_with_means(self._on_bases, column.numbers, self._final[item])
            for item, column in self._columns.items.items()
            if column.question.type in _WITH_OWN_NUMBERS and column.numbers is not None
        }

    def _vector(self, counts: Mapping[Domain, int]) -> NDArray[np.int64]:
        return np.array([counts[domain] for domain in self._cube.domains], np.int64)

    def _protect(self, item: str, column: ItemColumn, earlier: Sequence[Earlier]) -> None:
        """Protect an item; those it depends on come before it in the questionnaire."""
        decided_by = self._asking[column.question.id].decided_by
        if column.asked.all():
            # One pattern for all questions that everybody is asked.
            bases, allowed = self._everyone, self._wave
            if decided_by:
                allowed = self._routed(bases, decided_by, item, earlier)
        else:
            bases = self._vector(self._cube.counts(column.asked))
            allowed = self._routed(bases, decided_by, item, earlier)
        self._bases[item], self._allowed[item] = bases, allowed
        counted = self._counted(column, bases, decided_by)
        self._final[item] = self._on_answers.protect(allowed, counted)

    def _routed(
        self,
        bases: NDArray[np.int64],
        decided_by: frozenset[str],
        item: str,
        earlier: Sequence[Earlier],
    ) -> Protected:
        parents = [self._wave, *(self._final[name] for name in decided_by if name in self._final)]
        by_dimensions = decided_by & self._columns.dimensions.keys()
        before = [each.of_item(item) for each in earlier]
        return self._on_bases.protect(bases, parents, before, by_dimensions)

    def _counted(
        self, column: ItemColumn, bases: NDArray[np.int64], decided_by: frozenset[str]
    ) -> Counted:
        cube = self._cube
        if column.ticks is not None:
            of_kinds = cube.tally_ticks(column.ticks)
        else:
            of_kinds = cube.tally(column.picked, len(column.answers))
        outside = []
        for name in sorted(decided_by):
            question = self._survey.question_of_item.get(name)
            if question is not None and question.sensitive:
                asked = self._bases.get(name, self._everyone)
                outside.append(asked - bases)
        several = column.ticks is not None
        own_numbers = column.question.type in _WITH_OWN_NUMBERS
        return Counted(
            bases,
            self._everyone,
            cube.by_domain(of_kinds),
            np.stack(outside, axis=1) if outside else np.empty((len(bases), 0), np.int64),
            self._telling(column),
            several or own_numbers,
            np.column_stack([cube.kinds(column.asked), of_kinds]),
        )

    def _telling(self, column: ItemColumn) -> NDArray[np.bool_]:
        says_something = [code not in self._thresholds.says_nothing for code in column.answers]
        return np.array(says_something) & column.question.sensitive

    def _rows(
        self,
        final: Protected,
        allowed: Protected,
        bases: NDArray[np.int64],
        *,
        sensitive: bool,
    ) -> Mapping[Domain, Withheld | None]:
        if self._everyone[0] < self._thresholds.minimum_base:
            return {EVERYONE: Withheld.TOO_FEW}  # which groups there are is nobody's business
        rows: dict[Domain, Withheld | None] = {}
        for table in self._cube.tables:
            if table in final.whole:
                continue
            places = self._on_bases.places(table)
            by_answers = not np.array_equal(final.unknown[places], allowed.unknown[places])
            for at in places[final.listed[places]].tolist():
                domain = self._cube.domains[at]
                if not final.unknown[at]:
                    if bases[at]:
                        rows[domain] = None
                    continue
                if not bases[at] and not self._everyone[at]:
                    continue
                reason = Withheld.SENSITIVE if sensitive and by_answers else None
                rows[domain] = reason or self._reason(domain, allowed, int(bases[at]), bases)
        return rows

    def _reason(
        self, domain: Domain, allowed: Protected, base: int, bases: NDArray[np.int64]
    ) -> Withheld:
        """Why a row is withheld, never telling which of several it is about.

        While the total is shown, so is the sum of the withheld groups. Whoever knew which of
        them is under ten would know the others to be ten or more, and so the small one.
        """
        minimum = self._thresholds.minimum_base
        by_gender_alone = domain.dimensions in ((), ("gender",))
        if bases[0] < minimum:
            return Withheld.TOO_FEW
        if base < minimum and by_gender_alone and allowed.unknown[0]:
            return Withheld.TOO_FEW
        return Withheld.PROTECTS_ANOTHER
