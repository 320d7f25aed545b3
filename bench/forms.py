"""Checking questionnaires that were written elsewhere: ``copfeedback survey check FILE``.

The form measured is made here. Real ones are measured too if ``COPFEEDBACK_BENCH_FORMS`` names a
folder of them; whether they can be used does not matter, as long as the command says so.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from openpyxl import Workbook

from bench.report import Aim, Row
from copfeedback.application import PROJECT

REAL_FORMS = "COPFEEDBACK_BENCH_FORMS"
ROWS = 321
ROUNDS = 5
AIM = Aim(2, at_most=True)
_COMMAND = Path(sys.executable).with_name("copfeedback")
_LANGUAGES = ("English (en)", "Français (fr)", "العربية (ar)")
_GROUP = 20  # questions
_CHOICES = 8
_LISTS = 40
_USABLE, _FAULTY = 0, 1


def measure(quick: bool) -> Iterator[Row]:
    """The whole process each time: staff wait for the answer at a prompt."""
    rounds = 2 if quick else ROUNDS
    with tempfile.TemporaryDirectory(prefix="copfeedback-bench-") as folder:
        form = Path(folder) / "form.xlsx"
        _write_form(form)
        yield _row(f"checking an XLSForm of {ROWS} rows", form, rounds, {_USABLE})
    if real := os.environ.get(REAL_FORMS):
        for path in sorted(Path(real).glob("*.xlsx")):
            yield _row(f"checking the form {path.stem}", path, rounds, {_USABLE, _FAULTY})


def _row(name: str, path: Path, rounds: int, expected: set[int]) -> Row:
    seconds, faults = [], ""
    before = _processor_seconds()
    for _ in range(rounds):
        start = time.perf_counter()
        done = subprocess.run(
            [_COMMAND, "survey", "check", path], cwd=PROJECT, capture_output=True, check=False
        )
        seconds.append(time.perf_counter() - start)
        if done.returncode not in expected:
            output = (done.stderr or done.stdout).decode(errors="replace").strip()
            faults = f"exit status {done.returncode}: {output.splitlines()[-1:]}"
    busy = (_processor_seconds() - before) / rounds
    return Row(
        name,
        statistics.median(seconds),
        "s",
        AIM,
        note=f"it computes for {busy:.3g} s; the rest is waiting for the machine",
        faults=faults,
    )


def _processor_seconds() -> float:
    """What processes that were started here and have ended took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _write_form(path: Path) -> None:
    """A form as people write them for KoboToolbox: groups, conditions, three languages."""
    book = Workbook(write_only=True)
    labels = [f"label::{language}" for language in _LANGUAGES]
    survey = book.create_sheet("survey")
    survey.append(
        ["type", "name", *labels, "required", "relevant", "constraint", "calculation", "appearance"]
    )
    for row in _survey_rows():
        survey.append(row)
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", *labels])
    for number in range(_LISTS):
        for choice in range(_CHOICES):
            choices.append([f"list{number}", f"c{choice}", *_said(f"Answer {choice}")])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append(["A long form", "long-form", "1", _LANGUAGES[0]])
    book.save(path)


def _survey_rows() -> Iterator[list[str]]:
    kinds = cycle(
        ["select_one", "select_multiple", "integer", "text", "select_one", "decimal", "date"]
    )
    rows, number = 0, 0
    while rows < ROWS:
        yield ["begin_group", f"group{rows}", *_said(f"Part {rows}")]
        inside = min(_GROUP, ROWS - rows - 2)
        for _ in range(inside):
            number += 1
            yield _question(next(kinds), number)
        yield ["end_group"]
        rows += inside + 2


def _question(kind: str, number: int) -> list[str]:
    """A question; every third depends on an earlier choice, whatever stands between."""
    chosen = (number - 2) // 7 * 7 + 1  # the first of each seven is a choice
    depends = number % 3 == 0 and number > 2
    return [
        f"{kind} list{number % _LISTS}" if kind.startswith("select") else kind,
        f"q{number}",
        *_said(f"Question {number}, as long as questions are in forms of this kind?"),
        "yes" if number % 5 == 0 else "",
        f"${{q{chosen}}} = 'c1' or selected(${{q{chosen}}}, 'c2')" if depends else "",
        ". >= 0 and . <= 120" if kind == "integer" else "",
        "",
        "minimal" if kind == "select_one" else "",
    ]


def _said(words: str) -> list[str]:
    return [words, f"{words} (fr)", f"{words} (ar)"]
