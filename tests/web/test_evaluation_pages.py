"""Evaluations at the light door: what was promised, how it stands, and what was found."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal, build_portal
from copfeedback.evaluations.events import EventKind, Signed
from copfeedback.evaluations.model import DataSeen, Independence, Timing
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Answer,
    Compared,
    Figure,
    Finding,
    Measured,
    Missing,
    Progress,
    Response,
    Review,
    Verdict,
)
from copfeedback.i18n.translations import Translations
from copfeedback.settings import Settings
from copfeedback.storage import migrating
from copfeedback.web.routes import light_door_routes
from tests.evaluations.pledged import (
    CODE,
    a_pledge,
    a_qualitative_indicator,
    an_indicator,
    stakeholders,
)
from tests.web import evaluated as site
from tests.web.conftest import TODAY
from tests.web.test_help import words

TAGS = ("en", "ar", "fr", "ru", "es", "uk")
HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:alert(1)) \"' & \u202e"
LIST, ONE = "/evaluations", f"/evaluations/{CODE}"
OVERDUE = {"due": site.PAST}
COSTS = Compared("all", Figure(41, base=5_200), Figure(46.5, base=4_800), Figure(5.5))


def test_without_any_evaluation_the_page_says_so(client: TestClient):
    assert "There is no evaluation yet." in words(client.get("/en/evaluations").text)


def test_the_home_page_and_every_footer_lead_to_the_evaluations(client: TestClient):
    assert client.get("/uk/").text.count('href="/uk/evaluations"') == 2
    assert 'href="/uk/evaluations"' in client.get("/uk/help").text


def test_without_the_feature_nothing_leads_there(tmp_path: Path):
    portal = build_portal(Settings(data_dir=tmp_path, features="surveys"), today=lambda: TODAY)
    migrating.migrate(portal.engine)
    client = TestClient(Starlette(routes=light_door_routes(portal)))
    assert "/evaluations" not in client.get("/en/").text
    for path in ("/en/evaluations", "/en/evaluations.atom", "/evaluations/chain.txt"):
        assert client.get(path).status_code == 404
    portal.stop()


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("path", ["", "/pledge", "/report"])
def test_every_page_is_light_and_needs_no_scripts(
    client: TestClient, portal: Portal, tag: str, path: str
):
    registered_and_published(portal)

    page = client.get(f"/{tag}{ONE}{path}")

    assert page.status_code == 200
    assert len(page.content) <= 30_000
    assert f'<html lang="{tag}" dir="{"rtl" if tag == "ar" else "ltr"}">' in page.text
    assert "<script" not in page.text
    assert "set-cookie" not in page.headers


def registered_and_published(portal: Portal) -> None:
    """An evaluation with results, which a forum and an organisation were to sign."""
    site.registered(portal, on=TODAY - timedelta(days=30), stakeholders=stakeholders(1))
    site.happened(portal, EventKind.SIGNED, Signed("hall"))
    site.published(portal)


@pytest.mark.parametrize("tag", ["uk"])
def test_thirty_indicators_in_six_languages_are_told_on_light_pages(
    client: TestClient, portal: Portal, tag: str
):
    changes, findings = site.many_indicators(30, "Довіра людей до поліції в районі " * 3)
    site.registered(portal, **changes)
    site.amended(portal, a_pledge(**changes, due=site.COMING))
    site.published(portal, findings=findings)

    for path in ("", "/pledge", "/report"):
        said = seen = ""
        address: str | None = f"/{tag}{ONE}{path}"
        while address:
            page = client.get(address)
            assert page.status_code == 200
            assert len(page.content) <= 30_000, address
            said += page.text
            seen = address
            further = re.search(r'rel="next" href="([^"]+)"', page.text)
            address = further[1].replace("&amp;", "&") if further else None
        assert seen
        if path != "/pledge":
            assert said.count("<article><h3>") == 30


def test_what_is_overdue_stands_first_with_its_days_and_what_is_owed_next(
    client: TestClient, portal: Portal
):
    site.registered(portal, "in-time")
    site.registered(portal, "owed", **OVERDUE)
    site.cancelled(portal, "owed")
    site.registered(portal, "late-one", **OVERDUE)
    site.registered(portal, "done")
    site.published(portal, "done")
    site.registered(portal, "never", waves=())
    site.cancelled(portal, "never", gathered=False)

    page = client.get("/en/evaluations").text

    places = [page.index(f'evaluations/{code}"') for code in ("late-one", "owed", "done", "never")]
    assert places == sorted(places)
    said = words(page)
    assert "Overdue by 12 days" in said
    assert "Cancelled – results still owed, for 12 days" in said
    assert "Of 2 indicators, 1 did not improve and 1 improved." in said
    assert "Who publishes results in time" in said


def test_badges_stay_for_ever(client: TestClient, portal: Portal):
    pledge = site.registered(portal, late=True, independence=Independence.SELF)
    site.amended(portal, pledge, DataSeen.SOME)
    site.published(portal)

    for path in (LIST, ONE):
        said = words(client.get(f"/en{path}").text)
        for badge in ("Registered late", "No independent evaluation", "Deviation"):
            assert badge in said


def test_a_final_evaluation_of_a_young_programme_is_called_early(
    client: TestClient, portal: Portal
):
    began = site.COMING - timedelta(days=400)
    site.registered(portal, timing=Timing.FINAL, began=began, due=site.COMING)

    assert "Early for a final evaluation" in words(client.get(f"/en{ONE}").text)


def test_the_first_promised_day_stays_in_sight_when_it_moved(client: TestClient, portal: Portal):
    site.registered(portal, due=site.COMING)
    site.amended(portal, a_pledge(due=site.COMING + timedelta(days=30)))

    said = words(client.get(f"/en{ONE}").text)

    assert "Results first promised for July 2, 2027." in said
    assert "moved 1 time, to August 1, 2027" in said
    assert "The school was closed" in said
    assert "No data had been seen" in said
    assert "Changed : Results are promised for" in said.replace("Changed:", "Changed :")


def test_results_lead_with_what_did_not_improve(client: TestClient, portal: Portal):
    registered_and_published(portal)

    page = client.get(f"/en{ONE}").text
    said = words(page)

    assert said.index("Did not get better (1) :") < said.index("Got better (1) :")
    assert said.index("Got better (1) :") < said.index("Of 2 indicators, 1 did not improve")
    assert "+11 points ( +5 to +17 )" in said
    assert "What worked here may not work elsewhere." in said
    assert "Women" in said
    assert "about 380 people asked" in said
    assert 'href="/en/results/neighbourhood-safety-1.1"' in page
    assert '<svg class="chart" role="img"' in page
    assert "What counts as success was reached." in said
    assert "Change it" in said
    for text in ("We asked 400 people twice.", "Only one town.", "Yes, for most."):
        assert text in said


def test_easy_words_do_not_count_what_was_added_after_data_had_been_seen(
    client: TestClient, portal: Portal
):
    site.registered(portal)
    bad, good = Finding("trust", Verdict.WORSENED), Finding("voices", Verdict.IMPROVED, added=True)
    site.published(portal, findings=(bad, good))

    said = words(client.get(f"/en/evaluations/{CODE}").text)

    assert "Did not get better (1)" in said
    assert "Got better (0)" in said


def test_what_is_easy_to_read_comes_before_the_contents(client: TestClient, portal: Portal):
    registered_and_published(portal)

    page = client.get(f"/en{ONE}").text

    contents = page.index('aria-label="On this page"')
    assert page.index("More people trust the police.") < contents < page.index('id="short"')
    assert page.index("Got better") < contents


def test_before_the_results_it_is_easy_to_read_what_is_looked_at(
    client: TestClient, portal: Portal
):
    site.registered(portal)

    page = client.get(f"/en{ONE}").text

    contents = page.index('aria-label="On this page"')
    assert page.index("<b>What is looked at (2)</b>") < contents


def test_a_new_version_says_its_day_what_changed_and_where_the_earlier_one_is(
    client: TestClient, portal: Portal
):
    registered_and_published(portal)
    assert "What changed:" not in words(client.get(f"/en{ONE}").text)
    changed = site.both("A figure was typed wrong.")
    site.published(portal, number=2, changed=changed)

    for path in (LIST, ONE):
        page = client.get(f"/en{path}").text
        told = "Version 2 of May 3, 2027. What changed: A figure was typed wrong."
        assert told in words(page)
        assert f'<a href="/en{ONE}/report?version=1">May 3, 2027</a>' in page


def test_a_version_says_beside_a_finding_what_versions_before_said_of_it(
    client: TestClient, portal: Portal
):
    site.registered(portal)
    worse, gone, better = (
        (Finding("trust", verdict, site.both("Why."), site.both("Lost.")), Finding("voices", kept))
        for kept in (Verdict.NO_CHANGE,)
        for verdict in (Verdict.WORSENED, Verdict.NOT_MEASURED, Verdict.IMPROVED)
    )
    site.published(portal, findings=worse)
    site.withdrawn(portal)
    changed = site.both("The figures were lost.")
    site.published(portal, findings=gone, number=2, changed=changed)
    differs = "Of 1 indicator, an earlier version said something else."
    page = words(client.get(f"/en{ONE}").text)
    assert page.count("Not measured (Version 1: Worsened)") == 2
    for path in (LIST, ONE, f"{ONE}/report"):
        assert differs in words(client.get(f"/en{path}").text)
    assert differs in client.get("/en/evaluations.atom").text

    site.published(portal, findings=better, number=3, changed=changed)
    page = words(client.get(f"/en{ONE}").text)
    assert page.count("Improved (Version 2: Not measured) (Version 1: Worsened)") == 2
    assert "No change (" not in page
    assert differs not in words(client.get(f"/en{ONE}/report?version=1").text)


def test_words_nobody_needs_to_have_learned_are_explained(client: TestClient, portal: Portal):
    registered_and_published(portal)

    for path in (LIST, ONE):
        said = words(client.get(f"/en{path}").text)
        told = "Indicator : Something that is looked at to tell whether things got better."
        assert said.count(told) >= 1
    assert "Relevance: Is it what people need?" in said
    assert "Baseline : The figures from before, to compare with." in said
    pledged = words(client.get(f"/en{ONE}/pledge").text)
    assert pledged.index("The figures from before") < pledged.rindex("What is looked at")


def test_a_figure_of_a_release_that_is_not_there_any_more_is_named(
    client: TestClient, portal: Portal
):
    registered_and_published(portal)

    said = words(client.get(f"/en{ONE}/report").text)

    rests = "It rests on \u2066neighbourhood-safety-1.1\u2069, which is not published as it was"
    assert said.count(rests) == 2
    assert said.index("Published figures were changed since:") < said.index(rests)


def test_who_did_something_is_named_in_the_readers_language(client: TestClient, portal: Portal):
    site.registered(portal, evaluator=site.both(site.BY, "معهد السلامة"))

    assert "<bdi>معهد السلامة</bdi>" in client.get(f"/ar{ONE}").text
    assert "معهد السلامة" in client.get(f"/ar{ONE}/pledge").text
    assert portal.evaluations.find(CODE).registered.by == site.BY


def test_a_finding_that_was_not_measured_says_why(client: TestClient, portal: Portal):
    site.registered(portal)
    finding = Finding(
        "trust",
        Verdict.NOT_MEASURED,
        reason=site.both("The survey was stopped."),
        measured=Measured(missing=Missing.NOT_ASKED),
    )
    site.published(portal, findings=(finding,))

    said = words(client.get(f"/en{ONE}").text)

    assert "The survey was stopped." in said
    assert "One of the surveys did not ask this." in said


def test_figures_from_outside_have_their_unit_and_no_people_asked(
    client: TestClient, portal: Portal
):
    euros = an_indicator("cost", series=None, unit=site.both("euros for an hour"))
    site.registered(portal, indicators=(euros, a_qualitative_indicator(name=site.both("Voices"))))
    finding = Finding("cost", Verdict.WORSENED, evidence=site.both("Books"), outside=COSTS)
    site.published(portal, findings=(finding, Finding("voices", Verdict.IMPROVED)))

    page = client.get(f"/en{ONE}").text
    said = words(page)
    (row,) = re.findall(r'rowheader">Voices.*?</table>', page, re.DOTALL)
    assert row.count('<td role="cell"') == 4
    assert "–" not in row
    assert 'rowheader">Trust in the police <small>(euros for an hour)</small>' in page

    assert "Unit : euros for an hour" in said.replace("Unit:", "Unit :")
    assert "based on 4,800" in said
    assert "people asked" not in said
    assert "It was 41 before and is 46.5 now: +5.5." in said


def test_missing_signatures_show(client: TestClient, portal: Portal):
    registered_and_published(portal)

    said = words(client.get(f"/en{ONE}").text)

    assert "City hall: signed (May 3, 2027)" in said
    assert "signature missing" in said


def test_who_signed_before_the_pledge_was_changed_is_not_said_to_have_signed_what_it_is_now(
    client: TestClient, portal: Portal
):
    registered_and_published(portal)
    site.amended(portal, replace(portal.evaluations.find(CODE).pledge, plan="city"))

    said = words(client.get(f"/en{ONE}").text)

    assert "City hall: signed before the last change (May 3, 2027)" in said


def test_withdrawn_results_show_the_reason_and_no_figures(client: TestClient, portal: Portal):
    registered_and_published(portal)
    site.withdrawn(portal)

    for path in (ONE, f"{ONE}/report", f"{ONE}/report?version=1"):
        said = words(client.get(f"/en{path}").text)
        assert "A file was mixed up" in said
        assert "+11" not in said
        assert "Trust grew." not in said


def test_what_a_pledge_says_otherwise_is_marked(client: TestClient, portal: Portal):
    site.registered(portal)
    event = site.amended(portal, a_pledge(resources=Translations({"en": "Two analysts"})))

    page = client.get(f"/en{ONE}/pledge?event={event.number}").text

    assert "<del>One analyst for six months</del><ins>Two analysts</ins>" in page
    assert client.get(f"/en{ONE}/pledge?event=1").status_code == 200
    assert client.get(f"/en{ONE}/pledge?event=77").status_code == 404
    assert client.get(f"/en{ONE}/pledge?event=x").status_code == 404


def test_recommendations_have_their_answers_and_actions_and_late_ones_are_named(
    client: TestClient, portal: Portal
):
    registered_and_published(portal)
    late = Action("a1", site.both("Night rounds"), site.both("Watch"), TODAY - timedelta(days=4))
    said = Response("r1", Answer.PARTLY, site.both("Two nights only."), (late,))
    site.happened(portal, EventKind.RESPONDED, said)
    site.happened(portal, EventKind.ACTED, Acted("a1", Progress.GOES_ON, site.both("Begun.")))
    site.happened(portal, EventKind.REVIEWED, Review(site.both("We want more.")))

    told = words(client.get(f"/en{ONE}").text)

    for text in ("Partly accepted", "Two nights only.", "Night rounds", "Late by 4 days", "Begun."):
        assert text in told
    assert "We want more." in told
    assert f"Partly accepted (May 3, 2027 · {site.BY} )" in told


def test_a_recommendation_nobody_answered_in_time_says_so(client: TestClient, portal: Portal):
    registered_and_published(portal)
    wanted = site.a_report().recommendations[0]
    late = replace(wanted, respond_by=TODAY - timedelta(days=3), organisation=1)
    site.published(portal, number=2, recommendations=(late,))

    assert "The answer is 3 days late." in words(client.get(f"/en{ONE}").text)


def test_who_cannot_answer_and_who_did_not_agree_is_said(client: TestClient, portal: Portal):
    registered_and_published(portal)
    said = "This office has no account here, and nobody can answer for it."
    assert said in words(client.get(f"/en{ONE}").text)
    site.amended(portal, replace(portal.evaluations.find(CODE).pledge, commissioner_organisation=1))
    theirs = Action("a1", site.both("Lamps"), site.both("Works"), TODAY, organisation=2)
    site.happened(portal, EventKind.RESPONDED, Response("r1", Answer.ACCEPTED, None, (theirs,)))

    told = words(client.get(f"/en{ONE}").text)

    assert "This office has no account here: City police answers for it." in told
    named = f"Works is to report on it: named by {site.BY}, and has not confirmed it yet"
    assert f"Works · {named}" in told


def test_the_history_has_the_fingerprints_to_note(client: TestClient, portal: Portal):
    registered_and_published(portal)

    page = "".join(client.get(f"/ar{ONE}?page={at}").text for at in (1, 2))

    for event in portal.evaluations.find(CODE).events:
        assert f'<code dir="ltr" class="digits">{event.sha256}</code>' in page
        assert f'href="/evaluations/events/{event.number}.json"' in page
        assert event.hash in page


def test_what_somebody_wrote_is_never_html(client: TestClient, portal: Portal):
    hostile = Translations({"en": HOSTILE, "ar": HOSTILE})
    names = ("title", "about", "commissioner", "evaluator", "resources", "consulted")
    pledge = dict.fromkeys(names, hostile)
    site.registered(portal, **pledge)
    site.amended(portal, a_pledge(**pledge, held_back=hostile))
    finding = Finding("trust", Verdict.IMPROVED, hostile, hostile, hostile, site.measured())
    site.published(
        portal, findings=(finding,), easy=hostile, summary=hostile, method=hostile, limits=hostile
    )

    for path in (LIST, ONE, f"{ONE}/pledge", f"{ONE}/report"):
        for tag in ("en", "ar", "fr"):
            page = client.get(f"/{tag}{path}")
            assert page.status_code == 200
            assert "<script" not in page.text
            assert "<b>bold" not in page.text
            assert 'href="javascript' not in page.text


@pytest.mark.parametrize(
    "path",
    ["/evaluations/nothing", "/evaluations/nothing/pledge", f"{ONE}/report?version=9", f"{ONE}/x"],
)
def test_what_there_is_not_is_said_in_the_readers_language(
    client: TestClient, portal: Portal, path: str
):
    site.registered(portal)

    page = client.get(f"/fr{path}")

    assert page.status_code == 404


def test_an_altered_evaluation_is_named(client: TestClient, portal: Portal):
    site.registered(portal)
    with portal.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE evaluation_event SET text = replace(text, 'six months', 'two months')"
        )

    for path in (LIST, ONE):
        assert "Altered" in words(client.get(f"/en{path}").text)
