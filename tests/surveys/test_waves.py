"""Publishing questionnaires, adding waves and closing them for good."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from copfeedback.surveys import store, waves
from copfeedback.surveys.book import UnknownWave, WaveBook
from copfeedback.surveys.definition import DefinitionError
from copfeedback.surveys.folding import pack
from copfeedback.surveys.model import Mode, WaveState
from copfeedback.surveys.waves import (
    SurveyChanged,
    UnknownSurvey,
    WaveExists,
    add_wave,
    close_wave,
    count_answered,
    publish_survey,
    read_wave_file,
)
from tests.breakage import PowerFailure, failing_at, locked_by_another
from tests.factories import (
    DEMOGRAPHICS,
    TINY,
    TODAY,
    WAVE,
    Fieldwork,
    a_survey_file,
    a_wave_file,
)

LEADER = Actor("leader", Role.LEADER)
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR)


def close(fieldwork: Fieldwork, today: date = TODAY, actor: Actor = OPERATOR) -> None:
    close_wave(fieldwork.engine, fieldwork.book, actor, fieldwork.wave_id, today)


def stored_key(fieldwork: Fieldwork) -> bytes | None:
    with reading(fieldwork.engine) as connection:
        key: bytes | None = connection.execute(
            select(store.wave.c.key).where(store.wave.c.id == fieldwork.wave_id)
        ).scalar_one()
    return key


class TestPublishing:
    def test_a_survey_stays_as_it_is_when_the_same_text_is_published_again(
        self, engine: Engine, tmp_path: Path
    ):
        path = a_survey_file(tmp_path)

        first = publish_survey(engine, ADMINISTRATOR, path, DEMOGRAPHICS)

        assert publish_survey(engine, ADMINISTRATOR, path, DEMOGRAPHICS) == first

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
        publish_survey(sqlite_engine, OPERATOR, a_survey_file(tmp_path), DEMOGRAPHICS)

        with pytest.raises(SurveyChanged, match="tiny version 1"):
            publish_survey(sqlite_engine, OPERATOR, a_survey_file(tmp_path, text), demographics)

    def test_a_new_version_stands_beside_the_old_one(self, sqlite_engine: Engine, tmp_path: Path):
        text = TINY.replace("version: 1", "version: 2").replace("Tiny survey", "Small survey")
        publish_survey(sqlite_engine, OPERATOR, a_survey_file(tmp_path), DEMOGRAPHICS)
        path = a_survey_file(tmp_path, text, "tiny/v2.yaml")
        publish_survey(sqlite_engine, OPERATOR, path, DEMOGRAPHICS)
        add_wave(sqlite_engine, OPERATOR, a_wave_file(id="old"))
        add_wave(sqlite_engine, OPERATOR, a_wave_file(id="new", version=2))

        book = WaveBook(sqlite_engine)

        assert book.find("old").survey.title["en"] == "Tiny survey"
        assert book.find("new").survey.title["en"] == "Small survey"

    def test_nothing_is_published_when_the_file_is_faulty(
        self, sqlite_engine: Engine, tmp_path: Path
    ):
        path = a_survey_file(tmp_path, TINY.replace("minutes: 2", "minutes: soon"))

        with pytest.raises(DefinitionError):
            publish_survey(sqlite_engine, OPERATOR, path, DEMOGRAPHICS)
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
                add_wave(fieldwork.engine, OPERATOR, a_wave_file(id=taken))

    def test_a_wave_is_refused_when_its_survey_is_not_published(self, fieldwork: Fieldwork):
        for unknown in ({"survey": "large"}, {"version": 2}):
            with pytest.raises(UnknownSurvey):
                add_wave(fieldwork.engine, OPERATOR, a_wave_file(id="other", **unknown))

    def test_a_short_address_is_drawn_again_when_it_is_taken(
        self, fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
    ):
        drawn = iter(fieldwork.asked.wave.short + "rivavu" + "bodega")
        monkeypatch.setattr(waves.secrets, "choice", lambda _letters: next(drawn))

        assert add_wave(fieldwork.engine, OPERATOR, a_wave_file(id="rivavu")).short == "bodega"

    def test_every_wave_has_a_key_of_its_own(self, sqlite_fieldwork: Fieldwork):
        add_wave(sqlite_fieldwork.engine, OPERATOR, a_wave_file(id="other"))
        sqlite_fieldwork.book.refresh()

        keys = {asked.key for asked in sqlite_fieldwork.book.all()}

        assert len(keys) == 2

    def test_a_new_wave_is_noticed_when_its_moment_has_come(
        self, sqlite_fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
    ):
        assert len(sqlite_fieldwork.book.all()) == 1
        add_wave(sqlite_fieldwork.engine, OPERATOR, a_wave_file(id="other"))
        monkeypatch.setattr("copfeedback.surveys.book.FRESH_SECONDS", 0)

        assert len(sqlite_fieldwork.book.all()) == 2


SECTOR = "  - {code: harbour, text: {en: Harbour}}\n"
WAVE_FILE = f"""\
id: spring
survey: tiny
version: 1
name: {{en: Spring}}
opens: 2026-05-01
closes: 2026-05-31
results_due: 2026-06-30
sectors:
{SECTOR}"""
WAVE_FAULTS = [
    ("id: spring", "id: Spring 1", 1, "id", "should match pattern"),
    ("version: 1", "version: one", 3, "version", "valid integer"),
    ("version: 1\n", "", 1, "version", "field required"),
    ("name: {en: Spring}", "name: Spring", 4, "name", "valid dictionary"),
    ("2026-05-01", "2026-02-30", 5, "opens", "valid date"),
    ("2026-05-01", "soon", 5, "opens", "valid date"),
    ("2026-05-01", "2026-06-01", 6, "closes", "the days are out of order"),
    ("2026-06-30", "2026-05-31", 6, "closes", "the days are out of order"),
    ("survey: tiny", "survey: tiny\nsurvey: other", 3, "file", "“survey” is there twice"),
    ("sectors:", "areas:", 9, "areas", "not permitted"),
    ("code: harbour", "code: yes", 9, "sectors True code", "valid string"),
    (
        "code: harbour",
        "code: not_stated",
        9,
        "sectors not_stated",
        "is kept for those who name no sector",
    ),
    (SECTOR, SECTOR * 2, 10, "sectors harbour", "“harbour” is there twice"),
    (WAVE_FILE, "", 1, "file", "the file is empty"),
    (WAVE_FILE, "[]", 1, "file", "valid dictionary"),
]


class TestWaveFiles:
    def test_a_wave_is_read_when_its_file_is_sound(self, tmp_path: Path):
        path = tmp_path / "wave.yaml"
        path.write_text(WAVE_FILE, encoding="utf-8")

        wave = read_wave_file(path)

        assert (wave.id, wave.opens, wave.sectors[0].code) == (
            "spring",
            date(2026, 5, 1),
            "harbour",
        )

    @pytest.mark.parametrize(("sound", "faulty", "line", "where", "fault"), WAVE_FAULTS)
    def test_a_wave_is_refused_with_line_and_fix_when_its_file_is_faulty(
        self, tmp_path: Path, sound: str, faulty: str, line: int, where: str, fault: str
    ):
        path = tmp_path / "wave.yaml"
        assert sound in WAVE_FILE
        path.write_text(WAVE_FILE.replace(sound, faulty), encoding="utf-8")

        with pytest.raises(DefinitionError) as caught:
            read_wave_file(path)

        (found,) = caught.value.faults
        assert (found.file, found.line, found.where) == (str(path), line, where)
        assert fault in found.fault
        assert found.fix

    def test_a_wave_is_refused_when_its_file_is_missing_or_no_text(self, tmp_path: Path):
        path = tmp_path / "wave.yaml"
        path.write_bytes(b"\xff\xfe")

        for unreadable in (path, tmp_path, tmp_path / "none.yaml"):
            with pytest.raises(DefinitionError):
                read_wave_file(unreadable)


class TestClosing:
    def test_a_closed_wave_keeps_everything_and_forgets_its_key(self, fieldwork: Fieldwork):
        fieldwork.send_many(13)
        fieldwork.surveys.fold_all()
        fieldwork.send_many(4)

        close(fieldwork)

        assert (len(fieldwork.responses()), fieldwork.pending()) == (17, 0)
        assert stored_key(fieldwork) is None
        asked = fieldwork.asked
        assert (asked.keys, asked.wave.closed_on) == (None, TODAY)
        assert asked.wave.state(TODAY) is WaveState.CLOSED

    def test_the_day_of_closing_stays_when_a_wave_is_closed_again(self, fieldwork: Fieldwork):
        close(fieldwork)
        close(fieldwork, TODAY + timedelta(days=3))

        assert fieldwork.asked.wave.closed_on == TODAY

    def test_other_waves_go_on_when_one_is_closed(self, fieldwork: Fieldwork):
        add_wave(fieldwork.engine, OPERATOR, a_wave_file(id="other"))
        other = Fieldwork(fieldwork.engine, wave_id="other")
        other.send_many(4)

        close(fieldwork)

        other.send_many(6)
        assert other.surveys.fold_all() == 10
        other.stop()

    def test_closing_goes_on_where_it_stopped_when_it_is_called_again(self, fieldwork: Fieldwork):
        ids = fieldwork.send_many(15)
        stopped = 0
        for moment in itertools.count(1):
            try:
                with failing_at(fieldwork.engine, moment):
                    close(fieldwork)
            except PowerFailure:
                stopped += 1
                left = Fieldwork(fieldwork.engine)
                assert left.pending() + len(left.responses()) == len(ids)
                assert left.pending() == 0 or stored_key(left) is not None
            else:
                break

        assert stopped > 10
        assert {row["id"] for row in fieldwork.responses()} == set(ids)
        assert (stored_key(fieldwork), fieldwork.pending()) == (None, 0)
        assert fieldwork.tallies()["all", ""] == 15

    def test_the_files_are_cleaned_when_closing_had_stopped_right_before(
        self, fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
    ):
        rewritten: list[tuple[str, ...]] = []

        def stop_first(_engine: Engine, *tables: str) -> None:
            rewritten.append(tables)
            if len(rewritten) == 1:
                raise StorageUnavailable

        monkeypatch.setattr(waves, "rewrite", stop_first)
        with pytest.raises(StorageUnavailable):
            close(fieldwork)

        close(fieldwork)

        assert rewritten == [("pending_response", "wave")] * 2

    def test_nobody_is_lost_when_another_folder_is_at_work_and_fails(self, fieldwork: Fieldwork):
        ids = fieldwork.send_many(12)
        taken, fail = threading.Event(), threading.Event()

        def fold_and_fail() -> None:
            with suppress(PowerFailure), writing(fieldwork.engine) as connection:
                store.take_pending(connection, fieldwork.wave_id, 8)
                taken.set()
                assert fail.wait(10)
                raise PowerFailure

        with ThreadPoolExecutor(2) as both:
            failing = both.submit(fold_and_fail)
            assert taken.wait(10)
            closing = both.submit(close, fieldwork)
            threading.Event().wait(0.2)
            key_meanwhile = stored_key(fieldwork)
            fail.set()
            failing.result(10)
            closing.result(10)

        assert key_meanwhile is not None
        assert {row["id"] for row in fieldwork.responses()} == set(ids)

    def test_a_submission_counts_when_the_wave_closes_while_it_is_written(
        self, fieldwork: Fieldwork
    ):
        keys = fieldwork.asked.keys
        assert keys is not None
        survey = fieldwork.asked.survey
        record = keys.pending.close(pack(survey, {"victim": "yes"}, "en", Mode.LIGHT, TODAY))
        row = {"id": b"1" * 16, "wave_id": fieldwork.wave_id, "sealed": record}

        with ThreadPoolExecutor(1) as other, writing(fieldwork.engine) as connection:
            assert store.open_for_writing(connection, [fieldwork.wave_id])
            closing = other.submit(close, fieldwork)
            threading.Event().wait(0.2)
            closed_meanwhile = closing.done()
            store.add_pending(connection, [row])
        closing.result(10)

        assert not closed_meanwhile
        assert [stored["id"] for stored in fieldwork.responses()] == [b"1" * 16]

    def test_closing_is_refused_out_loud_when_the_database_is_locked(
        self, impatient_fieldwork: Fieldwork
    ):
        impatient_fieldwork.send_many(3)
        _ = impatient_fieldwork.asked

        with locked_by_another(impatient_fieldwork.engine), pytest.raises(StorageUnavailable):
            close(impatient_fieldwork)

        close(impatient_fieldwork)
        assert len(impatient_fieldwork.responses()) == 3


def _publish(fieldwork: Fieldwork, actor: Actor) -> object:
    return publish_survey(fieldwork.engine, actor, Path("nowhere"), DEMOGRAPHICS)


def _add(fieldwork: Fieldwork, actor: Actor) -> object:
    return add_wave(fieldwork.engine, actor, a_wave_file(id="other"))


def _close(fieldwork: Fieldwork, actor: Actor) -> object:
    return close_wave(fieldwork.engine, fieldwork.book, actor, WAVE, TODAY)


def _count(fieldwork: Fieldwork, actor: Actor) -> object:
    return count_answered(fieldwork.engine, actor, WAVE)


@pytest.mark.parametrize(
    ("use", "actor"),
    [
        *((use, actor) for use in (_publish, _add, _close) for actor in (PUBLIC, LEADER)),
        (_count, PUBLIC),
    ],
)
def test_nobody_manages_waves_without_permission(
    sqlite_fieldwork: Fieldwork, use: Callable[[Fieldwork, Actor], Any], actor: Actor
):
    with pytest.raises(NotPermitted):
        use(sqlite_fieldwork, actor)

    assert stored_key(sqlite_fieldwork) is not None
    assert len(sqlite_fieldwork.book.all()) == 1


@pytest.mark.parametrize("actor", [LEADER, ADMINISTRATOR])
def test_staff_can_see_how_many_have_answered(sqlite_fieldwork: Fieldwork, actor: Actor):
    sqlite_fieldwork.send_many(10)
    sqlite_fieldwork.surveys.fold_all()

    counts = count_answered(sqlite_fieldwork.engine, actor, WAVE)

    assert (counts["all", ""], counts["sector", "harbour"]) == (10, 10)
