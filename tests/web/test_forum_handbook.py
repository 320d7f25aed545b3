"""The handbook of forums at the light door."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from copfeedback.forums.handbook import HandbookPage, shipped
from copfeedback.page_text import PageText
from copfeedback.web import forum_handbook

ROOT = "/forums/handbook"


@pytest.mark.parametrize("tag", ["en", "ar", "fr", "ru", "es", "uk"])
@pytest.mark.parametrize("path", ["", *(f"/{page}" for page in HandbookPage)])
def test_every_page_is_there_and_light(client: TestClient, tag: str, path: str):
    page = client.get(f"/{tag}{ROOT}{path}")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert "<script" not in page.text


def test_every_page_leads_to_all_others(client: TestClient):
    for page in HandbookPage:
        text = client.get(f"/en{ROOT}/{page}").text
        assert [each for each in HandbookPage if f'href="/en{ROOT}/{each}"' not in text] == [page]


@pytest.mark.parametrize("name", ["nothing", "MEMBERS", "members.md", "..%2Fmembers"])
def test_a_page_that_is_not_there_is_not_found(client: TestClient, name: str):
    assert client.get(f"/en{ROOT}/{name}").status_code == 404


def test_a_language_it_does_not_come_in_reads_english_and_says_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    def without_arabic(page: HandbookPage, language: str) -> PageText | None:
        return None if language == "ar" else shipped(page, language)

    monkeypatch.setattr(forum_handbook, "shipped", without_arabic)
    text = client.get(f"/ar{ROOT}/members").text

    assert '<h1><span lang="en" dir="auto">For members of a forum</span></h1>' in text
    assert '<div lang="en" dir="ltr">' in text
