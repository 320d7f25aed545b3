"""How to complain and what is promised, without scripts; and a portal with one feature alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal, build_portal
from copfeedback.complaints.filing import Door, WhyClosed
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import PageText
from copfeedback.people.model import OPERATOR
from copfeedback.profile.model import Directory, Need, Part
from copfeedback.settings import ENVIRONMENT_PREFIX, Settings, SettingsError, load_settings
from copfeedback.web.routes import light_door_routes
from tests.complaints.promise_pages import HOW, LANGUAGES, an_operation, run_by
from tests.profile.contents import a_partner, a_promise, an_identity
from tests.web.test_help import words

ENTRY = "/complaints"
SHELTER = a_partner(
    1, name=Translations({"en": "Night shelter"}), needs=frozenset({Need.EMERGENCY})
)


@pytest.fixture
def opened(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Complaints are taken."""
    monkeypatch.setattr(portal.filing, "door", lambda _tag: Door())


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("path", ["", *(f"/{page}" for page in PromisePage)])
def test_every_page_is_light_neutral_and_kept_by_no_browser(
    client: TestClient, tag: str, path: str
):
    page = client.get(f"/{tag}{ENTRY}{path}")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert "<script" not in page.text
    (title,) = re.findall(r"<title>(.*?)</title>", page.text)
    assert "omplain" not in title
    assert not set("{}") & set(words(page.text))
    assert f'href="/{tag}/help"' in page.text


def test_a_page_that_is_not_there_is_not_found(client: TestClient):
    assert client.get(f"/en{ENTRY}/nothing").status_code == 404
    assert client.get(f"/en{ENTRY}/HOW").status_code == 404


def test_whom_to_call_stands_before_everything_else(client: TestClient, portal: Portal):
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())
    portal.profile.write(OPERATOR, Part.DIRECTORY, Directory((SHELTER,)))
    page = words(client.get(f"/en{ENTRY}").text)

    assert page.index("Nobody watches this page at night") < page.index("Night shelter")
    assert page.index("Night shelter") < page.index("112") < page.index("How it works")


def test_every_way_on_is_there_when_complaints_are_open(client: TestClient, opened: None):
    page = client.get(f"/ar{ENTRY}").text

    ways = ["new", "follow", "form.pdf", "figures", "receipt", *PromisePage]
    assert [way for way in ways if f'href="/ar{ENTRY}/{way}"' not in page] == []


def test_nobody_is_asked_to_write_when_complaints_are_closed(client: TestClient, portal: Portal):
    assert portal.filing.door("en").reason is WhyClosed.NO_ROSTER
    run_by(portal.promises, an_operation())
    page = client.get(f"/en{ENTRY}").text

    assert f'href="/en{ENTRY}/new"' not in page
    assert f'href="/en{ENTRY}/follow"' in page
    assert "Complaints cannot be sent here now" in page
    assert "Ombudsman" in page


def test_every_page_says_so_when_the_police_run_it(client: TestClient, portal: Portal):
    for path in ("", "/safety"):
        assert "The police run this website" not in client.get(f"/en{ENTRY}{path}").text
    run_by(portal.promises, an_operation(run_by_police=True))

    for path in ("", *(f"/{page}" for page in PromisePage)):
        assert "The police run this website" in client.get(f"/en{ENTRY}{path}").text


def test_who_runs_it_is_said_with_the_routes_outside(client: TestClient, portal: Portal):
    run_by(portal.promises, an_operation())
    page = words(client.get(f"/en{ENTRY}/who").text)

    for said in ("Commission for complaints", "A computer of the commission", "Ombudsman"):
        assert said in page
    assert 'href="tel:+380440000001"' in client.get(f"/en{ENTRY}/who").text


def test_the_bodys_own_words_are_shown_once_they_are_approved(client: TestClient, portal: Portal):
    number = portal.profile.write(OPERATOR, Part.COMPLAINT_PROMISE, a_promise())
    text = a_promise().text
    assert text is not None
    assert text["en"].splitlines()[0] not in client.get(f"/en{ENTRY}").text
    portal.profile.approve(OPERATOR, Part.COMPLAINT_PROMISE, number)

    assert text["en"].splitlines()[0] in client.get(f"/en{ENTRY}").text


def test_what_the_body_wrote_is_shown_as_text_and_as_nothing_else(
    client: TestClient, portal: Portal
):
    promises = portal.promises
    text = PageText("<b>Calls</b>", "<script>alert(1)</script>\n- &amp; <i>\n{update_days}")
    number = promises.write(OPERATOR, PromisePage.CALLS, "en", text)
    promises.approve(OPERATOR, (PromisePage.CALLS, "en"), number)
    page = client.get(f"/en{ENTRY}/calls").text

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<li>&amp;amp; &lt;i&gt;</li>" in page
    assert "28 days" in page


def test_a_text_that_is_behind_another_language_says_so(client: TestClient, portal: Portal):
    number = portal.promises.write(OPERATOR, PromisePage.HOW, "en", HOW, renews=True)
    portal.promises.approve(OPERATOR, (PromisePage.HOW, "en"), number)

    said = portal.catalogues.speech("fr").gettext(
        "This text is older than the one in another language. What holds is said there."
    )
    assert said in unescape(client.get(f"/fr{ENTRY}/how").text)
    assert "older than the one in another language" not in client.get(f"/en{ENTRY}/how").text


def test_home_leads_to_complaints(client: TestClient):
    assert 'href="/en/complaints"' in client.get("/en/").text


@pytest.fixture
def client_of(prepared: Path, tmp_path: Path) -> Iterator[Callable[[str], TestClient]]:
    """The light door of a portal that offers these features."""
    portals = []

    def make(features: str) -> TestClient:
        settings = Settings(
            data_dir=tmp_path, database_url=f"sqlite:///{prepared}", features=features
        )
        portals.append(build_portal(settings))
        routes = light_door_routes(portals[-1])
        return TestClient(Starlette(routes=routes), base_url="http://localhost:8501")

    yield make
    for portal in portals:
        portal.stop()


OF_SURVEYS = (
    "/en/surveys",
    "/en/surveys/police-contact-1",
    "/en/kiosk/police-contact-1",
    "/en/assisted/police-contact-1",
    "/en/results",
    "/en/results/policy",
    "/en/results/feed.xml",
    "/api/v1/results",
    "/s/police-contact-1",
    "/staff/paper",
    "/staff/brief",
)


def test_the_complaint_door_stands_alone_when_surveys_are_not_offered(
    client_of: Callable[[str], TestClient],
):
    client = client_of("complaints")

    for path in OF_SURVEYS:
        assert client.get(path).status_code == 404, path
    home = client.get("/en/")
    assert "How it works" in home.text
    for address in re.findall(r'href="(/[^"]*)"', home.text):
        assert not address.startswith(tuple(f"/{tag}/surveys" for tag in LANGUAGES)), address
    for path in ("/en/complaints", "/en/complaints/new", "/en/help", "/staff/sign-in", "/healthz"):
        assert client.get(path).status_code != 404, path


def test_nothing_of_complaints_is_there_when_they_are_not_offered(
    client_of: Callable[[str], TestClient],
):
    client = client_of("surveys")

    for path in ("", "/new", "/follow", "/how", "/form.pdf", "/figures", "/receipt"):
        assert client.get(f"/en{ENTRY}{path}").status_code == 404, path
    assert 'href="/en/complaints"' not in client.get("/en/").text
    assert client.get("/en/surveys").status_code == 200


@pytest.mark.parametrize("features", ["", "agendas", "surveys;complaints", "surveys,,complaints"])
def test_a_feature_that_is_not_known_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, features: str
):
    monkeypatch.setenv(f"{ENVIRONMENT_PREFIX}FEATURES", features)

    with pytest.raises(SettingsError, match="COPFEEDBACK_FEATURES"):
        load_settings()
