"""Files of responses collected elsewhere, and a portal that they are brought into."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
from sqlalchemy import Engine

from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR
from copfeedback.surveys.past.mapping import MappingFile
from copfeedback.surveys.past.model import PastRefused, PastReport, RowFault
from copfeedback.surveys.past.service import describe_past, import_past, propose_mapping
from copfeedback.surveys.past.tables import open_table
from copfeedback.surveys.wave_file import WaveFile
from copfeedback.surveys.waves import publish_survey
from tests.factories import (
    DEMOGRAPHICS,
    TINY,
    TODAY,
    Fieldwork,
    a_survey_file,
    a_trail,
    a_wave_file,
)

PAST = "tiny-past"
DAYS = {
    "opens": date(2024, 3, 4),
    "closes": date(2024, 3, 31),
    "results_due": date(2024, 5, 1),
}
Rows = Sequence[Mapping[str, Any]]
ROW = {"victim": "yes", "trust": "7", "gender": "woman", "sector": "harbour"}


def a_past_wave(**changes: Any) -> WaveFile:
    """A wave of the tiny survey that was over long ago."""
    return a_wave_file(**{"id": PAST, **DAYS, **changes})


def as_csv(rows: Rows, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file; what a row lacks is blank."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = StringIO()
    writer = csv.DictWriter(text, columns, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def as_xlsx(rows: Rows) -> bytes:
    """Rows as an Excel workbook."""
    file = BytesIO()
    pd.DataFrame(rows).to_excel(file, index=False)
    return file.getvalue()


def as_sav(rows: Rows, path: Path, **labels: Any) -> bytes:
    """Rows as a file of SPSS."""
    pyreadstat.write_sav(pd.DataFrame(rows), str(path), **labels)
    return path.read_bytes()


def as_dta(rows: Rows, path: Path, **labels: Any) -> bytes:
    """Rows as a file of Stata."""
    pyreadstat.write_dta(pd.DataFrame(rows), str(path), **labels)
    return path.read_bytes()


@dataclass
class Importing:
    """A portal with the tiny survey, and no wave yet."""

    engine: Engine
    trail: Trail
    wave_id: str = PAST

    def bring(
        self,
        content: bytes | Rows,
        name: str = "past.csv",
        wave: WaveFile | None = None,
        said: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> PastReport:
        """Bring a file in, or rows as CSV; ``said`` is what a mapping file would say."""
        data = content if isinstance(content, bytes) else as_csv(content)
        past = describe_past(self.trail, OPERATOR, wave or a_past_wave(), TODAY)
        table = open_table(data, name)
        mapping = propose_mapping(past, table, MappingFile.model_validate(said or {}))
        return import_past(self.trail, OPERATOR, past, table, mapping, **options)

    def refused(self, content: bytes | Rows, **how: Any) -> PastReport:
        """The report about a file that is refused."""
        try:
            self.bring(content, **how)
        except PastRefused as refused:
            return refused.report
        raise AssertionError("it was taken")

    def faults(self, content: bytes | Rows, **how: Any) -> Sequence[RowFault]:
        """What is wrong with a file that is refused."""
        return self.refused(content, **how).faults

    @property
    def stored(self) -> Fieldwork:
        """What is stored."""
        return Fieldwork(self.engine, wave_id=self.wave_id)

    def answers(self) -> list[Mapping[str, Any]]:
        """The stored answers, in an order that does not depend on chance."""
        return sorted((each["answers"] for each in self.stored.responses()), key=repr)


def an_importing(engine: Engine, folder: Path, text: str = TINY) -> Importing:
    """A portal on this database."""
    trail = a_trail(engine)
    publish_survey(trail, OPERATOR, a_survey_file(folder, text), DEMOGRAPHICS)
    return Importing(engine, trail)
