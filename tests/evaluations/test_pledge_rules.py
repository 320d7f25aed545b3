"""What a pledge must have before it can be registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from copfeedback.evaluations.fieldwork import KnownWave
from copfeedback.evaluations.model import (
    Criterion,
    Independence,
    PlannedWave,
    Risk,
    Site,
    SiteArm,
    Stakeholder,
    Timing,
    WaveRole,
)
from copfeedback.evaluations.pledge_cleaning import cleaned
from copfeedback.evaluations.pledge_draft import DraftPledge, as_draft, read_draft, written_draft
from copfeedback.evaluations.pledge_hints import MANY_INDICATORS, Hint, hints_of
from copfeedback.evaluations.pledge_rules import Surroundings, is_code, pledge_problems
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Organisation, OrganisationKind
from tests.evaluations.pledged import (
    BASELINE,
    CODE,
    DUE,
    ENDLINE,
    a_pledge,
    a_qualitative_indicator,
    an_indicator,
)
from tests.factories import TODAY, in_languages

POLICE, INSTITUTE, GONE = 1, 2, 3
ORGANISATIONS = {
    POLICE: Organisation(POLICE, OrganisationKind.POLICE, "City police"),
    INSTITUTE: Organisation(INSTITUTE, OrganisationKind.NGO, "Institute"),
    GONE: Organisation(GONE, OrganisationKind.NGO, "Old institute", active=False),
}
WAVES = {
    "tiny-spring": KnownWave("tiny", date(2026, 4, 1), date(2026, 4, 30)),
    "tiny-summer": KnownWave("tiny", date(2026, 6, 1), date(2026, 6, 30)),
    "other-summer": KnownWave("other", date(2026, 6, 1), date(2026, 6, 30)),
}


def around(**changes: Any) -> Surroundings:
    given: dict[str, Any] = {
        "today": TODAY,
        "find_wave": WAVES.get,
        "is_series": lambda name: name in {"survey.tiny.trust", "complaints.filed"},
        "is_forum": lambda code: code == "old-town",
        "is_plan": lambda code: code == "city-2026",
        "sectors": {"harbour", "hills"},
        "organisations": ORGANISATIONS,
    }
    return Surroundings(**given | changes)


def a_draft(**changes: Any) -> DraftPledge:
    return as_draft(CODE, a_pledge(**changes))


def wrong(draft: DraftPledge, **changes: Any) -> list[tuple[str, Fault]]:
    return [(each.field, each.fault) for each in pledge_problems(draft, around(**changes))]


def test_a_whole_pledge_has_nothing_wrong():
    assert wrong(a_draft()) == []


def test_everything_that_is_missing_is_named():
    missing = {
        "title",
        "about",
        "commissioner",
        "evaluator",
        "independence",
        "timing",
        "due",
        "questions",
        "indicators",
        "waves",
    }

    assert dict(wrong(DraftPledge(CODE))) == dict.fromkeys(missing, Fault.MISSING)


@pytest.mark.parametrize("code", ["a", "walking-patrols_2", "a" * 64])
def test_a_code_is_of_small_letters(code: str):
    assert is_code(code)


@pytest.mark.parametrize(
    "code", ["", "A", "2a", "a b", "a" * 65, "ä", "check", "events", "a/b", "a\n"]
)
def test_what_cannot_be_in_an_address_is_no_code(code: str):
    assert not is_code(code)


class TestDue:
    def test_the_nearest_working_days_are_named_when_it_is_on_a_weekend(self):
        saturday = date(2027, 10, 30)

        (problem,) = pledge_problems(a_draft(due=saturday), around())

        assert problem == Problem(
            "due", Fault.WEEKEND, days=(date(2027, 10, 29), date(2027, 11, 1))
        )

    def test_the_weekend_is_the_one_of_the_place(self):
        friday = date(2027, 10, 29)

        (problem,) = pledge_problems(a_draft(due=friday), around(weekend=frozenset({4, 5})))

        assert problem.days == (date(2027, 10, 28), date(2027, 10, 31))
        assert wrong(a_draft(due=friday), weekend=frozenset()) == []

    @pytest.mark.parametrize(
        ("due", "fault"),
        [
            (TODAY - timedelta(days=1), Fault.PAST),
            (date(2027, 6, 30), Fault.NOT_AFTER),
            (date(2037, 6, 1), Fault.RANGE),
            (date.max, Fault.RANGE),
            (date.min, Fault.PAST),
        ],
        ids=["past", "before the fieldwork ends", "in eleven years", "last day", "first day"],
    )
    def test_a_day_that_cannot_be_meant_is_refused(self, due: date, fault: Fault):
        assert ("due", fault) in wrong(a_draft(due=due))

    def test_the_fieldwork_ends_when_the_wave_really_does(self):
        waves = (replace(BASELINE, wave="tiny-summer"), replace(ENDLINE, wave="late"))
        late = KnownWave("tiny", ENDLINE.opens, DUE)

        found = wrong(a_draft(waves=waves), find_wave=(WAVES | {"late": late}).get)

        assert found == [("due", Fault.NOT_AFTER)]

    def test_what_was_promised_is_not_looked_at_again(self):
        before = a_pledge(due=date(2026, 5, 2))

        assert pledge_problems(as_draft(CODE, before), around(), before) == []


class TestWaves:
    @pytest.mark.parametrize(
        ("wave", "field", "fault"),
        [
            ({"closes": date(2026, 5, 31)}, "closes", Fault.END_BEFORE_START),
            ({"opens": date(1900, 1, 1)}, "opens", Fault.RANGE),
            ({"wave": "nowhere"}, "wave", Fault.UNKNOWN),
            ({"wave": "other-summer"}, "wave", Fault.UNKNOWN),
            ({"existing": True}, "existing", Fault.RANGE),
        ],
    )
    def test_a_wave_that_cannot_be_is_refused(self, wave: dict[str, Any], field: str, fault: Fault):
        found = wrong(a_draft(waves=(replace(BASELINE, **wave), ENDLINE)))

        assert (f"waves.0.{field}", fault) in found

    def test_a_wave_that_comes_too_early_is_told_after_which_day_it_can_begin(self):
        long = replace(BASELINE, opens=date(2027, 5, 1), closes=date(2027, 6, 1))

        (problem,) = pledge_problems(a_draft(waves=(long, ENDLINE)), around())

        assert problem == Problem("waves.1.opens", Fault.NOT_AFTER, days=(long.closes,))

    def test_a_baseline_may_be_there_already(self):
        there = PlannedWave(
            WaveRole.BASELINE, date(2026, 4, 1), date(2026, 4, 30), "tiny-spring", existing=True
        )

        assert wrong(a_draft(waves=(there, ENDLINE))) == []

    def test_a_wave_is_not_there_already_once_the_pledge_was_registered_before_it(self):
        there = PlannedWave(WaveRole.BASELINE, date(2026, 6, 1), date(2026, 6, 30), existing=True)
        draft = a_draft(waves=(there, ENDLINE))
        later = date(2026, 8, 1)

        assert wrong(draft, today=later, registered=TODAY) == [("waves.0.existing", Fault.RANGE)]

    def test_there_is_something_to_compare_and_something_still_to_gather(self):
        assert wrong(a_draft(waves=(ENDLINE,))) == [("waves", Fault.MISSING)]
        there = PlannedWave(WaveRole.BASELINE, date(2026, 4, 1), date(2026, 4, 30), existing=True)
        words = (a_qualitative_indicator(criterion=Criterion.EFFECTIVENESS),)
        assert wrong(a_draft(waves=(there,), indicators=words)) == [("waves", Fault.MISSING)]

    def test_a_wave_and_a_role_are_taken_once(self):
        twice = (replace(BASELINE, wave="tiny-summer"), replace(ENDLINE, wave="tiny-summer"))
        assert ("waves.0.wave", Fault.TAKEN) in wrong(a_draft(waves=twice))
        assert ("waves.1.role", Fault.TAKEN) in wrong(a_draft(waves=(BASELINE, BASELINE, ENDLINE)))


class TestIndicators:
    @pytest.mark.parametrize("name", ["definition", "source", "direction", "success", "least"])
    def test_a_figure_needs_everything_that_says_what_counts(self, name: str):
        found = wrong(a_draft(indicators=(an_indicator(**{name: None}),)))

        assert (f"indicators.0.{name}", Fault.MISSING) in found

    @pytest.mark.parametrize("name", ["looked_for", "evidence", "method"])
    def test_words_need_everything_that_says_what_counts(self, name: str):
        found = wrong(a_draft(indicators=(a_qualitative_indicator(**{name: None}),)))

        assert (f"indicators.0.{name}", Fault.MISSING) in found

    @pytest.mark.parametrize("least", [0.0, -1.0, float("nan"), float("inf")])
    def test_the_least_change_that_counts_is_above_zero(self, least: float):
        found = wrong(a_draft(indicators=(an_indicator(least=least),)))

        assert ("indicators.0.least", Fault.NOT_ABOVE_ZERO) in found

    def test_a_figure_from_outside_has_a_unit(self):
        outside = an_indicator(series=None)
        assert ("indicators.0.unit", Fault.MISSING) in wrong(a_draft(indicators=(outside,)))
        named = replace(outside, unit=in_languages("Patrols a week"))
        assert wrong(a_draft(indicators=(named,))) == []

    def test_a_series_that_nobody_publishes_is_refused(self):
        unknown = an_indicator(series="survey.tiny.shoe_size")
        assert wrong(a_draft(indicators=(unknown,))) == [("indicators.0.series", Fault.UNKNOWN)]

    def test_keys_are_codes_and_taken_once(self):
        one, other = an_indicator("a b"), an_indicator("trust")
        found = wrong(a_draft(indicators=(one, other, other)))
        assert ("indicators.0.key", Fault.CODE) in found
        assert ("indicators.1.key", Fault.TAKEN) in found

    def test_what_is_looked_at_answers_a_question(self):
        asked = {Criterion.RELEVANCE: in_languages("Why?")}
        assert wrong(a_draft(questions=asked)) == [("questions.effectiveness", Fault.MISSING)]

    def test_differences_of_differences_need_both_kinds_of_sites(self):
        pilots = (Site("harbour", SiteArm.PILOT), Site("hills", SiteArm.PILOT))
        assert wrong(a_draft(sites=pilots)) == [("sites", Fault.MISSING)]

    def test_there_can_be_many_but_not_any_number(self):
        many = [an_indicator(f"i{number}") for number in range(200)]
        assert wrong(a_draft(indicators=tuple(many))) == []
        assert wrong(a_draft(indicators=(*many, an_indicator()))) == [("indicators", Fault.NUMBER)]


def test_a_site_is_public_and_in_one_arm():
    unknown, twice = Site("nowhere", SiteArm.PILOT), Site("hills", SiteArm.PILOT)
    found = wrong(a_draft(sites=(unknown, twice, Site("hills", SiteArm.CONTROL))))

    assert found == [
        ("sites.0.sector", Fault.UNKNOWN),
        ("sites.1.sector", Fault.TAKEN),
        ("sites.2.sector", Fault.TAKEN),
    ]


def test_stakeholders_can_sign_from_accounts_of_their_own():
    office = in_languages("Somebody")
    signers = (
        Stakeholder("a", office),
        Stakeholder("b", office, organisation=99),
        Stakeholder("c", office, organisation=GONE),
        Stakeholder("d", office, forum="nowhere"),
        Stakeholder("e", office, organisation=INSTITUTE),
        Stakeholder("f", office, organisation=INSTITUTE),
        Stakeholder("g", office, forum="old-town"),
    )

    assert wrong(a_draft(stakeholders=signers)) == [
        ("stakeholders.0", Fault.MISSING),
        ("stakeholders.1", Fault.UNKNOWN),
        ("stakeholders.2", Fault.UNKNOWN),
        ("stakeholders.3", Fault.UNKNOWN),
        ("stakeholders.4", Fault.TAKEN),
        ("stakeholders.5", Fault.TAKEN),
    ]


def test_a_plan_is_one_that_was_published():
    assert wrong(a_draft(plan="nowhere")) == [("plan", Fault.UNKNOWN)]
    assert wrong(a_draft(plan="city-2026")) == []


class TestIndependence:
    def test_neither_police_nor_a_commissioner_is_independent(self):
        police = a_draft(independence=Independence.INDEPENDENT, organisation=POLICE)
        assert wrong(police) == [("independence", Fault.NOT_INDEPENDENT)]
        own = {"organisation": INSTITUTE, "commissioner_organisation": INSTITUTE}
        itself = a_draft(independence=Independence.INDEPENDENT, **own)
        assert wrong(itself) == [("independence", Fault.NOT_INDEPENDENT)]
        other = a_draft(
            independence=Independence.INDEPENDENT,
            organisation=INSTITUTE,
            commissioner_organisation=POLICE,
        )
        assert wrong(other) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"organisation": INSTITUTE, "commissioner_organisation": INSTITUTE},
            {"evaluator": in_languages("City police")},
            {"evaluator": in_languages(" City\u0000 police ")},
            {"evaluator": in_languages("CITY  Police")},
        ],
    )
    def test_whoever_evaluates_themselves_is_called_so(self, changes: dict[str, Any]):
        kept, problems = cleaned(a_draft(**changes), ("en", "ar"))

        assert kept.independence is Independence.SELF
        assert problems == []
        assert wrong(kept) == []

    def test_an_organisation_that_is_gone_evaluates_nothing(self):
        assert wrong(a_draft(organisation=GONE)) == [("organisation", Fault.UNKNOWN)]


def test_a_wave_that_there_is_has_to_be_named():
    """Nobody gets around being late by leaving its id out."""
    there = KnownWave("tiny", ENDLINE.opens - timedelta(days=30), ENDLINE.opens)
    draft = a_draft(waves=(BASELINE, ENDLINE))
    place = next(at for at, each in enumerate(draft.waves) if each.role is WaveRole.ENDLINE)

    assert wrong(draft, waves_of=lambda _: [there]) == [(f"waves.{place}.wave", Fault.MISSING)]
    assert wrong(draft, waves_of=lambda _: []) == []


class TestCleaning:
    def test_texts_are_kept_in_one_composition_without_what_cannot_be_seen(self):
        draft = a_draft(
            title=in_languages(" Zu\u0308rich\u0000 \u202e"),
            risks=(Risk(in_languages("a\r\nb"), in_languages("c"), in_languages("d")),),
        )

        kept, problems = cleaned(draft, ("en", "ar"))

        assert kept.title == {"en": "Zürich"}
        assert kept.risks[0].what == {"en": "a\nb"}
        assert problems == []

    def test_faults_of_texts_are_named_with_their_language(self):
        long = in_languages("x" * 4_001)
        draft = a_draft(
            title=Translations({"en": "x" * 201, "xx": "x"}),
            indicators=(an_indicator(name=in_languages(" "), definition=long),),
            questions={Criterion.EFFECTIVENESS: long},
        )

        _, problems = cleaned(draft, ("en", "ar"))

        assert [(each.field, each.fault) for each in problems] == [
            ("title.en", Fault.TOO_LONG),
            ("title.xx", Fault.LANGUAGE),
            ("questions.effectiveness.en", Fault.TOO_LONG),
            ("indicators.0.name", Fault.MISSING),
            ("indicators.0.definition.en", Fault.TOO_LONG),
        ]
        assert [each.most for each in problems if each.fault is Fault.TOO_LONG] == [
            200,
            4_000,
            4_000,
        ]

    def test_a_draft_comes_back_as_it_was_kept(self):
        for draft in (DraftPledge(CODE, 7, version=2), replace(a_draft(), version=3)):
            kept = written_draft(draft)
            assert read_draft(CODE, draft.organisation, kept, draft.version) == draft


class TestHints:
    def test_whatever_would_make_it_better_is_said(self):
        poor = a_draft(
            timing=Timing.FINAL,
            began=date(2026, 1, 1),
            questions={Criterion.EFFECTIVENESS: in_languages("Why?")},
            indicators=tuple(an_indicator(f"i{at}") for at in range(MANY_INDICATORS + 1)),
            sites=(),
            resources=None,
            consulted=None,
        )

        assert set(hints_of(poor)) == set(Hint) - {Hint.ONLY_WORDS}

    def test_nothing_is_said_of_a_pledge_that_has_everything(self):
        good = a_draft(
            independence=Independence.INDEPENDENT,
            timing=Timing.FINAL,
            began=date(2025, 10, 29),
            stakeholders=(
                Stakeholder("a", in_languages("a"), organisation=POLICE),
                Stakeholder("b", in_languages("b"), forum="old-town"),
            ),
            risks=(Risk(*(in_languages("a"),) * 3),),
            waves=(replace(BASELINE, opens=date(2025, 8, 1), closes=date(2025, 8, 31)), ENDLINE),
        )

        assert hints_of(good) == []
        many = tuple(a_qualitative_indicator(f"i{at}") for at in range(MANY_INDICATORS - 1))
        assert hints_of(replace(good, indicators=(an_indicator(), *many))) == []
        assert hints_of(replace(good, began=date(2025, 10, 30))) == [Hint.TOO_EARLY]
