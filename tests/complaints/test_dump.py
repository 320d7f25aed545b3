"""What a stolen copy shows: nothing that anybody wrote, chose or typed."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, select

from copfeedback.complaints.following import UnknownComplaintCode
from copfeedback.complaints.model import Category, Channel, Kind, Situation
from copfeedback.complaints.questions import FIELDS
from copfeedback.complaints.tables import complaint_case, complaint_item
from copfeedback.storage.engine import reading
from copfeedback.storage.schema import metadata
from tests.complaints.body import CLIENT, Body


def dump(engine: Engine) -> str:
    """Every table, as text."""
    with reading(engine) as connection:
        there = set(inspect(connection).get_table_names())
        return "\n".join(
            f"{table.name} {tuple(row)!r}"
            for table in metadata.sorted_tables
            if table.name in there
            for row in connection.execute(select(table))
        )


def lived(body: Body) -> tuple[list[str], str]:
    """A case with a canary in everything that can be written; the canaries, and its code."""
    answers = {name: [f"canary-{name}-{Kind.COMPLAINT}"] for name in FIELDS}
    answers |= {"categories": [Category.SEXUAL], "situation": [Situation.CUSTODY]}
    answers |= {"danger": ["yes"], "unit": ["4711"]}
    lodged = body.a_case(
        "canary-narrative",
        answers=answers,
        identity={"name": "canary-name", "reach": "canary-reach"},
        language="ar",
        channel=Channel.FULL,
        counted={"gender": "canary-gender"},
    )
    token = body.following.sign_in(lodged.code.written, "canary-client")
    body.following.send_message(token, "canary-message", "ar")
    body.following.set_identity(token, {"name": "canary-later"})
    return ["canary", "custody", "sexual", "4711", token], lodged.code.secret


def test_no_table_holds_a_word(body):
    canaries, secret = lived(body)
    dumped = dump(body.engine)
    assert "complaint_item" in dumped
    for each in (*canaries, secret):
        assert each not in dumped, each


def test_no_file_holds_a_word(sqlite_engine, tmp_path, caplog, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    canaries, secret = lived(Body(sqlite_engine))
    files = [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    assert any(path.name.endswith("-wal") for path in files)
    for path in files:
        content = path.read_bytes()
        for each in (*canaries, secret):
            assert each.encode() not in content, (path.name, each)
    for each in (*canaries, secret):
        assert each not in caplog.text


def test_a_case_in_danger_and_one_with_a_name_look_like_any_other(body):
    plain = body.a_case(answers={"danger": ["no"]})
    special = body.a_case(identity={"name": "Leila"}, answers={"danger": ["yes"]})
    with reading(body.engine) as connection:
        kept = connection.execute(select(complaint_case)).mappings().all()
        sizes = {
            case_id: [
                (len(row.heading), len(row.sealed))
                for row in connection.execute(
                    select(complaint_item).where(complaint_item.c.case_id == case_id)
                )
            ]
            for case_id in (plain.id, special.id)
        }
    random = {"id", "lookup", "head", "box", "verify", "salt"}
    shown = [{name: row[name] for name in row if name not in random} for row in kept]
    assert shown[0] == shown[1]
    assert sizes[plain.id] == sizes[special.id]


def test_no_moment_is_finer_than_a_day(body):
    body.day.seconds = 12_345
    lived(body)
    dumped = dump(body.engine).splitlines()
    moments = [line for line in dumped if "datetime.datetime" in line]
    assert all(line.startswith("complaint_session") for line in moments), (
        "fifteen minutes, then gone"
    )


def test_a_session_that_is_over_is_gone_with_the_next_one(body):
    lodged = body.a_case()
    body.following.sign_in(lodged.code.written, CLIENT)
    body.day.seconds += 15 * 60
    body.following.sign_in(lodged.code.written, CLIENT)
    assert dump(body.engine).count("complaint_session") == 1


def test_a_stolen_session_opens_nothing_without_its_cookie(body):
    lodged = body.a_case()
    body.following.sign_in(lodged.code.written, CLIENT)
    with pytest.raises(UnknownComplaintCode):
        body.following.sign_in(
            type(lodged.code)(lodged.code.lookup, "0" * 16).written, "203.0.113.4"
        )


def test_postgresql_keeps_no_samples_of_what_was_sealed(postgresql_engine):
    body = Body(postgresql_engine)
    for _ in range(30):
        body.a_case()
    with postgresql_engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        sampled = connection.exec_driver_sql(
            "SELECT tablename || '.' || attname FROM pg_stats WHERE schemaname = 'public' AND "
            "(most_common_vals IS NOT NULL OR histogram_bounds IS NOT NULL)"
        )
        found = set(sampled.scalars())
    assert "complaint_item.number" in found, "samples are made of what may be seen"
    sealed = {"sealed", "heading", "item_id", "salt", "box", "verify", "head", "lookup"}
    assert not {each for each in found if each.rpartition(".")[2] in sealed}
