"""Minutes in other languages: how far they are, how they are read, and what is carried over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copfeedback.faults import (
    TEXT_MAXIMUM,
    ChangedMeanwhile,
    Fault,
    Faulty,
    Problem,
    Unknown,
    clean,
)
from copfeedback.forums.minutes_model import (
    Manner,
    Minutes,
    MinutesEntry,
    MinutesTranslation,
    TranslationState,
)
from copfeedback.i18n.translations import LocalText


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry as it is shown to a reader; None where nothing is said."""

    item_id: int
    title: LocalText | None
    text: LocalText | None
    decision: LocalText | None
    manner: Manner
    dissent: LocalText | None
    affected: LocalText | None
    cannot: LocalText | None
    answered: bool | None
    commitments: tuple[int, ...]


def state_of(
    minutes: Minutes, translation: MinutesTranslation | None, language: str
) -> TranslationState:
    """How far minutes can be read in a language."""
    if language == minutes.language:
        return TranslationState.ORIGINAL
    segments = minutes.segments()
    if translation is None:
        return TranslationState.MISSING
    done = segments.keys() & translation.texts.keys()
    if len(done) == len(segments):
        return TranslationState.COMPLETE
    return TranslationState.PARTIAL if done else TranslationState.MISSING


def shown(
    minutes: Minutes, translation: MinutesTranslation | None, language: str
) -> tuple[ShownEntry, ...]:
    """The entries for a reader; what is not translated is there in its own language, marked."""
    texts = translation.texts if translation is not None else {}

    def local(entry: MinutesEntry, name: str) -> LocalText | None:
        original = getattr(entry.content, name)
        if not original:
            return None
        if language == minutes.language:
            return LocalText(original, language, is_fallback=False)
        translated = texts.get(f"{entry.item_id}.{name}")
        if translated:
            return LocalText(translated, language, is_fallback=False)
        return LocalText(original, minutes.language, is_fallback=True)

    return tuple(
        ShownEntry(
            item_id=entry.item_id,
            title=None if entry.title is None else entry.title.read_in(language),
            text=local(entry, "text"),
            decision=local(entry, "decision"),
            manner=entry.content.manner,
            dissent=local(entry, "dissent"),
            affected=local(entry, "affected"),
            cannot=local(entry, "cannot"),
            answered=entry.content.answered,
            commitments=entry.commitments,
        )
        for entry in minutes.entries
    )


def merged(minutes: Minutes, before: Mapping[str, str], sent: Mapping[str, str]) -> dict[str, str]:
    """The texts there were, with those that were sent in their places; empty ones are taken out.

    Raises:
        Unknown: these minutes have no such place.
        Faulty: a text is too long.
    """
    segments = minutes.segments()
    if not sent.keys() <= segments.keys():
        raise Unknown
    cleaned = {key: clean(text) for key, text in sent.items()}
    problems = [
        Problem(key, Fault.TOO_LONG, TEXT_MAXIMUM)
        for key, text in cleaned.items()
        if len(text) > TEXT_MAXIMUM
    ]
    if problems:
        raise Faulty(problems)
    texts = {**before, **cleaned}
    return {key: texts[key] for key in segments if texts.get(key)}


def carried_over(older: Minutes, newer: Minutes, texts: Mapping[str, str]) -> dict[str, str]:
    """What of a translation of ``older`` also translates ``newer``: the places that stayed."""
    if older.language != newer.language:
        return {}
    before, after = older.segments(), newer.segments()
    return {
        key: text for key, text in texts.items() if key in after and before.get(key) == after[key]
    }


def touched(
    sent: Mapping[str, str], seen: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, str]:
    """Of the texts that were sent those that are not as they were seen.

    Raises:
        ChangedMeanwhile: somebody else has changed one of them to something else.
    """
    changed = {key: text for key, text in sent.items() if clean(text) != seen.get(key, "")}
    for key, text in changed.items():
        if before.get(key, "") not in (seen.get(key, ""), clean(text)):
            raise ChangedMeanwhile
    return changed
