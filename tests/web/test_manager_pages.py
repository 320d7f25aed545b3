"""What survey managers take away from the light door, and how they look at a questionnaire."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.surveys.drafts import begin_draft_from
from tests.people.members import a_member
from tests.web.colleague import Colleague, Form, a_client

SURVEY = "neighbourhood-safety"
WAVE = f"{SURVEY}-1"
FILES = f"/staff/surveys/{SURVEY}/1"
PREVIEW = f"/staff/preview/{SURVEY}/1/en"


@pytest.fixture
def manager(portal: Portal, cheap_hashing: None) -> Colleague:
    a_member(portal, "mira", Role.SURVEY_MANAGER)
    return Colleague(a_client(portal)).sign_in("mira")


def content(manager: Colleague, path: str) -> bytes:
    response = manager.open(path).response
    assert response.status_code == 200, path
    assert response.headers["content-disposition"].startswith("attachment; filename=")
    assert response.headers["cache-control"] == "no-store"
    return response.content


@pytest.mark.parametrize(
    "path", [f"{FILES}/definition/survey.yaml", PREVIEW, f"/staff/waves/{WAVE}/paper/en.pdf"]
)
def test_files_and_previews_are_refused_to_everybody_else(
    path: str, portal: Portal, cheap_hashing: None
):
    a_member(portal, "leila", Role.LEADER)

    colleague = Colleague(a_client(portal)).sign_in("leila").open(path)

    assert colleague.status == 403
    assert "attachment" not in colleague.response.headers.get("content-disposition", "")


def test_a_version_is_taken_away_in_every_format(manager: Colleague):
    assert b"id: neighbourhood-safety" in content(manager, f"{FILES}/definition/survey.yaml")
    form = load_workbook(BytesIO(content(manager, f"{FILES}/definition/survey.xlsx")))
    assert {"survey", "choices", "settings"} <= set(form.sheetnames)
    assert b"msgid" in content(manager, f"{FILES}/translation/ar.po")
    assert load_workbook(BytesIO(content(manager, f"{FILES}/translation/ar.xlsx"))).worksheets
    assert content(manager, f"{FILES}/paper/ar.pdf").startswith(b"%PDF")


def test_a_wave_is_taken_away_as_paper_and_as_posters(manager: Colleague):
    assert content(manager, f"/staff/waves/{WAVE}/paper/ar.pdf").startswith(b"%PDF")
    assert b"<svg" in content(manager, f"/staff/waves/{WAVE}/poster/ar.svg")
    assert content(manager, f"/staff/waves/{WAVE}/poster/en.png").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    [
        f"/staff/surveys/{SURVEY}/7/definition/survey.yaml",
        f"/staff/surveys/{SURVEY}/0/definition/survey.yaml",
        f"/staff/surveys/{SURVEY}/x/definition/survey.yaml",
        f"/staff/surveys/{SURVEY}/draft/definition/survey.yaml",
        "/staff/surveys/nothing/1/definition/survey.yaml",
        f"{FILES}/definition/survey.exe",
        f"{FILES}/paper/xx.pdf",
        "/staff/waves/nothing/paper/en.pdf",
        f"/staff/waves/{WAVE}/paper/xx.pdf",
        f"/staff/waves/{WAVE}/secrets/en.pdf",
        f"/staff/preview/{SURVEY}/7/en",
        f"/staff/preview/{SURVEY}/1/xx",
    ],
)
def test_what_is_not_there_is_said_to_be_missing(path: str, manager: Colleague):
    assert manager.open(path).status == 404


def test_the_language_a_questionnaire_was_written_in_is_no_translation(manager: Colleague):
    assert manager.open(f"{FILES}/translation/en.po").status == 409


def test_a_questionnaire_is_gone_through_to_the_end_without_storing_anything(
    manager: Colleague, portal: Portal
):
    manager.open(PREVIEW).press(go="next")
    for _ in range(60):
        assert manager.status == 200
        assert "nothing that you enter here is stored" in manager.page
        assert manager.path == PREVIEW
        if manager.values.get("page") == ["~review"]:
            break
        manager.press(go="next", **{name: first_of(manager, name) for name in offered(manager)})
    manager.press(go="send")

    assert "Here the preview ends" in manager.page
    with portal.engine.connect() as connection:
        for table in ("pending_response", "response", "resumable"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0


def offered(manager: Colleague) -> list[str]:
    return [name for name in Form(manager.page).offered if name.startswith("q.")]


def first_of(manager: Colleague, name: str) -> str:
    return Form(manager.page).offered[name][0]


@pytest.mark.parametrize("go", ["save", "resume", "send"])
def test_a_preview_ends_where_something_would_be_stored(go: str, manager: Colleague):
    manager.open(PREVIEW).press(go="next").press(go=go)

    assert "Nothing was stored." in manager.page


def test_every_mode_and_language_is_shown_with_the_real_pages(manager: Colleague):
    assert "Start over" in manager.open(f"{PREVIEW}?mode=kiosk").page
    assert 'class="kiosk"' in manager.page
    assert "Answer with help" in manager.open(f"{PREVIEW}?mode=assisted").page
    arabic = manager.open(f"/staff/preview/{SURVEY}/1/ar").page
    assert 'dir="rtl"' in arabic
    assert f'action="/staff/preview/{SURVEY}/1/ar"' in arabic


def test_the_language_changes_in_the_middle_of_a_preview(manager: Colleague):
    manager.open(PREVIEW).press(go="next").press(go="language:ar")

    assert manager.path == f"/staff/preview/{SURVEY}/1/ar"
    assert 'dir="rtl"' in manager.page


def test_a_draft_is_previewed_before_it_is_published(manager: Colleague, portal: Portal):
    begin_draft_from(portal.trail, OPERATOR, SURVEY, 1)

    assert manager.open(f"/staff/preview/{SURVEY}/draft/en").status == 200
