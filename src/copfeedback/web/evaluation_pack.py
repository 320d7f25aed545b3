"""Everything about one evaluation in one file, for whoever evaluates or checks it."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from starlette.requests import Request
from starlette.responses import Response

from copfeedback.application import Portal
from copfeedback.evaluations.attachments import published_files
from copfeedback.evaluations.chain import StoredEvent
from copfeedback.evaluations.events import Evaluation
from copfeedback.evaluations.public_chain import PublicChain, as_text
from copfeedback.evaluations.report_model import Report
from copfeedback.faults import Unknown
from copfeedback.web.attachment import attachment
from copfeedback.web.conditional import conditional
from copfeedback.web.evaluation_report import withdrawn_by
from copfeedback.web.kept import Content
from copfeedback.web.unchanged import Unchanged

_ZIP = "application/zip"
_FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""Of every file within, so that the same content is the same file."""
_READ_ME = """\
Evaluation {code} of {address}

events/    What was promised, changed, published and answered: one text an event, exactly as it
           was frozen. The SHA-256 of each file is the one in chain.txt and on our pages.
chain.txt  Number, evaluation, SHA-256, hash before and hash of every event of the portal. The
           hash of an event is the SHA-256 of the hash before it and its own SHA-256, as 128
           hexadecimal digits.
sources.csv
           The releases and periods that figures were fetched from, with their SHA-256. The exact
           text of a release of a survey is at {address}/api/v1/results/<id>/canonical
files/     The PDF files of the results.

Results that were withdrawn are left out; their fingerprints are in chain.txt still.
"""


class EvaluationPack:
    """Makes the file."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._chain = PublicChain(portal.engine)
        self._unchanged = Unchanged(portal.trail.now)

    async def pack(self, request: Request) -> Response:
        """GET: the file.

        Raises:
            Unknown: there is no such evaluation.
        """
        code = request.path_params["evaluation"]
        content = await asyncio.to_thread(self._make, code)
        headers = {"Content-Disposition": attachment(f"evaluation-{code}.zip")}
        return conditional(request, content, self._unchanged.since(code, content.tag), headers)

    async def file(self, request: Request) -> Response:
        """GET: a PDF that belongs to results which are public, to be kept.

        Raises:
            Unknown: there is none, or those results were withdrawn.
        """
        code, sha256 = request.path_params["evaluation"], request.path_params["sha256"]
        found, pdf = await asyncio.to_thread(self._portal.reporting.attachment, code, sha256)
        headers = {
            "Content-Disposition": attachment(f"{code}-{found.language}-{sha256[:8]}.pdf"),
            "Content-Security-Policy": _FILE_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-cache",
        }
        return Response(pdf, media_type="application/pdf", headers=headers)

    def _make(self, code: str) -> Content:
        evaluation = self._portal.evaluations.find(code)
        rows = self._chain.rows()
        address = self._portal.settings.public_address.rstrip("/")
        written = io.BytesIO()
        with ZipFile(written, "w") as pack:
            _add(pack, "README.txt", _READ_ME.format(code=code, address=address).encode())
            _add(pack, "chain.txt", as_text(rows).encode())
            _add(pack, "sources.csv", _sources(evaluation).encode())
            for row in self._shown(evaluation, rows):
                _add(pack, f"events/{row.number}.json", row.text.encode())
            for name, body in self._files(evaluation):
                _add(pack, f"files/{name}", body)
        return Content.of(written.getvalue(), _ZIP)

    @staticmethod
    def _shown(evaluation: Evaluation, rows: list[StoredEvent]) -> Iterator[StoredEvent]:
        gone = {
            each.number
            for each in evaluation.publications
            if withdrawn_by(evaluation, each) is not None
        }
        for row in rows:
            if row.evaluation == evaluation.code and row.number not in gone:
                yield row

    def _files(self, evaluation: Evaluation) -> Iterator[tuple[str, bytes]]:
        for sha256 in published_files(evaluation):
            with suppress(Unknown):  # one that was altered is nobody's to rely on
                _found, body = self._portal.reporting.attachment(evaluation.code, sha256)
                yield f"{sha256}.pdf", body


def _sources(evaluation: Evaluation) -> str:
    """What figures were fetched from, by version and indicator."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(("version", "indicator", "source", "sha256"))
    for event in evaluation.publications:
        if not isinstance(event.said, Report) or withdrawn_by(evaluation, event) is not None:
            continue
        for finding in event.said.findings:
            for source in finding.measured.sources if finding.measured else ():
                table.writerow((event.said.number, finding.indicator, source.id, source.sha256))
    return written.getvalue()


def _add(pack: ZipFile, name: str, body: bytes) -> None:
    entry = ZipInfo(name, _ALWAYS)
    entry.compress_type = ZIP_DEFLATED
    pack.writestr(entry, body)
