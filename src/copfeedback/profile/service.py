"""What is done with the portal's profile: read it, write a new version, say yes to a promise."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.profile import store
from copfeedback.profile.faults import Fault, faults_in
from copfeedback.profile.model import (
    DEFAULTS,
    NEED_APPROVAL,
    Content,
    Directory,
    Identity,
    Part,
    Promise,
    Version,
)
from copfeedback.storage.engine import StorageUnavailable, reading

FRESH_SECONDS = 1.0
_Kind = TypeVar("_Kind", Identity, Directory, Promise)


class ProfileFaulty(Exception):  # noqa: N818 - named for what happened
    """Something must be mended before this can be kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{fault.place}: {fault.kind}" for fault in faults))
        self.faults = faults


class NothingChanged(Exception):  # noqa: N818 - named for what happened
    """The latest version says the same."""


class WrittenMeanwhile(Exception):  # noqa: N818 - named for what happened
    """Somebody else has written a version since; theirs would be lost from sight."""


class UnknownVersion(Exception):  # noqa: N818 - named for what happened
    """There is no such version."""


class NeedsNoApproval(Exception):  # noqa: N818 - named for what happened
    """The part is shown as soon as it is written."""


class ApprovedAlready(Exception):  # noqa: N818 - named for what happened
    """Somebody has said yes to this version, or to a later one."""


def may_read(actor: Actor, part: Part) -> bool:
    """Whether the actor may see every version of a part: to write it, or to say yes to it."""
    approves = part in NEED_APPROVAL and actor.may(Permission.APPROVE_PROMISE)
    return approves or actor.may(Permission.EDIT_PROFILE)


class Profile:
    """The use cases around the profile. To read what is in force nobody needs a permission.

    What is in force is kept in memory and looked up again every second. Pages are shown with what
    was known last when the database is away.
    """

    def __init__(self, trail: Trail, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._trail = trail
        self._monotonic = monotonic
        self._known: Mapping[Part, Version] = {}
        self._was_read = False
        self._asked_at = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether a look-up needs no database."""
        return self._monotonic() - self._asked_at < FRESH_SECONDS

    def refresh(self) -> None:
        """Look up what is in force.

        Raises:
            StorageUnavailable: the database cannot be read now; what was known stays known, and
                is not asked for again for a second.
        """
        self._asked_at = self._monotonic()
        before = self._known
        with reading(self._trail.engine) as connection:
            numbers = store.numbers_in_force(connection)
            known = {
                part: version
                for part, version in before.items()
                if numbers.get(part) == version.number
            }
            changed = [(part, number) for part, number in numbers.items() if part not in known]
            if changed:
                for version in store.find_versions(connection, changed):
                    known[version.part] = version
        self._known, self._was_read = known, True

    def look_up(self) -> None:
        """Look up what is in force, when it is time to. Never fails: what was known stays known."""
        if not self.is_fresh:
            with suppress(StorageUnavailable):
                self.refresh()

    def in_force(self, part: Part) -> Version | None:
        """The version of a part that is shown; None as long as nobody has written one.

        Raises:
            StorageUnavailable: the database cannot be read now, and never could.
        """
        self.look_up()
        if not self._was_read:
            self.refresh()
        return self._known.get(part)

    def current(self, part: Part) -> Content:
        """What is shown of a part, or its default.

        Raises:
            StorageUnavailable: the database cannot be read now, and never could.
        """
        version = self.in_force(part)
        return DEFAULTS[part] if version is None else version.content

    def directory(self) -> Directory:
        """The organisations that are listed. Raises like ``current``."""
        return _as(Directory, self.current(Part.DIRECTORY))

    def promise(self, part: Part = Part.PROMISE) -> Promise:
        """A promise as it was known last; never asks the database."""
        return _as(Promise, self._last_known(part))

    def identity(self) -> Identity:
        """Names and contacts as they were known last; never asks the database.

        Every page shows them, error pages too, so it never fails.
        """
        return _as(Identity, self._last_known(Part.IDENTITY))

    @property
    def identity_number(self) -> int:
        """The number of the version that ``identity`` is; 0 for the default."""
        version = self._known.get(Part.IDENTITY)
        return 0 if version is None else version.number

    def write(self, actor: Actor, part: Part, content: Content, *, after: int | None = None) -> int:
        """Keep a new version of a part; returns its number.

        What the oversight body must approve stays as it was until it has.

        Args:
            after: the number of the version that was read before; None for whatever is latest.

        Raises:
            NotPermitted: the actor may not.
            ProfileFaulty: something must be mended first.
            NothingChanged: the latest version says the same.
            WrittenMeanwhile: there is a version later than ``after``.
            StorageUnavailable: it cannot be stored now.
        """
        if type(content) is not type(DEFAULTS[part]):
            raise TypeError(f"{part} holds something else")
        trail = self._trail
        about = f"profile {part}"
        try:
            with trail.doing(actor, Action.WRITE_PROFILE, Permission.EDIT_PROFILE, about) as done:
                # A day of grace: it is tomorrow already for somebody.
                faults = faults_in(content, (trail.now() + timedelta(days=1)).date())
                if faults:
                    raise ProfileFaulty(faults)
                newest = store.newest(done, part)
                if after is not None and after != newest:
                    raise WrittenMeanwhile
                latest = store.find_versions(done, [(part, newest)])
                if latest and latest[0].content == content:
                    raise NothingChanged
                store.add_version(done, part, newest + 1, content, actor.id, trail.now())
        except IntegrityError:
            raise WrittenMeanwhile from None
        self._forget()
        return newest + 1

    def approve(self, actor: Actor, part: Part, version: int) -> None:
        """Say yes to a version for the oversight body: from now on it is shown.

        Raises:
            NotPermitted: the actor may not.
            NeedsNoApproval: the part is shown without.
            UnknownVersion: there is none of this number.
            ApprovedAlready: it was approved before, or a later one was.
            StorageUnavailable: it cannot be stored now.
        """
        trail, about = self._trail, f"profile {part} {version}"
        with trail.doing(actor, Action.APPROVE_PROMISE, Permission.APPROVE_PROMISE, about) as done:
            if part not in NEED_APPROVAL:
                raise NeedsNoApproval
            if not store.find_versions(done, [(part, version)]):
                raise UnknownVersion
            later = store.numbers_in_force(done).get(part, 0) > version
            if later or not store.approve(done, part, version, actor.id, trail.now()):
                raise ApprovedAlready
        self._forget()

    def versions(self, actor: Actor, part: Part, *, at_most: int | None = None) -> list[Version]:
        """The versions of a part, the latest first.

        Raises:
            NotPermitted: the actor may neither write it nor approve it.
            StorageUnavailable: the database cannot be read now.
        """
        if not may_read(actor, part):
            raise NotPermitted(Permission.EDIT_PROFILE)
        with reading(self._trail.engine) as connection:
            return store.versions_of(connection, part, at_most)

    def _last_known(self, part: Part) -> Content:
        version = self._known.get(part)
        return DEFAULTS[part] if version is None else version.content

    def _forget(self) -> None:
        """Whoever has just changed something sees it at once."""
        self._asked_at = float("-inf")


def _as(kind: type[_Kind], content: Content) -> _Kind:
    if not isinstance(content, kind):
        raise TypeError(f"this part holds {kind.__name__}")
    return content
