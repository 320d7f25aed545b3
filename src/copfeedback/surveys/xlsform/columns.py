"""What the columns of a form mean, under all the names they have had over the years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyxform import aliases
from pyxform.parsing.sheet_headers import process_header

OWN = "cop"
"""What the names of our own columns begin with: what XLSForm has no column for."""

OWN_CHOICE = f"{OWN}_"
"""The same for choices, whose columns pyxform takes for names of XML elements."""
OWN_COLUMN = f"{OWN}::column_"
"""What columns of choices are called whose own name means something else to XLSForm."""

_NAMES: Mapping[tuple[str, ...], str] = {
    ("bind", "relevant"): "relevant",
    ("bind", "required"): "required",
    ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "constraint"): "constraint",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "calculate"): "calculation",
    ("bind", "readonly"): "read_only",
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
    ("media", "image"): "image",
    ("media", "audio"): "audio",
    ("media", "video"): "video",
    ("media", "big-image"): "big-image",
    **{
        (name,): name
        for name in (
            "type",
            "name",
            "label",
            "hint",
            "guidance_hint",
            "default",
            "parameters",
            "choice_filter",
            "trigger",
            "disabled",
            "list_name",
            "kobo--score-choices",
            "kobo--rank-items",
            "kobo--rank-constraint-message",
            "kobo--matrix_list",
        )
    },
}
_TECHNICAL = {"bind", "control", "instance", "media", "intent", "save_to", "entities", "sms_field"}
_SURVEY = {*(name for names in _NAMES for name in names[:1]), "body", *_TECHNICAL}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, and the language it is in, as the form says it.

    ``known`` is false for columns that mean nothing in XLSForm; ``technical`` ones steer a
    device.
    """

    header: str
    name: str
    language: str = ""
    known: bool = True
    technical: bool = False


def survey_column(header: str) -> Column:
    """What a column of the survey sheet is."""
    return _column(header, aliases.survey_header)


def choices_column(header: str) -> Column:
    """What a column of the choices sheet is."""
    column = _column(header, {**aliases.list_header, "list_name": "list_name"})
    if header.startswith(OWN_CHOICE):
        return Column(header, f"{OWN}::{header.removeprefix(OWN_CHOICE)}")
    if "".join(header.lower().split()) in {"listname", "list_name"}:
        return Column(header, "list_name")
    return column


def _column(header: str, known_as: Mapping[str, str | tuple[str, ...]]) -> Column:
    _, tokens = process_header(
        header=header,
        use_double_colon="::" in header,
        header_aliases=dict(known_as),
        header_columns=_SURVEY,
    )
    if tokens[0].lower() == OWN and len(tokens) > 1:
        return Column(header, f"{OWN}::{tokens[1]}", "::".join(tokens[2:]))
    for length in (2, 1):
        if name := _NAMES.get(tuple(tokens[:length])):
            return Column(header, name, "::".join(tokens[length:]))
    return Column(header, header, known=False, technical=tokens[0] in _TECHNICAL)


_SETTINGS = {
    "form_title": "title",
    "set_form_title": "title",
    "title": "title",
    "form_id": "id",
    "set_form_id": "id",
    "id_string": "id",
    "default_language": "default_language",
    "version": "version",
}


def settings_column(header: str) -> Column:
    """What a column of the settings sheet is."""
    tokens = [token.strip() for token in header.split("::")]
    if tokens[0].lower() == OWN and len(tokens) > 1:
        return Column(header, f"{OWN}::{tokens[1]}", "::".join(tokens[2:]))
    name = "_".join(header.split()).lower()
    return Column(header, _SETTINGS.get(name, name), known=name in _SETTINGS)
