"""The flat table as a workbook (XLSX) for whoever works with spreadsheets.

Written by hand: every text stands in its cell as a text, whatever it begins with, so that no
spreadsheet takes it for a formula; the same release gives the same bytes; and a million cells take
a second.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from copfeedback.results.domain_wording import DIMENSION_NAMES
from copfeedback.results.open_data.dictionary import COLUMNS, column_names
from copfeedback.results.open_data.flat import FlatTable, Value, item_text
from copfeedback.results.open_data.xml_text import writable
from copfeedback.results.wording import frozen, how_to_read, left_out, weighting

SHEET_MAXIMUM_ROWS = 1_048_576
_CELL_MAXIMUM = 32_767
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2">'
    '<font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_BOLD = ' s="1"'
_FROZEN = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: Iterable[Sequence[Value]]
    width: int = 14


def write_workbook(table: FlatTable) -> bytes:
    """The figures, the questions, how they were made, and what the columns mean, a sheet each."""
    sheets = (
        _Sheet("figures", [column_names(), *table.rows]),
        _Sheet("questions", _questions(table), 40),
        _Sheet("method", _method(table), 40),
        _Sheet("dictionary", _dictionary(table), 30),
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(sheets, leftwards=table.speech.direction == "rtl"):
            # An entry of its own: one made by name would hold the time of day.
            package.writestr(_entry(name), content)
    return file.getvalue()


def _questions(table: FlatTable) -> Iterator[Sequence[Value]]:
    questions = table.asked.survey.question_of_item
    yield ("item", "item_label", "type")
    for item in table.release.tables:
        question = questions[item]
        yield (item, item_text(question, item, table.speech, table.plain), question.type.value)


def _method(table: FlatTable) -> Iterator[Sequence[Value]]:
    release, speech = table.release, table.speech
    asked, tag = table.asked, table.speech.tag
    _ = speech.gettext
    margins = [_(DIMENSION_NAMES.get(name, name)) for name in release.weighted_to]
    yield (table.title,)
    yield (release.id,)
    yield (frozen(release, speech),)
    yield ("SHA-256", release.sha256)
    yield (weighting(release, margins, speech),)
    yield (how_to_read(speech, indicative=release.indicative),)
    yield (left_out(release, speech) or None,)
    for words, said in ((_("Who runs it"), asked.run_by), (_("Who pays for it"), asked.paid_by)):
        yield (words, table.plain(said.read_in(tag)))


def _dictionary(table: FlatTable) -> Iterator[Sequence[Value]]:
    _ = table.speech.gettext
    yield ("column", "title", "description", "type")
    for column in COLUMNS:
        yield (column.name, _(column.title), _(column.description), column.kind.value)


def _parts(sheets: Sequence[_Sheet], *, leftwards: bool) -> Iterator[tuple[str, str]]:
    numbered = list(enumerate(sheets, 1))
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            f'ContentType="{_KIND}.worksheet+xml"/>'
            for number, _ in numbered
        )
        + "</Types>",
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        + "".join(
            f'<sheet name="{sheet.name}" sheetId="{number}" r:id="rId{number}"/>'
            for number, sheet in numbered
        )
        + "</sheets></workbook>",
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [
                *(("worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered),
                ("styles", "styles.xml"),
            ]
        ),
    )
    yield "xl/styles.xml", _STYLES
    for number, sheet in numbered:
        yield f"xl/worksheets/sheet{number}.xml", _sheet(sheet, leftwards=leftwards)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target={quoteattr(target)}/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
    )


def _sheet(sheet: _Sheet, *, leftwards: bool) -> str:
    direction = ' rightToLeft="1"' if leftwards else ""
    lines = [
        f'{_HEAD}<worksheet xmlns="{_MAIN}">',
        f'<sheetViews><sheetView workbookViewId="0"{direction}>{_FROZEN}</sheetView></sheetViews>',
        f'<cols><col min="1" max="64" width="{sheet.width}" customWidth="1"/></cols><sheetData>',
    ]
    for number, row in enumerate(sheet.rows, 1):
        if number > SHEET_MAXIMUM_ROWS:
            break
        style = _BOLD if number == 1 else ""
        lines.append(f"<row>{''.join([_cell(value, style) for value in row])}</row>")
    lines.append("</sheetData></worksheet>")
    return "".join(lines)


def _cell(value: Value, style: str) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, str):
        text = escape(writable(value[:_CELL_MAXIMUM]))
        return f'<c t="inlineStr"{style}><is><t xml:space="preserve">{text}</t></is></c>'
    return f"<c{style}><v>{value!r}</v></c>"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ALWAYS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
