"""How people were reached: an address of its own, counted with the answers and never kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.posters import UnknownChannel, write_posters
from copfeedback.surveys.folding import fold
from copfeedback.surveys.waves import add_wave, count_answered
from tests.web.conftest import a_wave_file
from tests.web.visitor import PageForm

WAVE = "police-contact-by-channel"


@pytest.fixture
def short(portal: Portal) -> str:
    file = a_wave_file("police-contact", id=WAVE, channels=["library", "school"])
    wave = add_wave(portal.trail, OPERATOR, file)
    portal.surveys.book.refresh()
    return wave.short


def send(client: TestClient, address: str) -> None:
    """Answer one question and send, from the address on a poster on."""
    page = client.get(address, headers={"accept-language": "en"}).text
    carried = PageForm(page).values["carried"]
    form = {"carried": carried, "page": "about_you", "q.gender": "woman", "go": "send"}
    answer = client.post(f"/en/surveys/{WAVE}", data=form)
    assert answer.url.path.endswith("/thanks")


def test_answers_are_counted_by_channel_when_they_came_by_its_address(
    client: TestClient, portal: Portal, short: str
):
    for address in [f"/s/{short}/library"] * 6 + [f"/s/{short}/school"] * 3 + [f"/s/{short}"] * 3:
        send(client, address)
    asked = portal.surveys.book.find(WAVE)

    assert fold(portal.engine, asked) == 12
    counts = count_answered(portal.engine, OPERATOR, WAVE)
    assert {value: number for (margin, value), number in counts.items() if margin == "channel"} == {
        "library": 6,
        "school": 3,
    }


def test_a_channel_is_ignored_when_the_wave_has_none_of_that_name(
    client: TestClient, portal: Portal, short: str
):
    for address in [f"/s/{short}/made-up", f"/en/surveys/{WAVE}?via=made-up"] * 5:
        send(client, address)

    fold(portal.engine, portal.surveys.book.find(WAVE))

    counts = count_answered(portal.engine, OPERATOR, WAVE)
    assert counts["all", ""] == 10
    assert not [value for margin, value in counts if margin == "channel"]


def test_a_poster_leads_to_the_address_of_its_channel(portal: Portal, short: str, tmp_path: Path):
    asked = portal.surveys.book.find(WAVE)

    written = write_posters(portal, asked, tmp_path, "school")

    assert f"/s/{short}/school" in written[0].read_text(encoding="utf-8")
    with pytest.raises(UnknownChannel):
        write_posters(portal, asked, tmp_path, "made-up")
