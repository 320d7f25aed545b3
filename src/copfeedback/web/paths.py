"""Addresses within the portal, as they come from outside."""

from __future__ import annotations

import re

_LONGEST = 1_000
# Nothing that any browser takes for the address of another site: no “//” and no backslash at the
# beginning, no scheme, no control characters, which some browsers drop before they read.
_PATH = re.compile(r"/(?!/)[A-Za-z0-9\-._~!$&'()*+,;=:@%/?#]*", re.ASCII)


def safe_path(path: str) -> str:
    """The path if it surely stays on this site, or the empty text."""
    return path if len(path) <= _LONGEST and _PATH.fullmatch(path) else ""
