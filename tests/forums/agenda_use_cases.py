"""The use cases of agendas and of what residents bring, for the table of all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count

from copfeedback.application import Portal
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.meeting_model import AgendaItem, ItemKind, Matter, MatterKind, Settlement
from copfeedback.forums.proposals import NewProposal
from copfeedback.people.model import OPERATOR, Actor, Permission
from tests.forums.founded import fields
from tests.forums.test_agendas import PDF
from tests.forums.use_cases import WORDS, Attempt, as_chair, founded

_ITEM = ItemFields(ItemKind.DISCUSSION, WORDS)
_numbers = count(1)


def with_item(
    attempt: Callable[[Portal, Actor, AgendaItem], object],
) -> list[tuple[Permission, Attempt]]:
    """What a chair does with an item of an agenda, or with the agenda it is on."""

    def tried(portal: Portal, actor: Actor, code: str) -> object:
        founded(portal, code)
        meeting = portal.meetings.plan(OPERATOR, code, fields())
        return attempt(portal, actor, portal.agendas.add_item(OPERATOR, meeting.id, _ITEM))

    return [as_chair(tried)]


def with_proposal(
    attempt: Callable[[Portal, Actor, str, int], object],
) -> list[tuple[Permission, Attempt]]:
    """What a chair makes of what a resident brought; there is a meeting to put it on."""

    def tried(portal: Portal, actor: Actor, code: str) -> object:
        founded(portal, code)
        meeting = portal.meetings.plan(OPERATOR, code, fields())
        number = next(_numbers)
        new = NewProposal(code, "en", f"{number}", None, is_question=True, nonce=f"{number}")
        return attempt(portal, actor, portal.proposals.propose(new, f"{number}"), meeting.id)

    return [as_chair(tried)]


def remove_paper(portal: Portal, actor: Actor, item: AgendaItem) -> None:
    """Take a paper away that is there."""
    paper = portal.agendas.add_paper(OPERATOR, item.id, "Plan", "en", PDF)
    portal.agendas.remove_paper(actor, paper.id)


def carry(portal: Portal, actor: Actor, item: AgendaItem) -> AgendaItem:
    """Carry something to an agenda."""
    matter = Matter(MatterKind.QUESTION, item.id, item.title, portal.surveys.today(), 0)
    return portal.agendas.carry(actor, item.meeting_id, matter)


AGENDA_USE_CASES: Mapping[str, list[tuple[Permission, Attempt]]] = {
    "AgendaItems.add_item": with_item(
        lambda portal, actor, item: portal.agendas.add_item(actor, item.meeting_id, _ITEM)
    ),
    "AgendaItems.change_item": with_item(
        lambda portal, actor, item: portal.agendas.change_item(actor, item.id, _ITEM, after=1)
    ),
    "AgendaItems.remove_item": with_item(
        lambda portal, actor, item: portal.agendas.remove_item(actor, item.id)
    ),
    "AgendaItems.order": with_item(
        lambda portal, actor, item: portal.agendas.order(actor, item.meeting_id, [item.id])
    ),
    "AgendaPapers.add_paper": with_item(
        lambda portal, actor, item: portal.agendas.add_paper(actor, item.id, "Plan", "en", PDF)
    ),
    "AgendaPapers.remove_paper": with_item(remove_paper),
    "Agendas.carry": with_item(carry),
    "Agendas.carry_all": with_item(
        lambda portal, actor, item: portal.agendas.carry_all(actor, item.meeting_id)
    ),
    "Agendas.settle": with_item(
        lambda portal, actor, item: portal.agendas.settle(
            actor, item.meeting_id, MatterKind.QUESTION, item.id, Settlement.DONE, WORDS
        )
    ),
    "Agendas.make_final": with_item(
        lambda portal, actor, item: portal.agendas.make_final(actor, item.meeting_id)
    ),
    "Agendas.reopen": with_item(
        lambda portal, actor, item: portal.agendas.reopen(actor, item.meeting_id)
    ),
    "Agendas.pass_up": with_item(
        lambda portal, actor, item: portal.agendas.pass_up(actor, item.id)
    ),
    "ProposalDecisions.waiting": [
        as_chair(
            lambda portal, actor, code: portal.proposals.waiting(actor, founded(portal, code).code)
        )
    ],
    "ProposalDecisions.decided": [
        as_chair(
            lambda portal, actor, code: portal.proposals.decided(actor, founded(portal, code).code)
        )
    ],
    "ProposalDecisions.put_on_agenda": with_proposal(
        lambda portal, actor, reference, meeting: portal.proposals.put_on_agenda(
            actor, reference, meeting, WORDS
        )
    ),
    "ProposalDecisions.answer": with_proposal(
        lambda portal, actor, reference, _: portal.proposals.answer(actor, reference, WORDS)
    ),
    "ProposalDecisions.move": with_proposal(
        lambda portal, actor, reference, meeting: portal.proposals.move(
            actor, reference, meeting, WORDS
        )
    ),
    "ProposalDecisions.decline": with_proposal(
        lambda portal, actor, reference, _: portal.proposals.decline(actor, reference, WORDS)
    ),
    "ProposalDecisions.is_complaint": with_proposal(
        lambda portal, actor, reference, _: portal.proposals.is_complaint(actor, reference)
    ),
}
