"""Single responses: who gets them, how well they hide, and what the audit trail keeps of it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from copfeedback.i18n.catalogues import Catalogues
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.employers import NotIndependent
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, OrganisationKind, Role
from copfeedback.people.organisations import Organisations
from copfeedback.results.anonymity import (
    BLANK,
    PROTECTION,
    AnonymityReport,
    TooFewResponses,
    blank_small_classes,
    classes_of,
    is_alike,
)
from copfeedback.results.building import NotClosed
from copfeedback.results.microdata import (
    BadPurpose,
    FileKind,
    MicrodataExports,
    _Protecting,
)
from copfeedback.results.reading_columns import StoredResponse, read_columns
from copfeedback.storage.engine import writing
from copfeedback.surveys import store
from copfeedback.surveys.waves import UnknownWave, close_wave
from tests.factories import PROJECT, WAVE, Fieldwork, a_question, a_survey
from tests.results.opened import a_closed_wave

ENGLISH = Catalogues(PROJECT / "locales").speech("en")
PURPOSE = "Do women in the hills fear the dark?"
K = PROTECTION.smallest_class
KNOWN = PROTECTION.quasi_identifiers


@dataclass
class House:
    """A closed wave, and people of each kind of organisation."""

    trail: Trail
    exports: MicrodataExports
    actors: Mapping[OrganisationKind, Actor]

    @property
    def analyst(self) -> Actor:
        return self.actors[OrganisationKind.OVERSIGHT]

    def export(self, kind: FileKind = FileKind.CSV) -> bytes:
        return self.exports.export(self.analyst, WAVE, PURPOSE, kind, ENGLISH)

    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.export().decode(), newline="")))


def answers(random: Random, **changes: Any) -> dict[str, Any]:
    victim = random.choice(["yes", "no"])
    return {
        "victim": victim,
        "trust": random.randrange(11),
        "wishes": random.sample(["patrols", "lights", "youth"], 2),
        "listens": random.choice(["agree", "disagree"]),
        "years": random.randrange(100),
        "gender": random.choices(["woman", "man", "non_binary"], [50, 48, 2])[0],
        "age_band": random.choice(["from_18", "from_30"]),
        "sector": random.choices(["harbour", "hills"], [90, 10])[0],
    } | changes


def stored(engine: Engine, responses: list[dict[str, Any]]) -> None:
    with writing(engine) as connection:
        connection.execute(
            insert(store.response),
            [
                {
                    "id": number.to_bytes(16),
                    "wave_id": WAVE,
                    "week": "2026-W19",
                    "language": "en",
                    "mode": "paper" if number % 17 == 0 else "light",
                    "answers": json.dumps(each),
                }
                for number, each in enumerate(responses)
            ],
        )


def a_house(fieldwork: Fieldwork, responses: list[dict[str, Any]]) -> House:
    stored(fieldwork.engine, responses)
    close_wave(fieldwork.trail, fieldwork.book, OPERATOR, WAVE, fieldwork.today)
    fieldwork.book.refresh()
    organisations = Organisations(fieldwork.trail)
    actors = {
        kind: Actor(
            f"ana of {kind}", Role.ANALYST, 1, organisations.add(OPERATOR, kind, kind.value)
        )
        for kind in OrganisationKind
    }
    return House(fieldwork.trail, MicrodataExports(fieldwork.trail, fieldwork.book), actors)


@pytest.fixture
def responses() -> list[dict[str, Any]]:
    random = Random(7)  # noqa: S311 - repeatable on purpose
    return [answers(random) for _ in range(300)]


@pytest.fixture
def house(fieldwork: Fieldwork, responses: list[dict[str, Any]]) -> House:
    return a_house(fieldwork, responses)


@pytest.fixture
def lone(sqlite_fieldwork: Fieldwork, responses: list[dict[str, Any]]) -> House:
    return a_house(sqlite_fieldwork, responses)


@pytest.mark.parametrize("kind", [OrganisationKind.OVERSIGHT, OrganisationKind.NGO])
def test_an_analyst_of_an_independent_organisation_gets_them(house: House, kind: OrganisationKind):
    actor = house.actors[kind]

    assert house.exports.report(actor, WAVE).responses == 300
    assert house.exports.export(actor, WAVE, PURPOSE, FileKind.CSV, ENGLISH)


@pytest.mark.parametrize("kind", [OrganisationKind.POLICE, OrganisationKind.MUNICIPALITY])
def test_an_analyst_of_the_police_or_a_city_is_refused_and_that_is_noted(
    lone: House, kind: OrganisationKind
):
    actor = lone.actors[kind]

    with pytest.raises(NotIndependent):
        lone.exports.report(actor, WAVE)
    with pytest.raises(NotIndependent):
        lone.exports.export(actor, WAVE, PURPOSE, FileKind.CSV, ENGLISH)

    latest = lone.trail.entries(OPERATOR)[0]
    assert (latest.action, latest.outcome, latest.actor) == (
        "export_microdata",
        "refused",
        actor.name,
    )


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ANALYST}))
def test_no_other_role_gets_them_wherever_it_works(lone: House, role: Role):
    for actor in lone.actors.values():
        with pytest.raises(NotPermitted):
            lone.exports.report(replace(actor, role=role, manager=True), WAVE)


@pytest.mark.parametrize("actor", [PUBLIC, OPERATOR], ids=["public", "operator"])
def test_nobody_without_a_name_gets_them(lone: House, actor: Actor):
    with pytest.raises(NotPermitted):
        lone.exports.report(actor, WAVE)
    with pytest.raises(NotPermitted):
        lone.exports.export(actor, WAVE, PURPOSE, FileKind.CSV, ENGLISH)


def test_who_got_them_of_which_wave_and_what_for_is_in_the_audit_trail(house: House):
    house.export()

    done, purpose = house.trail.entries(OPERATOR)[:2]
    assert (done.actor, done.about, done.outcome) == (
        house.analyst.name,
        f"wave {WAVE}, k=5",
        "done",
    )
    assert (purpose.action, purpose.about) == ("export_microdata", f"for: {PURPOSE}")
    assert house.trail.verify() is None


@pytest.mark.parametrize("purpose", ["", "  research  ", "x" * 76, "a purpose\x00 of mine"])
def test_nothing_is_exported_and_noted_without_saying_what_for(lone: House, purpose: str):
    with pytest.raises(BadPurpose):
        lone.exports.export(lone.analyst, WAVE, purpose, FileKind.CSV, ENGLISH)

    assert lone.trail.entries(OPERATOR)[0].action != "export_microdata"


def test_there_are_none_of_a_wave_that_is_open_or_unknown(sqlite_fieldwork: Fieldwork):
    organisation = Organisations(sqlite_fieldwork.trail).add(
        OPERATOR, OrganisationKind.OVERSIGHT, "body"
    )
    analyst = Actor("ana", Role.ANALYST, 1, organisation)
    exports = MicrodataExports(sqlite_fieldwork.trail, sqlite_fieldwork.book)

    with pytest.raises(NotClosed):
        exports.report(analyst, WAVE)
    with pytest.raises(UnknownWave):
        exports.export(analyst, "none", PURPOSE, FileKind.CSV, ENGLISH)


@pytest.mark.parametrize("size", [1, K - 1])
def test_there_are_none_when_too_few_answered_to_hide_among(
    sqlite_fieldwork: Fieldwork, responses: list[dict[str, Any]], size: int
):
    house = a_house(sqlite_fieldwork, responses[:size])

    with pytest.raises(TooFewResponses):
        house.exports.report(house.analyst, WAVE)
    with pytest.raises(TooFewResponses):
        house.export()


def test_nobody_is_in_a_class_of_fewer_than_five(house: House):
    classes = Counter(tuple(row[name] for name in KNOWN) for row in house.rows())

    assert sum(classes.values()) == 300
    assert min(classes.values()) >= K
    assert any("" in each for each in classes), "nothing had to be blanked"
    assert max(classes) != ("", "", "", "")


def test_the_report_says_before_what_the_export_then_does(house: House):
    report = house.exports.report(house.analyst, WAVE)
    rows = house.rows()

    assert isinstance(report, AnonymityReport)
    assert (report.quasi_identifiers, report.smallest_class) == (KNOWN, K)
    assert report.blanked == {name: sum(row[name] == "" for row in rows) for name in KNOWN}
    assert report.smallest < K
    assert list(report.below) == [2, 3, 5, 10]
    assert report.below[2] == report.unique
    assert sorted(report.below.values()) == list(report.below.values())


def test_answers_are_as_they_were_given_and_in_another_order(
    lone: House, responses: list[dict[str, Any]]
):
    first, again = lone.rows(), lone.rows()

    def views(row: Mapping[str, str]) -> tuple[str, ...]:
        return (row["victim"], row["trust"], row["listens"], row["wishes.lights"])

    given = [
        (each["victim"], str(each["trust"]), each["listens"], str(int("lights" in each["wishes"])))
        for each in responses
    ]
    assert Counter(map(views, first)) == Counter(given)
    assert [views(row) for row in first] != [views(row) for row in again]
    assert [views(row) for row in first] != given


def test_there_is_nothing_in_them_that_could_be_joined_with_anything(lone: House):
    (row, *_) = lone.rows()

    assert [*row][: len(KNOWN)] == [*KNOWN]
    assert not {"id", "week", "language", "years", "what_happened", "improve"} & row.keys()
    assert {each.partition(".")[0] for each in row} == {
        *KNOWN,
        *("victim", "trust", "wishes", "listens", "explains"),
    }


def test_the_file_for_spss_has_words_for_every_code(house: House, tmp_path: Path):
    path = tmp_path / "file.sav"
    path.write_bytes(house.export(FileKind.SAV))

    frame, about = pyreadstat.read_sav(path, apply_value_formats=True)

    assert len(frame) == 300
    gender = next(name for name in frame if "gender" in name)
    assert set(frame[gender].dropna()) <= {"Women [woman]", "Men [man]", "Another gender [another]"}
    assert about.column_names_to_labels[gender] == "gender: Gender"


def test_a_sensitive_answer_is_withheld_where_all_alike_gave_it():
    codes = np.array([[0], [0], [0], [1], [1], [1]], np.int32)
    classes = classes_of(codes)

    alike = is_alike(np.array([0, 1, -1, 1, 1, 1], np.int16), classes)

    assert alike.tolist() == [False, False, False, True, True, True]


def test_a_sensitive_answer_is_withheld_in_an_export_and_told_where_people_differ():
    asked = a_closed_wave()
    fear = next(
        question
        for question in asked.survey.questions()
        if question.sensitive and question.type.value == "single"
    )
    alike = {fear.id: fear.choices[0].code, "gender": "woman", "sector": "hills"}
    mixed = [
        {fear.id: choice.code, "gender": "man", "sector": "hills"} for choice in fear.choices[:2]
    ]
    responses = [StoredResponse(json.dumps(each), "light") for each in [alike] * 6 + mixed * 3]

    columns = read_columns(asked.survey, asked.wave, responses)
    report = _Protecting(asked, columns, PROTECTION).report()

    assert report.withheld[fear.id] == 6
    data = _Protecting(asked, columns, PROTECTION).shuffled()
    woman = data.known["gender"].values.index("woman")
    assert (data.withheld[fear.id] == (data.known["gender"].codes == woman)).all()


def test_no_question_gives_away_what_is_blanked_by_whom_it_was_asked():
    survey = a_survey(
        [a_question("gender", "single", "woman", "man")],
        [
            a_question("years", "number", show_if="${gender} = 'woman'"),
            a_question("afraid", "single", "yes", "no", show_if="${years} > 1"),
            a_question("content", "single", "yes", "no"),
        ],
    )
    asked = replace(a_closed_wave(), survey=survey)
    women = [{"gender": "woman", "years": 9, "afraid": "yes", "content": "yes"}] * 3
    women += [{"content": "yes"}] * 3
    men = [{"gender": "man", "content": "no"}] * 30
    responses = [StoredResponse(json.dumps(each), "light") for each in women + men]
    columns = read_columns(survey, asked.wave, responses)

    protecting = _Protecting(asked, columns, PROTECTION)

    assert protecting.report().blanked["gender"] == 6
    assert protecting.report().withheld == {"afraid": 6}


def test_few_who_stand_out_by_everything_are_left_out():
    survey = a_survey([a_question("gender", "single", "woman", "man")], [a_question("x", "scale")])
    asked = replace(a_closed_wave(), survey=survey)
    responses = [
        StoredResponse(json.dumps({"gender": gender, "x": 3}), "light")
        for gender in ["woman"] * (K - 1) + ["man"] * 30
    ]

    protecting = _Protecting(asked, read_columns(survey, asked.wave, responses), PROTECTION)

    assert protecting.report().left_out == K - 1
    assert protecting.report().blanked == {"gender": 0, "mode": 0}
    known = protecting.shuffled().known["gender"]
    assert len(known.codes) == 30


@given(
    rows=st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=K, max_size=80),
    k=st.integers(2, K),
)
def test_no_class_is_smaller_than_it_may_be_whatever_people_are_like(
    rows: list[tuple[int, ...]], k: int
):
    before = np.array(rows, np.int32)

    after = blank_small_classes(before, (2, 1, 0), k)

    small = classes_of(after).own_size < k
    assert small.sum() < k
    assert (after[small] == BLANK).all()
    assert ((after == before) | (after == BLANK)).all()
    kept = classes_of(before).own_size >= k
    others = blank_small_classes(before, (2, 1, 0), k)
    assert (others == after).all(), "another export of the same would tell more"
    if kept.all():
        assert (after == before).all()


def test_nothing_is_blanked_of_nobody():
    assert blank_small_classes(np.empty((0, 3), np.int32), (2, 1, 0), K).shape == (0, 3)
