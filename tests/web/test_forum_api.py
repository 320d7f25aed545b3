"""What the API tells of forums is as it is described, and nothing that is not to be shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import EventKind, Owner
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import EntryText
from copfeedback.forums.model import ProtectedGroup
from copfeedback.people.model import OPERATOR
from copfeedback.web.api import ROOT
from copfeedback.web.routes import light_door_routes
from tests.web.conftest import TODAY
from tests.web.forum_site import (
    HELD,
    SAID,
    TOWN,
    a_forum,
    a_meeting,
    an_item,
    both,
    counted,
    minuted,
)

SAFE = "safe"
EXAMPLES = 25
PATHS = ("/forums", "/forums/{forum}", "/forums/{forum}/meetings/{number}", "/commitments")


@pytest.fixture
def held(portal: Portal) -> Meeting:
    """A meeting of an open forum with all there can be, and one of a protected forum."""
    a_forum(portal)
    held = a_meeting(portal, HELD, title=both("Lights", "الإنارة"), online="https://a.example.org")
    item = an_item(portal, held, presenter="Captain Ali")
    counted(portal, held, 23, police=4)
    for what in ("Mend it", "Clean it"):
        due = TODAY + timedelta(days=20)
        new = NewCommitment(TOWN, Owner.COMMUNITY, both("Residents"), both(what), due)
        portal.commitments.make(OPERATOR, new)
    minuted(portal, held, {item.id: SAID})
    portal.minutes.translate(OPERATOR, held.id, 1, "ar", {f"{item.id}.text": "اثنا عشر مطفأة"})
    a_meeting(portal)
    a_forum(portal, SAFE, protected=ProtectedGroup.WOMEN, delay_days=30)
    safe = a_meeting(portal, HELD, SAFE, online="https://b.example.org")
    item = an_item(portal, safe, presenter="Nadia Secret")
    counted(portal, safe, 9)
    minuted(portal, safe, {item.id: EntryText(text="Held back.")})
    return portal.meetings.find(TOWN, held.number)


@pytest.fixture
def app(portal: Portal, held: Meeting) -> Starlette:
    return Starlette(routes=light_door_routes(portal))


@pytest.fixture
def api_schema(app: Starlette) -> OpenApiSchema:
    return schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", app)


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        ("/commitments", GenerationMode.NEGATIVE),
    ],
)
def test_every_answer_is_as_described(api_schema: OpenApiSchema, path: str, mode: GenerationMode):
    @settings(
        max_examples=EXAMPLES,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(api_schema[ROOT + path]["GET"].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        case.call_and_validate()

    ask()


def test_every_address_is_tried(api_schema: OpenApiSchema):
    others = ("/results", "/openapi", "/indicators", "/evaluations")
    found = {path for path in api_schema if not any(each in path for each in others)}
    assert found == {ROOT + path for path in PATHS}


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("/forums", PATHS[0]),
        (f"/forums/{TOWN}", PATHS[1]),
        (f"/forums/{SAFE}", PATHS[1]),
        (f"/forums/{TOWN}/meetings/{HELD}", PATHS[2]),
        (f"/forums/{SAFE}/meetings/{HELD}", PATHS[2]),
        ("/commitments", PATHS[3]),
        ("/commitments?owner=community&limit=1", PATHS[3]),
    ],
)
def test_what_there_is_fits_its_description(
    app: Starlette, api_schema: OpenApiSchema, path: str, template: str
):
    answer = TestClient(app).get(ROOT + path)

    assert answer.status_code == 200
    api_schema[ROOT + template]["GET"].validate_response(answer)


def test_a_meeting_is_told_with_agenda_and_minutes_in_every_language(app: Starlette, held: Meeting):
    told = TestClient(app).get(f"{ROOT}/forums/{TOWN}/meetings/{held.number}").json()

    assert told["starts"].startswith(f"{HELD}T18:30:00+0")
    (item,) = told["agenda"]
    assert item["presenter"] == "Captain Ali"
    entry = next(each for each in told["minutes"]["entries"] if each["text"])
    assert entry["text"] == {"en": SAID.text, "ar": "اثنا عشر مطفأة"}
    assert told["minutes"]["attendance"] == {"total": 23, "sides": {"police": 4}}


def test_nothing_of_a_protected_forum_is_told_that_must_not_be(app: Starlette):
    client = TestClient(app)
    paths = ("/forums", f"/forums/{SAFE}", f"/forums/{SAFE}/meetings/{HELD}")
    safe = [client.get(ROOT + path).json() for path in paths]
    text = str(safe[1:])

    for hidden in ("Salma", "Mill Street", "b.example.org", "Secret", "Held back"):
        assert hidden not in text
    assert safe[2]["minutes"] is None
    assert [each["chair"]["name"] for each in safe[0]["forums"]] == ["Salma Idris", None]


def test_commitments_are_told_page_by_page(app: Starlette, portal: Portal):
    client = TestClient(app)
    first = client.get(f"{ROOT}/commitments?limit=1").json()
    second = client.get(first["next"]).json()

    told = [*first["commitments"], *second["commitments"]]
    assert [each["what"]["en"] for each in told] == ["Mend it", "Clean it"]
    assert second["next"] is None
    number = second["commitments"][0]["id"]
    portal.commitments.happened(OPERATOR, number, EventKind.ACCEPTED)
    accepted = client.get(f"{ROOT}/commitments?status=accepted").json()["commitments"]
    assert [(each["id"], each["events"][0]["by_forum"]) for each in accepted] == [(number, True)]


def test_nothing_is_sent_again_while_nothing_has_changed(app: Starlette, portal: Portal):
    client = TestClient(app)
    first = client.get(f"{ROOT}/forums/{TOWN}")
    known = {"If-None-Match": first.headers["ETag"]}
    since = {"If-Modified-Since": first.headers["Last-Modified"]}

    assert client.get(f"{ROOT}/forums/{TOWN}", headers=known).status_code == 304
    assert client.get(f"{ROOT}/forums/{TOWN}", headers=since).status_code == 304

    a_meeting(portal, TODAY + timedelta(days=50))
    assert client.get(f"{ROOT}/forums/{TOWN}", headers=known).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/forums/nowhere", 404),
        ("/forums/Not%20a%20code", 404),
        (f"/forums/{TOWN}/meetings/1999-01-01", 404),
        (f"/forums/{TOWN}/meetings/x", 404),
        ("/commitments?owner=nobody", 400),
        ("/commitments?limit=0", 400),
        ("/commitments?limit=101", 400),
        ("/commitments?after=x", 400),
        ("/commitments?other=1", 400),
        ("/commitments?limit=1&limit=2", 400),
    ],
)
def test_what_there_is_not_is_a_problem_with_a_name(app: Starlette, path: str, status: int):
    answer = TestClient(app).get(ROOT + path)

    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
