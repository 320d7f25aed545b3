"""What can stand in the way of somebody who handles a case."""

from __future__ import annotations

from enum import StrEnum


class KeyLocked(Exception):  # noqa: N818 - named for what happened
    """There is no key in this session, or it is not the one that the roster names."""


class UnknownPerson(Exception):  # noqa: N818 - named for what happened
    """Nobody of the roster, not in this role, or somebody who may not come near this case."""


class UnknownRequest(Exception):  # noqa: N818 - named for what happened
    """There is no such request to this person, or it has been answered or taken back."""


class UnknownItem(Exception):  # noqa: N818 - named for what happened
    """The case has nothing of this kind under this number."""


class LastHolder(Exception):  # noqa: N818 - named for what happened
    """Nobody would be left who can handle the case."""


class BadWords(Exception):  # noqa: N818 - named for what happened
    """A text is missing, or longer than 20 000 characters."""


class Missing(StrEnum):
    """What a step needs that is not there yet."""

    ALLEGATION = "allegation"
    FINDING = "finding"
    """There is an allegation without a finding and its reason."""
    ACCOUNT = "account"
    """The officer's account, or why there is none."""
    DISCLOSURE = "disclosure"
    """What the police may learn, after a look at the risk of retaliation; or its day is to come."""
    OUTCOME = "outcome"
    OTHER_PERSON = "other_person"
    """A review is for somebody else than whoever decided before."""


class NotYet(Exception):  # noqa: N818 - named for what happened
    """Something has to come first."""

    def __init__(self, what: Missing) -> None:
        super().__init__(what.value)
        self.what = what
