"""The flat table as CSV (RFC 4180, UTF-8), and its description as CSVW metadata."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.results.open_data.dictionary import COLUMNS, Column, column_names
from copfeedback.results.open_data.flat import FlatTable, Value

_FORMULA = tuple(
    "=+-@\t\r\n＝＋－＠"
)  # of full width: Excel takes them for the others in East Asia
_BYTE_ORDER_MARK = "utf-8-sig"


def write_csv(table: FlatTable, *, mark: bool = False) -> bytes:
    """The table; with a byte order ``mark``, without which Excel guesses the encoding wrong."""
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow(column_names())
    lines.writerows([harmless(value) for value in row] for row in table.rows)
    return written.getvalue().encode(_BYTE_ORDER_MARK if mark else "utf-8")


def harmless(value: Value) -> Value:
    """What a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_metadata(table: FlatTable, catalogues: Catalogues, csv_name: str) -> bytes:
    """What the columns of the CSV file are, for programs (CSV on the Web, W3C 2015).

    Args:
        table: the table that was written.
        catalogues: the languages its columns are described in.
        csv_name: where the CSV file lies, seen from the metadata.
    """
    release, speech = table.release, table.speech
    described: dict[str, Any] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": speech.tag}],
        "url": csv_name,
        "dc:title": table.title,
        "dc:identifier": release.id,
        "dc:issued": {"@value": release.built_on.isoformat(), "@type": "xsd:date"},
        "dc:language": speech.tag,
        "dc:description": f"SHA-256 {release.sha256}",
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"'},
        "tableSchema": {
            "columns": [
                described
                for column in COLUMNS
                for described in _described(column, catalogues, speech.tag)
            ],
            "primaryKey": ["release", "item", "domain", "measure", "answer"],
        },
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _described(column: Column, catalogues: Catalogues, tag: str) -> list[dict[str, Any]]:
    titles = _in_all_languages(column.title, catalogues)
    about = {"@value": catalogues.speech(tag).gettext(column.description), "@language": tag}
    found: list[dict[str, Any]] = [
        {
            "name": column.name,
            # The head of the file is the first title; the others name it in every language.
            "titles": {"und": column.name, **titles},
            "datatype": column.kind.value,
            "dc:description": about,
            "required": False,
        }
    ]
    if column.labelled:
        found.append(
            {
                "name": column.label_name,
                "titles": {"und": column.label_name},
                "datatype": "string",
                "lang": tag,
                "required": False,
            }
        )
    return found


def _in_all_languages(message: str, catalogues: Catalogues) -> Translations:
    return Translations(
        {tag: catalogues.speech(tag).gettext(message) for tag in catalogues.languages}
    )
