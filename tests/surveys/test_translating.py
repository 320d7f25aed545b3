"""Languages of a questionnaire go out to translators and come back, wholly or not at all."""

from __future__ import annotations

import contextlib
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.surveys import translation_files
from copfeedback.surveys.keyed_texts import keyed_texts
from copfeedback.surveys.translating import export_po, export_xlsx, import_language
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from tests.factories import TINY
from tests.surveys.questionnaires import a_definition

PO, XLSX = "po", "xlsx"
EXPORTS: dict[str, Callable[[SurveyShape, str], bytes]] = {PO: export_po, XLSX: export_xlsx}


def a_shape(text: str = TINY) -> SurveyShape:
    return read_shape(SurveyShape, text, "v1.yaml")[0]


def in_language(shape: SurveyShape, language: str) -> dict[str, str]:
    return {each.key: each.texts[language] for each in keyed_texts(shape) if language in each.texts}


def a_po(*entries: tuple[str, str, str], head: str = "") -> bytes:
    return (
        head + "\n".join(f'msgctxt "{k}"\nmsgid "{s}"\nmsgstr "{t}"\n' for k, s, t in entries)
    ).encode()


def a_sheet(change: Callable[[Any], None], shape: SurveyShape, language: str) -> bytes:
    """The exported sheet after somebody has worked in it."""
    book = openpyxl.load_workbook(BytesIO(export_xlsx(shape, language)))
    change(book.active)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def row_of(sheet: Any, key: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == key)


def faults_of(content: bytes, shape: SurveyShape, language: str = "fr") -> list[DefinitionFault]:
    with pytest.raises(DefinitionError) as caught:
        import_language(shape, language, content, "fr.file")
    faults = caught.value.faults
    assert all(fault.file == "fr.file" and fault.fix for fault in faults)
    return faults


@pytest.mark.parametrize("format_", EXPORTS)
class TestRoundTrip:
    def test_nothing_changes_when_a_language_comes_back_as_it_went(self, format_: str):
        shape = a_shape()

        back = import_language(shape, "ar", EXPORTS[format_](shape, "ar"), "ar.file")

        assert back.shape == shape
        assert (back.changed, back.missing, back.unsure) == (0, (), ())

    def test_a_whole_language_comes_in_when_it_was_filled_elsewhere(self, format_: str):
        shape = a_shape()
        bare = shape.model_copy(update={"languages": ["en"]})
        for text in keyed_texts(bare):
            text.texts.pop("ar")  # type: ignore[attr-defined]
        full = a_shape()

        back = import_language(bare, "ar", EXPORTS[format_](full, "ar"), "ar.file")

        assert back.shape == full
        assert back.changed == len(in_language(full, "ar"))

    def test_every_text_waits_to_be_filled_when_the_language_is_new(self, format_: str):
        shape = a_shape()

        back = import_language(shape, "fr", EXPORTS[format_](shape, "fr"), "fr.file")

        assert back.changed == 0
        assert back.shape.languages == ["en", "ar"]
        assert set(back.missing) == set(in_language(shape, "en"))

    @given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
    def test_any_text_comes_through_when_it_has_visible_letters(self, format_: str, text: str):
        shape = a_shape()
        if not text.strip():
            return
        shape.title["en"] = shape.title["ar"] = f"={text}" if "${" not in text else "x"

        back = import_language(shape, "ar", EXPORTS[format_](shape, "ar"), "ar.file")

        assert back.changed == 0


class TestKeys:
    def test_choices_of_a_list_have_one_key_when_questions_share_it(self):
        keys = list(in_language(a_shape(), "en"))

        assert keys.count("list.yes_no.yes") == 1
        assert not any(key.startswith("choice.victim.") for key in keys)
        assert {
            "survey.title",
            "section.views.title",
            "question.trust.low",
            "choice.wishes.lights",
            "row.listens.text",
        } <= set(keys)

    def test_no_two_texts_have_one_key_when_names_have_dots(self):
        shape = a_shape(
            a_definition(
                """
                - {id: a, type: single, text: {en: A}, choices: [{code: b.c, text: {en: X}}]}
                - {id: a.b, type: single, text: {en: B}, choices: [{code: c, text: {en: Y}}]}
                - {id: d, type: single, text: {en: C}, choices: a}
                """,
                lists="a: [{code: b.c, text: {en: Z}}]",
            )
        )

        keys = [each.key for each in keyed_texts(shape)]

        assert len(keys) == len(set(keys))

    def test_questions_about_the_person_are_left_out_when_a_language_is_exported(self):
        exported = export_po(a_shape(), "fr").decode()

        assert "gender" not in exported
        assert "age_band" not in exported

    def test_what_is_worked_out_is_left_out_when_a_language_is_exported(self):
        shape = a_shape(
            a_definition(
                """
                - {id: sum, type: calculate, text: {en: sum}, calculation: 1 + 1}
                - {id: q, type: note, text: {en: Read this.}}
                """
            )
        )

        assert "question.sum.text" not in in_language(shape, "en")


class TestPo:
    def test_a_translator_sees_the_place_and_no_format_flag(self):
        shape = a_shape(
            TINY.replace("title: {en: Tiny survey", "title: {en: '100 % sure ${trust}'")
        )

        exported = export_po(shape, "ar").decode()

        assert '"Language: ar\\n"' in exported
        assert '#. row listens of question treatment\nmsgctxt "row.listens.text"' in exported
        assert "#," not in exported

    def test_lines_come_through_when_a_tool_has_broken_them_anew(self):
        content = a_po(("", "", "Language: fr\\n")) + (
            b'\n# a remark\n#: page:1\n#| msgid "old"\nmsgctxt ""\n"survey"\n".title"\n'
            b'msgid ""\n"Tiny "\n"survey"\nmsgstr ""\n"Petit "\n"\\"sondage\\"\\n"\n'
            b'\n#~ msgid "gone"\n#~ msgstr "parti"\n'
        )

        back = import_language(a_shape(), "fr", content, "fr.po")

        assert back.shape.title["fr"] == 'Petit "sondage"'
        assert back.shape.languages == ["en", "ar", "fr"]

    def test_an_unsettled_translation_is_left_out_and_told_when_it_is_marked_fuzzy(self):
        content = b"#, fuzzy\n" + a_po(("survey.title", "Another text", "Petit sondage"))

        back = import_language(a_shape(), "fr", content, "fr.po")

        assert back.unsure == ("survey.title",)
        assert "survey.title" in back.missing
        assert "fr" not in back.shape.languages

    @pytest.mark.parametrize(
        ("content", "line", "fault"),
        [
            (b'msgctxt "survey.title"\nmsgid "Tiny survey"\nmsgstr "Petit\n', 3, "no"),
            (b'msgctxt "survey.title"\nmsgid "Tiny survey"\n', 2, ""),
            (b'msgid "a"\nmsgstr "b"\nnonsense\n', 3, ""),
            (b'"floating"\n', 1, ""),
            (b"<html></html>", 1, ""),
            (b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n', 1, "plural"),
            (b'msgid ""\nmsgstr "Language: de\\n"\n', 1, "de"),
            ("msgid é".encode("latin-1"), 0, "UTF-8"),
        ],
    )
    def test_a_broken_file_is_refused_with_its_line(self, content: bytes, line: int, fault: str):
        (found,) = faults_of(content, a_shape())

        assert found.line == line
        assert fault in found.fault

    @given(st.binary(max_size=300) | st.text('msgidctr"\\ \n#~,[]01ab').map(str.encode))
    def test_only_a_fault_comes_of_it_when_a_file_holds_anything(self, content: bytes):
        for beginning in (b"", b"PK\x03\x04", export_po(a_shape(), "fr")[:-5]):
            with contextlib.suppress(DefinitionError):
                import_language(a_shape(), "fr", beginning + content, "fr.po")


class TestXlsx:
    def test_a_sheet_runs_from_right_to_left_when_the_language_does(self):
        for language, leftwards in (("ar", True), ("prs", True), ("fr", False)):
            sheet = openpyxl.load_workbook(BytesIO(export_xlsx(a_shape(), language))).active
            assert sheet.sheet_view.rightToLeft is leftwards
            assert sheet.freeze_panes == "A2"
            assert sheet["C2"].protection.locked
            assert not sheet["D2"].protection.locked

    def test_a_translation_comes_in_when_somebody_has_filled_its_cell(self):
        def fill(sheet: Any) -> None:
            sheet.cell(row_of(sheet, "survey.title"), 4).value = " Petit sondage "
            sheet.cell(row_of(sheet, "list.yes_no.yes"), 4).value = 1
            sheet.insert_cols(1)
            sheet.append([])

        back = import_language(a_shape(), "fr", a_sheet(fill, a_shape(), "fr"), "fr.xlsx")

        assert back.shape.title["fr"] == "Petit sondage"
        assert back.shape.choice_lists["yes_no"][0].text["fr"] == "1"
        assert back.changed == 2

    @pytest.mark.parametrize("value", ["=1+1", 1.5, True, "#N/A"])
    def test_a_cell_is_refused_when_it_holds_no_text(self, value: object):
        def fill(sheet: Any) -> None:
            sheet["D2"].value = value

        (fault,) = faults_of(a_sheet(fill, a_shape(), "fr"), a_shape())

        assert (fault.line, fault.where) == (2, "survey.title")
        assert "the cell holds" in fault.fault

    def test_a_file_is_refused_when_it_is_of_another_language(self):
        (fault,) = faults_of(export_xlsx(a_shape(), "ar"), a_shape())

        assert fault.line == 1
        assert "“translation (fr)”" in fault.fault

    def test_a_row_is_refused_when_its_key_is_gone(self):
        def fill(sheet: Any) -> None:
            sheet["A2"].value, sheet["D2"].value = None, "Petit sondage"

        (fault,) = faults_of(a_sheet(fill, a_shape(), "fr"), a_shape())

        assert (fault.line, fault.where) == (2, "no key")

    def test_a_file_is_refused_when_it_is_cut_off_or_unpacks_to_too_much(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        whole = export_xlsx(a_shape(), "fr")
        assert "cannot be read" in faults_of(whole[:-100], a_shape())[0].fault
        empty = BytesIO()
        with zipfile.ZipFile(empty, "w") as parts:
            parts.writestr("something", "else")
        assert "cannot be read" in faults_of(empty.getvalue(), a_shape())[0].fault

        monkeypatch.setattr(translation_files, "MAX_UNPACKED_BYTES", 1_000)
        assert "unpacked" in faults_of(whole, a_shape())[0].fault
        monkeypatch.undo()
        monkeypatch.setattr(translation_files, "MAX_ROWS", 3)
        assert "rows" in faults_of(whole, a_shape())[0].fault


class TestFaults:
    def test_everything_wrong_is_told_by_line_and_key_and_nothing_comes_in(self):
        mentioning = TINY.replace("en: What happened?", "en: 'You said ${victim}. What happened?'")
        shape = a_shape(mentioning)
        before = in_language(shape, "fr")
        content = a_po(
            ("survey.title", "Tiny survey", "Petit sondage"),
            ("survey.gone", "Gone", "Parti"),
            ("section.views.title", "Opinions", "Avis"),
            ("question.trust.low", "Not at all", "Pas ${du} tout"),
            ("question.trust.high", "Completely", "Tout à fait" + " x" * 3_000),
            ("question.what_happened.text", "You said ${victim}. What happened?", "Quoi ?"),
            ("survey.title", "Tiny survey", "Petite enquête"),
            ("row.listens.text", "listen", "écoute\x07"),
        )

        told = [(each.line, each.where, each.fault) for each in faults_of(content, shape)]

        expected = [
            (6, "survey.gone", "no text with this key"),
            (10, "section.views.title", "it is now “Views”"),
            (14, "question.trust.low", "${du} is not in the text"),
            (18, "question.trust.high", "too long"),
            (22, "question.what_happened.text", "${victim} is missing"),
            (26, "survey.title", "there twice"),
            (30, "row.listens.text", "control characters"),
        ]
        assert [each[:2] for each in told] == [each[:2] for each in expected]
        assert all(part in each[2] for each, (_, _, part) in zip(told, expected, strict=True))
        assert in_language(shape, "fr") == before == {}

    def test_nothing_is_wrong_when_what_is_gone_was_never_translated(self):
        content = a_po(("survey.gone", "Gone", ""), ("survey.title", "Old", " "))

        assert import_language(a_shape(), "ar", content, "ar.po").shape == a_shape()

    def test_spaces_do_not_make_a_text_another_one(self):
        content = a_po(("survey.title", "Tiny\\n  survey ", "Petit"))

        assert import_language(a_shape(), "fr", content, "fr.po").shape.title["fr"] == "Petit"

    @pytest.mark.parametrize("language", ["en", "", "nonsense", "fr\n", "ar-" + "x" * 20])
    def test_no_file_is_made_or_taken_when_the_language_cannot_be_translated_to(
        self, language: str
    ):
        for act in (
            lambda: export_po(a_shape(), language),
            lambda: export_xlsx(a_shape(), language),
            lambda: import_language(a_shape(), language, b"", "x.po"),
        ):
            with pytest.raises(DefinitionError, match=r"written in en|is no language"):
                act()

    def test_a_huge_file_is_refused_at_once(self):
        (fault,) = faults_of(b"#" * (translation_files.MAX_BYTES + 1), a_shape())

        assert re.search("larger than", fault.fault)
