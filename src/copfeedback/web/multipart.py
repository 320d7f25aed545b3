"""Reading a form with one file: as it arrives, bounded, and without ever touching the disk."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from copfeedback.people.throttle import SlowDown
from copfeedback.web.forms import FormTooLarge, FormUnreadable

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_PARTS = 20
TEXT_BYTES = 64 * 1024
NAME_BYTES = 100
LONGEST_BOUNDARY = 70  # RFC 2046, section 5.1.1
SILENCE_SECONDS = 60.0
PATIENCE_SECONDS = 15 * 60.0  # 10 MB at 100 kbit/s
# Whoever sends too much is read on for a while, without keeping it: a browser that is still
# sending would show a broken line in place of our answer.
READ_ON_BYTES = 32 * 1024 * 1024
_COME_BACK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came: what its sender calls it, and all of it."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    is_too_large: bool = False
    """More came than was allowed; then nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The fields of a form, each with its values as ``read_form`` has them, and its file."""

    form: Mapping[str, list[str]] = field(repr=False)
    file: SentFile | None = None


class Uploads:
    """Reads forms with a file: some at once, and the rest is told to come back."""

    def __init__(self, at_once: int, file_bytes: int) -> None:
        self._free = at_once
        self._file_bytes = file_bytes

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Take a place for as long as a file is in memory; to be asked on the event loop.

        Raises:
            SlowDown: all places are taken.
        """
        if not self._free:
            raise SlowDown(_COME_BACK_SECONDS)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    async def read(self, request: Request) -> Upload:
        """Read a form with at most one file.

        Raises:
            FormTooLarge: far more was sent than could be.
            FormUnreadable: no such form, two files, or its end does not come.
        """
        reader = _Reader(_boundary(request), self._file_bytes)
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._file_bytes + READ_ON_BYTES:
            raise FormTooLarge
        received = 0
        try:
            async for chunk in _in_time(request):
                received += len(chunk)
                if received > self._file_bytes + READ_ON_BYTES:
                    raise FormTooLarge
                reader.take(chunk)
        except (ClientDisconnect, TimeoutError):
            raise FormUnreadable from None
        return reader.upload()

    async def pass_over(self, request: Request) -> None:
        """Let somebody send to the end what is not looked at, so that they see our answer."""
        passed = 0
        with suppress(ClientDisconnect, TimeoutError):
            async for chunk in _in_time(request):
                passed += len(chunk)
                if passed > self._file_bytes + READ_ON_BYTES:
                    return


async def _in_time(request: Request) -> AsyncIterator[bytes]:
    """The body as it comes.

    Raises:
        TimeoutError: nothing came for a minute, or the whole takes a quarter of an hour.
    """
    ends_at = time.monotonic() + PATIENCE_SECONDS
    stream = aiter(request.stream())
    while True:
        left = min(SILENCE_SECONDS, ends_at - time.monotonic())
        try:
            yield await asyncio.wait_for(anext(stream), left)
        except StopAsyncIteration:
            return


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= LONGEST_BOUNDARY:
        raise FormUnreadable
    return boundary


class _Reader:
    """What has come so far."""

    def __init__(self, boundary: bytes, file_bytes: int) -> None:
        self._file_bytes = file_bytes
        self._form: dict[str, list[str]] = {}
        self._file: SentFile | None = None
        self._parts = self._text_bytes = 0
        self._is_over = False
        self._header: tuple[bytearray, bytearray] = (bytearray(), bytearray())
        self._name = ""
        self._file_name: str | None = None
        self._is_too_large = False
        self._content = bytearray()
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin_part,
            "on_header_begin": self._begin_header,
            "on_header_field": self._add_header_name,
            "on_header_value": self._add_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_content,
            "on_part_data": self._add_content,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def take(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError:  # its text holds what was sent
            raise FormUnreadable from None

    def upload(self) -> Upload:
        if not self._is_over:
            raise FormUnreadable
        return Upload(self._form, self._file)

    def _begin_part(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise FormTooLarge
        self._name, self._file_name, self._is_too_large = "", None, False
        self._content = bytearray()

    def _begin_header(self) -> None:
        self._header = (bytearray(), bytearray())

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        if name.lower() != b"content-disposition":
            return
        kind, options = parse_options_header(bytes(value))
        if kind != b"form-data":
            raise FormUnreadable
        self._name = _text(options.get(b"name", b""))
        if b"filename" in options:
            self._file_name = _text(options[b"filename"])

    def _begin_content(self) -> None:
        if not 0 < len(self._name.encode()) <= NAME_BYTES:
            raise FormUnreadable
        if self._file_name is not None and self._file is not None:
            raise FormUnreadable

    def _add_content(self, data: bytes, start: int, end: int) -> None:
        if self._file_name is None:
            self._text_bytes += end - start
            if self._text_bytes > TEXT_BYTES:
                raise FormTooLarge
        elif self._is_too_large or len(self._content) + end - start > self._file_bytes:
            self._is_too_large, self._content = True, bytearray()
            return
        self._content += memoryview(data)[start:end]

    def _end_part(self) -> None:
        if self._file_name is None:
            self._form.setdefault(self._name, []).append(_text(self._content))
        # A field in which nothing was chosen comes as a file without a name and without content.
        elif self._file_name or self._content or self._is_too_large:
            content = bytes(self._content)
            self._file = SentFile(self._file_name, content, self._is_too_large)
        self._content = bytearray()

    def _end(self) -> None:
        self._is_over = True


def _text(content: bytes | bytearray) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise FormUnreadable from None
