"""What somebody can rely on who is helped to answer, and who helps."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.storage.engine import reading
from copfeedback.surveys.circumstances import HelperKind
from copfeedback.surveys.folding import fold
from copfeedback.surveys.store import pending_counts, response
from tests.every_type import WAVE, a_portal
from tests.web.visitor import PageForm, Visitor

ASSISTED = f"/en/assisted/{WAVE}"
ANSWER = f"/en/surveys/{WAVE}"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = a_portal(tmp_path)
    yield portal
    portal.stop()


def help_(client: TestClient, go: str = "next", **said: str) -> Visitor:
    """Say who helps, on the page that asks for it."""
    visitor = Visitor(client, ASSISTED)
    visitor.form.values |= {name: [value] for name, value in said.items()}
    visitor.address = ANSWER
    return visitor.press(go)


def answer_and_send(visitor: Visitor) -> Visitor:
    visitor.press("next")
    if visitor.page == "start":
        visitor.press("next", agrees="yes")
    visitor.press("next", region="north")
    while visitor.page != "review":
        assert visitor.response.status_code == 200
        visitor.press("next")
    return visitor.press("send")


def kept(portal: Portal) -> list[tuple[str, str | None, str | None]]:
    """How each stored response came in: mode, helper, language of the interpreter."""
    fold(portal.engine, portal.surveys.book.find(WAVE), closing=True)
    columns = response.c.mode, response.c.helper, response.c.interpreter
    with reading(portal.engine) as connection:
        return [
            (mode, kind, language) for mode, kind, language in connection.execute(select(*columns))
        ]


@pytest.mark.parametrize("kind", [kind.value for kind in HelperKind])
def test_the_kind_of_helper_is_kept_with_the_answers(client: TestClient, portal: Portal, kind: str):
    visitor = help_(client, helper=kind, interpreter="uk", agreed="yes")
    assert "Every question" in visitor.response.text
    assert "which language somebody interpreted" in visitor.response.text

    assert answer_and_send(visitor).response.url.path.endswith("/thanks")
    assert kept(portal) == [("assisted", kind, "uk")]


def test_nobody_interprets_unless_it_is_said(client: TestClient, portal: Portal):
    answer_and_send(help_(client, helper="family", agreed="yes"))

    assert kept(portal) == [("assisted", "family", None)]


def test_a_language_that_is_not_offered_is_kept_as_another(client: TestClient, portal: Portal):
    answer_and_send(help_(client, helper="family", agreed="yes", interpreter="Anna Smith"))

    assert kept(portal) == [("assisted", "family", "other")]


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"agreed": "yes"}, "helper", "Please say who helps."),
        ({"agreed": "yes", "helper": "the_mayor"}, "helper", "Please say who helps."),
        ({"helper": "ngo"}, "agreed", "Please ask the person whether they agree."),
    ],
)
def test_what_is_missing_is_told_at_its_place_and_nothing_is_lost(
    client: TestClient, said: dict[str, str], field: str, sentence: str
):
    visitor = help_(client, interpreter="ar", **said)

    assert visitor.response.status_code == 422
    page = visitor.response.text
    assert f'<p class="error" id="e.{field}">{sentence}' in html.unescape(page)
    assert f'<a href="#{field}">' in page
    assert f'aria-describedby="e.{field}"' in page
    assert 'role="alert"' in page
    assert visitor.form.values["interpreter"] == ["ar"]
    assert visitor.form.values.get("agreed", [""])[0] == said.get("agreed", "")
    if said.get("helper") == "ngo":
        assert visitor.form.values["helper"] == ["ngo"]


def test_no_page_comes_before_it_is_said_who_helps(client: TestClient, portal: Portal):
    visitor = Visitor(client, ASSISTED)
    visitor.address = ANSWER
    for page in ("", "start", "review"):
        for go in ("next", "send", "save", "language:ar", "easy:on"):
            visitor.form.values["page"] = [page]
            visitor.press(go)
            assert visitor.page == "helping"
            visitor.address = ANSWER
    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}


def test_the_helper_stays_when_the_language_and_the_words_change(
    client: TestClient, portal: Portal
):
    visitor = help_(client, helper="police", agreed="yes").press("language:ar")
    visitor.press("next").press("language:en", agrees="yes").press("easy:on")
    answer_and_send(visitor)

    assert kept(portal) == [("assisted", "police", None)]


def test_answers_that_somebody_began_alone_count_as_helped_when_a_helper_goes_on(
    client: TestClient, portal: Portal
):
    alone = Visitor(client, ANSWER).press("next").press("save", agrees="yes")
    number = re.search(r'<p class="code" dir="ltr">([^<]+)</p>', alone.response.text)
    assert number is not None
    helped = help_(client, helper="police", agreed="yes")
    helped.form.values["resume"] = [number[1]]

    helped.press("resume")
    assert helped.form.values["q.agrees"] == ["yes"]
    answer_and_send(helped)
    assert kept(portal) == [("assisted", "police", None)]


def test_the_page_for_helpers_works_without_a_script_in_every_language(client: TestClient):
    for tag in ("en", "ar", "fr"):
        answer = client.get(f"/{tag}/assisted/{WAVE}")
        form = PageForm(answer.text)
        assert form.scripts == 0
        assert form.lang == tag
        assert form.offered["helper"] == [kind.value for kind in HelperKind]
        assert len(answer.content) <= 30_000
