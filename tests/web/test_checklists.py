"""Checklists as everybody sees them at the light door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.evaluations.checklist_files import CODES, shipped
from copfeedback.evaluations.checklist_model import Assessment, Mark
from copfeedback.evaluations.checklists import NOTE_MAXIMUM
from copfeedback.people.model import Actor, OrganisationKind, Role
from tests.people.members import an_organisation
from tests.web.conftest import Calendar
from tests.web.test_forum_commitments import LIGHT, seen

CODE = "partnership"


def answered(
    portal: Portal,
    kind: OrganisationKind = OrganisationKind.POLICE,
    mark: Mark = Mark.PARTLY,
    code: str = CODE,
    notes: dict[str, dict[str, str]] | None = None,
    **marks: Mark,
) -> Assessment:
    """A checklist that an organisation has answered."""
    actor = Actor("somebody", Role.LEADER, id=1, organisation=an_organisation(portal, kind))
    every = {each.key: mark for each in shipped()[code].questions}
    return portal.checklists.assess(actor, code, every | marks, notes or {})


def test_both_kinds_stand_side_by_side_and_differences_come_first(
    portal: Portal, client: TestClient, calendar: Calendar
):
    answered(portal)
    calendar.today += timedelta(days=200)
    answered(portal, respect=Mark.YES, say=Mark.NO)
    answered(portal, OrganisationKind.NGO, respect=Mark.NO)

    page = seen(client, f"/en/checklists/{CODE}")

    respect, say = (
        next(each for each in shipped()[CODE].questions if each.key == key).text["en"]
        for key in ("respect", "say")
    )
    differ, changed, all_of_them = (
        page.index(each)
        for each in ("Where both differ", "What changed since", "All questions, side by side")
    )
    assert differ < changed < all_of_them
    assert "Self-assessment · Assessment from outside:" in page
    assert f"{respect} Yes · No" in page
    assert f"{respect} before: Partly · now: Yes" in page
    assert f"{respect} Partly Yes No" in page
    assert f"{say} Partly No Partly" in page
    assert "two to five years before a final evaluation" in page
    text = client.get(f"/en/checklists/{CODE}").text
    assert 'class="table fits" tabindex="0" role="region"' in text


def test_an_assessment_is_shown_whole_with_its_notes(portal: Portal, client: TestClient):
    made = answered(portal, notes={"say": {"en": "Two evenings <b>a month</b>"}})

    address = f"/en/checklists/{CODE}?assessment={made.id}"
    page = client.get(address).text

    assert "Two evenings &lt;b&gt;a month&lt;/b&gt;" in page
    assert "City police" in page
    assert f'href="/ar/checklists/{CODE}?assessment={made.id}"' in page
    for wrong in (f"{address}9", f"/en/checklists/{CODE}?assessment=x", "/en/checklists/none"):
        assert client.get(wrong).status_code == 404
    other = f"/en/checklists/agencies?assessment={made.id}"
    assert client.get(other).status_code == 404


def test_what_nobody_has_answered_shows_its_questions(client: TestClient):
    listed = seen(client, "/en/checklists")
    for code in CODES:
        assert shipped()[code].title["en"] in listed
        page = seen(client, f"/en/checklists/{code}")
        assert "Nobody has answered it yet." in page
        assert shipped()[code].questions[-1].text["en"] in page
        assert "There is nothing to compare yet" in page


@pytest.mark.parametrize("tag", ["ar", "ru"])
def test_the_longest_checklist_fits_on_light_pages(
    portal: Portal, client: TestClient, calendar: Calendar, tag: str
):
    notes = {each.key: {"ru": "я" * NOTE_MAXIMUM} for each in shipped()["organisation"].questions}
    for at in range(12):
        calendar.today += timedelta(days=20)
        mark = Mark.YES if at % 2 else Mark.NO
        answered(portal, mark=mark, code="organisation", notes=notes)
        made = answered(
            portal,
            OrganisationKind.NGO,
            Mark.PARTLY if at % 2 else Mark.UNKNOWN,
            "organisation",
            notes,
        )

    for query in ("", "?page=2", f"?assessment={made.id}"):
        page = client.get(f"/{tag}/checklists/organisation{query}")
        assert page.status_code == 200
        assert len(page.content) <= LIGHT, len(page.content)
