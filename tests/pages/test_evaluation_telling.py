"""Whoever is asked whether to publish something sees which words may tell who a person is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.evaluations.model import Criterion
from copfeedback.evaluations.pledge_draft import as_draft
from copfeedback.people.model import OPERATOR, OrganisationKind, Role
from tests.evaluations.pledged import CODE, a_pledge, an_indicator
from tests.factories import in_languages
from tests.pages.reader import Reader
from tests.people.members import an_organisation

NAMED = "We thank Kezia Obuya for her help."
WARNING = "These words may tell who a person is."
NOTHING = "Nothing was found that tells who a person is."


@pytest.fixture
def evaluator(portal: Portal, sign_in: Callable[..., Reader]) -> Reader:
    """At the desk, with a pledge in which nothing is missing."""
    institute = an_organisation(portal, OrganisationKind.NGO, "Institute")
    begun = portal.pledging.begin(OPERATOR, CODE, organisation=institute)
    pledge = a_pledge(
        organisation=institute,
        indicators=(an_indicator(series=None, unit=in_languages("percent")),),
        questions={Criterion.EFFECTIVENESS: in_languages("Does it work?")},
        sites=(),
    )
    portal.pledging.save(OPERATOR, as_draft(CODE, pledge), after=begun.version)
    return sign_in(Role.EVALUATOR, organisation=institute)


def test_a_pledge(portal: Portal, evaluator: Reader):
    evaluator.open("evaluation-desk", evaluation=CODE).do("register")
    assert NOTHING in evaluator.text

    evaluator.open("evaluation-desk", evaluation=CODE, view="programme")
    evaluator.enter(resources__en=NAMED).do("save")
    evaluator.open("evaluation-desk", evaluation=CODE).do("register")

    assert WARNING in evaluator.text
    assert "Kezia Obuya" in evaluator.text
    evaluator.do("register-yes")  # they are sure
    assert portal.evaluations.find(CODE).pledge.resources == in_languages(NAMED)


def test_what_stands_in_a_field(portal: Portal, evaluator: Reader):
    portal.pledging.register(OPERATOR, CODE)
    evaluator.open("evaluation-desk", evaluation=CODE, view="cancel")

    evaluator.enter(reason__en=NAMED).do("cancel")

    assert WARNING in evaluator.text
    assert "Kezia Obuya" in evaluator.text
    evaluator.do("cancel-no").enter(reason__en="No money").do("cancel")
    assert WARNING not in evaluator.text
