"""Exports of KoboToolbox and ODK, in the shapes their programs write."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from copfeedback.surveys.past.mapping import MappingFile, read_mapping, write_mapping
from copfeedback.surveys.past.model import LeftOut
from copfeedback.surveys.past.proposing import propose
from copfeedback.surveys.past.tables import open_table
from tests.factories import TINY
from tests.surveys.past_files import Importing, an_importing, as_csv, as_xlsx

TECHNICAL = {
    "start": "2024-03-05T08:30:12.000+02:00",
    "end": "2024-03-05T08:42:57.000+02:00",
    "today": "2024-03-05",
    "deviceid": "collect:abcdef",
    "username": "enumerator3",
    "_id": "91",
    "_uuid": "0d5f",
    "_submission_time": "2024-03-05T06:43:00",
    "_validation_status": "",
    "_notes": "",
    "_status": "submitted_via_web",
    "_submitted_by": "enumerator3",
    "__version__": "v1",
    "_tags": "",
    "_index": "1",
    "formhub/uuid": "abc",
    "meta/instanceID": "uuid:0d5f",
    "meta/rootUuid": "0d5f",
}
ODK_TECHNICAL = {
    "SubmissionDate": "2024-03-05T06:43:00.000Z",
    "meta-instanceID": "uuid:0d5f",
    "KEY": "uuid:0d5f",
    "SubmitterID": "12",
    "SubmitterName": "Enumerator 3",
    "AttachmentsPresent": "0",
    "AttachmentsExpected": "0",
    "Status": "",
    "ReviewState": "",
    "DeviceID": "collect:abcdef",
    "Edits": "0",
    "FormVersion": "1",
}
EXPECTED = {
    "victim": "yes",
    "trust": 7,
    "wishes": ["patrols", "youth"],
    "listens": "agree",
    "explains": "disagree",
    "gender": "woman",
}


@pytest.fixture
def importing(sqlite_engine: Engine, tmp_path: Path) -> Importing:
    return an_importing(sqlite_engine, tmp_path)


def test_an_export_by_code_with_groups_is_read(importing: Importing):
    row = {
        **TECHNICAL,
        "contact/victim": "yes",
        "contact/what_happened": "Theft.",
        "views/trust": "7",
        "views/wishes": "patrols youth",
        "views/wishes/patrols": "1",
        "views/wishes/lights": "0",
        "views/wishes/youth": "1",
        "views/wishes/nothing": "0",
        "views/treatment/listens": "agree",
        "views/treatment/explains": "disagree",
        "about/gender": "woman",
    }

    report = importing.bring(as_csv([row], separator=";", encoding="utf-8-sig"))

    assert importing.answers() == [EXPECTED]
    assert [each["text"] for each in importing.stored.free_texts()] == ["Theft."]
    left_out = {**dict.fromkeys(TECHNICAL, LeftOut.TECHNICAL), "views/wishes": LeftOut.TWICE}
    assert report.left_out == left_out


def test_an_export_with_labels_is_read(importing: Importing):
    row = {
        **TECHNICAL,
        "Did something happen to you?": "Yes",
        "How much do you trust the police?": "7",
        "What do you wish for?": "Patrols Youth work",
        "What do you wish for?/Patrols": 1,
        "What do you wish for?/Street lights": 0,
        "What do you wish for?/Youth work": 1,
        "What do you wish for?/Nothing": 0,
        "listen": "Agree",
        "explain": "Disagree",
        "gender": "Woman",
    }

    importing.bring(as_xlsx([row]), "past.xlsx")

    assert importing.answers() == [EXPECTED]


def test_an_export_of_odk_central_is_read(importing: Importing):
    row = {
        **ODK_TECHNICAL,
        "contact-victim": "yes",
        "views-trust": "7",
        "views-wishes": "patrols youth",
        "views-treatment-listens": "agree",
        "views-treatment-explains": "disagree",
        "about-gender": "woman",
    }

    report = importing.bring([row])

    assert importing.answers() == [EXPECTED]
    assert report.left_out == dict.fromkeys(ODK_TECHNICAL, LeftOut.TECHNICAL)


@pytest.mark.parametrize("ticked", ["1", "1.0", "True", "TRUE", "yes", "Patrols"])
@pytest.mark.parametrize("unticked", ["0", "False", ""])
def test_choices_in_columns_of_their_own_are_ticked_or_not(
    importing: Importing, ticked: str, unticked: str
):
    rows = [
        {"victim": "yes", "wishes/patrols": ticked, "wishes/lights": unticked},
        {"victim": "no", "wishes/patrols": unticked, "wishes/lights": unticked},
    ]

    importing.bring(rows)

    assert importing.answers() == [{"victim": "no"}, {"victim": "yes", "wishes": ["patrols"]}]


def test_a_question_called_like_a_technical_column_is_taken(sqlite_engine: Engine, tmp_path: Path):
    importing = an_importing(sqlite_engine, tmp_path, TINY.replace("id: years", "id: status"))

    importing.bring([{"status": "4"}])

    assert importing.answers() == [{"status": 4}]


def test_a_mapping_is_read_back_as_it_was_written(tmp_path: Path):
    from copfeedback.surveys.definition import read_survey
    from tests.factories import DEMOGRAPHICS

    survey = read_survey(TINY, "tiny", DEMOGRAPHICS)
    content = as_csv([{"a: 'b' #": "1", "victim": "yes", "null": "3", "Gewicht": "1", 'é"': ""}])
    table = open_table(content, "past.csv")
    said = MappingFile.model_validate(
        {
            "columns": {"a: 'b' #": {"item": "wishes", "choice": "lights", "values": {"no": "0"}}},
            "weight": "Gewicht",
            "mode": "assisted",
            "language": "ar",
        }
    )
    proposed = propose(survey, table, said)
    path = tmp_path / "map.yaml"
    path.write_text(write_mapping(proposed), encoding="utf-8")

    again = propose(survey, table, read_mapping(path))

    assert again.columns == proposed.columns
    assert again.about == proposed.about == {"weight": "Gewicht"}
    assert (again.mode, again.language) == ("assisted", "ar")
    assert set(again.left_out.values()) == {LeftOut.WISHED}
