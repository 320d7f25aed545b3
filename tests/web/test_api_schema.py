"""The API does what its description says, whatever it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.web.api import ROOT
from copfeedback.web.routes import light_door_routes
from tests.results.opened import a_small_release
from tests.results.shelf import PUBLISHED, a_publication, put_in_place

WAVE = "police-contact-1"
FIRST, SECOND, THIRD = (f"{WAVE}.{number}" for number in (1, 2, 3))
EXAMPLES = 25
PATHS = (
    "/results",
    "/results/{release}",
    "/results/{release}/items/{item}",
    "/results/{release}/canonical",
    "/openapi.json",
)


@pytest.fixture
def app(portal: Portal) -> Starlette:
    """A portal with a current, a replaced and a withdrawn release."""
    asked = portal.surveys.book.find(WAVE)
    gone = replace(
        a_publication(asked, a_small_release(asked, 1)),
        withdrawn_at=PUBLISHED + timedelta(days=1),
        notice=Translations({"en": "A mistake was found."}),
    )
    replaced = a_publication(asked, a_small_release(asked, 2), replaced_by=THIRD)
    put_in_place(portal, [a_publication(asked, a_small_release(asked, 3)), replaced, gone])
    return Starlette(routes=light_door_routes(portal))


@pytest.fixture
def api_schema(app: Starlette) -> OpenApiSchema:
    return schemathesis.openapi.from_asgi(f"{ROOT}/openapi.json", app)


@pytest.mark.parametrize(
    ("path", "mode"),
    [
        *((path, GenerationMode.POSITIVE) for path in PATHS),
        *((path, GenerationMode.NEGATIVE) for path in PATHS[:2]),
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
    others = {f"{ROOT}/{name}" for name in ("forums", "commitments", "indicators", "evaluations")}
    found = {path for path in api_schema if not path.startswith(tuple(others))}
    assert found == {ROOT + path for path in PATHS}


@pytest.mark.parametrize(
    "path",
    [
        "/results",
        f"/results/{FIRST}",
        f"/results/{SECOND}",
        f"/results/{THIRD}",
        f"/results/{THIRD}/canonical",
        "/openapi.json",
        "/results?limit=0",
        "/results/none.1",
    ],
)
def test_what_there_is_fits_its_description(app: Starlette, api_schema: OpenApiSchema, path: str):
    client = TestClient(app)
    templates = {
        "/results": ROOT + "/results",
        "/openapi.json": ROOT + "/openapi.json",
    }
    bare = path.partition("?")[0]
    template = templates.get(bare) or (
        ROOT + "/results/{release}" + ("/canonical" if bare.endswith("/canonical") else "")
    )

    answer = client.get(ROOT + path)

    api_schema[template]["GET"].validate_response(answer)


def test_every_question_fits_its_description(app: Starlette, api_schema: OpenApiSchema):
    client = TestClient(app)
    operation = api_schema[ROOT + "/results/{release}/items/{item}"]["GET"]

    for told in client.get(f"{ROOT}/results/{THIRD}").json()["items"]:
        operation.validate_response(client.get(f"{ROOT}/results/{THIRD}/items/{told['item']}"))


def test_the_check_notices_an_answer_that_is_not_as_described(
    app: Starlette, api_schema: OpenApiSchema
):
    answer = TestClient(app).get(f"{ROOT}/results/{THIRD}")
    answer._content = answer.content.replace(b'"withheld":"too_few"', b'"withheld":"no_luck"')

    with pytest.raises(Exception, match="no_luck"):
        api_schema[ROOT + "/results/{release}"]["GET"].validate_response(answer)
