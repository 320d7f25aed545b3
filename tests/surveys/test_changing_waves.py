"""What a wave must be told to begin, and what can still be changed of it later."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.people.sectors import Sectors
from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.wave_file import WaveRefused, read_wave_file, where_refused
from copfeedback.surveys.wave_model import BEHIND, Wave
from copfeedback.surveys.waves import (
    UnknownSurvey,
    WaveOver,
    add_wave,
    change_wave,
    publish_survey,
)
from copfeedback.surveys.yaml_file import DefinitionError
from tests.factories import (
    DEMOGRAPHICS,
    SECTORS,
    TINY,
    TODAY,
    WAVE,
    Fieldwork,
    a_survey_file,
    a_trail,
    a_wave_file,
    full_answers,
)

SURVEY_MANAGER = Actor("survey-manager", Role.SURVEY_MANAGER)
PORT = {"code": "port", "text": {"en": "Port"}}


def sectors(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [*({"code": code, "text": {"en": code.title()}} for code in SECTORS), *more]


def published(engine: Engine, folder: Path, text: str) -> None:
    publish_survey(a_trail(engine), OPERATOR, a_survey_file(folder, text), DEMOGRAPHICS)


def add(engine: Engine, *, spoken: tuple[str, ...] | None = None, **changes: Any) -> Wave:
    return add_wave(a_trail(engine), OPERATOR, a_wave_file(**changes), spoken=spoken)


def change(fieldwork: Fieldwork, today: date = TODAY, **changes: Any) -> Wave:
    changed = change_wave(fieldwork.trail, SURVEY_MANAGER, a_wave_file(**changes), today)
    fieldwork.book.refresh()
    return changed


def refused(error: pytest.ExceptionInfo[WaveRefused]) -> list[tuple[str | int, ...]]:
    return [at for at, _fault, _fix in error.value.faults]


class TestWhoIsBehindIt:
    def test_a_wave_is_refused_when_neither_it_nor_its_survey_says_so(
        self, sqlite_engine: Engine, tmp_path: Path
    ):
        lines = [line for line in TINY.splitlines() if not line.startswith(BEHIND)]
        published(sqlite_engine, tmp_path, "\n".join(lines))

        with pytest.raises(WaveRefused) as error:
            add(sqlite_engine, run_by={"en": "A university"})

        assert refused(error) == [(name,) for name in BEHIND if name != "run_by"]
        add(sqlite_engine, **{name: {"en": f"said {name}"} for name in BEHIND})
        asked = Fieldwork(sqlite_engine).asked
        assert [getattr(asked, name)["en"] for name in BEHIND] == [f"said {n}" for n in BEHIND]

    def test_the_wave_says_it_when_both_do(self, sqlite_fieldwork: Fieldwork):
        add(sqlite_fieldwork.engine, id="other", run_by={"en": "A university"})
        sqlite_fieldwork.book.refresh()

        other = sqlite_fieldwork.book.find("other")

        assert (other.run_by["en"], other.paid_by["en"]) == ("A university", "A fund")
        assert sqlite_fieldwork.asked.run_by["en"] == "An institute"


class TestLanguages:
    @pytest.fixture
    def engine(self, sqlite_engine: Engine, tmp_path: Path) -> Engine:
        """With a survey that is whole in English and Arabic, and hardly begun in French."""
        text = TINY.replace("[en, ar]", "[en, ar, fr]").replace(
            "{en: Tiny survey,", "{en: Tiny survey, fr: Un sondage,"
        )
        published(sqlite_engine, tmp_path, text)
        return sqlite_engine

    def test_a_wave_opens_in_every_whole_language_of_the_portal_when_it_names_none(self, engine):
        assert add(engine).plan.languages == ("en", "ar")
        assert add(engine, id="other", spoken=("ar", "fr")).plan.languages == ("ar",)
        assert Fieldwork(engine).asked.survey.languages == ("en", "ar")

    def test_a_language_is_refused_when_texts_are_missing(self, engine):
        with pytest.raises(WaveRefused, match="not complete in fr") as error:
            add(engine, languages=["en", "fr"])

        assert refused(error) == [("languages",)]

    def test_a_language_that_lacks_texts_is_open_when_it_is_named_as_allowed(self, engine):
        wave = add(engine, languages=["en"], fallback_languages=["fr", "es"])

        assert wave.plan.languages == ("en", "fr", "es")
        assert Fieldwork(engine).asked.survey.languages == ("en", "fr", "es")

    def test_a_language_is_refused_when_the_portal_does_not_speak_it(self, engine):
        with pytest.raises(WaveRefused, match="does not speak ar"):
            add(engine, languages=["en", "ar"], spoken=("en", "fr"))

    def test_a_wave_is_refused_when_no_whole_language_is_the_portals(self, engine):
        with pytest.raises(WaveRefused, match="no complete language"):
            add(engine, spoken=("fr", "es"))


class TestMarginsAndSectors:
    def test_margins_are_refused_when_the_survey_does_not_have_them(self, sqlite_fieldwork):
        with pytest.raises(WaveRefused) as error:
            add(
                sqlite_fieldwork.engine,
                id="other",
                modes=["light"],
                population={"gender": {"woman": 1, "lady": 1}, "sector": {"harbour": 1, "x": 1}},
                targets={"mode": {"light": 5, "paper": 5}, "language": {"en": 1, "fr": 1}},
            )

        assert refused(error) == [
            ("population", "gender", "lady"),
            ("population", "sector", "x"),
            ("targets", "mode", "paper"),
            ("targets", "language", "fr"),
        ]

    def test_margins_are_refused_when_nobody_is_asked_for_them(self, sqlite_fieldwork):
        with pytest.raises(WaveRefused, match="does not ask for sector"):
            add(sqlite_fieldwork.engine, id="other", sectors=[], targets={"sector": {"harbour": 1}})

    def test_a_sector_is_named_as_the_portals_when_the_wave_does_not_name_it(
        self, sqlite_fieldwork
    ):
        name = Translations({"en": "Old harbour", "ar": "الميناء القديم"})
        sector = Sector("old_harbour", SectorKind.AREA, name)
        Sectors(sqlite_fieldwork.trail).set(OPERATOR, sector)

        wave = add(sqlite_fieldwork.engine, id="other", sectors=[{"code": "old_harbour"}])

        assert wave.sectors[0].text == name
        with pytest.raises(WaveRefused, match="no sector “nowhere”"):
            add(sqlite_fieldwork.engine, id="third", sectors=[{"code": "nowhere"}])

    def test_what_is_refused_is_told_by_the_lines_of_its_file(self, sqlite_fieldwork, tmp_path):
        path = tmp_path / "wave.yaml"
        text = a_wave_file(id="other").model_dump_json(exclude_none=True, indent=1)
        path.write_text(text.replace('"targets": {}', '"targets": {"mode": {"x": 5}}'))
        line = text[: text.index('"targets"')].count("\n") + 1

        with pytest.raises(WaveRefused) as error:
            add_wave(sqlite_fieldwork.trail, OPERATOR, read_wave_file(path))

        told = where_refused(path, error.value)
        assert isinstance(told, DefinitionError)
        assert (told.faults[0].line, told.faults[0].where) == (line, "targets mode x")


class TestBeforeItOpens:
    @pytest.fixture
    def planned(self, sqlite_fieldwork: Fieldwork) -> Fieldwork:
        sqlite_fieldwork.today = date(2026, 4, 1)
        return sqlite_fieldwork

    def test_everything_can_be_changed(self, planned: Fieldwork):
        before = planned.asked.wave
        wave = change(
            planned,
            planned.today,
            name={"en": "Early summer"},
            opens=date(2026, 6, 1),
            closes=date(2026, 6, 30),
            results_due=date(2026, 7, 31),
            sectors=[PORT],
            modes=["paper"],
            languages=["ar"],
        )

        assert planned.asked.wave == wave
        assert (wave.short, wave.name["en"], wave.opens) == (
            before.short,
            "Early summer",
            date(2026, 6, 1),
        )
        assert planned.asked.survey.question_of_item["sector"].codes == {"port"}

    def test_it_is_refused_when_it_would_be_over(self, planned: Fieldwork):
        days = {"opens": date(2026, 3, 1), "closes": date(2026, 3, 2)}
        with pytest.raises(WaveRefused, match="this day is over"):
            change(planned, planned.today, **days)

    def test_it_is_refused_when_it_would_not_hold_what_a_wave_must(self, planned: Fieldwork):
        with pytest.raises(WaveRefused, match="out of order"):
            change(planned, planned.today, closes=date(2026, 4, 1))
        with pytest.raises(UnknownSurvey):
            change(planned, planned.today, version=2)
        assert planned.asked.wave.closes == date(2026, 5, 31)


class TestWhileItIsOpen:
    def test_the_last_day_the_targets_and_the_population_can_be_changed(self, fieldwork):
        wave = change(
            fieldwork,
            closes=TODAY,
            target=100,
            targets={"gender": {"woman": 50}},
            population={"gender": {"woman": 510, "man": 490}},
        )

        assert fieldwork.asked.wave == wave
        assert (wave.closes, wave.plan.target) == (TODAY, 100)

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"name": {"en": "Other"}}, "name"),
            ({"opens": date(2026, 5, 2)}, "opens"),
            ({"results_due": date(2026, 12, 1)}, "results_due"),
            ({"closes": TODAY - timedelta(days=1)}, "closes"),
            ({"modes": ["paper"]}, "modes"),
            ({"by_code": True}, "by_code"),
            ({"languages": ["ar"]}, "languages"),
            ({"run_by": {"en": "Somebody else"}}, "run_by"),
            ({"recruitment": "outreach"}, "recruitment"),
            ({"arm": "pilot"}, "arm"),
            ({"sectors": sectors()[1:]}, "sectors"),
            ({"sectors": [{"code": "harbour", "text": {"en": "Sea"}}, sectors()[1]]}, "sectors"),
            ({"sectors": [sectors()[0] | {"arm": "pilot"}, sectors()[1]]}, "sectors"),
        ],
    )
    def test_nothing_else_can_be_changed(self, sqlite_fieldwork, changes, place):
        before = sqlite_fieldwork.asked.wave
        with pytest.raises(WaveRefused) as error:
            change(sqlite_fieldwork, **changes)

        assert (place,) in refused(error)
        sqlite_fieldwork.book.refresh()
        assert sqlite_fieldwork.asked.wave == before

    def test_a_sector_can_be_added_and_what_was_on_its_way_still_counts(self, fieldwork):
        fieldwork.send_many(7)
        wave = change(fieldwork, sectors=[PORT | {"arm": "control"}, *sectors()])
        fieldwork.send_many(5, lambda _at: full_answers(sector=["port"]))

        assert [sector.code for sector in wave.sectors] == [*SECTORS, "port"]
        assert wave.plan.arms == {"port": "control"}
        assert fieldwork.surveys.fold_all() == 12
        assert fieldwork.tallies()["sector", "port"] == 5

    def test_sectors_can_be_added_twice_and_to_a_wave_without_any(self, sqlite_fieldwork):
        add(sqlite_fieldwork.engine, id="other", sectors=[])
        other = Fieldwork(sqlite_fieldwork.engine, wave_id="other")
        other.send_many(6, lambda _at: full_answers(sector=[]))

        change(other, id="other", sectors=[PORT])
        other.send_many(6, lambda _at: full_answers(sector=["port"]))
        wave = change(other, id="other", sectors=[PORT, *sectors()])
        other.send_many(6)

        assert wave.plan.sectors_added == 3
        assert other.surveys.fold_all() == 18

    def test_it_keeps_its_languages_when_the_portal_has_learned_another(self, sqlite_fieldwork):
        engine, day = sqlite_fieldwork.engine, date(2026, 5, 20)
        add(engine, id="other", spoken=("en",))
        described = a_wave_file(id="other", closes=day)

        wave = change_wave(sqlite_fieldwork.trail, OPERATOR, described, TODAY, spoken=("en", "ar"))

        assert (wave.closes, wave.plan.languages) == (day, ("en",))


def test_nothing_can_be_changed_when_the_wave_is_over(sqlite_fieldwork: Fieldwork):
    with pytest.raises(WaveOver):
        change(sqlite_fieldwork, date(2026, 6, 1), target=5)
    sqlite_fieldwork.close()
    with pytest.raises(WaveOver):
        change(sqlite_fieldwork, target=5)
    with pytest.raises(UnknownWave):
        change(sqlite_fieldwork, id="nowhere")


def test_who_changed_a_wave_is_in_the_audit_trail_and_who_was_refused(sqlite_fieldwork: Fieldwork):
    change(sqlite_fieldwork, target=5)
    for actor in (PUBLIC, Actor("leader", Role.LEADER)):
        with pytest.raises(NotPermitted):
            change_wave(sqlite_fieldwork.trail, actor, a_wave_file(target=6), TODAY)

    latest, before, *_ = sqlite_fieldwork.trail.entries(OPERATOR)

    assert (latest.actor, latest.action, latest.outcome) == ("leader", "change_wave", "refused")
    assert (before.actor, before.action, before.about) == (
        "survey-manager",
        "change_wave",
        f"wave {WAVE}",
    )
    sqlite_fieldwork.book.refresh()
    assert sqlite_fieldwork.asked.wave.plan.target == 5
