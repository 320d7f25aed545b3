"""Minutes that were written elsewhere: what is read of them, and what is refused in words."""

from __future__ import annotations

import io
import random
import zipfile
from time import perf_counter

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.faults import clean
from copfeedback.forums import document_lines
from copfeedback.forums.document_lines import BadDocument, DocumentFault, read_lines
from copfeedback.forums.meeting_model import AgendaItem, ItemKind
from copfeedback.forums.minutes_model import GENERAL, EntryText
from copfeedback.forums.reading_documents import DraftMinutes, Heading, read_minutes
from copfeedback.i18n.translations import Translations

TITLES = (
    {"en": "Street lighting on Mill Street", "ar": "إنارة شارع الطاحونة"},
    {"en": "Speeding near the school", "fr": "Vitesse près de l’école"},
    {"en": "Report of the police"},
)
ITEMS = [
    AgendaItem(11 + at, 1, at + 1, ItemKind.DISCUSSION, Translations(title))
    for at, title in enumerate(TITLES)
]


def read(content: str, name: str = "minutes.txt") -> DraftMinutes:
    return read_minutes(name, content.encode(), ITEMS)


def texts(draft: DraftMinutes) -> dict[int, str]:
    return {item: entry.text for item, entry in draft.entries.items()}


def a_docx(fill) -> bytes:
    """A document as Word writes it."""
    document = docx.Document()
    fill(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def a_zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def test_text_goes_to_the_items_whose_titles_stand_above_it():
    draft = read(
        "Minutes of 4 May\nOpened at six.\n\n"
        "1. Street lighting on Mill Street\nTen lamps are out.\n\n"
        "3) Report of the police\nNothing new.\n"
    )

    assert texts(draft) == {
        GENERAL: "Minutes of 4 May\nOpened at six.",
        11: "Ten lamps are out.",
        13: "Nothing new.",
    }
    assert draft.unmatched == ()


@pytest.mark.parametrize(
    ("heading", "item"),
    [
        ("Street lighting on Mill Street", 11),
        ("STREET LIGHTING ON MILL STREET:", 11),
        ("2. Speeding by the school", 12),
        ("Agenda item 2: Speeding", 12),
        ("Item 3", 13),
        ("إنارة شارع الطاحونة", 11),
        ("البند ١: انارة شارع الطاحونه", 11),
        ("2 – Vitesse pres de l'ecole", 12),
        ("# 2 Speeding", 12),
        ("## Report of the police", 13),
        ("**Report of the police**", 13),
        ("Report of the police\n====", 13),
    ],
)
def test_a_heading_is_known_by_its_title_or_number_in_whatever_language(heading, item):
    assert texts(read(f"{heading}\nSaid.", "minutes.md")) == {item: "Said."}


@pytest.mark.parametrize(
    "line",
    [
        "2. Somebody asked for more lamps",
        "12 people came",
        "2.5 km of road",
        "The police came.",
        "9",
    ],
)
def test_a_line_that_only_begins_with_a_number_is_no_heading(line):
    assert texts(read(line)) == {GENERAL: line}


def test_of_two_items_with_one_title_the_number_says_which():
    items = [
        AgendaItem(21 + at, 1, at + 1, ItemKind.QUESTION_TIME, Translations({"en": "Questions"}))
        for at in range(2)
    ]
    draft = read_minutes("m.txt", b"1. Questions\nA\n2. Questions\nB", items)

    assert texts(draft) == {21: "A", 22: "B"}


def test_what_stands_below_a_heading_of_no_item_belongs_to_none_and_is_named_by_line():
    draft = read("# Street lighting on Mill Street\nOut.\n\n# Any other business\nTea.", "m.md")

    assert texts(draft) == {11: "Out.", GENERAL: "Any other business\nTea."}
    assert draft.unmatched == (Heading(4, "Any other business"),)


def test_a_heading_below_an_item_stays_in_it():
    draft = read("# Report of the police\nA\n## Thefts\nB", "m.md")

    assert texts(draft) == {13: "A\nThefts\nB"}


def test_what_was_decided_is_the_decision():
    draft = read(
        "1. Street lighting on Mill Street\nTalk.\nDecision: ten new\nlamps.\n\nMore talk."
    )

    assert draft.entries == {11: EntryText("Talk.\n\nMore talk.", "ten new\nlamps.")}


def test_lists_and_tables_of_markdown_stay_as_they_are():
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n  - two"

    assert texts(read(table, "m.md")) == {GENERAL: table}


def test_a_docx_file_is_read_with_its_headings_lists_and_tables():
    def fill(document):
        document.add_heading("Minutes", 0)
        document.add_heading("Street lighting on Mill Street", 1)
        paragraph = document.add_paragraph("Ten lamps ")
        paragraph.add_run("are out").bold = True
        document.add_paragraph("First", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for row, cells in zip(table.rows, (("Street", "Lamps"), ("Mill", "10")), strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_heading("تقرير", 2)
        document.add_heading("3. Report of the police", 1)
        document.add_paragraph("Nothing\tnew.")

    draft = read_minutes("minutes.docx", a_docx(fill), ITEMS)

    assert texts(draft) == {
        GENERAL: "Minutes",
        11: "Ten lamps are out\nFirst\nStreet | Lamps\nMill | 10\nتقرير",
        13: "Nothing\tnew.",
    }


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_body(inside: str, before: str = "") -> bytes:
    body = f'{before}<w:document xmlns:w="{WORD}"><w:body>{inside}</w:body></w:document>'
    return a_zip(word__document_xml=body.encode())


def test_what_was_struck_out_is_gone_and_what_was_put_in_is_there():
    inside = (
        "<w:p><w:r><w:t>Lamps come in </w:t></w:r>"
        "<w:del><w:r><w:delText>June</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>July</w:t></w:r></w:ins></w:p>"
        "<w:sdt><w:sdtContent><w:p><w:hyperlink><w:r><w:t>Link</w:t></w:r></w:hyperlink></w:p>"
        "</w:sdtContent></w:sdt>"
    )

    assert [line.text for line in read_lines("m.docx", a_body(inside))] == [
        "Lamps come in July",
        "Link",
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", DocumentFault.EMPTY),
        (b" \n\t\n", DocumentFault.EMPTY),
        (b"%PDF-1.7 ...", DocumentFault.WRONG_TYPE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DocumentFault.WRONG_TYPE),
        (b"{\\rtf1 Minutes}", DocumentFault.WRONG_TYPE),
        (b"\x89PNG\r\n\x1a\n", DocumentFault.WRONG_TYPE),
        (b"<!DOCTYPE html><p>Minutes", DocumentFault.WRONG_TYPE),
        (b"Minutes\x00\x01\x02", DocumentFault.WRONG_TYPE),
        (b"PK\x03\x04 and nothing", DocumentFault.BROKEN),
        (a_zip(a=b"x"), DocumentFault.WRONG_TYPE),
        (a_zip(word__document_xml=b"<w:document"), DocumentFault.BROKEN),
        (a_zip(word__document_xml=b"<x/>"), DocumentFault.WRONG_TYPE),
        (b"Caf\xe9", DocumentFault.NOT_UTF8),
        (b"x\n" * 20_001, DocumentFault.TOO_LONG),
        (b"x" * 20_001, DocumentFault.TOO_LONG),
        (b"x" * 10_000_001, DocumentFault.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_fault(content, fault):
    with pytest.raises(BadDocument) as refused:
        read_minutes("minutes.txt", content, ITEMS)

    assert refused.value.fault is fault


def test_a_fault_names_its_line():
    with pytest.raises(BadDocument) as refused:
        read_lines("minutes.txt", b"One\nTwo\nCaf\xe9\n")

    assert (refused.value.fault, refused.value.line) == (DocumentFault.NOT_UTF8, 3)


def test_text_of_notepad_is_read():
    for encoding in ("utf-8-sig", "utf-16"):
        assert [line.text for line in read_lines("m.txt", "Один\r\nДва".encode(encoding))] == [
            "Один",
            "Два",
        ]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = a_zip(word__document_xml=b"<a>" + b" " * 60_000_000)
    assert len(bomb) < 100_000
    unpacked = []
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *given: unpacked.append(given))

    with pytest.raises(BadDocument) as refused:
        read_lines("m.docx", bomb)

    assert refused.value.fault is DocumentFault.TOO_LARGE
    assert unpacked == []


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
)
def test_entities_are_refused(before):
    with pytest.raises(BadDocument) as refused:
        read_lines("m.docx", a_body("<w:p><w:r><w:t>x</w:t></w:r></w:p>", before))

    assert refused.value.fault is DocumentFault.BROKEN


def test_boxes_in_boxes_without_end_are_refused():
    deep = "<w:sdt>" * 500 + "</w:sdt>" * 500

    with pytest.raises(BadDocument):
        read_lines("m.docx", a_body(deep))


def test_runs_in_runs_without_end_are_refused():
    deep = "<w:p>" + "<w:ins>" * 5000 + "</w:ins>" * 5000 + "</w:p>"

    with pytest.raises(BadDocument):
        read_lines("m.docx", a_body(deep))


@given(st.text(max_size=400))
def test_any_text_is_read_and_nothing_of_it_is_lost(text):
    whole = text.replace("#", "").replace("=", "").replace("-", "")
    if not clean(whole):
        return
    try:
        draft = read_minutes("minutes.txt", whole.encode("utf-8", "replace"), [])
    except BadDocument as refused:
        assert refused.fault is DocumentFault.WRONG_TYPE  # noqa: PT017
        return
    said = "".join(each.text + each.decision for each in draft.entries.values())
    assert "".join(said.split()) == "".join(clean(whole.replace("\f", "\n")).split())


@given(st.randoms(use_true_random=False))
def test_a_docx_file_with_wrong_bytes_is_read_or_refused(chance: random.Random):
    content = bytearray(a_docx(lambda document: document.add_paragraph("Said.")))
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        read_lines("m.docx", bytes(content))
    except BadDocument as refused:
        assert refused.fault in DocumentFault  # noqa: PT017


def test_a_long_document_on_a_long_agenda_takes_no_time():
    items = [
        AgendaItem(
            at, 1, at, ItemKind.DISCUSSION, Translations({"en": f"Lamp {at} on Mill Street"})
        )
        for at in range(1, 201)
    ]
    lines = "\n".join(f"{at % 200 + 1}. Something else" for at in range(900))
    begun = perf_counter()
    read_minutes("m.txt", lines.encode(), items)
    assert perf_counter() - begun < 10


def nested(depth: int) -> str:
    """Tables in tables."""
    row = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p>"
    return row * depth + "</w:tc></w:tr></w:tbl>" * depth


def test_a_table_in_a_table_is_read_once():
    assert [line.text for line in read_lines("m.docx", a_body(nested(3)))] == ["x x x"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.docx", a_body(nested(250))),
        ("m.md", b"*a " * 100_000),
        ("m.md", b"# x" + b" " * 100_000 + b"x"),
        ("m.md", (b"*a " * 6_600 + b"\n\n") * 20),
        ("m.md", (b"# x" + b" " * 19_000 + b"x\n") * 20),
        ("m.md", (b"**a" * 6_600 + b"\n\n") * 20),
        ("m.txt", b"\n" * 19_000 + b"x"),
    ],
)
def test_small_files_take_no_time(name, content):
    begun = perf_counter()
    try:
        read_minutes(name, content, ITEMS)
    except BadDocument as refused:
        assert refused.fault in (DocumentFault.TOO_LONG, DocumentFault.BROKEN)  # noqa: PT017
    assert perf_counter() - begun < 2


def test_the_line_that_is_too_long_is_named():
    with pytest.raises(BadDocument) as refused:
        read_lines("m.md", b"short\n" + b"x" * 20_001)

    assert (refused.value.fault, refused.value.line) == (DocumentFault.TOO_LONG, 2)


@pytest.mark.parametrize(
    ("line", "plain", "level"),
    [
        ("# Lights ## ", "Lights", 1),
        ("**Lights**", "Lights", 6),
        ("a **b** c", "a b c", 0),
        ("*a* `b` __c__", "a b c", 0),
        ("2 * 3 * 4", "2 * 3 * 4", 0),
        ("***a***", "*a*", 6),
        ("**a", "**a", 0),
    ],
)
def test_marks_of_markdown_are_taken_away(line, plain, level):
    (read_line,) = read_lines("m.md", line.encode())

    assert (read_line.text, read_line.level) == (plain, level)


def test_the_limits_are_what_the_page_says():
    assert document_lines.MAX_BYTES == 10_000_000
