"""Files that survey managers take away: questionnaires, translations, paper forms, posters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from copfeedback.application import DEMOGRAPHICS, Portal
from copfeedback.i18n.catalogues import Speech
from copfeedback.posters import write_posters
from copfeedback.printing.questionnaire import paper_questionnaire
from copfeedback.surveys.book import AskedWave, UnknownWave
from copfeedback.surveys.draft_store import Published
from copfeedback.surveys.drafts import FILE
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.overview import find_edition, read_edition
from copfeedback.surveys.translating import export_po, export_xlsx
from copfeedback.surveys.waves import UnknownSurvey
from copfeedback.surveys.xlsform.writing import write_xlsform
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.web.attachment import attachment
from copfeedback.web.staff_door import StaffVisit

DRAFT_NAME = "draft"
_KINDS: Mapping[str, str] = {
    "yaml": "application/yaml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "po": "text/x-gettext-translation",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_DIGITS = 4


class Downloads:
    """Makes files at the moment they are asked for; none is kept."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    async def of_survey(self, visit: StaffVisit) -> Response:
        """GET: an edition as YAML or XLSForm, a language of it as PO or XLSX, or its paper form."""
        asked = visit.request.path_params
        edition = await asyncio.to_thread(
            find_edition,
            self._portal.trail,
            visit.actor,
            asked["survey"],
            edition_of(asked["edition"]),
            DEMOGRAPHICS.read_text(encoding="utf-8"),
        )
        content = await asyncio.to_thread(self._of_edition, edition, asked["what"], asked["name"])
        return _file(content, asked["survey"], asked["edition"], asked["what"], asked["name"])

    def _of_edition(self, edition: Published, what: str, name: str) -> bytes:
        shape, _ = read_shape(SurveyShape, edition.definition, FILE)
        tag, _, kind = name.rpartition(".")
        match what, kind:
            case "definition", "yaml":
                return edition.definition.encode()
            case "definition", "xlsx":
                return write_xlsform(shape, edition.demographics)
            case "translation", "po":
                return export_po(shape, tag)
            case "translation", "xlsx":
                return export_xlsx(shape, tag)
            case "paper", "pdf":
                return paper_questionnaire(read_edition(edition), None, self._speech(tag))
        raise UnknownSurvey(shape.id)

    async def of_wave(self, visit: StaffVisit) -> Response:
        """GET: the paper form or a poster of a wave, in a language."""
        asked = visit.request.path_params
        content = await asyncio.to_thread(
            self._of_wave, asked["wave"], asked["what"], asked["name"]
        )
        return _file(content, asked["wave"], asked["what"], asked["name"])

    def _of_wave(self, wave: str, what: str, name: str) -> bytes:
        asked = self._portal.surveys.book.find(wave)
        tag, _, kind = name.rpartition(".")
        speech = self._speech(tag)
        match what, kind:
            case "paper", "pdf":
                return paper_questionnaire(asked.survey, asked.wave, speech)
            case "poster", "svg" | "png":
                return self._poster(asked, f"-{speech.tag}.{kind}")
        raise UnknownWave(wave)

    def _poster(self, asked: AskedWave, ending: str) -> bytes:
        with TemporaryDirectory() as folder:
            for path in write_posters(self._portal, asked, Path(folder)):
                if path.name.endswith(ending):
                    return path.read_bytes()
        raise UnknownWave(asked.wave.id)

    def _speech(self, tag: str) -> Speech:
        if tag not in self._portal.catalogues.languages:
            raise UnknownSurvey(tag)
        return self._portal.catalogues.speech(tag)


def edition_of(name: str) -> int:
    """The version an address asks for.

    Raises:
        UnknownSurvey: it is neither a number nor the draft.
    """
    if name == DRAFT_NAME:
        return DRAFT
    if not (name.isascii() and name.isdecimal()) or len(name) > _DIGITS or int(name) < 1:
        raise UnknownSurvey(name)
    return int(name)


def _file(content: bytes, *names: str) -> Response:
    name = "-".join(names)
    headers = {"Content-Disposition": attachment(name)}
    return Response(content, media_type=_KINDS[name.rpartition(".")[2]], headers=headers)
