"""Which languages a questionnaire has: wholly, in part, or not yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from copfeedback.surveys.definition import with_sectors
from copfeedback.surveys.keyed_texts import KeyedText, keyed_texts
from copfeedback.surveys.model import Survey


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of a questionnaire there is in one language.

    ``missing`` are the places of the texts that are not there. ``is_offered`` says that the
    questionnaire names the language, ``is_portals`` that the portal itself speaks it.
    """

    language: str
    there: int
    missing: tuple[str, ...]
    is_offered: bool
    is_portals: bool

    @property
    def total(self) -> int:
        """How many texts there should be."""
        return self.there + len(self.missing)

    @property
    def is_complete(self) -> bool:
        """Whether a reader meets no other language."""
        return self.is_offered and not self.missing


def completeness(survey: Survey, portal: Iterable[str] = ()) -> tuple[Completeness, ...]:
    """Every language of a questionnaire, then those that the portal speaks beside them.

    The names of sectors are not counted: they belong to the wave.
    """
    texts = list(_distinct(survey))
    spoken = tuple(portal)
    return tuple(
        _completeness(survey, texts, language, is_portals=language in spoken)
        for language in dict.fromkeys((*survey.languages, *spoken))
    )


def is_complete(survey: Survey, language: str) -> bool:
    """Whether the questionnaire can be answered in this language without meeting another one."""
    return _completeness(survey, list(_distinct(survey)), language, is_portals=False).is_complete


def wording_sha256(survey: Survey, language: str) -> str:
    """A hash of all a questionnaire says in a language, and of what that is a translation of.

    It stays when questions are moved, and when a wave adds its sectors or asks for none.
    """
    source = survey.languages[0]
    wording = sorted(
        (each.key, each.texts.get(source, ""), each.texts.get(language, ""))
        for each in keyed_texts(with_sectors(survey, ()))
    )
    return hashlib.sha256(json.dumps(wording).encode()).hexdigest()


def _completeness(
    survey: Survey, texts: Collection[KeyedText], language: str, *, is_portals: bool
) -> Completeness:
    missing = tuple(each.where for each in texts if not each.texts.get(language, "").strip())
    return Completeness(
        language=language,
        there=len(texts) - len(missing),
        missing=missing,
        is_offered=language in survey.languages,
        is_portals=is_portals,
    )


def _distinct(survey: Survey) -> Iterator[KeyedText]:
    """Every text once, also those of a list of choices that several questions share."""
    seen: set[int] = set()
    for each in keyed_texts(survey):
        if id(each.texts) not in seen:
            seen.add(id(each.texts))
            yield each
