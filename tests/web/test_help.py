"""Where to find help: by need and by language, without scripts, and on paper."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.profile.faults import LINE_LENGTH, OFFER_LENGTH, ORGANISATION_LENGTH
from copfeedback.profile.logo import read_logo
from copfeedback.profile.model import Contact, Directory, Need, Part, Reach
from tests.profile.contents import a_directory, a_partner, a_picture, a_promise, an_identity

TAGS = ["en", "ar", "fr", "ru", "es", "uk"]
LAWYERS = a_partner(1)
YOUTH_CLUB = a_partner(
    2,
    name=Translations({"en": "Youth club"}),
    needs=frozenset({Need.YOUTH}),
    languages=("en", "uk", "sgn"),
    reach=Reach(email="club@example.org", address=Translations({"en": "Harbour street 1"})),
    vetting=None,
)


@pytest.fixture
def directory(portal: Portal) -> Directory:
    """Two organisations and an emergency number."""
    listed = a_directory(LAWYERS, YOUTH_CLUB)
    portal.profile.write(OPERATOR, Part.DIRECTORY, listed)
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())
    return listed


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(
        unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)).split()
    )


def named(page: str) -> list[str]:
    """The organisations on a page."""
    return [words(name) for name in re.findall(r"<article[^>]*>\s*<h2>(.*?)</h2>", page, re.DOTALL)]


def a_long_directory(count: int, letter: str) -> Directory:
    """So many organisations with as many words as there may be, two bytes a letter."""

    def filled(length: int) -> Translations:
        return Translations({"uk": (letter * 7 + " ") * (length // 8)})

    return Directory(
        tuple(
            a_partner(
                number,
                name=filled(ORGANISATION_LENGTH),
                offer=filled(OFFER_LENGTH),
                audience=filled(LINE_LENGTH),
                reach=Reach(
                    telephone="+380 44 000 00 00",
                    email="x" * 60 + "@example.org",
                    website="https://example.org/" + "x" * 100,
                    address=filled(LINE_LENGTH),
                    hours=filled(LINE_LENGTH),
                ),
            )
            for number in range(1, count + 1)
        )
    )


@pytest.mark.parametrize("tag", TAGS)
def test_the_page_is_light_and_in_its_language(client: TestClient, directory: Directory, tag: str):
    page = client.get(f"/{tag}/help")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text
    assert "<script" not in page.text


def test_everything_about_an_organisation_is_there(client: TestClient, directory: Directory):
    page = client.get("/en/help").text

    assert named(page) == ["Open door", "Youth club"]
    said = words(page)
    for line in (
        "2 organisations",
        "Free legal advice.",
        "Everybody who is new in the city.",
        "Arabic and English",
        "Ukrainian, and Sign language",
        "Harbour street 1",
        "Looked at on March 1, 2026 by: City council",
        "it truly speaks for its people",
    ):
        assert line in said, line
    assert '<a href="tel:0800000001" dir="ltr" rel="noreferrer">0800 000 001</a>' in page
    assert 'href="mailto:club@example.org"' in page
    assert 'href="https://door.example.org/" dir="ltr" rel="noreferrer">door.example.org<' in page


def test_notes_of_those_who_looked_at_it_stay_with_staff(client: TestClient, directory: Directory):
    assert "Two visits." not in client.get("/en/help").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("need=youth", ["Youth club"]),
        ("language=ar", ["Open door"]),
        ("need=legal_advice&language=ar", ["Open door"]),
        ("need=&language=", ["Open door", "Youth club"]),
        ("need=rubbish&language=xx&page=-1", ["Open door", "Youth club"]),
        ("page=99999999999999999999", ["Open door", "Youth club"]),
        ("page=٣", ["Open door", "Youth club"]),
    ],
)
def test_only_those_are_shown_who_help_with_that_in_that_language(
    client: TestClient, directory: Directory, query: str, found: list[str]
):
    page = client.get(f"/en/help?{query}")

    assert page.status_code == 200
    assert named(page.text) == found


def test_what_was_chosen_stays_chosen_in_every_language(client: TestClient, directory: Directory):
    page = client.get("/en/help?need=legal_advice&language=ar").text

    assert '<option value="legal_advice" selected>' in page
    assert '<option value="ar" selected>Arabic</option>' in page
    assert "1 organisation · Legal advice · Arabic" in words(page)
    assert 'href="/ar/help?need=legal_advice&amp;language=ar"' in page


def test_there_is_a_way_on_when_nobody_does_both(client: TestClient, directory: Directory):
    page = client.get("/en/help?need=youth&language=ar").text

    assert named(page) == []
    assert "No organisation on our list does both." in words(page)
    assert 'href="/en/help">Show all organisations</a>' in page


def test_a_text_in_another_language_is_marked_as_such(client: TestClient, directory: Directory):
    page = client.get("/ar/help").text

    assert "<h2>الباب المفتوح</h2>" in page
    assert '<span lang="en" dir="auto">Free legal advice.</span>' in page


def test_the_emergency_number_comes_before_everything_else(
    client: TestClient, directory: Directory
):
    page = client.get("/ar/help").text

    main = page[page.index("<main") :]
    assert main.index('href="tel:112"') < main.index("<form")
    assert "الطوارئ" in main


def test_an_empty_list_says_so_kindly_and_names_the_emergency_number(
    client: TestClient, portal: Portal
):
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())

    page = client.get("/en/help").text

    assert "We are sorry: the list is still being made." in words(page)
    assert 'href="tel:112"' in page
    assert "<form" not in page


def test_an_empty_portal_has_the_page_too(client: TestClient):
    assert client.get("/en/help").status_code == 200


@pytest.mark.parametrize("letter", ["і", "ش", "x", "&"])
def test_a_long_list_is_many_light_pages_and_nobody_is_left_out(
    client: TestClient, portal: Portal, letter: str
):
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())
    portal.profile.write(OPERATOR, Part.DIRECTORY, a_long_directory(40, letter))
    seen, number = [], 0
    address = "/uk/help?need=legal_advice"
    while address:
        page = client.get(address)
        assert len(page.content) <= 30_000
        seen += re.findall(r'<article id="o(\d+)">', page.text)
        number += 1
        further = re.search(r'rel="next" href="([^"]+)"', page.text)
        address = unescape(further[1]) if further else ""

    assert seen == [str(each) for each in range(1, 41)]
    assert number > 3
    assert "need=legal_advice" in client.get("/uk/help?need=legal_advice&page=2").text


def test_a_hostile_text_is_shown_and_does_nothing(client: TestClient, portal: Portal):
    hostile = Translations({"en": "<script>alert(1)</script>\"'&"})
    partner = a_partner(name=hostile, offer=hostile, audience=hostile)
    portal.profile.write(OPERATOR, Part.DIRECTORY, a_directory(partner))
    portal.profile.write(
        OPERATOR,
        Part.IDENTITY,
        an_identity(name=hostile, operator=hostile, contacts=(Contact(hostile, '"><b>here'),)),
    )

    page = client.get("/en/help").text

    assert "<script" not in page
    assert "<b>here" not in page
    assert "&lt;script&gt;" in page


def test_the_list_stays_when_the_database_is_gone(
    client: TestClient, portal: Portal, directory: Directory
):
    client.get("/en/help")
    with portal.engine.begin() as connection:
        connection.execute(text("ALTER TABLE profile_version RENAME TO elsewhere"))
    portal.profile._asked_at = float("-inf")

    assert named(client.get("/en/help").text) == ["Open door", "Youth club"]


def test_nobody_is_told_the_list_is_empty_when_it_could_not_be_read(
    client: TestClient, portal: Portal
):
    with portal.engine.begin() as connection:
        connection.execute(text("ALTER TABLE profile_version RENAME TO elsewhere"))

    page = client.get("/en/help")

    assert page.status_code == 503
    assert "still being made" not in page.text


@pytest.mark.parametrize("path", ["/en/", "/en/surveys", "/en/results", "/en/officers", "/en/help"])
def test_every_page_bears_the_name_and_the_contacts(
    client: TestClient, directory: Directory, path: str
):
    page = client.get(path).text

    assert "– Speak up</title>" in page
    assert 'translate="no">Speak up</a>' in page
    footer = page[page.index("<footer") :]
    assert "Who runs this site: City council" in words(footer)
    assert "Portal office: office@example.org" in words(footer)
    assert '<a href="/en/help">Where to find help</a>' in footer


def test_the_pages_of_a_survey_bear_the_name_at_once_when_it_is_changed(
    client: TestClient, portal: Portal
):
    address = f"/en/surveys/{portal.surveys.open_waves()[0].wave.id}"
    assert "– copfeedback</title>" in client.get(address).text

    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())

    page = client.get(address).text
    assert "– Speak up</title>" in page
    assert "Portal office" in page


def test_a_name_in_another_language_is_marked_where_it_can_be(client: TestClient, portal: Portal):
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())

    page = client.get("/fr/").text

    assert '<span lang="en" dir="auto">Speak up</span></a>' in page
    assert "– Speak up</title>" in page


def test_the_home_page_says_what_the_operator_promises_besides(client: TestClient, portal: Portal):
    portal.profile.write(OPERATOR, Part.PROMISE, a_promise("We answer.\n\nIn a week."))

    page = client.get("/en/").text

    assert "We keep no name, no address" in page
    assert "<li>We answer.</li>" in page
    assert "<li>In a week.</li>" in page
    assert '<li><span lang="en" dir="auto">We answer.</span></li>' in client.get("/ar/").text


def test_the_logo_is_served_as_the_picture_it_is(client: TestClient, portal: Portal):
    assert client.get("/logo").status_code == 404
    logo = read_logo(a_picture())
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity(logo=logo))

    answer = client.get("/logo")

    assert answer.content == logo.data
    assert answer.headers["content-type"] == "image/png"
