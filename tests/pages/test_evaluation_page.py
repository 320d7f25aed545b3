"""Evaluations at the full door: all of them, who keeps pledges, and one with everything in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import (
    Amended,
    Cancelled,
    EventKind,
    Registered,
    Said,
    Signed,
    Withdrawn,
)
from copfeedback.evaluations.model import DataSeen, Independence
from copfeedback.evaluations.report_model import (
    Action,
    Answer,
    Attachment,
    Compared,
    Figure,
    Finding,
    Measured,
    Report,
    Response,
    Review,
    Source,
    Verdict,
)
from copfeedback.evaluations.tables import evaluation_event
from copfeedback.people.model import OPERATOR, OrganisationKind
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.storage.engine import writing
from tests.evaluations.answered import a_recommendation, a_report
from tests.evaluations.later import MEETINGS, NO_FIGURES, OWED, meet
from tests.evaluations.pledged import (
    CODE,
    a_pledge,
    a_qualitative_indicator,
    an_indicator,
    stakeholders,
)
from tests.factories import TODAY, in_languages
from tests.pages.conftest import Calendar
from tests.pages.reader import Reader
from tests.people.members import an_organisation

HOSTILE = "<script>alert(1)</script> **bold** <b>x</b>"
Happens = Callable[..., None]


@pytest.fixture
def happens(portal: Portal, calendar: Calendar) -> Happens:
    """Lets something happen to an evaluation on the day of the calendar."""

    def add(kind: EventKind, said: Said, code: str = CODE) -> None:
        with writing(portal.engine) as connection:
            at = calendar.now()
            store.add_event(connection, code, kind, said, at=at, on=calendar.today, by="Institute")

    return add


@pytest.fixture
def register(portal: Portal, happens: Happens) -> Callable[..., None]:
    def registered(code: str = CODE, *, late: bool = False, **changes: Any) -> None:
        police = an_organisation(portal, OrganisationKind.POLICE)
        given = {"commissioner_organisation": police, "due": TODAY + timedelta(days=10)}
        happens(EventKind.REGISTERED, Registered(a_pledge(**given | changes), late), code)

    return registered


def measured() -> Measured:
    """Everybody and women, with an interval and the release it was fetched from."""
    before, after = Figure(40.0, 36.0, 44.0, 300), Figure(46.0, 42.0, 50.0, 310)
    everybody = Compared("all", before, after, Figure(6.0, 1.0, 11.0))
    women = Compared("woman", before, None, None)
    return Measured((everybody, women), (), (Source("tiny-spring-1", "ab" * 32),))


def test_what_is_overdue_comes_first_and_the_league_counts(
    reader: Reader, calendar: Calendar, register: Callable[..., None], happens: Happens
) -> None:
    register("in-time", title=in_languages("In time"))
    happens(EventKind.PUBLISHED, a_report(), "in-time")
    register("awaited", title=in_languages("Awaited"), due=TODAY + timedelta(days=90))
    register("overdue", title=in_languages("Overdue one"), late=True)
    calendar.today = TODAY + timedelta(days=13)

    text = reader.open("evaluations").text

    assert text.index("Overdue one") < text.index("Awaited") < text.index("In time")
    assert "Overdue by 3 days" in text
    assert "Registered late" in text
    row = text[text.index("Number of evaluations") :]
    assert re.findall(r'data-label="([^"]+)">(\d+)', row) == [
        ("In time", "1"),
        ("Late", "0"),
        ("Overdue", "1"),
        ("Cancelled, results owed", "0"),
        ("Still to come", "1"),
        ("Registered late", "1"),
        ("Day was moved", "0"),
    ]


def test_one_shows_the_whole_pledge_and_what_is_missing(
    reader: Reader, portal: Portal, register: Callable[..., None]
) -> None:
    sector = Sector("harbour", SectorKind.AREA, in_languages("The harbour"), public=True)
    portal.sectors.set(OPERATOR, sector, new=True)
    council = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    register(
        independence=Independence.SELF,
        stakeholders=stakeholders(council),
        about=in_languages(HOSTILE),
        plan="safe-streets",
    )

    page = reader.open("evaluations", evaluation=CODE)

    for shown in (
        "No independent evaluation",
        "Results first promised for",
        "The harbour",
        "Do the patrols meet what people need?",
        "Trust in the police",
        "Notes of twelve conversations in groups",
        "City hall: <b>signature missing</b>",
        "Baseline: ",
        "plan=safe-streets",
        f"{CODE}/pledge",
        f"evaluations/{CODE}.zip",
        "evaluations/check",
    ):
        assert shown in page.text, shown
    assert "<script>alert" not in page.page
    assert portal.evaluations.find(CODE).registered.hash in page.text
    assert "<b>Relevance</b>: Is it what people need?" in page.text
    assert "<b>What is looked at (" in page.text


def test_the_plan_and_the_forum_are_named_in_words_and_no_question_ends_in_a_colon(
    reader: Reader,
    portal: Portal,
    register: Callable[..., None],
    happens: Happens,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles = {"city": in_languages("Plan for the city")}
    monkeypatch.setattr(portal.plans, "title", titles.get)
    changes: dict[str, Any] = {"plan": "city", "stakeholders": stakeholders(1)}
    register(**changes)
    happens(EventKind.PUBLISHED, a_report())
    happens(EventKind.REVIEWED, Review(in_languages("We want more lamps"), "old-town"))
    happens(EventKind.SIGNED, Signed("hall"))
    changed = Amended(a_pledge(**changes), in_languages("Fewer"), DataSeen.NONE)
    happens(EventKind.AMENDED, changed)

    page = reader.open("evaluations", evaluation=CODE)
    assert "City hall: <b>signed before the last change</b>" in page.page
    assert "Plan for the city" in page.text
    assert ">old-town<" not in page.page
    assert "Is it what people need?</b>" in page.page
    assert "finds out whether a police programme helps" in reader.open("evaluations").text


def test_results_lead_with_what_did_not_improve(
    reader: Reader, register: Callable[..., None], happens: Happens
) -> None:
    worse = an_indicator("safety", name=in_languages("Safety after dark"))
    figures = measured()
    register(indicators=(an_indicator(), worse, an_indicator("reports", rises_with_trust=True)))
    report = a_report(
        findings=(
            Finding("trust", Verdict.IMPROVED, in_languages(HOSTILE), measured=figures),
            Finding("safety", Verdict.WORSENED, in_languages("Lamps are dark"), measured=figures),
            Finding("reports", Verdict.NOT_MEASURED, reason=in_languages("Nobody counted")),
        ),
        easy=in_languages("Some things got better."),
        attachments=(Attachment("All tables", "en", 1200, "cd" * 32),),
        limits=in_languages("Few were asked"),
    )
    happens(EventKind.PUBLISHED, report)

    page = reader.open("evaluations", evaluation=CODE)

    text = page.text
    counts = text.index("Of 3 indicators, 2 did not improve and 1 improved.")
    assert text.index("Did not get better (2)") < text.index("Some things got better.") < counts
    assert text.index("<h3>Safety after dark</h3>") < text.index("<h3>Trust in the police</h3>")
    for shown in ("+6 points", "+1 to +11", "Women", "tiny-spring-1", "ab" * 32, "Few were asked"):
        assert shown in text, shown
    assert "When more people report crimes" in text
    assert "Nobody counted" in text
    assert f"evaluations/{CODE}/files/{'cd' * 32}.pdf" in text
    (chart,) = page.app.get("plotly_chart")
    assert "Safety after dark: Worsened" in chart.proto.alt
    assert "<b>x</b>" not in page.page


def test_figures_from_outside_have_their_unit_and_words_alone_no_dashes(
    reader: Reader, register: Callable[..., None], happens: Happens
) -> None:
    euros = an_indicator("cost", series=None, unit=in_languages("euros for an hour"))
    register(indicators=(euros, a_qualitative_indicator(name=in_languages("Voices"))))
    costs = Compared("all", Figure(41, base=52), Figure(46.5, base=48), Figure(5.5))
    findings = (
        Finding("cost", Verdict.WORSENED, outside=costs),
        Finding("voices", Verdict.IMPROVED),
    )
    happens(EventKind.PUBLISHED, a_report(findings=findings))

    page = reader.open("evaluations", evaluation=CODE).page
    assert "Trust in the police <small>(euros for an hour)</small>" in page
    (row,) = re.findall(r'rowheader">Voices.*?</table>', page, re.DOTALL)
    assert row.count('<td role="cell"') == 4
    assert "–" not in row


def test_a_new_version_says_its_day_what_changed_and_where_the_earlier_one_is(
    reader: Reader, register: Callable[..., None], happens: Happens
) -> None:
    register()
    happens(EventKind.PUBLISHED, a_report())
    assert "What changed:" not in reader.open("evaluations", evaluation=CODE).text
    happens(EventKind.PUBLISHED, a_report(number=2, changed=in_languages("A figure was wrong.")))

    for page in (reader.open("evaluations"), reader.open("evaluations", evaluation=CODE)):
        text = page.text
        assert "What changed:" in text
        assert text.index("What changed:") < text.index("A figure was wrong.")
        assert f"evaluations/{CODE}/report?version=1" in text


def test_a_version_says_beside_a_finding_what_versions_before_said_of_it(
    reader: Reader, register: Callable[..., None], happens: Happens
) -> None:
    register()
    happens(EventKind.PUBLISHED, a_report(findings=(Finding("trust", Verdict.WORSENED),)))
    later = (Finding("trust", Verdict.NOT_MEASURED),)
    words = in_languages("The figures were lost.")
    happens(EventKind.PUBLISHED, a_report(number=2, changed=words, findings=later))

    page = reader.open("evaluations", evaluation=CODE)
    assert page.page.count("<b>Not measured</b> <small>(Version 1: Worsened)</small>") == 2
    for each in (page, reader.open("evaluations")):
        assert "Of 1 indicator, an earlier version said something else." in each.text


def test_a_new_version_is_owed_as_soon_as_missing_figures_are_there(
    reader: Reader, portal: Portal, register: Callable[..., None], happens: Happens
) -> None:
    register(**MEETINGS)
    happens(EventKind.PUBLISHED, a_report(findings=(NO_FIGURES,)))
    assert OWED not in reader.open("evaluations", evaluation=CODE).text
    meet(portal, an_organisation(portal), 2023, 2025)
    for page in (reader.open("evaluations"), reader.open("evaluations", evaluation=CODE)):
        assert OWED in page.text


def test_answers_reviews_and_what_is_late_are_named(
    reader: Reader, calendar: Calendar, register: Callable[..., None], happens: Happens
) -> None:
    register()
    later = TODAY + timedelta(days=5)
    recommended = (
        a_recommendation("r1", respond_by=later),
        a_recommendation("r2", text=in_languages("Mend the lamps"), respond_by=later),
    )
    happens(EventKind.PUBLISHED, a_report(recommendations=recommended))
    act = Action("a1", in_languages("A course"), in_languages("School"), later, forum="old-town")
    answer = Response("r1", Answer.PARTLY, in_languages("No money for all"), (act,))
    happens(EventKind.RESPONDED, answer)
    happens(EventKind.REVIEWED, Review(in_languages("We want more lamps"), "old-town"))
    calendar.today = later + timedelta(days=2)

    text = reader.open("evaluations", evaluation=CODE).text

    assert "Partly accepted" in text
    assert "No money for all" in text
    assert text.count("<b>Overdue by 2 days</b>") == 2
    assert "We want more lamps" in text


def test_deviations_withdrawals_and_altered_rows_are_said(
    reader: Reader, portal: Portal, register: Callable[..., None], happens: Happens
) -> None:
    register()
    changed = replace(a_pledge(), due=date(2028, 1, 3))
    happens(EventKind.AMENDED, Amended(changed, in_languages("Snow"), DataSeen.SOME))
    happens(EventKind.PUBLISHED, a_report())
    happens(EventKind.WITHDRAWN, Withdrawn(in_languages("A slip in the table")))
    register("called-off")
    happens(EventKind.CANCELLED, Cancelled(in_languages("No money"), gathered=True), "called-off")

    text = reader.open("evaluations", evaluation=CODE).text
    assert "Deviation" in text
    assert "Snow" in text
    assert "A slip in the table" in text
    assert "did not improve" not in text
    assert "No money" in reader.open("evaluations", evaluation="called-off").text

    with writing(portal.engine) as connection:
        row = evaluation_event.c
        altered = update(evaluation_event).where(row.number == 2)
        connection.execute(altered.values(sha256="0" * 64))
    assert "Altered" in reader.open("evaluations", evaluation=CODE).text


def test_what_is_not_there_is_said_in_words(reader: Reader) -> None:
    assert "There is no evaluation yet." in reader.open("evaluations").text
    assert "There is no such evaluation" in reader.open("evaluations", evaluation="none").text


def test_the_page_is_read_from_right_to_left(
    register: Callable[..., None], happens: Happens, portal: Portal
) -> None:
    register()
    finding = Finding("trust", Verdict.IMPROVED, measured=measured())
    report: Report = a_report(findings=(finding, Finding("voices", Verdict.INCONCLUSIVE)))
    happens(EventKind.PUBLISHED, report)

    page = Reader("ar").open("evaluations", evaluation=CODE)

    assert "دوريات راجلة" in page.text
    assert '<span lang="en" dir="auto">City police</span>' in page.page
