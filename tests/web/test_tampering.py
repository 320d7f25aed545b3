"""Forms that no page of ours has made: nobody gains by them, and nobody else loses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys.about import About
from copfeedback.surveys.carried import Carried
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.codes import make_codes
from copfeedback.surveys.files import DRAFT, SurveyFile, keep_file
from copfeedback.surveys.folding import fold
from copfeedback.surveys.store import pending_counts, response
from copfeedback.surveys.waves import add_wave, publish_survey
from copfeedback.web import frames, surveys
from copfeedback.web.kiosk import FORGOTTEN_SECONDS
from tests.every_type import PNG, WAVE, a_portal
from tests.factories import DEMOGRAPHICS, TODAY, a_survey_file, a_wave_file
from tests.people.members import a_member
from tests.surveys.questionnaires import HEAD
from tests.web.colleague import Colleague, a_client
from tests.web.visitor import Visitor

ANSWER = f"/en/surveys/{WAVE}"
OUR_NAMES = (
    HEAD
    + """\
sections:
  - id: helping
    title: {en: Helping}
    questions: [{id: first, type: single, text: {en: First}, choices: yes_no}]
  - id: review
    title: {en: Review}
    questions: [{id: second, type: single, text: {en: Second}, choices: yes_no}]
"""
)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = a_portal(tmp_path)
    yield portal
    portal.stop()


def kept(portal: Portal, wave_id: str = WAVE) -> list[Any]:
    fold(portal.engine, portal.surveys.book.find(wave_id), closing=True)
    columns = response.c.mode, response.c.helper, response.c.answers
    with reading(portal.engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def at(client: TestClient, place: str, wave_id: str = WAVE) -> Visitor:
    """Somebody on the first page of a way of answering, whose form goes where all go."""
    visitor = Visitor(client, f"/en/{place}/{wave_id}")
    visitor.address = f"/en/surveys/{wave_id}"
    return visitor


def send(visitor: Visitor) -> Visitor:
    """Answer what must be answered and send it."""
    visitor.press("next").press("next", agrees="yes").press("next", region="north")
    while visitor.page != "review":
        assert visitor.response.status_code == 200
        visitor.press("next")
    return visitor.press("send")


def test_answers_stay_when_a_section_is_called_like_a_page_of_ours(
    client: TestClient, portal: Portal, tmp_path: Path
):
    path = a_survey_file(tmp_path, OUR_NAMES, "small/v1.yaml")
    publish_survey(portal.trail, OPERATOR, path, DEMOGRAPHICS)
    add_wave(portal.trail, OPERATOR, a_wave_file(id="names", survey="small"))
    portal.surveys.book.refresh()

    visitor = at(client, "surveys", "names").press("next")
    visitor.press("next", first="yes").press("next", second="no").press("language:en")
    assert visitor.press("send").response.status_code == 200

    assert kept(portal, "names") == [("light", None, '{"first":"yes","second":"no"}')]


def test_nobody_is_helped_who_answers_alone(client: TestClient, portal: Portal):
    visitor = at(client, "surveys")
    for page in ("helping", "~helping"):
        visitor.form.values |= {"page": [page], "helper": ["police"], "agreed": ["yes"]}
        visitor.press("next")
        visitor.form.values["page"] = [""]
    send(visitor)

    assert [row[:2] for row in kept(portal)] == [("light", None)]
    assert "what kind of person helped you" not in client.get(ANSWER).text


def test_nothing_is_put_aside_or_taken_up_at_a_shared_device(client: TestClient, portal: Portal):
    asked = portal.surveys.book.find(WAVE)
    content = Carried.blank(asked.survey, About(mode=Mode.KIOSK.value)).content()
    code = portal.drafts.save(asked, content, None, TODAY)
    visitor = at(client, "kiosk")
    visitor.form.values["resume"] = [code]

    assert visitor.press("resume").page == ""
    assert "Write down this number" not in visitor.press("save").response.text


def test_what_a_shared_device_has_forgotten_stays_so_without_the_name_of_the_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    now = surveys._now()
    visitor = at(client, "kiosk").press("next").press("next", agrees="yes")
    monkeypatch.setattr(surveys, "_now", lambda: now + FORGOTTEN_SECONDS + 5)
    visitor.form.values["page"] = [""]

    assert visitor.press("next").response.status_code == 400


def test_everybody_is_asked_for_a_code_whatever_somebody_with_one_has_done(
    client: TestClient, portal: Portal
):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="closed", survey="every", by_code=True))
    portal.surveys.book.refresh()
    asked = portal.surveys.book.find("closed")
    code = make_codes(portal.trail, OPERATOR, asked, 1, TODAY).codes[0]
    visitor = at(client, "surveys", "closed")
    visitor.form.values["code"] = [code]
    visitor.press("next")
    visitor.form.values["page"] = [""]
    assert 'name="code"' not in visitor.press("language:fr").response.text

    assert 'name="code"' in client.get("/fr/surveys/closed").text


@pytest.mark.parametrize("mode", [Mode.FULL, Mode.KIOSK])
def test_answers_come_in_the_way_they_were_gone_on_with(
    client: TestClient, portal: Portal, mode: Mode
):
    asked = portal.surveys.book.find(WAVE)
    content = Carried.blank(asked.survey, About(mode=mode.value, began=1)).content()
    visitor = at(client, "surveys")
    visitor.form.values["resume"] = [portal.drafts.save(asked, content, None, TODAY)]
    visitor.press("resume")
    visitor.form.values["page"] = [""]
    assert visitor.press("language:en").response.status_code == 200
    send(visitor)

    assert [row[0] for row in kept(portal)] == ["light"]


def test_nothing_is_taken_in_a_way_that_the_wave_no_longer_allows(
    client: TestClient, portal: Portal
):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="alone", survey="every", modes=["kiosk"]))
    portal.surveys.book.refresh()
    alone = portal.surveys.book.find("alone")
    assert alone.keys is not None
    visitor = at(client, "surveys")
    carried = Carried.blank(alone.survey).sealed(alone.keys.carried, alone.compression)
    visitor.address = "/en/surveys/alone"
    visitor.form.values |= {"carried": [carried], "page": [""]}

    assert send(visitor).response.status_code == 404
    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}


def test_pictures_of_a_draft_are_for_those_who_work_on_it(portal: Portal, cheap_hashing: None):
    a_member(portal, "mira", Role.SURVEY_MANAGER)
    a_member(portal, "leila", Role.LEADER)
    with writing(portal.engine) as connection:
        keep_file(connection, "every", DRAFT, "new.png", SurveyFile("image/png", PNG))
    address = f"/files/every/{DRAFT}/new.png"
    manager = Colleague(a_client(portal)).sign_in("mira")

    assert a_client(portal).get(address).status_code == 404
    assert Colleague(a_client(portal)).sign_in("leila").client.get(address).status_code == 404
    answer = manager.client.get(address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")


@pytest.mark.parametrize("path", [f"every/{'9' * 40}/map.png", "every/1/%00", "%00/1/map.png"])
def test_what_no_database_can_look_for_is_not_there(
    client: TestClient, portal: Portal, monkeypatch: pytest.MonkeyPatch, path: str
):
    looked_for: list[Any] = []
    monkeypatch.setattr(portal.survey_files, "find", lambda *asked: looked_for.append(asked))

    assert client.get(f"/files/{path}").status_code == 404
    assert looked_for == []


def test_the_memory_stays_bounded_whatever_ways_are_tried(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(frames, "MOST", 3)
    made: list[int] = []
    whole = frames.Frames.part

    def part(self: frames.Frames, *args: Any) -> frames.Frame:
        frame = whole(self, *args)
        made.append(max(len(kept) for _, kept in self._kept.values()))
        return frame

    monkeypatch.setattr(frames.Frames, "part", part)
    send(at(client, "surveys"))

    assert len(made) > 3
    assert max(made) <= 3
