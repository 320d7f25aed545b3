"""When a release is public, and what may be done with it: the rules, without any storage.

Nobody can delay results. Approving and publishing are for being earlier than the day they were
promised for; on that day the latest release of a wave becomes public by itself.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum

from copfeedback.i18n.translations import Translations
from copfeedback.people.model import PORTAL, Actor
from copfeedback.results.model import Life
from copfeedback.surveys.wave_model import Wave

TEXT_MAXIMUM = 2_000


class Refusal(StrEnum):
    """Why something cannot be done with a release."""

    SAME_PERSON = "same_person"
    """Whoever built it approves it: a second person must."""
    SAME_PUBLISHER = "same_publisher"
    """The portal built it, and whoever approved it publishes it: a second person must."""
    APPROVED_ALREADY = "approved_already"
    NOT_APPROVED = "not_approved"
    PUBLIC_ALREADY = "public_already"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    TOO_LATE = "too_late"
    """It would be public after the day its results are promised for."""
    NO_REASON = "no_reason"
    """A public release is corrected without saying why."""
    NO_NOTICE = "no_notice"
    """A release is withdrawn without saying why in the survey's first language."""
    TOO_LONG = "too_long"
    POLICE = "police"
    """A police account would put another one in place of one that is approved."""
    BUILT_MEANWHILE = "built_meanwhile"
    """Somebody else built or published one of the wave at the same time."""


class ReleaseRefused(Exception):  # noqa: N818 - named for what happened
    """This cannot be done with the release; ``why`` says why."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


class Step(StrEnum):
    """Where a release stands."""

    BUILT = "built"
    APPROVED = "approved"
    PLANNED = "planned"
    """It has a time to become public at."""
    PUBLIC = "public"
    REPLACED = "replaced"
    """It was public until a correction was."""
    SUPERSEDED = "superseded"
    """Another was built before it was public."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Clock:
    """Moment, day and time zone of the portal."""

    now: Callable[[], datetime]
    today: Callable[[], date]
    zone: tzinfo = UTC


def due_moment(wave: Wave, zone: tzinfo) -> datetime:
    """When the day begins that the results are promised for, in UTC."""
    return datetime.combine(wave.results_due, time(), zone).astimezone(UTC)


def public_since(life: Life, wave: Wave, clock: Clock) -> datetime | None:
    """When a release became public, decided by people or by itself; None while it is not.

    A correction never does by itself. One that was withdrawn counts as well: its notice is public.
    """
    if life.superseded_at is not None:
        return None
    moments = []
    if life.publish_at is not None and life.publish_at <= clock.now():
        moments.append(life.publish_at)
    if life.corrects is None and clock.today() >= wave.results_due:
        moments.append(max(life.built_at, due_moment(wave, clock.zone)))
    return min(moments, default=None)


def latest_public(lives: Sequence[Life], wave: Wave, clock: Clock) -> Life | None:
    """Of the releases of a wave, in their order, the one that everybody is shown or told of."""
    public = [life for life in lives if public_since(life, wave, clock) is not None]
    return public[-1] if public else None


def latest_valid(lives: Sequence[Life]) -> Life | None:
    """The one that staff are shown: the latest, public or not; None if that one is withdrawn."""
    left = [life for life in lives if life.superseded_at is None]
    return left[-1] if left and left[-1].withdrawn_at is None else None


def to_correct(lives: Sequence[Life], wave: Wave, clock: Clock) -> Life | None:
    """The one that another one would be a correction of; None if nobody was told of any."""
    known = [each for each in lives if each.withdrawn_at or public_since(each, wave, clock)]
    return known[-1] if known else None


def is_draft(life: Life, wave: Wave, clock: Clock) -> bool:
    """Whether it can still become public, and is not."""
    is_over = life.superseded_at is not None or life.withdrawn_at is not None
    return not is_over and public_since(life, wave, clock) is None


def step_of(life: Life, lives: Sequence[Life], wave: Wave, clock: Clock) -> Step:
    """Where a release stands among those of its wave."""
    if life.withdrawn_at is not None:
        return Step.WITHDRAWN
    if life.superseded_at is not None:
        return Step.SUPERSEDED
    if public_since(life, wave, clock) is not None:
        return Step.PUBLIC if latest_public(lives, wave, clock) == life else Step.REPLACED
    if life.publish_at is not None:
        return Step.PLANNED
    return Step.BUILT if life.approved_at is None else Step.APPROVED


def check_approving(life: Life, by: Actor) -> None:
    """Let pass or refuse. It may be public already: then approving says that it was checked.

    An operator has the database itself: to ask them for a second person would only pretend to.

    Raises:
        ReleaseRefused: it is over with it, or it needs another person.
    """
    _check_valid(life)
    if life.approved_at is not None:
        raise ReleaseRefused(Refusal.APPROVED_ALREADY)
    if _is(by, life.built_by_id):
        raise ReleaseRefused(Refusal.SAME_PERSON)


def check_publishing(life: Life, wave: Wave, by: Actor, at: datetime | None, clock: Clock) -> None:
    """Let pass or refuse; ``at`` is None for now.

    Raises:
        ReleaseRefused: it is over with it, or it needs another person, or it would be late.
    """
    _check_valid(life)
    if public_since(life, wave, clock) is not None:
        raise ReleaseRefused(Refusal.PUBLIC_ALREADY)
    if life.approved_at is None:
        raise ReleaseRefused(Refusal.NOT_APPROVED)
    by_itself = life.built_by_id is None and life.built_by == PORTAL.name
    if by_itself and _is(by, life.approved_by_id):
        raise ReleaseRefused(Refusal.SAME_PUBLISHER)
    if at is not None and at > max(clock.now(), due_moment(wave, clock.zone)):
        raise ReleaseRefused(Refusal.TOO_LATE)


def check_withdrawing(life: Life) -> None:
    """Let pass or refuse.

    Raises:
        ReleaseRefused: it is over with it.
    """
    _check_valid(life)


def clean_texts(texts: Mapping[str, str], language: str, missing: Refusal) -> Translations:
    """What somebody wrote for everybody to read: NFC, without what cannot be seen.

    Raises:
        ReleaseRefused: there is none in ``language`` (``missing``), or one is too long.
    """
    cleaned = {tag: _clean(text) for tag, text in texts.items()}
    if not cleaned.get(language):
        raise ReleaseRefused(missing)
    if any(len(text) > TEXT_MAXIMUM for text in cleaned.values()):
        raise ReleaseRefused(Refusal.TOO_LONG)
    return Translations({tag: text for tag, text in cleaned.items() if text})


def _clean(text: str) -> str:
    seen = "".join(each for each in text if each == "\n" or each.isprintable())
    return unicodedata.normalize("NFC", seen).strip()


def _check_valid(life: Life) -> None:
    if life.superseded_at is not None:
        raise ReleaseRefused(Refusal.SUPERSEDED)
    if life.withdrawn_at is not None:
        raise ReleaseRefused(Refusal.WITHDRAWN)


def _is(who: Actor, account: int | None) -> bool:
    return not who.operator and who.id is not None and who.id == account
