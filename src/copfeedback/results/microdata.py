"""Single responses for analysts of independent organisations: protected, accounted for, audited.

Nobody else gets them, and no police account whatever its role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from copfeedback.i18n.catalogues import Speech
from copfeedback.people.access import require
from copfeedback.people.audit import ABOUT_MAXIMUM, Action, Trail
from copfeedback.people.employers import NotIndependent, employer_of
from copfeedback.people.model import Actor, OrganisationKind, Permission
from copfeedback.results.anonymity import (
    BLANK,
    PROTECTION,
    AnonymityReport,
    Classes,
    Protection,
    TooFewResponses,
    blank_small_classes,
    classes_of,
    is_alike,
)
from copfeedback.results.building import NotClosed
from copfeedback.results.columns import NOBODY, Coded, Columns, ItemColumn
from copfeedback.results.items import WITH_SHARES
from copfeedback.results.reading_columns import StoredResponse, read_columns
from copfeedback.results.routing import asking_of
from copfeedback.storage.engine import reading
from copfeedback.surveys.book import AskedWave, WaveBook
from copfeedback.surveys.store import stored_responses

INDEPENDENT = frozenset({OrganisationKind.OVERSIGHT, OrganisationKind.NGO})
_FOR = "for: "
PURPOSE_MINIMUM, PURPOSE_MAXIMUM = 10, ABOUT_MAXIMUM - len(_FOR)


class BadPurpose(Exception):  # noqa: N818 - named for what happened
    """What the responses are for was not said in 10 to 75 visible characters."""


class FileKind(StrEnum):
    """The formats of an export."""

    CSV = "csv"
    SAV = "sav"


@dataclass(frozen=True)
class Microdata:
    """Protected responses, in random order.

    ``known`` has the quasi-identifiers, ``BLANK`` where one is not told. ``withheld`` has, for
    each of ``items``, the responses in which its answer is not told.
    """

    asked: AskedWave
    known: Mapping[str, Coded]
    items: Mapping[str, ItemColumn]
    withheld: Mapping[str, NDArray[np.bool_]]


class MicrodataExports:
    """The use cases around single responses."""

    def __init__(self, trail: Trail, book: WaveBook, protection: Protection = PROTECTION) -> None:
        self._trail = trail
        self._engine = trail.engine
        self._book = book
        self._protection = protection

    def is_for(self, actor: Actor) -> bool:
        """Whether this person gets any: an analyst of an independent organisation.

        Raises:
            StorageUnavailable: the database cannot be read now.
        """
        if not actor.may_somewhere(Permission.EXPORT_MICRODATA):
            return False
        with reading(self._engine) as connection:
            return _is_independent(connection, actor)

    def waves(self, actor: Actor) -> list[AskedWave]:
        """The closed waves, the latest first.

        Raises:
            NotPermitted: the actor is no analyst, or not of an independent organisation.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.EXPORT_MICRODATA)
        with reading(self._engine) as connection:
            _require_independent(connection, actor)
        return [asked for asked in self._book.all() if asked.wave.closed_on is not None][::-1]

    def report(self, actor: Actor, wave_id: str) -> AnonymityReport:
        """How well the responses of a closed wave hide among each other, and what an export blanks.

        Raises:
            NotPermitted: the actor is no analyst, or not of an independent organisation.
            UnknownWave: there is none of this name.
            NotClosed: it still takes answers.
            TooFewResponses: there are so few that none can be exported.
            StorageUnavailable: the database cannot be used now.
        """
        self._trail.require(
            actor, Action.EXPORT_MICRODATA, Permission.EXPORT_MICRODATA, f"wave {wave_id}"
        )
        with reading(self._engine) as connection:
            _require_independent(connection, actor)
            asked = self._find(wave_id)
            columns = _read(connection, asked)
        return _Protecting(asked, columns, self._protection).report()

    def export(
        self, actor: Actor, wave_id: str, purpose: str, kind: FileKind, speech: Speech
    ) -> bytes:
        """The protected responses of a closed wave as a file. That it was made, and what for, is
        noted before anybody holds it.

        Raises:
            NotPermitted: the actor is no analyst, or not of an independent organisation.
            UnknownWave: there is none of this name.
            NotClosed: it still takes answers.
            BadPurpose: what they are for was not said.
            TooFewResponses: there are so few that none can be exported.
            StorageUnavailable: the database cannot be used now; nothing was exported.
        """
        about = f"wave {wave_id}"
        self._trail.require(actor, Action.EXPORT_MICRODATA, Permission.EXPORT_MICRODATA, about)
        asked = self._find(wave_id)
        told = clean_purpose(purpose)
        k = f", k={self._protection.smallest_class}"
        doing = self._trail.doing(
            actor, Action.EXPORT_MICRODATA, Permission.EXPORT_MICRODATA, about + k
        )
        with doing as connection:
            _require_independent(connection, actor)
            self._trail.append(connection, actor, Action.EXPORT_MICRODATA, _FOR + told)
        with reading(self._engine) as connection:
            columns = _read(connection, asked)
        protected = _Protecting(asked, columns, self._protection).shuffled()
        from copfeedback.results.microdata_file import write_microdata  # with pandas

        return write_microdata(protected, kind, speech)

    def _find(self, wave_id: str) -> AskedWave:
        asked = self._book.find(wave_id)
        if asked.key is not None or asked.wave.closed_on is None:
            raise NotClosed(asked.wave.id)
        return asked


def clean_purpose(purpose: str) -> str:
    """What an export is for, on one line.

    Raises:
        BadPurpose: it has not 10 to 75 visible characters.
    """
    cleaned = " ".join(purpose[: 4 * PURPOSE_MAXIMUM].split())
    if not PURPOSE_MINIMUM <= len(cleaned) <= PURPOSE_MAXIMUM or not cleaned.isprintable():
        raise BadPurpose
    return cleaned


class _Protecting:
    """Works out what is blanked."""

    def __init__(self, asked: AskedWave, columns: Columns, protection: Protection) -> None:
        self._asked = asked
        self._protection = protection
        self._size = columns.size
        self._known = {
            name: columns.dimensions[name]
            for name in protection.quasi_identifiers
            if name in columns.dimensions
        }
        # Numbers are left out: few people have the same.
        self._items = {
            item: column
            for item, column in columns.items.items()
            if column.question.type in WITH_SHARES
        }
        self._before = np.column_stack([coded.codes for coded in self._known.values()])
        order = range(len(self._known) - 1, -1, -1)
        self._after = blank_small_classes(self._before, order, protection.smallest_class)
        classes = classes_of(self._after)
        self._stays = classes.own_size >= protection.smallest_class
        if self._size and not self._stays.any():
            raise TooFewResponses
        self._withheld = self._answers_withheld(classes)

    def _answers_withheld(self, classes: Classes) -> dict[str, NDArray[np.bool_]]:
        """Where an answer would be known of everybody in a class, or give away what is blanked.

        Whether a question was asked tells what decided it, so that goes with it.
        """
        asking = asking_of(self._asked.survey)
        withheld = {name: self._after[:, place] == BLANK for place, name in enumerate(self._known)}
        # Of all questions, in their order: one that is not exported can lead on to one that is.
        for question in self._asked.survey.questions():
            decided_by = asking[question.id].decided_by
            for item in question.item_ids:
                own = withheld.get(item, np.zeros(self._size, np.bool_))
                for source in decided_by & withheld.keys():
                    own |= withheld[source]
                if question.sensitive and item in self._items:
                    own |= _told_of_all(self._items[item], classes)
                withheld[item] = own
        return {item: withheld[item] for item in self._items}

    def report(self) -> AnonymityReport:
        classes = classes_of(self._before)
        own = classes.own_size
        blanked = (self._after[self._stays] == BLANK).sum(axis=0)
        return AnonymityReport(
            wave_id=self._asked.wave.id,
            responses=self._size,
            quasi_identifiers=tuple(self._known),
            classes=len(classes.sizes),
            smallest=int(classes.sizes.min(initial=self._size)),
            unique=int((own == 1).sum()),
            below={size: int((own < size).sum()) for size in self._protection.reported_sizes},
            smallest_class=self._protection.smallest_class,
            left_out=int((~self._stays).sum()),
            blanked={name: int(count) for name, count in zip(self._known, blanked, strict=True)},
            withheld={
                item: count
                for item, where in self._withheld.items()
                if (count := int((where & self._stays).sum()))
            },
        )

    def shuffled(self) -> Microdata:
        order = np.random.default_rng().permutation(np.flatnonzero(self._stays))
        return Microdata(
            self._asked,
            {
                name: Coded(coded.values, self._after[order, place])
                for place, (name, coded) in enumerate(self._known.items())
            },
            {item: _in_order(column, order) for item, column in self._items.items()},
            {item: where[order] for item, where in self._withheld.items()},
        )


def _told_of_all(column: ItemColumn, classes: Classes) -> NDArray[np.bool_]:
    if column.ticks is None:
        return is_alike(column.picked, classes)
    # Not asked is an answer of its own here: it must not look like “not ticked”.
    ticks = np.where(column.asked[:, np.newaxis], column.ticks, NOBODY).astype(np.int16)
    told = np.zeros(len(ticks), np.bool_)
    for each in ticks.T:
        told |= is_alike(each, classes)
    return told


def _in_order(column: ItemColumn, order: NDArray[np.intp]) -> ItemColumn:
    return ItemColumn(
        column.item,
        column.question,
        column.asked[order],
        column.answers,
        column.picked[order] if column.ticks is None else column.picked,
        None if column.ticks is None else column.ticks[order],
        column.favourable,
    )


def _read(connection: Connection, asked: AskedWave) -> Columns:
    rows = stored_responses(connection, asked.wave.id)
    return read_columns(asked.survey, asked.wave, (StoredResponse(*row) for row in rows))


def _require_independent(connection: Connection, actor: Actor) -> None:
    if not _is_independent(connection, actor):
        raise NotIndependent(Permission.EXPORT_MICRODATA)


def _is_independent(connection: Connection, actor: Actor) -> bool:
    """Named people of an independent organisation; whoever has a shell is none of them."""
    employer = employer_of(connection, actor)
    return employer is not None and employer.kind in INDEPENDENT and employer.active
