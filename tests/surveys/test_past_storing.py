"""What is kept of responses that were collected elsewhere: all or nothing, and nobody's name."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from secrets import token_hex

import pytest
from sqlalchemy import Engine, select

from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR
from copfeedback.results.reading_columns import StoredResponse, read_columns
from copfeedback.results.service import Results
from copfeedback.storage.engine import reading
from copfeedback.surveys import store
from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.past import service
from copfeedback.surveys.wave_wording import labels
from tests.breakage import PowerFailure, failing_at
from tests.results.opened import CATALOGUES
from tests.storage.traces import files_of, found_in
from tests.surveys.past_files import (
    PAST,
    ROW,
    Importing,
    Rows,
    a_past_wave,
    an_importing,
    as_csv,
)
from tests.surveys.past_process import start_import

PEOPLE = 240


@pytest.fixture
def importing(engine: Engine, tmp_path: Path) -> Importing:
    return an_importing(engine, tmp_path)


def people(count: int = PEOPLE) -> Rows:
    """Different people, each with a story."""
    return [
        {
            "victim": "yes" if at % 2 else "no",
            "what_happened": f"Story {at}." if at % 2 else "",
            "trust": str(at % 11),
            "gender": ("woman", "man", "")[at % 3],
            "sector": ("harbour", "hills")[at % 2],
            "lang": ("en", "ar")[at % 2],
            "how": ("paper", "assisted", "")[at % 3],
        }
        for at in range(count)
    ]


SAID = {"language_column": "lang", "mode_column": "how"}


def is_nothing_there(importing: Importing) -> bool:
    with pytest.raises(UnknownWave):
        _ = importing.stored.asked
    texts, responses = importing.stored.free_texts(), importing.stored.responses()
    return not texts and not responses and not importing.stored.tallies()


def test_the_wave_ends_closed_without_a_key_and_its_counts_fit(importing: Importing):
    importing.bring(people(), said=SAID)

    wave, responses = importing.stored.asked, importing.stored.responses()
    assert wave.key is None
    assert wave.wave.closed_on == date(2024, 3, 31)
    assert labels(wave, CATALOGUES.speech("en")) == [
        "The answers were collected elsewhere, not on this site, and brought in later."
    ]
    assert len(responses) == PEOPLE
    counted = Counter({("all", ""): PEOPLE, ("age_band", "not_stated"): PEOPLE})
    for each in responses:
        counted["mode", each["mode"]] += 1
        counted["language", each["language"]] += 1
        for margin in ("gender", "sector"):
            counted[margin, each["answers"].get(margin, "not_stated")] += 1
    assert importing.stored.tallies() == counted
    assert {each["mode"] for each in responses} == {"paper", "assisted"}


def test_bringing_in_is_in_the_audit_trail(importing: Importing):
    importing.bring(people())

    (entry,) = [
        each for each in importing.trail.entries(OPERATOR) if each.action == Action.IMPORT_WAVE
    ]
    assert entry.about == f"wave {PAST}"


def test_weights_reach_the_estimates(importing: Importing):
    rows = [
        {**ROW, "w": f"{at + 1}.5", "s": "rural" if at % 2 else "urban", "n": "900", "psu": at // 2}
        for at in range(40)
    ]
    wave = a_past_wave(recruitment="sample", strata=["urban", "rural"])
    said = {"weight": "w", "stratum": "s", "population": "n", "cluster": "psu"}

    importing.bring(rows, wave=wave, said=said)

    with reading(importing.engine) as connection:
        stored = [StoredResponse(*row) for row in store.stored_responses(connection, PAST)]
    asked = importing.stored.asked
    columns = read_columns(asked.survey, asked.wave, stored)
    assert columns.weight is not None
    assert sorted(columns.weight) == [at + 1.5 for at in range(40)]
    assert columns.population_size is not None
    assert set(columns.population_size) == {900}
    assert columns.stratum is not None
    assert {"urban", "rural"} <= set(columns.stratum.values)
    assert columns.cluster is not None
    assert len(set(columns.cluster.codes)) == 20


def test_strata_and_clusters_the_wave_does_not_name_are_kept_by_number(importing: Importing):
    rows = [{**ROW, "psu": f"House {at}"} for at in range(20)]

    importing.bring(rows, wave=a_past_wave(recruitment="sample"), said={"cluster": "psu"})

    clusters = {each["cluster"] for each in importing.stored.responses()}
    assert clusters == {str(number) for number in range(1, 21)}


def test_a_release_can_be_built(importing: Importing):
    importing.bring(people())

    results = Results(importing.trail, importing.stored.book, lambda: date(2026, 5, 6))
    release = results.build_release(OPERATOR, PAST)

    assert release.wave_id == PAST


def test_nothing_is_there_whenever_the_power_fails(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service, "_BATCH", 100)
    moment = 0
    while True:
        moment += 1
        try:
            with failing_at(importing.engine, moment) as begun:
                importing.bring(people())
        except PowerFailure:
            assert is_nothing_there(importing)
            continue
        assert len(begun) < moment
        break

    assert moment > 8
    assert len(importing.stored.responses()) == PEOPLE


def test_nothing_is_there_when_it_is_killed_in_the_middle(importing: Importing):
    process, told = start_import(importing.engine.url, as_csv(people()))
    assert told.recv() == "in the middle"
    process.kill()
    process.join(10)

    assert is_nothing_there(importing)
    importing.bring(people())
    assert len(importing.stored.responses()) == PEOPLE


def test_only_answers_are_kept_of_a_file(importing: Importing, tmp_path: Path):
    """Columns of persons, devices and clocks, and whatever is unknown, leave no trace."""
    planted = {
        name: [f"{name}-{token_hex(8)}" for _ in range(PEOPLE)]
        for name in (
            "deviceid",
            "_uuid",
            "username",
            "phonenumber",
            "Name",
            "start",
            "cluster",
            "s",
        )
    }
    texts = [f"text-{token_hex(8)}" for _ in range(PEOPLE)]
    rows = [
        {
            **{name: values[at] for name, values in planted.items()},
            **ROW,
            "what_happened": texts[at],
            "day": f"2024-03-{at % 20 + 4:02}T11:22:33.456789",
        }
        for at in range(PEOPLE)
    ]
    importing.bring(
        rows,
        wave=a_past_wave(recruitment="sample"),
        said={"cluster": "cluster", "stratum": "s", "date": "day"},
    )

    files = files_of(importing.engine)

    for values in planted.values():
        assert found_in(files, *map(str.encode, values)) == set()
    assert found_in(files, b"T11:22:33.456789") == set()
    assert found_in(files, texts[0].encode())
    weeks = {each["week"] for each in importing.stored.responses()}
    assert weeks == {"2024-W10", "2024-W11", "2024-W12"}
    (columns,) = {frozenset(each) for each in importing.stored.free_texts()}
    assert columns == {"id", "wave_id", "question_id", "language", "text"}


def test_rows_do_not_lie_in_the_order_of_the_file(importing: Importing):
    importing.bring([{**ROW, "years": str(at % 120)} for at in range(110)])

    with reading(importing.engine) as connection:
        ids = connection.execute(select(store.response.c.id)).scalars().all()
        answers = connection.execute(select(store.response.c.answers)).scalars().all()
    years = [json.loads(each)["years"] for each in answers]
    assert years != sorted(years)
    assert len(set(ids)) == 110


def test_texts_do_not_lie_in_the_order_of_the_responses(importing: Importing):
    importing.bring(people())

    with reading(importing.engine) as connection:
        texts = connection.execute(select(store.free_text.c.text)).scalars().all()
    numbers = [int(text.removeprefix("Story ").removesuffix(".")) for text in texts]
    assert sorted(numbers) == [at for at in range(PEOPLE) if at % 2]
    assert numbers != sorted(numbers)


def test_the_trail_is_whole_afterwards(importing: Importing):
    importing.bring(people())

    assert importing.trail.verify() is None
