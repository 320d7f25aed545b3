"""A shared device: one small script starts over by itself, and leaves nothing in the browser."""

from __future__ import annotations

import re
from importlib.resources import files

from markupsafe import Markup

from copfeedback.web.rendering import PAGE_POLICY, source_hash

FORGOTTEN_SECONDS = 900
"""How old a page of a kiosk may be when it is sent: long after its script has started over."""


def _script() -> str:
    source = files("copfeedback.web").joinpath("kiosk.js").read_text(encoding="utf-8")
    return re.sub(r"^\s*//.*\n|^\s+", "", source, flags=re.MULTILINE).strip()


SCRIPT = Markup(_script())  # noqa: S704 - our own file
KIOSK_POLICY = f"{PAGE_POLICY}; script-src {source_hash(SCRIPT)}; connect-src 'self'"
