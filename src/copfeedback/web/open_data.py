"""The figures of a release as files to take away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import N_, Catalogues
from copfeedback.results.model import Publication
from copfeedback.results.open_data.csv_file import write_csv, write_metadata
from copfeedback.results.open_data.flat import FlatTable, flat_table
from copfeedback.results.open_data.json_file import write_json
from copfeedback.results.open_data.workbook import write_workbook
from copfeedback.results.releases import UnknownRelease
from copfeedback.web.attachment import attachment
from copfeedback.web.conditional import FOR_EVERYBODY, conditional
from copfeedback.web.kept import Content, Kept

DOWNLOADS = (
    ("csv", N_("CSV")),
    ("csv-excel", N_("CSV for Excel")),
    ("csv-metadata.json", N_("Description of the CSV file (CSVW)")),
    ("xlsx", N_("Excel workbook (XLSX)")),
    ("sav", N_("SPSS (SAV)")),
    ("dta", N_("Stata (DTA)")),
    ("json", N_("JSON")),
)
"""What ``/{lang}/results/<release id>/download/`` offers: the end of the address, and its name."""


@dataclass(frozen=True, slots=True)
class _Format:
    kind: str
    ending: str


_FORMATS: Mapping[str, _Format] = {
    "csv": _Format("text/csv; charset=utf-8; header=present", "csv"),
    "csv-excel": _Format("text/csv; charset=utf-8; header=present", "csv"),
    "csv-metadata.json": _Format("application/csvm+json", "csv-metadata.json"),
    "xlsx": _Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "sav": _Format("application/x-spss-sav", "sav"),
    "dta": _Format("application/x-stata-dta", "dta"),
    "json": _Format("application/json", "json"),
}


def modified_at(portal: Portal, publication: Publication) -> datetime:
    """When what a release is said to be last changed: published, replaced or withdrawn.

    Raises:
        StorageUnavailable: the database cannot be read now.
    """
    moments = [publication.published_at]
    if publication.withdrawn_at is not None:
        moments.append(publication.withdrawn_at)
    if publication.replaced_by is not None:
        moments.append(portal.results.find_publication(publication.replaced_by).published_at)
    return max(moments)


class OpenData:
    """Makes the files when they are asked for first."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._kept = Kept()

    async def download(self, request: Request) -> Response:
        """GET: a release in a format."""
        asked = request.path_params
        tag, wanted = asked["lang"], asked["format"]
        if wanted not in _FORMATS:
            raise UnknownRelease(asked["release"])
        publication, moment = await asyncio.to_thread(self._find, asked["release"])
        if publication.withdrawn_at is not None:
            return self._withdrawn(publication, tag)
        content = await self._kept.get(
            (publication.release.sha256, publication.release.id, tag, wanted),
            lambda: self._make(publication, tag, wanted),
        )
        return conditional(request, content, moment, _headers(publication, tag, wanted))

    def _find(self, release_id: str) -> tuple[Publication, datetime]:
        publication = self._portal.results.find_publication(release_id)
        return publication, modified_at(self._portal, publication)

    def _withdrawn(self, publication: Publication, tag: str) -> Response:
        """What is to be read in place of the figures."""
        notice = publication.notice
        said = self._portal.catalogues.plain(notice.read_in(tag)) if notice else ""
        return PlainTextResponse(f"{said}\n", 410, {**FOR_EVERYBODY, "Content-Language": tag})

    def _make(self, publication: Publication, tag: str, wanted: str) -> Content:
        catalogues = self._portal.catalogues
        table = flat_table(
            publication.release, publication.asked, catalogues.speech(tag), catalogues.plain
        )
        return Content.of(_written(table, wanted, catalogues), _FORMATS[wanted].kind)


def _written(table: FlatTable, wanted: str, catalogues: Catalogues) -> bytes:
    match wanted:
        case "csv":
            return write_csv(table)
        case "csv-excel":
            return write_csv(table, mark=True)
        case "csv-metadata.json":
            return write_metadata(table, catalogues, "csv")
        case "xlsx":
            return write_workbook(table)
        case "json":
            return write_json(table)
    # With pandas, which takes a while to load.
    from copfeedback.results.open_data.statistical import write_dta, write_sav

    return write_sav(table) if wanted == "sav" else write_dta(table)


def _headers(publication: Publication, tag: str, wanted: str) -> dict[str, str]:
    name = f"{publication.release.id}.{tag}.{_FORMATS[wanted].ending}"
    headers = {
        "Content-Disposition": attachment(name),
        "Content-Language": tag,
    }
    if wanted == "csv":
        headers["Link"] = '<csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return headers
