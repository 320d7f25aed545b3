"""Adding files without scripts, and handing them to staff."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.complaints.casework import build_casework
from copfeedback.complaints.file_store import files_of, read_file
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.tables import CASE_ID_CHARACTERS, complaint_chunk
from copfeedback.people.model import Actor, Role
from copfeedback.people.throttle import SlowDown
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from copfeedback.web.complaint_files import UPLOADS_AT_ONCE, CaseFilePages
from copfeedback.web.multipart import Upload, Uploads
from copfeedback.web.rendering import Renderer
from copfeedback.web.routes import light_door_routes
from copfeedback.web.staff_door import StaffDoor, StaffVisit
from tests.complaints import sent_files as sent
from tests.complaints.body import Body
from tests.web.following import AMAL, FOLLOW, Complainant
from tests.web.visitor import PageForm

FILE = f"{FOLLOW}/file"
TEXT = b"The car was white.\n"


@pytest.fixture
def body(portal: Portal) -> Body:
    """An independent body on the portal's database, whose cases the portal follows."""
    body = Body(portal.engine)
    body.day.today = portal.surveys.today()
    portal.following = body.following
    portal.casework = build_casework(
        body.trail, lambda: body.roster, body.clocks, lambda: body.day.today, lambda *_: None
    )
    return body


@pytest.fixture
def inside(portal: Portal, body: Body) -> Complainant:
    """Somebody who has typed their code, where files of 100 KB may be added, three at most."""
    object.__setattr__(portal.settings, "complaint_file_bytes", 100 * 1024)
    object.__setattr__(portal.settings, "complaint_files_at_most", 3)
    app = Starlette(routes=light_door_routes(portal))
    client = TestClient(app, base_url="http://localhost:8501")
    somebody = Complainant(client, body.a_case(), body)
    somebody.types()
    return somebody


def add(inside: Complainant, name: str, content: bytes, csrf: str | None = None) -> Any:
    token = PageForm(inside.opens("file").text).values["csrf"][0] if csrf is None else csrf
    files = {"file": (name, content, "application/octet-stream")}
    return inside.client.post(FILE, data={"csrf": token}, files=files)


def test_a_file_is_added_and_another_one_can_be(inside: Complainant):
    answer = add(inside, "../note.exe", TEXT)
    assert answer.url.path == FILE
    assert "Your file is there" in answer.text
    assert "note.txt" in answer.text
    assert 'type="file"' in answer.text
    opened = inside.seen()
    assert [(each.name, each.side) for each in files_of(opened)] == [("note.txt", Side.COMPLAINANT)]
    with reading(inside.body.engine) as connection:
        assert read_file(connection, opened, opened.of_kind(ItemKind.ATTACHMENT)[0]) == TEXT
    assert opened.row.waiting
    assert "note.txt" in inside.opens().text


def test_of_a_picture_caseworkers_see_nothing_that_the_camera_noted(inside: Complainant):
    add(inside, "صورة.jpg", sent.a_picture("JPEG", comment=b"in the harbour"))
    opened = inside.seen()
    with reading(inside.body.engine) as connection:
        seen = read_file(connection, opened, opened.of_kind(ItemKind.ATTACHMENT)[0])
    assert b"harbour" not in seen
    assert opened.of_kind(ItemKind.ORIGINAL) == []
    assert "صورة.jpg" in inside.opens("file").text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty"),
        (b"a" * (100 * 1024 + 1), "too large"),
        (b"a" * (3 * 1024 * 1024), "too large"),
        (sent.an_archive({"a": b"b"}), "Files of this type cannot be taken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Files of this type cannot be taken"),
        (sent.a_pdf(b"<< /S /JavaScript >>"), "can start programs"),
        (sent.a_png_that_says(60_000, 60_000), "damaged or far too large"),
    ],
)
def test_what_cannot_be_taken_is_told_in_words(inside: Complainant, content: bytes, words: str):
    answer = add(inside, "a.jpg", content)
    assert answer.status_code == 422
    assert words in answer.text
    assert files_of(inside.seen()) == []


def test_a_name_can_neither_lead_anywhere_nor_turn_round(inside: Complainant):
    answer = add(inside, "..\\..\\photo\u202egnp.exe<script>", TEXT)
    assert "photognp.exescript.txt" in answer.text or "photognp.txt" in answer.text
    assert "\u202e" not in answer.text
    assert "<script>" not in answer.text


def test_no_file_was_chosen(inside: Complainant):
    token = PageForm(inside.opens("file").text).values["csrf"][0]
    answer = inside.client.post(FILE, data={"csrf": token}, files={"file": ("", b"")})
    assert answer.status_code == 422
    assert "Please choose a file" in answer.text


def test_there_are_so_many_and_no_more(inside: Complainant):
    token = PageForm(inside.opens("file").text).values["csrf"][0]
    for number in range(3):
        add(inside, f"{number}.txt", TEXT, token)
    page = inside.opens("file").text
    assert "as many files here" in page
    assert 'type="file"' not in page
    assert add(inside, "4.txt", TEXT, token).status_code == 422
    assert len(files_of(inside.seen())) == 3


def test_a_form_of_another_session_adds_nothing(inside: Complainant):
    for token in ("", "." + "0" * 64):
        answer = add(inside, "a.txt", TEXT, token)
        assert answer.status_code == 422
        assert "once more" in answer.text
    assert files_of(inside.seen()) == []


def test_without_a_session_nothing_is_kept_in_memory(inside: Complainant):
    inside.client.cookies.clear()
    with patch.object(Uploads, "read", side_effect=AssertionError):
        answer = add(inside, "a.txt", TEXT, "x")
    assert answer.status_code == 403
    assert "15 minutes are over" in answer.text


def test_a_session_that_ends_while_a_file_arrives_is_told(inside: Complainant):
    token = PageForm(inside.opens("file").text).values["csrf"][0]
    add_own = OwnFiles.add

    def late(*given: Any) -> None:
        inside.body.day.seconds += 15 * 60 + 1
        add_own(*given)

    with patch.object(OwnFiles, "add", late):
        answer = add(inside, "a.txt", TEXT, token)
    assert answer.status_code == 403
    assert files_of(inside.seen()) == []


def test_when_nothing_can_be_stored_that_is_told(inside: Complainant):
    with patch.object(OwnFiles, "add", side_effect=StorageUnavailable("")):
        answer = add(inside, "a.txt", TEXT)
    assert answer.status_code == 503
    assert "Please wait a minute" in answer.text


def test_when_many_send_files_one_is_told_to_come_back(inside: Complainant):
    token = PageForm(inside.opens("file").text).values["csrf"][0]
    with patch.object(Uploads, "turn", side_effect=SlowDown(30)):
        answer = add(inside, "a.txt", TEXT, token)
    assert answer.status_code == 503
    assert "30 seconds" in answer.text
    assert UPLOADS_AT_ONCE * 10 * 1024 * 1024 <= 100 * 1024 * 1024


def test_nobody_takes_all_places_with_one_case(inside: Complainant):
    """A slow line holds a place for minutes; others must be able to add files meanwhile."""
    token = PageForm(inside.opens("file").text).values["csrf"][0]
    read = Uploads.read
    answers: list[Any] = []

    async def slowly(uploads: Uploads, request: Request) -> Upload:
        if not answers:
            answers.append(None)
            answers.append(await asyncio.to_thread(add, inside, "b.txt", TEXT, token))
        return await read(uploads, request)

    with patch.object(Uploads, "read", slowly):
        assert add(inside, "a.txt", TEXT, token).status_code == 200
    assert answers[1].status_code == 503
    assert add(inside, "c.txt", TEXT, token).status_code == 200
    assert len(files_of(inside.seen())) == 2


def test_a_form_that_is_no_form_with_a_file_is_told(inside: Complainant):
    assert inside.client.post(FILE, data={"csrf": "x"}).status_code == 400


@pytest.fixture
def downloads(portal: Portal, body: Body) -> CaseFilePages:
    return CaseFilePages(portal, StaffDoor(portal, Renderer(portal)))


def downloaded(
    portal: Portal, pages: CaseFilePages, body: Body, case_id: str, number: int, **who: Any
) -> Any:
    """What somebody of the staff gets; Amal the caseworker unless somebody else is named."""
    said = {"name": "amal", "role": Role.CASEWORKER, "id": AMAL, "organisation": 1, **who}
    key = said.pop("key", body.keys.get(said["id"]))
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/staff/{case_id}/files/{number}",
        "query_string": b"",
        "headers": [],
        "path_params": {"case": case_id, "request": case_id, "number": number},
    }
    visit = StaffVisit(Request(scope), "token", Actor(**said), portal.catalogues.speech("en"))
    # A thread of its own: the browser tests leave a running event loop in the main one.
    is_original = said["role"] is Role.CUSTODIAN and len(case_id) != CASE_ID_CHARACTERS
    hand_out = pages.download_original if is_original else pages.download
    with patch.object(portal.keys, "key_of", lambda *_: key), ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(hand_out(visit))).result()


def test_a_caseworker_gets_a_file_only_to_keep_it(
    portal: Portal, inside: Complainant, downloads: CaseFilePages
):
    add(inside, "note<1>.txt", TEXT)
    (file,) = files_of(inside.seen())
    answer = downloaded(portal, downloads, inside.body, inside.case.id, file.number)
    assert answer.body == TEXT
    headers = answer.headers
    name = f"{inside.case.id}-{file.number}.txt"
    assert headers["content-disposition"] == f'attachment; filename="{name}"'
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["cache-control"] == "no-store"


def test_nobody_else_gets_it(portal: Portal, inside: Complainant, downloads: CaseFilePages):
    add(inside, "a.txt", TEXT)
    (file,) = files_of(inside.seen())
    given = portal, downloads, inside.body, inside.case.id
    for who, status in (
        ({"key": None}, 403),
        ({"id": 21, "role": Role.AGENCY_OFFICER, "organisation": 2}, 403),
        ({"id": 13, "role": Role.CUSTODIAN}, 403),
        ({"id": 99, "role": Role.ADMINISTRATOR, "key": inside.body.keys[AMAL]}, 403),
    ):
        answer = downloaded(*given, file.number, **who)
        assert answer.status_code == status, who
        assert TEXT.strip() not in answer.body
    assert downloaded(*given, 1).status_code == 404  # the narrative is no file
    assert downloaded(*given, 99).status_code == 404
    other = portal, downloads, inside.body, "nothere999"
    assert downloaded(*other, 1).status_code == 404


def test_a_file_that_was_changed_is_not_handed_out(
    portal: Portal, inside: Complainant, downloads: CaseFilePages
):
    add(inside, "a.txt", TEXT)
    (file,) = files_of(inside.seen())
    with writing(inside.body.engine) as connection:
        connection.execute(complaint_chunk.update().values(sealed=b"x" * 60))
    answer = downloaded(portal, downloads, inside.body, inside.case.id, file.number)
    assert answer.status_code == 409


def test_a_custodian_gets_a_picture_as_it_was_taken_for_a_question(
    portal: Portal, inside: Complainant, downloads: CaseFilePages
):
    taken = sent.a_picture("JPEG", comment=b"in the harbour")
    add(inside, "a.jpg", taken)
    amal = Actor("amal", Role.CASEWORKER, id=AMAL, organisation=1), inside.body.keys[AMAL]
    portal.casework.cases.acknowledge(*amal, inside.case.id, None)
    asked = portal.casework.identities.ask(*amal, inside.case.id, "Where was it?")
    given = portal, downloads, inside.body, asked
    (number,) = (each.place.number + 1 for each in inside.seen().of_kind(ItemKind.ATTACHMENT))
    answer = downloaded(*given, number, id=13, role=Role.CUSTODIAN)
    assert answer.body == taken
    assert "attachment" in answer.headers["content-disposition"]
    assert downloaded(*given, 1, id=13, role=Role.CUSTODIAN).status_code == 404


def test_without_signing_in_there_is_only_the_way_to_sign_in(inside: Complainant):
    answer = inside.client.get(f"/staff/cases/{inside.case.id}/files/4", follow_redirects=False)
    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.headers["location"]
