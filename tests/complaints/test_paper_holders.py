"""Cases that name everybody: read by a key on paper, and handed to somebody who can go on."""

from __future__ import annotations

import pytest

from copfeedback.complaints.model import ItemKind, UnknownCase
from copfeedback.complaints.paper_holders import NotACaseworker, PaperHolders
from copfeedback.complaints.recovery import PaperKey
from copfeedback.complaints.vault import HolderKey, new_seed
from copfeedback.people.model import Actor, Role

ALL = {"officer_name": ["Amal Haddad and Boris Lin"]}


@pytest.fixture
def paper(body) -> PaperHolders:
    return PaperHolders(body.trail, lambda: body.roster)


def test_a_case_that_names_everybody_waits_for_the_reviewer(body, paper):
    body.a_case()
    assert paper.waiting() == []
    lodged = body.a_case(answers=ALL)
    (waiting,) = paper.waiting()
    assert (waiting.case_id, waiting.has_reviewer) == (lodged.id, True)


def test_a_case_whose_caseworkers_have_left_waits_for_the_organisations_key(body, paper):
    lodged = body.a_case()
    body.without(11, 12)
    (waiting,) = paper.waiting()
    assert (waiting.case_id, waiting.has_reviewer) == (lodged.id, False)


def test_the_reviewer_reads_it_and_hands_it_over(body, paper):
    lodged = body.a_case("All of them laughed.", answers=ALL)
    read = paper.read(lodged.id, PaperKey.REVIEWER, body.reviewer)
    assert any("All of them laughed." in line for line in read)
    paper.hand_over(lodged.id, PaperKey.REVIEWER, body.reviewer, "Boris Lin")
    assert body.opened(lodged.id, 12).of_kind(ItemKind.NARRATIVE)
    with pytest.raises(UnknownCase):
        body.opened(lodged.id, 11)
    assert paper.waiting() == []
    (entry,) = body.trail.entries(Actor("auditor", Role.AUDITOR))
    assert entry.about == f"case {lodged.id} {lodged.filed.head.hex()[:16]}"


def test_the_organisations_key_opens_every_case(body, paper):
    lodged = body.a_case()
    assert paper.read(lodged.id, PaperKey.ORGANISATION, body.organisation)


def test_another_key_opens_and_hands_over_nothing(body, paper):
    lodged, other = body.a_case(answers=ALL), HolderKey(new_seed())
    with pytest.raises(UnknownCase):
        paper.read(lodged.id, PaperKey.REVIEWER, other)
    with pytest.raises(UnknownCase):
        paper.hand_over(lodged.id, PaperKey.REVIEWER, other, "Boris Lin")
    with pytest.raises(UnknownCase):
        body.opened(lodged.id, 12)


@pytest.mark.parametrize("name", ["Nobody", "Clara Stone", "Erik Blum", ""])
def test_nobody_but_a_caseworker_gets_it(body, paper, name):
    lodged = body.a_case(answers=ALL)
    with pytest.raises(NotACaseworker):
        paper.hand_over(lodged.id, PaperKey.REVIEWER, body.reviewer, name)
