"""Where a step of the form of a complaint can be listened to, at both doors."""

from __future__ import annotations

from functools import cache

from copfeedback.application import PROJECT, Portal
from copfeedback.complaints.form import Entered, Known, Step
from copfeedback.complaints.promise_model import PromisePage
from copfeedback.complaints.spoken_form import FORM, sound_name, spoken_words
from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.spoken import Recording, Recordings, read_recordings, text_hash


def named(tag: str, name: str) -> Recording | None:
    """The sound file of this name in a language."""
    return _recordings().named(FORM, f"{tag}/{name}.mp3")


def find_sound(
    portal: Portal, step: Step, entered: Entered, known: Known, speech: Speech
) -> Recording | None:
    """A recording of a step that says what stands on it; None where there is none.

    Raises:
        StorageUnavailable: what the young have to read cannot be looked up, and never could.
    """
    found = named(speech.tag, sound_name(step, entered))
    if found is None:
        return None
    shown = portal.promises.page(PromisePage.MINORS, speech.tag)
    minors = None if shown.is_fallback else shown.content.text
    words = spoken_words(step, entered, known, speech, minors)
    return found if words is not None and text_hash(words) == found.text_hash else None


def sound_path(sound: Recording) -> str:
    """Its address, without the slash before it: ``en/complaints/sounds/before``."""
    tag, _, name = sound.name.partition("/")
    return f"{tag}/complaints/sounds/{name.removesuffix('.mp3')}"


@cache
def _recordings() -> Recordings:
    return read_recordings(PROJECT / "spoken")
