"""Queries of key figures. Every version is kept: a target that moved can be seen to have moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from copfeedback.evaluations.model import Direction
from copfeedback.evaluations.plan_model import KpiKind
from copfeedback.evaluations.tables import kpi
from copfeedback.faults import ChangedMeanwhile
from copfeedback.i18n.translations import Translations
from copfeedback.stored import from_json, to_json


@dataclass(frozen=True, slots=True)
class KeptKpi:
    """What is kept of a version of a key figure.

    ``name`` and ``definition`` are None where they are the portal's own, which it says in every
    language that it has by then.
    """

    code: str
    version: int
    since: date
    kind: KpiKind
    series: str
    direction: Direction
    target: float | None = None
    active: bool = True
    name: Translations | None = None
    definition: Translations | None = None


_COLUMNS = frozenset({"code", "version", "since"})


def kept_versions(connection: Connection, code: str | None = None) -> dict[str, list[KeptKpi]]:
    """The versions of key figures by code, the earliest first; of one, or of all."""
    wanted = select(kpi).order_by(kpi.c.code, kpi.c.version)
    if code is not None:
        wanted = wanted.where(kpi.c.code == code)
    found: dict[str, list[KeptKpi]] = {}
    for row in connection.execute(wanted):
        columns = {name: getattr(row, name) for name in _COLUMNS}
        found.setdefault(row.code, []).append(from_json(KeptKpi, row.content, **columns))
    return found


def keep_version(connection: Connection, kept: KeptKpi) -> None:
    """Keep a new version.

    Raises:
        ChangedMeanwhile: there is one of this number already.
    """
    row = {name: getattr(kept, name) for name in _COLUMNS}
    try:
        connection.execute(insert(kpi), row | {"content": to_json(kept, without=_COLUMNS)})
    except IntegrityError:
        raise ChangedMeanwhile from None
