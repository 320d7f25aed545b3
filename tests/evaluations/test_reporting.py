"""Results are published whatever they show, for everything that was promised, and stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from copfeedback.evaluations.measuring import Measuring
from copfeedback.evaluations.model import DataSeen, Design, NotPossibleNow
from copfeedback.evaluations.report_draft import DraftFinding, DraftRecommendation
from copfeedback.evaluations.report_model import Compared, Figure, Measured, Missing, Verdict
from copfeedback.evaluations.report_rules import RESPOND_DAYS
from copfeedback.evaluations.reporting import Reporting, StillGathering
from copfeedback.evaluations.standing import Status
from copfeedback.evaluations.tables import evaluation_attachment
from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.pdf_files import NotAPdf
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import OPERATOR, PUBLIC
from copfeedback.results.service import Results
from copfeedback.storage.engine import writing
from copfeedback.surveys.book import WaveBook
from tests.evaluations.pledged import CODE, ENDLINE, an_indicator
from tests.evaluations.reported import (
    LAST_DAY,
    PDF,
    TRUST,
    VOICES,
    Reported,
    a_draft,
    figures,
)
from tests.factories import in_languages
from tests.people.racing import at_once

WORDS = in_languages("words")


@pytest.fixture
def reported(engine: Engine) -> Reported:
    """An evaluation on SQLite and on PostgreSQL."""
    return Reported(engine)


@pytest.fixture
def one(sqlite_engine: Engine) -> Reported:
    """An evaluation where the database does not matter."""
    return Reported(sqlite_engine)


def problems(reported: Reported, **changes: object) -> set[tuple[str, Fault]]:
    """What the gate says of a report that lacks nothing but this."""
    draft = replace(a_draft(), **changes)  # type: ignore[arg-type]  # any field
    found = reported.reporting.gate(draft, reported.find())
    return {(each.field, each.fault) for each in found}


def test_figures_are_fetched_when_results_are_published_and_stay_as_they_were(reported: Reported):
    reported.gathered()
    reported.written()
    reported.measuring.found["trust"] = figures(-8, -12, -4)
    reported.reporting.publish(reported.evaluator, CODE, after=reported.find().last)
    reported.measuring.found["trust"] = figures(50, 40, 60)

    report = reported.find().report
    assert report is not None
    found = report.finding("trust")
    assert found is not None
    assert (found.verdict, found.measured) == (Verdict.WORSENED, figures(-8, -12, -4))
    assert (report.not_improved, report.count(Verdict.IMPROVED)) == (2, 0)
    assert reported.standing().status is Status.PUBLISHED
    assert reported.register.verify() == []


def test_a_verdict_on_published_figures_cannot_be_chosen(one: Reported):
    one.gathered()
    one.measuring.found["trust"] = figures(1, -3, 5)
    findings = (DraftFinding("trust", Verdict.IMPROVED), *a_draft().findings[1:])
    one.published(findings=findings)
    report = one.find().report
    assert report is not None
    assert [each.verdict for each in report.findings] == [Verdict.INCONCLUSIVE, Verdict.NO_CHANGE]


def test_nothing_is_published_while_figures_are_gathered(one: Reported):
    one.gathered()
    one.today = LAST_DAY
    one.written()
    with pytest.raises(StillGathering) as refused:
        one.reporting.publish(one.evaluator, CODE, after=one.find().last)
    assert refused.value.until == ENDLINE.closes
    one.today += timedelta(days=1)
    one.reporting.publish(one.evaluator, CODE, after=one.find().last)


def test_whatever_was_ever_promised_gets_a_finding(one: Reported):
    one.gathered()
    one.amended(
        indicators=(VOICES, an_indicator("safety", design=Design.CHANGE)),
        data_seen="all",  # type: ignore[arg-type]  # its value
    )
    assert problems(one, findings=()) == {
        ("findings.safety.reason", Fault.MISSING),
        ("findings.voices.verdict", Fault.MISSING),
    }
    found = one.published(
        findings=(*a_draft().findings, DraftFinding("safety", reason=in_languages("No money")))
    )
    assert [each.indicator for each in found.said.findings] == [  # type: ignore[union-attr]
        "trust",
        "voices",
        "safety",
    ]


@pytest.mark.parametrize(
    "name", ["summary", "easy", "method", "limits", "decision", "decision_why"]
)
def test_a_report_lacks_nothing(one: Reported, name: str):
    one.gathered()
    assert problems(one) == set()
    assert problems(one, **{name: None}) == {(name, Fault.MISSING)}


def test_every_question_is_answered(one: Reported):
    one.gathered()
    assert problems(one, answers={"relevance": WORDS}) == {("answers.effectiveness", Fault.MISSING)}


def test_what_was_not_measured_says_why(one: Reported):
    one.gathered()
    one.measuring.found["trust"] = Measured(missing=Missing.NOT_COMPARABLE, breaks=("wording",))
    assert problems(one) == {("findings.trust.reason", Fault.MISSING)}
    reason = DraftFinding("trust", reason=in_languages("The question was asked in other words"))
    event = one.published(findings=(reason, *a_draft().findings[1:]))
    found = event.said.finding("trust")  # type: ignore[union-attr]
    assert found is not None
    assert (found.verdict, found.reason) == (Verdict.NOT_MEASURED, reason.reason)
    assert found.measured == one.measuring.found["trust"]


def test_indicators_added_after_data_were_seen_make_nothing_unsure(one: Reported):
    one.gathered()
    one.measuring.found["trust"] = figures(-8, -14, -2)
    added = tuple(an_indicator(f"added{at}", design=Design.CHANGE) for at in range(30))
    for each in added:
        one.measuring.found[each.key] = figures(1, -9, 11)
    one.measuring.found["added0"] = figures(8, 2, 14)
    one.amended(indicators=(TRUST, VOICES, *added), data_seen=DataSeen.ALL)

    found = one.reporting.measured(CODE)
    assert found["trust"].verdict is Verdict.WORSENED
    assert found["added0"].verdict is Verdict.INCONCLUSIVE
    assert len(found) == 31


def test_what_was_added_after_data_were_seen_counts_for_nothing(one: Reported):
    one.gathered()
    added = an_indicator("added", design=Design.CHANGE)
    one.amended(indicators=(TRUST, VOICES, added), data_seen=DataSeen.ALL)
    one.measuring.found["added"] = figures(8, 4, 12)
    one.measuring.found["trust"] = Measured(missing=Missing.WITHHELD)
    reasons = tuple(
        DraftFinding(each, Verdict.NOT_MEASURED, reason=WORDS) for each in ("trust", "voices")
    )
    one.published(findings=reasons)

    report = one.find().report
    assert report is not None
    assert [each.added for each in report.findings] == [False, False, True]
    assert (report.count(Verdict.IMPROVED), report.not_improved) == (0, 2)
    assert one.standing().status is Status.DUE


def test_whoever_publishes_is_told_before_that_nothing_is_measured(one: Reported):
    evaluation = one.gathered()
    one.measuring.found["trust"] = Measured(missing=Missing.WITHHELD)
    reasons = tuple(
        DraftFinding(each, Verdict.NOT_MEASURED, reason=WORDS) for each in ("trust", "voices")
    )
    nothing = replace(a_draft(), findings=reasons)
    assert not one.reporting.measures_something(nothing, evaluation)
    assert one.reporting.measures_something(a_draft(), evaluation)

    one.published(findings=reasons)
    assert one.find().report is not None
    assert one.standing().status is Status.DUE
    one.measuring.found["trust"] = figures(1, -1, 2)
    one.published(findings=reasons, changed=WORDS)
    assert one.standing().status is Status.PUBLISHED


def test_what_people_told_needs_words_and_evidence(one: Reported):
    one.gathered()
    chosen = DraftFinding("voices", Verdict.IMPROVED)
    assert problems(one, findings=(chosen,)) == {
        ("findings.voices.text", Fault.MISSING),
        ("findings.voices.evidence", Fault.MISSING),
    }
    not_measured = DraftFinding("voices", Verdict.NOT_MEASURED)
    assert problems(one, findings=(not_measured,)) == {("findings.voices.reason", Fault.MISSING)}


def test_a_rise_in_reporting_is_explained(one: Reported):
    one.gathered(indicators=(replace(TRUST, rises_with_trust=True), VOICES))
    assert problems(one) == {("findings.trust.text", Fault.MISSING)}
    one.measuring.found["trust"] = figures(-8, -12, -4)
    assert problems(one) == set()


OUTSIDE = an_indicator("outside", series=None, unit=WORDS, design=Design.CHANGE)
BEFORE, BETTER = Figure(40, 36, 44, 500), Figure(50, 46, 54, 500)


@pytest.mark.parametrize(
    ("before", "after", "verdict", "wrong"),
    [
        (BEFORE, BETTER, Verdict.IMPROVED, {}),
        (BEFORE, None, Verdict.IMPROVED, {"outside.after": Fault.MISSING}),
        (replace(BEFORE, base=None), BETTER, None, {"outside.before.base": Fault.MISSING}),
        (BEFORE, replace(BETTER, low=51), None, {"outside.after": Fault.CONTRADICTS}),
        (BEFORE, replace(BETTER, high=None), None, {"outside.after": Fault.CONTRADICTS}),
        (BEFORE, replace(BETTER, value=float("nan")), None, {"outside.after": Fault.AMOUNT}),
        (BETTER, BEFORE, Verdict.IMPROVED, {"verdict": Fault.CONTRADICTS}),
        (BEFORE, BETTER, Verdict.WORSENED, {"verdict": Fault.CONTRADICTS}),
    ],
)
def test_figures_from_outside_are_plausible_and_fit_the_verdict(
    one: Reported,
    before: Figure | None,
    after: Figure | None,
    verdict: Verdict | None,
    wrong: dict[str, Fault],
):
    one.gathered(indicators=(OUTSIDE, VOICES))
    outside = Compared("all", before, after, None)
    chosen = verdict or Verdict.NO_CHANGE
    finding = DraftFinding("outside", chosen, evidence=WORDS, outside=outside)
    found = dict(problems(one, findings=(finding, *a_draft().findings[1:])))
    said = {name.removeprefix("findings.outside."): each for name, each in found.items()}
    assert said.items() >= wrong.items()
    assert bool(said) is bool(wrong)


def test_figures_from_outside_whose_change_is_shown_as_none_did_not_improve(one: Reported):
    one.gathered(indicators=(replace(OUTSIDE, least=0.01), VOICES))
    outside = Compared("all", Figure(0.51, base=90), Figure(0.54, base=90), None)
    finding = DraftFinding("outside", Verdict.IMPROVED, evidence=WORDS, outside=outside)
    told = problems(one, findings=(finding, *a_draft().findings[1:]))
    assert told == {("findings.outside.verdict", Fault.CONTRADICTS)}
    kept = replace(finding, verdict=Verdict.NO_CHANGE)
    assert problems(one, findings=(kept, *a_draft().findings[1:])) == set()


def test_the_change_of_figures_from_outside_is_computed(one: Reported):
    one.gathered(indicators=(OUTSIDE, VOICES))
    outside = Compared("all", BEFORE, BETTER, None)
    finding = DraftFinding("outside", Verdict.IMPROVED, evidence=WORDS, outside=outside)
    event = one.published(findings=(finding, *a_draft().findings[1:]))
    found = event.said.finding("outside")  # type: ignore[union-attr]
    assert found is not None
    assert found.outside is not None
    assert found.outside.change == Figure(10, 4.343146, 15.656854)
    typed = replace(outside, change=Figure(12))
    assert ("findings.outside.outside.change", Fault.CONTRADICTS) in problems(
        one, findings=(replace(finding, outside=typed), *a_draft().findings[1:])
    )


def test_figures_from_outside_of_women_and_men_are_shown_and_decide_nothing(one: Reported):
    one.gathered(indicators=(OUTSIDE, VOICES))
    women = Compared("woman", Figure(30), Figure(20), None)
    finding = DraftFinding(
        "outside",
        Verdict.IMPROVED,
        evidence=WORDS,
        outside=Compared("all", BEFORE, BETTER, None),
        outside_by_gender=(women,),
    )
    half = replace(finding, outside_by_gender=(replace(women, after=None),))
    others = a_draft().findings[1:]
    assert problems(one, findings=(half, *others)) == {
        ("findings.outside.outside.woman.after", Fault.MISSING)
    }

    event = one.published(findings=(finding, *others))
    found = event.said.finding("outside")  # type: ignore[union-attr]
    assert found is not None
    assert found.verdict is Verdict.IMPROVED
    assert found.outside_by_gender == (replace(women, change=Figure(-10)),)
    assert one.reporting.draft(one.evaluator, CODE).finding("outside").outside_by_gender == (
        found.outside_by_gender
    )


def test_recommendations_have_an_office_and_a_day(one: Reported):
    one.gathered()
    asked = DraftRecommendation("", WORDS, WORDS, organisation=one.police)
    event = one.published(recommendations=(asked, asked))
    first, second = event.said.recommendations  # type: ignore[union-attr]
    assert (first.key, second.key) == ("r1", "r2")
    assert first.respond_by == one.today + timedelta(days=RESPOND_DAYS)
    assert problems(
        one,
        recommendations=(
            DraftRecommendation("r1", None, WORDS, one.today, organisation=999),
            DraftRecommendation("r2", WORDS, WORDS, second.respond_by),
        ),
        changed=WORDS,
    ) == {
        ("recommendations.0.text", Fault.MISSING),
        ("recommendations.0.respond_by", Fault.RANGE),
        ("recommendations.0.organisation", Fault.UNKNOWN),
    }
    assert problems(one, recommendations=(), changed=WORDS) == {("recommendations", Fault.STAYS)}


def test_another_version_says_what_changed_and_the_first_stays(reported: Reported):
    reported.gathered()
    reported.published()
    again = reported.reporting.draft(reported.evaluator, CODE)
    assert (again.version, again.summary) == (0, WORDS)
    with pytest.raises(Faulty) as refused:
        reported.published(summary=in_languages("Other words"))
    assert refused.value.problems == (Problem("changed", Fault.MISSING),)
    reported.published(summary=in_languages("Other words"), changed=WORDS)
    versions = [each.said.number for each in reported.find().publications]  # type: ignore[union-attr]
    assert versions == [1, 2]


def test_withdrawn_results_are_owed_again(one: Reported):
    one.gathered()
    with pytest.raises(NotPossibleNow):
        one.reporting.withdraw(one.evaluator, CODE, WORDS, after=one.find().last)
    one.published()
    with pytest.raises(Faulty):
        one.reporting.withdraw(one.evaluator, CODE, {}, after=one.find().last)
    one.reporting.withdraw(one.evaluator, CODE, WORDS, after=one.find().last)
    one.today = one.find().pledge.due + timedelta(days=3)
    assert one.standing().status is Status.OVERDUE
    assert one.standing().days_overdue == 3


def test_of_two_who_publish_at_once_one_does(reported: Reported):
    reported.gathered()
    reported.written()
    last = reported.find().last

    def publish() -> object:
        return reported.reporting.publish(reported.evaluator, CODE, after=last)

    assert at_once(publish, publish) == ["ChangedMeanwhile", "done"]
    assert len(reported.find().publications) == 1


def test_figures_are_read_while_results_are_being_published(reported: Reported):
    book = WaveBook(reported.engine)
    results = Results(reported.trail, book, lambda: reported.today)
    measuring = Measuring(results.across_waves, lambda _name: None)
    fieldwork = reported.register.fieldwork
    service = Reporting(reported.trail, lambda: reported.today, measuring, fieldwork, ["en"])
    reported.gathered()
    reason = DraftFinding("trust", reason=in_languages("The survey was called off"))
    reported.written(findings=(reason, *a_draft().findings[1:]))
    service.publish(reported.evaluator, CODE, after=reported.find().last)
    report = reported.find().report
    assert report is not None
    assert report.findings[0].measured == Measured(missing=Missing.NOT_PUBLISHED)


def test_a_draft_that_somebody_else_changed_is_not_kept_or_published(one: Reported):
    one.gathered()
    one.written()
    with pytest.raises(ChangedMeanwhile):
        one.reporting.save(one.evaluator, CODE, a_draft(), after=0)
    with pytest.raises(ChangedMeanwhile):
        one.reporting.publish(one.evaluator, CODE, after=one.find().last, version=7)


def test_those_who_are_evaluated_have_no_say(one: Reported):
    evaluation = one.gathered()
    one.written()
    for actor in (one.leader, one.officer, one.chair, PUBLIC):
        with pytest.raises(NotPermitted):
            one.reporting.publish(actor, CODE, after=evaluation.last)
    event = one.reporting.publish(one.evaluator, CODE, after=evaluation.last)
    assert event.by == "Institute for public safety"


def test_the_operator_publishes_where_no_account_of_the_evaluator_is_left(one: Reported):
    one.gathered()
    one.written()
    event = one.reporting.publish(OPERATOR, CODE, after=one.find().last)
    assert event.by == "Institute for public safety"


def test_what_was_gathered_before_it_was_cancelled_is_published(one: Reported):
    one.registered(indicators=(TRUST, VOICES))
    one.today = ENDLINE.opens
    one.pledging.cancel(one.evaluator, CODE, WORDS, after=one.find().last)
    assert one.standing().status is Status.CANCELLED_OWED
    one.published()
    assert one.standing().status is Status.PUBLISHED


def test_where_nothing_was_gathered_before_it_was_cancelled_nothing_is(one: Reported):
    one.registered(indicators=(TRUST, VOICES))
    one.pledging.cancel(one.evaluator, CODE, WORDS, after=one.find().last)
    with pytest.raises(NotPossibleNow):
        one.published()


def test_files_are_public_once_they_are_published_and_until_they_are_withdrawn(
    reported: Reported,
):
    reported.gathered()
    draft = reported.reporting.attach(
        reported.evaluator, CODE, " Tables ", "en", PDF, after=reported.written().version
    )
    (file,) = draft.attachments
    with pytest.raises(Unknown):
        reported.reporting.attachment(CODE, file.sha256)
    reported.reporting.publish(reported.evaluator, CODE, after=reported.find().last)
    assert reported.reporting.attachment(CODE, file.sha256) == (file, PDF)
    assert file.title == "Tables"

    again = reported.reporting.detach(reported.evaluator, CODE, file.sha256, after=0)
    assert again.attachments == ()
    assert reported.reporting.attachment(CODE, file.sha256) == (file, PDF)

    reported.reporting.withdraw(reported.evaluator, CODE, WORDS, after=reported.find().last)
    with pytest.raises(Unknown):
        reported.reporting.attachment(CODE, file.sha256)


def test_a_file_that_is_taken_away_again_is_not_kept(one: Reported):
    one.gathered()
    draft = one.reporting.attach(one.evaluator, CODE, "Tables", "en", PDF, after=0)
    kept = one.reporting.save(one.evaluator, CODE, a_draft(), after=draft.version)
    assert kept.attachments == draft.attachments
    one.reporting.discard(one.evaluator, CODE, after=kept.version)
    assert one.reporting.draft(one.evaluator, CODE).attachments == ()


def test_what_is_no_pdf_is_refused(one: Reported):
    one.gathered()
    with pytest.raises(NotAPdf):
        one.reporting.attach(one.evaluator, CODE, "Tables", "en", b"PK", after=0)
    with pytest.raises(Faulty) as refused:
        one.reporting.attach(one.evaluator, CODE, " ", "xx", PDF, after=0)
    assert [each.field for each in refused.value.problems] == ["title", "language"]


def test_a_file_that_was_changed_in_the_database_is_not_handed_out(one: Reported):
    one.gathered()
    draft = one.written()
    file = one.reporting.attach(
        one.evaluator, CODE, "Tables", "en", PDF, after=draft.version
    ).attachments[0]
    one.reporting.publish(one.evaluator, CODE, after=one.find().last)
    with writing(one.engine) as connection:
        connection.execute(update(evaluation_attachment).values(pdf=b"%PDF-other"))
    with pytest.raises(Unknown):
        one.reporting.attachment(CODE, file.sha256)
