"""Files made from what never changes: on a thread of their own, and kept while there is room."""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

MOST_BYTES = 64 * 1024 * 1024
"""In memory, for the files and once more for the API."""
_GZIP_LEVEL = 6
_WORTH_PACKING = 0.9


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of an answer as they are ``kept``: compressed (gzip) where that makes them smaller.

    ``tag`` tells them apart from any others.
    """

    kept: bytes
    is_packed: bool
    kind: str
    tag: str

    @classmethod
    def of(cls, body: bytes, kind: str) -> Content:
        """These bytes."""
        packed = gzip.compress(body, _GZIP_LEVEL, mtime=0)
        is_packed = len(packed) < _WORTH_PACKING * len(body)
        return cls(packed if is_packed else body, is_packed, kind, sha256(body).hexdigest()[:32])

    @property
    def body(self) -> bytes:
        """The bytes themselves."""
        return gzip.decompress(self.kept) if self.is_packed else self.kept


class Kept:
    """Makes contents one after the other, however many ask, and keeps those asked for last."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._contents: OrderedDict[Hashable, Content] = OrderedDict()
        self._maker = ThreadPoolExecutor(1, thread_name_prefix="files")

    async def get(self, name: Hashable, make: Callable[[], Content]) -> Content:
        """What goes by this name; made now if it is not there."""
        found = self._contents.get(name)
        if found is None:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._maker, self._make, name, make)
        self._contents.move_to_end(name)
        return found

    def _make(self, name: Hashable, make: Callable[[], Content]) -> Content:
        found = self._contents.get(name)  # somebody may have waited for the same
        if found is None:
            found = make()
            if len(found.kept) <= self._most_bytes:
                self._keep(name, found)
        return found

    def _keep(self, name: Hashable, content: Content) -> None:
        self._contents[name] = content
        self._bytes += len(content.kept)
        while self._bytes > self._most_bytes:
            _, oldest = self._contents.popitem(last=False)
            self._bytes -= len(oldest.kept)
