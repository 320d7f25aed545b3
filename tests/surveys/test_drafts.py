"""Drafts are worked on until they are published; what is published stays as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import Engine

from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys import drafts, store
from copfeedback.surveys.drafts import (
    DraftChanged,
    DraftExists,
    NothingChanged,
    UnknownDraft,
    begin_draft_from,
    discard_draft,
    faults_of,
    find_draft,
    list_drafts,
    publish_draft,
    save_draft,
    translate_draft,
)
from copfeedback.surveys.files import DRAFT, SurveyFile, SurveyFiles, keep_file
from copfeedback.surveys.translating import export_po
from copfeedback.surveys.waves import UnknownSurvey, publish_survey
from copfeedback.surveys.yaml_file import DefinitionError, read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from tests.factories import DEMOGRAPHICS, TINY, TODAY, a_survey_file, a_trail

MANAGER = Actor("manager", Role.SURVEY_MANAGER, id=1)
CHANGED = TINY.replace("Tiny survey", "Small survey")


@pytest.fixture
def trail(engine: Engine) -> Trail:
    return a_trail(engine)


def publish_tiny(trail: Trail, folder: Path) -> None:
    publish_survey(trail, OPERATOR, a_survey_file(folder), DEMOGRAPHICS)


def published(trail: Trail, version: int) -> tuple[str, str, str]:
    with reading(trail.engine) as connection:
        found = store.find_definition(connection, "tiny", version)
    assert found is not None
    return found


class TestKeeping:
    def test_a_draft_is_found_as_it_was_saved(self, trail: Trail):
        saved = save_draft(trail, MANAGER, CHANGED, note="from\nform.xlsx" + "x" * 300)

        assert find_draft(trail, MANAGER, "tiny") == saved
        assert list_drafts(trail, MANAGER) == [saved]
        assert (saved.survey_id, saved.definition, saved.changed_on) == ("tiny", CHANGED, TODAY)
        assert saved.note.startswith("from form.xlsx")
        assert trail.export(OPERATOR)[0].action == "save_draft"

    def test_a_draft_may_have_faults_but_must_be_readable(self, trail: Trail):
        faulty = CHANGED.replace("choices: yes_no", "choices: nowhere")

        draft = save_draft(trail, MANAGER, faulty)

        (fault,) = faults_of(draft, DEMOGRAPHICS)
        assert "there is no choice list" in fault.fault
        assert faults_of(save_draft(trail, MANAGER, TINY), DEMOGRAPHICS) == []
        for unreadable in ("", "id: [", "id: tiny\n", TINY + "# \ud800", TINY + "#" * 2_000_000):
            with pytest.raises(DefinitionError):
                save_draft(trail, MANAGER, unreadable)
        assert find_draft(trail, MANAGER, "tiny").definition == TINY

    def test_nobody_overwrites_what_a_colleague_has_written_meanwhile(self, trail: Trail):
        first = save_draft(trail, MANAGER, TINY, seen="")
        save_draft(trail, MANAGER, CHANGED, seen=first.fingerprint)

        for seen in ("", first.fingerprint):
            with pytest.raises(DraftChanged):
                save_draft(trail, MANAGER, TINY, seen=seen)

        assert find_draft(trail, MANAGER, "tiny").definition == CHANGED

    def test_a_draft_is_gone_when_it_is_discarded(self, trail: Trail):
        save_draft(trail, MANAGER, TINY)

        discard_draft(trail, MANAGER, "tiny")

        assert list_drafts(trail, MANAGER) == []
        for act in (find_draft, discard_draft):
            with pytest.raises(UnknownDraft):
                act(trail, MANAGER, "tiny")

    def test_a_refusal_is_noted_when_somebody_may_not(self, trail: Trail):
        leader = Actor("leader", Role.LEADER, id=2)
        for act in (
            lambda: save_draft(trail, leader, TINY),
            lambda: begin_draft_from(trail, leader, "tiny", 1),
            lambda: translate_draft(trail, leader, "tiny", "fr", b"", "fr.po"),
            lambda: discard_draft(trail, leader, "tiny"),
            lambda: publish_draft(trail, leader, "tiny", DEMOGRAPHICS),
        ):
            with pytest.raises(NotPermitted):
                act()

        noted = [(each.action, each.outcome) for each in trail.export(OPERATOR)][:-1]
        assert noted == [
            (action.value, "refused")
            for action in (
                *[Action.SAVE_DRAFT] * 3,
                Action.DISCARD_DRAFT,
                Action.PUBLISH_SURVEY,
            )
        ]


class TestPublishing:
    def test_the_next_version_is_frozen_and_the_draft_gone(self, trail: Trail, tmp_path: Path):
        publish_tiny(trail, tmp_path)
        before = published(trail, 1)
        text = "\ufeff# of ours\n" + CHANGED.replace("version: 1", "version:   1   # not by hand")
        save_draft(trail, MANAGER, text)

        survey = publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)

        assert (survey.id, survey.version) == ("tiny", 2)
        fingerprint, definition, demographics = published(trail, 2)
        assert definition == text[1:].replace("  1   #", "  2   #")
        assert demographics == DEMOGRAPHICS
        assert fingerprint == hashlib.sha256((definition + DEMOGRAPHICS).encode()).hexdigest()
        assert list_drafts(trail, MANAGER) == []
        assert published(trail, 1) == before
        entry = trail.export(OPERATOR)[-2]
        assert (entry.action, entry.about) == ("publish_survey", "survey tiny 2")

    def test_the_first_version_is_one_whatever_the_draft_says(self, trail: Trail):
        save_draft(trail, MANAGER, TINY.replace("version: 1", "version: 77"))

        assert publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS).version == 1
        assert published(trail, 1)[1] == TINY

    def test_a_file_counts_as_published_when_the_draft_was_that_file(
        self, trail: Trail, tmp_path: Path
    ):
        save_draft(trail, MANAGER, TINY)
        publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)

        publish_tiny(trail, tmp_path)  # the same text: nothing to refuse

    def test_it_is_said_when_the_draft_says_the_same(self, trail: Trail, tmp_path: Path):
        publish_tiny(trail, tmp_path)
        save_draft(trail, MANAGER, TINY.replace("version: 1", "version: 9") + "# a remark\n")

        with pytest.raises(NothingChanged) as caught:
            publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)

        assert caught.value.version == 1
        assert len(list_drafts(trail, MANAGER)) == 1

    def test_nothing_is_published_when_the_draft_has_faults_or_is_not_there(self, trail: Trail):
        with pytest.raises(UnknownDraft):
            publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)
        save_draft(trail, MANAGER, CHANGED.replace("choices: yes_no", "choices: nowhere"))

        with pytest.raises(DefinitionError):
            publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)

        assert len(list_drafts(trail, MANAGER)) == 1

    def test_nothing_is_published_when_a_colleague_changes_the_draft_this_moment(
        self, trail: Trail, monkeypatch: pytest.MonkeyPatch
    ):
        save_draft(trail, MANAGER, TINY)
        read = drafts.read_survey

        def meanwhile(*arguments: str):
            save_draft(trail, MANAGER, CHANGED)
            return read(*arguments)

        monkeypatch.setattr(drafts, "read_survey", meanwhile)

        with pytest.raises(DraftChanged):
            publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)
        assert find_draft(trail, MANAGER, "tiny").definition == CHANGED


class TestBeginning:
    def test_editing_makes_the_next_version_when_one_begins_from_a_published_one(
        self, trail: Trail, tmp_path: Path
    ):
        publish_tiny(trail, tmp_path)
        draft = begin_draft_from(trail, MANAGER, "tiny", 1)
        assert draft.definition == TINY
        assert find_draft(trail, MANAGER, "tiny") == draft

        changed = draft.definition.replace("Tiny survey", "Small survey")
        save_draft(trail, MANAGER, changed, seen=draft.fingerprint)

        assert publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS).version == 2

    def test_nothing_begins_when_there_is_a_draft_or_no_such_version(
        self, trail: Trail, tmp_path: Path
    ):
        publish_tiny(trail, tmp_path)
        with pytest.raises(UnknownSurvey):
            begin_draft_from(trail, MANAGER, "tiny", 2)
        save_draft(trail, MANAGER, CHANGED)

        with pytest.raises(DraftExists):
            begin_draft_from(trail, MANAGER, "tiny", 1)

        assert find_draft(trail, MANAGER, "tiny").definition == CHANGED

    def test_pictures_go_along_when_a_version_becomes_a_draft_and_the_draft_a_version(
        self, trail: Trail, tmp_path: Path
    ):
        publish_tiny(trail, tmp_path)
        files, picture = SurveyFiles(trail.engine), SurveyFile("image/png", b"picture")
        with writing(trail.engine) as connection:
            keep_file(connection, "tiny", 1, "park.png", picture)

        begin_draft_from(trail, MANAGER, "tiny", 1)
        assert files.find("tiny", DRAFT, "park.png") == picture
        save_draft(trail, MANAGER, CHANGED)
        publish_draft(trail, MANAGER, "tiny", DEMOGRAPHICS)

        assert files.find("tiny", 2, "park.png") == files.find("tiny", 1, "park.png") == picture
        assert files.find("tiny", DRAFT, "park.png") is None


class TestTranslating:
    def test_a_language_comes_into_the_draft_from_a_file(self, trail: Trail):
        save_draft(trail, MANAGER, TINY)
        shape, _ = read_shape(SurveyShape, TINY, "tiny")
        empty = export_po(shape, "fr").decode()
        content = empty.replace('msgid "Tiny survey"\nmsgstr ""', 'msgid "Tiny survey"\nmsgstr "P"')

        translated = translate_draft(trail, MANAGER, "tiny", "fr", content.encode(), "fr.po")

        draft = find_draft(trail, MANAGER, "tiny")
        assert read_shape(SurveyShape, draft.definition, "tiny")[0].title["fr"] == "P"
        assert (translated.changed, draft.note) == (1, "fr: fr.po")
        assert faults_of(draft, DEMOGRAPHICS) == []

    def test_the_draft_stays_as_it_is_when_the_file_has_faults_or_nothing_new(self, trail: Trail):
        saved = save_draft(trail, MANAGER, TINY)
        shape, _ = read_shape(SurveyShape, TINY, "tiny")

        translate_draft(trail, MANAGER, "tiny", "ar", export_po(shape, "ar"), "ar.po")
        with pytest.raises(DefinitionError):
            translate_draft(trail, MANAGER, "tiny", "ar", b"nonsense", "ar.po")

        assert find_draft(trail, MANAGER, "tiny") == saved
