"""What programs get of published results, and what they are told when there is nothing to get."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.results.model import Publication
from copfeedback.results.published import Group
from copfeedback.storage.engine import StorageUnavailable, writing
from copfeedback.surveys.store import response
from copfeedback.surveys.waves import close_wave
from copfeedback.web.api_queries import MOST
from copfeedback.web.open_data import DOWNLOADS
from tests.results.opened import a_small_release
from tests.results.shelf import PUBLISHED, a_publication, put_in_place
from tests.web.conftest import Calendar

WAVE, OTHER = "police-contact-1", "neighbourhood-safety-1"
API = "/api/v1/results"
FIRST, SECOND = f"{WAVE}.1", f"{WAVE}.2"
RESPONSE = ("id", "wave_id", "week", "language", "mode", "helper", "answers")
NOTICE = Translations({"en": "A mistake was found.", "ar": "وُجد خطأ."})


@pytest.fixture
def publications(portal: Portal) -> list[Publication]:
    """A corrected release, the one it took the place of, and one of another survey."""
    asked, other = (portal.surveys.book.find(wave) for wave in (WAVE, OTHER))
    later = PUBLISHED + timedelta(days=7)
    made = [
        a_publication(asked, a_small_release(asked, 2), published_at=later),
        a_publication(asked, a_small_release(asked, 1), replaced_by=SECOND),
        a_publication(other, a_small_release(other), published_at=PUBLISHED - timedelta(days=30)),
    ]
    put_in_place(portal, made)
    return made


def ids(body: Any) -> Sequence[str]:
    return [each["id"] for each in body["results"]]


def test_the_list_has_every_release_the_latest_first_without_figures(
    client: TestClient, publications: list[Publication]
):
    body = client.get(API).json()

    assert ids(body) == [SECOND, FIRST, f"{OTHER}.1"]
    assert body["next"] is None
    second, first, _ = body["results"]
    assert (second["status"], first["status"]) == ("current", "replaced")
    assert first["replaced_by"] == SECOND
    assert first["modified_at"] == second["published_at"]
    assert second["survey"]["title"]["ar"]
    assert "items" not in second


def test_a_release_has_every_published_figure_and_says_what_is_withheld(
    client: TestClient, publications: list[Publication]
):
    release = publications[0].release

    body = client.get(f"{API}/{SECOND}").json()

    assert body["sha256"] == release.sha256
    assert body["weighting"] == "raked"
    assert {each["domain"]: each["base"] for each in body["bases"]} == {
        domain.id: base for domain, base in release.bases.items()
    }
    assert [each["item"] for each in body["items"]] == list(release.tables)
    for told in body["items"]:
        table = release.tables[told["item"]]
        assert [row["domain"] for row in told["rows"]] == [row.domain.id for row in table.rows]
        men = next(row for row in told["rows"] if row["values"] == {"gender": "man"})
        assert (men["withheld"], men["base"]) == ("too_few", None)
        assert not any("estimate" in figure for figure in men["figures"])
        women = next(row for row in told["rows"] if row["values"] == {"gender": "woman"})
        shown = table.row(Group.WOMAN)
        assert shown is not None
        assert {
            each["answer"]: each.get("estimate")
            for each in women["figures"]
            if each["measure"] == "share"
        } == {code: estimate and estimate.share for code, estimate in shown.answers.items()}
    genders = next(each for each in body["dimensions"] if each["name"] == "gender")
    assert {"code": "woman"}.items() <= genders["values"][0].items()
    assert genders["values"][0]["text"]["en"] == "Women"


def test_a_question_is_there_by_itself(client: TestClient, publications: list[Publication]):
    release = client.get(f"{API}/{SECOND}").json()

    for told in release["items"]:
        alone = client.get(f"{API}/{SECOND}/items/{told['item']}").json()
        assert alone == {"release": SECOND, **told}


def test_the_canonical_text_has_the_hash_that_is_shown(client: TestClient, portal: Portal):
    asked = portal.surveys.book.find(WAVE)
    text = '{"wave":"É"}'
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    release = replace(a_small_release(asked), sha256=sha256)
    put_in_place(portal, [replace(a_publication(asked, release), canonical=text)])

    answer = client.get(f"{API}/{FIRST}/canonical")

    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert client.get(f"{API}/{FIRST}").json()["sha256"] == sha256


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("survey=police-contact", [SECOND, FIRST]),
        (f"wave={OTHER}", [f"{OTHER}.1"]),
        ("survey=none", []),
        ("modified_since=2027-06-09T09:00:00Z", [SECOND, FIRST]),
        ("modified_since=2027-06-09T12:00:00%2B03:00", [SECOND, FIRST]),
        ("modified_since=2027-06-09t09:00:00.5z", []),
        (f"after={SECOND}", [FIRST, f"{OTHER}.1"]),
    ],
)
def test_the_list_can_be_narrowed_down(
    client: TestClient, publications: list[Publication], query: str, expected: list[str]
):
    assert ids(client.get(f"{API}?{query}").json()) == expected


def test_the_list_comes_in_pages_when_it_is_long(
    client: TestClient, publications: list[Publication]
):
    found: list[str] = []
    address: str | None = f"{API}?limit=1&modified_since=2020-01-01T00:00:00Z"
    while address:
        body = client.get(address).json()
        found += ids(body)
        address = body["next"]

    assert found == [SECOND, FIRST, f"{OTHER}.1"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        f"limit={MOST + 1}",
        "limit=1e1",
        "limit=" + "9" * 900,
        "limit=%D9%A1",
        "limit=1&limit=2",
        "after=",
        "survey=A",
        "survey=%00",
        "survey=%FF",
        "modified_since=yesterday",
        "modified_since=2027-13-01T00:00:00Z",
        "modified_since=0001-01-01T00:00:00%2B23:00",
        "modified_since=2027-01-01T00:00:00%2B99:99",
        "surveys=police-contact",
        "%00=1",
        "a" * 5_000,
    ],
)
def test_a_query_that_cannot_be_read_is_refused_with_what_would_be(
    client: TestClient, publications: list[Publication], query: str
):
    answer = client.get(f"{API}?{query}")

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        f"{API}/none.1",
        f"{API}?after=none.1",
        f"{API}?wave={OTHER}&after={FIRST}",
        f"{API}/{WAVE}",
        f"{API}/{WAVE}.3",
        f"{API}/%00",
        f"{API}/%F0%9F%92%A9",
        f"{API}/..%2f..%2fetc%2fpasswd",
        f"{API}/{'x' * 3_000}",
        f"{API}/{FIRST}/items/none",
        f"{API}/{FIRST}/items/%00",
        f"{API}/{FIRST}/secrets",
        "/api/v1/",
        "/api/v2/results",
    ],
)
def test_there_is_a_problem_document_when_there_is_nothing(
    client: TestClient, publications: list[Publication], path: str
):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("rest", ["", "/items/anything", "/canonical"])
def test_the_notice_stands_in_place_of_a_release_that_was_withdrawn(
    client: TestClient, portal: Portal, publications: list[Publication], rest: str
):
    second, *others = publications
    gone = replace(second, withdrawn_at=PUBLISHED + timedelta(days=20), notice=NOTICE)
    put_in_place(portal, [gone, *others])

    answer = client.get(f"{API}/{SECOND}{rest}")

    assert answer.status_code == 410
    told = answer.json()["release"]
    assert (told["status"], told["notice"]) == ("withdrawn", dict(NOTICE))
    assert "items" not in told
    listed = client.get(API).json()["results"][0]
    assert (listed["status"], listed["notice"]) == ("withdrawn", dict(NOTICE))
    assert "downloads" not in listed["links"]


def test_nothing_is_sent_again_when_it_is_known(
    client: TestClient, publications: list[Publication]
):
    for path in (API, f"{API}/{SECOND}", f"{API}/{SECOND}/canonical", "/api/v1/openapi.json"):
        first = client.get(path)
        by_tag = client.get(path, headers={"If-None-Match": f'"x", {first.headers["etag"]}'})
        modified = first.headers["last-modified"]
        by_date = client.get(path, headers={"If-Modified-Since": modified})
        both = client.get(path, headers={"If-Modified-Since": modified, "If-None-Match": '"x"'})
        nonsense = client.get(path, headers={"If-Modified-Since": "the day before"})

        assert (by_tag.status_code, by_tag.content) == (304, b"")
        assert (by_date.status_code, by_date.content) == (304, b"")
        assert (both.status_code, nonsense.status_code) == (200, 200)


def test_the_list_is_another_when_something_was_withdrawn(
    client: TestClient, portal: Portal, publications: list[Publication]
):
    before = client.get(API)
    second, *others = publications
    gone = replace(second, withdrawn_at=PUBLISHED + timedelta(days=20), notice=NOTICE)
    put_in_place(portal, [gone, *others])

    after = client.get(
        API,
        headers={
            "If-None-Match": before.headers["etag"],
            "If-Modified-Since": before.headers["last-modified"],
        },
    )

    assert after.status_code == 200
    assert after.headers["last-modified"] != before.headers["last-modified"]


def test_scripts_of_other_sites_may_read_and_nobody_may_write(
    client: TestClient, publications: list[Publication]
):
    asked = client.options(f"{API}/{SECOND}", headers={"Origin": "https://other.example"})
    refused = client.delete(f"{API}/{SECOND}")

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert refused.headers["content-type"] == "application/problem+json"


def test_it_is_said_that_the_database_is_away(
    client: TestClient, portal: Portal, publications: list[Publication], monkeypatch
):
    def fail(*_: object) -> None:
        raise StorageUnavailable("gone")

    monkeypatch.setattr(portal.results, "public_releases", fail)
    monkeypatch.setattr(portal.results, "find_publication", lambda _: 1 / 0)

    assert client.get(API).status_code == 503
    broken = client.get(f"{API}/{SECOND}")
    assert broken.status_code == 500
    assert set(broken.json()) == {"type", "title", "status", "incident"}


def test_a_release_is_answered_within_20_milliseconds_when_it_was_asked_for_before(
    client: TestClient, publications: list[Publication]
):
    client.get(f"{API}/{SECOND}")
    tag = {"If-None-Match": client.get(f"{API}/{SECOND}").headers["etag"]}
    taken = []
    for _ in range(10):
        begun = time.perf_counter()
        client.get(f"{API}/{SECOND}", headers=tag)
        taken.append(time.perf_counter() - begun)

    assert min(taken) < 0.02


def test_an_unlisted_wave_is_in_no_list_and_found_by_its_address(
    client: TestClient, portal: Portal, publications: list[Publication]
):
    first = publications[0]
    survey = replace(first.asked.survey, internal=True)
    hidden = replace(first, asked=replace(first.asked, survey=survey))
    put_in_place(portal, [hidden])

    assert ids(client.get(API).json()) == []
    assert client.get(f"{API}/{SECOND}").status_code == 200


def test_nothing_can_be_had_before_its_day_and_then_the_frozen_text_as_it_was(
    client: TestClient, portal: Portal, calendar: Calendar
):
    asked = portal.surveys.book.find(WAVE)
    headline = asked.survey.question_of_item[asked.survey.headline]
    with writing(portal.engine) as connection:
        for number in range(90):
            given = {
                asked.survey.headline: headline.choices[number % 3].code,
                "gender": ("woman", "man")[number % 2],
            }
            row = (number.to_bytes(16), WAVE, "2027-W18", "en", "light", None, json.dumps(given))
            connection.execute(insert(response), dict(zip(RESPONSE, row, strict=True)))
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, calendar.today)
    built = portal.results.build_release(OPERATOR, WAVE)
    files = [f"/en/results/{FIRST}/download/{name}" for name, _ in DOWNLOADS]
    paths = [f"{API}/{FIRST}", f"{API}/{FIRST}/canonical", *files]

    assert client.get(API).json()["results"] == []
    assert b"<entry>" not in client.get("/en/results/feed.xml").content
    assert {client.get(path).status_code for path in paths} == {404}

    calendar.today = asked.wave.results_due

    assert ids(client.get(API).json()) == [FIRST]
    assert client.get("/en/results/feed.xml").content.count(b"<entry>") == 1
    assert {client.get(path).status_code for path in paths} == {200}
    canonical = client.get(f"{API}/{FIRST}/canonical").content
    assert hashlib.sha256(canonical).hexdigest() == built.sha256
    assert client.get(f"{API}/{FIRST}").json()["sha256"] == built.sha256
