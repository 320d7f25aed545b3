"""What analysts see of single answers, and who does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from copfeedback.results.microdata import MicrodataExports
from tests.pages.reader import WAVE, Reader
from tests.people.members import an_organisation

REFUSAL = "This page is for analysts of independent organisations."


@pytest.fixture
def analyst(portal: Portal, sign_in: Callable[..., Reader]) -> Reader:
    return sign_in(Role.ANALYST, organisation=an_organisation(portal, OrganisationKind.NGO))


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    assert REFUSAL in reader.open("microdata").text
    assert REFUSAL in sign_in(Role.LEADER).open("microdata").text
    assert REFUSAL in sign_in(Role.ANALYST, "police analyst").open("microdata").text


def test_the_menu_offers_it_to_those_alone_who_are_not_refused(
    analyst: Reader, sign_in: Callable[..., Reader]
):
    assert "Single answers" in analyst.open("home").links
    assert "Single answers" not in sign_in(Role.ANALYST, "police analyst").open("home").links
    assert "Single answers" not in sign_in(Role.LEADER).open("home").links


def test_it_is_said_that_no_survey_has_ended_or_too_few_answered(
    analyst: Reader, close_with: Callable[..., None]
):
    assert "No survey has ended yet." in analyst.open("microdata").text

    close_with(women=2, men=1)

    assert "Too few people answered" in analyst.open("microdata").text


def test_the_report_comes_first_and_a_file_only_with_what_it_is_for(
    analyst: Reader, portal: Portal, close_with: Callable[..., None], monkeypatch
):
    close_with(women=60, men=3)
    asked = []
    report = MicrodataExports.report
    monkeypatch.setattr(
        MicrodataExports, "report", lambda *given: asked.append(1) or report(*given)
    )
    analyst.open("microdata")
    assert "People in the smallest group" in analyst.text
    assert "What is left out" in analyst.text

    analyst.enter(purpose="research").press("export")
    assert "Say in 10 to 75 characters" in analyst.text
    assert not analyst.app.get("download_button")

    analyst.enter(purpose="to learn who feels safe").press("export")
    assert analyst.app.get("download_button")
    assert len(asked) == 1, "every rerun read all answers again"
    latest = portal.trail.entries(OPERATOR)[0]
    assert (latest.action, latest.about) == ("export_microdata", f"wave {WAVE}, k=5")
