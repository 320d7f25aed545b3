"""Pictures and sounds that belong to questions, as browsers get them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.surveys.pictograms import PICTOGRAMS
from tests.every_type import MP3, PNG, a_portal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = a_portal(tmp_path)
    yield portal
    portal.stop()


@pytest.mark.parametrize(
    ("address", "kind", "content"),
    [
        ("/files/every/1/map.png", "image/png", PNG),
        ("/files/every/1/where%20en.mp3", "audio/mpeg", MP3),
        ("/sounds/every/ar/region.mp3", "audio/mpeg", MP3),
        ("/sounds/every/en/region.easy.mp3", "audio/mpeg", MP3),
    ],
)
def test_a_file_comes_with_its_kind_and_is_kept_by_the_browser_alone(
    client: TestClient, address: str, kind: str, content: bytes
):
    answer = client.get(address)

    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"].startswith("private")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "address",
    [
        "/files/every/1/other.png",
        "/files/every/2/map.png",
        "/files/other/1/map.png",
        "/files/every/0/map.png",
        "/sounds/every/en/nothing.mp3",
        "/sounds/other/en/region.mp3",
        "/sounds/every/../../demographics.yaml",
        "/sounds/every/%2e%2e/%2e%2e/demographics.yaml",
        "/sounds/every/en/..%2f..%2faudio.yaml",
        "/pictograms/nothing.svg",
        "/pictograms/yes",
    ],
)
def test_nothing_comes_when_nothing_is_there(client: TestClient, address: str):
    assert client.get(address).status_code == 404


def test_a_part_of_a_sound_comes_when_a_browser_asks_for_a_part(client: TestClient):
    answer = client.get("/sounds/every/en/region.mp3", headers={"Range": "bytes=0-2"})

    assert (answer.status_code, answer.content) == (206, MP3[:3])


@pytest.mark.parametrize("name", sorted(PICTOGRAMS))
def test_every_pictogram_is_a_picture_that_runs_nothing(client: TestClient, name: str):
    answer = client.get(f"/pictograms/{name}.svg")

    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    picture = ET.fromstring(answer.content)  # noqa: S314 - our own drawing
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(answer.content) < 1_000
