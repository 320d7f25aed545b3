"""``copfeedback …``: what an operator does from a shell."""

from __future__ import annotations

import argparse
import getpass
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from copfeedback.application import PROJECT, Portal, build_portal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.people.service import BadName, NameTaken, WeakPassword
from copfeedback.results.service import NotClosed
from copfeedback.settings import SettingsError, load_settings
from copfeedback.storage import migrating
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.surveys.book import UnknownWave
from copfeedback.surveys.definition import DefinitionError, check_survey_file
from copfeedback.surveys.waves import (
    SurveyChanged,
    UnknownSurvey,
    WaveExists,
    add_wave,
    close_wave,
    publish_survey,
    read_wave_file,
)

FAILED = 1
_DEMOGRAPHICS = PROJECT / "surveys" / "demographics.yaml"

Command = Callable[[Portal, argparse.Namespace], None]


class CommandError(Exception):
    """The command cannot be carried out; the message says why and what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    asked = _parser().parse_args(arguments)
    try:
        portal = build_portal(load_settings())
        try:
            asked.command(portal, asked)
        finally:
            portal.stop()
    except (CommandError, SettingsError, DefinitionError) as error:
        print(error, file=sys.stderr)
    except tuple(_SENTENCES) as error:
        print(_SENTENCES[type(error)].format(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
    else:
        return 0
    return FAILED


_SENTENCES: dict[type[Exception], str] = {
    StorageUnavailable: (
        "The database cannot be used now ({}); nothing was changed. Check "
        "COPFEEDBACK_DATABASE_URL; `copfeedback migrate` makes a new or old database fit."
    ),
    UnknownWave: "There is no wave “{}”. `copfeedback wave list` names them all.",
    UnknownSurvey: "Survey {} is not published. Run `copfeedback survey publish PATH` first.",
    WaveExists: "There is a wave “{}” already. Give the new one another id.",
    SurveyChanged: "{} is published with another text and never changes. Save it as a new version.",
    NameTaken: "There is an account of this name already. Choose another name.",
    BadName: "A name has 1 to 64 characters and no line breaks.",
    WeakPassword: "The password needs at least 12 characters (and at most 1,024 bytes).",
    NotClosed: "Wave {} is not closed yet. Run `copfeedback wave close` first.",
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="copfeedback", description=__doc__)
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
    command(groups, "assets", _assets)
    staff = group("staff", "staff accounts")
    add = command(staff, "add", _add_staff, "name")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    survey = group("survey", "questionnaires")
    command(survey, "check", _check_surveys).add_argument("path", nargs="+", type=Path)
    command(survey, "publish", _publish_survey).add_argument("path", type=Path)
    posters = command(survey, "qr", _write_posters, "wave")
    posters.add_argument("--into", type=Path, default=Path(), help="folder for the files")
    wave = group("wave", "rounds of a survey")
    command(wave, "add", _add_wave).add_argument("path", type=Path)
    command(wave, "list", _list_waves)
    command(wave, "close", _close_wave, "wave")
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
    return "no staff yet: run `.venv/bin/copfeedback staff add NAME --role administrator`"


def _migrate(portal: Portal, _asked: argparse.Namespace) -> None:
    """Bring the database to the schema this version needs."""
    migrating.migrate(portal.engine)
    print(f"The database is at migration {migrating.current(portal.engine)}.")


def _assets(portal: Portal, _asked: argparse.Namespace) -> None:
    """Make compressed copies of the full door's scripts and styles."""
    from copfeedback.web.assets import precompress

    print(f"Compressed copies are in {precompress(portal.settings.data_dir)}.")


def _add_staff(portal: Portal, asked: argparse.Namespace) -> None:
    """Add a staff account; the password is asked for."""
    migrating.migrate(portal.engine)
    if sys.stdin.isatty():
        password = getpass.getpass("Password (12 characters or more): ")
        if getpass.getpass("The same again: ") != password:
            raise CommandError("The two passwords differ. Nothing was changed.")
    else:
        password = sys.stdin.readline().rstrip("\n")
    portal.people.add_staff(OPERATOR, asked.name, Role(asked.role), password)
    print(f"{asked.name} can sign in at /staff/sign-in as {asked.role}.")


def _check_surveys(_portal: Portal, asked: argparse.Namespace) -> None:
    """Check survey files without publishing them."""
    faults = []
    for path in asked.path:
        try:
            survey = check_survey_file(path, _DEMOGRAPHICS.read_text(encoding="utf-8"))
        except DefinitionError as error:
            faults.append(str(error))
        else:
            asking = sum(1 for question in survey.questions() if question.item_ids)
            print(f"{path}: good. {asking} questions in {', '.join(survey.languages)}.")
    if faults:
        raise CommandError("\n".join(faults))


def _publish_survey(portal: Portal, asked: argparse.Namespace) -> None:
    """Publish a survey version; from then on it never changes."""
    demographics = _DEMOGRAPHICS.read_text(encoding="utf-8")
    survey = publish_survey(portal.engine, OPERATOR, asked.path, demographics)
    print(f"{survey.id} version {survey.version} is published.")


def _write_posters(portal: Portal, asked: argparse.Namespace) -> None:
    """Write a poster with the short address as SVG and PNG for each language."""
    from copfeedback.posters import write_posters  # segno is needed for nothing else

    wave = portal.surveys.book.find(asked.wave)
    for path in write_posters(portal, wave, asked.into):
        print(path)


def _add_wave(portal: Portal, asked: argparse.Namespace) -> None:
    """Add a wave of a published survey."""
    wave = add_wave(portal.engine, OPERATOR, read_wave_file(asked.path))
    address = portal.settings.public_address.rstrip("/")
    print(f"Wave {wave.id} opens on {wave.opens}: {address}/s/{wave.short}")


def _list_waves(portal: Portal, _asked: argparse.Namespace) -> None:
    """List all waves."""
    today = portal.surveys.today()
    for asked in portal.surveys.book.all():
        wave = asked.wave
        print(f"{wave.id}\t/s/{wave.short}\t{wave.state(today)}\t{wave.opens} to {wave.closes}")


def _close_wave(portal: Portal, asked: argparse.Namespace) -> None:
    """Close a wave for good: fold what is left and freeze its results."""
    wave = close_wave(
        portal.engine, portal.surveys.book, OPERATOR, asked.wave, portal.surveys.today()
    )
    release = portal.results.build_release(OPERATOR, wave.wave.id)
    print(f"Wave {wave.wave.id} is closed. Its release has SHA-256 {release.sha256}.")


def _load_demo(portal: Portal, _asked: argparse.Namespace) -> None:
    """Fill an empty database with made-up surveys, answers and a leader's account."""
    from copfeedback.demo import load_demonstration  # keeps a real start free of it

    migrating.migrate(portal.engine)
    if portal.surveys.book.all() or portal.people.has_staff():
        raise CommandError("The database is not empty. Demonstration data go into an empty one.")
    load_demonstration(portal)


if __name__ == "__main__":
    sys.exit(main())
