"""Words to sound with espeak-ng, which comes as a package for Python with all its voices."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

ENGINE = "espeak-ng"
VOICES = {"ar": "ar", "en": "en"}
"""The voice of each language that is spoken."""

_WORDS_A_MINUTE = 160
"""Slower than the engine's 175: for listeners to whom the language or the question is new."""

# The names and values of speak_lib.h.
_OUTPUT_SYNCHRONOUS, _DO_NOT_EXIT = 2, 0x8000
_POSITION_CHARACTER, _CHARACTERS_UTF8 = 1, 1
_RATE = 1
_ON_SOUND = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

Samples = NDArray[np.int16]


class CannotSpeakError(Exception):
    """The synthesiser does not do what is asked."""


class Synthesiser:
    """espeak-ng, loaded once; it can speak one text at a time."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.samples_a_second: int = self._library.espeak_Initialize(
            _OUTPUT_SYNCHRONOUS, 0, data, _DO_NOT_EXIT
        )
        if self.samples_a_second <= 0:
            raise CannotSpeakError("espeak-ng cannot read its data")
        self._heard: list[Samples] = []
        self._on_sound = self._listener()  # kept: the library holds no reference to it
        self._library.espeak_SetSynthCallback(self._on_sound)
        self._library.espeak_SetParameter(_RATE, _WORDS_A_MINUTE, 0)

    def speak(self, words: str, voice: str) -> Samples:
        """The words as sound.

        Raises:
            CannotSpeakError: there is no such voice, or it stays silent.
        """
        self._heard.clear()
        self._must("find the voice " + voice, self._library.espeak_SetVoiceByName(voice.encode()))
        text = words.encode()
        size, start, end = ctypes.c_size_t(len(text) + 1), ctypes.c_uint(0), ctypes.c_uint(0)
        flags = ctypes.c_uint(_CHARACTERS_UTF8)
        said = self._library.espeak_Synth(
            text, size, start, _POSITION_CHARACTER, end, flags, None, None
        )
        self._must("speak", said)
        self._must("finish", self._library.espeak_Synchronize())
        if not self._heard:
            raise CannotSpeakError(f"the voice {voice} says nothing for: {words}")
        return np.concatenate(self._heard)

    def _listener(self) -> Callable[..., int]:
        def on_sound(samples: Any, count: int, _events: Any) -> int:
            if samples and count > 0:
                self._heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
            return 0  # go on

        return _ON_SOUND(on_sound)

    def _must(self, what: str, status: int) -> None:
        if status != 0:
            raise CannotSpeakError(f"espeak-ng cannot {what} (status {status})")
