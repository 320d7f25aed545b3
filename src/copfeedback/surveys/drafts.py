"""What staff do with drafts: work on a questionnaire until it is published as its next version."""

from __future__ import annotations

import hashlib
from typing import Any

import yaml

from copfeedback.people.access import require
from copfeedback.people.audit import Action, Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading
from copfeedback.surveys import draft_store, store
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.draft_store import NOTE_MAXIMUM, Draft, Published
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.model import Survey
from copfeedback.surveys.translating import Translated, import_language
from copfeedback.surveys.waves import UnknownSurvey
from copfeedback.surveys.yaml_file import (
    MAX_BYTES,
    DefinitionError,
    DefinitionFault,
    file_fault,
    read_shape,
)
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.surveys.yaml_writer import write_survey

__all__ = ["Draft"]

FILE = "draft"
"""What messages call the text of a draft."""


class UnknownDraft(Exception):  # noqa: N818 - named for what happened
    """There is no draft of this survey."""


class DraftExists(Exception):  # noqa: N818 - named for what happened
    """There is a draft of this survey already; go on with it, or discard it."""


class DraftChanged(Exception):  # noqa: N818 - named for what happened
    """Somebody else has changed, published or discarded the draft meanwhile."""


class NothingChanged(Exception):  # noqa: N818 - named for what happened
    """The draft says the same as the newest version, which is ``version``."""

    def __init__(self, survey_id: str, version: int) -> None:
        super().__init__(f"{survey_id} is published as version {version}")
        self.version = version


def save_draft(
    trail: Trail, actor: Actor, definition: str, *, note: str = "", seen: str | None = None
) -> Draft:
    """Keep a definition as the draft of the survey it is of; it may still have faults to mend.

    ``seen`` is the fingerprint of the draft that was worked on, empty if there was none; without
    it, any other draft is replaced.

    Raises:
        NotPermitted: the actor may not.
        DefinitionError: it cannot even be read.
        DraftChanged: the draft is not the one that was seen.
        StorageUnavailable: the database cannot be written now; nothing was kept.
    """
    trail.require(actor, Action.SAVE_DRAFT, Permission.MANAGE_WAVES, about="draft")
    if len(definition) > MAX_BYTES:
        raise file_fault(FILE, f"the text is longer than {MAX_BYTES} letters", "shorten it")
    shape, _ = read_shape(SurveyShape, definition, FILE)
    draft = Draft(shape.id, definition, trail.now().date(), _one_line(note))
    doing = (actor, Action.SAVE_DRAFT, Permission.MANAGE_WAVES, f"survey {shape.id}")
    with trail.doing(*doing) as connection:
        there = draft_store.find_draft(connection, shape.id, alone=True)
        if seen is not None and seen != (there.fingerprint if there else ""):
            raise DraftChanged(shape.id)
        draft_store.keep_draft(connection, draft)
    return draft


def find_draft(trail: Trail, actor: Actor, survey_id: str) -> Draft:
    """The draft of a survey.

    Raises:
        NotPermitted: the actor may not.
        UnknownDraft: there is none.
        StorageUnavailable: the database cannot be read now.
    """
    require(actor, Permission.MANAGE_WAVES)
    with reading(trail.engine) as connection:
        draft = draft_store.find_draft(connection, survey_id)
    if draft is None:
        raise UnknownDraft(survey_id)
    return draft


def list_drafts(trail: Trail, actor: Actor) -> list[Draft]:
    """Every draft, in the order of the ids.

    Raises:
        NotPermitted: the actor may not.
        StorageUnavailable: the database cannot be read now.
    """
    require(actor, Permission.MANAGE_WAVES)
    with reading(trail.engine) as connection:
        return draft_store.all_drafts(connection)


def faults_of(draft: Draft, demographics: str) -> list[DefinitionFault]:
    """What must be mended before a draft can be published."""
    try:
        read_survey(draft.definition, FILE, demographics)
    except DefinitionError as error:
        return error.faults
    return []


def begin_draft_from(trail: Trail, actor: Actor, survey_id: str, version: int) -> Draft:
    """Make a draft of a published version, which itself never changes.

    Raises:
        NotPermitted: the actor may not.
        UnknownSurvey: this version is not published.
        DraftExists: there is a draft already.
        StorageUnavailable: the database cannot be written now; nothing was made.
    """
    doing = (actor, Action.SAVE_DRAFT, Permission.MANAGE_WAVES, f"survey {survey_id}")
    with trail.doing(*doing) as connection:
        published = store.find_definition(connection, survey_id, version)
        if published is None:
            raise UnknownSurvey(f"{survey_id} version {version}")
        if draft_store.find_draft(connection, survey_id, alone=True) is not None:
            raise DraftExists(survey_id)
        draft = Draft(survey_id, published[1], trail.now().date(), f"v{version}")
        draft_store.remove_draft(connection, survey_id)  # pictures that came before the draft
        draft_store.keep_draft(connection, draft)
        draft_store.copy_files(connection, survey_id, version, DRAFT)
    return draft


def discard_draft(trail: Trail, actor: Actor, survey_id: str) -> None:
    """Forget a draft.

    Raises:
        NotPermitted: the actor may not.
        UnknownDraft: there is none.
        StorageUnavailable: the database cannot be written now; it is still there.
    """
    doing = (actor, Action.DISCARD_DRAFT, Permission.MANAGE_WAVES, f"survey {survey_id}")
    with trail.doing(*doing) as connection:
        if draft_store.find_draft(connection, survey_id, alone=True) is None:
            raise UnknownDraft(survey_id)
        draft_store.remove_draft(connection, survey_id)


def publish_draft(trail: Trail, actor: Actor, survey_id: str, demographics: str) -> Survey:
    """Freeze a draft as the survey's next version; the draft is gone then.

    Raises:
        NotPermitted: the actor may not.
        UnknownDraft: there is none.
        NothingChanged: it says the same as the newest version.
        DefinitionError: it has faults; they are to be mended first.
        DraftChanged: somebody else has changed or published it this moment.
        StorageUnavailable: the database cannot be written now; nothing was published.
    """
    doing = (actor, Action.PUBLISH_SURVEY, Permission.MANAGE_WAVES)
    trail.require(*doing, about=f"survey {survey_id}")
    draft = find_draft(trail, actor, survey_id)
    with reading(trail.engine) as connection:
        last = draft_store.last_published(connection, survey_id)
    if last and _says_the_same(draft, last, demographics):
        raise NothingChanged(survey_id, last.version)
    version = last.version + 1 if last else 1
    definition = _with_version(draft.definition, version)
    survey = read_survey(definition, FILE, demographics)
    with trail.doing(*doing, about=f"survey {survey_id} {version}") as connection:
        if (
            draft_store.find_draft(connection, survey_id, alone=True) != draft
            or draft_store.last_published(connection, survey_id) != last
        ):
            raise DraftChanged(survey_id)
        store.add_definition(
            connection,
            {
                "survey_id": survey_id,
                "version": version,
                "sha256": hashlib.sha256((definition + demographics).encode()).hexdigest(),
                "definition": definition,
                "demographics": demographics,
            },
        )
        draft_store.copy_files(connection, survey_id, DRAFT, version)
        draft_store.remove_draft(connection, survey_id)
    return survey


def translate_draft(
    trail: Trail, actor: Actor, survey_id: str, language: str, content: bytes, file: str
) -> Translated:
    """Bring a language into a draft from a PO or XLSX file: all of it, or nothing.

    The definition is written anew, without remarks that somebody put between its lines.

    Raises:
        NotPermitted: the actor may not.
        UnknownDraft: there is none.
        DefinitionError: with every fault of the file, by line or row and key.
        DraftChanged: somebody else has changed the draft this moment.
        StorageUnavailable: the database cannot be written now; nothing was kept.
    """
    about = f"survey {survey_id}"
    trail.require(actor, Action.SAVE_DRAFT, Permission.MANAGE_WAVES, about=about)
    draft = find_draft(trail, actor, survey_id)
    shape, _ = read_shape(SurveyShape, draft.definition, FILE)
    translated = import_language(shape, language, content, file)
    if translated.changed:
        definition = write_survey(translated.shape)
        note = f"{language}: {file}"
        save_draft(trail, actor, definition, note=note, seen=draft.fingerprint)
    return translated


def _says_the_same(draft: Draft, last: Published, demographics: str) -> bool:
    return demographics == last.demographics and _meaning(draft.definition) == _meaning(
        last.definition
    )


def _meaning(definition: str) -> dict[str, Any]:
    return read_shape(SurveyShape, definition, FILE)[0].model_dump(exclude={"version"})


def _with_version(definition: str, version: int) -> str:
    """The definition with another number in it, and all its remarks as they were."""
    read_shape(SurveyShape, definition, FILE)  # before composing, which recurses
    text = definition.removeprefix("\ufeff")  # which would not be counted below
    root: Any = yaml.compose(text, Loader=yaml.CSafeLoader)
    number = next(value for key, value in root.value if key.value == "version")
    return text[: number.start_mark.index] + str(version) + text[number.end_mark.index :]


def _one_line(note: str) -> str:
    return "".join(each if each.isprintable() else " " for each in note[:NOTE_MAXIMUM]).strip()
