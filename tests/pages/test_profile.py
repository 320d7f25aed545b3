"""What is written about the portal itself, by whom, and who has to agree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Role
from copfeedback.profile.model import (
    Directory,
    Identity,
    Need,
    Part,
    Partner,
    PictureFormat,
    Promise,
)
from tests.pages.reader import Reader
from tests.profile.contents import a_directory, a_partner, a_picture, a_promise, an_identity

REFUSAL = "This page is for administrators and for the oversight body."


@pytest.fixture
def administrator(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ADMINISTRATOR)


def identity(portal: Portal) -> Identity:
    portal.profile.refresh()
    return portal.profile.identity()


def partners(portal: Portal) -> tuple[Partner, ...]:
    portal.profile.refresh()
    return portal.profile.directory().partners


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    assert REFUSAL in reader.open("profile").text
    leader = sign_in(Role.LEADER)
    for part in Part:
        assert REFUSAL in leader.open("profile", part=part.value).text


@pytest.mark.parametrize("asked", ["nothing", "", "<b>"])
def test_the_parts_are_shown_when_the_address_asks_for_none_of_them(
    asked: str, administrator: Reader
):
    administrator.open("profile", part=asked)

    assert "Nothing has been written yet." in administrator.text
    assert "Promise to people who complain" in administrator.links


def test_name_operator_and_contacts_are_written_in_two_languages(
    administrator: Reader, portal: Portal
):
    administrator.open("profile", part="identity").enter(
        name__en="Speak up",
        operator__en="City council",
        contacts__0__label__en="Emergency",
        contacts__0__address="112",
        contacts__0__emergency=True,
    )
    administrator.enter(language="ar").enter(name__ar="قل رأيك").do("save")

    assert "Saved." in administrator.text
    kept = identity(portal)
    assert kept.name == Translations({"en": "Speak up", "ar": "قل رأيك"})
    assert [(c.address, c.emergency) for c in kept.contacts] == [("112", True)]
    assert "Speak up" in administrator.reload().page.split("masthead")[1][:200]


def test_a_contact_is_taken_out_when_its_fields_are_emptied(administrator: Reader, portal: Portal):
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())
    administrator.open("profile", part="identity")
    administrator.enter(contacts__0__label__en="", contacts__0__address="")
    administrator.enter(language="ar").enter(contacts__0__label__ar="").do("save")

    assert [contact.address for contact in identity(portal).contacts] == ["office@example.org"]


def test_a_fault_is_shown_at_its_field_in_its_language_and_nothing_is_lost(
    administrator: Reader, portal: Portal
):
    administrator.open("profile", part="identity").enter(name__en="x" * 61, operator__en="Council")
    administrator.enter(language="fr").enter(name__fr="Parlons-en").do("save")

    assert "Name of the portal: Please shorten this to 60 characters." in administrator.text
    assert administrator.entry("name.en").value == "x" * 61
    assert administrator.entry("operator.en").value == "Council"
    administrator.enter(name__en="Speak up").do("save")
    assert identity(portal).name == Translations({"en": "Speak up", "fr": "Parlons-en"})


def test_a_fault_of_a_contact_is_shown_at_its_row(administrator: Reader):
    administrator.open("profile", part="identity").enter(contacts__0__label__en="Office").do("save")

    assert "Contact 1: telephone, e-mail, web address or place: Please fill this in." in (
        administrator.text
    )


def test_a_logo_is_taken_shown_and_removed(administrator: Reader, portal: Portal):
    administrator.open("profile", part="identity")
    administrator.app.file_uploader[0].set_value(("logo.png", a_picture(), "image/png"))
    administrator.reload().do("save")
    logo = identity(portal).logo
    assert logo is not None
    assert logo.format is PictureFormat.PNG
    assert "./logo?v=1" in administrator.reload().page

    administrator.entry("no-logo").check()
    administrator.reload().do("save")
    assert identity(portal).logo is None


def test_a_file_that_is_no_picture_is_refused(administrator: Reader, portal: Portal):
    administrator.open("profile", part="identity").enter(name__en="Speak up")
    administrator.app.file_uploader[0].set_value(("logo.png", b"<svg>", "image/png"))
    administrator.reload().do("save")

    assert "This is no picture we can read." in administrator.text
    assert administrator.entry("name.en").value == "Speak up"
    assert identity(portal) == Identity()


def test_somebody_who_wrote_meanwhile_is_not_overwritten(administrator: Reader, portal: Portal):
    administrator.open("profile", part="identity").enter(name__en="Speak up")
    portal.profile.write(OPERATOR, Part.IDENTITY, an_identity())

    administrator.do("save")

    assert "Somebody else has changed this since you opened it." in administrator.text
    assert identity(portal) == an_identity()


# Help and partner organisations.


def a_new_partner(reader: Reader) -> Reader:
    reader.open("profile", part="directory", organisation="new")
    reader.enter(
        name__en="Open door", offer__en="Free legal advice.", audience__en="Everybody new here."
    )
    reader.entry("needs.legal_advice").check()
    return reader.enter(languages="Arabic, ukrainian", telephone="0800 000 001")


def test_an_organisation_is_listed_changed_and_taken_off(administrator: Reader, portal: Portal):
    a_new_partner(administrator).do("save")
    assert "Open door is saved." in administrator.text
    (partner,) = partners(portal)
    assert partner.needs == {Need.LEGAL_ADVICE}
    assert partner.languages == ("ar", "uk")
    assert "Open door" in administrator.open("profile", part="directory").links

    administrator.open("profile", part="directory", organisation="1").enter(
        vetting__by="City council", vetting__on="2026-03-01"
    ).do("save")
    assert partners(portal)[0].vetting is not None

    administrator.do("remove").do("remove-yes")
    assert partners(portal) == ()
    assert "The organisation is off the list." in administrator.text


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"languages": "Arabic, Klingonish"}, "We know no language “Klingonish”."),
        ({"telephone": "call us"}, "Telephone number: Please write a telephone number"),
        ({"telephone": ""}, "Please give a telephone number, an e-mail address"),
        ({"name__en": ""}, "Name of the organisation: Please fill this in."),
        ({"vetting__on": "1.3.2026"}, "Write the day as year-month-day"),
        ({"vetting__by": "Council"}, "Please say on which day it was looked at."),
        ({"vetting__on": "2026-12-31", "vetting__by": "C"}, "a day that is not in the future"),
        ({"website": "javascript:alert(1)"}, "Please write a web address that begins with"),
    ],
)
def test_an_organisation_with_a_fault_is_refused_and_stays_typed(
    entered: dict[str, str], said: str, administrator: Reader, portal: Portal
):
    a_new_partner(administrator).enter(**entered).do("save")

    assert said in administrator.text
    assert administrator.entry("offer.en").value == "Free legal advice."
    assert partners(portal) == ()


def test_two_can_write_different_organisations_at_once_but_not_the_same(
    administrator: Reader, portal: Portal
):
    portal.profile.write(OPERATOR, Part.DIRECTORY, a_directory(a_partner(1), a_partner(2)))
    administrator.open("profile", part="directory", organisation="1").enter(email="a@example.org")
    changed = a_partner(2, languages=("uk",))
    portal.profile.write(OPERATOR, Part.DIRECTORY, a_directory(a_partner(1), changed))
    administrator.do("save")
    assert "is saved." in administrator.text
    assert [partner.languages for partner in partners(portal)] == [("ar", "en"), ("uk",)]

    administrator.enter(email="b@example.org")
    portal.profile.write(OPERATOR, Part.DIRECTORY, Directory((a_partner(1), changed)))
    administrator.do("save")
    assert "Somebody else has changed this" in administrator.text


@pytest.mark.parametrize("asked", ["9", "x", ""])
def test_an_organisation_that_is_not_listed_is_said_to_be_missing(
    asked: str, administrator: Reader
):
    administrator.open("profile", part="directory", organisation=asked)

    assert "There is no such organisation" in administrator.text


# Promises.


def test_a_promise_is_written_and_shown_below_what_always_holds(
    administrator: Reader, portal: Portal
):
    administrator.open("profile", part="promise").enter(text__en="We listen.\nWe answer.").do(
        "save"
    )

    portal.profile.refresh()
    assert portal.profile.promise() == Promise(Translations({"en": "We listen.\nWe answer."}))
    assert "We answer." in administrator.open("home").text


def test_a_promise_to_complainants_is_shown_once_the_oversight_body_agrees(
    administrator: Reader, portal: Portal, sign_in: Callable[..., Reader]
):
    page = {"part": "complaint_promise"}
    administrator.open("profile", **page).enter(text__en="We never tell the police.").do("save")
    assert "once the oversight body has approved it" in administrator.text
    assert "Approve this version" not in administrator.buttons
    portal.profile.refresh()
    assert portal.profile.promise(Part.COMPLAINT_PROMISE) == Promise()

    custodian = sign_in(Role.CUSTODIAN).open("profile", **page)
    assert "We never tell the police." in custodian.text
    assert "Save" not in custodian.buttons
    custodian.do("approve-1").do("approve-1-yes")

    assert "Approved. People who complain read it from now on." in custodian.text
    portal.profile.refresh()
    assert portal.profile.promise(Part.COMPLAINT_PROMISE) == a_promise("We never tell the police.")
    assert "custodian" in custodian.text.split("Versions")[-1]


def test_the_oversight_body_sees_nothing_else(sign_in: Callable[..., Reader]):
    caseworker = sign_in(Role.CASEWORKER).open("profile")

    assert "Promise to people who complain" in caseworker.links
    assert "Name and contacts" not in caseworker.links
    assert "Save" not in caseworker.open("profile", part="identity").buttons
