"""Reading a questionnaire from a form, with every fault at once and nothing lost in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from copfeedback.surveys.definition import build_survey
from copfeedback.surveys.model import Survey
from copfeedback.surveys.wave_model import BEHIND
from copfeedback.surveys.xlsform.choice_lists import ChoiceLists, read_choices
from copfeedback.surveys.xlsform.columns import OWN
from copfeedback.surveys.xlsform.form import NO_LANGUAGE, Form, read_form
from copfeedback.surveys.xlsform.formulas import Formulas
from copfeedback.surveys.xlsform.grids import Grids
from copfeedback.surveys.xlsform.places import Places
from copfeedback.surveys.xlsform.questions import Questions
from copfeedback.surveys.xlsform.report import (
    Changed,
    Dropped,
    Findings,
    FormError,
    ImportReport,
    Noted,
)
from copfeedback.surveys.xlsform.sections import ROW, Sections
from copfeedback.surveys.xlsform.tree import Growing
from copfeedback.surveys.xlsform.workbook import read_workbook
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, fix_for, steps_to
from copfeedback.surveys.yaml_shape import SurveyShape

_DIGITS = 9
_SLUG = re.compile(r"[^a-z0-9]+")
_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
_WORDS = {"show_if": "relevant"}
_SHEETS = ("file", "survey", "choices", "settings")


def read_xlsform(
    content: bytes,
    file: str,
    demographics: str,
    *,
    id_: str = "",
    portal_languages: Collection[str] = (),
) -> ImportReport:
    """Read a form.

    Args:
        content: the bytes of an XLSX or XLS workbook.
        file: its name, for messages.
        demographics: the YAML of the questions about the person.
        id_: the id the survey gets, if not that of the form.
        portal_languages: the languages the portal itself speaks.

    Raises:
        FormError: with every fault that was found.
        DefinitionError: it is no workbook that can be read.
    """
    findings = Findings(file)
    form = read_form(read_workbook(content, file), findings)
    growing = Growing(form, findings)
    lists = read_choices(form, findings)
    formulas = Formulas(growing.gone, growing.renamed, findings)
    lists.mention(formulas)
    questions = Questions(form.languages, lists, formulas, findings)
    settings = _settings(form, findings, id_, Path(file).stem)
    if growing.about_person and "demographics" not in settings:
        settings["demographics"] = ["gender", "age_band", "sector"]
    sections = Sections(questions, Grids(questions, findings), settings["title"], findings)
    made = sections.of(growing.tree)
    questions.tell_appearances()
    lists.tell_unused(growing.passed_over)
    for row, name, fault, fix in growing.impossible:
        missed = sorted(growing.gone.missed.get(row, ()))
        also = f"; {_spans(missed)} refer to it" if missed else ""
        findings.fault(row, f"column type, {name}", fault, fix + also)
    places = _placed(settings | {"sections": made}, lists, form.settings.number)
    survey = _checked(places, findings, questions.broken, demographics)
    if survey is None:
        raise FormError(sorted(findings.faults, key=_order), findings.remarks())
    shape, built = survey
    for tag in form.languages:
        if portal_languages and tag not in portal_languages:
            findings.remark(0, "", Noted.NO_CATALOGUE, tag)
    return ImportReport(shape, built, findings.remarks())


def _spans(rows: Sequence[int]) -> str:
    """Rows in words: “rows 3, 7–9”."""
    spans: list[list[int]] = []
    for row in rows:
        if spans and row == spans[-1][-1] + 1:
            spans[-1][1:] = [row]
        else:
            spans.append([row])
    return "rows " + ", ".join("–".join(map(str, span)) for span in spans)


def _settings(form: Form, findings: Findings, id_: str, stem: str) -> dict[str, Any]:
    said = form.settings
    used = {"title", "id", "default_language"}
    if said[f"{OWN}::languages"]:  # we wrote it, and these say nothing that is not ours
        used |= {"version", "clean_text_values"}
    for name in said.cells:
        if name not in used and not name.startswith(OWN):
            findings.remark(said.number, name, Dropped.SETTING)
    first = form.languages[0]
    wished = id_ or said["id"]
    data: dict[str, Any] = {
        "id": id_ or _slug(wished) or _slug(stem) or "survey",
        "version": _number(said[f"{OWN}::version"]) or 1,
        "languages": list(form.languages),
        "title": said.said(f"{OWN}::title") or {first: said["title"] or said["id"] or stem},
        "headline": said[f"{OWN}::headline"],
        "internal": said[f"{OWN}::internal"] == "yes",
    }
    if said["id"] and data["id"] not in {said["id"], id_}:
        findings.remark(said.number, said["id"], Changed.NEW_ID, data["id"])
    for name in BEHIND:
        if text := said.said(f"{OWN}::{name}"):
            data[name] = text
    if minutes := _number(said[f"{OWN}::minutes"]):
        data["minutes"] = minutes
    if asked := said[f"{OWN}::demographics"]:
        data["demographics"] = asked.split()
    if crossed := said[f"{OWN}::crossings"]:
        data["crossings"] = [crossing.strip() for crossing in crossed.split(";")]
    return data


def _number(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) <= _DIGITS else None


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = _SLUG.sub("-", plain).strip("-")[:64].rstrip("-")
    slug = slug if slug[:1].isalpha() else f"survey-{slug}" if slug else ""
    return slug if _ID.fullmatch(slug) else ""


def _placed(data: dict[str, Any], lists: ChoiceLists, settings_row: int) -> Places:
    """The survey with the places its parts come from; lists that one question uses go to it."""
    places = Places(data, {(): ("settings", settings_row)})
    shared = {name for name, users in lists.used.items() if users > 1}
    data["choice_lists"] = {name: lists.lists[name] for name in lists.lists if name in shared}
    for name in shared:
        for at, row in enumerate(lists.rows[name]):
            places.rows["choice_lists", name, at] = ("choices", row)
    for at, section in enumerate(data["sections"]):
        path: tuple[str | int, ...] = ("sections", at)
        places.rows[path] = ("survey", section.pop(ROW))
        for number, question in enumerate(section["questions"]):
            here = (*path, "questions", number)
            places.rows[here] = ("survey", question.pop(ROW))
            for place, row in enumerate(question.get("rows", ())):
                places.rows[*here, "rows", place] = ("survey", row.pop(ROW))
            name = question.get("choices")
            if isinstance(name, str) and name not in shared:
                question["choices"] = lists.lists[name]
                for place, row in enumerate(lists.rows[name]):
                    places.rows[*here, "choices", place] = ("choices", row)
    return places


def _checked(
    places: Places, findings: Findings, broken: set[int], demographics: str
) -> tuple[SurveyShape, Survey] | None:
    """The survey, if nothing is wrong with it or the form."""
    if not places.data["sections"]:
        if not findings.faults:
            fix = "write the questions into the sheet “survey”"
            findings.fault(1, "", "nothing is left in the form that can be asked", fix)
        return None
    try:
        shape = SurveyShape.model_validate(places.data)
    except ValidationError as error:
        findings.faults += _shape_faults(error, places, findings.file, broken)
        return None
    try:
        built = build_survey(shape, places, findings.file, demographics)
    except DefinitionError as error:
        findings.faults += [
            _in_words_of_forms(fault)
            for fault in error.faults
            if not _follows(fault, findings, broken)
        ]
        return None
    return None if findings.faults else (shape, built)


def _follows(fault: DefinitionFault, findings: Findings, broken: set[int]) -> bool:
    """Whether a fault is nothing but the consequence of one that is told already."""
    if fault.fault.startswith("no text in "):
        return any(each.fault.startswith(NO_LANGUAGE) for each in findings.faults)
    return fault.where.startswith("survey") and fault.line in broken


def _shape_faults(
    error: ValidationError, places: Places, file: str, broken: set[int]
) -> Iterator[DefinitionFault]:
    for found in error.errors():
        path = steps_to(found)
        if (line := places.line(path)) in broken:
            continue
        message = found["msg"][0].lower() + found["msg"][1:]
        if found["type"] == "string_pattern_mismatch":
            message = f"“{found['input']}” is too long or has signs that cannot be used"
        yield DefinitionFault(file, line, places.place(path), message, fix_for(found))


def _in_words_of_forms(fault: DefinitionFault) -> DefinitionFault:
    text = fault.fault
    for ours, theirs in _WORDS.items():
        if text.startswith(f"{ours} "):
            text = theirs + text.removeprefix(ours)
    fix = fault.fix
    if text.startswith("no text in "):
        fix = "write it, or say under default_language in the settings which language is complete"
    return DefinitionFault(fault.file, fault.line, fault.where, text, fix)


def _order(fault: DefinitionFault) -> tuple[int, int]:
    sheet = fault.where.split(" ")[0]
    return (_SHEETS.index(sheet) if sheet in _SHEETS else 0, fault.line)
