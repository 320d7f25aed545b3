"""What is new among the results, for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.profile.wording import portal_name
from copfeedback.results.model import Publication
from copfeedback.surveys.book import AskedWave
from copfeedback.web.atom import Entry, Feed, own_id, write_feed
from copfeedback.web.conditional import conditional
from copfeedback.web.kept import Content
from copfeedback.web.open_data import modified_at


class Feeds:
    """The feed of a language."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._zone = ZoneInfo(portal.settings.time_zone)

    async def results(self, request: Request) -> Response:
        """GET: new releases, what became of them, and results that are late; the latest first."""
        content, updated = await asyncio.to_thread(self._make, request.path_params["lang"])
        return conditional(request, content, updated)

    def _make(self, tag: str) -> tuple[Content, datetime]:
        speech = self._portal.catalogues.speech(tag)
        public = self._portal.results.public_releases()
        self._portal.surveys.book.keep_fresh()
        entries = [self._release(each, speech) for each in public]
        entries += self._overdue({each.asked.wave.id for each in public}, speech)
        return write_feed(self._feed(speech), entries)

    def _release(self, publication: Publication, speech: Speech) -> Entry:
        _ = speech.gettext
        release, title = publication.release, self._title(publication.asked, speech)
        if publication.withdrawn_at is not None:
            title = _("Withdrawn: %(title)s") % {"title": title}
            said = self._plain(publication.notice, speech)
        elif publication.replaced_by is not None:
            said = _("A corrected release has taken the place of this one.")
        else:
            said = self._plain(publication.reason, speech) or _("The results were published.")
        return Entry(
            own_id(f"release {release.id} {release.sha256}"),
            title,
            said,
            f"/{speech.tag}/results/{release.id}",
            publication.published_at,
            modified_at(self._portal, publication),
        )

    def _overdue(self, published: set[str], speech: Speech) -> Iterator[Entry]:
        for asked in self._portal.surveys.closed_waves():
            wave = asked.wave
            late = self._portal.surveys.today() > wave.results_due
            if not late or wave.id in published or not asked.is_listed:
                continue
            since = datetime.combine(wave.results_due + timedelta(1), time.min, self._zone)
            day = speech.formatting.date(wave.results_due)
            yield Entry(
                own_id(f"overdue {wave.id} {wave.results_due}"),
                speech.gettext("Overdue: %(title)s") % {"title": self._title(asked, speech)},
                speech.gettext("The results were promised for %(day)s and are overdue.")
                % {"day": day},
                f"/{speech.tag}/results/{wave.id}",
                since,
                since,
            )

    def _title(self, asked: AskedWave, speech: Speech) -> str:
        return " – ".join(
            self._plain(text, speech) for text in (asked.survey.title, asked.wave.name)
        )

    def _plain(self, text: Translations | None, speech: Speech) -> str:
        return "" if text is None else self._portal.catalogues.plain(text.read_in(speech.tag))

    def _feed(self, speech: Speech) -> Feed:
        brand, tag = portal_name(self._portal.profile.identity(), speech).text, speech.tag
        results_label = speech.gettext("Results")
        return Feed(
            name="results",
            title=f"{results_label} – {brand}",
            author=brand,
            language=tag,
            host=self._portal.settings.public_address.rstrip("/"),
            path=f"/{tag}/results/feed.xml",
            page=f"/{tag}/results",
        )
