"""Migrations lead to the schema of the code, and back, without losing what stays."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, Table, delete, event, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from copfeedback.complaints import casework_tables, counter_tables
from copfeedback.complaints import tables as complaint_tables
from copfeedback.complaints.casefile import add_item
from copfeedback.complaints.holder_tables import vault_holder
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.promise_tables import language_opening, promise_version
from copfeedback.complaints.roster_tables import roster
from copfeedback.evaluations import tables as evaluation_tables
from copfeedback.forums import search_tables
from copfeedback.forums import tables as forum_tables
from copfeedback.people import tables
from copfeedback.people.audit import Action
from copfeedback.people.model import Actor
from copfeedback.profile.store import profile_version
from copfeedback.results.followup_store import what_followed
from copfeedback.results.free_text import excerpt_store
from copfeedback.results.free_text import store as coding_store
from copfeedback.results.store import lives_of_wave, release
from copfeedback.storage import migrating
from copfeedback.storage.engine import open_database, reading, restructuring, writing
from copfeedback.storage.migrating import current, head, migrate, migrate_down
from copfeedback.storage.schema import metadata
from copfeedback.surveys import code_store, paper_store, resume_store
from copfeedback.surveys.draft_store import survey_draft
from copfeedback.surveys.files import survey_file
from copfeedback.surveys.reviews import survey_review
from copfeedback.surveys.store import free_text, response, survey_version
from tests.breakage import PowerFailure, failing_at
from tests.complaints.opened_cases import a_case
from tests.conftest import BOTH, text_of
from tests.factories import WAVE, Fieldwork, open_tiny_wave
from tests.postgresql_server import Databases

REVISIONS = [
    script.revision
    for script in ScriptDirectory(
        str(Path(migrating.__file__).parent / "migrations")
    ).walk_revisions()
]
MOMENT = datetime(2026, 5, 6, 9, 0, tzinfo=UTC)
STAFF_ROWS: list[tuple[Table, dict[str, Any]]] = [
    (tables.organisation, {"id": 1, "kind": "oversight", "name": "Body", "active": True}),
    (tables.unit, {"id": 1, "organisation_id": 1, "name": "All"}),
    (tables.unit, {"id": 2, "organisation_id": 1, "name": "Team", "parent_id": 1}),
    (
        tables.sector,
        {
            "code": "harbour",
            "kind": "area",
            "name": "{}",
            "officer": "Amina",
            "telephone": "1",
            "since": date(2026, 1, 1),
            "public": True,
        },
    ),
    (
        tables.staff,
        {
            "id": 1,
            "name": "a",
            "role": "leader",
            "password_hash": "h",
            "active": True,
            "demonstration": False,
            "organisation_id": 1,
            "unit_id": 2,
            "heads_unit": True,
            "manager": True,
            "email": "a@example.org",
            "single_sign_on": "issuer|a",
            "second_factor": "s",
            "last_step": 5,
            "wrong_attempts": 2,
        },
    ),
    (tables.staff_scope, {"staff_id": 1, "kind": "sector", "code": "harbour"}),
    (tables.recovery_code, {"staff_id": 1, "code_hash": b"r" * 32}),
    (
        tables.staff_session,
        {
            "token_hash": b"t" * 32,
            "staff_id": 1,
            "began_at": MOMENT,
            "last_used_at": MOMENT,
            "sealed_key": b"k",
        },
    ),
    (
        vault_holder,
        {
            "staff_id": 1,
            "box": b"b" * 32,
            "verify": b"v" * 32,
            "salt": b"s" * 16,
            "sealed_seed": b"s",
            "recovery_sealed": b"r",
            "organisation_sealed": b"o",
            "organisation_box": b"o" * 32,
            "made_on": date(2026, 5, 6),
        },
    ),
    (
        roster,
        {
            "version": 1,
            "content": b"{}",
            "signature": b"s" * 64,
            "imported_on": date(2026, 5, 6),
        },
    ),
    (
        tables.invitation,
        {
            "token_hash": b"i" * 32,
            "name": "b",
            "role": "caseworker",
            "organisation_id": 1,
            "heads_unit": False,
            "manager": False,
            "scopes": "{}",
            "email": "",
            "invited_by": 1,
            "invited_at": MOMENT,
        },
    ),
    (
        code_store.code_batch,
        {
            "wave_id": WAVE,
            "number": 1,
            "made_on": date(2026, 5, 1),
            "count": 2,
            "form": "digits",
            "channel": "letter",
            "stratum": "",
            "cluster": "",
        },
    ),
    (code_store.access_code, {"wave_id": WAVE, "digest": b"d" * 16, "batch": 1}),
    (
        resume_store.resumable,
        {"id": b"r" * 16, "wave_id": WAVE, "sealed": b"s", "expires_on": date(2026, 5, 20)},
    ),
    (paper_store.paper_entry, {"wave_id": WAVE, "slip": "7", "sealed": b"s"}),
    (tables.password_reset, {"token_hash": b"p" * 32, "staff_id": 1, "made_at": MOMENT}),
    (
        survey_draft,
        {
            "survey_id": "tiny",
            "definition": "id: tiny",
            "changed_on": date(2026, 5, 6),
            "note": "v1",
        },
    ),
    (
        survey_file,
        {
            "survey_id": "tiny",
            "version": 1,
            "name": "street.png",
            "kind": "image/png",
            "content": b"\x89PNG",
        },
    ),
    (
        survey_review,
        {
            "survey_id": "tiny",
            "language": "ar",
            "wording_sha256": "0" * 64,
            "version": 1,
            "reviewer": "Amina",
            "reviewed_on": date(2026, 5, 6),
        },
    ),
    (
        profile_version,
        {"part": "identity", "version": 1, "content": "{}", "written_by": 1, "written_at": MOMENT},
    ),
]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def filled_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with something in every table, to copy."""
    folder = tmp_path_factory.mktemp("filled")
    path = folder / "filled.sqlite3"
    shutil.copy(sqlite_template, path)
    fill_and_leave(f"sqlite:///{path}", folder)
    return path


@pytest.fixture(scope="module")
def filled_postgresql(
    postgresql_databases: Databases,
    postgresql_template: URL,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[URL]:
    """A database with something in every table, to copy."""
    address = postgresql_databases.make(postgresql_template)
    fill_and_leave(text_of(address), tmp_path_factory.mktemp("filled"))
    yield address
    postgresql_databases.drop(address)


@pytest.fixture(params=BOTH)
def filled_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of this test's own with something in every table, SQLite and PostgreSQL."""
    filled = request.getfixturevalue(f"filled_{request.param}")
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{shutil.copy(filled, tmp_path / 'filled.sqlite3')}")
        yield engine
        engine.dispose()
        return
    databases: Databases = request.getfixturevalue("postgresql_databases")
    address = databases.make(filled)
    engine = open_database(text_of(address))
    yield engine
    engine.dispose()
    databases.drop(address)


@pytest.fixture
def empty_engine(empty_address: str) -> Iterator[Engine]:
    engine = open_database(empty_address)
    yield engine
    engine.dispose()


_SCHEMAS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master",
    "postgresql": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull::text,
            pg_get_expr(adbin, adrelid), attidentity, col_description(attrelid, attnum)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid AND relkind = 'r'
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped
        UNION ALL
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '', ''
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT tablename, indexname, indexdef, '', '', '', ''
        FROM pg_indexes WHERE schemaname = 'public'
    """,
}
"""What tells one schema from another; the order of columns is no difference."""
_compared: dict[frozenset[Any], list[Any]] = {}


def differences(engine: Engine) -> list[Any]:
    """How the schema differs from that of the code; one that was met already is known."""
    with reading(engine) as connection:
        kind = connection.dialect.name
        schema = frozenset((kind, *row) for row in connection.execute(text(_SCHEMAS[kind])))
        if schema not in _compared:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "include_name": _is_declared}
            )
            _compared[schema] = compare_metadata(context, metadata)
    return _compared[schema]


def _is_declared(name: str | None, _kind: str, _parents: object) -> bool:
    """Full-text indexes are each database's own, and known to the migrations alone."""
    return name is None or not name.startswith("forum_search_index")


def all_rows(engine: Engine) -> Rows:
    """Everything in the database, by table; each row with the columns it has there."""
    found: Rows = {}
    with reading(engine) as connection:
        there = inspect(connection).get_multi_columns()
        for (_, name), described in there.items():
            if name not in metadata.tables:
                continue
            names = {column["name"] for column in described}
            columns = [column for column in metadata.tables[name].c if column.name in names]
            rows = connection.execute(select(*columns)).mappings()
            found[name] = sorted(map(dict, rows), key=repr)
    return found


def only(columns_of: Rows, rows: Rows) -> Rows:
    """The rows without what there is no column for in the rows of ``columns_of``."""
    return {
        name: sorted(
            ({column: row[column] for column in columns_of[name][0]} for row in rows[name]),
            key=repr,
        )
        for name in columns_of
    }


def fill_and_leave(address: str, folder: Path) -> None:
    engine = open_database(address)
    fill(engine, folder)
    engine.dispose()


def fill(engine: Engine, folder: Path) -> None:
    """Something in every table, taken in as it is in use."""
    fieldwork = open_tiny_wave(engine, folder)
    fieldwork.send_many(12)
    fieldwork.surveys.fold_all()
    fieldwork.send_many(4)
    with writing(engine) as connection:
        for table, row in STAFF_ROWS:
            connection.execute(insert(table), row)
        frozen = {"sha256": "0", "canonical": "{}", "private": "{}", "built_at": MOMENT}
        reply = {"status": "done", "said": "{}", "answer": "{}", "organisation_id": 1}
        about = {"id": 1, "version": 1, "wave_id": WAVE, "item": "trust"}
        connection.execute(insert(what_followed), about | reply | {"written_on": date(2026, 6, 1)})
        first = {"wave_id": WAVE, "number": 1, "survey_id": "tiny", "built_by": "portal"}
        connection.execute(insert(release), first | frozen)
        fill_coding(connection)
        fill_tallies(connection)
        fill_casework(connection)
        fill_forums(connection)
        fill_evaluations(connection)
        page = {"page": "how", "language": "en", "version": 1, "edition": 1, "content": "{}"}
        connection.execute(insert(promise_version), page | {"written_at": MOMENT})
        opened = {"language": "en", "reviewer": "a", "fingerprint": "0"}
        reviewed = opened | {"reviewed_on": date(2026, 6, 1)}
        connection.execute(insert(language_opening), reviewed)


def fill_casework(connection: Connection) -> None:
    """A case with a file and somebody who follows it, and what left it on purpose."""
    opened, author = a_case(connection)
    case_id, day = opened.row.id, date(2026, 6, 1)
    add_item(connection, opened, ItemKind.NOTE, Side.BODY, {"text": "a"}, author, day)
    rows: list[tuple[Table, dict[str, Any]]] = [
        (
            complaint_tables.complaint_file,
            {"id": "f", "case_id": case_id, "size": 1, "on": day},
        ),
        (complaint_tables.complaint_chunk, {"file_id": "f", "number": 1, "sealed": b"s"}),
        (
            complaint_tables.complaint_session,
            {
                "token_hash": b"c" * 32,
                "case_id": case_id,
                "ends_at": MOMENT,
                "sealed_seed": b"s",
            },
        ),
        (
            casework_tables.case_request,
            {"id": "2request", "case_id": case_id, "sent_on": day, "due_on": day, "sealed": b"s"},
        ),
        (casework_tables.register_entry, {"case_id": case_id, "sealed": b"s"}),
    ]
    for table, row in rows:
        connection.execute(insert(table), row)


def fill_forums(connection: Connection) -> None:
    """A forum with a meeting, minutes and what came of it."""
    day, each = date(2026, 6, 1), {"content": "{}"}
    said = {"language": "en", "text": "a"}
    draft = each | {"meeting_id": 1, "item_id": 1, "author": "a", "saved_at": MOMENT}
    approved = {"meeting_id": 1, "number": 1, "language": "en"}
    rows: list[tuple[Table, dict[str, Any]]] = [
        (forum_tables.forum, each | {"code": "old_town", "version": 1}),
        (
            forum_tables.forum_meeting,
            each
            | {
                "id": 1,
                "forum": "old_town",
                "number": "2026-06-01",
                "starts": MOMENT.replace(tzinfo=None),
            }
            | {"state": "planned", "minutes_number": 1, "version": 1},
        ),
        (
            forum_tables.agenda_item,
            each | {"id": 1, "meeting_id": 1, "position": 1, "version": 1},
        ),
        (
            forum_tables.agenda_paper,
            {"item_id": 1, "title": "a", "language": "en", "size": 1, "sha256": "0", "pdf": b"p"},
        ),
        (
            forum_tables.agenda_settlement,
            {"meeting_id": 1, "kind": "question", "matter": 1, "result": "done", "on_day": day},
        ),
        (
            forum_tables.forum_proposal,
            said
            | {"reference": "1", "forum": "old_town", "is_question": True, "received_on": day}
            | {"state": "waiting", "shown": False},
        ),
        (forum_tables.minutes_draft, draft | {"version": 1}),
        (forum_tables.minutes_set_aside, draft),
        (forum_tables.meeting_attendance, each | {"meeting_id": 1}),
        (
            forum_tables.minutes_version,
            each | approved | {"approved_at": MOMENT, "approved_by": "a", "public_on": day},
        ),
        (
            forum_tables.minutes_translation,
            approved | {"texts": "{}", "translator": "a", "translated_at": MOMENT},
        ),
        (
            forum_tables.minutes_reply,
            said | {"meeting_id": 1, "number": 1, "office": "a", "at": MOMENT},
        ),
        (forum_tables.commitment, each | {"id": 1, "forum": "old_town", "owner": "police"}),
        (
            forum_tables.commitment_event,
            each | {"commitment_id": 1, "number": 1, "kind": "accepted", "on_day": day},
        ),
        (
            forum_tables.problem_version,
            each | {"problem_id": 1, "version": 1, "forum": "old_town", "written_at": MOMENT},
        ),
        (
            forum_tables.forum_notice,
            {"forum": "old_town", "kind": "news", "on_day": day, "title": "{}", "text": "{}"},
        ),
        (forum_tables.forum_year, each | {"forum": "old_town", "year": 2025, "sha256": "0"}),
        (
            search_tables.forum_search,
            {
                "kind": "agenda",
                "ref": "1",
                "part": 1,
                "language": "en",
                "path": "/",
                "title": "a",
                "title_language": "en",
                "text": "a",
                "folded": "a",
            },
        ),
        (search_tables.forum_search_stamp, {"kind": "agenda", "ref": "1", "stamp": "1"}),
    ]
    for table, row in rows:
        connection.execute(insert(table), row)


def fill_evaluations(connection: Connection) -> None:
    """An evaluation, and plans, key figures and checklists around it."""
    day, each = date(2026, 6, 1), {"content": "{}"}
    hashes = {"sha256": "0", "previous_hash": "0", "hash": "0"}
    rows: list[tuple[Table, dict[str, Any]]] = [
        (
            evaluation_tables.evaluation_draft,
            each | {"evaluation": "patrols", "kind": "pledge", "organisation": 1, "version": 1},
        ),
        (
            evaluation_tables.evaluation_event,
            hashes
            | {"number": 1, "evaluation": "patrols", "kind": "registered", "on": day, "text": "{}"},
        ),
        (
            evaluation_tables.evaluation_attachment,
            {"evaluation": "patrols", "sha256": "0", "title": "a", "language": "en"}
            | {"size": 1, "pdf": b"p"},
        ),
        (
            evaluation_tables.police_plan,
            each | {"code": "city", "number": 1, "published_on": day, "version": 1},
        ),
        (evaluation_tables.kpi, each | {"code": "trust", "version": 1, "since": day}),
        (
            evaluation_tables.activity,
            each | {"id": 1, "kind": "meeting", "organisation": 1, "began": day, "version": 1},
        ),
        (
            evaluation_tables.activity_figures,
            each | {"period": "2025", "built_on": day, "seal": "0"},
        ),
        (
            evaluation_tables.checklist_assessment,
            each | {"id": 1, "checklist": "a", "organisation": 1, "on": day, "public": True},
        ),
    ]
    for table, row in rows:
        connection.execute(insert(table), row)


def fill_tallies(connection: Connection) -> None:
    """Counts of complaints, and what was made known of them."""
    frozen = {"sha256": "0", "content": "{}"}
    day = date(2026, 6, 1)
    rows: list[tuple[Table, dict[str, Any]]] = [
        (
            counter_tables.complaint_tally,
            {"measure": "sector", "period": "2026-05", "value": "a", "other": "", "count": 3},
        ),
        (counter_tables.complaint_pending, {"event": "filed", "sealed": b"s"}),
        (counter_tables.complaint_figures, {"period": "2026-Q2", "built_on": day, **frozen}),
        (
            counter_tables.recommendation_public,
            {"month": "2026-05", "category": "powers", "answer": "none", "text": "{}"},
        ),
        (counter_tables.complaint_report, {"published_on": day, **frozen}),
        (
            counter_tables.complaint_signal,
            {
                "week": "2026-W20",
                "measure": "week_sector",
                "value": "a",
                "staff_id": 1,
                "seen": 3,
                "note": b"s",
            },
        ),
    ]
    for table, row in rows:
        connection.execute(insert(table), row)


def fill_coding(connection: Connection) -> None:
    """A text with a theme and an excerpt."""
    text_id = connection.execute(select(free_text.c.id).limit(1)).scalar_one()
    question = {"survey_id": "tiny", "question_id": "improve"}
    rows: list[tuple[Table, dict[str, Any]]] = [
        (
            coding_store.theme,
            question | {"code": "light", "names": "{}", "description": "", "retired": False},
        ),
        (coding_store.coded_text, {"text_id": text_id, "coder": "a", "revision": 1}),
        (coding_store.coded_theme, {"text_id": text_id, "code": "light"}),
        (
            excerpt_store.text_excerpt,
            {
                "id": 1,
                "text_id": text_id,
                "parts": "[]",
                "translations": "{}",
                "state": "proposed",
                "proposer": "a",
                "proposer_id": 1,
                "by_police": False,
                "decider": "",
                "reason": "",
            },
        ),
        (
            coding_store.published_themes,
            {
                "wave_id": WAVE,
                "question_id": "improve",
                "published_on": date(2026, 6, 1),
                "canonical": "{}",
            },
        ),
    ]
    for table, row in rows:
        connection.execute(insert(table), row)


def test_the_newest_migration_is_the_schema_of_the_code(empty_engine: Engine):
    migrate(empty_engine)

    assert differences(empty_engine) == []
    assert current(empty_engine) == head() == REVISIONS[0]


def test_tables_are_kept_as_they_are_declared_when_sqlite_keeps_them(
    tmp_path: Path, sqlite_engine: Engine
):
    """What Alembic does not compare: whether a table has row numbers."""
    made = open_database(f"sqlite:///{tmp_path / 'made.sqlite3'}")
    with writing(made) as connection:
        metadata.create_all(connection)

    def kinds(engine: Engine) -> dict[str, tuple[Any, ...]]:
        with reading(engine) as connection:
            listed = connection.execute(text("PRAGMA table_list")).mappings().all()
        return {row["name"]: (row["type"], row["wr"]) for row in listed}

    migrated = kinds(sqlite_engine)
    assert {name: migrated[name] for name in metadata.tables} == {
        name: kinds(made)[name] for name in metadata.tables
    }
    made.dispose()


@pytest.mark.parametrize("revision", [*REVISIONS[1:], "base"])
def test_what_stays_is_unharmed_when_migrations_are_taken_back_and_applied_again(
    filled_engine: Engine, revision: str
):
    engine = filled_engine
    before = all_rows(engine)
    assert all(before.values()), "every table must hold something"

    migrate_down(engine, revision)

    below = all_rows(engine)
    assert below == only(below, before)
    assert len(below) < len(before)
    assert current(engine) == (None if revision == "base" else revision)

    migrate(engine)

    assert differences(engine) == []
    again = all_rows(engine)
    assert only(below, again) == below
    new = {name for name in before if name not in below and again[name]}
    needed = {"organisation"} - below.keys() if "staff" in below else set()
    assert new == needed, "accounts need one"


def test_a_release_of_before_is_the_first_of_its_wave_when_there_can_be_several(
    engine: Engine, tmp_path: Path
):
    fieldwork = open_tiny_wave(engine, tmp_path)
    with writing(engine) as connection:
        fieldwork.trail.append(
            connection, Actor("Amina", id=7), Action.BUILD_RELEASE, f"wave {WAVE}"
        )
    migrate_down(engine, "0004")
    with writing(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO release (wave_id, survey_id, built_on, sha256, canonical) "
                f"VALUES ('{WAVE}', 'tiny', '2026-06-01', 'abc', '{{}}')"
            )
        )

    migrate(engine)

    with reading(engine) as connection:
        (life,) = lives_of_wave(connection, WAVE)
    assert (life.id, life.sha256) == (f"{WAVE}.1", "abc")
    assert (life.built_by, life.built_by_id) == ("Amina", 7)
    assert life.built_at == datetime(2026, 6, 1, tzinfo=UTC)
    assert (life.corrects, life.superseded_at, life.publish_at) == (None, None, None)

    migrate_down(engine, "0004")

    with reading(engine) as connection:
        kept = connection.execute(text("SELECT built_on, sha256 FROM release")).one()
    assert (str(kept.built_on), kept.sha256) == ("2026-06-01", "abc")


def test_the_portal_works_when_everything_was_taken_back_and_applied_again(
    engine: Engine, tmp_path: Path
):
    migrate_down(engine, "base")
    migrate(engine)

    fieldwork = open_tiny_wave(engine, tmp_path)
    fieldwork.send_many(10)

    assert fieldwork.surveys.fold_all() == 10


def test_nothing_is_altered_when_something_would_refer_to_a_row_that_is_gone(
    sqlite_fieldwork: Fieldwork,
):
    engine, before = sqlite_fieldwork.engine, all_rows(sqlite_fieldwork.engine)

    with (
        pytest.raises(RuntimeError, match="refers to a row that is gone"),
        restructuring(engine) as connection,
    ):
        connection.execute(delete(survey_version))

    assert all_rows(engine) == before
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(delete(survey_version))


def test_nothing_changes_when_everything_is_applied_already(fieldwork: Fieldwork):
    before = all_rows(fieldwork.engine)

    migrate(fieldwork.engine)

    assert all_rows(fieldwork.engine) == before


def test_nothing_of_a_migration_is_there_for_others_before_its_end(
    empty_engine: Engine, empty_address: str
):
    """What another reads in the middle is what would be left if everything stopped there."""
    other = open_database(empty_address)
    looked = itertools.count()

    def look(*_: Any) -> None:
        next(looked)
        assert tables_of(other) == []

    event.listen(empty_engine, "before_cursor_execute", look)
    event.listen(empty_engine, "commit", look)
    migrate(empty_engine)

    assert next(looked) > len(metadata.tables)
    assert tables_of(other) != []
    other.dispose()


def test_nothing_of_a_migration_is_left_when_it_stops_in_the_middle(empty_engine: Engine):
    for moment in itertools.count(1, 17):
        try:
            with failing_at(empty_engine, moment):
                migrate(empty_engine)
        except PowerFailure:
            assert current(empty_engine) is None
            assert tables_of(empty_engine) == []
        else:
            break

    assert moment > 100
    assert differences(empty_engine) == []


def tables_of(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return inspect(connection).get_table_names()


def test_both_come_up_when_two_portals_start_on_an_empty_database(empty_address: str):
    engines = [open_database(empty_address) for _ in range(3)]

    with ThreadPoolExecutor(3) as starting:
        list(starting.map(migrate, engines))

    for engine in engines:
        assert current(engine) == head()
        engine.dispose()


def test_samples_of_what_people_wrote_are_not_kept_when_postgresql_plans(
    postgresql_engine: Engine,
):
    query = text(
        "SELECT relname || '.' || attname FROM pg_attribute "
        "JOIN pg_class ON pg_class.oid = attrelid WHERE relkind = 'r' AND attstattarget = 0"
    )
    with reading(postgresql_engine) as connection:
        unsampled = set(connection.execute(query).scalars())

    assert unsampled == {
        "complaint_case.lookup",
        "complaint_case.head",
        "complaint_case.noted_head",
        "complaint_case.box",
        "complaint_case.verify",
        "complaint_case.salt",
        "keyring.sealed",
        "complaint_item.item_id",
        "complaint_item.heading",
        "complaint_item.sealed",
        "complaint_chunk.sealed",
        "complaint_session.token_hash",
        "complaint_session.sealed_seed",
        "case_request.sealed",
        "case_request.reply",
        "register_entry.sealed",
        "vault_holder.salt",
        "vault_holder.sealed_seed",
        "vault_holder.recovery_sealed",
        "vault_holder.organisation_sealed",
        "staff_session.token_hash",
        "staff_session.sealed_key",
        "response.answers",
        "free_text.text",
        "pending_response.sealed",
        "access_code.digest",
        "resumable.id",
        "resumable.sealed",
        "paper_entry.slip",
        "paper_entry.sealed",
        "text_excerpt.parts",
        "text_excerpt.translations",
        "release.private",
    }


def test_the_revisions_are_in_one_line():
    script = ScriptDirectory.from_config(_config())

    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    assert {response.name} <= set(metadata.tables)


def _config() -> Config:
    config = Config()
    folder = Path(migrating.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
