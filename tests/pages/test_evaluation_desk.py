"""The desk of those who evaluate: a pledge is written, registered, changed and called off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import Evaluation, EventKind, Registered
from copfeedback.evaluations.model import (
    Criterion,
    DataSeen,
    Degree,
    Design,
    Independence,
    PlannedWave,
    SiteArm,
    Stakeholder,
    WaveRole,
)
from copfeedback.evaluations.pledge_draft import DraftPledge, as_draft
from copfeedback.evaluations.standing import Status
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.storage.engine import writing
from copfeedback.ui.evaluation_pledge_form_indicators import new_key
from tests.evaluations.answered import a_report
from tests.evaluations.later import MEETINGS, NO_FIGURES, OWED, meet
from tests.evaluations.pledged import CODE, a_pledge, an_indicator
from tests.factories import TODAY, in_languages
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader
from tests.people.members import an_organisation

PAGE = "evaluation-desk"
REFUSAL = "This page is for whoever evaluates."
DUE = "2028-09-14"  # a Thursday


@pytest.fixture
def institute(portal: Portal) -> int:
    return an_organisation(portal, OrganisationKind.NGO, "Institute")


@pytest.fixture
def evaluator(sign_in: Callable[..., Reader], institute: int) -> Reader:
    return sign_in(Role.EVALUATOR, organisation=institute)


@pytest.fixture
def sectors(portal: Portal) -> None:
    for code in ("harbour", "hills"):
        sector = Sector(code, SectorKind.AREA, in_languages(code.title()), public=True)
        portal.sectors.set(OPERATOR, sector, new=True)


@pytest.fixture
def whole(portal: Portal, institute: int, sectors: None) -> DraftPledge:
    """A draft in which nothing is missing."""
    begun = portal.pledging.begin(OPERATOR, CODE, organisation=institute)
    indicators = (an_indicator(series=None, unit=in_languages("percent"), design=Design.CHANGE),)
    pledge = a_pledge(
        organisation=institute,
        indicators=indicators,
        questions={Criterion.EFFECTIVENESS: in_languages("Does it work?")},
    )
    return portal.pledging.save(OPERATOR, as_draft(CODE, pledge), after=begun.version)


@pytest.fixture
def made(portal: Portal, whole: DraftPledge) -> Evaluation:
    portal.pledging.register(OPERATOR, CODE)
    return portal.evaluations.find(CODE)


def at(reader: Reader, view: str = "", about: str = "") -> Reader:
    """Open a page about the evaluation."""
    return reader.open(PAGE, evaluation=CODE, view=view, about=about)


def draft(portal: Portal) -> DraftPledge:
    """What is being written."""
    return portal.pledging.draft(OPERATOR, CODE)


def test_the_desk_is_refused_to_whoever_evaluates_nothing_or_something_else(
    reader: Reader, portal: Portal, sign_in: Callable[..., Reader], whole: DraftPledge
) -> None:
    assert REFUSAL in reader.open(PAGE).text
    assert REFUSAL in sign_in(Role.FORUM_CHAIR).open(PAGE).text
    assert REFUSAL in at(sign_in(Role.EVALUATOR, "another")).text
    assert "There is no such evaluation." in reader_of(sign_in).open(PAGE, evaluation="none").text


def reader_of(sign_in: Callable[..., Reader]) -> Reader:
    """Somebody else who evaluates."""
    return sign_in(Role.ANALYST)


def test_what_is_not_there_is_said_in_words(evaluator: Reader, whole: DraftPledge) -> None:
    for view, about in (("change", ""), ("nothing", ""), ("sites", "7"), ("waves", "x")):
        assert "There is no such evaluation." in at(evaluator, view, about).text


def test_a_pledge_is_begun_and_says_what_is_missing(evaluator: Reader, portal: Portal) -> None:
    evaluator.open(PAGE, evaluation="-").enter(code="Not a code", title__en="Patrols")
    evaluator.do("begin")
    assert "Code, which never changes: " in evaluator.text
    assert evaluator.entry("title.en").value == "Patrols"

    evaluator.enter(code=CODE).do("begin")

    assert "What is missing" in evaluator.text
    assert "What is looked at" in evaluator.links
    assert at(evaluator, "programme").entry("timing").value == ""
    assert draft(portal).title == in_languages("Patrols")
    assert "Register" not in evaluator.buttons
    assert "Fill in: The programme" in evaluator.open(PAGE).links


def test_sections_are_saved_one_by_one_in_all_languages(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    police = an_organisation(portal, OrganisationKind.POLICE)
    at(evaluator, "programme").enter(
        began="2024-02-30",
        timing="final",
        commissioner_organisation=str(police),
        title__en="Patrols at night",
    )
    evaluator.do("save")
    assert "The programme began on: " in evaluator.text
    evaluator.enter(began="2024-02-28", language="ar")
    evaluator.enter(title__ar="دوريات")
    evaluator.do("save")
    assert "Saved." in evaluator.text
    kept = draft(portal)
    assert dict(kept.title or {}) == {"en": "Patrols at night", "ar": "دوريات"}
    assert (kept.commissioner_organisation, kept.resources) == (police, whole.resources)

    at(evaluator, "questions").enter(questions__impact__en="Are streets calmer?").do("save")
    at(evaluator, "independence").enter(independence="independent").do("save")
    at(evaluator, "due").enter(due=DUE).do("save")
    at(evaluator, "openness").enter(held_back__en="Names").do("save")
    kept = draft(portal)
    assert kept.questions[Criterion.IMPACT] == in_languages("Are streets calmer?")
    assert kept.questions[Criterion.EFFECTIVENESS] == in_languages("Does it work?")
    assert kept.independence is Independence.INDEPENDENT
    assert (str(kept.due), kept.held_back) == (DUE, in_languages("Names"))


def test_indicators_are_of_three_kinds_and_keep_their_keys(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    at(evaluator, "indicators", "-").enter(name__en="Trust", kind="published")
    evaluator.enter(series="survey.tiny.trust", least="two", direction="up").do("save")
    assert "Smallest change that counts: " in evaluator.text
    evaluator.enter(least="2,5").do("save")
    assert "Saved." in evaluator.text
    at(evaluator, "indicators", "-").enter(name__en="Voices", kind="qualitative")
    evaluator.enter(method__en="Two people read").do("save")

    first, trust, voices = draft(portal).indicators
    assert (first.key, trust.key, voices.key) == ("trust", "trust-2", "voices")
    assert (trust.series, trust.least) == ("survey.tiny.trust", 2.5)
    assert (voices.qualitative, voices.method) == (True, in_languages("Two people read"))

    at(evaluator, "indicators", "1").enter(name__en="Belief").do("save")
    assert draft(portal).indicators[1] == replace(trust, name=in_languages("Belief"))
    at(evaluator, "indicators", "1").do("away").do("away-yes")
    assert [each.key for each in draft(portal).indicators] == ["trust", "voices"]


def test_waves_sites_signers_and_risks_are_added(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    council = an_organisation(portal, OrganisationKind.MUNICIPALITY)
    at(evaluator, "waves", "0").enter(wave=WAVE).do("save")
    asked = portal.surveys.book.find(WAVE).wave
    wave = PlannedWave(WaveRole.BASELINE, asked.opens, asked.closes, WAVE)
    assert draft(portal).waves[0] == wave
    at(evaluator, "waves", "1").enter(opens="2027-07-02", closes="2027-07-01").do("save")
    assert "Last day: The end must come after the beginning." in evaluator.text

    at(evaluator, "sites", "1").enter(sector="hills", arm="control", mixed="low", asked=True)
    evaluator.do("save")
    site = draft(portal).sites[-1]
    assert (site.sector, site.arm, site.mixed) == ("hills", SiteArm.CONTROL, Degree.LOW)
    assert site.asked

    at(evaluator, "stakeholders", "-").do("save")
    assert "Who signs on this site: Please fill this in." in evaluator.text
    evaluator.enter(signer=f"organisation-{council}").do("save")
    name = in_languages("City council")
    expected = Stakeholder(f"organisation-{council}", name, organisation=council)
    assert draft(portal).stakeholders == (expected,)

    at(evaluator, "risks", "-").enter(what__en="Rain").do("save")
    assert "Whose task that is: Please fill this in." in evaluator.text
    evaluator.enter(answer__en="Umbrellas", owner__en="Police").do("save")
    assert draft(portal).risks[0].answer == in_languages("Umbrellas")


def test_what_two_write_at_once_is_put_together_or_shown(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    def meanwhile(**changes: object) -> None:
        now = draft(portal)
        portal.pledging.save(OPERATOR, replace(now, **changes), after=now.version)  # type: ignore[arg-type]

    at(evaluator, "programme")
    meanwhile(held_back=in_languages("Names"))
    evaluator.enter(title__en="Mine").do("save")
    assert (draft(portal).title, draft(portal).held_back) == (
        replace(whole, title={**whole.title, "en": "Mine"}).title,  # type: ignore[arg-type, dict-item]
        in_languages("Names"),
    )

    at(evaluator, "programme")
    meanwhile(resources=in_languages("Theirs"))
    evaluator.enter(resources__en="Mine again").do("save")
    assert "Somebody else has changed this meanwhile." in evaluator.text
    assert "Theirs" in evaluator.text
    assert evaluator.entry("resources.en").value == "Mine again"
    evaluator.do("save")
    assert draft(portal).resources == in_languages("Mine again")


def test_every_page_of_a_draft_leads_to_what_is_to_be_written_next(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    portal.pledging.save(OPERATOR, replace(whole, waves=(), sites=()), after=whole.version)
    for page in (evaluator.open(PAGE), at(evaluator), at(evaluator, "sites")):
        assert "Fill in: When figures are gathered" in page.links
        assert "Add at least one." in page.text
        assert "Register it" not in page.links

    at(evaluator, "waves", "-").enter(opens="2026-06-01", closes="2026-06-30").do("save")
    evaluator.open(PAGE, evaluation=CODE, view="waves")
    assert "Fill in: Sites" in evaluator.links
    assert "It can be registered without this." in evaluator.text
    assert "Register it" in evaluator.links


def test_what_a_list_still_lacks_is_said_of_what_it_has(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    trust = replace(whole.indicators[0], series="survey.tiny.trust")
    trust = replace(trust, design=Design.DIFFERENCE_IN_DIFFERENCES)
    lacking = replace(whole, waves=whole.waves[:1], sites=whole.sites[:1], indicators=(trust,))
    portal.pledging.save(
        OPERATOR,
        replace(lacking, questions={Criterion.IMPACT: in_languages("What changed?")}),
        after=whole.version,
    )
    text = at(evaluator).text
    assert "Add days from before and from the end, to compare." in text
    assert "Add a place with the programme and one without it, to compare." in text
    assert "Effectiveness: Please fill this in." in text
    assert at(evaluator, "waves", "-").entry("role").value == "endline"
    assert ">Add days</h1>" in evaluator.page
    assert at(evaluator, "sites", "-").entry("arm").value == "control"


def test_all_that_is_wrong_is_told_at_once_and_beside_what_was_typed(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    at(evaluator, "programme").enter(began="2028-02-31", about__en="a" * 4_001).do("save")
    assert "The programme began on: " in evaluator.text
    assert "What it is for: Please shorten this to 4,000 characters." in evaluator.text
    assert len(evaluator.entry("about.en").value) == 4_001

    at(evaluator, "indicators", "0").enter(name__en="n" * 201, least="-5").do("save")
    assert "Name: Please shorten this to 200 characters." in evaluator.text
    assert "Smallest change that counts: " in evaluator.text

    at(evaluator, "due").enter(due="2028-02-26").do("save")
    assert "This day is on a weekend." in evaluator.text
    at(evaluator, "due").enter(due="2020-01-03").do("save")
    assert "Results are promised for: This day is over." in evaluator.text
    evaluator.enter(due="٢٠٢٨-٠٩-١٤").do("save")
    assert str(draft(portal).due) == DUE

    at(evaluator, "waves", "-").enter(role="baseline", opens="2026-07-01", closes="2026-07-02")
    evaluator.do("save")
    assert "What they are for: " in evaluator.text
    at(evaluator, "waves", "1").enter(opens="2026-06-30", closes="2026-07-02").do("save")
    told = "First day: Please choose a day after June 30, 2026."
    assert told in evaluator.text.partition("First day</b>")[2]  # beside its field
    at(evaluator, "waves", "0").enter(existing=True).do("save")
    assert "an existing baseline: This day is too early or too late." in evaluator.text
    at(evaluator, "sites", "-").enter(sector="harbour").do("save")
    assert "Sector: " in evaluator.text
    kept = draft(portal)
    assert (kept.waves, kept.sites, kept.about) == (whole.waves, whole.sites, whole.about)


def test_what_words_mean_is_said_where_they_are_chosen(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    said = {
        ("", ""): "What is promised before anybody has seen any results.",
        ("waves", "-"): "Endline: The figures from the end, to see what changed.",
        ("sites", "-"): "Control site: A similar place without the programme, to compare with.",
        ("questions", ""): "Is it what people need?",
        ("indicators", ""): "Something that is looked at to tell whether things got better.",
        ("indicators", "-"): "How much more changed with the programme than without it.",
    }
    for place, meaning in said.items():
        assert meaning in at(evaluator, *place).text, place


def test_figures_that_are_there_only_after_results_are_due_are_named_before(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    filed = an_indicator(series="complaints.filed", design=Design.CHANGE)
    portal.pledging.save(OPERATOR, replace(whole, indicators=(filed,)), after=whole.version)
    told = "the figures from July 1, 2027 to September 30, 2027 count at the end. They can be read "
    told += "from October 4, 2027 on"
    assert told not in at(evaluator).text  # it fits
    assert told in at(evaluator, "due").text

    evaluator.enter(due="2027-10-01").do("save")

    assert told in at(evaluator).text


def test_what_may_be_left_open_and_what_else_is_shown_is_said_at_the_form(
    evaluator: Reader, whole: DraftPledge
) -> None:
    assert "Optional. Its staff answer" in at(evaluator, "programme").text
    assert "Optional. What is done" not in evaluator.text
    text = at(evaluator, "indicators", "-").page
    assert "Optional. Such as percent" in text
    assert "women and of men" in str(evaluator.entry("by_gender").label)


def test_what_is_written_waits_for_whoever_looks_elsewhere_without_saving(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    at(evaluator, "risks", "-").enter(what__en="Rain")
    at(evaluator, "sites")
    evaluator.open("help")
    assert at(evaluator, "risks", "-").entry("what.en").value == "Rain"

    evaluator.enter(answer__en="Umbrellas", owner__en="Police").do("save")
    assert at(evaluator, "risks", "-").entry("what.en").value == ""
    assert "Saved." not in evaluator.text


def test_a_whole_pledge_is_registered_with_its_hints(
    evaluator: Reader, portal: Portal, whole: DraftPledge
) -> None:
    assert "Register it" in evaluator.open(PAGE).links
    at(evaluator)
    assert "What is missing" not in evaluator.text
    assert "It does not say what can go wrong." in evaluator.text

    evaluator.do("register").do("register-yes")

    assert "It is registered. Everybody can read it now." in evaluator.text
    evaluation = portal.evaluations.find(CODE)
    assert evaluation.registered.hash in evaluator.text
    assert evaluation.registered.by == "Institute"


def test_a_draft_is_thrown_away(evaluator: Reader, portal: Portal, whole: DraftPledge) -> None:
    at(evaluator).do("discard").do("discard-yes")

    assert "It is thrown away." in evaluator.text
    assert portal.pledging.drafts(OPERATOR) == []


def test_a_pledge_is_changed_in_the_open_with_a_reason(
    evaluator: Reader, portal: Portal, made: Evaluation
) -> None:
    at(evaluator, "change")
    assert "Change the pledge" not in evaluator.buttons
    at(evaluator, "due").enter(due="").do("save")
    assert "Results are promised for: Please fill this in." in evaluator.text
    assert "Change the pledge" not in evaluator.buttons
    at(evaluator, "due").enter(due=DUE).do("save")
    text = evaluator.text
    assert text.index("What changes") < text.index("Reason") < text.index("What the pledge says")
    evaluator.do("amend").do("amend-yes")
    assert "Reason: Please fill this in." in evaluator.text
    assert "Which data had been seen: Please fill this in." in evaluator.text
    evaluator.enter(reason__en="Snow", data_seen="some").do("amend").do("amend-yes")

    assert "The pledge is changed." in evaluator.text
    (event,) = portal.evaluations.find(CODE).amendments
    assert event.said.data_seen is DataSeen.SOME  # type: ignore[union-attr]
    assert str(portal.evaluations.find(CODE).pledge.due) == DUE


def test_a_change_is_there_after_the_page_was_closed(
    evaluator: Reader, made: Evaluation, sign_in: Callable[..., Reader], institute: int
) -> None:
    at(evaluator, "due").enter(due="2020-01-01").do("save")
    assert "Results are promised for: This day is over." in evaluator.text
    evaluator.enter(due=DUE).do("save")
    assert "Saved." in evaluator.text
    other = at(sign_in(Role.ANALYST, organisation=institute), "change")
    assert "What changes" in other.text
    other.do("forget")
    assert "Throw away what was written?" in other.text
    other.do("forget-yes")
    assert "What changes" not in at(evaluator, "change").text


def test_whoever_commissioned_it_can_hand_it_over_once_nobody_evaluates(
    portal: Portal, made: Evaluation, sign_in: Callable[..., Reader], institute: int
) -> None:
    police = an_organisation(portal, OrganisationKind.POLICE)
    pledge = replace(made.pledge, commissioner_organisation=police)
    portal.pledging.amend(
        OPERATOR, CODE, pledge, in_languages("Named"), DataSeen.NONE, after=made.last
    )
    leader = sign_in(Role.LEADER, organisation=police)
    at(leader)
    assert "Nobody evaluates this any more." in leader.text
    assert "Change the pledge" in leader.links
    assert "Who evaluates" in at(leader, "change").links
    assert "Sites" not in leader.links

    sign_in(Role.EVALUATOR, organisation=institute)
    for view in ("", "change", "cancel", "due"):
        assert "Only whoever evaluates can change it." in at(leader, view).text
    assert "Cancel the evaluation" not in leader.links


def test_whoever_cancels_is_told_what_happened_since(
    evaluator: Reader, portal: Portal, made: Evaluation
) -> None:
    at(evaluator, "cancel")
    assert "No data were gathered yet" in evaluator.text
    changed, reason = replace(made.pledge, consulted=None), in_languages("Nobody was asked")
    portal.pledging.amend(OPERATOR, CODE, changed, reason, DataSeen.NONE, after=made.last)
    evaluator.enter(reason__en="No money").do("cancel").do("cancel-yes")
    assert "Somebody else has changed this meanwhile." in evaluator.text
    evaluator.do("cancel").do("cancel-yes")
    assert "It is cancelled." in evaluator.text


def test_results_that_are_owed_are_named_with_their_day(
    made: Evaluation, calendar: Calendar, sign_in: Callable[..., Reader], institute: int
) -> None:
    calendar.today = made.pledge.waves[0].opens
    evaluator = sign_in(Role.EVALUATOR, organisation=institute)
    assert "Data were gathered already. The results are owed by" in at(evaluator, "cancel").text
    evaluator.enter(reason__en="No money").do("cancel").do("cancel-yes")
    assert "The results are owed by" in evaluator.text


def test_a_change_goes_on_after_somebody_signed_meanwhile(
    evaluator: Reader, portal: Portal, made: Evaluation
) -> None:
    at(evaluator, "due").enter(due=DUE).do("save")
    evaluator.enter(reason__en="Snow", data_seen="none")
    changed = replace(made.pledge, risks=(), consulted=None)
    reason = in_languages("Nobody was asked")
    portal.pledging.amend(OPERATOR, CODE, changed, reason, DataSeen.NONE, after=made.last)
    evaluator.do("amend").do("amend-yes")
    assert "Somebody else has changed this meanwhile." in evaluator.text
    assert evaluator.entry("reason.en").value == "Snow"


def test_an_evaluation_is_cancelled_with_a_reason(
    evaluator: Reader, portal: Portal, made: Evaluation
) -> None:
    at(evaluator, "cancel").do("cancel").do("cancel-yes")
    assert "Reason: Please fill this in." in evaluator.text
    evaluator.enter(reason__en="No money").do("cancel").do("cancel-yes")
    assert "It is cancelled." in evaluator.text
    evaluation = portal.evaluations.find(CODE)
    assert portal.evaluations.standing(evaluation).status is Status.CANCELLED
    assert "Cancel the evaluation" not in at(evaluator).links


def test_each_has_one_next_step(
    made: Evaluation, calendar: Calendar, sign_in: Callable[..., Reader], institute: int
) -> None:
    calendar.today = made.pledge.due + timedelta(days=2)
    evaluator = sign_in(Role.EVALUATOR, organisation=institute)
    assert "Write the results" in evaluator.open(PAGE).links
    assert "Overdue by 2 days" in evaluator.text


def test_what_is_owed_anew_comes_first_at_the_desk(
    portal: Portal, sign_in: Callable[..., Reader], institute: int
) -> None:
    title = in_languages("Meetings")
    for code, pledge in (
        ("overdue", a_pledge(organisation=institute, due=TODAY - timedelta(days=9))),
        ("owed", a_pledge(organisation=institute, title=title, **MEETINGS)),
    ):
        with writing(portal.engine) as connection:
            for kind, said in (
                (EventKind.REGISTERED, Registered(pledge)),
                (EventKind.PUBLISHED, a_report(findings=(NO_FIGURES,))),
            ):
                if (code, kind) != ("overdue", EventKind.PUBLISHED):
                    at, by = datetime(2026, 1, 1, tzinfo=UTC), "Institute"
                    store.add_event(connection, code, kind, said, at=at, on=at.date(), by=by)
    meet(portal, institute, 2023, 2025)
    page = sign_in(Role.EVALUATOR, organisation=institute).open(PAGE)
    assert OWED in page.text
    assert page.links.index("Meetings") < page.links.index("Patrols on foot")
    assert page.links[page.links.index("Meetings") + 1] == "Write the results"


def test_keys_are_made_from_names() -> None:
    assert new_key(in_languages("Trust in the police!"), ()) == "trust-in-the-police"
    assert new_key(in_languages("Été"), {"ete"}) == "ete-2"
    assert new_key(in_languages("ثقة"), ()) == "indicator"
    assert new_key(in_languages("24 hours"), ()) == "indicator-24-hours"
