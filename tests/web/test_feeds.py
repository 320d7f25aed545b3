"""What a feed reader shows of results: new ones, what became of them, and those that are late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.results.model import Publication
from copfeedback.surveys.book import AskedWave
from tests.results.opened import a_small_release
from tests.results.shelf import PUBLISHED, a_publication, put_in_place
from tests.web.conftest import Calendar

ATOM = "{http://www.w3.org/2005/Atom}"
WAVE = "police-contact-1"
FIRST, SECOND = f"{WAVE}.1", f"{WAVE}.2"


@pytest.fixture
def asked(portal: Portal) -> AskedWave:
    return portal.surveys.book.find(WAVE)


@pytest.fixture
def first(asked: AskedWave) -> Publication:
    return a_publication(asked, a_small_release(asked))


def read(client: TestClient, tag: str = "en") -> ElementTree.Element:
    answer = client.get(f"/{tag}/results/feed.xml")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    check(feed, tag)
    return feed


def check(feed: ElementTree.Element, tag: str) -> None:
    """What RFC 4287 asks of a feed."""
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == tag
    assert text(feed, "author/name")
    relations = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert relations.keys() == {"self", "alternate"}
    ids = [text(each, "id") for each in (feed, *entries(feed))]
    assert len(set(ids)) == len(ids)
    for each in (feed, *entries(feed)):
        assert UUID(text(each, "id"))
        assert text(each, "id").startswith("urn:uuid:")
        assert text(each, "title")
        assert datetime.fromisoformat(text(each, "updated")).tzinfo is not None
    moments = [text(each, "updated") for each in entries(feed)]
    assert moments == sorted(moments, reverse=True)
    for entry in entries(feed):
        assert text(entry, "summary")
        (link,) = entry.findall(f"{ATOM}link")
        assert link.get("rel") == "alternate"
        assert str(link.get("href")).startswith(f"http://127.0.0.1:8501/{tag}/results/")


def text(element: ElementTree.Element, path: str) -> str:
    found = element.find("/".join(ATOM + name for name in path.split("/")))
    assert found is not None
    return found.text or ""


def entries(feed: ElementTree.Element) -> list[ElementTree.Element]:
    return feed.findall(f"{ATOM}entry")


def titles(feed: ElementTree.Element) -> Iterator[str]:
    return (text(entry, "title") for entry in entries(feed))


def test_a_feed_without_anything_in_it_is_a_feed(client: TestClient, portal: Portal):
    put_in_place(portal, [])

    assert entries(read(client)) == []


def test_a_new_release_is_in_the_feed_of_every_language(
    client: TestClient, portal: Portal, first: Publication
):
    put_in_place(portal, [first])

    for tag in portal.catalogues.languages:
        (entry,) = entries(read(client, tag))
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert str(link.get("href")).endswith(f"/{tag}/results/{FIRST}")
        assert text(entry, "published") == "2027-06-02T09:00:00Z"
    (title,) = titles(read(client, "ar"))
    assert "الموجة الأولى" in title


def test_an_entry_stays_itself_when_its_release_is_replaced_or_withdrawn(
    client: TestClient, portal: Portal, asked: AskedWave, first: Publication
):
    put_in_place(portal, [first])
    (before,) = entries(read(client))
    second = a_publication(
        asked,
        a_small_release(asked, 2),
        published_at=PUBLISHED + timedelta(days=3),
        reason=Translations({"en": "Two answers were swapped."}),
    )
    put_in_place(portal, [second, replace(first, replaced_by=SECOND)])
    replaced = {text(each, "id"): each for each in entries(read(client))}

    entry = replaced.pop(text(before, "id"))
    assert "corrected release" in text(entry, "summary")
    assert text(entry, "updated") == "2027-06-05T09:00:00Z"
    assert text(entry, "published") == text(before, "published")
    (newer,) = replaced.values()
    assert text(newer, "summary") == "Two answers were swapped."

    notice = Translations({"en": "A mistake was found."})
    gone = replace(first, withdrawn_at=PUBLISHED + timedelta(days=9), notice=notice)
    put_in_place(portal, [gone])
    (entry,) = entries(read(client))
    assert text(entry, "id") == text(before, "id")
    assert text(entry, "title").startswith("Withdrawn: ")
    assert text(entry, "summary") == "A mistake was found."


def test_results_that_are_late_are_in_the_feed_until_they_are_there(
    client: TestClient, portal: Portal, calendar: Calendar, first: Publication, asked: AskedWave
):
    put_in_place(portal, [])
    calendar.today = asked.wave.results_due
    assert entries(read(client)) == []

    calendar.today = asked.wave.results_due + timedelta(days=1)
    late = list(titles(read(client)))
    assert len(late) == 2
    assert all(title.startswith("Overdue: ") for title in late)

    put_in_place(portal, [first])
    assert sum(title.startswith("Overdue: ") for title in titles(read(client))) == 1


def test_what_is_in_no_list_is_in_no_feed(client: TestClient, portal: Portal, first: Publication):
    survey = replace(first.asked.survey, internal=True)
    put_in_place(portal, [replace(first, asked=replace(first.asked, survey=survey))])

    assert entries(read(client)) == []


def test_nothing_in_a_notice_breaks_the_feed(
    client: TestClient, portal: Portal, first: Publication
):
    notice = Translations({"en": '<script>&amp;</script>\x00\x0b"]]>'})
    put_in_place(portal, [replace(first, withdrawn_at=PUBLISHED, notice=notice)])

    (entry,) = entries(read(client))

    assert text(entry, "summary") == '<script>&amp;</script>"]]>'


def test_nothing_is_sent_again_when_it_is_known(
    client: TestClient, portal: Portal, first: Publication
):
    put_in_place(portal, [first])
    path = "/en/results/feed.xml"
    tag = client.get(path).headers["etag"]

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(path).headers["access-control-allow-origin"] == "*"


def test_pages_of_results_lead_feed_readers_to_the_feed(
    client: TestClient, portal: Portal, first: Publication
):
    put_in_place(portal, [first])

    for path in ("results", f"results/{WAVE}", "results/neighbourhood-safety-1"):
        page = client.get(f"/ar/{path}").text
        head = page.partition("</head>")[0]
        assert 'type="application/atom+xml"' in head
        assert 'href="/ar/results/feed.xml"' in head
