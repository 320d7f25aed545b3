"""What an evaluation found, part by part, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from copfeedback.application import Portal
from copfeedback.evaluations import figure_wording, report_wording
from copfeedback.evaluations.cited import Cited, changed_sentence
from copfeedback.evaluations.earlier_verdicts import earlier_verdicts
from copfeedback.evaluations.easy_words import meanings, what_came_out, words_of_findings
from copfeedback.evaluations.events import Evaluation, owed_indicators
from copfeedback.evaluations.model import Criterion, Design, Indicator
from copfeedback.evaluations.plain_words import Word, with_meaning
from copfeedback.evaluations.report_model import Compared, Finding, Report, Source
from copfeedback.evaluations.stacked import grouped_table, stacked_table
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.results.published_series import PublishedSeries, Unit
from copfeedback.web.evaluation_blocks import Block, facts, joined, pieces, words
from copfeedback.web.evaluation_chart import Bar, changes
from copfeedback.web.evaluation_words import evaluation_words
from copfeedback.web.rendering import Renderer

_TOGETHER = 6
"""So many findings share a picture and a table, which fit on a page in any script."""
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with all that is said of it; ``before`` is what earlier versions said."""

    finding: Finding
    before: Sequence[str]
    indicator: Indicator | None
    name: LocalText | str
    label: str
    unit: Unit | None
    everybody: Compared | None
    sentence: str
    reached: str
    wanted: str
    texts: Sequence[LocalText | str]
    table: Markup
    sources: Sequence[Markup]
    changed: Sequence[str]


class ReportParts:
    """The parts of a page that tell what was found."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer

    def easy(self, rows: Sequence[Row], report: Report, speech: Speech) -> list[Block]:
        """What was looked at and what came out, in words that are easy."""
        heading = speech.gettext("In easy words")
        found = [(row.name, row.finding.verdict) for row in rows if not row.finding.added]
        return [
            Block("easy", heading, what_came_out(found, speech)),
            *words("easy", heading, report.easy.read_in(speech.tag)),
        ]

    def summary(self, report: Report, speech: Speech) -> list[Block]:
        """How many did not improve beside those that did, and in short."""
        counted = Markup("<p><b>{}</b> {}</p><p>{}</p>").format(
            report_wording.counts_sentence(report, speech),
            report_wording.not_improved_sentence(report, speech),
            report_wording.elsewhere(speech),
        )
        counted += meanings([Word.INDICATOR], speech)
        short = speech.gettext("In short")
        return [
            Block("short", short, counted),
            *words("short", short, report.summary.read_in(speech.tag)),
        ]

    def findings(self, rows: Sequence[Row], speech: Speech) -> list[Block]:
        """What became of each indicator, in pictures and tables."""
        heading = speech.gettext("What was found")
        blocks = []
        for at in range(0, len(rows), _TOGETHER):
            some = rows[at : at + _TOGETHER]
            bars = [
                Bar(each.label, each.everybody.change, each.finding.verdict)
                for each in some
                if each.unit is Unit.PERCENT and each.everybody and each.everybody.change
            ]
            title = speech.gettext("Change in percentage points")
            pairs = [(each.finding, each.indicator) for each in some]
            context = {
                "table": _overview(some, speech),
                "chart": changes(title, bars, speech),
                "meanings": meanings(words_of_findings(pairs), speech),
                "changed": [(each.name, said) for each in some for said in each.changed],
            }
            blocks.append(
                self._block("found", heading, "evaluation_findings.html", speech, context)
            )
        return blocks

    def details(self, rows: Sequence[Row], speech: Speech) -> list[Block]:
        """Each finding with its figures by gender, and where they come from."""
        heading = speech.gettext("The figures and where they come from")
        return [
            self._block("figures", heading, "evaluation_finding.html", speech, {"row": row})
            for row in rows
        ]

    def answers(self, report: Report, speech: Speech) -> list[Block]:
        """What is answered to each question, and what is advised."""
        tag = speech.tag
        asked = [
            (with_meaning(each, speech), report.answers[each].read_in(tag))
            for each in Criterion
            if each in report.answers
        ]
        decided = [(name_of(report.decision, speech), report.decision_why.read_in(tag))]
        return [
            *facts("answers", speech.gettext("Answers to what was asked"), asked),
            *facts("decision", speech.gettext("What is advised"), decided),
        ]

    def background(self, evaluation: Evaluation, report: Report, speech: Speech) -> list[Block]:
        """How it was found out, what it cannot tell, and what is kept back."""
        _ = speech.gettext
        said: list[tuple[str, Translations | None]] = [
            (_("How it was found out"), report.method),
            (_("What it cannot tell"), report.limits),
            (_("What else changed"), report.unintended),
            (_("What is held back"), report.withheld),
            (_("What it costs"), report.resources),
        ]
        lines = [(label, text.read_in(speech.tag)) for label, text in said if text is not None]
        return [
            *facts("method", _("How it was found out"), lines),
            *self._files(evaluation, report, speech),
        ]

    def _files(self, evaluation: Evaluation, report: Report, speech: Speech) -> list[Block]:
        lines = (
            Markup(
                '<li><a href="/evaluations/{}/files/{}.pdf">{}</a> '
                "<small>(PDF, {}, {})</small></li>"
            ).format(
                evaluation.code,
                each.sha256,
                Markup('<bdi lang="{}">{}</bdi>').format(each.language, each.title),
                language_name(each.language, speech),
                speech.formatting.size(each.size),
            )
            for each in report.attachments
        )
        return joined("files", speech.gettext("Files"), lines, "<ul>", "</ul>")

    def rows(self, evaluation: Evaluation, report: Report, speech: Speech) -> list[Row]:
        """The findings of a version, in the order in which the indicators were promised."""
        published = cache(self._portal.published_series)  # many indicators share a few
        # As they were when it was published: what is promised later changes no older finding.
        event = next(each for each in evaluation.publications if each.said == report)
        known = {each.key: each for each in owed_indicators(evaluation.until(event.number))}
        cited = self._portal.cited.at_once()
        places = {key: place for place, key in enumerate(known)}
        placed = sorted(report.findings, key=lambda each: places.get(each.indicator, len(places)))
        return [
            self._row(
                each,
                earlier_verdicts(evaluation, report, each, speech),
                known.get(each.indicator),
                published,
                cited,
                speech,
            )
            for each in placed
        ]

    def _row(
        self,
        finding: Finding,
        before: Sequence[str],
        indicator: Indicator | None,
        published: PublishedSeries,
        cited: Cited,
        speech: Speech,
    ) -> Row:
        plain = self._portal.catalogues.plain
        unit = report_wording.unit_of(indicator, published) if indicator else None
        name = indicator.name.read_in(speech.tag) if indicator else finding.indicator
        measured = finding.measured
        return Row(
            finding,
            before,
            indicator,
            name,
            plain(name) if isinstance(name, LocalText) else name,
            unit,
            report_wording.figures_of(finding),
            report_wording.finding_sentence(finding, unit, speech),
            report_wording.reached_sentence(indicator, finding, speech) if indicator else "",
            report_wording.wanted_sentence(indicator, unit, speech) if indicator else "",
            pieces(finding.text.read_in(speech.tag)) if finding.text else (),
            _figures(finding, indicator, name, unit, speech),
            [self._source(each, speech) for each in measured.sources] if measured else (),
            [changed_sentence(each, speech) for each in cited.changes(finding, indicator)],
        )

    def _source(self, source: Source, speech: Speech) -> Markup:
        """The id of a release with a link to it, and the beginning of its SHA-256."""
        name = Markup('<bdi dir="ltr">{}</bdi>').format(source.id)
        if "." in source.id and self._portal.settings.has_surveys:
            name = Markup('<a href="/{}/results/{}">{}</a>').format(speech.tag, source.id, name)
        if not source.sha256:
            return Markup("{} ({})").format(name, report_wording.of_the_day(source, speech))
        return Markup('{} <bdi dir="ltr">(SHA-256 {}…)</bdi>').format(name, source.sha256[:_SHORT])

    def _block(
        self,
        anchor: str,
        heading: str,
        template: str,
        speech: Speech,
        context: Mapping[str, object],
    ) -> Block:
        around = evaluation_words(speech)
        html = self._renderer.text(template, speech.tag, **around, **context)
        return Block(anchor, heading, html)


def _overview(rows: Sequence[Row], speech: Speech) -> Markup:
    """What became of each indicator, with the figures of everybody."""
    _ = speech.gettext
    lines = []
    for row in rows:
        verdict = Markup("<b>{}</b>").format(name_of(row.finding.verdict, speech))
        for before in row.before:
            verdict += Markup(" <small>({})</small>").format(before)
        people, indicator = report_wording.asks_people(row.indicator), row.indicator
        told = figure_wording.cells(row.everybody, row.unit, speech, people=people)
        name: LocalText | str | Markup = row.name
        if indicator is not None and indicator.qualitative:
            told = figure_wording.words_only()
        elif indicator is not None and indicator.unit is not None and row.unit is None:
            unit = indicator.unit.read_in(speech.tag)
            name = Markup("{} <small>({})</small>").format(name, unit)
        measured = row.finding.measured
        if indicator is not None and measured is not None and measured.control:
            design = name_of(indicator.design, speech)
            told[-1] += Markup(" <small>{}</small>").format(design)
        lines.append((name, [verdict, *told]))
    heads = [
        _("What is looked at"),
        _("What was found"),
        _("Before"),
        _("After"),
        _("How it changed"),
    ]
    return stacked_table(_("What was found"), heads, lines, captioned=False)


def _figures(
    finding: Finding,
    indicator: Indicator | None,
    name: LocalText | str,
    unit: Unit | None,
    speech: Speech,
) -> Markup:
    """The figures by gender; those of pilot and control sites apart, where there are both."""
    _, people = speech.gettext, report_wording.asks_people(indicator)
    groups = [
        (
            title,
            [
                (
                    figure_wording.group(each, speech),
                    figure_wording.cells(each, unit, speech, people=people),
                )
                for each in compared
            ],
        )
        for title, compared in _compared(finding, indicator, speech)
    ]
    if not groups:
        return Markup("")
    heads = [_("Group"), _("Before"), _("After"), _("How it changed")]
    return grouped_table(escape(name), heads, groups, captioned=False)


def _compared(
    finding: Finding, indicator: Indicator | None, speech: Speech
) -> list[tuple[str, Sequence[Compared]]]:
    measured = finding.measured
    if measured is None or not measured.compared:
        outside = finding.outside
        return [("", (outside, *finding.outside_by_gender))] if outside else []
    if not measured.control:
        return [("", measured.compared)]
    differs = indicator is not None and indicator.design is Design.DIFFERENCE_IN_DIFFERENCES
    pilot = speech.gettext("Change in pilot sites, less that in control sites") if differs else ""
    return [(pilot, measured.compared), (speech.gettext("Control sites"), measured.control)]
