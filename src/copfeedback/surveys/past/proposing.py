"""Finding out what the columns of a file are: by code and by label, as programs name them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from copfeedback.surveys.model import SEVERAL_CODES, Question, QuestionType, Survey
from copfeedback.surveys.past.cells import alike
from copfeedback.surveys.past.mapping import (
    ABOUT,
    ColumnFile,
    MappingFile,
    PastMapping,
)
from copfeedback.surveys.past.model import LeftOut
from copfeedback.surveys.past.tables import PastTable
from copfeedback.surveys.past.values import codes_by_label
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault

_SEPARATORS = "/:.-"
"""What stands between the group and the question (KoboToolbox, ODK Aggregate, ODK Central)."""
_CHOICE_SEPARATORS = ("/", ".", "_", "-", ":")
TECHNICAL = frozenset(
    # KoboToolbox and ODK: devices, people, clocks, and the keeping of submissions
    """
    start end today deviceid subscriberid simserial phonenumber username email audit
    background-audio instanceid instancename uuid __version__ _version_ _id _uuid _submission_time
    _validation_status _notes _status _submitted_by _tags _index _parent_index _parent_table_name
    _submission__id _submission__uuid _submission__submission_time _submission__validation_status
    _submission__notes _submission__status _submission__submitted_by _submission__tags
    _attachments _geolocation _bamboo_dataset_id _xform_id_string
    key parent_key submissiondate submitterid submittername attachmentspresent attachmentsexpected
    status reviewstate edits formversion
    """.split()  # noqa: SIM905 - a list of this length reads better like this
)


def propose(survey: Survey, table: PastTable, said: MappingFile | None = None) -> PastMapping:
    """What each column is taken as: as somebody says, else as its name or label tells.

    Args:
        survey: the questionnaire as the wave asks it.
        table: the file.
        said: what somebody wrote about its columns.

    Raises:
        DefinitionError: it names columns, items, choices or codes that are not there.
    """
    said = said or MappingFile()
    _refuse_unknown(survey, table, said)
    names = _Names(survey)
    about = {what: name for what in ABOUT if (name := getattr(said, what))}
    columns = {name: said.columns[name] for name in table.columns if name in said.columns}
    left_out: dict[str, LeftOut] = {}
    for name in table.columns:
        if name in columns or name in about.values():
            continue
        found = LeftOut.WISHED if name in said.left_out else names.find(name, table.labels)
        if isinstance(found, LeftOut):
            left_out[name] = found
        else:
            columns[name] = found
    left_out |= _answered_twice(columns, said.columns)
    return PastMapping(
        {name: columns[name] for name in table.columns if name in columns.keys() - left_out.keys()},
        {name: left_out[name] for name in table.columns if name in left_out},
        about,
        said.mode,
        said.mode_values,
        said.language,
        said.language_values,
    )


@dataclass
class _Names:
    """What the items of a survey and their choices are called."""

    survey: Survey

    def __post_init__(self) -> None:
        self._ids = {alike(item): item for item in self.survey.question_of_item}
        labels: dict[str, set[str]] = {}
        for item, question in self.survey.question_of_item.items():
            for label in _labels(item, question):
                labels.setdefault(alike(label), set()).add(item)
        self._labels = labels
        self._choices = {
            question.id: codes_by_label(question)
            for question in self.survey.questions()
            if question.type is QuestionType.MULTIPLE
        }

    def find(self, name: str, labels: Mapping[str, str]) -> ColumnFile | LeftOut:
        """What a column is taken as, or why nothing is taken from it."""
        by_id = self._ids.get(alike(name))
        if by_id is not None:
            return ColumnFile(item=by_id)
        if _is_technical(name):
            return LeftOut.TECHNICAL
        for each in (*_without_groups(name), labels.get(name, "")):
            if (found := self._item_or_choice(each)) is not None:
                return found
        return LeftOut.UNKNOWN

    def _item_or_choice(self, name: str) -> ColumnFile | LeftOut | None:
        if not name:
            return None
        if (item := self._ids.get(alike(name))) is not None:
            return ColumnFile(item=item)
        items = self._labels.get(alike(name), set())
        if len(items) > 1:
            return LeftOut.AMBIGUOUS
        return ColumnFile(item=next(iter(items))) if items else self._choice(name)

    def _choice(self, name: str) -> ColumnFile | None:
        """A column such as ``wishes/lights``, by codes or labels."""
        for separator in _CHOICE_SEPARATORS:
            before, found, _ = name.rpartition(separator)
            while found:
                item = self._ids.get(alike(before)) or self._only(alike(before))
                code = self._choices.get(item or "", {}).get(alike(name[len(before) + 1 :]))
                if item and code:
                    return ColumnFile(item=item, choice=code)
                before, found, _ = before.rpartition(separator)
        return None

    def _only(self, label: str) -> str | None:
        items = self._labels.get(label, set())
        return next(iter(items)) if len(items) == 1 else None


def _labels(item: str, question: Question) -> Iterator[str]:
    """What an item is called in any language; the row of a grid also behind its question."""
    texts = question.text_of(item)
    yield from texts.values()
    if question.type is QuestionType.LIKERT_GRID:
        for tag, row in texts.items():
            if tag in question.text:
                yield f"{question.text[tag]} [{row}]"
                yield f"{question.text[tag]}/{row}"


def _without_groups(name: str) -> Iterator[str]:
    """The name, and what is left of it without the groups in front."""
    yield name
    for at, letter in enumerate(name):
        if letter in _SEPARATORS:
            yield name[at + 1 :]


def _is_technical(name: str) -> bool:
    lowered = name.strip().lower()
    last = lowered.replace(":", "/").rpartition("/")[2]
    in_meta = lowered.startswith(("meta/", "meta-", "formhub/", "__", "_submission_", "_geoloc"))
    return in_meta or lowered in TECHNICAL or last in TECHNICAL


def _answered_twice(columns: Mapping[str, ColumnFile], said: Collection[str]) -> dict[str, LeftOut]:
    """Columns that answer what another one answers; one for each choice is clearer than one."""
    found: dict[str, LeftOut] = {}
    items_said = {columns[name].item for name in said if name in columns}
    by_choice = {each.item for each in columns.values() if each.choice}
    seen: set[tuple[str, str]] = set()
    for name, each in columns.items():
        if name in said:
            continue
        place = (each.item, each.choice)
        whole_beside_choices = not each.choice and each.item in by_choice
        if each.item in items_said or whole_beside_choices or place in seen:
            found[name] = LeftOut.TWICE
        seen.add(place)
    return found


def _refuse_unknown(survey: Survey, table: PastTable, said: MappingFile) -> None:
    """Refuse what cannot be meant.

    Raises:
        DefinitionError: with every fault.
    """
    faults = [
        DefinitionFault("mapping", 0, where, fault, fix)
        for where, fault, fix in (*_column_faults(table, said), *_item_faults(survey, said))
    ]
    if faults:
        raise DefinitionError(faults)


def _column_faults(table: PastTable, said: MappingFile) -> Iterator[tuple[str, str, str]]:
    known, about = set(table.columns), {what: getattr(said, what) for what in ABOUT}
    fix = "use one of those in the first row of the file"
    for name in (*said.columns, *said.left_out):
        if name not in known:
            yield f"columns.{name}", f"the file has no column “{name}”", fix
    for what, name in about.items():
        if name and name not in known:
            yield what, f"the file has no column “{name}”", fix
        elif name and name in said.columns:
            yield what, f"the column “{name}” answers an item as well", "name it once"


def _item_faults(survey: Survey, said: MappingFile) -> Iterator[tuple[str, str, str]]:
    seen: set[tuple[str, str]] = set()
    for name, each in said.columns.items():
        question = survey.question_of_item.get(each.item)
        if question is None:
            fix = f"use one of {', '.join(survey.question_of_item)}"
            yield f"columns.{name}.item", f"the survey has no item “{each.item}”", fix
            continue
        if (each.item, each.choice) in seen:
            fault = f"another column answers “{each.item}” as well"
            yield f"columns.{name}.item", fault, "keep one of them"
        seen.add((each.item, each.choice))
        codes = ", ".join(sorted(question.codes))
        if each.choice and question.type is not QuestionType.MULTIPLE:
            fault = f"“{each.item}” takes one answer"
            yield f"columns.{name}.choice", fault, "remove choice"
        elif each.choice and each.choice not in question.codes:
            fault = f"“{each.choice}” is no answer to “{each.item}”"
            yield f"columns.{name}.choice", fault, f"use one of {codes}"
        for value, code in each.values.items():
            if _is_unknown(question, each, code):
                fault = f"“{code}” is no answer to “{each.item}”"
                yield f"columns.{name}.values.{value}", fault, f"use one of {codes}"


def _is_unknown(question: Question, column: ColumnFile, code: str) -> bool:
    """Whether a value is mapped to a code that its question does not have."""
    if not code or column.choice or not question.codes:
        return False
    codes = code.split() if question.type in SEVERAL_CODES else [code]
    return not question.codes.issuperset(codes)
