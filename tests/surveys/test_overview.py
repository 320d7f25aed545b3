"""What survey managers look through, and how they look at it before it opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR, PUBLIC
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.sectors import Sectors
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.draft_texts import write_behind
from copfeedback.surveys.drafts import (
    DraftChanged,
    UnknownDraft,
    begin_draft_from,
    find_draft,
    publish_draft,
    save_draft,
)
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.model import Choice
from copfeedback.surveys.overview import find_edition, list_surveys, read_edition, sectors_to_ask
from copfeedback.surveys.packing import MARGINS
from copfeedback.surveys.rehearsal import rehearse
from copfeedback.surveys.wave_model import BEHIND
from copfeedback.surveys.waves import UnknownSurvey, publish_survey
from copfeedback.surveys.yaml_file import DefinitionError
from tests.factories import DEMOGRAPHICS, TINY, TODAY, a_survey_file, a_trail, in_languages

OTHER = TINY.replace("id: tiny", "id: other")


@pytest.fixture
def trail(engine: Engine, tmp_path: Path) -> Trail:
    trail = a_trail(engine)
    publish_survey(trail, OPERATOR, a_survey_file(tmp_path), DEMOGRAPHICS)
    return trail


def test_versions_and_drafts_of_every_survey_are_listed(trail: Trail):
    save_draft(trail, OPERATOR, OTHER)
    save_draft(trail, OPERATOR, TINY.replace("Tiny survey", "Small survey"))
    publish_draft(trail, OPERATOR, "tiny", DEMOGRAPHICS)
    begin_draft_from(trail, OPERATOR, "tiny", 1)

    other, tiny = list_surveys(trail, OPERATOR)

    assert (other.survey_id, other.versions, other.newest) == ("other", (), DRAFT)
    assert (tiny.survey_id, tiny.versions, tiny.newest) == ("tiny", (1, 2), DRAFT)


def test_the_newest_version_comes_first_when_there_is_no_draft(trail: Trail):
    assert list_surveys(trail, OPERATOR)[0].newest == 1


def test_an_edition_is_a_version_or_the_draft(trail: Trail):
    save_draft(trail, OPERATOR, TINY.replace("Tiny survey", "Small survey"))

    version = read_edition(find_edition(trail, OPERATOR, "tiny", 1, DEMOGRAPHICS))
    draft = read_edition(find_edition(trail, OPERATOR, "tiny", DRAFT, DEMOGRAPHICS))

    assert (version.title["en"], draft.title["en"]) == ("Tiny survey", "Small survey")


def test_an_edition_that_is_not_there_is_missed_by_name(trail: Trail):
    with pytest.raises(UnknownDraft):
        find_edition(trail, OPERATOR, "tiny", DRAFT, DEMOGRAPHICS)
    with pytest.raises(UnknownSurvey):
        find_edition(trail, OPERATOR, "tiny", 2, DEMOGRAPHICS)


def test_sectors_are_told_to_whoever_manages_waves_alone(trail: Trail):
    harbour = Sector("harbour", SectorKind.AREA, in_languages("Harbour"))
    Sectors(trail).set(OPERATOR, harbour, new=True)

    assert [each.code for each in sectors_to_ask(trail, OPERATOR)] == ["harbour"]
    with pytest.raises(NotPermitted):
        sectors_to_ask(trail, PUBLIC)


def test_who_is_behind_a_survey_is_written_into_its_draft(trail: Trail):
    seen = begin_draft_from(trail, OPERATOR, "tiny", 1).fingerprint
    said = {"run_by": Translations({"en": "A council"}), "paid_by": None}

    write_behind(trail, OPERATOR, "tiny", said, seen)

    survey = read_edition(find_edition(trail, OPERATOR, "tiny", DRAFT, DEMOGRAPHICS))
    assert (dict(survey.run_by or {}), survey.paid_by) == ({"en": "A council"}, None)
    assert survey.backed_by == Translations({"en": "The council", "ar": "المجلس"})


def test_what_is_asked_about_the_person_is_written_into_a_draft(trail: Trail):
    seen = begin_draft_from(trail, OPERATOR, "tiny", 1).fingerprint

    write_behind(trail, OPERATOR, "tiny", {}, seen, about_person=["age_band", "gender"])

    survey = read_edition(find_edition(trail, OPERATOR, "tiny", DRAFT, DEMOGRAPHICS))
    assert [item for item in survey.question_of_item if item in MARGINS] == ["gender", "age_band"]


def test_texts_are_not_written_over_what_somebody_else_did(trail: Trail):
    seen = begin_draft_from(trail, OPERATOR, "tiny", 1).fingerprint
    save_draft(trail, OPERATOR, TINY.replace("Tiny survey", "Small survey"))

    with pytest.raises(DraftChanged):
        write_behind(trail, OPERATOR, "tiny", {}, seen)

    assert "Small survey" in find_draft(trail, OPERATOR, "tiny").definition


def test_a_text_that_is_too_long_changes_nothing(trail: Trail):
    seen = begin_draft_from(trail, OPERATOR, "tiny", 1).fingerprint

    with pytest.raises(DefinitionError):
        write_behind(trail, OPERATOR, "tiny", {"run_by": in_languages("x" * 5001)}, seen)

    assert find_draft(trail, OPERATOR, "tiny").fingerprint == seen


def test_a_rehearsal_leaves_open_what_nobody_has_said_yet():
    lines = [line for line in TINY.splitlines() if line.partition(":")[0] not in BEHIND]
    survey = read_survey("\n".join(lines), "tiny", DEMOGRAPHICS)
    sectors = [Choice("harbour", in_languages("Harbour"))]

    asked = rehearse(survey, DRAFT, sectors, TODAY, b"")

    assert asked.run_by.read_in("en").text == "…"
    assert [each.code for each in asked.survey.question_of_item["sector"].choices] == ["harbour"]
    assert asked.survey.version == DRAFT
    assert asked.keys is None
