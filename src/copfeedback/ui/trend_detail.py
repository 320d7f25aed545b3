"""The pictures of one question, each with its table: over waves, the gap, all its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results import wording
from copfeedback.results.answer_order import answer_order
from copfeedback.results.comparison import gender_gap
from copfeedback.results.domain_wording import domain_name, split_name, value_name
from copfeedback.results.figures import asked_points, published
from copfeedback.results.items import answer_codes
from copfeedback.results.model import TrendPoint
from copfeedback.results.published import EVERYONE, Domain, Estimate, PublishedTable
from copfeedback.ui import changes, charts, picture, tables, trend_view, trends
from copfeedback.ui.chart_bars import bars_chart, most_frequent_first
from copfeedback.ui.chart_dots import Series, dots_chart, dots_in_words
from copfeedback.ui.chart_gap import gap_chart
from copfeedback.ui.chart_likert import likert_chart
from copfeedback.ui.chart_look import looks_of, nth_look
from copfeedback.ui.texts import as_words, marked, words
from copfeedback.ui.trend_view import Picked

_LINES_AT_MOST = 5
_WAVES_BESIDE_EACH_OTHER = 3


@dataclass(frozen=True, slots=True)
class Detail:
    """One answer to one question in the waves that are shown, told apart as the reader wants it."""

    picked: Picked
    points: Sequence[TrendPoint]
    split: tuple[str, ...]
    speech: Speech

    def over_waves(self) -> None:
        """The answer over the waves, and how it changed."""
        title = self._answer_name(self.picked.code)
        domains = self._domains()
        if len(self.split) > 1:
            self._crossed(title, domains)
        elif sum(map(self._has_figures, domains)) <= _LINES_AT_MOST:
            shown = (self.points, domains, self.picked.code, self.picked.survey, self.speech)
            self._show(charts.trend_chart(*shown), "trend", charts.trend_in_words(title, *shown))
            st.html(self._about(self.points) + trends.breaks(self.points, self.speech))
            st.html(tables.trend_table(title, *shown))
        else:
            self._beside_each_other(title, domains)
        self._offer_coarser()
        told = [each for each in domains if self._has_figures(each)]
        if len(self._asked) > 1 and len(self.split) <= 1 and told:
            whom = (told, self.picked.code, self.picked.survey, self.speech)
            st.html(changes.table(self.points, *whom))

    def gap(self) -> None:
        """By how much women and men differ, wave by wave; nothing if not both are there."""
        points, code, speech = self.points, self.picked.code, self.speech
        if self.split != ("gender",) or not any(gender_gap(point, code) for point in points):
            return
        title = speech.gettext("Gap between women and men, in percentage points")
        st.html(Markup("<h2>{}</h2>").format(title))
        alt = changes.gap_in_words(title, points, code, speech)
        self._show(gap_chart(points, code, speech), "gap", alt)
        st.html(self._about(points) + changes.gap_table(title, points, code, speech))

    def answers(self) -> None:
        """All answers in the latest wave by gender: from bad to good, or by how many gave them."""
        point, speech = self._asked[-1], self.speech
        table = self._tables[-1]
        shown = [each for each in tables.by_gender([table]) if _has_answers(table, each)]
        title = speech.gettext("All answers by gender: %(wave)s") % {
            "wave": words(point.wave.name, speech)
        }
        st.html(Markup("<h2>{}</h2>").format(title))
        codes: Sequence[str] = answer_codes(self.picked.question)
        order = answer_order(self.picked.question, self.picked.item)
        if order is not None:
            codes = (*order.line, *order.beside)
        elif EVERYONE in shown:
            shares = {code: published(point, EVERYONE, code) for code in codes}
            codes = most_frequent_first(shares)
        names = [self._answer_name(code) for code in codes]
        series = [
            Series(self._name(each), look, [published(point, each, code) for code in codes])
            for each, look in zip(shown, looks_of(shown), strict=True)
        ]
        if series:
            figure = (
                bars_chart(names, series, speech)
                if order is None
                else likert_chart(_by_code(series, codes), order, self._answer_name, speech)
            )
            self._show(figure, "answers", dots_in_words(title, names, series, speech))
        about = (table, self.picked.question, self.picked.survey, speech)
        st.html(
            self._about([point], with_share=False)
            + tables.answers_table(title, *about, codes=codes)
        )

    @property
    def _asked(self) -> list[TrendPoint]:
        return asked_points(self.points)

    @property
    def _tables(self) -> list[PublishedTable]:
        return [point.table for point in self.points if point.table is not None]

    def _has_figures(self, domain: Domain) -> bool:
        return any(published(point, domain, self.picked.code) for point in self.points)

    def _domains(self) -> list[Domain]:
        domains = tables.domains_in(self._tables, *self.split)
        together = self.split in {("gender",), ("arm",)}
        return [EVERYONE, *domains] if together else domains

    def _beside_each_other(self, title: str, domains: Sequence[Domain]) -> None:
        """Many groups: a row each, the latest waves as dots of their own."""
        labels = [self._name(domain) for domain in domains]
        series = [
            Series(
                words(point.wave.name, self.speech),
                nth_look(at),
                [published(point, domain, self.picked.code) for domain in domains],
            )
            for at, point in enumerate(self._asked[-_WAVES_BESIDE_EACH_OTHER:])
        ]
        self._dots(title, labels, series, self.points)
        whom = (domains, self.picked.code, self.picked.survey, self.speech)
        st.html(tables.domains_table(title, self.points, *whom))

    def _crossed(self, title: str, domains: Sequence[Domain]) -> None:
        """Several at a time, of the latest wave: a row a group, the first of them side by side."""
        aside, latest = self.split[0], self._asked[-1]
        values = list(dict.fromkeys(domain.value(aside) or "" for domain in domains))
        rows = list(
            dict.fromkeys(
                Domain(tuple(part for part in domain.parts if part[0] != aside))
                for domain in domains
            )
        )
        cells = {
            row: [Domain.of({**dict(row.parts), aside: value}) for value in values] for row in rows
        }
        names = [
            as_words(value_name(self.picked.survey, aside, value, self.speech)) for value in values
        ]
        looks = looks_of([Domain.of({aside: value}) for value in values])
        series = [
            Series(
                name,
                look,
                [published(latest, beside[at], self.picked.code) for beside in cells.values()],
            )
            for at, (name, look) in enumerate(zip(names, looks, strict=True))
        ]
        self._dots(title, [self._name(row) for row in rows], series, [latest])
        whom = (self.picked.code, self.picked.survey, self.speech)
        st.html(tables.crossed_table(title, self._tables[-1], cells, names, *whom))

    def _dots(
        self,
        title: str,
        labels: Sequence[str],
        series: Sequence[Series],
        points: Sequence[TrendPoint],
    ) -> None:
        alt = dots_in_words(title, labels, series, self.speech)
        self._show(dots_chart(labels, series, self.speech), "trend", alt)
        st.html(self._about(points) + trends.breaks(points, self.speech))

    def _offer_coarser(self) -> None:
        """Where something is withheld, the nearest view in which less is."""
        latest, split, speech = self._tables[-1], self.split, self.speech
        rows = latest.split(*split)
        hidden = [row for row in rows if row.withheld]
        if not hidden or (len(split) <= 1 and len(hidden) < len(rows)):
            return
        above = [split[:at] + split[at + 1 :] for at in reversed(range(len(split)))]
        coarser = next(
            (
                each
                for each in (*above, ())
                if each != split and any(not row.withheld for row in latest.split(*each))
            ),
            None,
        )
        told = speech.gettext("Some groups are too small to be shown. With larger groups:")
        if coarser is None:
            told = speech.gettext("Too few people answered to show anything.")
        st.html(Markup("<p>{}</p>").format(told))
        if coarser is not None:
            st.button(
                split_name(coarser, speech),
                key="trends.coarser",
                on_click=trend_view.show_split,
                args=(coarser,),
            )

    def _show(self, figure: go.Figure, key: str, alt: str) -> None:
        if not figure.data:  # all of it withheld: the table says why
            return
        name = f"{self.picked.survey.id}-{self.picked.item}-{key}"
        picture.show(figure, key, alt, name, self.speech)

    def _about(self, points: Sequence[TrendPoint], *, with_share: bool = True) -> Markup:
        """What a picture and its table show, of whom and of when."""
        return Markup('<p class="hint">{} {} {}</p>').format(
            marked(self.picked.text, self.speech),
            trends.share_of(self.picked, self.speech) if with_share else "",
            trends.coverage(asked_points(points), self.speech),
        )

    def _name(self, domain: Domain) -> str:
        return domain_name(domain, self.picked.survey, self.speech, as_words)

    def _answer_name(self, code: str) -> str:
        return words(wording.answer_name(self.picked.question, code, self.speech), self.speech)


def _has_answers(table: PublishedTable, domain: Domain) -> bool:
    row = table.row(domain)
    return row is not None and any(row.answers.values())


def _by_code(
    series: Sequence[Series], codes: Sequence[str]
) -> list[tuple[str, Mapping[str, Estimate | None]]]:
    return [(each.name, dict(zip(codes, each.estimates, strict=True))) for each in series]
