"""Chairs write down what their forum works on, at the light door and without scripts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from copfeedback.application import Portal
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.problem_entry import fields_of
from copfeedback.forums.problem_model import Stage
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.people.members import a_member, an_organisation
from tests.web.colleague import Colleague, a_client
from tests.web.forum_site import TOWN, a_forum

ROOT = f"/staff/forums/{TOWN}/problems"
NEW = {
    "title.en": "Broken lamps",
    "title.ar": "مصابيح مكسورة",
    "what.en": "Lamps are broken\nagain and again",
}


@pytest.fixture
def chair(portal: Portal, cheap_hashing: None, monkeypatch: pytest.MonkeyPatch) -> Colleague:
    """The chair of a forum, where results called spring are taken as published."""
    monkeypatch.setattr(portal.problems, "_is_release", {"spring"}.__contains__)
    a_forum(portal)
    ngo = an_organisation(portal, OrganisationKind.NGO)
    a_member(portal, "amina", Role.FORUM_CHAIR, organisation=ngo, forums=frozenset({TOWN}))
    return Colleague(a_client(portal)).sign_in("amina")


def test_a_problem_is_written_stage_by_stage(chair: Colleague, portal: Portal):
    chair.open(f"{ROOT}?lang=en").open(f"{ROOT}/new?lang=en")
    chair.press("save", **NEW, since="2026-01-01", quick_win="yes", release="spring", finding="q1")
    assert "Saved." in chair.page
    assert "Analysis: why does it happen?" in chair.page

    chair.press("save", **{"offender.en": "Nobody in particular", "guardian.en": "Neighbours"})
    plan = {"statement.en": "Mill Street is dark", "steps.en": "Mend", "aims.en": "Half as many"}
    chair.press("save", **plan, review="2027-06-01", reached="response")
    measure = {
        "measure.0.name": "Broken lamps",
        "measure.0.unit": "a month",
        "measure.0.before": "١٢٫٥",
        "measure.0.before_on": "2027-01-31",
        "measure.0.target": "6,0",
    }
    chair.press("save", **measure)

    (record,) = portal.problems.all(TOWN)
    assert record.version == 4
    assert record.stage is Stage.RESPONSE
    assert record.findings == (Finding("spring", "q1"),)
    assert record.texts["en"]["what"] == "Lamps are broken\nagain and again"
    assert record.texts["en"]["guardian"] == "Neighbours"
    assert record.texts["ar"] == {"title": "مصابيح مكسورة"}
    assert [str(each) for each in record.reviews] == ["2027-06-01"]
    (kept,) = record.measures
    assert (kept.before, kept.target, kept.after) == (12.5, 6, None)
    assert "Broken lamps" in chair.open(f"{ROOT}?lang=en").page


def test_what_was_typed_stays_when_something_must_be_mended(chair: Colleague, portal: Portal):
    chair.open(f"{ROOT}/new?lang=en").press("save", **{"title.en": "Lamps", "since": "soon"})
    assert chair.status == 422
    assert "year-month-day" in chair.page
    chair.press("save", since="")
    assert chair.status == 422
    assert "Please fill this in." in chair.page
    assert 'value="Lamps"' in chair.page
    chair.press("language:ar")
    assert 'dir="rtl"' in chair.page
    assert 'value="Lamps"' in chair.page
    chair.press("save", **{"what.en": "Broken again"}, release="nowhere")
    assert chair.status == 422
    chair.press("save", release="")
    assert chair.status == 200
    assert portal.problems.all(TOWN)[0].texts["en"] == {"title": "Lamps", "what": "Broken again"}


def test_a_stage_is_reached_when_what_belongs_to_it_is_written(chair: Colleague):
    chair.open(f"{ROOT}/new?lang=en").press("save", **NEW)
    chair.press("save", reached="assessment")

    assert chair.status == 422
    assert chair.page.count("Please fill this in.") == 3


def test_of_two_chairs_who_write_neither_loses_anything(chair: Colleague, portal: Portal):
    chair.open(f"{ROOT}/new?lang=en").press("save", **NEW)
    (record,) = portal.problems.all(TOWN)
    theirs = replace(fields_of(record), quick_win=True)
    portal.problems.write(OPERATOR, TOWN, record.id, theirs, after=1)

    chair.press("save", **{"causes.en": "Old cables"})
    assert chair.status == 409
    assert "Old cables</textarea>" in chair.page
    assert "Somebody else has changed this" in chair.page
    chair.press("save")

    (kept,) = portal.problems.all(TOWN)
    assert kept.quick_win
    assert kept.texts["en"]["causes"] == "Old cables"


def test_a_form_is_for_the_chair_of_that_forum(chair: Colleague, portal: Portal):
    a_forum(portal, "harbour")

    assert chair.open("/staff/forums/harbour/problems?lang=en").status == 403
    assert chair.open(f"{ROOT}/77?lang=en").status == 404
