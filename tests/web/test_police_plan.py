"""Plans as everybody sees them at the light door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.evaluations.events import EventKind, Registered
from copfeedback.evaluations.model import Risk
from copfeedback.evaluations.plan_model import Plan, PlanKpi
from copfeedback.evaluations.plan_rules import RISK_MAXIMUM, ROWS_MAXIMUM, TEXT_MAXIMUM
from copfeedback.evaluations.store import add_event
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.results.published_series import Series, SeriesFigure, SeriesPoint, Unit
from copfeedback.storage.engine import writing
from copfeedback.web.police_plan import PARTS
from tests.evaluations.pledged import CODE, a_pledge
from tests.factories import in_languages
from tests.web.conftest import TODAY, Calendar
from tests.web.forum_site import TOWN, a_forum
from tests.web.test_forum_commitments import LIGHT, seen

AREA = "harbour"
ENDS = TODAY + timedelta(days=300)
NEXT = ENDS + timedelta(days=30)
Publish = Callable[..., Plan]


def a_series(value: float = 48.5, release: str = "spring.1") -> Series:
    """What was published on feeling safe."""
    day = TODAY - timedelta(days=90)
    point = SeriesPoint("spring", day, day, SeriesFigure(value), source=release, sha256="ab" * 32)
    words = in_languages("Safe after dark")
    page = "results/spring/safe_dark"
    return Series("survey.x", words, words, Unit.PERCENT, (point,), page=page)


@pytest.fixture
def figures(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> dict[str, Series]:
    """What is published of every key figure; a test can exchange it."""
    published = {"": a_series()}

    def series(_name: str) -> Series:
        return published[""]

    monkeypatch.setattr(portal.plans, "_series", series)
    monkeypatch.setattr(portal.kpis, "_published_series", series)
    return published


@pytest.fixture
def publish(portal: Portal, figures: dict[str, Series]) -> Publish:
    """Makes a plan, or a version of one, that everybody can read."""
    assert figures
    a_forum(portal)
    sector = Sector(AREA, SectorKind.AREA, in_languages("Harbour"), public=True)
    portal.sectors.set(OPERATOR, sector, new=True)

    def make(code: str = "city", changed: str = "", **changes: Any) -> Plan:
        after = 0
        plan = Plan(
            code,
            Translations({"en": "Plan for the city", "ar": "خطة المدينة"}),
            date(2027, 1, 1),
            ENDS,
            in_languages("People feel safe."),
            in_languages("More feel safe after dark."),
            in_languages("The harbour first."),
            in_languages("City police"),
            consulted=in_languages("Five forums. Cameras were taken out."),
            roles=in_languages("The district leads."),
            kpis=(PlanKpi("safe-dark", 55.0, period="spring"),),
            risks=(
                Risk(in_languages("Too few"), in_languages("Train more"), in_languages("Staff")),
            ),
            next_due=NEXT,
            forum=TOWN,
        )
        if changed:
            plan = portal.plans.draft(OPERATOR, code)
            after = plan.version
        kept = portal.plans.save(OPERATOR, replace(plan, **changes), after)
        said = {"en": changed} if changed else None
        return portal.plans.publish(OPERATOR, code, said, after=kept.version)

    return make


def test_a_plan_says_what_is_aimed_at_by_whom_and_how_it_is_judged(
    publish: Publish, client: TestClient
):
    publish(area=AREA)

    page = seen(client, "/en/plan/city")

    for words in (
        "People feel safe.",
        "More feel safe after dark.",
        "The harbour first.",
        "The district leads.",
        "People and money Nothing is written yet.",
        "Five forums. Cameras were taken out.",
        "Area Harbour",
        "January 1, 2027 to February 27, 2028 · In force",
        "Too few Train more In charge: Staff",
        "This is plan number 1 for this area. The next plan is due on March 28, 2028.",
        "No evaluation of this plan is registered yet.",
    ):
        assert words in page
    assert "48% spring.1 55% 48%" in page
    text = client.get("/en/plan/city").text
    assert 'href="/en/results/spring.1"' in text
    assert 'href="/en/results/spring/safe_dark"' in text
    assert f'href="/en/forums/{TOWN}"' in text
    arabic = client.get("/ar/plan/city").text
    assert "خطة المدينة" in arabic
    assert '<span lang="en" dir="auto">People feel safe.</span>' in arabic


def test_a_benchmark_that_was_published_anew_says_so(
    publish: Publish, client: TestClient, figures: dict[str, Series]
):
    publish()
    assert "Published anew since" not in seen(client, "/en/plan/city")
    figures[""] = a_series(40, "spring.2")

    page = seen(client, "/en/plan/city")

    assert "48% spring.1 Published anew since." in page
    assert "55% 40%" in page


def test_a_plan_whose_successor_is_late_says_since_when(
    publish: Publish, client: TestClient, calendar: Calendar
):
    publish()
    calendar.today = NEXT + timedelta(days=1)

    for address in ("/en/plan", "/en/plan/city"):
        page = seen(client, address)
        assert "The next plan is late: due since March 28, 2028." in page
        assert "Over" in page
    publish("next", begins=ENDS, ends=ENDS + timedelta(9), next_due=NEXT, predecessor="city")
    first, following = seen(client, "/en/plan/city"), seen(client, "/en/plan/next")
    assert "late" not in first
    assert "After it: Plan for the city" in first
    assert "plan number 2 for this area. Before it: Plan for the city" in following


def test_every_version_stays_to_be_read(publish: Publish, client: TestClient):
    publish()
    publish(changed="The aim is wider.", aims=in_languages("All feel safe."))

    assert "All feel safe." in seen(client, "/en/plan/city")
    assert "The aim is wider." in seen(client, "/en/plan/city")
    earlier = seen(client, "/en/plan/city?version=1")
    assert "This is an earlier version." in earlier
    assert "People feel safe." in earlier
    assert 'href="/ar/plan/city?version=1"' in client.get("/en/plan/city?version=1").text
    for wrong in ("/en/plan/none", "/en/plan/city?version=3", "/en/plan/city?version=x"):
        assert client.get(wrong).status_code == 404


def test_evaluations_of_the_plan_are_listed_with_how_they_stand(
    portal: Portal, publish: Publish, client: TestClient
):
    publish()
    with writing(portal.engine) as connection:
        add_event(
            connection,
            CODE,
            EventKind.REGISTERED,
            Registered(a_pledge(plan="city")),
            at=portal.trail.now(),
            on=TODAY,
            by="City police",
        )

    assert f'href="/en/evaluations/{CODE}"' in client.get("/en/plan/city").text
    assert "Patrols on foot" in seen(client, "/en/plan/city")


def test_drafts_are_not_public(portal: Portal, publish: Publish, client: TestClient):
    assert "There is none at the moment." in seen(client, "/en/plan")
    publish()
    draft = portal.plans.draft(OPERATOR, "city")
    portal.plans.save(OPERATOR, replace(draft, aims=in_languages("Secret.")), draft.version)

    assert "Secret." not in seen(client, "/en/plan/city")


def test_the_longest_plan_fits_on_light_pages(publish: Publish, client: TestClient):
    long, short = "я" * TEXT_MAXIMUM, "я" * 200
    text = Translations({"ru": long})
    risk = Risk(*(Translations({"ru": "я" * RISK_MAXIMUM}),) * 3)
    texts = dict.fromkeys(("aims", "outcomes", "priorities", "roles", "resources"), text)
    texts |= {"projects": text, "consulted": text}
    publish(title=Translations({"ru": short}), risks=(risk,) * ROWS_MAXIMUM, **texts)
    for number in range(8):
        publish(changed=f"{number} " + "я" * 490)

    for part in ("", *PARTS):
        for tag in ("ru", "en"):
            page = client.get(f"/{tag}/plan/city?part={part}&version=3")
            assert page.status_code == 200
            assert len(page.content) <= LIGHT, (part, tag, len(page.content))
