"""Home, short addresses, health and results at the light door."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.storage import migrating


@pytest.mark.parametrize("tag", ["en", "ar", "fr", "ru", "es", "uk"])
@pytest.mark.parametrize("path", ["/", "/surveys", "/results"])
def test_every_page_is_light_and_in_its_language(client: TestClient, tag: str, path: str):
    page = client.get(f"/{tag}{path}")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text
    assert "<script" not in page.text
    assert "style-src 'sha256-" in page.headers["content-security-policy"]


def test_the_language_menu_says_what_no_native_speaker_reviewed(client: TestClient):
    page = client.get("/en/").text

    assert "العربية*" in page
    assert "English*" not in page
    assert "machine-drafted, not yet reviewed by a native speaker" in page


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [("ar", "ar"), ("uk-UA,uk;q=0.9,en;q=0.5", "uk"), ("de", "en"), ("", "en"), ("x;q=é", "en")],
)
def test_a_short_address_leads_to_the_survey_in_the_readers_language(
    client: TestClient, portal: Portal, wanted: str, tag: str
):
    wave = portal.surveys.open_waves()[0].wave

    answer = client.get(
        f"/s/{wave.short}",
        headers={"accept-language": wanted.encode("latin-1")},
        follow_redirects=False,
    )

    assert len(wave.short) <= 8
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/{tag}/surveys/{wave.id}"
    assert "Accept-Language" in answer.headers["vary"]


def test_a_poster_opens_in_its_own_language_when_the_phone_speaks_another(
    client: TestClient, portal: Portal
):
    short = portal.surveys.open_waves()[0].wave.short

    answer = client.get(f"/s/{short}?lang=ar", headers={"accept-language": "fr"})

    assert answer.url.path.startswith("/ar/")


def test_a_short_address_gets_a_clear_page_when_it_is_mistyped(client: TestClient):
    assert client.get("/s/nowhere").status_code == 404


def test_health_and_readiness_are_told_apart(client: TestClient, portal: Portal):
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text == "ready\n"

    migrating.migrate_down(portal.engine, "0001")

    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_a_page_explains_when_the_database_is_gone(client: TestClient, portal: Portal):
    with portal.engine.begin() as connection:
        connection.execute(text("ALTER TABLE wave RENAME TO elsewhere"))
    portal.surveys.book._read_at = float("-inf")

    page = client.get("/ar/surveys")

    assert page.status_code == 503
    assert 'dir="rtl"' in page.text


def test_the_results_page_names_the_promised_day_when_there_are_none_yet(
    client: TestClient, portal: Portal
):
    page = client.get("/en/results/police-contact-1")

    assert page.status_code == 200
    assert "June 2, 2027" in page.text
    assert client.get("/en/results/police-contact-1/invented").status_code == 404
