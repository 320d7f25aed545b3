"""``copfeedback wave import``: responses that were collected elsewhere, from a shell."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from copfeedback.application import Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.people.model import OPERATOR
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.past.mapping import MappingFile, PastMapping, read_mapping, write_mapping
from copfeedback.surveys.past.model import NothingMapped, NotOver, PastRefused, PastReport
from copfeedback.surveys.past.wording import LEFT_OUT, report_sentences
from copfeedback.surveys.wave_file import WaveRefused, read_wave_file, where_refused
from copfeedback.surveys.yaml_file import file_fault

if TYPE_CHECKING:
    from copfeedback.surveys.past.service import PastWave
    from copfeedback.surveys.past.tables import PastTable

SENTENCES: dict[type[Exception], str] = {
    PastRefused: "Nothing was stored: every row must be right, and one at least have an answer.",
    NotOver: "The last day of wave {} has not passed. Only what is over can be brought in.",
    NothingMapped: (
        "No column of {} is called like a question of the survey. Name them in a file for --map; "
        "--write-map makes one to fill in."
    ),
}
_OPTIONS = {
    "weight": "column of weights",
    "stratum": "column of strata",
    "cluster": "column of clusters (primary sampling units)",
    "population": "column that says how many units the stratum has",
    "date": "column of days, kept as the week; else all count for the week of the first day",
    "mode-column": "column that says how each response came in",
    "language": "language of the responses (else the first one of the survey)",
    "language-column": "column of languages",
}


def add_commands(wave: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the command to its group."""
    added = command(wave, "import", _import)
    added.add_argument("wave", type=Path, metavar="WAVE.yaml", help="the wave, closed in the past")
    added.add_argument("data", type=Path, metavar="DATA", help="CSV, XLSX, SPSS or Stata file")
    added.add_argument("--map", type=Path, metavar="FILE", help="what the columns are, as YAML")
    added.add_argument("--write-map", type=Path, metavar="FILE", help="write --map, to correct it")
    for name, about in _OPTIONS.items():
        kind = "COLUMN" if "column" in about else "TAG"
        added.add_argument(f"--{name}", metavar=kind, help=about)
    added.add_argument("--mode", choices=list(Mode), help="how they came in (else on paper)")
    added.add_argument(
        "--drop-unreachable",
        action="store_true",
        help="leave out answers to questions that the other answers lead past",
    )
    added.add_argument("--dry-run", action="store_true", help="only say what would be stored")


def _import(portal: Portal, asked: argparse.Namespace) -> None:
    """Bring in responses collected elsewhere, as a wave that is closed: all of them or none."""
    # pandas takes its time, which the other commands need not wait for
    from copfeedback.surveys.past.service import describe_past, import_past
    from copfeedback.surveys.past.tables import open_table

    speech = portal.catalogues.speech(SOURCE_LANGUAGE)
    try:
        described = read_wave_file(asked.wave)
        spoken = portal.catalogues.languages
        past = describe_past(
            portal.trail, OPERATOR, described, portal.surveys.today(), spoken=spoken
        )
        table = open_table(asked.data, str(asked.data))
        mapping = _mapping(past, table, asked)
    except WaveRefused as refused:
        raise where_refused(asked.wave, refused) from None
    _print_mapping(mapping)
    if asked.write_map is not None:
        _write(asked.write_map, mapping)
        return
    try:
        report = import_past(
            portal.trail,
            OPERATOR,
            past,
            table,
            mapping,
            drop_unreachable=asked.drop_unreachable,
            dry_run=asked.dry_run,
            progress=_Progress() if sys.stderr.isatty() else None,
        )
    except PastRefused as refused:
        _print_report(refused.report, past, speech)
        raise
    _print_report(report, past, speech)
    if asked.dry_run:
        print(f"{report.responses:,} responses can be taken. Nothing was stored.")
    else:
        print(
            f"Wave {past.wave.id} is there, closed, with {report.responses:,} responses. "
            f"Its results: `copfeedback release build {past.wave.id}`; a running portal makes them "
            "by itself."
        )


def _mapping(past: PastWave, table: PastTable, asked: argparse.Namespace) -> PastMapping:
    """What the columns are: as the file of --map says, and above it the other options."""
    from copfeedback.surveys.past.service import propose_mapping

    said = MappingFile() if asked.map is None else read_mapping(asked.map)
    options = {
        name: value
        for name in (*(each.replace("-", "_") for each in _OPTIONS), "mode")
        if (value := getattr(asked, name)) is not None
    }
    return propose_mapping(past, table, said.model_copy(update=options))


def _print_mapping(mapping: PastMapping) -> None:
    for each in mapping.taken:
        print(f"  {each.column} → {each.item}{f': {each.choice}' if each.choice else ''}")
    for what, column in mapping.about.items():
        print(f"  {column} → {what.removesuffix('_column')}")
    for column, why in mapping.left_out.items():
        print(f"  {column}: left out, {LEFT_OUT[why]}")


def _print_report(report: PastReport, past: PastWave, speech: Speech) -> None:
    stream = sys.stderr if report.refused else sys.stdout
    for line in report_sentences(report, past.survey, speech):
        print(line, file=stream)


def _write(path: Path, mapping: PastMapping) -> None:
    try:
        path.write_text(write_mapping(mapping), encoding="utf-8")
    except OSError as error:
        fault = f"the file cannot be written ({error.strerror})"
        raise file_fault(path, fault, "check path and rights") from None
    print(f"{path} says what the columns are taken as. Correct it and use it with --map.")


class _Progress:
    """A line that says how far it has come."""

    def __call__(self, done: int, of: int) -> None:
        """Write over the line."""
        end = "\n" if done >= of else ""
        print(f"\r{done:,} of {of:,} rows", end=end, file=sys.stderr, flush=True)
