"""The flat table as JSON: the heads once, then the rows."""

from __future__ import annotations

import orjson

from copfeedback.results.open_data.dictionary import column_names
from copfeedback.results.open_data.flat import FlatTable


def write_json(table: FlatTable) -> bytes:
    """The table, with what it is of."""
    release = table.release
    return orjson.dumps(
        {
            "release": release.id,
            "title": table.title,
            "language": table.speech.tag,
            "built_on": release.built_on,
            "sha256": release.sha256,
            "indicative": release.indicative,
            "columns": column_names(),
            "rows": table.rows,
        }
    )
