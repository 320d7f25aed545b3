"""What is new among evaluations, for feed readers: all that happened, and what became overdue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    Evaluation,
    Event,
    EventKind,
    Withdrawn,
)
from copfeedback.evaluations.lines import event_name, promised_sentences
from copfeedback.evaluations.report_model import Report
from copfeedback.evaluations.report_wording import counts_sentence
from copfeedback.evaluations.standing import Standing
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.profile.wording import portal_name
from copfeedback.web.atom import MOST_ENTRIES, Entry, Feed, own_id, write_feed
from copfeedback.web.conditional import conditional
from copfeedback.web.evaluation_report import withdrawn_by
from copfeedback.web.kept import Content
from copfeedback.web.unchanged import Unchanged


class EvaluationFeed:
    """The feed, in every language."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._zone = ZoneInfo(portal.settings.time_zone)
        self._unchanged = Unchanged(portal.trail.now)

    async def all(self, request: Request) -> Response:
        """GET: what happened, and what became overdue; the latest first."""
        tag = request.path_params["lang"]
        content = await asyncio.to_thread(self._make, tag)
        return conditional(request, content, self._unchanged.since(tag, content.tag))

    def _make(self, tag: str) -> Content:
        speech = self._portal.catalogues.speech(tag)
        brand = portal_name(self._portal.profile.identity(), speech).text
        name = speech.gettext("Evaluations")
        feed = Feed(
            name="evaluations",
            title=f"{name} – {brand}",
            author=brand,
            language=tag,
            host=self._portal.settings.public_address.rstrip("/"),
            path=f"/{tag}/evaluations.atom",
            page=f"/{tag}/evaluations",
        )
        content, _updated = write_feed(feed, self._entries(speech))
        return content

    def _entries(self, speech: Speech) -> Iterator[Entry]:
        register = self._portal.evaluations
        found = register.all()
        latest = sorted(
            ((event, each) for each in found for event in each.events),
            key=lambda pair: -pair[0].number,
        )
        for event, evaluation in latest[:MOST_ENTRIES]:
            yield self._happened(evaluation, event, speech)
        for each in found:
            stands = register.standing(each)
            if stands.days_overdue:
                yield self._overdue(each, stands, speech)

    def _happened(self, evaluation: Evaluation, event: Event, speech: Speech) -> Entry:
        number = speech.gettext("Number in the chain: %(number)s") % {"number": event.number}
        hash_label = speech.gettext("Hash in the chain")
        said = [
            *self._said(evaluation, event, speech),
            number,
            f"SHA-256: {event.sha256}",
            f"{hash_label}: {event.hash}",
        ]
        return Entry(
            own_id(f"evaluation event {event.number} {event.evaluation}"),
            f"{event_name(event, speech)}: {self._title(evaluation, speech)}",
            "\n".join(said),
            f"/{speech.tag}/evaluations/{evaluation.code}",
            event.at,
            event.at,
        )

    def _said(self, evaluation: Evaluation, event: Event, speech: Speech) -> list[str]:
        match event.said:
            case Amended(reason=reason, data_seen=seen):
                return [self._plain(reason, speech), name_of(seen, speech)]
            case Cancelled(reason=reason) | Withdrawn(reason=reason):
                return [self._plain(reason, speech)]
            case Report() as report if withdrawn_by(evaluation, event) is None:
                return [counts_sentence(report, speech)]
        if event.kind is EventKind.REGISTERED:
            day = speech.formatting.date(evaluation.first_pledge.due)
            return [speech.gettext("Results first promised for %(day)s.") % {"day": day}]
        return []

    def _overdue(self, evaluation: Evaluation, stands: Standing, speech: Speech) -> Entry:
        """That the results did not come; dated the day after they were promised for."""
        since = datetime.combine(stands.due + timedelta(1), time.min, self._zone)
        told = speech.gettext("Overdue: %(title)s") % {"title": self._title(evaluation, speech)}
        return Entry(
            own_id(f"evaluation overdue {evaluation.code} {stands.due}"),
            told,
            "\n".join(promised_sentences(stands, speech)),
            f"/{speech.tag}/evaluations/{evaluation.code}",
            since,
            since,
        )

    def _title(self, evaluation: Evaluation, speech: Speech) -> str:
        return self._plain(evaluation.pledge.title, speech)

    def _plain(self, text: Translations, speech: Speech) -> str:
        return self._portal.catalogues.plain(text.read_in(speech.tag))
