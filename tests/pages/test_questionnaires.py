"""What a survey manager does with questionnaires on the full door."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.surveys.drafts import begin_draft_from, find_draft, list_drafts, save_draft
from copfeedback.surveys.overview import list_surveys
from copfeedback.surveys.translating import export_po
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from tests.every_type import EVERY_TYPE
from tests.factories import TINY
from tests.pages.reader import Reader

REFUSAL = "This page is for survey managers."
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
FORM: dict[str, list[list[str]]] = {
    "survey": [
        ["type", "name", "label::English (en)", "relevant"],
        ["start", "start", "", ""],
        ["select_one yes_no", "seen", "Have you seen an officer?", ""],
        ["text", "where", "Where?", "${seen} = 'yes'"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)"],
        ["yes_no", "yes", "Yes"],
        ["yes_no", "no", "No"],
    ],
    "settings": [["form_title", "form_id", "default_language"], ["Patrols", "patrols", "en"]],
}


@pytest.fixture
def manager(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.SURVEY_MANAGER)


def a_workbook(**changes: list[list[str]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in {**FORM, **changes}.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def bring_in(manager: Reader, name: str, content: bytes, **fields: object) -> Reader:
    manager.open("questionnaires")
    manager.app.file_uploader[0].set_value((name, content, "application/octet-stream"))
    manager.reload()
    if fields:
        manager.enter(**fields)
    return manager.do("import")


def draft_of(portal: Portal, survey_id: str = "tiny") -> SurveyShape:
    definition = find_draft(portal.trail, OPERATOR, survey_id).definition
    return read_shape(SurveyShape, definition, "draft")[0]


def versions(portal: Portal, survey_id: str = "tiny") -> tuple[int, ...]:
    known = {each.survey_id: each for each in list_surveys(portal.trail, OPERATOR)}
    return known[survey_id].versions


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    assert REFUSAL in reader.open("questionnaires").text
    leader = sign_in(Role.LEADER)
    for view in ("", "texts", "languages", "preview"):
        query = {"survey": "tiny", "show": view, "in": "ar"}
        assert REFUSAL in leader.open("questionnaires", **query).text
    assert "Questionnaires" not in leader.links


def test_the_questionnaires_are_listed_with_versions_and_languages(manager: Reader):
    manager.open("questionnaires")

    assert "Tiny survey" in manager.links
    assert "Published: 1" in manager.text
    assert "<bdi>ar</bdi> 100%" in manager.page


@pytest.mark.parametrize("asked", ["nothing", "", "<b>", "x" * 300])
def test_all_are_listed_when_the_address_asks_for_none_of_them(asked: str, manager: Reader):
    assert "Tiny survey" in manager.open("questionnaires", survey=asked).links


@pytest.mark.parametrize("edition", ["draft", "9", "99999", "-1", "x"])
def test_the_newest_edition_is_shown_when_the_one_asked_for_is_not_there(
    edition: str, manager: Reader
):
    manager.open("questionnaires", survey="tiny", edition=edition)

    assert "Change it: make a draft of this version" in manager.buttons


def test_a_form_becomes_a_draft_and_what_was_left_out_is_told(manager: Reader, portal: Portal):
    bring_in(manager, "patrols.xlsx", a_workbook())

    assert "The draft of “patrols” is saved." in manager.text
    assert "Left out" in manager.text
    assert "does not note when somebody answers" in manager.text
    assert [each.survey_id for each in list_drafts(portal.trail, OPERATOR)] == ["patrols"]
    assert "Patrols" in manager.open("questionnaires", survey="patrols").text


def test_a_form_with_faults_is_told_by_row_and_kept_out(manager: Reader, portal: Portal):
    rows = [*FORM["survey"], ["begin_repeat", "people", "People", ""], ["end_repeat", "", "", ""]]
    bring_in(manager, "patrols.xlsx", a_workbook(survey=rows))

    assert "Row or line 5:" in manager.text
    assert "To mend it:" in manager.text
    assert "does not note when somebody answers" in manager.text
    assert list_drafts(portal.trail, OPERATOR) == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"PK\x03\x04nothing", b"just words"])
def test_a_file_that_is_no_questionnaire_is_refused(
    content: bytes, manager: Reader, portal: Portal
):
    bring_in(manager, "patrols.xlsx", content)

    assert "Please check" in manager.text
    assert list_drafts(portal.trail, OPERATOR) == []


def test_somebody_is_asked_for_a_file_when_there_is_none(manager: Reader):
    assert "Please choose a file first." in manager.open("questionnaires").do("import").text


def test_a_questionnaire_is_put_together_from_the_library(manager: Reader, portal: Portal):
    manager.open("questionnaires").do("compose")
    assert "Please choose at least one module." in manager.text

    chosen = {"modules.fear-and-visibility": True, "modules.hate-incidents": True}
    manager.enter(**chosen, **{"new-id": "my-own", "person.sector": False}).do("compose")

    assert "The draft of “my-own” is saved." in manager.text
    shape = draft_of(portal, "my-own")
    assert len(shape.sections) == 2
    assert shape.demographics == ["age_band", "gender"]


@pytest.mark.parametrize("name", ["", "-x", "Mine", "1st", "a b", "ä", "x" * 70])
def test_a_questionnaire_needs_a_short_name(name: str, manager: Reader, portal: Portal):
    manager.open("questionnaires")
    manager.enter(**{"modules.hate-incidents": True, "new-id": name}).do("compose")

    assert "Please use small letters" in manager.text
    assert list_drafts(portal.trail, OPERATOR) == []


def test_a_yaml_file_with_faults_becomes_a_draft_that_says_so(manager: Reader, portal: Portal):
    faulty = TINY.replace("tiny", "faulty", 1).replace("${victim}", "${nobody}")
    bring_in(manager, "faulty.yaml", faulty.encode())

    assert "The draft of “faulty” is saved, but has faults to mend." in manager.text
    assert "was taken as it is" not in manager.text
    assert "The draft has faults to mend." in manager.text


def test_a_draft_is_not_replaced_before_somebody_says_so(manager: Reader, portal: Portal):
    save_draft(portal.trail, OPERATOR, TINY.replace("Tiny survey", "Mine"))
    bring_in(manager, "tiny.yaml", TINY.encode())
    assert "There is a draft of this questionnaire already." in manager.text
    assert draft_of(portal).title["en"] == "Mine"

    manager.enter(replace=True).do("import")
    assert draft_of(portal).title["en"] == "Tiny survey"


def test_a_draft_is_made_of_a_version_changed_and_published_after_a_question(
    manager: Reader, portal: Portal
):
    manager.open("questionnaires", survey="tiny").do("begin")
    manager.open("questionnaires", survey="tiny", edition="draft", show="texts")
    manager.enter(run_by__en="Another institute").do("save-texts")
    assert draft_of(portal).run_by["en"] == "Another institute"
    assert draft_of(portal).run_by["ar"] == "معهد"

    manager.open("questionnaires", survey="tiny").do("publish")
    assert versions(portal) == (1,)
    manager.do("publish-yes")

    assert versions(portal) == (1, 2)
    assert "Version 2 of “tiny” is published." in manager.text


def test_what_cannot_be_compared_is_told_before_publishing(manager: Reader, portal: Portal):
    changed = TINY.replace("How much do you trust", "How far do you trust")
    save_draft(portal.trail, OPERATOR, changed.replace("maximum: 120", "maximum: 110"))

    manager.open("questionnaires", survey="tiny")

    assert "What differs from version 1" in manager.text
    assert "a line in the trends breaks here" in manager.text
    assert "With care" in manager.text


def test_nothing_is_published_when_the_draft_says_the_same(manager: Reader, portal: Portal):
    begin_draft_from(portal.trail, OPERATOR, "tiny", 1)

    manager.open("questionnaires", survey="tiny").do("publish").do("publish-yes")

    assert "There is nothing to publish." in manager.text
    assert versions(portal) == (1,)


def test_a_draft_with_faults_names_them_and_cannot_be_published(manager: Reader, portal: Portal):
    save_draft(portal.trail, OPERATOR, TINY.replace("'yes'\n", "'perhaps'\n"))

    manager.open("questionnaires", survey="tiny")

    assert "must be mended before" in manager.text
    assert "Publish" not in manager.buttons


def test_a_draft_is_discarded_after_a_question(manager: Reader, portal: Portal):
    begin_draft_from(portal.trail, OPERATOR, "tiny", 1)

    manager.open("questionnaires", survey="tiny").do("discard")
    assert list_drafts(portal.trail, OPERATOR)
    manager.do("discard-yes")

    assert list_drafts(portal.trail, OPERATOR) == []
    assert "is discarded." in manager.text


def test_a_translation_is_brought_in_and_counted(manager: Reader, portal: Portal):
    begin_draft_from(portal.trail, OPERATOR, "tiny", 1)
    translated = export_po(draft_of(portal), "fr").decode()
    untranslated = 'msgid "Tiny survey"\nmsgstr "'
    translated = translated.replace(untranslated, f"{untranslated}Petite")

    manager.open("questionnaires", survey="tiny").enter(**{"language-in": "French"})
    manager.app.file_uploader[0].set_value(("fr.po", translated.encode(), "text/plain"))
    manager.reload()
    manager.do("translate")

    assert "Texts that are new or other than before: 1." in manager.text
    assert draft_of(portal).title["fr"] == "Petite"


def test_a_translation_of_no_language_is_refused(manager: Reader, portal: Portal):
    begin_draft_from(portal.trail, OPERATOR, "tiny", 1)

    manager.open("questionnaires", survey="tiny").enter(**{"language-in": "Gibberish"})
    manager.do("translate")

    assert "We know no such language." in manager.text
    assert "Please choose a file first." in manager.text


def test_a_language_is_shown_beside_the_source_with_what_is_missing(
    manager: Reader, portal: Portal
):
    save_draft(portal.trail, OPERATOR, TINY.replace(", ar: ماذا حدث؟", ""))

    manager.open("questionnaires", survey="tiny", show="languages", **{"in": "ar"})

    assert "What happened?" in manager.text
    assert 'lang="ar" dir="auto">استطلاع صغير' in manager.page
    assert manager.text.count('class="problem">missing') == 1
    manager.enter(missing=True)
    assert "What happened?" in manager.text
    assert "استطلاع صغير" not in manager.text


def test_a_language_is_approved_by_name(manager: Reader):
    manager.open("questionnaires", survey="tiny")
    assert "Machine-drafted" in manager.text
    manager.open("questionnaires", survey="tiny", show="languages", **{"in": "ar"})
    manager.do("approve")
    assert "Please write the name of whoever read it" in manager.text

    manager.enter(reviewer="Nadia Haddad").do("approve")

    assert "Nadia Haddad has approved this language" in manager.text
    assert "Read and approved by Nadia Haddad" in manager.open("questionnaires", survey="tiny").text


@pytest.mark.parametrize("language", ["en", "fr", "", "<b>"])
def test_there_is_nothing_side_by_side_without_a_translation(language: str, manager: Reader):
    manager.open("questionnaires", survey="tiny", show="languages", **{"in": language})

    assert "no such translation" in manager.text


def test_missing_pictures_are_named_and_added(manager: Reader, portal: Portal):
    with_picture = TINY.replace("type: scale\n", "type: scale\n        image: {en: map.png}\n")
    save_draft(portal.trail, OPERATOR, with_picture)
    manager.open("questionnaires", survey="tiny")
    assert "<bdi>map.png</bdi>" in manager.page

    for name, content, told in (
        ("other.png", PNG, "names no missing file"),
        ("map.png", b"no picture", "This is no picture"),
        ("map.png", PNG, "The files are added."),
    ):
        manager.app.file_uploader[0].set_value([(name, content, "image/png")])
        manager.reload()
        manager.do("add-files")
        assert told in manager.text

    assert "It is there." in manager.text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_section_is_previewed_with_the_real_widgets(language: str, manager: Reader):
    manager.open("questionnaires", survey="tiny", show="preview", **{"in": language})
    manager.enter(section="views")

    asked = {"en": "What do you wish for?", "ar": "ماذا تتمنى؟"}[language]
    assert asked in manager.text
    assert manager.app.radio


def test_all_choices_are_previewed_whatever_narrows_them_down_later(
    manager: Reader, portal: Portal
):
    save_draft(portal.trail, OPERATOR, EVERY_TYPE)
    known = read_shape(SurveyShape, EVERY_TYPE, "draft")[0]
    place = next(each for each in known.sections if any(q.id == "town" for q in each.questions))

    manager.open("questionnaires", survey=known.id, show="preview", **{"in": "en"})
    manager.enter(section=place.id)

    towns = [radio.options for radio in manager.app.radio if "Hillton" in radio.options]
    assert towns == [["Hillton", "Laketon", "Bayton"]]


def test_nothing_is_previewed_in_a_language_the_portal_does_not_speak(manager: Reader):
    manager.open("questionnaires", survey="tiny", show="preview", **{"in": "tlh"})

    assert "nothing to show in this language" in manager.text


def test_the_page_reads_in_arabic(sign_in: Callable[..., Reader]):
    manager = sign_in(Role.SURVEY_MANAGER)
    manager.accept_language = "ar"

    assert "استطلاع صغير" in manager.open("questionnaires").links
