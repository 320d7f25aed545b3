"""Bringing something to a forum at the light door: no script, no account, nothing about anybody."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal, build_portal
from copfeedback.forums.meeting_model import ProposalState
from copfeedback.forums.model import ProtectedGroup, Topic
from copfeedback.people.model import OPERATOR
from copfeedback.people.pace import ClientPace
from copfeedback.settings import Settings
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.web.routes import light_door_routes
from tests.web.forum_site import TOWN, a_forum, a_meeting
from tests.web.test_complaint_canaries import HEADERS, everything_kept
from tests.web.test_help import words
from tests.web.visitor import PageForm

FORM = f"/en/forums/{TOWN}/propose"
HOSTILE = "<script>alert(1)</script>\n**bold** \u202e \"' &"
TAGS = ("en", "ar", "fr", "ru", "es", "uk")


@pytest.fixture
def town(portal: Portal) -> None:
    a_forum(portal)


def send(client: TestClient, page: str, go: str = "next", **entered: str) -> str:
    """Send the form on a page with what is entered besides; the next page."""
    fields = {**fields_on(page), **entered, "go": go}
    return client.post(action_of(page), data=fields).text


def fields_on(page: str) -> dict[str, str]:
    """The fields of the form on a page, as they are filled in."""
    return {name: values[0] for name, values in PageForm(page).values.items() if values}


def action_of(page: str) -> str:
    """Where the form on a page goes."""
    found = re.search('<form method="post" action="([^"]+)">', page)
    assert found
    return found[1]


def brought(client: TestClient, text: str = "When will there be light?", **entered: str) -> str:
    """Go through all steps; the number that is shown at the end."""
    page = send(client, client.get(FORM).text, about="no")
    return number_on(send(client, page, text=text, **entered))


def number_on(page: str) -> str:
    found = re.search(r'<bdi class="code" dir="ltr">(\d{4} \d{4})</bdi>', page)
    assert found, words(page)
    return found[1]


@pytest.mark.parametrize("tag", TAGS)
def test_every_step_is_light_and_needs_no_scripts(client: TestClient, town: None, tag: str):
    first = client.get(f"/{tag}/forums/{TOWN}/propose")
    fields, action = fields_on(first.text), action_of(first.text)
    warned = client.post(action, data={**fields, "about": "yes"})
    writing = client.post(action, data={**fields, "about": "no"})
    found = client.get(f"/{tag}/forums/proposals")

    for page in (first, warned, writing, found):
        assert page.status_code == 200
        assert len(page.content) <= 30_000
        assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text
        assert "<script" not in page.text
        assert "set-cookie" not in page.headers
        assert "no-cache" in page.headers["cache-control"]
    assert 'name="text"' not in re.sub(r'type="hidden"[^>]*', "", first.text)


def test_it_is_asked_first_whether_it_is_about_a_person(client: TestClient, town: None):
    page = client.get(FORM).text
    assert "Is it about something that a person did?" in words(page)
    assert "<textarea" not in page
    assert " checked" not in page  # nothing is guessed

    not_chosen = client.post(FORM, data={**fields_on(page), "go": "next"})

    assert not_chosen.status_code == 422
    assert "Please choose one of the two." in words(not_chosen.text)
    assert "<textarea" not in not_chosen.text


def test_the_door_for_complaints_is_offered_before_anything_is_written(
    client: TestClient, town: None
):
    warned = send(client, client.get(FORM).text, about="yes")

    assert 'href="/en/complaints"' in warned
    assert "There is a safer way to tell this." in words(warned)
    assert "<textarea" not in warned

    writing = send(client, warned)
    assert "<textarea" in writing
    number_on(send(client, writing, text="The officer is often late"))
    back = send(client, writing, "back", text="Kept\nwords", kind="question")
    assert 'value="yes" autocomplete="off" checked' in back
    again = send(client, send(client, back))
    assert fields_on(again)["text"].replace("\r", "") == "Kept\nwords"
    number_on(send(client, again))


def test_nothing_is_guessed_from_the_words(client: TestClient, town: None):
    number = brought(client, "Officer 4711 beat my brother last night")

    assert number


def test_words_typed_stay_over_every_step_and_language(client: TestClient, town: None):
    writing = send(client, client.get(FORM).text, about="no")
    arabic = send(client, writing, "language:ar", text=HOSTILE, kind="question", topic="crime")

    assert '<html lang="ar" dir="rtl">' in arabic
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n**bold**" in arabic
    assert 'value="question" autocomplete="off" checked' in arabic
    assert '<option value="crime" selected>' in arabic
    back = send(client, arabic, "back", text=HOSTILE)
    assert fields_on(back)["text"].replace("\r", "") == HOSTILE
    assert "<script" not in back + arabic


def test_what_is_sent_waits_for_the_chair(client: TestClient, portal: Portal, town: None):
    number = brought(client, HOSTILE, kind="question", topic="road_safety")

    (waiting,) = portal.proposals.waiting(OPERATOR, TOWN)
    assert waiting.reference == number.replace(" ", "")
    assert waiting.text == HOSTILE.replace("\u202e", "")
    assert (waiting.is_question, waiting.topic) == (True, Topic.ROAD_SAFETY)
    assert (waiting.language, waiting.state) == ("en", ProposalState.WAITING)


def test_the_number_is_shown_large_with_the_address_where_to_look(
    client: TestClient, portal: Portal, town: None
):
    page = send(client, send(client, client.get(FORM).text, about="no"), text="Light")

    number = number_on(page)
    assert f"{portal.settings.public_address}/en/forums/proposals" in page
    assert "Keep this number." in words(page)
    assert "Light" not in words(page).replace("Lights", "")
    assert client.get("/en/forums/proposals", params={"reference": number}).status_code == 200


def test_the_same_form_sent_twice_is_one_proposal(client: TestClient, portal: Portal, town: None):
    writing = send(client, client.get(FORM).text, about="no")

    numbers = {number_on(send(client, writing, text="Light")) for _ in range(4)}

    assert len(numbers) == 1
    assert len(portal.proposals.waiting(OPERATOR, TOWN)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Please fill this in."),
        (" \r\n ", "Please fill this in."),
        ("x" * 4_001, "Please shorten this to 4,000 characters."),
    ],
)
def test_what_has_to_be_mended_is_said_and_nothing_is_lost(
    client: TestClient, portal: Portal, town: None, text: str, said: str
):
    writing = fields_on(send(client, client.get(FORM).text, about="no"))
    page = client.post(FORM, data={**writing, "text": text, "kind": "question"})

    assert page.status_code == 422
    assert said in words(page.text)
    assert text.strip() in page.text
    assert 'value="question" autocomplete="off" checked' in page.text
    assert portal.proposals.waiting(OPERATOR, TOWN) == []


def test_whoever_is_too_fast_keeps_the_words(client: TestClient, portal: Portal, town: None):
    portal.proposals._pace = ClientPace(lambda: 0.0, 1, 60.0)
    brought(client, "First")
    writing = fields_on(send(client, client.get(FORM).text, about="no"))

    page = client.post(FORM, data={**writing, "text": "Second"})

    assert page.status_code == 429
    assert "Please wait 60 seconds" in words(page.text)
    assert "Second</textarea>" in page.text


def test_when_nothing_can_be_stored_the_words_stay(
    client: TestClient, portal: Portal, town: None, monkeypatch: pytest.MonkeyPatch
):
    writing = fields_on(send(client, client.get(FORM).text, about="no"))

    def fail(*_: object) -> str:
        raise StorageUnavailable

    monkeypatch.setattr(portal.proposals, "propose", fail)
    page = client.post(FORM, data={**writing, "text": "Light"})

    assert page.status_code == 503
    assert "Light</textarea>" in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"step": "write", "text": "x"},
        {"step": "nonsense", "about": "perhaps", "nonce": "x" * 9_000},
        {"step": "warn"},
        {"go": "language:xx"},
    ],
)
def test_a_form_that_is_none_of_ours_begins_again(
    client: TestClient, portal: Portal, town: None, fields: dict[str, str]
):
    page = client.post(FORM, data={**fields, "topic": "none", "kind": "none"})

    assert page.status_code in {200, 422}
    assert "Is it about something that a person did?" in words(page.text)
    assert portal.proposals.waiting(OPERATOR, TOWN) == []


def test_a_form_of_another_site_is_refused(client: TestClient, portal: Portal, town: None):
    fields = {"step": "write", "about": "no", "text": "x"}
    page = client.post(FORM, data=fields, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 403
    assert portal.proposals.waiting(OPERATOR, TOWN) == []


def test_there_is_no_form_where_there_is_no_forum(client: TestClient, portal: Portal):
    a_forum(portal, "over", ended=portal.surveys.today().replace(day=1))
    for code in ("nowhere", "over"):
        assert client.get(f"/en/forums/{code}/propose").status_code == 404
        assert client.post(f"/en/forums/{code}/propose", data={"about": "no"}).status_code == 404


def test_what_became_of_it_is_read_under_its_number(client: TestClient, portal: Portal, town: None):
    meeting = a_meeting(portal)
    number = brought(client, HOSTILE)
    page = client.get("/en/forums/proposals", params={"reference": number}).text
    assert "Waits for an answer" in words(page)
    assert "bold" not in page

    portal.proposals.put_on_agenda(OPERATOR, number, meeting.id, {"en": "Light"}, show=True)
    page = client.get("/en/forums/proposals", params={"reference": number}).text
    assert "On the agenda" in words(page)
    assert f'href="/en/forums/{TOWN}/{meeting.number}"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\n**bold**" in page

    portal.proposals.answer(OPERATOR, number, {"en": "In <b>June</b>", "ar": "في يونيو"})
    page = client.get("/en/forums/proposals", params={"reference": number}).text
    assert "In &lt;b&gt;June&lt;/b&gt;" in page
    assert "bold" not in page
    arabic = client.get("/ar/forums/proposals", params={"reference": number}).text
    assert "في يونيو" in arabic


def test_a_moved_one_leads_to_where_it_went(client: TestClient, portal: Portal, town: None):
    a_forum(portal, "harbour")
    number = brought(client)
    portal.proposals.move(OPERATOR, number, "harbour", {"en": "It is theirs"})

    page = client.get("/en/forums/proposals", params={"reference": number}).text

    assert 'href="/en/forums/harbour"' in page
    assert "It is theirs" in page


def test_of_a_complaint_only_the_way_to_the_complaints_is_shown(
    client: TestClient, portal: Portal, town: None
):
    number = brought(client, "Officer 4711")
    portal.proposals.is_complaint(OPERATOR, number)

    page = client.get("/en/forums/proposals", params={"reference": number}).text

    assert "This was about something that a person did. So it was deleted here." in words(page)
    assert '<a class="button" href="/en/complaints">' in page
    assert "4711" not in page
    assert number.replace(" ", "") not in client.get(f"/en/forums/{TOWN}").text


@pytest.mark.parametrize("typed", ["1234 5678", "12", "x" * 5_000, HOSTILE, "12345671"])
def test_a_number_that_is_none_says_so(client: TestClient, town: None, typed: str):
    page = client.get("/en/forums/proposals", params={"reference": typed})

    assert page.status_code == 404
    assert "There is nothing under this number." in words(page.text)
    assert "<script" not in page.text


def test_a_protected_forum_says_that_no_words_are_shown(client: TestClient, portal: Portal):
    a_forum(portal, protected=ProtectedGroup.SURVIVORS)
    writing = send(client, client.get(FORM).text, about="no")
    assert "Your own words are never shown" in words(writing)
    number = number_on(send(client, writing, text="Light at night"))
    portal.proposals.answer(OPERATOR, number, {"en": "In June"}, show=True)

    page = client.get("/en/forums/proposals", params={"reference": number}).text

    assert "In June" in page
    assert "Light at night" not in page


def test_without_the_complaint_door_help_is_offered(prepared: Path, tmp_path: Path):
    shutil.copy(prepared, tmp_path)
    settings = Settings(data_dir=tmp_path, features="surveys,forums")
    portal = build_portal(settings)
    try:
        a_forum(portal)
        app = Starlette(routes=light_door_routes(portal))
        client = TestClient(app, base_url="http://localhost:8501")
        warned = send(client, client.get(FORM).text, about="yes")
        assert "/en/complaints" not in warned
        assert '<p><a href="/en/help">' in warned
        number = number_on(send(client, send(client, warned), text="Officer 4711"))
        portal.proposals.is_complaint(OPERATOR, number)
        page = client.get("/en/forums/proposals", params={"reference": number}).text
        assert "/en/complaints" not in page
        assert '<a class="button second" href="/en/help">' in page
    finally:
        portal.stop()


def test_nothing_about_the_sender_is_kept_anywhere(
    portal: Portal, town: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG, "copfeedback")
    caplog.set_level(logging.DEBUG, "sqlalchemy.engine")
    app = Starlette(routes=light_door_routes(portal))
    client = TestClient(app, base_url="http://localhost:8501", headers=HEADERS)
    client.cookies.set("canary-cookie", "canary-biscuit")
    writing = fields_on(send(client, client.get(FORM).text, about="yes"))
    fields = {**writing, "step": "write", "text": "Said in public", "name": "canary-name"}

    number_on(client.post(f"{FORM}?canary=canary-query", data=fields).text)

    kept = everything_kept(portal, tmp_path)
    assert b"Said in public" in kept
    for canary in (b"canary", b"203.0.113.77", b"testclient", writing["nonce"].encode()):
        assert canary not in kept
    logged = [each.getMessage() for each in caplog.records if not each.name.startswith("http")]
    assert logged
    assert "canary" not in "".join(logged)
    assert "Said in public" not in "".join(logged)
