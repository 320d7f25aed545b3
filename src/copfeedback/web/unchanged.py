"""Since when a content is what it is, for whoever asks whether it has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime

_MOST = 2_000


class Unchanged:
    """Remembers, by name, when a content was first seen as it is.

    After a restart everything is new once more, and is fetched again: never the other way round.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._seen: OrderedDict[Hashable, tuple[str, datetime]] = OrderedDict()

    def since(self, name: Hashable, tag: str) -> datetime:
        """When what goes by this name was first seen with this tag, one after the other."""
        seen = self._seen.get(name)
        if seen is None or seen[0] != tag:
            seen = tag, self._now()
            self._seen[name] = seen
        self._seen.move_to_end(name)
        while len(self._seen) > _MOST:
            self._seen.popitem(last=False)
        return seen[1]
