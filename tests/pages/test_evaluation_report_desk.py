"""Writing the results of an evaluation at the full door, and publishing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.events import EventKind
from copfeedback.evaluations.report_draft import DraftFinding, DraftRecommendation, DraftReport
from copfeedback.evaluations.report_model import Decision, Figure, Verdict
from copfeedback.people.model import OPERATOR, Role
from tests.evaluations.answered import Evaluated, a_recommendation
from tests.evaluations.pledged import CODE, a_qualitative_indicator, an_indicator
from tests.factories import in_languages
from tests.pages.reader import Reader

PAGE = "evaluation-desk"
TEXT = in_languages("words")
OUTSIDE = an_indicator("thefts", name=in_languages("Thefts"), series=None, design="change")
WHOLE = {
    "summary": TEXT,
    "easy": TEXT,
    "method": TEXT,
    "limits": TEXT,
    "answers": {"relevance": TEXT, "effectiveness": TEXT},
    "decision": Decision.CHANGE,
    "decision_why": TEXT,
    "findings": (
        DraftFinding("trust", reason=TEXT),
        DraftFinding("voices", Verdict.WORSENED, text=TEXT, evidence=TEXT),
    ),
}


@pytest.fixture
def evaluated(portal: Portal) -> Evaluated:
    """An evaluation of the institute, of which nothing is gathered any more."""
    found = Evaluated(portal.engine)
    found.register(waves=(), indicators=(an_indicator(), a_qualitative_indicator()))
    return found


@pytest.fixture
def evaluator(evaluated: Evaluated, sign_in: Callable[..., Reader]) -> Reader:
    """Somebody of the institute."""
    return sign_in(Role.EVALUATOR, organisation=evaluated.institute)


def draft(portal: Portal, **changes: object) -> DraftReport:
    """What is written, after it was changed."""
    now = portal.reporting.draft(OPERATOR, CODE)
    if changes:
        now = portal.reporting.save(OPERATOR, CODE, replace(now, **changes), after=now.version)
    return now


def part(reader: Reader, about: str = "") -> Reader:
    query = {"evaluation": CODE, "view": "report"}
    return reader.open(PAGE, **query | ({"about": about} if about else {}))


def test_what_is_missing_is_named_with_the_way_to_it(portal: Portal, evaluator: Reader):
    part(evaluator)
    assert "What is missing" in evaluator.text
    assert "Publish the results" not in evaluator.buttons
    assert (
        evaluator.links.count("Trust in the police") == 2
    )  # in the list, and why it was not measured
    assert evaluator.links.count("Method and limits") == 2  # once, whatever is missing in it

    draft(portal, **WHOLE)

    assert "What is missing" not in part(evaluator).text
    assert "Publish the results" in evaluator.buttons
    assert "Worsened" in evaluator.text


def test_a_part_is_saved_by_itself(portal: Portal, evaluator: Reader):
    part(evaluator, "summary").enter(summary__en="Thefts did not fall").do("save")
    assert "Saved." in evaluator.text
    part(evaluator, "answers").enter(answers__relevance__en="Yes, by day").do("save")
    part(evaluator, "decision").enter(decision="stop", decision_why__en="It harms").do("save")

    kept = draft(portal)

    assert (kept.summary, kept.easy) == (in_languages("Thefts did not fall"), None)
    assert kept.answers == {"relevance": in_languages("Yes, by day")}
    assert (kept.decision, kept.decision_why) == (Decision.STOP, in_languages("It harms"))


def test_published_figures_cannot_be_typed(portal: Portal, evaluator: Reader):
    part(evaluator, "findings.trust")
    assert "Nobody can change them here" in evaluator.text
    assert "Not measured" in evaluator.text
    assert "The figures it needs are not published" in evaluator.text
    assert not any("verdict" in (each.key or "") for each in evaluator.app.selectbox)

    evaluator.enter(reason__en="The survey was cancelled").do("save")

    found = draft(portal).finding("trust")
    assert found == DraftFinding("trust", reason=in_languages("The survey was cancelled"))


def test_what_no_figures_tell_is_found_with_evidence(portal: Portal, evaluator: Reader):
    part(evaluator, "findings.voices")
    assert "What is looked for" in evaluator.text
    evaluator.enter(verdict="worsened", text__en="Fewer feel heard", evidence__en="Notes")
    evaluator.do("save")

    text, evidence = in_languages("Fewer feel heard"), in_languages("Notes")
    expected = DraftFinding("voices", Verdict.WORSENED, text, evidence=evidence)
    assert draft(portal).finding("voices") == expected


def test_a_figure_from_outside_is_entered_with_what_it_rests_on(
    portal: Portal, evaluated: Evaluated, sign_in: Callable[..., Reader]
):
    evaluated.register("thefts", waves=(), indicators=(OUTSIDE,))
    reader = sign_in(Role.EVALUATOR, organisation=evaluated.institute)
    reader.open(PAGE, evaluation="thefts", view="report", about="findings.thefts")
    reader.enter(verdict="no_change", evidence__en="Register of the court")
    reader.enter(outside__before__value="٤١٫٥", outside__before__base="many").do("save")
    assert "number" in reader.text
    assert reader.entry("outside.before.value").value == "٤١٫٥"

    reader.enter(outside__before__base="400", outside__after__value="40")
    reader.enter(outside__woman__before="20", outside__woman__after="22,5").do("save")

    finding = portal.reporting.draft(OPERATOR, "thefts").finding("thefts")
    (women,), outside = finding.outside_by_gender, finding.outside
    assert (women.group, women.change) == ("woman", Figure(2.5))
    assert outside is not None
    assert outside.before is not None
    assert outside.change is not None
    assert (outside.before.value, outside.before.base) == (41.5, 400)
    assert outside.change.value == -1.5  # computed, not typed


def test_recommendations_are_added_changed_and_taken_away(
    portal: Portal, evaluated: Evaluated, evaluator: Reader
):
    part(evaluator, "recommendations.-").enter(text__en="Teach all", office__en="Chief")
    evaluator.enter(organisation=str(evaluated.police), respond_by="2026-02-30").do("save")
    assert "must be a day that exists" in evaluator.text
    evaluator.enter(respond_by="").do("save")
    (added,) = draft(portal).recommendations
    expected = DraftRecommendation("r1", in_languages("Teach all"), in_languages("Chief"))
    assert added == replace(expected, organisation=evaluated.police)
    assert "Teach all" in evaluator.links

    part(evaluator, "recommendations.r1").enter(text__en="Teach most").do("save")
    assert [each.text for each in draft(portal).recommendations] == [in_languages("Teach most")]
    part(evaluator, "recommendations.r1").do("away").do("away-yes")
    assert draft(portal).recommendations == ()


def test_a_public_recommendation_stays_and_a_draft_can_be_thrown_away(
    portal: Portal, evaluated: Evaluated, evaluator: Reader
):
    evaluated.publish(a_recommendation("r1", evaluated.police))
    part(evaluator, "recommendations.r1")
    assert "Take it away" not in evaluator.buttons
    evaluator.enter(text__en="Something else").do("save")
    assert draft(portal).version == 1
    evaluator.do("discard").do("discard-yes")
    assert "The draft is thrown away" in evaluator.text
    now = draft(portal)
    assert now.version == 0
    assert [each.text for each in now.recommendations] == [a_recommendation().text]


def test_of_two_who_write_the_same_nothing_is_lost(portal: Portal, evaluator: Reader):
    part(evaluator, "summary").enter(summary__en="Mine")
    draft(portal, summary=in_languages("Theirs"), limits=in_languages("Few answered"))

    evaluator.do("save")

    assert "Somebody else has changed this meanwhile" in evaluator.text
    assert "Theirs" in evaluator.text
    assert evaluator.entry("summary.en").value == "Mine"
    evaluator.do("save")
    kept = draft(portal)
    assert (kept.summary, kept.limits) == (in_languages("Mine"), in_languages("Few answered"))


def test_results_are_previewed_published_and_withdrawn(portal: Portal, evaluator: Reader):
    draft(portal, **WHOLE)
    part(evaluator, "preview")
    assert "2 did not improve and 0 improved" in evaluator.text
    part(evaluator).do("publish")
    assert "Publish the results? That is public at once" in evaluator.text
    evaluator.do("publish-yes")
    assert "The results are published" in evaluator.text
    report = portal.evaluations.find(CODE).report
    assert report is not None
    assert report.count(Verdict.NOT_MEASURED) == 1

    assert "What changed since the version before" in part(evaluator).links  # a second needs that
    part(evaluator, "withdraw").do("withdraw").do("withdraw-yes")
    assert "Please fill this in" in evaluator.text
    evaluator.enter(reason__en="A sum was wrong").do("withdraw").do("withdraw-yes")
    assert "The results are withdrawn" in evaluator.text
    assert len(portal.evaluations.find(CODE).of(EventKind.WITHDRAWN)) == 1


def test_whoever_publishes_is_told_before_that_nothing_was_measured(
    portal: Portal, evaluator: Reader
):
    findings = tuple(
        DraftFinding(each, Verdict.NOT_MEASURED, reason=TEXT) for each in ("trust", "voices")
    )
    draft(portal, **WHOLE | {"findings": findings})
    assert "Nothing was measured" in part(evaluator).text
    draft(portal, **WHOLE)
    assert "Nothing was measured" not in part(evaluator).text


def test_files_are_taken_only_when_they_are_pdfs(portal: Portal, evaluator: Reader):
    part(evaluator, "files").do("add")
    assert "Please choose a file first" in evaluator.text
    evaluator.app.file_uploader[0].set_value(("report.pdf", b"words", "application/pdf"))
    evaluator.do("add")
    assert "This is no PDF" in evaluator.text
    pdf = b"%PDF-1.4\n1 0 obj\nendobj\nstartxref\n0\n%%EOF"
    evaluator.app.file_uploader[0].set_value(("report.pdf", pdf, "application/pdf"))
    evaluator.enter(title="The whole report").do("add")
    (file,) = draft(portal).attachments
    assert "The whole report" in evaluator.text
    evaluator.do(f"away-{file.sha256[:12]}")
    assert draft(portal).attachments == ()


def test_another_organisations_results_cannot_be_written(
    portal: Portal, evaluated: Evaluated, sign_in: Callable[..., Reader]
):
    evaluated.publish(a_recommendation("r1", evaluated.police))
    stranger = sign_in(Role.EVALUATOR, organisation=evaluated.hall)
    part(stranger, "summary")
    assert "Save" not in stranger.buttons
    assert "This page is for whoever evaluates" in stranger.text
