"""What is new among the results, for feed readers (Atom, RFC 4287)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.profile.wording import portal_name
from copfeedback.results.model import Publication
from copfeedback.results.open_data.xml_text import writable
from copfeedback.surveys.book import AskedWave
from copfeedback.web.conditional import conditional
from copfeedback.web.kept import Content
from copfeedback.web.open_data import modified_at

MOST_ENTRIES = 50
KIND = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_OURS = UUID("5b1f6a52-9a0c-4a7e-9a55-0f6a5d0c2f11")
"""Makes ids of our own; they stay the same when the portal moves to another address."""


@dataclass(frozen=True, slots=True)
class _Entry:
    id: UUID
    title: str
    said: str
    path: str
    published: datetime
    updated: datetime


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
        entries.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
        updated = entries[0].updated if entries else datetime(1970, 1, 1, tzinfo=UTC)
        feed = self._feed(entries[:MOST_ENTRIES], updated, speech)
        return Content.of(tostring(feed, "utf-8", xml_declaration=True), KIND), updated

    def _release(self, publication: Publication, speech: Speech) -> _Entry:
        _ = speech.gettext
        release, title = publication.release, self._title(publication.asked, speech)
        if publication.withdrawn_at is not None:
            title = _("Withdrawn: %(title)s") % {"title": title}
            said = self._plain(publication.notice, speech)
        elif publication.replaced_by is not None:
            said = _("A corrected release has taken the place of this one.")
        else:
            said = self._plain(publication.reason, speech) or _("The results were published.")
        return _Entry(
            uuid5(_OURS, f"release {release.id} {release.sha256}"),
            title,
            said,
            f"/{speech.tag}/results/{release.id}",
            publication.published_at,
            modified_at(self._portal, publication),
        )

    def _overdue(self, published: set[str], speech: Speech) -> Iterator[_Entry]:
        for asked in self._portal.surveys.closed_waves():
            wave = asked.wave
            late = self._portal.surveys.today() > wave.results_due
            if not late or wave.id in published or not asked.is_listed:
                continue
            since = datetime.combine(wave.results_due + timedelta(1), time.min, self._zone)
            day = speech.formatting.date(wave.results_due)
            yield _Entry(
                uuid5(_OURS, f"overdue {wave.id} {wave.results_due}"),
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

    def _feed(self, entries: Iterable[_Entry], updated: datetime, speech: Speech) -> Element:
        host, tag = self._portal.settings.public_address.rstrip("/"), speech.tag
        brand = portal_name(self._portal.profile.identity(), speech).text
        feed = Element("feed", {"xmlns": _ATOM, "xml:lang": tag})
        _text(feed, "id", uuid5(_OURS, f"results {tag}").urn)
        results = speech.gettext("Results")
        _text(feed, "title", f"{results} – {brand}")
        _text(feed, "updated", _moment(updated))
        _text(SubElement(feed, "author"), "name", brand)
        own = {"rel": "self", "type": KIND, "href": f"{host}/{tag}/results/feed.xml"}
        SubElement(feed, "link", own)
        page = {"rel": "alternate", "type": "text/html", "hreflang": tag}
        SubElement(feed, "link", {**page, "href": f"{host}/{tag}/results"})
        for entry in entries:
            told = SubElement(feed, "entry")
            _text(told, "id", entry.id.urn)
            _text(told, "title", entry.title)
            _text(told, "published", _moment(entry.published))
            _text(told, "updated", _moment(entry.updated))
            SubElement(told, "link", {**page, "href": f"{host}{entry.path}"})
            _text(told, "summary", entry.said)
        return feed


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = writable(text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
