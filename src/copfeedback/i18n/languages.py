"""The languages of the portal and the choice between them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import negotiate_locale

SOURCE_LANGUAGE = "en"


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
        best = negotiate_locale(_preferences(accept_language or ""), list(self._by_tag), sep="-")
        return self._by_tag[best or SOURCE_LANGUAGE]


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
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            continue
        if tag and tag != "*" and quality > 0:
            weighted.append((quality, tag.strip()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]
