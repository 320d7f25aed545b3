"""Publishing questionnaires and adding waves, by whoever may."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.storage.engine import reading
from copfeedback.surveys import store, wave_store, waves
from copfeedback.surveys.book import UnknownWave, WaveBook
from copfeedback.surveys.definition import DefinitionError
from copfeedback.surveys.waves import (
    SurveyChanged,
    UnknownSurvey,
    WaveExists,
    add_wave,
    close_wave,
    count_answered,
    publish_survey,
)
from tests.factories import (
    DEMOGRAPHICS,
    TINY,
    TODAY,
    WAVE,
    Fieldwork,
    a_survey_file,
    a_trail,
    a_wave_file,
)

LEADER = Actor("leader", Role.LEADER)
SURVEY_MANAGER = Actor("survey-manager", Role.SURVEY_MANAGER)
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR)


def stored_key(fieldwork: Fieldwork) -> bytes | None:
    with reading(fieldwork.engine) as connection:
        key: bytes | None = connection.execute(
            select(wave_store.wave.c.key).where(wave_store.wave.c.id == fieldwork.wave_id)
        ).scalar_one()
    return key


class TestPublishing:
    def test_a_survey_stays_as_it_is_when_the_same_text_is_published_again(
        self, engine: Engine, tmp_path: Path
    ):
        path = a_survey_file(tmp_path)

        first = publish_survey(a_trail(engine), SURVEY_MANAGER, path, DEMOGRAPHICS)

        assert publish_survey(a_trail(engine), SURVEY_MANAGER, path, DEMOGRAPHICS) == first

    @pytest.mark.parametrize(
        ("text", "demographics"),
        [
            (TINY.replace("Tiny survey", "Small survey"), DEMOGRAPHICS),
            (TINY + "# a remark\n", DEMOGRAPHICS),
            (TINY, DEMOGRAPHICS.replace("What is your gender?", "Your gender?")),
        ],
        ids=["text", "remark", "demographics"],
    )
    def test_a_published_version_never_changes(
        self, sqlite_engine: Engine, tmp_path: Path, text: str, demographics: str
    ):
        publish_survey(a_trail(sqlite_engine), OPERATOR, a_survey_file(tmp_path), DEMOGRAPHICS)

        with pytest.raises(SurveyChanged, match="tiny version 1"):
            publish_survey(
                a_trail(sqlite_engine), OPERATOR, a_survey_file(tmp_path, text), demographics
            )

    def test_a_new_version_stands_beside_the_old_one(self, sqlite_engine: Engine, tmp_path: Path):
        text = TINY.replace("version: 1", "version: 2").replace("Tiny survey", "Small survey")
        publish_survey(a_trail(sqlite_engine), OPERATOR, a_survey_file(tmp_path), DEMOGRAPHICS)
        path = a_survey_file(tmp_path, text, "tiny/v2.yaml")
        publish_survey(a_trail(sqlite_engine), OPERATOR, path, DEMOGRAPHICS)
        add_wave(a_trail(sqlite_engine), OPERATOR, a_wave_file(id="old"))
        add_wave(a_trail(sqlite_engine), OPERATOR, a_wave_file(id="new", version=2))

        book = WaveBook(sqlite_engine)

        assert book.find("old").survey.title["en"] == "Tiny survey"
        assert book.find("new").survey.title["en"] == "Small survey"

    def test_nothing_is_published_when_the_file_is_faulty(
        self, sqlite_engine: Engine, tmp_path: Path
    ):
        path = a_survey_file(tmp_path, TINY.replace("minutes: 2", "minutes: soon"))

        with pytest.raises(DefinitionError):
            publish_survey(a_trail(sqlite_engine), OPERATOR, path, DEMOGRAPHICS)
        with reading(sqlite_engine) as connection:
            assert store.find_definition(connection, "tiny", 1) is None


class TestAdding:
    def test_a_wave_is_found_by_its_name_and_its_short_address(self, fieldwork: Fieldwork):
        asked = fieldwork.asked

        assert re.fullmatch("([bdfgklmnprstvz][aeiou]){3}", asked.wave.short)
        assert fieldwork.book.find(asked.wave.short) == asked
        assert fieldwork.book.find(asked.wave.short.upper()) == asked
        assert asked.wave.name["ar"] == "الربيع"
        assert [sector.code for sector in asked.wave.sectors] == ["harbour", "hills"]
        assert asked.survey.question_of_item["sector"].codes == {"harbour", "hills"}
        for unknown in ("", "nowhere", "بيت", "x" * 10_000):
            with pytest.raises(UnknownWave):
                fieldwork.book.find(unknown)

    def test_a_wave_is_refused_when_its_name_is_taken(self, fieldwork: Fieldwork):
        for taken in (WAVE, fieldwork.asked.wave.short):
            with pytest.raises(WaveExists):
                add_wave(fieldwork.trail, OPERATOR, a_wave_file(id=taken))

    def test_a_wave_is_refused_when_its_survey_is_not_published(self, fieldwork: Fieldwork):
        for unknown in ({"survey": "large"}, {"version": 2}):
            with pytest.raises(UnknownSurvey):
                add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="other", **unknown))

    def test_a_short_address_is_drawn_again_when_it_is_taken(
        self, fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
    ):
        drawn = iter(fieldwork.asked.wave.short + "rivavu" + "bodega")
        monkeypatch.setattr(waves.secrets, "choice", lambda _letters: next(drawn))

        assert add_wave(fieldwork.trail, OPERATOR, a_wave_file(id="rivavu")).short == "bodega"

    def test_every_wave_has_a_key_of_its_own(self, sqlite_fieldwork: Fieldwork):
        add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="other"))
        sqlite_fieldwork.book.refresh()

        keys = {asked.key for asked in sqlite_fieldwork.book.all()}

        assert len(keys) == 2

    def test_a_new_wave_is_noticed_when_its_moment_has_come(
        self, sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
    ):
        assert len(sqlite_fieldwork.book.all()) == 1
        add_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(id="other"))
        monkeypatch.setattr("copfeedback.surveys.book.FRESH_SECONDS", 0)

        assert len(sqlite_fieldwork.book.all()) == 2


def _publish(fieldwork: Fieldwork, actor: Actor) -> object:
    return publish_survey(fieldwork.trail, actor, Path("nowhere"), DEMOGRAPHICS)


def _add(fieldwork: Fieldwork, actor: Actor) -> object:
    return add_wave(fieldwork.trail, actor, a_wave_file(id="other"))


def _close(fieldwork: Fieldwork, actor: Actor) -> object:
    return close_wave(fieldwork.trail, fieldwork.book, actor, WAVE, TODAY)


def _count(fieldwork: Fieldwork, actor: Actor) -> object:
    return count_answered(fieldwork.engine, actor, WAVE)


@pytest.mark.parametrize(
    ("use", "actor"),
    [
        *(
            (use, actor)
            for use in (_publish, _add, _close)
            for actor in (PUBLIC, LEADER, ADMINISTRATOR)
        ),
        (_count, PUBLIC),
        (_count, ADMINISTRATOR),
    ],
)
def test_nobody_manages_waves_without_permission(
    sqlite_fieldwork: Fieldwork, use: Callable[[Fieldwork, Actor], Any], actor: Actor
):
    with pytest.raises(NotPermitted):
        use(sqlite_fieldwork, actor)

    assert stored_key(sqlite_fieldwork) is not None
    assert len(sqlite_fieldwork.book.all()) == 1


@pytest.mark.parametrize("actor", [LEADER, SURVEY_MANAGER])
def test_staff_can_see_how_many_have_answered(sqlite_fieldwork: Fieldwork, actor: Actor):
    sqlite_fieldwork.send_many(10)
    sqlite_fieldwork.surveys.fold_all()

    counts = count_answered(sqlite_fieldwork.engine, actor, WAVE)

    assert (counts["all", ""], counts["sector", "harbour"]) == (10, 10)


def test_who_published_added_and_closed_what_is_in_the_audit_trail_once(
    engine: Engine, tmp_path: Path
):
    trail, path, book = a_trail(engine), a_survey_file(tmp_path), WaveBook(engine)
    for _ in range(2):
        publish_survey(trail, SURVEY_MANAGER, path, DEMOGRAPHICS)
    add_wave(trail, SURVEY_MANAGER, a_wave_file())
    for _ in range(2):
        close_wave(trail, book, SURVEY_MANAGER, WAVE, TODAY)

    noted = [(entry.actor, entry.action, entry.about) for entry in trail.entries(OPERATOR)]

    assert noted == [
        ("survey-manager", "close_wave", f"wave {WAVE}"),
        ("survey-manager", "add_wave", f"wave {WAVE}"),
        ("survey-manager", "publish_survey", "survey tiny 1"),
    ]


def test_nothing_is_in_the_audit_trail_when_it_failed(fieldwork: Fieldwork):
    before = fieldwork.trail.head()

    with pytest.raises(WaveExists):
        add_wave(fieldwork.trail, SURVEY_MANAGER, a_wave_file())
    with pytest.raises(UnknownWave):
        close_wave(fieldwork.trail, fieldwork.book, SURVEY_MANAGER, "no-such-wave", TODAY)

    assert fieldwork.trail.head() == before


@pytest.mark.parametrize("use", [_publish, _add, _close])
def test_who_was_refused_is_in_the_audit_trail(
    sqlite_fieldwork: Fieldwork, use: Callable[[Fieldwork, Actor], Any]
):
    with pytest.raises(NotPermitted):
        use(sqlite_fieldwork, LEADER)

    latest = sqlite_fieldwork.trail.entries(OPERATOR)[0]
    assert (latest.actor, latest.outcome) == ("leader", "refused")
