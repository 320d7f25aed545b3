"""What is being written at the desk of evaluations: a draft, or a change to a pledge."""

from __future__ import annotations

from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.faults import Unknown
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.ui import session


def registered(code: str) -> Evaluation | None:
    """The registered evaluation of a code."""
    try:
        return session.portal().evaluations.find(code)
    except Unknown:
        return None


def may_evaluate(who: Actor, evaluation: Evaluation) -> bool:
    """Whether somebody is of the organisation that evaluates: all else is up to them."""
    own = Subject(organisation=evaluation.pledge.organisation)
    return who.may(Permission.MANAGE_EVALUATIONS, own)


def written(who: Actor, code: str, evaluation: Evaluation | None) -> DraftPledge:
    """What is being written for a code, as it is now.

    Raises:
        NotPermitted: it is another organisation's.
        Unknown: there is no such draft, nor such an evaluation.
    """
    pledging = session.portal().pledging
    if evaluation is None:
        return pledging.draft(who, code)
    return pledging.change(who, code).pledge


def keep(who: Actor, draft: DraftPledge, evaluation: Evaluation | None) -> DraftPledge:
    """Keep it, on what was read as its version. Raises as ``Pledging.save`` does."""
    pledging = session.portal().pledging
    if evaluation is None:
        return pledging.save(who, draft, after=draft.version)
    return pledging.save_change(who, draft, after=draft.version).pledge
