"""Which chart shows which figures of a release, for pages without scripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText
from copfeedback.results import drawing, likert_drawing, trend_drawing
from copfeedback.results.answer_order import answer_order
from copfeedback.results.drawing import Series
from copfeedback.results.figures import asked_points, estimate_of, published
from copfeedback.results.model import Indicator, TrendPoint
from copfeedback.results.published import Domain, Estimate, Group, PublishedTable, Release
from copfeedback.results.wording import FAVOURABLE, answer_name, group_name
from copfeedback.surveys.model import Question, QuestionType

Plain = Callable[[LocalText], str]
"""Writes a text where no HTML can be; one in another language says so."""

_LOOKS: Mapping[Group, str] = {Group.ALL: "a0", Group.WOMAN: "a1", Group.MAN: "a2"}
"""How groups look, by the names of the stylesheet."""


class Charts:
    """Draws charts in a language; nothing where there is nothing to be seen."""

    def __init__(self, speech: Speech, plain: Plain) -> None:
        self._speech = speech
        self._plain = plain

    def indicators(self, release: Release, indicators: Sequence[Indicator]) -> Markup:
        """The good answers to all key questions, of everyone, women and men."""
        shown = [each for each in indicators if each.item in release.tables]
        series = [
            Series(
                name,
                look,
                [_share(release.tables[each.item], domain, FAVOURABLE) for each in shown],
            )
            for name, look, domain in self._groups()
        ]
        places = [self._plain(each.text.read_in(self._speech.tag)) for each in shown]
        return self._bars(self._speech.gettext("Good answers together"), places, series)

    def good_answers(self, title: str, table: PublishedTable) -> Markup:
        """The good answers to one question."""
        series = [
            Series(name, look, [_share(table, domain, FAVOURABLE)])
            for name, look, domain in self._groups()
        ]
        return self._bars(title, [""], series)

    def answers(self, title: str, table: PublishedTable, question: Question) -> Markup:
        """All answers to one question: on both sides of a middle where they are in order."""
        rows = [
            (name, row)
            for name, _, domain in self._groups()
            if (row := table.row(domain)) is not None and row.withheld is None
        ]
        order = None if question.type is QuestionType.SCALE else answer_order(question, table.item)
        if order and rows and all(likert_drawing.can_be_drawn(order, row) for _, row in rows):
            names = {code: self._answer(question, code) for code in order.line}
            return likert_drawing.diverging(title, order, names, rows, self._speech)
        codes = list(dict.fromkeys(code for row in table.rows for code in row.answers))
        series = [
            Series(name, look, [_share(table, domain, code) for code in codes])
            for name, look, domain in self._groups()
        ]
        return self._bars(title, [self._answer(question, code) for code in codes], series)

    def trend(self, title: str, points: Sequence[TrendPoint]) -> Markup:
        """The good answers over the waves, where there are several."""
        asked = asked_points(points)
        series = [
            Series(name, look, [published(point, domain, FAVOURABLE) for point in asked])
            for name, look, domain in self._groups()
        ]
        series = [each for each in series if any(each.estimates)]
        if len(asked) < 2 or not series:  # noqa: PLR2004 - one wave is no trend
            return Markup("")
        waves = [self._plain(point.wave.name.read_in(self._speech.tag)) for point in asked]
        broken = [bool(point.breaks) for point in asked]
        return trend_drawing.over_waves(title, waves, broken, series, self._speech)

    def _bars(self, title: str, places: Sequence[str], series: Sequence[Series]) -> Markup:
        shown = [each for each in series if any(each.estimates)]
        if not places or not shown:
            return Markup("")
        return drawing.bars(title, places, shown, self._speech)

    def _groups(self) -> list[tuple[str, str, Domain]]:
        """Everyone, women and men: name, look and domain of each."""
        return [
            (group_name(group, self._speech), look, Domain.group(group))
            for group, look in _LOOKS.items()
        ]

    def _answer(self, question: Question, code: str) -> str:
        return self._plain(answer_name(question, code, self._speech))


def _share(table: PublishedTable, domain: Domain, code: str) -> Estimate | None:
    row = table.row(domain)
    return estimate_of(row, code) if row else None
