"""What the type of a row means: asked, refused by an anonymous portal, or not possible here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyxform import aliases
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from copfeedback.surveys.xlsform.report import Dropped

_REFUSED_WORDS: Mapping[str, Dropped] = {
    "start": Dropped.CLOCK,
    "end": Dropped.CLOCK,
    "today": Dropped.CLOCK,
    "deviceid": Dropped.DEVICE,
    "simserial": Dropped.DEVICE,
    "subscriberid": Dropped.DEVICE,
    "phonenumber": Dropped.PERSON,
    "username": Dropped.PERSON,
    "email": Dropped.PERSON,
    "audit": Dropped.AUDIT,
    "phone number": Dropped.PERSON,
    "barcode": Dropped.BARCODE,
    "osm": Dropped.PLACE,
    "start-geopoint": Dropped.PLACE,
    "background-geopoint": Dropped.PLACE,
    "background-audio": Dropped.RECORDING,
}
_REFUSED_BINDS = {
    "geopoint": Dropped.PLACE,
    "geoshape": Dropped.PLACE,
    "geotrace": Dropped.PLACE,
    "barcode": Dropped.BARCODE,
    "binary": Dropped.RECORDING,
}
_ASKED = {
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "string": "text",
}
_SPLIT = "ask for the day (date) and the time (time) in two questions"
_IMPOSSIBLE: Mapping[str, tuple[str, str]] = {
    "datetime": ("a day and a time cannot be asked in one question", _SPLIT),
    "hidden": (
        "hidden fields carry things nobody is asked, and there is no place for them",
        "remove the row, or make it a calculate",
    ),
    "xml-external": (
        "a survey has no files beside it to look things up in",
        "remove the row, and write what is needed into the choices sheet",
    ),
    "csv-external": (
        "a survey has no files beside it to look things up in",
        "remove the row, and write what is needed into the choices sheet",
    ),
    "begin_kobomatrix": (
        "a matrix with several questions a row cannot be asked",
        "ask each of its questions by itself, or use a table-list group with one list",
    ),
    "cascading_select": (
        "cascading_select is out of date and not read",
        "use select_one with a choice_filter",
    ),
}
_SELECTS = {
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "select one external": "external",
    "rank": "rank",
}
_SELECT_WORDS = {
    **{word.lower(): _SELECTS.get(kind, kind) for word, kind in aliases.select.items()},
    **dict.fromkeys(aliases.select_from_file, "from_file"),
    "select multiple": "select_multiple",
    "select_multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select_one_external": "external",
    "select one external": "external",
}
_SELECT = re.compile(
    "(" + "|".join(sorted(map(re.escape, _SELECT_WORDS), key=len, reverse=True)) + ")"
    r"\s+(.+?)(\s+(?:or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"(begin|end)[\s_]+(group|repeat|loop|lgroup|looped group|score|rank|kobomatrix)(?:\s.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AnswerType:
    """The type of a row.

    ``kind`` is its plain name; ``list_name`` the list of its choices; ``refused`` says why an
    anonymous portal leaves it out; ``impossible`` what cannot be done, and how to do without.
    ``bounds`` is a constraint that comes with the type.
    """

    kind: str
    list_name: str = ""
    or_other: bool = False
    refused: Dropped | None = None
    impossible: tuple[str, str] | None = None
    bounds: str = ""


_WITH_LIST = {"cascading_select", "osm"}
_BY_CONTROL = {"range": "range", "trigger": "acknowledge", "": "calculate"}
_WORDS: Mapping[str, AnswerType] = {
    **{word: AnswerType(word, refused=why) for word, why in _REFUSED_WORDS.items()},
    **{word: AnswerType(word, impossible=why) for word, why in _IMPOSSIBLE.items()},
    "acknowledge": AnswerType("acknowledge"),
    "trigger": AnswerType("acknowledge"),
}


def answer_type(said: str) -> AnswerType | None:
    """What a type means; None if there is no such type."""
    words = " ".join(said.split())
    lower = words.lower()
    if control := _CONTROL.fullmatch(words):
        return _control(control[1].lower(), control[2].lower())
    if lower in {"score__row", "rank__level"}:
        return AnswerType(lower)
    if found := _SELECT.fullmatch(words):
        return _select(_SELECT_WORDS[found[1].lower()], found[2], bool(found[3]))
    if lower in _SELECT_WORDS:
        return AnswerType(_SELECT_WORDS[lower])
    return _plain(lower)


def _control(edge: str, what: str) -> AnswerType:
    match what:
        case "group" | "score" | "rank" if edge == "begin":
            return AnswerType(f"begin_{what}")
        case "kobomatrix" if edge == "begin":
            return AnswerType("begin_repeat", impossible=_IMPOSSIBLE["begin_kobomatrix"])
        case "group" | "score" | "rank":
            return AnswerType("end_group")
        case _:
            return AnswerType("begin_repeat" if edge == "begin" else "end_repeat")


def _select(kind: str, list_name: str, or_other: bool) -> AnswerType:
    if kind in {"from_file", "external"}:
        fault = "choices from another file cannot be offered"
        fix = "write the choices into the choices sheet, with select_one or select_multiple"
        return AnswerType("select_one", impossible=(fault, fix))
    if "${" in list_name:
        fault = "choices cannot be made of earlier answers"
        return AnswerType(kind, impossible=(fault, "give the choices in the choices sheet"))
    return AnswerType(kind, list_name, or_other)


def _plain(lower: str) -> AnswerType | None:
    first = lower.replace("cascading select", "cascading_select").split(" ")[0]
    if lower in _WORDS or first in _WITH_LIST:
        return _WORDS.get(lower) or _WORDS[first]
    known = {name.lower(): entry for name, entry in QUESTION_TYPE_DICT.items()}
    return _dictionary_type(lower, known[lower]) if lower in known else None


def _dictionary_type(lower: str, entry: Mapping[str, Any]) -> AnswerType:
    """What pyxform's dictionary says of the many names that types have had."""
    bind = entry.get("bind") or {}
    control = (entry.get("control") or {}).get("tag", "")
    data = bind.get("type", "")
    if preload := bind.get("jr:preloadParams"):
        word = preload.removeprefix("uri:")
        return AnswerType(word, refused=_REFUSED_WORDS.get(word, Dropped.DEVICE))
    if data in _REFUSED_BINDS:
        return AnswerType(lower, refused=_REFUSED_BINDS[data])
    if data == "dateTime":
        return AnswerType(lower, impossible=_IMPOSSIBLE["datetime"])
    if control in _BY_CONTROL:
        return AnswerType(_BY_CONTROL[control])
    kind = "note" if bind.get("readonly") else _ASKED.get(data, "text")
    return AnswerType(kind, bounds=bind.get("constraint", ""))
