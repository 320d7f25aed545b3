"""What a protected forum holds back stays at its desk at the full door, and is not lost there."""

from __future__ import annotations

from collections.abc import Callable

from copfeedback.application import Portal
from copfeedback.forums.model import ProtectedGroup
from copfeedback.people.model import OrganisationKind, Role
from tests.pages.reader import Reader
from tests.pages.test_forum_commitments import a_problem
from tests.people.members import an_organisation
from tests.web.forum_site import TOWN, a_forum, a_meeting, an_item


def test_an_item_keeps_its_problem_however_it_is_saved(
    portal: Portal, sign_in: Callable[..., Reader]
) -> None:
    a_forum(portal, protected=ProtectedGroup.WOMEN, delay_days=14)
    worked_on, meeting = a_problem(portal), a_meeting(portal)
    item = an_item(portal, meeting, problem=worked_on.id)
    union = an_organisation(portal, OrganisationKind.NGO)
    chair = sign_in(Role.FORUM_CHAIR, forums=frozenset({TOWN}), organisation=union)

    about = {"meeting": meeting.number, "view": "item", "about": str(item.id)}
    chair.open("forum-desk", forum=TOWN, **about)
    assert chair.entry("problem").options == ["Nothing chosen", "1. Broken lamps"]
    chair.do("save")

    (kept,) = portal.agendas.of(meeting.id).items
    assert (kept.problem, kept.version) == (worked_on.id, item.version + 1)
