"""The page the full door starts in, and the page for addresses that lead nowhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.ui.pages import TITLES
from copfeedback.web import shell
from copfeedback.web.middleware import portal_middleware
from copfeedback.web.routes import light_door_routes


@pytest.fixture
def client(portal: Portal) -> Iterator[TestClient]:
    """Both doors, with something in Streamlit's place that answers everything, as it does."""
    streamlit = Mount("/", PlainTextResponse("Streamlit"))
    routes = [*light_door_routes(portal), *shell.full_door_routes(portal, TITLES), streamlit]
    app = Starlette(routes=routes, middleware=portal_middleware(portal))
    with TestClient(app, base_url="http://localhost:8501", follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize("path", TITLES)
@pytest.mark.parametrize(("tag", "direction"), [("en", "ltr"), ("ar", "rtl"), ("uk", "ltr")])
def test_every_page_says_its_language_and_direction(client, path, tag, direction):
    response = client.get(path, headers={"Accept-Language": tag})
    assert f'<html lang="{tag}" dir="{direction}">' in response.text
    assert response.headers["content-language"] == tag
    assert response.headers["vary"] == "Cookie, Accept-Language"
    assert "etag" not in response.headers


def test_the_chosen_language_wins_when_the_browser_asks_for_another(client):
    response = client.get("/?lang=ar", headers={"Accept-Language": "en"})
    assert 'lang="ar"' in response.text
    assert response.headers["set-cookie"] == "lang=ar; Path=/; SameSite=lax"
    assert 'lang="ar"' in client.get("/survey", headers={"Accept-Language": "en"}).text


def test_no_cookie_is_set_when_no_language_was_chosen(client):
    assert "set-cookie" not in client.get("/").headers
    assert "set-cookie" not in client.get("/?lang=xx").headers


def test_whoever_has_no_scripts_is_led_to_the_simple_site(client):
    noscript = re.search("<noscript>.*</noscript>", client.get("/").text, re.DOTALL)
    assert noscript
    assert 'href="./en/"' in noscript[0]
    assert client.get("/en/").status_code == 200


def test_nothing_of_the_page_comes_from_elsewhere_or_speaks_for_streamlit(client):
    page = client.get("/").text
    assert not re.findall(r'(?:src|href)="(?!\./|#)[^"]*"', page)
    assert "service-desc" not in page
    assert "agent" not in page


def test_the_policy_names_exactly_the_script_that_is_served(client):
    response = client.get("/")
    (script,) = re.findall("<script>(.*?)</script>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = response.headers["content-security-policy"]
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("path", ["/nothing", "/survey/nothing", "/xx/surveys", "/index.html"])
def test_an_unknown_address_is_a_page_in_the_readers_language(client, path):
    response = client.get(path, headers={"Accept-Language": "ar"})
    assert response.status_code == 404
    assert 'lang="ar"' in response.text
    assert client.get(path, headers={"Accept-Language": "en"}).text.count("There is no such page")


@pytest.mark.parametrize("path", ["/_stcore/health", "/static/js/index.js", "/media/1"])
def test_streamlit_answers_its_own_addresses(client, path):
    assert client.get(path).text == "Streamlit"


def test_a_slash_too_many_leads_to_the_page(client):
    response = client.get("/results/")
    assert (response.status_code, response.headers["location"]) == (308, "/results")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/AR/", "/ar/"),
        ("/Uk", "/uk/"),
        ("/en/surveys/", "/en/surveys"),
        ("/FR/surveys/Police-Contact-1/", "/fr/surveys/Police-Contact-1"),
    ],
)
def test_an_address_leads_on_when_its_language_is_in_capitals_or_a_slash_too_many(
    client, written, meant
):
    response = client.get(written)
    assert (response.status_code, response.headers["location"]) == (308, meant)


def test_nobody_is_led_to_another_site_when_the_address_names_one(client):
    for path in ("/EN//evil.example/", "//evil.example/en/", "/en/nothing/at/all"):
        assert "evil.example" not in client.get(path).headers.get("location", "/").split("/")[2:3]


def test_the_script_and_the_icon_are_served(client):
    assert client.get("/page.js").headers["content-type"].startswith("text/javascript")
    assert client.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_a_streamlit_that_loads_nothing_known_is_refused_at_start(tmp_path, monkeypatch):
    (tmp_path / "index.html").write_text("<html><script src=x></script></html>")
    monkeypatch.setattr(shell, "streamlit_static", lambda: tmp_path)
    with pytest.raises(ValueError, match="loads no script"):
        shell.streamlit_asset_tags()
