"""The sheet on which minutes are written by hand, for whoever chairs the forum."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.meeting_model import ItemKind
from copfeedback.forums.model import ProtectedGroup
from tests.web.chairing import DeskPerson, a_chair
from tests.web.colleague import a_client
from tests.web.forum_site import TOWN, a_forum, a_meeting, an_item

TAGS = ("en", "ar", "fr", "ru", "es", "uk")


@pytest.fixture
def chair(portal: Portal, cheap_hashing: None) -> DeskPerson:
    a_forum(portal)
    return a_chair(portal)


def sheet_of(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


@pytest.mark.parametrize("tag", TAGS)
def test_the_sheet_has_a_place_for_every_point_in_every_language(
    portal: Portal, chair: DeskPerson, tag: str
):
    meeting = a_meeting(portal)
    an_item(portal, meeting, "Street lamps \U0001f600")
    an_item(portal, meeting, "Your questions", kind=ItemKind.QUESTION_TIME)

    text = sheet_of(chair.client, f"/staff/forums/{TOWN}/{meeting.number}/sheet?lang={tag}")

    assert "Street lamps" in text
    if tag == "en":
        for said in ("How many in all", "Police", "Gender", "Decision", "Yes", "Commitments"):
            assert said in text


def test_of_a_protected_forum_the_total_alone_is_asked_for(portal: Portal, chair: DeskPerson):
    a_forum(portal, "safe", protected=ProtectedGroup.WOMEN)
    meeting = a_meeting(portal, code="safe")
    own = a_chair(portal, "nadia", "safe", client=a_client(portal))

    text = sheet_of(own.client, f"/staff/forums/safe/{meeting.number}/sheet?lang=en")

    assert "How many in all" in text
    assert "Whom they were there for" not in text
    assert "Gender" not in text


def test_nobody_else_is_given_the_sheet(portal: Portal, chair: DeskPerson):
    meeting = a_meeting(portal)
    a_forum(portal, "harbour")
    other = a_meeting(portal, code="harbour")

    signed_out = a_client(portal).get(f"/staff/forums/{TOWN}/{meeting.number}/sheet")
    elsewhere = chair.client.get(f"/staff/forums/harbour/{other.number}/sheet")

    assert b"%PDF" not in signed_out.content
    assert b"%PDF" not in elsewhere.content
    assert elsewhere.status_code in {403, 404}
