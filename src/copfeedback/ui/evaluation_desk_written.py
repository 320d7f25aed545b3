"""What is being written at the desk of evaluations: a draft that is kept, or a change to a pledge.

A change is kept as long as the browser's tab is open, until whoever wrote it says why and makes it.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from copfeedback.evaluations.model import Evaluation
from copfeedback.evaluations.pledge_draft import DraftPledge, as_draft
from copfeedback.faults import Unknown
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor, Permission, Subject
from copfeedback.ui import session

_CHANGES = "copfeedback_pledge_changes"


@dataclass
class Change:
    """A change that is being written; ``seen`` is the last event that was there when it began."""

    pledge: DraftPledge
    seen: int


def registered(code: str) -> Evaluation | None:
    """The registered evaluation of a code."""
    try:
        return session.portal().evaluations.find(code)
    except Unknown:
        return None


def may_change(who: Actor, evaluation: Evaluation) -> bool:
    """Whether somebody is offered to work on it: its evaluators.

    Those who commissioned it as well, because they can hand it over; the service says when.
    """
    pledge = evaluation.pledge
    owners = (pledge.organisation, pledge.commissioner_organisation)
    return any(
        who.may(Permission.MANAGE_EVALUATIONS, Subject(organisation=each)) for each in owners
    )


def written(who: Actor, code: str, evaluation: Evaluation | None) -> DraftPledge:
    """What is being written for a code, as it is now.

    Raises:
        NotPermitted: it is another organisation's.
        Unknown: there is no such draft, nor such an evaluation.
    """
    if evaluation is None:
        return session.portal().pledging.draft(who, code)
    if not may_change(who, evaluation):
        raise NotPermitted(Permission.MANAGE_EVALUATIONS)
    change = changing(code)
    return change.pledge if change else as_draft(code, evaluation.pledge)


def keep(who: Actor, draft: DraftPledge, evaluation: Evaluation | None) -> DraftPledge:
    """Keep it, on what was read as its version. Raises as ``Pledging.save`` does."""
    if evaluation is None:
        return session.portal().pledging.save(who, draft, after=draft.version)
    change = _changes().setdefault(draft.code, Change(draft, evaluation.last))
    change.pledge = draft
    return draft


def changing(code: str) -> Change | None:
    """The change to a pledge that is being written."""
    return _changes().get(code)


def drop(code: str) -> None:
    """Forget the change."""
    _changes().pop(code, None)


def _changes() -> dict[str, Change]:
    changes: dict[str, Change] = st.session_state.setdefault(_CHANGES, {})
    return changes
