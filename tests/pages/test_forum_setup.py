"""What administrators and chairs see of forums, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.forums.model import Community, Forum, Level, ProtectedGroup, Seat, Side
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.people.sector_model import Sector, SectorKind
from tests.factories import in_languages
from tests.forums.founded import a_forum
from tests.pages.reader import Reader
from tests.people.members import an_organisation

PAGE = "forum-setup"
REFUSAL = "This page is for administrators and for those who chair forums."


@pytest.fixture
def administrator(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ADMINISTRATOR)


@pytest.fixture
def old_town(portal: Portal) -> Forum:
    told: dict[str, Any] = {
        "languages": ("en", "ar"),
        "seats": (Seat(Side.POLICE, "Station 4", 2), Seat(Side.FAITH, "Two churches")),
        "communities": (Community(in_languages("Fishers"), "Harbour union"),),
    }
    return portal.forums.set_up(OPERATOR, a_forum(**told), new=True)


def write_name(reader: Reader, tag: str, name: str) -> Reader:
    """Write the forum's name; communities have fields that end in the same way."""
    ends = f".name.{tag}.en"
    fields = [each for each in reader.app.text_input if (each.key or "").endswith(ends)]
    min(fields, key=lambda each: len(each.key or "")).set_value(name)
    return reader.reload()


def test_the_page_is_refused_to_everybody_else(
    reader: Reader, sign_in: Callable[..., Reader]
) -> None:
    assert REFUSAL in reader.open(PAGE).text
    assert REFUSAL in sign_in(Role.LEADER).open(PAGE, forum="-").text


def test_a_forum_is_founded_with_all_that_is_known_of_it(
    administrator: Reader, portal: Portal
) -> None:
    portal.forums.set_up(OPERATOR, a_forum("city", level=Level.MUNICIPAL), new=True)
    harbour = Sector("harbour", SectorKind.AREA, in_languages("Harbour"))
    portal.sectors.set(OPERATOR, harbour, new=True)
    administrator.open(PAGE)
    assert "Found a forum" in administrator.links

    administrator.open(PAGE, forum="-").do("more-seats")
    administrator.enter(
        code="refuge",
        parent="city",
        protected="women",
        delay_days="14",
        sector="harbour",
        founded="2024-03-01",
        chair__affiliation__en="Women's union",
        purpose__en="To be safe.",
        languages__ar=True,
        every_weeks="6",
        seats__1__side="justice",
        seats__1__holder="Court",
        seats__1__seats="2",
        communities__0__name__en="Fishers",
    )
    write_name(administrator, "en", "Women of the harbour").enter(language="ar")
    write_name(administrator, "ar", "نساء الميناء").do("save")

    assert "Women of the harbour is saved." in administrator.text
    kept = portal.forums.find("refuge")
    assert kept.name == Translations({"en": "Women of the harbour", "ar": "نساء الميناء"})
    assert (kept.parent, kept.protected, kept.delay_days) == ("city", ProtectedGroup.WOMEN, 14)
    assert (kept.languages, kept.every_weeks, kept.sector) == (("en", "ar"), 6, "harbour")
    assert kept.seats == (Seat(Side.JUSTICE, "Court", 2),)
    assert kept.communities == (Community(in_languages("Fishers")),)
    assert (kept.chair.affiliation, kept.purpose) == (
        in_languages("Women's union"),
        in_languages("To be safe."),
    )


def test_every_fault_is_named_and_nothing_typed_is_lost(
    administrator: Reader, portal: Portal
) -> None:
    administrator.open(PAGE, forum="-").do("more-seats")
    administrator.enter(
        code="Old Town",
        founded="30.2.2026",
        every_weeks="often",
        delay_days="7",
        seats__1__holder="Court",
        seats__1__seats="many",
        purpose__en="To be safe.",
    ).do("save")

    for said in (
        "Code, which never changes: Please write a code",
        "Founded on: Please write the day",
        "Meets every so many weeks: Please write a whole number",
        "For how many days minutes are held back: Only protected forums",
        "Seat 2: how many: Please write a whole number",
        "Chair: Name: Please fill this in.",
        "Chair: Organisation: Please fill this in.",
        "Name of the forum: Please fill this in.",
    ):
        assert said in administrator.text
    assert administrator.text.count('class="problem"') == 8
    assert administrator.entry("seats.1.holder").value == "Court"
    assert administrator.entry("purpose.en").value == "To be safe."
    assert portal.forums.all() == []


def test_police_chair_with_a_reason_and_a_last_day(
    administrator: Reader, portal: Portal, old_town: Forum
) -> None:
    administrator.open(PAGE, forum="old-town").enter(chair__police=True).do("save")
    assert administrator.text.count('class="problem"') == 2
    assert portal.forums.find("old-town") == old_town

    administrator.enter(chair__reason__en="Nobody yet.", chair__until="2026-12-31").do("save")
    assert portal.forums.find("old-town").chair.reason == in_languages("Nobody yet.")


def test_a_forum_is_ended_and_stays_on_the_list(
    administrator: Reader, portal: Portal, old_town: Forum
) -> None:
    administrator.open(PAGE, forum="old-town").enter(ended="2026-05-01").do("save")

    assert portal.forums.active() == []
    administrator.open(PAGE)
    assert "Old town" in administrator.links
    assert "Neighbourhood · old-town · Ended" in administrator.text


def test_a_chair_describes_their_own_forum_alone(
    sign_in: Callable[..., Reader], portal: Portal, old_town: Forum
) -> None:
    portal.forums.set_up(OPERATOR, a_forum("harbour"), new=True)
    union = an_organisation(portal, OrganisationKind.NGO, "Women's union")
    own = frozenset({"old-town"})
    chair = sign_in(Role.FORUM_CHAIR, forums=own, organisation=union).open(PAGE)
    assert "Old town" in chair.links
    assert "Found a forum" not in chair.links
    assert "There is no such forum." in chair.open(PAGE, forum="harbour").text
    assert "There is no such forum." in chair.open(PAGE, forum="-").text

    chair.open(PAGE, forum="old-town")
    chair.enter(seats__0__holder="", seats__0__seats="", contact="forum@example.org")
    chair.enter(seats__1__holder="Three churches").do("save")

    kept = portal.forums.find("old-town")
    assert kept.seats == (Seat(Side.FAITH, "Three churches"),)
    assert (kept.contact, kept.chair, kept.communities) == (
        "forum@example.org",
        old_town.chair,
        old_town.communities,
    )


def test_the_fault_of_a_row_stands_beside_it_when_others_are_emptied(
    administrator: Reader, portal: Portal, old_town: Forum
) -> None:
    administrator.open(PAGE, forum="old-town")
    administrator.enter(seats__0__holder="", seats__0__seats="", seats__1__holder="").do("save")

    assert "Seat 2: organisation: Please fill this in." in administrator.text
    assert portal.forums.find("old-town") == old_town


def test_the_form_turns_to_the_language_that_is_to_be_mended(
    administrator: Reader, old_town: Forum
) -> None:
    administrator.open(PAGE, forum="old-town").enter(language="ar")
    write_name(administrator, "ar", "ا" * 201).enter(language="en").do("save")

    assert administrator.entry("language").value == "ar"
    assert "Name of the forum: Please shorten this to 200 characters." in administrator.text


def test_who_was_slower_is_told_and_keeps_what_they_typed(
    administrator: Reader, portal: Portal, old_town: Forum
) -> None:
    administrator.open(PAGE, forum="old-town").enter(contact="first")
    portal.forums.describe(OPERATOR, old_town)
    administrator.do("save")

    assert "Somebody else has changed this since you opened it." in administrator.text
    assert administrator.entry("contact").value == "first"
    assert portal.forums.find("old-town").contact == ""


def test_police_who_may_not_chair_are_told_why(
    sign_in: Callable[..., Reader], portal: Portal, old_town: Forum
) -> None:
    chair = sign_in(Role.FORUM_CHAIR, forums=frozenset({"old-town"}))  # works for the police
    chair.open(PAGE, forum="old-town").enter(contact="forum@example.org").do("save")

    assert "Whoever works for the police" in chair.text
    assert portal.forums.find("old-town") == old_town
