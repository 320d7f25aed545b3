"""What survey managers look through: questionnaires with their versions and drafts, and sectors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from copfeedback.people.access import require
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.people.sector_model import Sector
from copfeedback.people.sector_store import all_sectors
from copfeedback.storage.engine import reading
from copfeedback.surveys import draft_store
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.draft_store import Draft, Published
from copfeedback.surveys.drafts import FILE, find_draft
from copfeedback.surveys.files import DRAFT
from copfeedback.surveys.importing import published_survey
from copfeedback.surveys.model import Survey
from copfeedback.surveys.store import survey_version


@dataclass(frozen=True, slots=True)
class KnownSurvey:
    """A questionnaire: its published versions, the newest last, and its draft if there is one."""

    survey_id: str
    versions: tuple[int, ...]
    draft: Draft | None

    @property
    def newest(self) -> int:
        """The edition to look at first: the draft, else the newest version."""
        return DRAFT if self.draft is not None else self.versions[-1]


def list_surveys(trail: Trail, actor: Actor) -> list[KnownSurvey]:
    """Every questionnaire there is, in the order of the ids.

    Raises:
        NotPermitted: the actor may not.
        StorageUnavailable: the database cannot be read now.
    """
    require(actor, Permission.MANAGE_WAVES)
    columns = survey_version.c
    versions: dict[str, list[int]] = {}
    with reading(trail.engine) as connection:
        drafts = {draft.survey_id: draft for draft in draft_store.all_drafts(connection)}
        rows = select(columns.survey_id, columns.version).order_by(columns.version)
        for survey_id, version in connection.execute(rows):
            versions.setdefault(survey_id, []).append(version)
    return [
        KnownSurvey(survey_id, tuple(versions.get(survey_id, ())), drafts.get(survey_id))
        for survey_id in sorted(versions.keys() | drafts.keys())
    ]


def find_edition(
    trail: Trail, actor: Actor, survey_id: str, version: int, demographics: str
) -> Published:
    """The text of a version, or with the version ``DRAFT`` that of the draft.

    Raises:
        NotPermitted: the actor may not.
        UnknownSurvey: it is not published.
        UnknownDraft: there is no draft.
        StorageUnavailable: the database cannot be read now.
    """
    if version == DRAFT:
        draft = find_draft(trail, actor, survey_id)
        return Published(DRAFT, draft.definition, demographics)
    return published_survey(trail, actor, survey_id, version)


def read_edition(edition: Published) -> Survey:
    """The questionnaire of an edition.

    Raises:
        DefinitionError: it is a draft with faults.
    """
    return _read(edition.definition, edition.demographics)


@lru_cache(maxsize=64)
def _read(definition: str, demographics: str) -> Survey:
    """Reading takes a moment, and lists of questionnaires read them all."""
    return read_survey(definition, FILE, demographics)


def sectors_to_ask(trail: Trail, actor: Actor) -> list[Sector]:
    """The portal's sectors by code, for a wave to ask in some of them.

    Raises:
        NotPermitted: the actor may not.
        StorageUnavailable: the database cannot be read now.
    """
    require(actor, Permission.MANAGE_WAVES)
    with reading(trail.engine) as connection:
        return list(all_sectors(connection).values())
