"""A release as files: every figure, nothing else, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
import pytest
from csvw import CSVW, Table

from copfeedback.results.items import answer_codes, favourable_codes, has_mean
from copfeedback.results.open_data.csv_file import write_csv, write_metadata
from copfeedback.results.open_data.dictionary import COLUMNS, column_names
from copfeedback.results.open_data.flat import FlatTable, flat_table
from copfeedback.results.open_data.json_file import write_json
from copfeedback.results.open_data.statistical import (
    LABEL_MAXIMUM_BYTES,
    Variable,
    coded,
    dta_of,
    sav_of,
    write_dta,
    write_sav,
)
from copfeedback.results.open_data.workbook import write_workbook
from copfeedback.results.published import Group
from tests.results.opened import CATALOGUES, a_closed_wave, a_small_release

Record = dict[str, Any]
HOSTILE = (
    *('=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1"),
    *("＝1", "＋1", "－1", "＠SUM(A1)"),
)


def a_table(tag: str = "en", harbour: str = "Harbour") -> FlatTable:
    asked = a_closed_wave(harbour=harbour)
    release = a_small_release(asked)
    return flat_table(release, asked, CATALOGUES.speech(tag), CATALOGUES.plain)


@pytest.fixture(scope="module")
def table() -> FlatTable:
    return a_table()


@pytest.fixture(scope="module")
def arabic() -> FlatTable:
    return a_table("ar")


def records(table: FlatTable) -> Iterator[Record]:
    return (dict(zip(column_names(), row, strict=True)) for row in table.rows)


def of(table: FlatTable, **wanted: Any) -> list[Record]:
    return [
        row for row in records(table) if all(row[name] == value for name, value in wanted.items())
    ]


def test_there_is_a_row_for_every_question_group_and_answer(table: FlatTable):
    questions = table.asked.survey.question_of_item
    expected = 0
    for item, published in table.release.tables.items():
        codes = answer_codes(questions[item])
        each = (len(codes) if len(codes) > 1 else 0) + has_mean(questions[item])
        each += bool(favourable_codes(questions[item], item))
        expected += each * len(published.rows)

    assert len(table.rows) == expected
    keys = {
        tuple(row[name] for name in ("item", "domain", "measure", "answer"))
        for row in records(table)
    }
    assert len(keys) == expected


def test_a_row_holds_the_published_figure_and_whom_it_is_about(table: FlatTable):
    item = table.asked.survey.headline
    women = table.release.tables[item].row(Group.WOMAN)
    assert women is not None
    assert women.favourable is not None

    (row,) = of(table, item=item, domain="gender=woman", measure="favourable")

    assert (row["estimate"], row["low"], row["high"]) == (
        women.favourable.share,
        women.favourable.low,
        women.favourable.high,
    )
    assert (row["base"], row["effective_base"]) == (women.base, women.favourable.effective)
    assert row["standard_error"] == women.favourable.standard_error
    assert (row["gender"], row["gender_label"]) == ("woman", "Women")
    assert (row["age_band"], row["sector"], row["mode"]) == (None, None, None)
    assert row["flags"] == "indicative"
    assert row["withheld"] is None


def test_a_withheld_group_has_its_rows_with_the_reason_and_no_number(table: FlatTable):
    rows = of(table, domain="gender=man")

    assert rows
    for row in rows:
        assert (row["withheld"], row["withheld_label"]) == ("too_few", "too few answers")
        assert all(
            row[column.name] is None for column in COLUMNS if column.kind in {"integer", "decimal"}
        )


def test_an_unreliable_estimate_says_that_it_is(table: FlatTable):
    found = [
        (row["withheld"], row["estimate"])
        for row in records(table)
        if row["base"] is not None and row["estimate"] is None
    ]

    assert found
    assert set(found) == {("unreliable", None)}


def test_labels_are_in_the_language_asked_for_and_say_when_they_are_not(arabic: FlatTable):
    (row,) = [
        row
        for row in of(arabic, item=arabic.asked.survey.headline, domain="sector=harbour")
        if row["measure"] == "favourable"
    ]

    assert row["wave_label"] == "الموجة الأولى"
    assert row["sector_label"] == "Harbour [English]"
    assert any("\u0600" <= letter <= "\u06ff" for letter in row["item_label"])


def test_csv_has_all_rows_and_a_mark_only_where_asked_for(table: FlatTable):
    plain, marked = write_csv(table), write_csv(table, mark=True)

    assert marked == b"\xef\xbb\xbf" + plain
    rows = list(csv.reader(io.StringIO(plain.decode("utf-8"), newline="")))
    assert tuple(rows[0]) == column_names()
    assert [["" if value is None else str(value) for value in row] for row in table.rows] == rows[
        1:
    ]


@pytest.mark.parametrize("label", HOSTILE)
def test_no_label_becomes_a_formula_when_a_spreadsheet_opens_it(label: str):
    table = a_table(harbour=label)
    column = column_names().index("sector_label")

    rows = csv.reader(io.StringIO(write_csv(table).decode(), newline=""))
    assert f"'{label}" in {row[column] for row in rows}
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(table)))
    cells = [row[column] for row in book["figures"].iter_rows(min_row=2)]
    assert label.strip() in {str(cell.value).strip() for cell in cells}
    assert {cell.data_type for cell in cells if cell.value} == {"s"}


def test_the_metadata_fits_the_csv_file_by_the_rules_of_csvw(arabic: FlatTable, tmp_path: Path):
    (tmp_path / "csv").write_bytes(write_csv(arabic))
    metadata = tmp_path / "csv-metadata.json"
    metadata.write_bytes(write_metadata(arabic, CATALOGUES, "csv"))

    described = CSVW(str(metadata), validate=True)

    assert described.is_valid
    assert not described.warnings
    columns = json.loads(metadata.read_bytes())["tableSchema"]["columns"]
    assert [column["name"] for column in columns] == list(column_names())
    base = next(column for column in columns if column["name"] == "base")
    assert base["titles"]["en"] == "People asked"
    assert set(base["titles"]) == {"und", *CATALOGUES.languages}
    read = Table.from_file(metadata)
    assert read.check_primary_key()
    rows = list(read.iterdicts(strict=True))
    assert len(rows) == len(arabic.rows)
    assert isinstance(rows[0]["base"], int)


def test_the_check_of_the_metadata_notices_a_file_that_does_not_fit(
    table: FlatTable, tmp_path: Path
):
    (tmp_path / "csv").write_bytes(write_csv(table).replace(b",600,", b",many,"))
    metadata = tmp_path / "csv-metadata.json"
    metadata.write_bytes(write_metadata(table, CATALOGUES, "csv"))

    with pytest.raises(ValueError, match="many"):
        list(Table.from_file(metadata).iterdicts(strict=True))


def test_the_workbook_explains_itself_and_reads_from_the_right_in_arabic(arabic: FlatTable):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(arabic)))

    assert book.sheetnames == ["figures", "questions", "method", "dictionary"]
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    assert book["figures"].max_row == len(arabic.rows) + 1
    assert arabic.release.sha256 in {cell.value for row in book["method"].rows for cell in row}
    assert [cell.value for cell in book["dictionary"]["A"]][1:] == [each.name for each in COLUMNS]
    base = book["figures"].cell(2, column_names().index("base") + 1)
    assert isinstance(base.value, int)


@pytest.mark.parametrize(("write", "kind"), [(write_sav, "sav"), (write_dta, "dta")])
def test_statistical_programs_read_the_published_table_with_labels(
    arabic: FlatTable, tmp_path: Path, write: Callable[[FlatTable], bytes], kind: str
):
    path = tmp_path / f"file.{kind}"
    path.write_bytes(write(arabic))

    frame, about = getattr(pyreadstat, f"read_{kind}")(path, apply_value_formats=True)

    assert len(frame) == len(arabic.rows)
    for row, kept in zip(list(records(arabic))[:500], frame.to_dict("records"), strict=False):
        assert kept["item"] == row["item"]
        assert row["estimate"] == kept["estimate"] or math.isnan(kept["estimate"])
        if row["gender"]:
            assert kept["gender"] == f"{row['gender_label']} [{row['gender']}]"
        if row["answer"]:
            assert str(kept["answer"]).endswith(row["answer"] + "]" * ("[" in kept["answer"]))
    assert about.column_names_to_labels["sector"] == CATALOGUES.speech("ar").gettext("Area")


def test_labels_keep_within_what_statistical_programs_can_hold(tmp_path: Path):
    long = "ш" * 500
    variables = [coded("codes", long, ["a", "b\x00", None], [long, "short", None])]
    variables.append(Variable("text", "text", ["x", "", "y"]))
    for kind, write in (("sav", sav_of), ("dta", dta_of)):
        path = tmp_path / f"file.{kind}"
        path.write_bytes(write(variables, long))

        frame, about = getattr(pyreadstat, f"read_{kind}")(path)

        assert frame["codes"].tolist()[:2] == [1, 2]
        (labels,) = about.value_labels.values()
        assert labels[1].endswith("ш [a]")
        assert len(labels[1].encode()) <= LABEL_MAXIMUM_BYTES


def test_json_holds_the_same_rows(table: FlatTable):
    found = json.loads(write_json(table))

    assert found["release"] == table.release.id
    assert found["columns"] == list(column_names())
    assert [tuple(row) for row in found["rows"]] == list(table.rows)


@pytest.mark.parametrize(
    "write", [write_csv, write_workbook, write_sav, write_dta, write_json], ids=lambda f: f.__name__
)
def test_the_same_release_gives_the_same_bytes(write: Callable[[FlatTable], bytes], monkeypatch):
    first = write(a_table())
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)

    assert write(a_table()) == first
