"""``copfeedback wave codes``: access codes of a closed wave, to be printed or mailed."""

from __future__ import annotations

import argparse
import csv
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.people.model import OPERATOR
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.surveys.access_code import CodeForm, CodeOrigin
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.codes import AT_MOST, NoCodes, UnknownOrigin, count_codes, make_codes
from copfeedback.surveys.wave_wording import full_name

_OWNER_ALONE = stat.S_IRUSR | stat.S_IWUSR


class NowhereToWrite(Exception):  # noqa: N818 - named for what happened
    """Codes can be had once: a file must be there for them before they are made."""


class FileIsThere(Exception):  # noqa: N818 - named for what happened
    """A file that may hold the codes of others is not written over."""


class CannotWrite(Exception):  # noqa: N818 - named for what happened
    """The file cannot be made; the message says why."""


class UnknownLanguage(Exception):  # noqa: N818 - named for what happened
    """The portal does not speak it."""


SENTENCES: dict[type[Exception], str] = {
    NoCodes: (
        "Wave {} takes no codes: it is closed, or open to everybody. Only a wave with "
        "`by_code: true` in its file asks for them."
    ),
    UnknownOrigin: "The wave's file names its strata and clusters, and “{}” is not among them.",
    NowhereToWrite: (
        "Say where the codes go, with --csv FILE or --slips FILE: they are kept nowhere else and "
        "cannot be had again."
    ),
    FileIsThere: "There is a file {} already. Name another one: it may hold codes of others.",
    CannotWrite: "The file cannot be made: {}. Check path and rights. No code was made.",
    UnknownLanguage: "The portal does not speak “{}”. Choose one of its languages for the slips.",
}


def add_commands(wave: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the command to its group."""
    codes = command(wave, "codes", _codes, "wave")
    codes.add_argument(
        "--count", type=_count, metavar="N", help="how many to make; without it, those made so far"
    )
    codes.add_argument("--words", action="store_true", help="as words instead of digits")
    codes.add_argument("--channel", default="", help="how people are reached, such as letter")
    codes.add_argument("--stratum", default="", help="of the sample; kept with the answers")
    codes.add_argument("--cluster", default="", help="of the sample; kept with the answers")
    codes.add_argument("--csv", type=Path, metavar="FILE", help="for mail merge")
    codes.add_argument("--slips", type=Path, metavar="FILE", help="PDF, to be cut and handed out")
    codes.add_argument(
        "--language", default=SOURCE_LANGUAGE, metavar="TAG", help="of the slips, such as ar"
    )


def _count(typed: str) -> int:
    count = int(typed)
    if not 0 < count <= AT_MOST:
        raise argparse.ArgumentTypeError(f"make between 1 and {AT_MOST:,} at once")
    return count


def _codes(portal: Portal, asked: argparse.Namespace) -> None:
    """Make access codes for a closed wave, or show how many were used."""
    wave = portal.surveys.book.find(asked.wave)
    if asked.count is None:
        _show_counts(portal, wave)
        return
    if asked.csv is None and asked.slips is None:
        raise NowhereToWrite
    if asked.language not in portal.catalogues.languages:
        raise UnknownLanguage(asked.language)
    writers: list[tuple[Path, Callable[[Sequence[str]], bytes]]] = []
    if asked.csv is not None:
        writers.append((asked.csv, lambda codes: _table(portal, wave, codes)))
    if asked.slips is not None:
        writers.append((asked.slips, lambda codes: _slips(portal, wave, codes, asked.language)))
    origin = CodeOrigin(asked.channel, asked.stratum, asked.cluster)
    form = CodeForm.WORDS if asked.words else CodeForm.DIGITS
    with _files([path for path, _ in writers]):
        made = make_codes(
            portal.trail, OPERATOR, wave, asked.count, portal.surveys.today(), form, origin
        )
    for path, written in writers:
        path.write_bytes(written(made.codes))
    print(
        f"Batch {made.batch}: {len(made.codes)} codes. They are kept nowhere else. Delete the file "
        "when they are printed or mailed."
    )


def _show_counts(portal: Portal, wave: AskedWave) -> None:
    for batch in count_codes(portal.engine, OPERATOR, wave):
        used = f"at least {batch.redeemed}" if batch.redeemed else "fewer than 10"
        about = [each for each in (batch.origin.channel, batch.origin.stratum) if each]
        about += [batch.origin.cluster] if batch.origin.cluster else []
        words = [f"{batch.number}", f"{batch.made_on}", f"{batch.issued} made", f"{used} used"]
        print("\t".join([*words, *about]))


@contextmanager
def _files(paths: Sequence[Path]) -> Iterator[None]:
    """Empty files that only their owner can read; they go again when this fails."""
    begun: list[Path] = []
    try:
        for path in paths:
            try:
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ALONE))
            except FileExistsError:
                raise FileIsThere(path) from None
            except OSError as error:
                raise CannotWrite(f"{path}: {error.strerror}") from None
            begun.append(path)
        yield
    except BaseException:
        for path in begun:
            path.unlink()
        raise


def _table(portal: Portal, wave: AskedWave, codes: Sequence[str]) -> bytes:
    written, address = StringIO(), _address(portal, wave)
    rows = csv.writer(written)
    rows.writerow(["code", "address"])
    rows.writerows((code, address) for code in codes)
    return written.getvalue().encode()


def _slips(portal: Portal, wave: AskedWave, codes: Sequence[str], language: str) -> bytes:
    from copfeedback.printing.slips import code_slips  # fpdf2 is needed for nothing else

    return code_slips(
        codes,
        name=full_name(wave, language),
        address=_address(portal, wave),
        until=wave.wave.closes,
        speech=portal.catalogues.speech(language),
    )


def _address(portal: Portal, wave: AskedWave) -> str:
    return f"{portal.settings.public_address.rstrip('/')}/s/{wave.wave.short}"
