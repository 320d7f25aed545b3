"""Responses collected elsewhere, from every kind of file."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from copfeedback.surveys.past import tables, workbook
from copfeedback.surveys.past.model import LeftOut, PastRefused
from copfeedback.surveys.past.tables import open_table
from copfeedback.surveys.yaml_file import DefinitionError
from tests.surveys.past_files import (
    ROW,
    Importing,
    Rows,
    a_past_wave,
    an_importing,
    as_csv,
    as_dta,
    as_sav,
    as_xlsx,
)

ROWS = [
    {"victim": "yes", "trust": 7, "wishes": "patrols lights", "years": 12, "gender": "woman"},
    {"victim": "no", "trust": 0, "wishes": "", "years": 3, "gender": "man"},
]
ANSWERS = [
    {"victim": "no", "trust": 0, "years": 3, "gender": "man"},
    {
        "victim": "yes",
        "trust": 7,
        "wishes": ["patrols", "lights"],
        "years": 12,
        "gender": "woman",
    },
]


@pytest.fixture
def importing(sqlite_engine: Engine, tmp_path: Path) -> Importing:
    return an_importing(sqlite_engine, tmp_path)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_whatever_separates_its_cells(
    importing: Importing, separator: str, encoding: str
):
    report = importing.bring(as_csv(ROWS, separator=separator, encoding=encoding))

    assert (report.rows, report.responses) == (2, 2)
    assert importing.answers() == ANSWERS


@pytest.mark.parametrize("kind", ["xlsx", "sav", "dta"])
def test_workbooks_and_files_of_statistical_programs_are_read(
    importing: Importing, kind: str, tmp_path: Path
):
    path = tmp_path / f"past.{kind}"
    content = {"xlsx": lambda: as_xlsx(ROWS)}.get(kind, lambda: _statistical(kind, ROWS, path))()

    importing.bring(content, path.name)

    assert importing.answers() == ANSWERS


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_values_are_known_by_the_labels_in_the_file(
    importing: Importing, kind: str, tmp_path: Path
):
    rows = [{"q1": 1.0, "q2": 2.0, "q3": 8.0}, {"q1": 2.0, "q2": 1.0, "q3": None}]
    labels = {
        "column_labels": ["Did something happen to you?", "GENDER", "trust"],
        "variable_value_labels": {"q1": {1: "Yes", 2: "no"}, "q2": {1: "Man", 2: "Woman"}},
    }

    importing.bring(_statistical(kind, rows, tmp_path / f"past.{kind}", **labels), f"past.{kind}")

    assert importing.answers() == [
        {"victim": "no", "gender": "man"},
        {"victim": "yes", "gender": "woman", "trust": 8},
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "sav", "dta"])
def test_days_are_read_in_every_kind_of_file(importing: Importing, kind: str, tmp_path: Path):
    day: Any = datetime(2024, 3, 18) if kind != "csv" else "2024-03-18T09:12:45.000+03:00"  # noqa: DTZ001
    rows = [{"victim": "yes", "day": day}]
    path = tmp_path / f"past.{kind}"
    made = {"csv": lambda: as_csv(rows), "xlsx": lambda: as_xlsx(rows)}
    content = made.get(kind, lambda: _statistical(kind, rows, path))()

    importing.bring(content, path.name, said={"date": "day"})

    assert [each["week"] for each in importing.stored.responses()] == ["2024-W12"]


@pytest.mark.parametrize(
    "formula", ["<f>3+4</f><v></v>", "<f>3+4</f><v />", '<f t="shared" si="0"/>']
)
def test_a_formula_that_nobody_calculated_is_not_taken_for_no_answer(
    importing: Importing, formula: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(workbook, "_PART", 7)

    with pytest.raises(DefinitionError, match="never calculated"):
        importing.bring(_with_a_formula(formula), "past.xlsx")


@pytest.mark.parametrize(
    ("formula", "trust"),
    [('<c r="A2"><f>3+4</f><v>7</v></c>', 7), ('<c r="A2" t="str"><f>A9</f><v></v></c>', None)],
)
def test_a_formula_counts_as_it_was_last_calculated(
    importing: Importing, formula: str, trust: int | None
):
    importing.bring(_with_a_formula(formula), "past.xlsx")

    (answers,) = importing.answers()
    assert answers.get("trust") == trust


@pytest.mark.parametrize("size", ["A1", "A1:B2", ""])
def test_no_row_is_lost_when_a_workbook_is_wrong_about_its_size(importing: Importing, size: str):
    said = f'<dimension ref="{size}"/>' if size else ""

    content = _changed(as_xlsx(ROWS), r'<dimension ref="[^"]*"\s*/>', said)

    assert importing.bring(content, "past.xlsx").responses == len(ROWS)


def test_a_row_further_down_than_any_workbook_goes_is_a_fault(importing: Importing):
    content = _changed(as_xlsx(ROWS), '<row r="3"', '<row r="99999999999"')

    with pytest.raises(DefinitionError, match="as far down"):
        importing.bring(content, "past.xlsx")


def _with_a_formula(cell: str) -> bytes:
    """A workbook whose answer to “trust” is this formula."""
    whole = cell if cell.startswith("<c ") else f'<c r="A2">{cell}</c>'
    return _changed(as_xlsx([{"trust": 5, "gender": "woman"}]), r'<c r="A2".*?</c>', whole)


def _changed(workbook: bytes, part: str, into: str) -> bytes:
    """A workbook with another first sheet."""
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            content = before.read(name).decode()
            if name.endswith("sheet1.xml"):
                assert re.search(part, content)
                content = re.sub(part, into, content)
            after.writestr(name, content)
    return made.getvalue()


def _statistical(kind: str, rows: Rows, path: Path, **labels: Any) -> bytes:
    return {"sav": as_sav, "dta": as_dta}[kind](rows, path, **labels)


def test_a_file_of_many_parts_is_read_as_one(importing: Importing, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tables, "CHUNK", 7)
    rows = [{**ROW, "years": at} for at in range(50)]

    importing.bring(rows)

    assert sorted(each["years"] for each in importing.answers()) == list(range(50))


@pytest.mark.parametrize(
    ("head", "item"),
    [
        ("victim", "victim"),
        ("VICTIM ", "victim"),
        ("Did something  happen to you?", "victim"),
        ("هل حدث لك شيء؟", "victim"),
        ("contact/victim", "victim"),
        ("group_a/contact/victim", "victim"),
        ("contact-victim", "victim"),
        ("treatment/listens", "listens"),
        ("The police [listen]", "listens"),
    ],
)
def test_a_column_is_known_by_code_or_label_in_any_language(
    importing: Importing, head: str, item: str
):
    report = importing.bring([{head: "yes" if item == "victim" else "Agree"}])

    assert [each.item for each in report.taken] == [item]


@pytest.mark.parametrize("value", ["yes", "YES", " Yes ", "نعم"])
def test_an_answer_is_known_by_code_or_label_in_any_language(importing: Importing, value: str):
    importing.bring([{"victim": value}])

    assert importing.answers() == [{"victim": "yes"}]


@pytest.mark.parametrize(
    "value", ["patrols lights", "lights;patrols", "Patrols, Street lights", "دوريات | إنارة"]
)
def test_several_answers_are_known_in_one_cell(importing: Importing, value: str):
    importing.bring([{"wishes": value}])

    assert importing.answers() == [{"wishes": ["patrols", "lights"]}]


def test_a_mapping_says_what_columns_and_values_are(importing: Importing):
    said = {
        "columns": {
            "A": {"item": "victim", "values": {"1": "yes", "2": "no", "9": ""}},
            "B": {"item": "wishes", "choice": "lights", "values": {"ja": "1", "nein": "0"}},
        },
        "left_out": ["trust"],
    }
    rows = [
        {"A": "1", "B": "ja", "trust": "7", "x": "?"},
        {"A": "9", "B": "nein", "trust": "x", "gender": "man"},
    ]

    report = importing.bring(rows, said=said)

    assert importing.answers() == [{"gender": "man"}, {"victim": "yes", "wishes": ["lights"]}]
    assert report.left_out == {"trust": LeftOut.WISHED, "x": LeftOut.UNKNOWN}


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"weight": "none"}, "the file has no column “none”"),
        ({"columns": {"none": {"item": "victim"}}}, "the file has no column “none”"),
        ({"columns": {"q": {"item": "none"}}}, "the survey has no item “none”"),
        ({"columns": {"q": {"item": "victim", "values": {"1": "none"}}}}, "“none” is no answer"),
        ({"columns": {"q": {"item": "trust", "choice": "x"}}}, "takes one answer"),
        ({"columns": {"q": {"item": "wishes", "choice": "x"}}}, "“x” is no answer"),
        ({"columns": {"q": {"item": "trust"}}, "weight": "q"}, "answers an item as well"),
        ({"columns": {"q": {"item": "trust"}, "r": {"item": "trust"}}}, "another column"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_is_refused(
    importing: Importing, said: dict[str, Any], fault: str
):
    with pytest.raises(DefinitionError, match=fault):
        importing.bring([{"q": "1", "r": "2"}], said=said)


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"victim,victim\nyes,no\n", "past.csv", "two columns"),
        (b"victim,trust\nyes,1\nno,2,3\n", "past.csv", "Expected 2 fields in line 3, saw 3"),
        (b"victim,trust\nno,2,3\nno,2\n", "past.csv", "more cells than the first one"),
        (b'victim\n"yes\n', "past.csv", "EOF inside string"),
        ("victim\né\n".encode("latin-1"), "past.csv", "not UTF-8"),
        (b"", "past.csv", "no columns"),
        (b"PK\x03\x04nothing", "past.xlsx", "damaged"),
        (b"nothing", "past.xlsx", "damaged"),
        (b"nothing", "past.sav", "damaged"),
        (b"nothing", "past.dta", "damaged"),
        (b"nothing", "past.pdf", "of no kind"),
    ],
)
def test_a_file_that_is_broken_is_refused_with_the_reason(
    importing: Importing, content: bytes, name: str, fault: str
):
    with pytest.raises(DefinitionError, match=fault):
        importing.bring(content, name)


def test_a_workbook_that_unpacks_to_far_more_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 100_000)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 200_000)

    with pytest.raises(DefinitionError, match="far too large"):
        open_table(file.getvalue(), "past.xlsx")


def test_a_workbook_whose_packing_is_damaged_is_refused():
    content = as_xlsx(ROWS)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    begins = content.index(b"xl/worksheets/sheet1.xml", sheet.header_offset)
    packed = begins + len("xl/worksheets/sheet1.xml")
    noise = b"\xff" * sheet.compress_size
    damaged = content[:packed] + noise + content[packed + sheet.compress_size :]

    with pytest.raises(DefinitionError, match="damaged"):
        open_table(damaged, "past.xlsx")


def test_numbers_of_spreadsheets_are_answers(importing: Importing):
    book = Workbook()
    book.active.append(["years", "trust", "victim"])
    book.active.append([12.0, 7, "yes"])
    book.active.append([None, None, None])
    file = BytesIO()
    book.save(file)

    report = importing.bring(file.getvalue(), "past.xlsx")

    assert importing.answers() == [{"victim": "yes", "trust": 7, "years": 12}]
    assert report.empty == 1


def test_a_file_without_any_answer_is_refused(importing: Importing):
    with pytest.raises(PastRefused):
        importing.bring(b"victim,trust\n,\n")

    assert importing.stored.responses() == []


def test_a_file_is_read_from_a_path(importing: Importing, tmp_path: Path):
    path = tmp_path / "past.csv"
    path.write_bytes(as_csv(ROWS))

    assert open_table(path, str(path)).rows == 2
    with pytest.raises(DefinitionError, match="cannot be read"):
        open_table(tmp_path / "none.csv", "none.csv")


def test_the_wave_is_not_there_until_the_file_is_brought_in(importing: Importing):
    importing.bring(ROWS, dry_run=True)
    importing.bring(ROWS, wave=a_past_wave())

    assert len(importing.answers()) == 2
