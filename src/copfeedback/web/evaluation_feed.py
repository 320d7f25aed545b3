"""What is new among evaluations, for feed readers: all that happened, and what became overdue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.event_wording import event_sentences
from copfeedback.evaluations.events import Evaluation, Event
from copfeedback.evaluations.lines import (
    event_name,
    later_sentence,
    promised_sentences,
    standing_sentence,
    withdrawn,
)
from copfeedback.evaluations.report_model import Report
from copfeedback.evaluations.report_wording import nothing_measured
from copfeedback.evaluations.standing import Standing
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations
from copfeedback.profile.wording import portal_name
from copfeedback.web.atom import MOST_ENTRIES, Entry, Feed, own_id, write_feed
from copfeedback.web.conditional import conditional
from copfeedback.web.evaluation_report import withdrawn_by
from copfeedback.web.evaluation_words import by_whom
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
            public = each.publication
            if public is not None and stands.later:
                yield self._owed_anew(each, public, stands, speech)

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
        """Who did it and when, and what it says; of withdrawn results no more than that."""
        by = by_whom(self._portal, evaluation, speech)(event)
        who = self._portal.catalogues.plain(by) if isinstance(by, LocalText) else by
        said = [f"{speech.formatting.date(event.on)} · {who}"]
        if isinstance(event.said, Report):
            if withdrawn_by(evaluation, event) is not None:
                return [*said, speech.gettext("Their figures are not shown any more.")]
            said += self._when(evaluation, event, speech)
        return said + event_sentences(
            evaluation, event, lambda text: self._plain(text, speech), speech
        )

    def _when(self, evaluation: Evaluation, event: Event, speech: Speech) -> list[str]:
        """Whether the first results that count came in time."""
        stands = self._portal.evaluations.standing(evaluation)
        if stands.published_on != event.on:
            return []
        return [standing_sentence(stands, speech), *promised_sentences(stands, speech)]

    def _overdue(self, evaluation: Evaluation, stands: Standing, speech: Speech) -> Entry:
        """That the results did not come; dated the day after they were promised for."""
        since = datetime.combine(stands.due + timedelta(1), time.min, self._zone)
        told = speech.gettext("Overdue: %(title)s") % {"title": self._title(evaluation, speech)}
        return Entry(
            own_id(f"evaluation overdue {evaluation.code} {stands.due}"),
            told,
            "\n".join(self._awaited(evaluation, stands, speech)),
            f"/{speech.tag}/evaluations/{evaluation.code}",
            since,
            since,
        )

    def _owed_anew(
        self, evaluation: Evaluation, public: Event, stands: Standing, speech: Speech
    ) -> Entry:
        """That a new version is owed; dated when the figures came, where that is known."""
        since = max(public.at, self._portal.cited.published_at(stands.later) or public.at)
        sources = ", ".join(each.id for each in stands.later)
        where = speech.gettext("Where it comes from")
        return Entry(
            own_id(f"evaluation owed anew {evaluation.code} {public.number}"),
            f"{self._title(evaluation, speech)}: {later_sentence(speech)}",
            f"{standing_sentence(stands, speech)}\n{where}: {sources}",
            f"/{speech.tag}/evaluations/{evaluation.code}",
            since,
            since,
        )

    def _awaited(self, evaluation: Evaluation, stands: Standing, speech: Speech) -> list[str]:
        """Who owes what since when; not for how many days, or the entry would be new every day."""
        day, office = speech.formatting.date(stands.due), evaluation.pledge.commissioner
        _, named = speech.gettext, self._plain(office, speech)
        taken = withdrawn(evaluation)
        if taken is not None:
            why = f"{event_name(taken, speech)}: {speech.formatting.date(taken.on)}"
        elif evaluation.report is not None:
            why = nothing_measured(speech)
        else:
            since = _("The results were due on %(day)s. Nobody has published them.")
            why = since % {"day": day}
        return [
            why,
            *promised_sentences(stands, speech),
            _("Who runs the programme") + f": {named}",
            _("Hash in the chain") + f": {evaluation.events[-1].hash}",
        ]

    def _title(self, evaluation: Evaluation, speech: Speech) -> str:
        return self._plain(evaluation.pledge.title, speech)

    def _plain(self, text: Translations, speech: Speech) -> str:
        return self._portal.catalogues.plain(text.read_in(speech.tag))
