"""Bringing responses in that were collected elsewhere: everything in a file or nothing of it."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import Connection

from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading
from copfeedback.surveys import store, wave_store
from copfeedback.surveys.book import as_asked
from copfeedback.surveys.definition import read_published
from copfeedback.surveys.model import Survey
from copfeedback.surveys.packing import MARGINS, NOT_STATED
from copfeedback.surveys.past.cells import CodedColumn
from copfeedback.surveys.past.checking import Checked, Progress, check
from copfeedback.surveys.past.mapping import DESIGN, MappingFile, PastMapping
from copfeedback.surveys.past.model import (
    DueAlready,
    NothingMapped,
    NotOver,
    PastRefused,
    PastReport,
)
from copfeedback.surveys.past.proposing import propose
from copfeedback.surveys.past.tables import PastTable
from copfeedback.surveys.wave_file import WaveFile, WaveRefused
from copfeedback.surveys.wave_model import Recruitment, Wave
from copfeedback.surveys.waves import UnknownSurvey, WaveExists, described_wave, keep_wave

_BATCH = 20_000
_ID_BYTES = 16


@dataclass(frozen=True)
class PastWave:
    """A wave that was held elsewhere, and its questionnaire as it asked it."""

    wave: Wave
    survey: Survey


def describe_past(
    trail: Trail,
    actor: Actor,
    described: WaveFile,
    today: date,
    *,
    spoken: Collection[str] | None = None,
) -> PastWave:
    """The wave that responses are to go into, as it would be.

    Raises:
        NotPermitted: the actor may not.
        UnknownSurvey: the wave's survey version is not published.
        WaveRefused: something is missing, or does not fit the survey.
        WaveExists: the name is taken.
        NotOver: its last day has not passed.
        DueAlready: its results would be public at once, by one person alone. An operator may.
        StorageUnavailable: the database cannot be read now.
    """
    about = f"wave {described.id}"
    trail.require(actor, Action.IMPORT_WAVE, Permission.MANAGE_WAVES, about)
    wave = described_wave(trail.engine, described, spoken)
    wave = replace(wave, plan=replace(wave.plan, elsewhere=True))
    if wave.closes >= today:
        raise NotOver(wave.id)
    if wave.results_due <= today and not actor.operator:
        raise DueAlready(wave.id)
    with reading(trail.engine) as connection:
        waves = [stored.wave for stored in wave_store.all_waves(connection)]
        kept = store.find_definition(connection, wave.survey_id, wave.version)
    if wave.id in {name for each in waves for name in (each.id, each.short)}:
        raise WaveExists(wave.id)
    if kept is None:
        raise UnknownSurvey(f"{wave.survey_id} version {wave.version}")
    _, definition, demographics = kept
    survey = read_published(definition, f"{wave.survey_id}/{wave.version}", demographics)
    return PastWave(wave, as_asked(survey, wave))


def propose_mapping(past: PastWave, table: PastTable, said: MappingFile | None) -> PastMapping:
    """What the columns of a file are taken as.

    Raises:
        DefinitionError: what somebody said of them cannot be meant.
        WaveRefused: the file is of a sample and the wave of none.
    """
    mapping = propose(past.survey, table, said)
    plan = past.wave.plan
    if plan.recruitment is not Recruitment.SAMPLE:
        sampled = [what for what in DESIGN if what != "weight" and what in mapping.about]
        if sampled:
            fix = f"write recruitment: {Recruitment.SAMPLE} into the wave"
            fault = f"only a sample has a {sampled[0]}"
            raise WaveRefused([(("recruitment",), fault, fix)])
    return mapping


def import_past(
    trail: Trail,
    actor: Actor,
    past: PastWave,
    table: PastTable,
    mapping: PastMapping,
    *,
    drop_unreachable: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> PastReport:
    """Check a file, and unless it is a ``dry_run`` keep the wave with all its responses, closed.

    Raises:
        NotPermitted: the actor may not.
        NothingMapped: no column answers a question.
        DefinitionError: the file is broken.
        PastRefused: rows cannot be taken; nothing was stored.
        WaveExists: the name was taken meanwhile.
        StorageUnavailable: the database cannot be written now; nothing was stored.
    """
    doing = (actor, Action.IMPORT_WAVE, Permission.MANAGE_WAVES, f"wave {past.wave.id}")
    trail.require(*doing)
    if not mapping.columns:
        raise NothingMapped(table.name)
    checked = check(
        past.survey,
        past.wave,
        table,
        mapping,
        drop_unreachable=drop_unreachable,
        progress=progress,
    )
    report = checked.report
    if report.refused or not report.responses:
        raise PastRefused(report)
    if not dry_run:
        storing = _Storing(past, checked)  # on SQLite, nobody else can write from here on
        with trail.doing(*doing) as connection:
            keep_wave(connection, past.wave, None)
            wave_store.mark_closed(connection, past.wave.id, past.wave.closes)
            storing.store(connection, progress)
    return report


class _Storing:
    """Stores what was checked, in random order and under random ids."""

    def __init__(self, past: PastWave, checked: Checked) -> None:
        self._wave_id, self._survey = past.wave.id, past.survey
        self._items, self._about = checked.answered.items, checked.about
        rows = np.nonzero(checked.goes_in)[0]
        self._rows = rows[_random_order(len(rows))]
        self._ids = _random_ids(len(rows))
        survey = past.survey
        known = {item for each in survey.questions() for item in (each.id, *each.item_ids)}
        coded = known - survey.text_items - survey.never_kept
        # Every different answer becomes a text once.
        self._said = {
            item: ["", *(_said(item, value) for value in column.values[1:])]
            for item, column in self._items.items()
            if item in coded
        }

    def store(self, connection: Connection, progress: Progress | None) -> None:
        """Store responses, free texts and counts."""
        size = len(self._rows)
        for at in range(0, size, _BATCH):
            part = slice(at, min(at + _BATCH, size))
            store.add_responses(connection, list(self._responses(part)))
            if progress is not None:
                progress(part.stop, size)
        for texts in self._texts():
            store.add_free_texts(connection, texts)
        store.add_to_tallies(connection, self._wave_id, self._counts())

    def _responses(self, part: slice) -> Iterator[tuple[Any, ...]]:
        about, rows = self._about, self._rows[part]
        size = len(rows)
        nothing: list[Any] = [None] * size

        def values(column: CodedColumn | None) -> list[Any]:
            return nothing if column is None else _picked(column.values, column.codes[rows])

        yield from zip(
            self._ids[part],
            [self._wave_id] * size,
            values(about.week),
            values(about.language),
            values(about.mode),
            nothing,
            self._answers(rows),
            nothing,
            values(about.stratum),
            values(about.cluster),
            values(about.weight),
            values(about.population),
            strict=True,
        )

    def _answers(self, rows: NDArray[np.intp]) -> Iterator[str]:
        """The answers by code as JSON."""
        parts = [_picked(said, self._items[item].codes[rows]) for item, said in self._said.items()]
        for together in zip(*parts, strict=True):
            yield f"{{{','.join(filter(None, together))}}}"

    def _texts(self) -> Iterator[list[tuple[Any, ...]]]:
        """What people wrote, in an order of its own and with question and language alone."""
        items = sorted(self._items.keys() & self._survey.text_items)
        rows = [self._rows[self._items[item].codes[self._rows] != 0] for item in items]
        if not items:
            return
        of_item = np.repeat(np.arange(len(items)), [len(each) for each in rows])
        of_row = np.concatenate(rows)
        order, ids = _random_order(len(of_row)), _random_ids(len(of_row))
        for at in range(0, len(order), _BATCH):
            part = order[at : at + _BATCH]
            places = zip(
                ids[at : at + _BATCH], of_item[part].tolist(), of_row[part].tolist(), strict=True
            )
            yield [self._text(id_, items[item], row) for id_, item, row in places]

    def _text(self, id_: bytes, item: str, row: int) -> tuple[Any, ...]:
        language = self._about.language
        column = self._items[item]
        return (
            id_,
            self._wave_id,
            item,
            language.values[language.codes[row]],
            column.values[column.codes[row]],
        )

    def _counts(self) -> Counter[tuple[str, str]]:
        """How many answered, in all and by one margin at a time, as folding counts them."""
        counts = Counter({("all", ""): len(self._rows)})
        for margin, column in (("mode", self._about.mode), ("language", self._about.language)):
            counts += self._counted(margin, column)
        for margin in MARGINS:
            counts += self._counted(margin, self._items.get(margin))
        return counts

    def _counted(self, margin: str, column: CodedColumn | None) -> Counter[tuple[str, str]]:
        if column is None:
            return Counter({(margin, NOT_STATED): len(self._rows)})
        numbers = np.bincount(column.codes[self._rows], minlength=len(column.values))
        found: Counter[tuple[str, str]] = Counter()
        for value, number in zip(column.values, numbers.tolist(), strict=True):
            found[margin, NOT_STATED if value is None else str(value)] += number
        return found


def _said(item: str, answer: object) -> str:
    try:
        return f"{orjson.dumps(item).decode()}:{orjson.dumps(answer).decode()}"
    except TypeError:  # a cell that was refused: no row that goes in has it
        return ""


def _picked(values: list[Any], codes: NDArray[np.int32]) -> list[Any]:
    return [values[code] for code in codes.tolist()]


def _random_ids(size: int) -> list[bytes]:
    """Random ids, by size: an index grows faster at its end than everywhere."""
    drawn = secrets.token_bytes(_ID_BYTES * size)
    return sorted(drawn[at : at + _ID_BYTES] for at in range(0, len(drawn), _ID_BYTES))


def _random_order(size: int) -> NDArray[np.intp]:
    """Places in random order, drawn from the system."""
    drawn = np.frombuffer(secrets.token_bytes(8 * size), np.uint64)
    return np.argsort(drawn, kind="stable")
