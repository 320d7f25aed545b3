"""Canaries through every field and header of the complaint doors: none survives anywhere."""

from __future__ import annotations

import io
import logging
import tempfile
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.complaints.form import Asks
from copfeedback.complaints.questions import FIELDS
from copfeedback.complaints.stretching import Stretching
from copfeedback.storage.engine import reading
from copfeedback.storage.schema import metadata
from copfeedback.web.routes import light_door_routes
from tests.complaints.body import CHEAP, Body
from tests.web.following import FOLLOW
from tests.web.test_complaint_intake import Writer
from tests.web.visitor import PageForm

HEADERS = {
    "User-Agent": "canary-agent",
    "Referer": "http://localhost:8501/canary-referer",
    "X-Forwarded-For": "203.0.113.77",
    "Accept-Language": "en, x-canary-language",
}


@pytest.fixture
def body(portal: Portal) -> Body:
    """A body on the portal's database that takes complaints in English."""
    made = Body(portal.engine)
    made.day.today = portal.surveys.today()
    portal.filing._roster = lambda: made.roster
    portal.filing._languages = lambda: frozenset({"en"})
    portal.filing._stretching = portal.following._stretching = Stretching(2, **CHEAP)
    return made


def a_photo() -> bytes:
    """A picture with a place and words in what a camera writes into it."""
    picture, written = Image.new("RGB", (40, 30), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "canary-exif"
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def everything_kept(portal: Portal, folder: Path) -> bytes:
    """Every table as text, and every file byte by byte."""
    with reading(portal.engine) as connection:
        rows = [
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
        ]
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert any(b"SQLite format 3" in each for each in files)
    return b"\n".join([*(row.encode() for row in rows), *files])


def test_nothing_that_was_sent_survives_in_the_clear(
    portal: Portal, body: Body, tmp_path: Path, monkeypatch, caplog, capsys
):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG, "copfeedback")
    caplog.set_level(logging.DEBUG, "sqlalchemy.engine")
    app = Starlette(routes=light_door_routes(portal))
    client = TestClient(app, base_url="http://localhost:8501", headers=HEADERS)
    words = {
        name: f"canary-{name}"
        for name, field in FIELDS.items()
        if field.asks in {Asks.TEXT, Asks.LONG} and not name.startswith("happened")
    }
    shown = ("consent_reason", "said", "hurt")  # on pages that this person does not come to
    entries = {name: text for name, text in words.items() if name not in shown}
    writer = Writer(client)
    writer.write(**entries, categories=["sexual"], situation="custody", danger="no").press()
    code = " ".join(writer.groups)
    number = int(writer.said.split("type number ")[1][0])
    writer.press("send", typed=writer.groups[number - 1])
    assert "We have it" in writer.said

    client.post(FOLLOW, data={"code": code})
    token = client.cookies["copfeedback_case"]
    for step, said in (
        ("", {"text": "canary-message"}),
        ("/identity", {"name": "canary-later-name", "reach": "canary-later-reach"}),
    ):
        form = PageForm(client.get(FOLLOW + step).text).values
        client.post(FOLLOW + step, data={**form, **said, "go": "next"})
    csrf = PageForm(client.get(f"{FOLLOW}/file").text).values["csrf"][0]
    photo = ("canary-file.jpg", a_photo(), "image/jpeg")
    client.post(f"{FOLLOW}/file", data={"csrf": csrf}, files={"file": photo})
    kept = everything_kept(portal, tmp_path)
    assert len(body.opened(_only_case(portal)).items) == 7
    secret = code.replace(" ", "")
    for canary in (b"canary", b"203.0.113.77", b"custody", secret.encode()):
        assert canary not in kept, canary
    assert token.encode() not in kept
    ours = [each for each in caplog.records if each.name.startswith(("copfeedback", "sqlalchemy"))]
    said = "".join([*(each.getMessage() for each in ours), *capsys.readouterr()])
    assert "canary" not in said
    assert secret not in said


def _only_case(portal: Portal) -> str:
    with reading(portal.engine) as connection:
        return connection.exec_driver_sql("SELECT id FROM complaint_case").scalar_one()
