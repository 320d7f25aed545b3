"""Queries of the PDF files that belong to reports, kept under their SHA-256."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select

from copfeedback.evaluations.events import Evaluation, EventKind
from copfeedback.evaluations.report_model import Attachment, Report
from copfeedback.evaluations.tables import evaluation_attachment
from copfeedback.faults import Unknown


def keep_file(
    connection: Connection, code: str, title: str, language: str, pdf: bytes
) -> Attachment:
    """Keep a file; the same one again is kept once."""
    digest = sha256(pdf).hexdigest()
    column = evaluation_attachment.c
    wanted = select(column.sha256).where(column.evaluation == code, column.sha256 == digest)
    if connection.execute(wanted).first() is None:
        row = {"title": title, "language": language, "size": len(pdf), "pdf": pdf}
        connection.execute(
            insert(evaluation_attachment), {"evaluation": code, "sha256": digest} | row
        )
    return Attachment(title, language, len(pdf), digest)


def find_file(connection: Connection, code: str, digest: str) -> bytes:
    """The bytes of a file.

    Raises:
        Unknown: there is none of this SHA-256, or it was changed since.
    """
    column = evaluation_attachment.c
    wanted = select(column.pdf).where(column.evaluation == code, column.sha256 == digest)
    found: bytes | None = connection.execute(wanted).scalar()
    if found is None or sha256(found).hexdigest() != digest:
        raise Unknown
    return bytes(found)


def drop_file(connection: Connection, code: str, digest: str) -> None:
    """Take a file away."""
    column = evaluation_attachment.c
    connection.execute(
        delete(evaluation_attachment).where(column.evaluation == code, column.sha256 == digest)
    )


def published_files(evaluation: Evaluation) -> dict[str, Attachment]:
    """The files of every version that counts, by SHA-256; none of what was withdrawn."""
    found: dict[str, Attachment] = {}
    for event in evaluation.events:
        if event.kind is EventKind.WITHDRAWN:
            found.clear()
        elif isinstance(event.said, Report):
            found |= {each.sha256: each for each in event.said.attachments}
    return found


def ever_published(evaluation: Evaluation) -> set[str]:
    """The SHA-256 of every file that was ever published: those stay, withdrawn or not."""
    reports = [event.said for event in evaluation.events if isinstance(event.said, Report)]
    return {each.sha256 for report in reports for each in report.attachments}
