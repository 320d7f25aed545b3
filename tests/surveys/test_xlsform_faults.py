"""What is wrong with a form is told with row, column, fault and fix: all of it at once."""

from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from openpyxl import Workbook

from copfeedback.surveys.xlsform import workbook
from copfeedback.surveys.xlsform.reading import read_xlsform
from copfeedback.surveys.xlsform.report import Dropped, FormError
from copfeedback.surveys.yaml_file import DefinitionError
from tests.factories import DEMOGRAPHICS
from tests.surveys.forms import ENGLISH, YES_NO, a_form, faults

HEAD = ("type", "name", "label")
RULES = (*HEAD, "relevant", "constraint", "calculation", "choice_filter", "required", "default")


def one(**cells: str) -> list[tuple[int, str, str]]:
    """The faults of a form whose second question has these cells."""
    row = [cells.get(column) for column in RULES]
    form = (RULES, ("select_one yn", "a", "A"), row)
    return [(fault.line, fault.where, fault.fault) for fault in faults(form)]


@pytest.mark.parametrize(
    ("column", "source", "said"),
    [
        ("relevant", "${a} == 'yes'", "“==” is not in the language"),
        ("relevant", "${a} = 'no", "not closed"),
        ("relevant", "${nobody} = 'no'", "unknown question “nobody”"),
        ("relevant", "${a} = 'maybe'", "not on its list"),
        ("relevant", "pulldata('x', 'y')", "no function “pulldata”"),
        ("constraint", ". > (1", ""),
        ("required", "${a} ! 'x'", "“!” is not in the language"),
    ],
)
def test_a_rule_that_cannot_work_is_named_with_row_and_column(column, source, said):
    found = one(type="text", name="q", label="Q", **{column: source})

    [(line, where, fault)] = found
    assert line == 3
    assert where.startswith(f"survey sheet, column {column}")
    assert said in fault


def test_all_faults_come_at_once_in_the_order_of_the_rows():
    form = (
        (*HEAD, "relevant"),
        ("select_one none", "a", "A", None),
        ("hidden", "h", None, None),
        ("begin_repeat", "r", "R", None),
        ("text", "inner", "I", None),
        ("end_repeat", None, None, None),
        ("text", "b", "B", "${inner} = 'x'"),
        ("text", "b", "B", None),
        ("nonsense", "c", "C", None),
        ("dateTime", "d", "D", None),
        ("select_one_from_file places.csv", "e", "E", None),
    )

    found = faults(form)

    assert [fault.line for fault in found] == [2, 3, 4, 8, 9, 10, 11]
    said = "\n".join(map(str, found))
    for words in (
        "there is no choice list “none”",
        "hidden fields",
        "groups cannot be repeated yet",
        "rows 7 refer to it",
        "the id “b” is used twice",
        "there is no type “nonsense”",
        "a day and a time cannot be asked in one question",
        "choices from another file",
    ):
        assert words in said


def test_both_rows_are_named_when_a_question_needs_what_is_left_out():
    form = (
        (*HEAD, "relevant"),
        ("deviceid", "device", None, None),
        ("text", "q", "Q", "${device} != ''"),
        ("note", "n", "On ${device}", None),
    )

    found = faults(form)

    assert [fault.line for fault in found] == [3, 4]
    assert all("“device” of row 2" in fault.fault for fault in found)


def test_what_would_be_left_out_is_told_besides_the_faults():
    lines = (HEAD, ("deviceid", "device", None), ("hidden", "h", None), ("text", "q", "Q"))
    content = a_form(lines, choices=())

    with pytest.raises(FormError) as raised:
        read_xlsform(content, "form.xlsx", DEMOGRAPHICS)

    assert raised.value.remarks[0].told is Dropped.DEVICE


def test_a_fault_says_file_row_column_and_fix():
    [found] = faults(((*HEAD, "relevant"), ("text", "q", "Q", "${q} =")))

    assert str(found).startswith("form.xlsx:2: survey sheet, column relevant, q: ")
    assert "Fix: " in str(found)


@pytest.mark.parametrize(
    ("choices", "row", "said"),
    [
        ((*YES_NO, ("yn", "yes", "Again")), 4, "is in the list “yn” already, in row 2"),
        ((*YES_NO, ("yn", None, "Nameless")), 4, "the choice has no name"),
        ((*YES_NO, ("yn", "don't", "Quoted")), 4, "signs that cannot be used"),
    ],
)
def test_a_bad_choice_is_named_with_its_row_in_the_choices_sheet(choices, row, said):
    [found] = faults((HEAD, ("select_one yn", "q", "Q")), choices)

    assert (found.line, found.where.split(",")[0]) == (row, "choices sheet")
    assert said in found.fault


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("begin_group", "g", "G"), ("text", "q", "Q")], "the group does not end"),
        ([("text", "q", "Q"), ("end_group", None, None)], "no group is open"),
        ([("text", None, "Q")], "has no name"),
        ([("text", "q q", "Q")], "no question can be called"),
        ([("text", "q", None)], "has no label"),
        ([(None, "q", "Q"), ("text", "r", "R")], "has no type"),
        ([("calculate", "q", None), ("text", "r", "R")], "how it is calculated"),
        ([("select_one ${a}", "q", "Q")], "choices cannot be made of earlier answers"),
        ([("text", "q", "#REF!")], "the cell shows the error #REF!"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(lines, said):
    assert said in "\n".join(map(str, faults((HEAD, *lines))))


def test_two_columns_that_mean_the_same_are_named():
    form = ((*HEAD, "relevant", "bind::relevant"), ("text", "q", "Q", None, "1 = 1"))

    assert "mean the same" in "\n".join(map(str, faults(form)))


def test_a_default_must_be_on_the_list():
    [found] = faults(((*HEAD, "default"), ("select_one yn", "q", "Q", "maybe")))

    assert "the default “maybe” is not on the list “yn”" in found.fault


def test_a_language_nobody_knows_is_named():
    [found] = faults((("type", "name", "label::Klingon Two"), ("text", "q", "Q")))

    assert "no language is called “Klingon Two”" in found.fault


def test_a_text_that_only_another_language_has_is_named_with_its_row():
    form = (("type", "name", "label::English (en)", "label::French (fr)"), ("note", "n", None, "F"))

    [found] = faults(form)

    assert (found.line, found.fault) == (2, "no text in en")


class TestFiles:
    def refused(self, content: bytes) -> str:
        with pytest.raises(DefinitionError) as raised:
            read_xlsform(content, "form.xlsx", DEMOGRAPHICS)
        return str(raised.value)

    def test_a_file_of_another_kind_is_refused(self):
        assert "no Excel workbook" in self.refused(b"id: tiny\n")
        other = io.BytesIO()
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("content.xml", "<office/>")
        assert "no Excel workbook" in self.refused(other.getvalue())

    def test_a_damaged_file_is_refused(self):
        whole = a_form((HEAD, ("text", "q", "Q")))
        for damaged in (whole[:200], whole[:-200], b"PK\x03\x04" + b"\0" * 50):
            assert "Excel workbook" in self.refused(damaged) or "damaged" in self.refused(damaged)
        assert "damaged" in self.refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)

    def test_a_file_that_unpacks_to_very_much_is_refused(self, monkeypatch):
        monkeypatch.setattr(workbook, "MAX_UNPACKED", 1_000)

        assert "far too large" in self.refused(a_form((HEAD, ("text", "q", "Q"))))

    def test_a_sheet_with_very_many_rows_is_refused(self, monkeypatch):
        monkeypatch.setattr(workbook, "MAX_ROWS", 3)
        rows = [("text", f"q{at}", "Q") for at in range(5)]

        assert "more than 3 rows" in self.refused(a_form((HEAD, *rows)))

    def test_a_sheet_with_very_many_cells_is_refused(self, monkeypatch):
        monkeypatch.setattr(workbook, "MAX_CELLS", 8)
        rows = [("text", f"q{at}", "Q") for at in range(5)]

        assert "more than 8 cells" in self.refused(a_form((HEAD, *rows)))

    @pytest.mark.parametrize("content", [b"</f>" + b" " * 200_000 + b"x", b"<f" * 100_000])
    def test_a_sheet_is_searched_in_one_go_whatever_stands_in_it(self, content):
        began = time.process_time()

        assert workbook._UNCALCULATED.search(content) is None
        assert time.process_time() - began < 1

    def test_a_cell_longer_than_programs_write_is_refused(self, monkeypatch):
        monkeypatch.setattr(workbook, "MAX_LETTERS", 20)

        assert "more than 20 letters" in self.refused(a_form((HEAD, ("text", "q", "Q" * 21))))

    def test_groups_nested_very_deeply_are_refused_with_the_row(self):
        begin = [("begin group", f"g{at}", "G") for at in range(1_500)]
        end = [("end group", None, None)] * 1_500

        said = self.refused(a_form((HEAD, *begin, ("text", "q", "Q"), *end)))

        assert said.startswith("form.xlsx:32")
        assert "nested too deeply" in said

    @pytest.mark.parametrize(
        ("column", "text"),
        [
            ("label", "<br" + " " * 30_000 + "x"),
            ("parameters", "${" * 15_000),
            ("label::" + "(" * 30_000, "Q"),
        ],
    )
    def test_a_long_cell_is_read_at_once_whatever_stands_in_it(self, column, text):
        began = time.process_time()

        with suppress(DefinitionError):
            heads = ("type", "name", column)
            read_xlsform(a_form((heads, ("range", "q", text))), "form.xlsx", DEMOGRAPHICS)

        assert time.process_time() - began < 2

    @pytest.mark.parametrize("column", ["cop::version", "cop::minutes"])
    def test_a_number_of_thousands_of_digits_is_none(self, column):
        heads, said = ENGLISH
        settings = ((*heads, column), (*said, "9" * 5_000))
        form = a_form((HEAD, ("text", "q", "Q")), settings=settings)

        assert read_xlsform(form, "form.xlsx", DEMOGRAPHICS).survey.version == 1

    def test_a_form_without_a_survey_sheet_is_refused(self):
        book = Workbook()
        book.worksheets[0].title = "questions"
        book.create_sheet("choices")
        content = BytesIO()
        book.save(content)

        assert "no sheet “survey”" in self.refused(content.getvalue())

    def test_a_formula_without_a_value_is_no_empty_cell(self):
        said = self.refused(a_form(((*HEAD, "relevant"), ("text", "q", "Q", "=A1"))))

        assert "form.xlsx:2" in said
        assert "has no value yet" in said

    def test_rows_below_a_long_gap_are_read(self):
        gap = [(None, None, None)] * 100
        lines = (HEAD, ("text", "a", "A"), *gap, ("text", "b", "B"))

        report = read_xlsform(a_form(lines, settings=ENGLISH), "form.xlsx", DEMOGRAPHICS)

        assert len(report.survey.sections[0].questions) == 2
