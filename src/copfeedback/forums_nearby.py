"""What answers to evaluations need of forums, put together where both are known."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from copfeedback.evaluations.answer_checks import ForumsNearby, Offered
from copfeedback.forums.proposal_offer import OfferedAction
from copfeedback.forums.services import ForumServices
from copfeedback.i18n.translations import Translations


def forums_nearby(forums: ForumServices) -> ForumsNearby:
    """Names and meetings of forums, and how an action is put before one."""

    def names() -> Mapping[str, Translations]:
        return {each.code: each.name for each in forums.forums.all()}

    def has_meeting(code: str, number: str) -> bool:
        return any(each.number == number for each in forums.meetings.past(code))

    def offer(connection: Connection, offered: Offered) -> str:
        action = offered.action
        words = OfferedAction(
            action.what, action.office, action.due, offered.evaluation, offered.title
        )
        return forums.proposals.offer(connection, offered.forum, words)

    return ForumsNearby(names, has_meeting, offer)
