"""The grounds of prejudice that a complaint can name: a list that every country sets for itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files

from copfeedback.complaints.wording import GROUND_NAMES
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations

_CODE = re.compile(r"[a-z][a-z_]{0,39}")


class BadGrounds(ValueError):  # noqa: N818 - named for what happened
    """The list cannot be used; the message says why."""


class Grounds:
    """The grounds in the order in which they are shown."""

    def __init__(self, shown: tuple[str, ...], own: Mapping[str, Translations]) -> None:
        self.codes = shown
        self._own = own

    def name(self, code: str, speech: Speech) -> str:
        """What a ground is called; one that is no longer in the list is called by its code."""
        if code in self._own:
            return self._own[code].read_in(speech.tag).text
        return speech.gettext(GROUND_NAMES[code]) if code in GROUND_NAMES else code


def read_grounds(text: str | None = None) -> Grounds:
    """The grounds as a TOML text says them; without one, those of ``grounds.toml``.

    Raises:
        BadGrounds: it is no such list.
    """
    if text is None:
        source = files("copfeedback.complaints").joinpath("grounds.toml")
        text = source.read_text(encoding="utf-8")
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadGrounds(str(error)) from None
    shown, own = said.get("shown", []), said.get("own", {})
    for code, words in own.items():
        if not _CODE.fullmatch(code) or not isinstance(words, dict) or "en" not in words:
            raise BadGrounds(f"{code}: a code of small letters, and words in English at least")
    unknown = [code for code in shown if code not in own and code not in GROUND_NAMES]
    if unknown or not shown or len(set(shown)) < len(shown):
        raise BadGrounds(f"shown: {', '.join(map(str, unknown)) or 'nothing, or something twice'}")
    return Grounds(tuple(shown), {code: Translations(words) for code, words in own.items()})
