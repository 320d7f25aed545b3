"""What came of it: published results, in words, charts and tables, and what followed from them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.results import change_wording, findings, followup_wording, method, tabulating
from copfeedback.results.charting import Charts
from copfeedback.results.domain_wording import split_name
from copfeedback.results.free_text.own_words import SHOWN_ON_LIGHT_PAGE, read_own_words
from copfeedback.results.free_text.showing import own_words_part
from copfeedback.results.model import Publication
from copfeedback.results.published import EVERYONE, PublishedTable
from copfeedback.results.service import indicators
from copfeedback.surveys.book import AskedWave
from copfeedback.web.open_data import DOWNLOADS
from copfeedback.web.rendering import Renderer

BETWEEN = "-"
"""Between the names of what a crossing is told apart by, in an address."""


@dataclass(frozen=True)
class _Found:
    """What an address leads to: ``publication`` is None while results are awaited."""

    asked: AskedWave
    publication: Publication | None
    all: tuple[Publication, ...]
    """All releases of the wave that were ever public, the latest first."""


class ResultPages:
    """The pages that show frozen releases to everybody."""

    def __init__(self, portal: Portal, renderer: Renderer) -> None:
        self._portal = portal
        self._renderer = renderer
        self._zone = ZoneInfo(portal.settings.time_zone)

    async def overview(self, request: Request) -> Response:
        """Every closed wave: its releases, or the day they are promised for."""
        await asyncio.to_thread(self._portal.surveys.book.all)
        public = await asyncio.to_thread(self._portal.results.public_releases)
        releases: dict[str, list[Publication]] = {}
        for each in public:
            releases.setdefault(each.asked.wave.id, []).append(each)
        closed = self._portal.surveys.closed_waves()
        followed = await asyncio.to_thread(self._followed, tuple(releases))
        # The wave whose results came last stands first; those that are awaited before all others.
        places = {wave: place for place, wave in enumerate(releases, 1)}
        return self._renderer.page(
            "results.html",
            request.path_params["lang"],
            closed_waves=sorted(closed, key=lambda asked: places.get(asked.wave.id, 0)),
            releases=releases,
            followed=followed,
            zone=self._zone,
            next_rounds=self._portal.surveys.next_rounds(),
            today=self._portal.surveys.today(),
            address=lambda tag: f"/{tag}/results",
        )

    def _followed(self, waves: Sequence[str]) -> frozenset[str]:
        """The waves of which somebody has said what came of them."""
        return frozenset(wave for wave in waves if self._portal.follow_ups.of_wave(wave))

    async def policy(self, request: Request) -> Response:
        """What is published and what is not."""
        tag = request.path_params["lang"]
        return self._renderer.page(
            "results_policy.html",
            tag,
            policy=method.policy(self._portal.catalogues.speech(tag)),
            address=lambda tag: f"/{tag}/results/policy",
        )

    async def wave(self, request: Request) -> Response:
        """A release: what it says, how it came about, and what followed from it.

        The address names a wave, for its latest release, or a release.
        """
        found = await asyncio.to_thread(self._find, request.path_params["wave"])
        if found.publication is None or found.publication.withdrawn_at is not None:
            return self._without_figures(request, found)
        context = await asyncio.to_thread(self._of_release, request, found)
        return self._page("results_wave.html", request, found, **context)

    async def item(self, request: Request) -> Response:
        """One question of a release with all its answers, by everything it is told apart by."""
        found = await asyncio.to_thread(self._find, request.path_params["wave"])
        publication = found.publication
        if publication is None or publication.withdrawn_at is not None:
            return self._without_figures(request, found, status=404)
        if request.path_params["item"] not in publication.release.tables:
            return self._without_figures(request, found, status=404)
        context = await asyncio.to_thread(self._of_item, request, found)
        return self._page("results_item.html", request, found, **context)

    def _find(self, name: str) -> _Found:
        results = self._portal.results
        if "." in name:
            publication = results.find_publication(name)
            asked = publication.asked
            return _Found(asked, publication, results.publications_of(asked.wave.id))
        asked = self._portal.surveys.book.find(name)
        public = results.publications_of(asked.wave.id)
        return _Found(asked, public[0] if public else None, public)

    def _of_release(self, request: Request, found: _Found) -> dict[str, Any]:
        speech, publication = self._speech(request), _needed(found)
        asked, release = publication.asked, publication.release
        known = indicators(asked.survey)
        address = f"/{speech.tag}/results/{request.path_params['wave']}"
        return {
            "findings": [
                each
                for each in findings.key_findings(
                    self._portal.results.public_releases(), publication, speech
                )
                if each.has_figures
            ],
            "known": known,
            "of_several": change_wording.of_several(speech),
            "chart": self._charts(speech).indicators(release, known),
            "table": tabulating.indicator_table(asked, release, known, address, speech)
            if known
            else "",
            "facts": method.facts(asked, release, speech),
            "how_sure": method.how_sure(release, speech),
            "withheld": method.what_is_withheld(release, speech),
            "follow_ups": self._portal.follow_ups.of_wave(asked.wave.id),
            "own_words": self._own_words(asked, speech),
            "base": release.bases.get(EVERYONE),
            "shown_at_once": findings.SHOWN_AT_ONCE,
            "downloads": DOWNLOADS,
            "texts": _texts(publication),
        }

    def _own_words(self, asked: AskedWave, speech: Speech) -> Markup:
        """Themes and excerpts of what people wrote; not all: the page must not grow too large."""
        portal = self._portal
        found = read_own_words(portal.coding, portal.excerpts, asked, SHOWN_ON_LIGHT_PAGE)
        return own_words_part(found, speech, portal.catalogues.languages)

    def _of_item(self, request: Request, found: _Found) -> dict[str, Any]:
        speech, publication = self._speech(request), _needed(found)
        survey, table = publication.asked.survey, publication.release.tables[
            request.path_params["item"]
        ]  # fmt: skip
        question = survey.question_of_item[table.item]
        text = question.text_of(table.item)
        title = self._portal.catalogues.plain(text.read_in(speech.tag))
        public = self._portal.results.public_releases()
        known = findings.key_findings(public, publication, speech)
        finding = next((each for each in known if each.status.indicator.item == table.item), None)
        trend = findings.public_trend(public, publication, table.item) if finding else None
        if trend and not any(findings.has_figures(point.table) for point in trend.points):
            trend = None
        is_withheld = not findings.has_figures(table)  # which the lines below the chart say
        charts = self._charts(speech)
        return {
            "table": table,
            "question": question,
            "text": text,
            "sentences": []
            if is_withheld
            else findings.of_item(finding, table.row(EVERYONE), question, speech),
            "chart": charts.answers(title, table, question),
            "good_chart": charts.good_answers(title, table) if trend else "",
            "trend_chart": charts.trend(title, trend.points) if trend else "",
            "trend_table": tabulating.wave_table(trend.points, survey, speech)
            if trend and len(trend.points) > 1
            else "",
            "of_several": change_wording.of_several(speech),
            "gender_table": tabulating.gender_table(table, question, survey, speech),
            "withheld": tabulating.withheld_lines(table.by_gender, survey, speech),
            **self._splits(request, publication, table, speech),
            "follow_ups": [
                each
                for each in self._portal.follow_ups.of_wave(table.wave_id)
                if each.now.content.item == table.item
            ],
            "texts": _texts(publication),
        }

    def _splits(
        self, request: Request, publication: Publication, table: PublishedTable, speech: Speech
    ) -> dict[str, Any]:
        """What the answers are told apart by.

        Crossings with many figures have a page of their own, or this one would be too large.
        """
        survey = publication.asked.survey
        question = survey.question_of_item[table.item]
        known = [each for each in table.splits if each and each != ("gender",)]
        wanted = [each for each in known if BETWEEN.join(each) == request.query_params.get("by")]
        apart = [each for each in known if len(each) > 1 and not tabulating.is_short(table)]

        def named(each: Sequence[str]) -> tuple[str, Markup]:
            split = tabulating.split_table(table, each, question, survey, speech)
            return split_name(each, speech), split

        return {
            "crossing": named(wanted[0])[1] if wanted else "",
            "splits": [named(each) for each in known if each not in apart and not wanted],
            "crossings": [(split_name(each, speech), BETWEEN.join(each)) for each in apart],
        }

    def _page(self, template: str, request: Request, found: _Found, **context: Any) -> Response:
        publication = _needed(found)
        item = request.path_params.get("item")
        return self._renderer.page(
            template,
            request.path_params["lang"],
            publication=publication,
            release=publication.release,
            asked=publication.asked,
            publications=found.all,
            place=request.path_params["wave"],
            zone=self._zone,
            followup_wording=followup_wording,
            next_round=self._portal.surveys.next_round(publication.asked),
            address=_address(request, item),
            **context,
        )

    def _without_figures(self, request: Request, found: _Found, *, status: int = 200) -> Response:
        publication = found.publication
        if publication is not None and publication.withdrawn_at is not None:
            return self._page("results_withdrawn.html", request, found)
        return self._renderer.page(
            "results_awaited.html",
            request.path_params["lang"],
            status,
            asked=found.asked,
            next_round=self._portal.surveys.next_round(found.asked),
            overdue=self._portal.surveys.today() > found.asked.wave.results_due,
            is_public=publication is not None,
            address=_address(request, request.path_params.get("item")),
        )

    def _speech(self, request: Request) -> Speech:
        return self._portal.catalogues.speech(request.path_params["lang"])

    def _charts(self, speech: Speech) -> Charts:
        return Charts(speech, self._portal.catalogues.plain)


def _needed(found: _Found) -> Publication:
    if found.publication is None:
        raise LookupError(found.asked.wave.id)
    return found.publication


def _address(request: Request, item: str | None) -> Callable[[str], str]:
    path = f"/results/{request.path_params['wave']}" + (f"/{item}" if item else "")
    return lambda tag: f"/{tag}{path}"


def _texts(publication: Publication) -> dict[str, Any]:
    """The words of every question that there are figures of, by item."""
    of_item = publication.asked.survey.question_of_item
    return {item: of_item[item].text_of(item) for item in publication.release.tables}
