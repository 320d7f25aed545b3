"""Answers that police helped with are in no figure, and the release says how many there are."""

from __future__ import annotations

import json
from secrets import token_bytes

import pytest

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.people.model import OPERATOR
from copfeedback.results.canonical import fingerprint
from copfeedback.results.disclosure import thaw
from copfeedback.results.published import Group, Release
from copfeedback.results.service import Results
from copfeedback.results.wording import left_out
from copfeedback.surveys.circumstances import Circumstances, HelperKind, Mode
from copfeedback.surveys.service import Submission
from tests.factories import TODAY, WAVE, Fieldwork, full_answers

ENGLISH = Catalogues(PROJECT / "locales").speech("en")


def send_helped(fieldwork: Fieldwork, count: int, helper: HelperKind) -> None:
    circumstances = Circumstances("en", Mode.ASSISTED, helper)
    for _ in range(count):
        answers = full_answers(victim=["no"], what_happened=[])
        submission = Submission(answers, token_bytes(16), circumstances)
        fieldwork.surveys.send(fieldwork.asked, submission)


def released(fieldwork: Fieldwork) -> Release:
    fieldwork.close()
    results = Results(fieldwork.trail, fieldwork.book, lambda: TODAY)
    return results.build_release(OPERATOR, WAVE)


def share_of_victims(release: Release) -> tuple[int | None, int]:
    row = release.tables["victim"].row(Group.ALL)
    assert row is not None
    return row.base, row.answers["yes"].share


def victims_and_others(at: int) -> dict[str, list[str]]:
    return full_answers(victim=["yes" if at % 2 else "no"])


def test_answers_that_police_helped_with_are_in_no_figure(fieldwork: Fieldwork):
    fieldwork.send_many(80, victims_and_others)
    send_helped(fieldwork, 23, HelperKind.POLICE)

    release = released(fieldwork)

    assert share_of_victims(release) == (80, 50)
    assert release.police_assisted == 25, "rounded to 5"
    assert "About 25 people answered with the help of police." in left_out(release, ENGLISH)


def test_answers_that_others_helped_with_count_as_all_do(sqlite_fieldwork: Fieldwork):
    sqlite_fieldwork.send_many(40, victims_and_others)
    send_helped(sqlite_fieldwork, 40, HelperKind.NGO)

    release = released(sqlite_fieldwork)

    assert share_of_victims(release) == (80, 25)
    assert release.police_assisted == 0
    assert left_out(release, ENGLISH) == ""


@pytest.mark.parametrize("count", [1, 9])
def test_a_few_are_called_fewer_than_ten(sqlite_fieldwork: Fieldwork, count: int):
    sqlite_fieldwork.send_many(20, victims_and_others)
    send_helped(sqlite_fieldwork, count, HelperKind.POLICE)

    release = released(sqlite_fieldwork)

    assert release.police_assisted is None
    assert "Fewer than 10 people" in left_out(release, ENGLISH)


def test_a_release_of_before_is_read_when_it_says_nothing_of_it():
    old = json.dumps(
        {
            "wave_id": "wave",
            "survey_id": "tiny",
            "version": 1,
            "built_on": "2026-01-31",
            "indicative": True,
            "tables": [],
        }
    )

    assert thaw(old, fingerprint(old)).police_assisted == 0
