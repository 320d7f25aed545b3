"""The languages of the portal and the choice between them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE_LANGUAGE = "en"

# RFC 9110, 12.4.2 and 12.5.4, without “*”: whoever takes any language gets ours.
_WANTED = re.compile(
    r"(?P<tag>[a-z]{1,8}(?:-[a-z0-9]{1,8})*)"
    r"(?:[ \t]*;[ \t]*q=(?P<quality>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Language:
    """One language the portal speaks.

    ``direction`` is ``ltr`` or ``rtl``; ``review`` is ``source``, ``machine-drafted`` or
    ``reviewed``; ``plural_check`` lists counts that between them need every plural form.
    """

    tag: str
    name: str
    direction: str
    plural_check: tuple[int, ...]
    review: str

    @property
    def is_machine_drafted(self) -> bool:
        """Whether no native speaker has reviewed the texts yet."""
        return self.review == "machine-drafted"


class Languages(Mapping[str, Language]):
    """The languages in menu order, by tag."""

    def __init__(self, languages: Iterable[Language]) -> None:
        self._by_tag = {language.tag: language for language in languages}
        self._by_lower_tag = {tag.lower(): language for tag, language in self._by_tag.items()}

    def __getitem__(self, tag: str) -> Language:
        return self._by_tag[tag]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_tag)

    def __len__(self) -> int:
        return len(self._by_tag)

    def wanted(self, *, chosen: str | None, accept_language: str | None) -> Language:
        """The language for a reader: their explicit choice, else what the browser asks for."""
        if chosen in self._by_tag:
            return self._by_tag[chosen]
        for tag in _preferences(accept_language or ""):
            while tag:  # RFC 4647, 3.4: the asked tag, then with ever fewer subtags
                if tag in self._by_lower_tag:
                    return self._by_lower_tag[tag]
                tag = tag.rpartition("-")[0]  # noqa: PLW2901 - the same wish, said less exactly
        return self._by_tag[SOURCE_LANGUAGE]


def load_languages(path: Path) -> Languages:
    """Read ``languages.toml``."""
    with path.open("rb") as file:
        entries = tomllib.load(file)["language"]
    return Languages(
        Language(**{**entry, "plural_check": tuple(entry["plural_check"])}) for entry in entries
    )


def _preferences(header: str) -> list[str]:
    """The tags of an Accept-Language header (RFC 9110), best first; rubbish is passed over."""
    weighted: list[tuple[float, str]] = []
    for part in header[:1000].split(","):
        wanted = _WANTED.fullmatch(part.strip())
        if wanted and float(wanted["quality"] or 1) > 0:
            weighted.append((float(wanted["quality"] or 1), wanted["tag"].lower()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]
