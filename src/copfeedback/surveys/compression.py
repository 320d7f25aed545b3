"""Making what people answered small, with the words of their questionnaire known beforehand."""

from __future__ import annotations

import threading

from zstandard import (
    DICT_TYPE_RAWCONTENT,
    ZstdCompressionDict,
    ZstdCompressor,
    ZstdDecompressor,
    ZstdError,
    frame_content_size,
)

from copfeedback.surveys.model import Survey

_LEVEL = -1  # on contents of about 1 KB, slower levels save a tenth and take half as long again


class NotCompressed(ValueError):  # noqa: N818 - named for what happened
    """This was never compressed here, or with the words of another questionnaire."""


class Compression:
    """Compresses texts that hold a survey's item ids and choice codes (Zstandard, RFC 8878).

    A checksum tells when something was compressed with other words.
    """

    def __init__(self, survey: Survey) -> None:
        words: dict[str, None] = {}
        for question in survey.questions():
            words |= dict.fromkeys((*question.item_ids, *sorted(question.codes)))
        known = ZstdCompressionDict(
            "".join(f'"{word}":"{word}",' for word in words).encode(),
            dict_type=DICT_TYPE_RAWCONTENT,
        )
        self._compressor = ZstdCompressor(level=_LEVEL, dict_data=known, write_checksum=True)
        self._decompressor = ZstdDecompressor(dict_data=known)
        self._turn = threading.Lock()  # neither of them serves two threads at once

    def compress(self, content: bytes) -> bytes:
        """The content made small."""
        with self._turn:
            return self._compressor.compress(content)

    def expand(self, compressed: bytes, at_most: int) -> bytes:
        """The content again.

        Raises:
            NotCompressed: it is not what ``compress`` made, or holds more than ``at_most`` bytes.
        """
        try:
            if not 0 <= frame_content_size(compressed) <= at_most:
                raise NotCompressed
            with self._turn:
                return self._decompressor.decompress(compressed)
        except ZstdError as error:
            raise NotCompressed from error
