"""The one question every service asks first: may this person do this?"""

from __future__ import annotations

from copfeedback.people.model import EVERYTHING, Actor, Permission, Subject


class NotPermitted(Exception):  # noqa: N818 - named for what happened
    """The actor's role does not include this, or not for this subject."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission.value)
        self.permission = permission


def require(actor: Actor, permission: Permission, subject: Subject = EVERYTHING) -> None:
    """Let pass or refuse.

    Raises:
        NotPermitted: the actor's role does not include the permission for this subject.
    """
    if not actor.may(permission, subject):
        raise NotPermitted(permission)
