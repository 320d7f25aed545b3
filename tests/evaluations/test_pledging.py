"""Pledges are written, registered, signed, changed in the open and called off."""

from __future__ import annotations

from sqlalchemy import Engine

from copfeedback.evaluations.model import Status
from tests.evaluations.pledged import Pledged


def test_a_pledge_is_registered_as_it_was_written(engine: Engine):
    pledged = Pledged(engine)
    evaluation = pledged.registered()

    assert evaluation.pledge == pledged.pledge()
    assert evaluation.registered.by == "Institute for public safety"
    assert pledged.standing().status is Status.REGISTERED
    assert pledged.pledging.drafts(pledged.evaluator) == []
