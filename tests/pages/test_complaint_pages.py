"""What complainants are promised, at the full door: read by everybody, written by the body."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.filing import Door
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.promises import WHO_RUNS_IT
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Role
from copfeedback.ui.pages import (
    COMPLAINT_PAGES,
    COMPLAINTS,
    OF_COMPLAINTS,
    OF_EVALUATIONS,
    OF_FORUMS,
    OF_SURVEYS,
    PAGES,
    titles_of,
)
from tests.complaints.promise_pages import HOW, LANGUAGES, an_operation, run_by
from tests.pages.reader import Reader

REFUSAL = "This page is for the people of the independent body."


@pytest.fixture
def carla(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.CASEWORKER, "carla")


@pytest.fixture
def dmytro(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.CUSTODIAN, "dmytro")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_everybody_reads_how_to_complain_in_their_language(
    reader: Reader, portal: Portal, tag: str
):
    reader.accept_language = tag
    reader.open(COMPLAINTS)

    for page in PromisePage:
        assert portal.promises.page(page, tag).content.title in reader.links


@pytest.mark.parametrize("page", PromisePage)
def test_every_page_of_the_promise_is_shown(reader: Reader, portal: Portal, page: PromisePage):
    run_by(portal.promises, an_operation(run_by_police=True))
    reader.open(COMPLAINTS, about=page.value)

    assert portal.promises.page(page, "en").content.title in reader.text
    assert "The police run this website" in reader.text
    assert "{" not in reader.text


def test_who_is_outside_is_said_when_complaints_are_closed(reader: Reader, portal: Portal):
    run_by(portal.promises, an_operation())
    reader.open(COMPLAINTS)

    assert "Complaints cannot be sent here now" in reader.text
    assert "Ombudsman" in reader.text
    assert "Tell us what happened" not in reader.links
    assert "A computer of the commission" in reader.open(COMPLAINTS, about="who").text


def test_the_form_is_one_link_away_when_complaints_are_open(
    reader: Reader, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portal.filing, "door", lambda _tag: Door())
    reader.open(COMPLAINTS)

    assert "Tell us what happened" in reader.links
    for way in ("follow", "form.pdf", "figures", "receipt"):
        assert f"./en/complaints/{way}" in reader.text


def test_the_desk_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    assert REFUSAL in reader.open(COMPLAINT_PAGES).text
    administrator = sign_in(Role.ADMINISTRATOR)
    for query in ({}, {"about": "how", "in": "en"}, {"about": "operation"}, {"about": "languages"}):
        assert REFUSAL in administrator.open(COMPLAINT_PAGES, **query).text


def test_a_page_is_written_by_one_and_shown_once_another_has_approved_it(
    carla: Reader, dmytro: Reader, reader: Reader, portal: Portal
):
    carla.open(COMPLAINT_PAGES, about="how", **{"in": "en"})
    carla.enter(title=HOW.title, text=HOW.text, renews=True).do("save")
    assert "Saved. It is shown once somebody else has approved it." in carla.text
    assert "You wrote this version." in carla.text
    assert not [each for each in carla.app.button if "approve-1" in (each.key or "")]
    assert HOW.title not in reader.open(COMPLAINTS).links

    dmytro.open(COMPLAINT_PAGES)
    assert "English · waits for a yes" in dmytro.links
    dmytro.open(COMPLAINT_PAGES, about="how", **{"in": "en"})
    assert "Version 1 waits for a yes" in dmytro.text
    dmytro.do("approve-1").do("approve-1-yes")

    assert "Approved." in dmytro.text
    assert HOW.title in reader.open(COMPLAINTS).links
    assert "Within 7 days and every 28 days." in reader.open(COMPLAINTS, about="how").text
    dmytro.open(COMPLAINT_PAGES)
    assert "Missing or outdated in: العربية" in dmytro.text
    assert "Українська * · outdated" in dmytro.links or "Українська · outdated" in dmytro.links


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Within {acknowledged}.", "There is no blank called {acknowledged}."),
        ("Soon.", "This page has to hold the blank {acknowledge_days}."),
    ],
)
def test_a_blank_that_is_wrong_is_named_and_nothing_typed_is_lost(
    carla: Reader, portal: Portal, text: str, said: str
):
    carla.open(COMPLAINT_PAGES, about="how", **{"in": "en"}).enter(text=text).do("save")

    assert said in carla.text
    assert carla.entry("text").value == text
    assert portal.promises.versions(OPERATOR, (PromisePage.HOW, "en")) == []


def test_who_runs_it_is_written_in_two_languages_and_approved(
    carla: Reader, dmytro: Reader, portal: Portal
):
    carla.open(COMPLAINT_PAGES, about="operation").enter(
        body__en="Commission",
        police=True,
        routes__0__name__en="Ombudsman",
        routes__0__purpose__en="Looks at how we worked.",
        routes__0__reach="+380 44 000 00 01",
    )
    carla.enter(language="ar").enter(body__ar="هيئة").do("save")
    assert "Saved." in carla.text
    assert portal.promises.operation().body is None

    dmytro.open(COMPLAINT_PAGES, about="operation").do("approve-1").do("approve-1-yes")

    operation = portal.promises.operation()
    assert operation.body == Translations({"en": "Commission", "ar": "هيئة"})
    assert operation.run_by_police
    assert [route.reach for route in operation.routes] == ["+380 44 000 00 01"]
    carla.open(COMPLAINT_PAGES, about="operation").enter(
        routes__0__name__en="", routes__0__purpose__en="", routes__0__reach=""
    ).do("save")
    (latest, *_older) = portal.promises.versions(OPERATOR, WHO_RUNS_IT)
    assert getattr(latest.content, "routes", None) == ()


def test_a_language_is_opened_by_naming_who_read_it_over(carla: Reader, portal: Portal):
    carla.open(COMPLAINT_PAGES, about="languages")
    assert "closed: nobody has read it over" in carla.text
    carla.do("open")
    assert "Please write who has read it over." in carla.text
    carla.enter(language="ar", reviewer="Amina Hassan").do("open")

    assert portal.openings.open_languages() == {"ar"}
    assert "Amina Hassan" in carla.text


def test_every_page_belongs_to_a_feature_or_to_the_house():
    """Whoever adds a page says whether it is there without surveys or without complaints."""
    house = {"home", "help", "people", "invitations", "organisations", "sectors", "profile"}
    house |= {"audit", "operations", "account"}

    features = OF_SURVEYS | OF_COMPLAINTS | OF_FORUMS | OF_EVALUATIONS
    assert {page.name for page in PAGES} == features | house


def test_a_browser_remembers_no_complaint(portal: Portal):
    assert titles_of(portal.settings)["/complaints"] == "Form"


def test_home_is_the_way_to_complain_when_surveys_are_not_offered(reader: Reader, portal: Portal):
    portal.settings = portal.settings.model_copy(update={"features": "complaints"})
    reader.open("home")

    assert "How it works" in reader.text
    assert "Surveys" not in reader.links
    assert "Complaints" in reader.links


def test_nothing_of_complaints_is_offered_when_only_surveys_are(reader: Reader, portal: Portal):
    portal.settings = portal.settings.model_copy(update={"features": "surveys"})
    reader.open("home")

    assert "Complaints" not in reader.links
    assert "Complain about the police, or thank them" not in reader.links
