"""What cannot be kept is named: where it stands and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from copfeedback.i18n.translations import Translations
from copfeedback.profile.faults import (
    NAME_LENGTH,
    Fault,
    FaultKind,
    faults_in,
    is_email,
    is_telephone,
    is_website,
)
from copfeedback.profile.model import Contact, Content, Logo, PictureFormat, Promise, Reach, Vetting
from tests.profile.contents import a_directory, a_partner, a_promise, an_identity

TODAY = date(2026, 5, 6)


def in_english(text: str) -> Translations:
    return Translations({"en": text})


def found(content: Content) -> list[tuple[str, FaultKind]]:
    return [(fault.place, fault.kind) for fault in faults_in(content, TODAY)]


@pytest.mark.parametrize("content", [an_identity(), a_directory(), a_promise(), Promise()])
def test_nothing_is_wrong_when_everything_is_as_it_should_be(content: Content):
    assert faults_in(content, TODAY) == []


@pytest.mark.parametrize(
    ("changes", "place", "kind"),
    [
        ({"name": in_english("  ")}, "name", FaultKind.MISSING),
        ({"name": in_english("x" * 61)}, "name", FaultKind.TOO_LONG),
        ({"name": in_english("two\nlines")}, "name", FaultKind.UNREADABLE),
        ({"name": in_english("turned \u202e round")}, "name", FaultKind.UNREADABLE),
        ({"name": Translations({"en": "Good", "qqq": "?"})}, "name", FaultKind.NO_LANGUAGE),
        ({"operator": in_english("")}, "operator", FaultKind.MISSING),
        ({"contacts": (Contact(in_english("Office"), ""),)}, "contacts.0.address", "missing"),
        ({"contacts": (Contact(in_english(""), "112"),)}, "contacts.0.label", "missing"),
        ({"contacts": (Contact(in_english("One"), "1"),) * 9}, "contacts", FaultKind.TOO_MANY),
        ({"logo": Logo(PictureFormat.PNG, bytes(102_401))}, "logo", FaultKind.TOO_LONG),
    ],
)
def test_a_fault_of_names_and_contacts_is_named(changes: Any, place: str, kind: FaultKind):
    assert found(an_identity(**changes)) == [(place, kind)]


@pytest.mark.parametrize(
    ("changes", "place", "kind"),
    [
        ({"name": in_english(" ")}, "name", FaultKind.MISSING),
        ({"offer": in_english("x" * 401)}, "offer", FaultKind.TOO_LONG),
        ({"audience": in_english("a\x00b")}, "audience", FaultKind.UNREADABLE),
        ({"needs": frozenset()}, "needs", FaultKind.MISSING),
        ({"languages": ()}, "languages", FaultKind.MISSING),
        ({"languages": ("ar", "xq")}, "languages", FaultKind.NO_LANGUAGE),
        ({"reach": Reach()}, "telephone", FaultKind.NO_WAY_THERE),
        ({"reach": Reach(hours=in_english("Mondays"))}, "telephone", FaultKind.NO_WAY_THERE),
        ({"reach": Reach(telephone="call us")}, "telephone", FaultKind.NO_TELEPHONE),
        ({"reach": Reach(email="help@")}, "email", FaultKind.NO_EMAIL),
        ({"reach": Reach(website="javascript:alert(1)")}, "website", FaultKind.NO_WEBSITE),
        ({"reach": Reach(website="https://e.org/" + "x" * 160)}, "website", FaultKind.TOO_LONG),
        ({"reach": Reach("112", address=in_english("x" * 161))}, "address", FaultKind.TOO_LONG),
        ({"vetting": Vetting("", TODAY)}, "vetting.by", FaultKind.MISSING),
        ({"vetting": Vetting("Council", date(2026, 5, 7))}, "vetting.on", FaultKind.NOT_YET),
        ({"vetting": Vetting("Us", TODAY, note="x" * 401)}, "vetting.note", FaultKind.TOO_LONG),
    ],
)
def test_a_fault_of_an_organisation_is_named_with_its_id(changes: Any, place: str, kind: FaultKind):
    assert found(a_directory(a_partner(4, **changes))) == [(f"partners.4.{place}", kind)]


def test_two_organisations_cannot_share_an_id():
    assert found(a_directory(a_partner(4), a_partner(4))) == [("partners.4", FaultKind.TWICE)]


def test_a_promise_may_have_several_lines_and_an_end():
    assert found(a_promise("One.\n\nTwo.")) == []
    assert found(a_promise("x" * 4_001)) == [("text", FaultKind.TOO_LONG)]


def test_a_text_is_named_once_when_several_of_its_languages_are_wrong():
    texts = Translations({"en": "x" * 61, "ar": ""})
    assert faults_in(an_identity(name=texts), TODAY) == [
        Fault("name", FaultKind.TOO_LONG, NAME_LENGTH, language="en")
    ]


def test_a_text_may_hold_the_signs_its_script_needs():
    persian = "می\u200cخواهم"
    assert found(replace(a_promise(), text=Translations({"fa": persian}))) == []


@pytest.mark.parametrize("text", ["112", "0800 000 001", "+380 (44) 000-00-00", "1"])
def test_a_telephone_number_is_known_as_one(text: str):
    assert is_telephone(text)


@pytest.mark.parametrize("text", ["", "+", "112 ", "call 112", "١١٢", "1" * 40, "112\n"])
def test_what_cannot_be_dialled_is_no_telephone_number(text: str):
    assert not is_telephone(text)


@pytest.mark.parametrize("text", ["help@example.org", "a.b+c@x-y.example.co"])
def test_an_email_address_is_known_as_one(text: str):
    assert is_email(text)


@pytest.mark.parametrize(
    "text", ["help", "help@example", "a b@example.org", "@example.org", "a@b..c"]
)
def test_what_mail_cannot_be_sent_to_is_no_email_address(text: str):
    assert not is_email(text)


@pytest.mark.parametrize("text", ["https://example.org", "http://example.org:8080/a?b=c#d"])
def test_a_web_address_is_known_as_one(text: str):
    assert is_website(text)


@pytest.mark.parametrize(
    "text",
    [
        "example.org",
        "javascript:alert(1)",
        "https://",
        "https://example.org/<b>",
        "https://ex ample.org",
        "https://police.example@evil.example/",
        "https://example.org:port/",
        "data:text/html,hello",
        "https://пример.example",
    ],
)
def test_what_leads_astray_is_no_web_address(text: str):
    assert not is_website(text)
