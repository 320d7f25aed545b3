"""How a file is handed to a browser to be kept."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


def attachment(name: str) -> str:
    """The Content-Disposition of a file of this name, without what no file system would take."""
    return f'attachment; filename="{_UNSAFE.sub("", name)}"'
