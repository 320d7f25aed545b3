"""``copfeedback wave …``: rounds of a survey from a shell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from copfeedback import code_commands, past_commands
from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.results.building import NotClosed
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.surveys.book import AskedWave, UnknownWave
from copfeedback.surveys.margins_file import read_margins
from copfeedback.surveys.wave_file import (
    WaveFile,
    WaveRefused,
    describe,
    read_wave_file,
    where_refused,
)
from copfeedback.surveys.wave_model import Wave
from copfeedback.surveys.wave_rules import margin_values
from copfeedback.surveys.waves import (
    UnknownSurvey,
    WaveExists,
    WaveOver,
    add_wave,
    change_wave,
    close_wave,
)
from copfeedback.surveys.yaml_file import read_text

SENTENCES: dict[type[Exception], str] = {
    UnknownWave: "There is no wave “{}”. `copfeedback wave list` names them all.",
    UnknownSurvey: "Survey {} is not published. Run `copfeedback survey publish PATH` first.",
    WaveExists: "There is a wave “{}” already. Give the new one another id.",
    WaveOver: "Wave {} takes no more answers, so nothing of it can be changed any more.",
    WaveRefused: "The wave cannot be changed like that: {}.",
    NotClosed: "Wave {} is not closed yet. Run `copfeedback wave close` first.",
    **code_commands.SENTENCES,
    **past_commands.SENTENCES,
}


def add_commands(wave: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the commands to their group."""
    command(wave, "add", _add_wave).add_argument("path", type=Path)
    command(wave, "change", _change_wave).add_argument("path", type=Path)
    command(wave, "population", _set_population, "wave").add_argument("path", type=Path)
    command(wave, "list", _list_waves)
    command(wave, "close", _close_wave, "wave")
    code_commands.add_commands(wave, command)
    past_commands.add_commands(wave, command)


def _add_wave(portal: Portal, asked: argparse.Namespace) -> None:
    """Add a wave of a published survey."""
    spoken = portal.catalogues.languages
    wave = _from_file(
        asked.path, lambda file: add_wave(portal.trail, OPERATOR, file, spoken=spoken)
    )
    address = portal.settings.public_address.rstrip("/")
    print(f"Wave {wave.id} opens on {wave.opens}: {address}/s/{wave.short}")
    portal.surveys.book.refresh()
    _name_what_is_missing(portal.surveys.book.find(wave.id))


def _change_wave(portal: Portal, asked: argparse.Namespace) -> None:
    """Change a wave as its file says now: all of it until it opens, little while it is open."""
    spoken, today = portal.catalogues.languages, portal.surveys.today()
    wave = _from_file(
        asked.path, lambda file: change_wave(portal.trail, OPERATOR, file, today, spoken=spoken)
    )
    print(f"Wave {wave.id} is changed. It is open from {wave.opens} to {wave.closes}.")
    portal.surveys.book.refresh()
    _name_what_is_missing(portal.surveys.book.find(wave.id))


def _from_file(path: Path, act: Callable[[WaveFile], Wave]) -> Wave:
    try:
        return act(read_wave_file(path))
    except WaveRefused as refused:
        raise where_refused(path, refused) from None


def _name_what_is_missing(asked: AskedWave) -> None:
    """Tell which of the wave's own texts some readers will see in another language."""
    wave, languages = asked.wave, asked.survey.languages
    names = [("its name", wave.name), *((f"sector “{s.code}”", s.text) for s in wave.sectors)]
    for what, texts in names:
        if missing := [tag for tag in languages if tag not in texts]:
            print(
                f"Note: {what} is not there in {', '.join(missing)}; readers of these languages "
                "will see another one, marked as such.",
                file=sys.stderr,
            )


def _set_population(portal: Portal, asked: argparse.Namespace) -> None:
    """Take from a CSV file (margin,value,count) how many people there are, for weighting."""
    found = portal.surveys.book.find(asked.wave)
    values = margin_values(found.survey, found.wave.sectors)
    population = read_margins(read_text(asked.path), str(asked.path), values)
    described = describe(found.wave).model_copy(update={"population": population})
    change_wave(portal.trail, OPERATOR, described, portal.surveys.today())
    for margin, counts in population.items():
        print(f"{margin}: {sum(counts.values())} people in {len(counts)} groups")


def _list_waves(portal: Portal, _asked: argparse.Namespace) -> None:
    """List all waves."""
    today = portal.surveys.today()
    for wave in (asked.wave for asked in portal.surveys.book.all()):
        days = f"{wave.opens} to {wave.closes}"
        more = [] if wave.is_listed else [wave.plan.audience.value]
        print("\t".join([wave.id, f"/s/{wave.short}", wave.state(today), days, *more]))


def _close_wave(portal: Portal, asked: argparse.Namespace) -> None:
    """Close a wave for good: fold what is left and freeze its results."""
    wave = close_wave(
        portal.trail, portal.surveys.book, OPERATOR, asked.wave, portal.surveys.today()
    )
    release = portal.results.build_release(OPERATOR, wave.wave.id)
    print(f"Wave {wave.wave.id} is closed. Its release has SHA-256 {release.sha256}.")
