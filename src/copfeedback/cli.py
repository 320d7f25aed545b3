"""``copfeedback …``: what an operator does from a shell."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from copfeedback import (
    case_commands,
    evaluation_commands,
    forum_commands,
    purge_commands,
    receipt_commands,
    release_commands,
    staff_commands,
    survey_commands,
    vault_commands,
    wave_commands,
)
from copfeedback.application import PROJECT, Portal, build_portal
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.people.audit import Head
from copfeedback.people.boundaries import MAX_BYTES, BadBoundaries
from copfeedback.people.model import OPERATOR
from copfeedback.people.sector_model import grow
from copfeedback.people.sector_wording import boundary_sentence, imported_sentence
from copfeedback.settings import SettingsError, load_settings
from copfeedback.storage import migrating
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.yaml_file import DefinitionError

FAILED = 1

Command = Callable[[Portal, argparse.Namespace], None]


class CommandError(Exception):
    """The command cannot be carried out; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    asked = _parser().parse_args(arguments)
    try:
        _run(asked)
    except (CommandError, SettingsError, DefinitionError) as error:
        print(error, file=sys.stderr)
    except tuple(_SENTENCES) as error:
        sentence = next(said for kind, said in _SENTENCES.items() if isinstance(error, kind))
        print(sentence.format(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    else:
        return 0
    return FAILED


def _run(asked: argparse.Namespace) -> None:
    if not asked.needs_portal:  # on a machine with neither database nor settings
        asked.command(None, asked)
        return
    portal = build_portal(load_settings())
    try:
        asked.command(portal, asked)
    finally:
        portal.stop()


_SENTENCES: dict[type[Exception], str] = {
    StorageUnavailable: (
        "The database cannot be used now ({}); nothing was changed. Check "
        "COPFEEDBACK_DATABASE_URL; `copfeedback migrate` makes a new or old database fit."
    ),
    **staff_commands.SENTENCES,
    **survey_commands.SENTENCES,
    **wave_commands.SENTENCES,
    **release_commands.SENTENCES,
    **vault_commands.SENTENCES,
    **purge_commands.SENTENCES,
    **receipt_commands.SENTENCES,
    **case_commands.SENTENCES,
    **forum_commands.SENTENCES,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="copfeedback", description=__doc__)
    parser.set_defaults(needs_portal=True)
    groups = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        of: argparse._SubParsersAction[argparse.ArgumentParser],
        name: str,
        run: Command,
        *words: str,
    ) -> argparse.ArgumentParser:
        added = of.add_parser(name, help=run.__doc__, description=run.__doc__)
        added.set_defaults(command=run)
        for word in words:
            added.add_argument(word)
        return added

    def group(name: str, about: str) -> argparse._SubParsersAction[argparse.ArgumentParser]:
        return groups.add_parser(name, help=about).add_subparsers(required=True, metavar="ACTION")

    serve = command(groups, "serve", _serve)
    serve.add_argument("--demo", action="store_true", help="fill an empty database first")
    command(groups, "migrate", _migrate)
    verify = command(groups, "verify", _verify)
    verify.add_argument(
        "--noted", type=_head, metavar="N:HASH", help="a head, or an event's hash, noted earlier"
    )
    command(groups, "assets", _assets)
    staff_commands.add_commands(
        group("staff", "staff accounts"), group("organisation", "who staff work for"), command
    )
    survey_commands.add_commands(group("survey", "questionnaires"), command)
    wave_commands.add_commands(group("wave", "rounds of a survey"), command)
    release_commands.add_commands(group("release", "frozen results of a wave"), command)
    purge_commands.add_commands(groups, command)
    receipt_commands.add_commands(groups, command)
    case_commands.add_commands(group("case", "exported cases"), command)
    forum_commands.add_commands(group("forum", "forums"), command)
    vault = group("vault", "keys of an independent body, and who may read complaints")
    roster = vault.add_parser("roster", help="who may read complaints, signed by the body")
    vault_commands.add_commands(
        vault, roster.add_subparsers(required=True, metavar="ACTION"), command
    )
    sector = group("sector", "areas and communities, and the officers there")
    command(sector, "list", _list_sectors)
    command(sector, "import", _import_boundaries).add_argument("path", type=Path)
    demo = group("demo", "made-up data for trying things out")
    command(demo, "load", _load_demo)
    return parser


def _serve(portal: Portal, asked: argparse.Namespace) -> None:
    """Bring the database up to date and serve the portal."""
    from copfeedback.web import server  # with uvicorn; other commands start faster without
    from copfeedback.web.assets import precompress

    settings = portal.settings
    try:
        server.refuse_used_port(settings.host, settings.port)
    except server.PortInUse as error:
        raise CommandError(
            f"Cannot listen on {error}. Choose another port, as in `make run PORT=8502`, or check "
            "COPFEEDBACK_HOST."
        ) from None
    migrating.migrate(portal.engine)
    precompress(settings.data_dir)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"copfeedback: http://{host}:{settings.port} – {_sign_in(portal, asked.demo)}")
    sys.stdout.flush()
    portal.stop()
    os.chdir(PROJECT)  # Streamlit reads its settings from there
    os.environ["COPFEEDBACK_DATA_DIR"] = str(settings.data_dir.resolve())
    server.serve("app:app", settings.host, settings.port, settings.trusted_proxies)


def _sign_in(portal: Portal, demo: bool) -> str:
    from copfeedback.demo import STAFF_NAME, STAFF_PASSWORD  # keeps a real start free of it

    if demo and not portal.surveys.book.all() and not portal.people.has_staff():
        print("Loading demonstration data; this takes a moment the first time.", flush=True)
        _load_demo(portal, argparse.Namespace())
    if portal.surveys.is_demonstration():
        if not portal.people.has_staff():  # the account comes last
            raise CommandError(
                "Loading the demonstration data was interrupted. Delete the database "
                "(copfeedback.sqlite3* in the data folder) and start again."
            )
        return f"demonstration staff sign-in: name “{STAFF_NAME}”, password “{STAFF_PASSWORD}”"
    if portal.people.has_staff():
        return "staff sign in at /staff/sign-in"
    return (
        "no staff yet: run `.venv/bin/copfeedback staff add NAME --role administrator "
        "--organisation NAME --kind police`"
    )


def _migrate(portal: Portal, _asked: argparse.Namespace) -> None:
    """Bring the database to the schema this version needs."""
    migrating.migrate(portal.engine)
    print(f"The database is at migration {migrating.current(portal.engine)}.")


def _head(noted: str) -> Head:
    try:
        return Head.read(noted)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _verify(portal: Portal, asked: argparse.Namespace) -> None:
    """Verify audit trail, evaluations and releases: nothing was changed, removed or reordered."""
    faults = evaluation_commands.verify(portal, asked.noted)
    if faults:
        raise CommandError("\n".join(faults))
    print(f"The audit trail holds. Its head: {portal.trail.head()}")
    print(f"Evaluations and releases hold. Last event: {evaluation_commands.head_line(portal)}")


def _assets(portal: Portal, _asked: argparse.Namespace) -> None:
    """Make compressed copies of the full door's scripts and styles."""
    from copfeedback.web.assets import precompress

    print(f"Compressed copies are in {precompress(portal.settings.data_dir)}.")


def _list_sectors(portal: Portal, _asked: argparse.Namespace) -> None:
    """List all sectors with their officers."""
    for branch in (each for top in grow(portal.sectors.all(OPERATOR)) for each in top):
        sector = branch.sector
        name = portal.catalogues.plain(sector.name.read_in(SOURCE_LANGUAGE))
        shown = "public" if sector.public else "not public"
        print("\t".join([sector.code, sector.kind, name, sector.officer or "no officer", shown]))


def _import_boundaries(portal: Portal, asked: argparse.Namespace) -> None:
    """Take the boundaries of sectors from a GeoJSON file: all of them or none."""
    speech = portal.catalogues.speech(SOURCE_LANGUAGE)
    try:
        with asked.path.open("rb") as file:
            geojson = file.read(MAX_BYTES + 1)
        imported = portal.sectors.import_boundaries(OPERATOR, geojson)
    except OSError as error:
        raise CommandError(
            f"{asked.path}: the file cannot be read ({error.strerror}). Check path and rights."
        ) from None
    except BadBoundaries as bad:
        lines = [f"{asked.path}: {boundary_sentence(each, speech)}" for each in bad.problems]
        raise CommandError("\n".join(lines)) from None
    print(imported_sentence(imported, speech))


def _load_demo(portal: Portal, _asked: argparse.Namespace) -> None:
    """Fill an empty database with made-up surveys, answers and a leader's account."""
    from copfeedback.demo import load_demonstration  # keeps a real start free of it

    migrating.migrate(portal.engine)
    if portal.surveys.book.all() or portal.people.has_staff():
        raise CommandError("The database is not empty. Demonstration data go into an empty one.")
    load_demonstration(portal)


if __name__ == "__main__":
    sys.exit(main())
