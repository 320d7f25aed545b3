"""Results of real waves: sent, folded, closed, frozen, read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event, func, select, update

from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.results import store
from copfeedback.results.building import NotClosed
from copfeedback.results.disclosure import ReleaseDamaged
from copfeedback.results.published import Domain, Group
from copfeedback.results.service import FieldworkOver, Results
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.waves import add_wave, close_wave
from tests.factories import TODAY, WAVE, Fieldwork, a_wave_file, full_answers

LEADER = Actor("leader", Role.LEADER)
SURVEY_MANAGER = Actor("survey-manager", Role.SURVEY_MANAGER)
ADMINISTRATOR = Actor("administrator", Role.ADMINISTRATOR)
DUE = date(2026, 6, 30)
LATER_WAVE = "tiny-summer"


def answers(at: int):
    """Forty women, forty men and whoever comes after them; every second was a victim."""
    return full_answers(
        gender=["woman"] if at < 40 else ["man"] if at < 80 else ["non_binary"],
        victim=["yes" if at % 2 else "no"],
        trust=[str(at % 11)],
        sector=["harbour" if at % 2 else "hills"],
    )


def evenly(at: int):
    """As many women as men, and as many victims as others among either."""
    return answers(at) | {"gender": ["woman"] if at % 4 < 2 else ["man"]}


def results(fieldwork: Fieldwork, today: date = DUE) -> Results:
    return Results(fieldwork.trail, fieldwork.book, lambda: today)


def close(fieldwork: Fieldwork, wave_id: str = WAVE) -> None:
    close_wave(fieldwork.trail, fieldwork.book, OPERATOR, wave_id, TODAY)


@pytest.fixture
def closed(fieldwork: Fieldwork) -> Fieldwork:
    """A wave of sixty women and sixty men, closed; on both databases."""
    fieldwork.send_many(120, evenly)
    close(fieldwork)
    return fieldwork


def test_what_people_answered_is_in_the_release_when_their_wave_is_closed(closed):
    release = results(closed).build_release(SURVEY_MANAGER, WAVE)
    table = release.tables["victim"]
    groups = [Group.ALL, Group.WOMAN, Group.MAN]
    assert [row.domain for row in table.by_gender] == [Domain.group(each) for each in groups]
    assert [row.answers["yes"].share for row in table.by_gender] == [50, 50, 50]
    assert release.indicative
    assert list(release.tables) == ["victim", "trust", "wishes", "listens", "explains", "years"]


def test_a_release_stays_as_it_is_when_it_is_built_again(closed):
    first = results(closed, DUE).build_release(OPERATOR, WAVE)
    assert results(closed, DUE + timedelta(1)).build_release(OPERATOR, WAVE) == first
    with reading(closed.engine) as connection:
        assert connection.execute(select(func.count()).select_from(store.release)).scalar() == 1


def test_who_built_a_release_is_in_the_audit_trail_once(closed):
    for _ in range(2):
        results(closed).build_release(SURVEY_MANAGER, WAVE)
    latest, before, *_ = closed.trail.entries(OPERATOR)
    assert (latest.actor, latest.action) == ("survey-manager", "build_release")
    assert latest.about == f"wave {WAVE}"
    assert before.action == "close_wave"


def test_no_release_is_built_when_the_wave_still_takes_answers(sqlite_fieldwork):
    with pytest.raises(NotClosed):
        results(sqlite_fieldwork).build_release(OPERATOR, WAVE)


def test_a_release_is_built_when_nobody_answered(sqlite_fieldwork):
    close(sqlite_fieldwork)
    release = results(sqlite_fieldwork).build_release(OPERATOR, WAVE)
    assert all(row.withheld for table in release.tables.values() for row in table.rows)


def test_nothing_is_built_when_the_wave_is_unknown(sqlite_fieldwork):
    with pytest.raises(UnknownWave):
        results(sqlite_fieldwork).build_release(OPERATOR, "no-such-wave")


def test_results_are_refused_when_the_role_does_not_include_them(sqlite_fieldwork):
    service = results(sqlite_fieldwork)
    for actor in (PUBLIC, LEADER, ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            service.build_release(actor, WAVE)
    for actor in (PUBLIC, ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            service.trend(actor, "tiny", "victim")
    for actor in (PUBLIC, ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            service.fieldwork(actor, WAVE)


def test_everybody_sees_a_release_when_its_day_has_come_and_not_before(closed):
    assert results(closed, DUE).release_of(WAVE) is None, "not built yet"
    built = results(closed).build_release(OPERATOR, WAVE)
    assert results(closed, DUE - timedelta(1)).release_of(WAVE) is None
    assert results(closed, DUE).release_of(WAVE) == built


def test_a_release_is_refused_when_it_was_changed_in_the_database(closed):
    results(closed).build_release(OPERATOR, WAVE)
    with writing(closed.engine) as connection:
        (life,) = store.all_lives(connection)
        text = store.find_canonical(connection, life).replace("a", "b", 1)
        connection.execute(update(store.release).values(canonical=text))
    with pytest.raises(ReleaseDamaged):
        results(closed).release_of(WAVE)


def test_a_leader_sees_released_waves_in_order_and_awaits_the_others(closed):
    add_wave(closed.trail, OPERATOR, a_wave_file(id=LATER_WAVE, opens=date(2026, 5, 2)))
    closed.book.refresh()
    service = results(closed, TODAY)
    service.build_release(OPERATOR, WAVE)
    trend = service.trend(LEADER, "tiny", "victim")
    assert [point.wave.id for point in trend.points] == [WAVE]
    assert [wave.id for wave in trend.awaited] == [LATER_WAVE]

    close(closed, LATER_WAVE)
    service.build_release(OPERATOR, LATER_WAVE)
    trend = service.trend(LEADER, "tiny", "victim")
    assert [point.wave.id for point in trend.points] == [WAVE, LATER_WAVE]
    assert trend.points[0].table.row(Group.WOMAN).answers["yes"].share == 50
    assert not trend.awaited


def test_a_point_has_no_table_when_its_wave_did_not_ask_the_question(closed):
    service = results(closed)
    service.build_release(OPERATOR, WAVE)
    (point,) = service.trend(LEADER, "tiny", "not_asked_then").points
    assert point.table is None


def test_a_trend_is_empty_when_there_is_no_such_survey(sqlite_fieldwork):
    trend = results(sqlite_fieldwork).trend(LEADER, "no-such-survey", "victim")
    assert (trend.points, trend.awaited) == ((), ())


def test_a_trend_reads_no_answers_and_no_figures_again_when_it_was_seen_before(closed):
    service = results(closed)
    service.build_release(OPERATOR, WAVE)
    service.trend(LEADER, "tiny", "victim")
    (query,) = queries(closed.engine, lambda: service.trend(LEADER, "tiny", "trust"))
    assert not {"release.canonical", "release.private"} & set(query.split(", "))


def queries(engine: Engine, act) -> list[str]:
    """The first line of every question that is put to the database meanwhile."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            seen.append(statement.splitlines()[0].strip())

    event.listen(engine, "before_cursor_execute", note)
    act()
    event.remove(engine, "before_cursor_execute", note)
    return seen


def test_an_open_wave_shows_how_many_answered_rounded_down(fieldwork):
    fieldwork.send_many(85, answers)
    fieldwork.surveys.fold_all()
    found = results(fieldwork).fieldwork(LEADER, WAVE)
    assert (found.total, found.rounding) == (80, 10)
    assert found.margins["gender"] == {
        "woman": 40,
        "man": 40,
        "non_binary": 0,
        "self_described": 0,
        "prefer_not": 0,
        "not_stated": 0,
    }
    assert found.margins["sector"] == {"harbour": 40, "hills": 40, "not_stated": 0}
    assert found.margins["mode"]["light"] == 80
    assert found.margins["language"] == {"en": 80, "ar": 0}
    assert found.margins["age_band"]["from_30"] == 80


def test_a_leader_of_some_sectors_sees_how_many_answered_in_those_alone(sqlite_fieldwork):
    sqlite_fieldwork.send_many(85, answers)
    sqlite_fieldwork.surveys.fold_all()
    leader = Actor("leader", Role.LEADER, sectors=frozenset({"hills", "elsewhere"}))
    found = results(sqlite_fieldwork).fieldwork(leader, WAVE)
    assert found.margins["sector"] == {"hills": 40}
    everywhere = results(sqlite_fieldwork).fieldwork(LEADER, WAVE)
    assert {**found.margins, "sector": {}} == {**everywhere.margins, "sector": {}}
    stranger = Actor("leader", Role.LEADER, sectors=frozenset({"elsewhere"}))
    assert "sector" not in results(sqlite_fieldwork).fieldwork(stranger, WAVE).margins


def test_a_language_counts_when_the_survey_is_not_translated_into_it(sqlite_fieldwork):
    for _ in range(12):
        sqlite_fieldwork.send(language="fr")
    sqlite_fieldwork.surveys.fold_all()
    found = results(sqlite_fieldwork).fieldwork(SURVEY_MANAGER, WAVE)
    assert found.margins["language"] == {"en": 0, "ar": 0, "fr": 10}


def test_an_open_wave_shows_nothing_but_zero_when_fewer_than_ten_answered(sqlite_fieldwork):
    sqlite_fieldwork.send_many(9, answers)
    sqlite_fieldwork.surveys.fold_all()
    found = results(sqlite_fieldwork).fieldwork(LEADER, WAVE)
    counts = [count for margin in found.margins.values() for count in margin.values()]
    assert not any([found.total, *counts])


def test_no_more_counts_of_the_fieldwork_are_shown_when_the_wave_is_closed(closed):
    """Next to the release they could give a withheld base away."""
    with pytest.raises(FieldworkOver):
        results(closed).fieldwork(LEADER, WAVE)


def test_a_wave_is_found_when_it_is_named_by_its_short_address(closed):
    short = closed.asked.wave.short
    service = results(closed)
    assert service.build_release(OPERATOR, short).wave_id == WAVE
    assert service.release_of(short) == service.release_of(WAVE)
