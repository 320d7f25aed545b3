"""What is told about a file with the population by margins."""

from __future__ import annotations

import pytest

from copfeedback.surveys.margins_file import read_margins
from copfeedback.surveys.yaml_file import DefinitionError

VALUES = {"gender": ("woman", "man"), "sector": ("harbour", "الميناء")}
FILE = "margin,value,count\ngender,woman,510\ngender,man,490\nsector,الميناء,1000\n"
FAULTS = [
    ("margin,value,count", "margin;value;count", 1, "file", "the columns are others"),
    ("gender,man", "sex,man", 3, "margin", "no margin “sex”"),
    ("gender,man", "gender,men", 3, "value", "“men” is no value of gender"),
    ("gender,man", "gender,woman", 3, "value", "“woman” of gender is there twice"),
    ("490", "-490", 3, "count", "“-490” is no number"),
    ("490", "4 90", 3, "count", "“4 90” is no number"),
    ("490", "٤٩٠", 3, "count", "is no number"),
    ("490", "", 3, "count", "“” is no number"),
    ("490", "9" * 40, 3, "count", "is no number"),
    ("490", "9" * 5000, 3, "count", "is no number"),
    ("gender,man,490", "gender,man", 3, "row", "it has 2 cells"),
    ("gender,man,490", 'gender,"man,490', 4, "file", "this is not CSV"),
    (FILE, "margin,value,count\n", 0, "file", "there is no row"),
    (FILE, "", 1, "file", "the columns are others"),
]


@pytest.mark.parametrize("text", [FILE, "\ufeff" + FILE.replace("\n", "\r\n\r\n")])
def test_the_population_is_read_when_its_file_is_sound(text: str):
    assert read_margins(text, "people.csv", VALUES) == {
        "gender": {"woman": 510, "man": 490},
        "sector": {"الميناء": 1000},
    }


@pytest.mark.parametrize(("sound", "faulty", "row", "where", "fault"), FAULTS)
def test_the_population_is_refused_with_row_and_fix_when_its_file_is_faulty(
    sound: str, faulty: str, row: int, where: str, fault: str
):
    assert sound in FILE

    with pytest.raises(DefinitionError) as caught:
        read_margins(FILE.replace(sound, faulty), "people.csv", VALUES)

    (found,) = caught.value.faults
    assert (found.file, found.line, found.where) == ("people.csv", row, where)
    assert fault in found.fault
    assert found.fix


def test_every_faulty_row_is_named():
    with pytest.raises(DefinitionError) as caught:
        read_margins(FILE.replace("gender", "sex"), "people.csv", VALUES)

    assert [fault.line for fault in caught.value.faults] == [2, 3]
