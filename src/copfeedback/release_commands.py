"""``copfeedback release …``: frozen results from a shell."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from copfeedback.application import Portal
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.people.model import OPERATOR
from copfeedback.results.disclosure import ReleaseDamaged
from copfeedback.results.document import as_document
from copfeedback.results.life import ReleaseRefused, Step
from copfeedback.results.release_wording import REFUSALS, STEPS, shown_count, withheld_counts
from copfeedback.results.releases import Standing, UnknownRelease
from copfeedback.results.wording import reason
from copfeedback.staff_commands import AddCommand, Subparsers

_AWAITED = (Step.BUILT, Step.APPROVED, Step.PLANNED)


class CannotBeDone(Exception):  # noqa: N818 - named for what happened
    """The release does not allow it; the message says why."""


class UnknownLanguage(Exception):  # noqa: N818 - named for what happened
    """A text is in a language that the portal does not speak."""


SENTENCES: dict[type[Exception], str] = {
    UnknownRelease: "There is no release “{}”. `copfeedback release list` names them all.",
    CannotBeDone: "{} Nothing was changed.",
    UnknownLanguage: "The portal does not speak “{}”. Nothing was changed.",
    ReleaseDamaged: "The stored release was changed: it does not fit its SHA-256 any more.",
}


def add_commands(release: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the commands to their group."""
    build = command(release, "build", _build, "wave")
    build.add_argument("--anew", action="store_true", help="make another one if there is one")
    _add_texts(build, "--reason", "why a public release is corrected, for everybody to read")
    command(release, "approve", _approve, "id")
    publish = command(release, "publish", _publish, "id")
    publish.add_argument("--at", type=_moment, metavar="TIME", help="as in 2026-06-30T08:00")
    withdraw = command(release, "withdraw", _withdraw, "id")
    _add_texts(withdraw, "--notice", "what everybody reads instead of the figures")
    show = command(release, "show", _show, "id")
    show.add_argument("--json", action="store_true", help="all of it, see docs/releases.md")
    command(release, "list", _list)


def _add_texts(parser: argparse.ArgumentParser, name: str, meaning: str) -> None:
    parser.add_argument(
        name, type=_text, action="append", default=[], metavar="LANGUAGE=TEXT", help=meaning
    )


def _text(typed: str) -> tuple[str, str]:
    language, is_said, text = typed.partition("=")
    if not is_said:
        raise argparse.ArgumentTypeError("say in which language, as in en=…")
    return language.strip(), text


def _moment(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError("no time; write it as in 2026-06-30T08:00") from None


def _build(portal: Portal, asked: argparse.Namespace) -> None:
    """Freeze the results of a closed wave; one that is there stays, unless --anew."""
    with _refusals():
        release = portal.results.build_release(
            OPERATOR,
            asked.wave,
            anew=asked.anew,
            reason=_texts(portal, asked.reason),
            progress=_show_progress,
        )
    print(f"Release {release.id} has SHA-256 {release.sha256}.")


def _show_progress(done: float) -> None:
    if sys.stderr.isatty():
        end = "\n" if done >= 1 else ""
        print(f"\rBuilding: {done:4.0%}", end=end, file=sys.stderr, flush=True)


def _approve(portal: Portal, asked: argparse.Namespace) -> None:
    """Say that a release was looked at and may be public; recorded as the operator's approval."""
    with _refusals():
        portal.results.releases.approve(OPERATOR, asked.id)
    print(f"Release {asked.id} is approved.")


def _publish(portal: Portal, asked: argparse.Namespace) -> None:
    """Make an approved release public, now or at a time before its promised day."""
    at, zone = asked.at, ZoneInfo(portal.settings.time_zone)
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=zone)
    with _refusals():
        moment = portal.results.releases.publish(OPERATOR, asked.id, at)
    print(f"Release {asked.id} is public from {_local(moment, portal)}.")


def _withdraw(portal: Portal, asked: argparse.Namespace) -> None:
    """Take the figures of a release away for good; a notice stays in their place."""
    with _refusals():
        notice = _texts(portal, asked.notice)
        portal.results.releases.withdraw(OPERATOR, asked.id, notice)
    print(f"Release {asked.id} is withdrawn. Its notice is public.")


def _show(portal: Portal, asked: argparse.Namespace) -> None:
    """Show a release, public or not."""
    preview = portal.results.releases.preview(OPERATOR, asked.id)
    if asked.json:
        json.dump(as_document(preview), sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    life, release = preview.life, preview.release
    speech = portal.catalogues.speech(SOURCE_LANGUAGE)
    print(f"{life.id}\t{STEPS[preview.step]}\tSHA-256 {life.sha256}")
    for what, moment, who in (
        ("built", life.built_at, life.built_by),
        ("approved", life.approved_at, life.approved_by),
        ("public", preview.public_since or life.publish_at, life.published_by or "by itself"),
        ("withdrawn", life.withdrawn_at, life.withdrawn_by),
    ):
        if moment is not None:
            print(f"{what}\t{_local(moment, portal)}\t{who}")
    print(f"shown\t{shown_count(release)} rows in {len(release.tables)} tables")
    for why, count in withheld_counts(release).items():
        print(f"not shown\t{count}\t{reason(why, speech)}")


def _list(portal: Portal, _asked: argparse.Namespace) -> None:
    """List the releases of all waves that are over."""
    for standing in portal.results.releases.all(OPERATOR):
        wave = standing.asked.wave
        if not standing.lives:
            print("\t".join([wave.id, "no release", *_lateness(standing)]))
        for life, step in zip(standing.lives, standing.steps, strict=True):
            built = f"built {_local(life.built_at, portal)} by {life.built_by}"
            awaited = _lateness(standing) if step in _AWAITED and life.corrects is None else []
            print("\t".join([life.id, STEPS[step], built, *awaited]))


def _lateness(standing: Standing) -> list[str]:
    if standing.is_overdue:
        return ["overdue"]
    due = standing.asked.wave.results_due
    return [] if standing.public else [f"public by itself on {due}"]


def _local(moment: datetime, portal: Portal) -> str:
    return f"{moment.astimezone(ZoneInfo(portal.settings.time_zone)):%Y-%m-%d %H:%M}"


def _texts(portal: Portal, said: Sequence[tuple[str, str]]) -> dict[str, str]:
    for language, _text in said:
        if language not in portal.catalogues.languages:
            raise UnknownLanguage(language)
    return dict(said)


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except ReleaseRefused as refused:
        raise CannotBeDone(REFUSALS[refused.why]) from None
