"""Released figures as files: what anybody can take away, and what a program can rely on."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import replace
from datetime import timedelta
from random import Random
from threading import Barrier, Thread

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.results.model import Publication
from copfeedback.web.kept import Content, Kept
from copfeedback.web.open_data import DOWNLOADS
from tests.results.opened import a_small_release
from tests.results.shelf import PUBLISHED, a_publication, put_in_place

FORMATS = [name for name, _ in DOWNLOADS]
WAVE = "police-contact-1"
FIRST, SECOND = f"{WAVE}.1", f"{WAVE}.2"


@pytest.fixture
def publication(portal: Portal) -> Publication:
    asked = portal.surveys.book.find(WAVE)
    found = a_publication(asked, a_small_release(asked))
    put_in_place(portal, [found])
    return found


def path(name: str, release: str = FIRST, tag: str = "en") -> str:
    return f"/{tag}/results/{release}/download/{name}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_there_and_says_what_it_is(
    client: TestClient, publication: Publication, name: str
):
    answer = client.get(path(name))

    assert answer.status_code == 200
    assert answer.content
    assert "attachment" in answer.headers["content-disposition"]
    assert FIRST in answer.headers["content-disposition"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_sent_again_when_it_is_known(
    client: TestClient, publication: Publication, name: str
):
    first = client.get(path(name))

    again = client.get(path(name), headers={"If-None-Match": first.headers["etag"]})
    later = client.get(path(name), headers={"If-Modified-Since": first.headers["last-modified"]})
    changed = client.get(path(name), headers={"If-None-Match": '"something"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (later.status_code, later.content) == (304, b"")
    assert (changed.status_code, changed.content) == (200, first.content)


def test_a_file_is_sent_compressed_to_whoever_can_read_that(
    client: TestClient, publication: Publication
):
    packed = client.get(path("csv"), headers={"Accept-Encoding": "gzip"})
    plain = client.get(path("csv"), headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < len(plain.content) / 5
    assert packed.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip;q=0", False),
        ("identity, gzip; q=0.0", False),
        ("GZIP;Q=0, br", False),
        ("br, gzip;q=0.5", True),
        ("GZip", True),
    ],
)
def test_nothing_is_compressed_for_whoever_refuses_that(
    client: TestClient, publication: Publication, accepted: str, is_packed: bool
):
    sent = client.get(path("csv"), headers={"Accept-Encoding": accepted})

    assert ("content-encoding" in sent.headers) is is_packed


def test_the_csv_file_leads_to_its_description(client: TestClient, publication: Publication):
    link = client.get(path("csv")).headers["link"]

    described = client.get(path("csv-metadata.json")).json()

    assert link.startswith('<csv-metadata.json>; rel="describedby"')
    assert described["url"] == "csv"


@pytest.mark.parametrize("tag", ["en", "ar", "uk"])
def test_the_words_are_in_the_language_of_the_address(
    client: TestClient, publication: Publication, portal: Portal, tag: str
):
    rows = list(csv.DictReader(io.StringIO(client.get(path("csv", tag=tag)).text, newline="")))

    women = next(row for row in rows if row["gender"] == "woman")
    assert women["gender_label"] == portal.catalogues.speech(tag).gettext("Women")


@pytest.mark.parametrize(
    ("release", "name", "tag"),
    [
        ("police-contact-1.9", "csv", "en"),
        ("police-contact-1", "csv", "en"),
        ("nothing", "csv", "en"),
        ("..%2f..%2fetc", "csv", "en"),
        ("%00", "csv", "en"),
        ("%F0%9F%92%A9.1", "csv", "en"),
        (FIRST, "exe", "en"),
        (FIRST, "%00", "en"),
        (FIRST, "csv", "xx"),
    ],
)
def test_there_is_nothing_at_any_other_address(
    client: TestClient, publication: Publication, release: str, name: str, tag: str
):
    assert client.get(path(name, release, tag)).status_code == 404


def test_the_notice_stands_in_place_of_figures_that_were_withdrawn(
    client: TestClient, portal: Portal, publication: Publication
):
    notice = Translations({"en": "A mistake was found."})
    gone = replace(publication, withdrawn_at=PUBLISHED + timedelta(days=9), notice=notice)
    put_in_place(portal, [gone])

    answer = client.get(path("csv"))

    assert answer.status_code == 410
    assert answer.text == "A mistake was found.\n"
    assert client.get(path("csv", tag="ar")).text == "A mistake was found. [English]\n"


def test_files_can_only_be_read(client: TestClient, publication: Publication):
    assert client.post(path("csv")).status_code == 405
    assert client.head(path("csv")).status_code == 200


def test_the_oldest_files_go_when_there_is_no_more_room():
    made: list[str] = []

    def content(name: str, size: int = 40) -> Content:
        made.append(name)
        return Content.of(Random(name).randbytes(size), "application/x-test")  # noqa: S311

    async def look() -> None:
        kept = Kept(100)
        for name in ("a", "b", "a", "c", "a", "b"):
            await kept.get(name, lambda name=name: content(name))
        await kept.get("big", lambda: content("big", 1_000))
        await kept.get("a", lambda: content("a"))

    asyncio.run(look())

    assert made == ["a", "b", "c", "b", "big"]


def test_a_file_is_made_once_when_many_ask_for_it_at_the_same_time():
    kept, made, barrier = Kept(1_000), [], Barrier(5)

    def ask() -> None:
        barrier.wait()
        asyncio.run(kept.get("x", lambda: made.append(1) or Content.of(b"x", "text/plain")))

    threads = [Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [1]
