"""Plans at the full door: read by everybody, written and published by leaders."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.plan_model import PlanKpi
from copfeedback.people.model import OPERATOR, Role
from copfeedback.results.published_series import Series, Unit
from tests.evaluations.test_plans import a_plan, a_point, a_series
from tests.factories import in_languages
from tests.forums.founded import a_forum
from tests.pages.reader import Reader

DESK, PAGE = "plan-desk", "police-plan"
WRITTEN = {
    "code": "city",
    "title__en": "Plan for the city",
    "office__en": "City police",
    "begins": "2026-01-01",
    "ends": "2027-12-31",
    "next_due": "2028-01-31",
    "aims__en": "People feel safe.",
    "outcomes__en": "More feel safe.",
    "priorities__en": "The harbour first.",
    "consulted__en": "Five forums.",
    "forum": "old-town",
    "risks__0__what__en": "Too few",
    "risks__0__answer__en": "Train more",
    "risks__0__owner__en": "Staff",
    "kpis__0__kpi": "safe-dark",
}


@pytest.fixture(autouse=True)
def _figures(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one figure of every key figure, and a forum."""

    def series(name: str) -> Series:
        return a_series(name, Unit.PERCENT, a_point())

    monkeypatch.setattr(portal.plans, "_series", series)
    monkeypatch.setattr(portal.kpis, "_published_series", series)
    monkeypatch.setattr(portal, "published_series", series)
    portal.forums.set_up(OPERATOR, a_forum("old-town"), new=True)


@pytest.fixture
def leader(sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.LEADER)


def published(portal: Portal) -> None:
    kept = portal.plans.save(OPERATOR, a_plan(), 0)
    portal.plans.publish(OPERATOR, "city", after=kept.version)


def test_a_leader_writes_and_publishes_a_plan(leader: Reader, portal: Portal, reader: Reader):
    leader.open(DESK)
    assert "Begin a plan" in leader.links
    assert "Key figures" in leader.text
    leader.open(DESK, plan="-").enter(**WRITTEN)
    leader.enter(kpis__0__target="55,5", kpis__0__period="spring").do("publish").do("publish-yes")

    assert "Plan for the city is public." in leader.text
    plan = portal.plans.find("city")
    assert plan.kpis == (PlanKpi("safe-dark", 55.5, "spring.1", 48.5, "spring", "ab" * 32),)
    assert (plan.forum, plan.number, len(plan.risks)) == ("old-town", 1, 1)
    text = reader.open(PAGE, plan="city").text
    for words in ("People feel safe.", "48%", "55.5%", "spring.1", "Too few", "In force"):
        assert words in text
    assert "/en/results/spring.1" in text
    assert "Plan for the city" in reader.open(PAGE).text
    assert "There is no such page" in reader.open(PAGE, plan="none").text


def test_what_is_wrong_or_missing_is_named_and_nothing_typed_is_lost(
    leader: Reader, portal: Portal
):
    leader.open(DESK, plan="-").enter(**WRITTEN | {"begins": "2028", "consulted__en": ""})
    leader.enter(kpis__0__target="many").do("publish").do("publish-yes")

    assert "First day: This day is too early or too late." in leader.text
    named = "Key figure 1 (Feeling safe after dark) · Aim: Please write a number"
    assert named in leader.text.partition("First day</b>")[0]  # above
    assert named in leader.text.partition("Key figure 1 · Aim</b>")[2]  # and beside its field
    assert portal.plans.drafts(OPERATOR) == []
    leader.enter(begins="2026-01-01", kpis__0__target="55").do("publish").do("publish-yes")
    assert "Who was asked, and what that changed: Please fill this in." in leader.text
    leader.enter(kpis__0__target="", risks__0__owner__en="").do("save")
    assert "these have to be mended" in leader.text
    assert "safe after dark) · Aim: Please fill this in." in leader.text
    assert "Risk 1 · In charge: Please fill this in." in leader.text
    leader.enter(kpis__0__target="55", risks__0__owner__en="Staff")
    assert leader.entry("title.en").value == "Plan for the city"
    leader.enter(consulted__en="Five forums.").do("publish").do("publish-yes")
    assert "Plan for the city is public." in leader.text


def test_a_later_version_says_what_changed_and_the_earlier_one_stays(
    leader: Reader, portal: Portal, reader: Reader
):
    published(portal)
    leader.open(DESK, plan="city").enter(aims__en="All feel safe.").do("publish").do("publish-yes")
    assert "What changed since the version before: Please fill this in." in leader.text
    leader.enter(changed__en="The aim is wider.").do("publish").do("publish-yes")

    assert "is public." in leader.text
    assert "All feel safe." in reader.open(PAGE, plan="city").text
    assert "The aim is wider." in reader.text
    earlier = reader.open(PAGE, plan="city", version="1").text
    assert "This is an earlier version." in earlier
    assert "People feel safe." in earlier


def test_of_two_who_write_at_once_the_second_is_told(leader: Reader, portal: Portal):
    published(portal)
    leader.open(DESK, plan="city").enter(aims__en="Mine.")
    draft = portal.plans.draft(OPERATOR, "city")
    portal.plans.save(OPERATOR, draft, draft.version)
    leader.do("save")

    assert "Somebody else has changed this" in leader.text
    assert portal.plans.draft(OPERATOR, "city").aims == in_languages("People feel safe.")


def test_the_desk_is_refused_to_everybody_else(
    reader: Reader, leader: Reader, sign_in: Callable[..., Reader]
):
    refusal = "This page is for leaders of the police."
    assert refusal in reader.open(DESK).text
    assert refusal in sign_in(Role.EVALUATOR).open(DESK, plan="-").text
    assert "There is no such plan." in leader.open(DESK, plan="none").text
