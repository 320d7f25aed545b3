"""What the API tells of evaluations is as it is described; and their files."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.evaluations.attachments import keep_file
from copfeedback.evaluations.events import EventKind
from copfeedback.evaluations.model import DataSeen
from copfeedback.evaluations.report_model import Action, Answer, Finding, Response, Verdict
from copfeedback.web.api import ROOT
from copfeedback.web.routes import light_door_routes
from tests.evaluations.pledged import CODE, stakeholders
from tests.people.members import an_organisation
from tests.web import evaluated as site

EXAMPLES = 15
PATHS = ("/evaluations", "/evaluations/{evaluation}")
PDF = b"%PDF-1.7 made up"


@pytest.fixture
def told(portal: Portal) -> None:
    """One with everything that can happen, one that is overdue, one that was withdrawn."""
    pledge = site.registered(portal, stakeholders=stakeholders(1))
    site.amended(portal, pledge, DataSeen.ALL)
    site.published(portal)
    site.happened(portal, EventKind.RESPONDED, Response("r1", Answer.ACCEPTED))
    site.registered(portal, "late-one", due=site.PAST)
    site.registered(portal, "gone")
    site.published(portal, "gone")
    site.withdrawn(portal, "gone")


@pytest.fixture
def app(portal: Portal, told: None) -> Starlette:
    return Starlette(routes=light_door_routes(portal))


@pytest.fixture
def api_schema(app: Starlette) -> OpenApiSchema:
    return schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", app)


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        (PATHS[0], GenerationMode.NEGATIVE),
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


def test_what_there_is_fits_its_description(app: Starlette, api_schema: OpenApiSchema):
    listed = TestClient(app).get(f"{ROOT}/evaluations")
    api_schema[ROOT + PATHS[0]]["GET"].validate_response(listed)
    for code in (CODE, "late-one", "gone"):
        answer = TestClient(app).get(f"{ROOT}/evaluations/{code}")
        assert answer.status_code == 200
        api_schema[ROOT + PATHS[1]]["GET"].validate_response(answer)


def test_what_speaks_against_an_evaluation_is_told_to_programs(client: TestClient, portal: Portal):
    site.registered(portal)
    nothing = (Finding("trust", Verdict.NOT_MEASURED, reason=site.both("Rain.")),)
    site.published(portal)
    works = an_organisation(portal)
    action = Action("a1", site.both("Lamps"), site.both("Works"), site.COMING, works)
    answered = Response("r1", Answer.ACCEPTED, actions=(action,))
    site.happened(portal, EventKind.RESPONDED, answered)
    changed = site.both("A file was lost.")
    site.published(portal, findings=nothing, number=2, changed=changed)

    told = client.get(f"{ROOT}/evaluations/{CODE}").json()

    (wanted,) = told["recommendations"]
    assert (wanted["has_account"], wanted["can_answer"]) == (False, False)
    assert wanted["actions"][0]["unconfirmed"] is True
    assert (told["nothing_measured"], told["new_version_owed"]) == (True, False)
    earlier = {"indicator": "trust", "version": 1, "verdict": "improved"}
    assert told["earlier_verdicts"] == [earlier]
    (listed,) = client.get(f"{ROOT}/evaluations").json()["evaluations"]
    assert listed["nothing_measured"] is True


def test_files_of_results_can_be_taken_until_they_are_withdrawn(client: TestClient, portal: Portal):
    site.registered(portal)
    with portal.engine.begin() as connection:
        file = keep_file(connection, CODE, "The report", "en", PDF)
        unpublished = keep_file(connection, CODE, "A draft", "en", PDF + b"draft")
    site.published(portal, attachments=(file,))
    address = f"/evaluations/{CODE}/files/{file.sha256}.pdf"

    assert address in client.get(f"/en/evaluations/{CODE}").text
    answer = client.get(address)
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert "attachment" in answer.headers["content-disposition"]
    pack = ZipFile(BytesIO(client.get(f"/evaluations/{CODE}.zip").content))
    assert pack.read(f"files/{file.sha256}.pdf") == PDF
    assert client.get(address.replace(file.sha256, unpublished.sha256)).status_code == 404

    site.withdrawn(portal)
    assert client.get(address).status_code == 404
