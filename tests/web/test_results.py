"""Published results at the light door: what they say, show, withhold, and what followed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.results.followup_model import Reply, Status
from copfeedback.results.model import Publication
from copfeedback.results.published import (
    EVERYONE,
    MARK_OF_DISCLOSURE,
    Domain,
    Group,
    PublishedTable,
    Release,
    Withheld,
)
from copfeedback.surveys.waves import add_wave
from tests.people.members import an_organisation
from tests.results.made_up import made_up_release
from tests.results.shelf import a_publication, put_in_place
from tests.web.conftest import Calendar, a_wave_file

SURVEY = "neighbourhood-safety"
WAVES = {
    "spring-2026": date(2026, 3, 1),
    "autumn-2026": date(2026, 9, 1),
    "spring-2027": date(2027, 3, 1),
}
LATEST = "spring-2027"
LIMIT = 60 * 1024
WOMEN_OF_THE_HILLS = Domain.of({"gender": "woman", "sector": "hills"})
HIDDEN = {
    WOMEN_OF_THE_HILLS: Withheld.TOO_FEW,
    Domain.of({"gender": "man", "sector": "hills"}): Withheld.PROTECTS_ANOTHER,
}
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture
def publications(portal: Portal, calendar: Calendar) -> list[Publication]:
    """Three public waves of a survey, the latest first, with made-up figures."""
    calendar.today = date(2027, 7, 1)
    found = []
    for at, (name, opens) in enumerate(WAVES.items()):
        facts = {
            "id": name,
            "name": {"en": f"Wave {at + 1}"},
            "opens": opens,
            "closes": opens + timedelta(days=30),
            "results_due": opens + timedelta(days=60),
        }
        add_wave(portal.trail, OPERATOR, a_wave_file(SURVEY, **facts))
        portal.surveys.book.refresh()
        asked = portal.surveys.book.find(name)
        moment = datetime(2027, 1 + at, 2, 9, tzinfo=UTC)
        release = made_up_release(asked, withheld=HIDDEN)
        found.append(a_publication(asked, release, published_at=moment))
    put_in_place(portal, found[::-1])
    return found[::-1]


def page_of(client: TestClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers=PLAIN)
    assert response.status_code == status
    return response.text


def with_rows(release: Release, keep: Any) -> Release:
    """The same release with the rows of each table that are kept."""
    return replace(
        release,
        tables={
            item: PublishedTable(
                table.wave_id, item, tuple(filter(keep, table.rows)), MARK_OF_DISCLOSURE
            )
            for item, table in release.tables.items()
        },
    )


def test_a_release_says_what_was_asked_how_of_whom_and_who_is_behind_it(
    client: TestClient, publications: list[Publication]
):
    page = page_of(client, f"/en/results/{LATEST}")

    asked = publications[0].asked
    for text in (asked.introduction, asked.run_by, asked.paid_by, asked.backed_by):
        assert text["en"].split("(")[0] in page
    assert "About 600 people answered." in page
    assert "Answered from March 1, 2027 to March 31, 2027." in page
    assert "weighted to the population by: Gender and Age." in page
    assert "Indicative" in page
    assert "Simple site, Full site" in page
    assert "Release 1, published on March 2, 2027." in page


@pytest.mark.parametrize("tag", ["en", "ar", "ru"])
def test_every_page_of_a_release_is_small_and_works_without_scripts(
    client: TestClient, publications: list[Publication], tag: str
):
    items = publications[0].release.tables
    paths = ["", *(f"/{item}" for item in items), "/services_wanted?by=gender-sector"]
    for path in paths:
        page = page_of(client, f"/{tag}/results/{LATEST}{path}")
        assert len(page.encode()) < LIMIT, path
        assert "<script" not in page
        assert " style=" not in page


def test_a_chart_is_words_and_bars_with_a_text_alternative_and_a_table_beside_it(
    client: TestClient, publications: list[Publication]
):
    page = page_of(client, f"/en/results/{LATEST}/safe_dark")

    (chart, *_) = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert 'role="img"' in chart
    assert "<title>Think about walking alone" in chart
    assert "<desc>The same figures are in the table.</desc>" in chart
    assert re.search(r"<text[^>]*>Women</text>", chart)
    assert page.index(chart) < page.index("<table>")


def test_charts_run_from_right_to_left_where_the_language_does(
    client: TestClient, publications: list[Publication]
):
    item = "services_wanted"
    english, arabic = (page_of(client, f"/{tag}/results/{LATEST}/{item}") for tag in ("en", "ar"))

    def widths_and_ends(page: str) -> list[tuple[float, float]]:
        bars = re.findall(r'<rect class="a\d"(?: x="([\d.]+)%")? y="[^"]*" width="([\d.]+)%"', page)
        return [(float(x or 0), float(width)) for x, width in bars]

    for (left, wide), (mirrored, as_wide) in zip(
        widths_and_ends(english), widths_and_ends(arabic), strict=True
    ):
        assert as_wide == wide
        assert left + wide + mirrored == pytest.approx(100, abs=0.2)


def test_a_withheld_group_says_why_and_what_is_shown_instead(
    client: TestClient, publications: list[Publication]
):
    page = page_of(client, f"/en/results/{LATEST}/safe_dark")

    assert "too few answers; shown instead: Women" in page
    assert "withheld to protect a small group; shown instead: Men" in page
    assert re.search(r"\d+ rows: too few answers", page_of(client, f"/en/results/{LATEST}"))


def test_a_crossing_with_many_figures_has_a_page_of_its_own(
    client: TestClient, publications: list[Publication]
):
    page = page_of(client, f"/en/results/{LATEST}/services_wanted")
    assert 'services_wanted?by=gender-sector">Gender × Area</a>' in page
    assert "Women · Harbour" not in page

    crossing = page_of(client, f"/en/results/{LATEST}/services_wanted?by=gender-sector")
    assert "Women · Harbour" in crossing
    unknown = page_of(client, f"/en/results/{LATEST}/services_wanted?by=everything")
    assert "Women · Harbour" not in unknown


def test_a_withdrawn_release_leaves_a_notice_and_no_figures(
    client: TestClient, portal: Portal, publications: list[Publication]
):
    notice = Translations({"en": "A weight was wrong."})
    withdrawn = replace(
        publications[0], withdrawn_at=datetime(2027, 6, 20, 9, tzinfo=UTC), notice=notice
    )
    put_in_place(portal, [withdrawn, *publications[1:]])

    for path in ("", ".1", "/safe_dark"):
        page = page_of(client, f"/en/results/{LATEST}{path}")
        assert "withdrawn on June 20, 2027" in page
        assert "A weight was wrong." in page
        assert "<table" not in page
        assert "%" not in page.partition("<main")[2]
    assert 'dir="auto">A weight was wrong.' in page_of(client, f"/ar/results/{LATEST}")
    assert "withdrawn on June 20, 2027" in page_of(client, "/en/results")
    assert "Wave 3”" not in page_of(client, "/en/results/autumn-2026")


def test_a_corrected_release_says_why_and_the_earlier_one_by_what_it_is_replaced(
    client: TestClient, portal: Portal, publications: list[Publication]
):
    asked = publications[0].asked
    second = a_publication(
        asked, made_up_release(asked, 2), reason=Translations({"en": "Two forms were missing."})
    )
    first = replace(publications[0], replaced_by=second.release.id)
    put_in_place(portal, [second, first, *publications[1:]])

    current = page_of(client, f"/en/results/{LATEST}")
    assert "Two forms were missing." in current
    assert f'href="/en/results/{LATEST}.1">Release 1' in current
    earlier = page_of(client, f"/en/results/{LATEST}.1")
    assert f'href="/en/results/{LATEST}.2">A corrected release' in earlier
    assert 'content="noindex"' in earlier
    overview = page_of(client, "/en/results")
    assert overview.index(f"{LATEST}.2") < overview.index(f"{LATEST}.1")


def test_the_latest_results_stand_first(client: TestClient, publications: list[Publication]):
    overview = page_of(client, "/en/results")

    places = [overview.index(f'href="/en/results/{name}"') for name in reversed(WAVES)]
    assert places == sorted(places)


def test_there_is_nothing_when_there_is_no_such_release_or_question(
    client: TestClient, publications: list[Publication]
):
    assert "There are no such results" in page_of(client, f"/en/results/{LATEST}.9", 404)
    assert "There are no such results" in page_of(client, "/en/results/none.1", 404)
    page = page_of(client, f"/en/results/{LATEST}/none", 404)
    assert "There are no figures for this question." in page
    assert "overdue" not in page


def test_every_page_leads_to_what_is_published_and_what_is_not(
    client: TestClient, publications: list[Publication]
):
    for path in ("", f"/{LATEST}"):
        assert 'href="/en/results/policy"' in page_of(client, f"/en/results{path}")
    policy = page_of(client, "/en/results/policy")
    assert "groups of fewer than ten" in policy
    assert len(policy.encode()) < LIMIT / 2


def test_what_came_of_results_stands_beside_them_the_newest_first(
    client: TestClient, portal: Portal, calendar: Calendar, publications: list[Publication]
):
    police = an_organisation(portal)
    reply = Reply(
        LATEST,
        "safe_dark",
        Status.UNDER_WAY,
        Translations({"en": "It is dark at the harbour."}),
        Translations({"en": "New lamps are ordered."}),
    )
    entry = portal.follow_ups.write(OPERATOR, police, reply)
    calendar.today += timedelta(days=3)
    no = replace(reply, item=None, status=Status.WILL_NOT, said=Translations({"en": "More cars."}))
    portal.follow_ups.write(OPERATOR, police, no)
    done = replace(reply, status=Status.DONE, answer=Translations({"en": "Lamps are there."}))

    page = page_of(client, f"/en/results/{LATEST}")
    assert page.index("More cars.") < page.index("It is dark at the harbour.")
    assert "We will not do it, because" in page
    assert "City police, July 1, 2027." in page
    portal.follow_ups.change(OPERATOR, police, entry, done, after=1)
    changed = page_of(client, f"/en/results/{LATEST}/safe_dark")
    assert "City police, July 1, 2027, changed on July 4, 2027." in changed
    assert "Lamps are there." in changed
    assert "New lamps are ordered." in changed.partition("What stood here before")[2]
    assert "More cars." not in changed
    assert '<span lang="en" dir="auto">More cars.</span>' in page_of(
        client, f"/ar/results/{LATEST}"
    )


@pytest.mark.parametrize(
    "keep",
    [
        lambda row: False,
        lambda row: row.domain.value("gender") == "woman" or row.domain == EVERYONE,
        lambda row: row.domain != Domain.group(Group.WOMAN),
    ],
    ids=["nobody answered", "women alone", "no women"],
)
def test_a_release_is_shown_when_groups_are_missing(
    client: TestClient, portal: Portal, publications: list[Publication], keep: Any
):
    few = with_rows(publications[0].release, keep)
    put_in_place(portal, [replace(publications[0], release=few), *publications[1:]])

    for path in ("", *(f"/{item}" for item in few.tables)):
        assert page_of(client, f"/en/results/{LATEST}{path}")
    assert "no clear difference between women" not in page_of(client, f"/en/results/{LATEST}")


@pytest.mark.parametrize("why", [*Withheld])
def test_a_release_says_why_when_nothing_at_all_is_shown(
    client: TestClient, portal: Portal, publications: list[Publication], why: Withheld
):
    asked = publications[0].asked
    everybody = dict.fromkeys(publications[0].release.bases, why)
    hidden = replace(publications[0], release=made_up_release(asked, withheld=everybody))
    put_in_place(portal, [hidden])

    for path in ("", "/safe_dark", "/years_here", "/services_wanted"):
        page = page_of(client, f"/en/results/{LATEST}{path}")
        assert "<svg" not in page
        assert "None" not in page.partition("<main")[2]
    assert "Everyone</b>: " in page_of(client, f"/en/results/{LATEST}/safe_dark")
    assert "not shown: too few" in page_of(client, f"/en/results/{LATEST}")
