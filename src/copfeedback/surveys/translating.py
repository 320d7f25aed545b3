"""The languages of a questionnaire: taken out for translators, and brought back in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from copfeedback.i18n.language_names import is_language
from copfeedback.i18n.translations import Translations
from copfeedback.surveys.keyed_texts import KeyedText, keyed_texts
from copfeedback.surveys.model import mentioned
from copfeedback.surveys.translation_files import (
    Entry,
    read_entries,
    write_po_file,
    write_xlsx_file,
)
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, file_fault
from copfeedback.surveys.yaml_shape import SurveyShape, Text

TAG_MAXIMUM = 12
"""What responses have room for."""
_TEXT: TypeAdapter[str] = TypeAdapter(Text)


@dataclass(frozen=True, slots=True)
class Translated:
    """A definition after a language was brought in.

    ``changed`` counts the texts that are new or other than before; ``missing`` are the keys of
    those that are still not there, ``unsure`` of those that were marked as unsettled in the file
    and so were left as they were.
    """

    shape: SurveyShape
    changed: int
    missing: tuple[str, ...]
    unsure: tuple[str, ...]


def export_po(shape: SurveyShape, language: str) -> bytes:
    """A language of a survey as PO, with what there is of it.

    Raises:
        DefinitionError: it is the language the survey was written in, or none at all.
    """
    _refuse_language(shape, language, shape.id)
    return write_po_file(_entries(shape, language), (shape.languages[0], language))


def export_xlsx(shape: SurveyShape, language: str) -> bytes:
    """A language of a survey as XLSX, with what there is of it.

    Raises:
        DefinitionError: it is the language the survey was written in, or none at all.
    """
    _refuse_language(shape, language, shape.id)
    return write_xlsx_file(_entries(shape, language), (shape.languages[0], language))


def import_language(shape: SurveyShape, language: str, content: bytes, file: str) -> Translated:
    """The definition with a language brought in from a PO or XLSX file: all of it, or nothing.

    What the file leaves empty stays as it was. A language that is new is added behind the others.

    Raises:
        DefinitionError: with every fault that was found, by line or row and key.
    """
    _refuse_language(shape, language, file)
    source = shape.languages[0]
    entries = read_entries(content, file, (source, language))
    known = {each.key: each for each in keyed_texts(shape)}
    given = [entry for entry in entries if entry.translation.strip()]
    settled = [entry for entry in given if not entry.unsure]
    if faults := list(_faults(settled, known, source, file)):
        raise DefinitionError(faults)
    texts = {entry.key: entry.translation.strip() for entry in settled}
    merged, changed = _merged(shape, language, texts, known)
    return Translated(
        shape=merged,
        changed=changed,
        missing=tuple(entry.key for entry in _entries(merged, language) if not entry.translation),
        unsure=tuple(entry.key for entry in given if entry.unsure),
    )


def _refuse_language(shape: SurveyShape, language: str, file: str) -> None:
    if language == shape.languages[0]:
        fault = f"the survey was written in {language}"
        raise file_fault(file, fault, "change its text in the survey itself")
    if language not in shape.languages and not (
        is_language(language) and len(language) <= TAG_MAXIMUM
    ):
        raise file_fault(file, f"“{language}” is no language", "use a tag such as fr or ar")


def _entries(shape: SurveyShape, language: str) -> Iterator[Entry]:
    source = shape.languages[0]
    for each in keyed_texts(shape):
        if text := each.texts.get(source, "").strip():
            yield Entry(each.key, each.where, text, each.texts.get(language, ""))


def _faults(
    given: Sequence[Entry], known: Mapping[str, KeyedText], source: str, file: str
) -> Iterator[DefinitionFault]:
    seen: set[str] = set()
    for entry in given:
        text = known.get(entry.key)
        if text is None:
            fault = "the survey has no text with this key"
            fix = "export the language again, and copy the translation to where it belongs now"
            yield DefinitionFault(file, entry.line, entry.key or "no key", fault, fix)
            continue
        if entry.key in seen:
            fault, fix = "the key is there twice", "keep one of the translations"
            yield DefinitionFault(file, entry.line, entry.key, fault, fix)
        seen.add(entry.key)
        for fault, fix in _text_faults(entry, text.texts.get(source, "")):
            yield DefinitionFault(file, entry.line, entry.key, fault, fix)


def _text_faults(entry: Entry, source: str) -> Iterator[tuple[str, str]]:
    if _plain(entry.source) != _plain(source):
        fix = "translate the text it is now; exporting the language again shows it"
        yield f"the text was changed since the export; it is now “{source.strip()}”", fix
    else:
        wanted, found = _mentions(source), _mentions(entry.translation)
        for name in sorted(wanted - found):
            yield f"${{{name}}} is missing in the translation", "put it where the answer belongs"
        for name in sorted(found - wanted):
            yield f"${{{name}}} is not in the text that is translated", "remove it"
    try:
        _TEXT.validate_python(entry.translation.strip())
    except ValidationError as error:
        yield f"the translation is too long: {error.errors()[0]['msg']}", "shorten it"
    if any(unicodedata.category(each) == "Cc" and each not in "\n\t" for each in entry.translation):
        yield "the translation holds control characters", "write it anew"


def _plain(text: str) -> str:
    """A text without what tools change in passing: kinds of spaces, ends of lines."""
    visible = (" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())


def _mentions(text: str) -> frozenset[str]:
    return mentioned(Translations({"": text}))


def _merged(
    shape: SurveyShape, language: str, texts: Mapping[str, str], known: Mapping[str, KeyedText]
) -> tuple[SurveyShape, int]:
    parts = shape.model_dump(mode="json", exclude_unset=True)
    changed = 0
    for key, text in texts.items():
        place: Any = parts
        for step in known[key].path:
            place = place[step]
        if place.get(language, "").strip() != text:
            place[language] = text
            changed += 1
    if texts and language not in parts["languages"]:
        parts["languages"].append(language)
    return SurveyShape.model_validate(parts), changed
