"""The population by single margins, as a CSV file: ``margin,value,count``."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from io import StringIO

from copfeedback.surveys.wave_model import Margins
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, file_fault

COLUMNS = ["margin", "value", "count"]
_LARGEST = 10_000_000_000


def read_margins(text: str, file: str, values: Mapping[str, Collection[str]]) -> Margins:
    """Read how many people there are by gender, age band or sector.

    Args:
        text: the CSV.
        file: its name, for messages.
        values: the margins there can be, and the values of each.

    Raises:
        DefinitionError: with every fault that was found, each with its row (the head is row 1).
    """
    rows = csv.reader(StringIO(text.removeprefix("\ufeff")), strict=True)
    faults: list[DefinitionFault] = []
    found: dict[str, dict[str, int]] = {}
    try:
        head = [name.strip().lower() for name in next(rows, [])]
        if head != COLUMNS:
            fix = f"let the first row be {','.join(COLUMNS)}"
            raise file_fault(file, "the columns are others", fix, 1)
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            for place, fault, fix in _faults(cells, found, values):
                faults.append(DefinitionFault(file, rows.line_num, place, fault, fix))
                break
            else:
                found.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    except csv.Error as error:
        fix = "save it as CSV with commas"
        raise file_fault(file, f"this is not CSV: {error}", fix, rows.line_num) from None
    if not found and not faults:
        raise file_fault(file, "there is no row", "add a row for each value of each margin")
    if faults:
        raise DefinitionError(faults)
    return found


def _faults(
    cells: list[str], found: Margins, values: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row, the most basic fault first."""
    if len(cells) != len(COLUMNS):
        yield "row", f"it has {len(cells)} cells", f"give it {len(COLUMNS)}: {','.join(COLUMNS)}"
        return
    margin, value, count = cells
    if margin not in values:
        yield "margin", f"there is no margin “{margin}”", f"use one of {', '.join(values)}"
    elif value not in values[margin]:
        fix = f"use one of {', '.join(values[margin])}"
        yield "value", f"“{value}” is no value of {margin}", fix
    elif value in found.get(margin, {}):
        yield "value", f"“{value}” of {margin} is there twice", "remove one of the rows"
    # Python refuses to read numbers of thousands of digits.
    is_number = count.isascii() and count.isdecimal() and len(count) <= len(str(_LARGEST))
    if not (is_number and int(count) <= _LARGEST):
        fix = "write digits alone, without a sign or separators"
        yield "count", f"“{count}” is no number of people", fix
