"""What everybody may see of complaints: once a quarter is over, protected, and never changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, update

from copfeedback.application import PROJECT
from copfeedback.complaints import counter_store
from copfeedback.complaints.counter_tables import complaint_figures, complaint_report
from copfeedback.complaints.counters import Counters
from copfeedback.complaints.figure_wording import WITHHELD, FigureWords
from copfeedback.complaints.figures import (
    Answer,
    Figures,
    Quarter,
    UnknownRecommendation,
    answer_recommendation,
    publish_recommendation,
)
from copfeedback.complaints.model import Category
from copfeedback.complaints.periodic_report import BadReport, Reports
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, Role
from copfeedback.results.published import EVERYONE, Domain
from copfeedback.sealing import Seal, new_key
from copfeedback.storage.engine import reading, writing
from tests.complaints.counting import a_new_case, count_many
from tests.databases import ON_ONE
from tests.factories import a_trail

WORKER = Actor("w", Role.CASEWORKER, id=1, organisation=1)
LEADER = Actor("l", Role.LEADER, id=2, organisation=2)
WORDS = Translations({"en": "Say names when you stop somebody."})


class Calendar:
    today = date(2027, 1, 1)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def counters() -> Counters:
    return Counters(Seal(new_key(), b"counters"))


@pytest.fixture
def trail(engine: Engine) -> Trail:
    return a_trail(engine)


@pytest.fixture
def figures(trail: Trail, counters: Counters, calendar: Calendar) -> Figures:
    return Figures(trail, counters, lambda: calendar.today)


@pytest.fixture
def frozen(
    engine: Engine, counters: Counters, figures: Figures, calendar: Calendar
) -> Callable[[int], None]:
    """Lets so many cases come in from October to December, and the figures be frozen."""

    def freeze(cases: int = 300) -> None:
        count_many(engine, counters, date(2026, 12, 31), cases)
        calendar.today = date(2027, 1, 3)
        assert figures.freeze_due() == ["2026-Q4"]

    return freeze


@pytest.mark.parametrize(
    ("day", "name", "frozen_on"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 4, 3)),
        (date(2026, 12, 31), "2026-Q4", date(2027, 1, 3)),
        (date(2028, 2, 29), "2028-Q1", date(2028, 4, 3)),
    ],
)
def test_a_quarter_is_frozen_when_it_is_over(day: date, name: str, frozen_on: date):
    quarter = Quarter.of(day)
    assert (quarter.name, quarter.frozen_on) == (name, frozen_on)
    assert Quarter.read(name) == quarter
    assert f"{day:%Y-%m}" in quarter.months


def test_nothing_is_shown_before_a_quarter_is_over(
    engine: Engine, counters: Counters, figures: Figures, calendar: Calendar
):
    assert figures.freeze_due() == []
    count_many(engine, counters, date(2026, 12, 31), 40)
    calendar.today = date(2027, 1, 2)
    assert figures.freeze_due() == []
    assert figures.released() == ()
    assert figures.next_on() == date(2027, 1, 3)


def test_a_quarter_is_frozen_once_with_all_that_waited(
    engine: Engine, figures: Figures, frozen: Callable[[int], None], counters: Counters
):
    frozen(305)
    assert figures.freeze_due() == []
    (release,) = figures.released()
    totals = {release.tables[name].row(EVERYONE).base for name in release.tables}  # type: ignore[union-attr]
    assert totals == {305}
    with writing(engine) as connection:  # somebody whose line was slow
        counters.count_filing(connection, a_new_case(), date(2026, 12, 31))
    assert figures.released() == (release,)


def test_quarters_in_which_nothing_came_are_frozen_as_well(
    engine: Engine, counters: Counters, figures: Figures, calendar: Calendar
):
    count_many(engine, counters, date(2026, 6, 30), 40)
    calendar.today = date(2027, 1, 3)
    assert figures.freeze_due() == ["2026-Q2", "2026-Q3", "2026-Q4"]
    latest = figures.released()[0]
    assert latest.tables["filed.language"].row(EVERYONE).base == 0  # type: ignore[union-attr]


@ON_ONE
def test_nobody_is_shown_motives_or_weeks(figures: Figures, frozen: Callable[[], None]):
    frozen()
    (release,) = figures.released()
    assert not [name for name in release.tables if "motive" in name or "week" in name]


@ON_ONE
def test_a_small_gender_is_shown_with_those_who_did_not_say(
    figures: Figures, frozen: Callable[[], None]
):
    frozen()
    table = figures.released()[0].tables["filed.age_band.gender"]
    shown = {row.domain.value("gender"): row.base for row in table.split("gender")}
    assert set(shown) == {"woman", "man", "another_or_not_stated"}
    assert None not in shown.values()


@ON_ONE
def test_a_count_below_ten_is_not_shown(figures: Figures, frozen: Callable[[int], None]):
    frozen(7)
    (release,) = figures.released()
    rows = [row for table in release.tables.values() for row in table.rows]
    assert {row.base for row in rows} <= {None, 0}


def test_figures_that_were_changed_are_not_shown(
    engine: Engine, figures: Figures, frozen: Callable[[], None]
):
    frozen()
    with writing(engine) as connection:
        connection.execute(update(complaint_figures).values(content="{}"))
    assert figures.released() == ()


@ON_ONE
def test_figures_are_said_in_words(figures: Figures, frozen: Callable[[], None]):
    frozen()
    (release,) = figures.released()
    speech = Catalogues(PROJECT / "locales").speech("en")
    words = FigureWords(speech, {"en": "English", "ar": "العربية"}, {})
    assert words.quarter("2026-Q4") == "October 2026 to December 2026"
    assert words.totals(release) == ["About 300 came in.", "About 300 were decided."]
    tables = {table.title: table for table in words.tables(release)}
    about = tables["What they are about"]
    assert about.heads[1:] == ("October 2026", "November 2026", "December 2026")
    assert [name for name, _ in about.rows] == [
        "They did not do their work",
        "How they used their powers",
        "Sexual behaviour",
        "All",
    ]
    assert all(len(cells) == 4 for _, cells in about.rows)
    assert tables["With a name or without"].rows[0][0] == "With a name"
    assert tables["What they are about, by gender"].heads[:3] == ("All", "Women", "Men")
    assert "How long it took until the decision" in tables
    assert len(tables) == 12


@ON_ONE
def test_little_is_said_when_hardly_anybody_complained(
    figures: Figures, frozen: Callable[[int], None]
):
    frozen(7)
    speech = Catalogues(PROJECT / "locales").speech("en")
    words = FigureWords(speech, {}, {})
    (release,) = figures.released()
    assert words.totals(release)[0] == "How many came in is not shown."
    shown = {cell for each in words.tables(release) for _, row in each.rows for cell in row}
    assert shown <= {WITHHELD, "0"}


def test_a_recommendation_and_its_answer_are_public(engine: Engine, figures: Figures):
    with writing(engine) as connection:
        number = publish_recommendation(connection, date(2026, 11, 5), Category.POWERS, WORDS)
    (told,) = figures.recommendations()
    assert (told.month, told.category, told.answer, told.text) == (
        "2026-11",
        "powers",
        "none_yet",
        WORDS,
    )
    with writing(engine) as connection:
        answer_recommendation(connection, number, Answer.PARTLY)
    assert figures.recommendations()[0].answer == "partly"
    with writing(engine) as connection, pytest.raises(UnknownRecommendation):
        answer_recommendation(connection, 99, Answer.PARTLY)


@pytest.fixture
def reports(trail: Trail, calendar: Calendar) -> Reports:
    return Reports(trail, lambda: calendar.today)


def test_a_report_keeps_the_figures_it_is_about(
    figures: Figures, frozen: Callable[[], None], reports: Reports
):
    frozen()
    title, text = Translations({"en": "Our year"}), Translations({"en": "What we saw."})
    assert reports.periods(WORKER) == ["2026-Q4"]
    number = reports.publish(WORKER, ["2026-Q4"], title, text)
    (report,) = reports.all()
    assert (report.number, report.title, report.text) == (number, title, text)
    assert report.figures == figures.released()
    assert report.published_on == date(2027, 1, 3)


@ON_ONE
@pytest.mark.parametrize(
    ("periods", "title", "text"),
    [
        ([], {"en": "a"}, {"en": "a"}),
        (["2026-Q3"], {"en": "a"}, {"en": "a"}),
        (["2026-Q4"], {"en": " "}, {"en": "a"}),
        (["2026-Q4"], {"en": "a" * 121}, {"en": "a"}),
        (["2026-Q4"], {"en": "a"}, {"ar": "a"}),
    ],
)
def test_a_report_without_words_or_figures_is_refused(
    frozen: Callable[[], None], reports: Reports, periods: list[str], title: dict, text: dict
):
    frozen()
    with pytest.raises(BadReport):
        reports.publish(WORKER, periods, Translations(title), Translations(text))
    assert reports.all() == ()


@ON_ONE
def test_only_the_independent_body_writes_reports(reports: Reports):
    with pytest.raises(NotPermitted):
        reports.publish(LEADER, ["2026-Q4"], WORDS, WORDS)
    with pytest.raises(NotPermitted):
        reports.periods(LEADER)


def test_a_report_that_was_changed_is_not_shown(
    engine: Engine, frozen: Callable[[], None], reports: Reports
):
    frozen()
    reports.publish(WORKER, ["2026-Q4"], WORDS, WORDS)
    with writing(engine) as connection:
        connection.execute(update(complaint_report).values(sha256="0" * 64))
    assert reports.all() == ()


def test_counts_by_month_are_what_a_quarter_is_made_of(
    engine: Engine, frozen: Callable[[], None], figures: Figures
):
    frozen()
    with reading(engine) as connection:
        counts = counter_store.counts(connection, "language")
    exact = {}
    for each, count in counts.items():
        exact[each.period] = exact.get(each.period, 0) + count
    table = figures.released()[0].tables["filed.language"]
    for month, count in exact.items():
        row = table.row(Domain((("part", month),)))
        assert row is not None
        assert row.base is not None
        assert abs(row.base - count) <= 2
