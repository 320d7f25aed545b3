"""What is done with the pages of the promise: read one, write a version, say yes to it.

Texts come with the portal in all its languages; the independent body writes its own over them.
Nothing that one person wrote is shown before another of the body's people has said yes to it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from copfeedback.complaints import promise_tables as tables
from copfeedback.complaints.model import Clocks
from copfeedback.complaints.promise_model import (
    SAFETY_PAGES,
    Fault,
    Operation,
    PromisePage,
    ShownPage,
    Standing,
    Version,
    faults_in_operation,
    faults_in_page,
)
from copfeedback.complaints.promise_notation import shipped
from copfeedback.complaints.promise_tables import Key
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.page_text import PageText
from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.profile.service import (
    ApprovedAlready,
    NothingChanged,
    UnknownVersion,
    WrittenMeanwhile,
)
from copfeedback.storage.engine import StorageUnavailable, reading

FRESH_SECONDS = 1.0
WHO_RUNS_IT: Key = (None, "")


class PromiseFaulty(Exception):  # noqa: N818 - named for what happened
    """Something must be mended before this can be kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(f"{each.place}: {each.kind} {each.name}" for each in faults))
        self.faults = faults


class OwnVersion(Exception):  # noqa: N818 - named for what happened
    """Whoever wrote a version cannot be the one who says yes to it."""


class Promises:
    """The use cases around the promise. To read what is in force nobody needs a permission.

    What is in force is kept in memory and looked up again every second. Pages are shown with what
    was known last when the database is away.
    """

    def __init__(
        self,
        trail: Trail,
        clocks: Clocks,
        languages: Sequence[str],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._trail = trail
        self.clocks = clocks
        self.languages = tuple(languages)
        self._monotonic = monotonic
        self._known: Mapping[Key, Version] = {}
        self._was_read = False
        self._asked_at = float("-inf")

    def refresh(self) -> None:
        """Look up what is in force.

        Raises:
            StorageUnavailable: the database cannot be read now; what was known stays known.
        """
        self._asked_at = self._monotonic()
        with reading(self._trail.engine) as connection:
            numbers = tables.numbers_in_force(connection)
            known = {
                key: version
                for key, version in self._known.items()
                if numbers.get(key) == version.number
            }
            changed = [(key, number) for key, number in numbers.items() if key not in known]
            if changed:
                for version in tables.find_versions(connection, changed):
                    known[version.page, version.language] = version
        self._known, self._was_read = known, True

    def operation(self) -> Operation:
        """Who runs the door; nothing is said as long as nobody has agreed to what is written.

        Raises:
            StorageUnavailable: the database cannot be read now, and never could.
        """
        version = self._in_force().get(WHO_RUNS_IT)
        content = version.content if version else None
        return content if isinstance(content, Operation) else Operation()

    @property
    def operated_by_police(self) -> bool:
        """Whether every page of the intake must say that the police run it. Raises likewise."""
        return self.operation().run_by_police

    def page(self, page: PromisePage, language: str) -> ShownPage:
        """A page for a reader of a language; in English where there is none in theirs.

        Raises:
            StorageUnavailable: the database cannot be read now, and never could.
        """
        known = self._in_force()
        own = self._text(known, page, language)
        really = language if own is not None else SOURCE_LANGUAGE
        content = own or self._text(known, page, SOURCE_LANGUAGE)
        if content is None:
            raise LookupError(f"{page} comes in no language")
        outdated = self._edition(known, page, really) < self._latest(known, page)
        return ShownPage(page, content, really, really != language, outdated)

    def standing(self, page: PromisePage, language: str) -> Standing:
        """How a language of a page stands. Raises like ``page``."""
        shown = self.page(page, language)
        if shown.is_fallback:
            return Standing.MISSING
        return Standing.OUTDATED if shown.is_outdated else Standing.CURRENT

    def lacking(self, page: PromisePage) -> list[str]:
        """The languages in which a page is missing or outdated. Raises like ``page``."""
        return [tag for tag in self.languages if self.standing(page, tag) is not Standing.CURRENT]

    def safety_fingerprint(self, language: str) -> str | None:
        """SHA-256 of what somebody who reads a language relies on before they write.

        None where a part of it is missing or outdated in this language. Raises like ``page``.
        """
        pages = [self.page(page, language) for page in SAFETY_PAGES]
        if any(each.is_fallback or each.is_outdated for each in pages):
            return None
        firewall = self.operation().firewall
        words = [firewall.get(language, "") if firewall else ""]
        for each in pages:
            words += [each.content.title, each.content.text]
        return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()

    def write(
        self,
        actor: Actor,
        page: PromisePage,
        language: str,
        content: PageText,
        *,
        renews: bool = False,
        after: int | None = None,
    ) -> int:
        """Keep a new version of a page in a language; returns its number. It waits for a yes.

        Args:
            renews: it promises something else than before: every other language is outdated
                until it follows.
            after: the number of the version that was read before; None for whatever is latest.

        Raises:
            NotPermitted: the actor may not.
            PromiseFaulty: something must be mended first.
            NothingChanged: the latest version says the same.
            WrittenMeanwhile: there is a version later than ``after``.
            StorageUnavailable: it cannot be stored now.
        """
        if language not in self.languages:
            raise KeyError(language)
        faults = faults_in_page(page, content)
        return self._write(actor, (page, language), content, faults, renews=renews, after=after)

    def write_operation(
        self, actor: Actor, operation: Operation, *, after: int | None = None
    ) -> int:
        """Keep who runs the door; returns the version's number. Raises like ``write``."""
        return self._write(
            actor, WHO_RUNS_IT, operation, faults_in_operation(operation), after=after
        )

    def approve(self, actor: Actor, key: Key, number: int) -> None:
        """Say yes to what somebody else wrote: from now on it is shown.

        Raises:
            NotPermitted: the actor may not.
            UnknownVersion: there is none of this number.
            OwnVersion: the actor wrote it.
            ApprovedAlready: it was approved before, or a later one was.
            StorageUnavailable: it cannot be stored now.
        """
        trail = self._trail
        doing = (actor, Action.APPROVE_PROMISE, Permission.EDIT_COMPLAINT_PAGES)
        with trail.doing(*doing, f"{_name(key)} {number}") as done:
            found = tables.find_versions(done, [(key, number)])
            if not found:
                raise UnknownVersion
            if found[0].writer == actor.id and not actor.operator:
                raise OwnVersion
            later = tables.numbers_in_force(done).get(key, 0) > number
            if later or not tables.approve(done, key, number, actor.id, trail.now()):
                raise ApprovedAlready
        self._forget()

    def versions(self, actor: Actor, key: Key, *, at_most: int | None = None) -> list[Version]:
        """The versions of something, the latest first.

        Raises:
            NotPermitted: the actor may not.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.EDIT_COMPLAINT_PAGES)
        with reading(self._trail.engine) as connection:
            return tables.versions_of(connection, key, at_most)

    def waiting(self, actor: Actor) -> dict[Key, int]:
        """What waits for a yes, with the number of its version. Raises like ``versions``."""
        require(actor, Permission.EDIT_COMPLAINT_PAGES)
        with reading(self._trail.engine) as connection:
            return tables.numbers_waiting(connection)

    def _write(
        self,
        actor: Actor,
        key: Key,
        content: PageText | Operation,
        faults: Sequence[Fault],
        *,
        renews: bool = False,
        after: int | None,
    ) -> int:
        trail = self._trail
        doing = (actor, Action.WRITE_COMPLAINT_PAGE, Permission.EDIT_COMPLAINT_PAGES)
        try:
            with trail.doing(*doing, _name(key)) as done:
                if faults:
                    raise PromiseFaulty(faults)
                newest = tables.newest(done, key)
                if after is not None and after != newest:
                    raise WrittenMeanwhile
                edition = tables.latest_edition(done, key)
                latest = tables.find_versions(done, [(key, newest)])
                same = latest and latest[0].content == content and latest[0].edition == edition
                if same and not renews:
                    raise NothingChanged
                numbers = (newest + 1, edition + renews)
                tables.add_version(done, key, numbers, content, actor.id, trail.now())
        except IntegrityError:
            raise WrittenMeanwhile from None
        self._forget()
        return newest + 1

    def _in_force(self) -> Mapping[Key, Version]:
        if self._monotonic() - self._asked_at >= FRESH_SECONDS:
            with suppress(StorageUnavailable):
                self.refresh()
        if not self._was_read:
            self.refresh()
        return self._known

    @staticmethod
    def _text(known: Mapping[Key, Version], page: PromisePage, language: str) -> PageText | None:
        version = known.get((page, language))
        if version is not None and isinstance(version.content, PageText):
            return version.content
        return shipped(page, language)

    @staticmethod
    def _edition(known: Mapping[Key, Version], page: PromisePage, language: str) -> int:
        version = known.get((page, language))
        return version.edition if version else 0

    def _latest(self, known: Mapping[Key, Version], page: PromisePage) -> int:
        return max(self._edition(known, page, tag) for tag in self.languages)

    def _forget(self) -> None:
        """Whoever has just changed something sees it at once."""
        self._asked_at = float("-inf")


def _name(key: Key) -> str:
    page, language = key
    return f"complaint page {page.value} {language}" if page else "who runs complaints"
