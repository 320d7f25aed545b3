"""What staff do with questionnaires that come from elsewhere: bring them in, take them out."""

from __future__ import annotations

from copfeedback.people.access import require
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading
from copfeedback.surveys import draft_store, store
from copfeedback.surveys.draft_store import Published
from copfeedback.surveys.drafts import NothingChanged, discard_draft, publish_draft, save_draft
from copfeedback.surveys.model import Survey
from copfeedback.surveys.waves import UnknownSurvey
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.surveys.yaml_writer import write_survey


def import_survey(
    trail: Trail, actor: Actor, shape: SurveyShape, demographics: str, *, note: str = ""
) -> Survey:
    """Publish a questionnaire as the next version of the survey of its id.

    Raises:
        NotPermitted: the actor may not.
        DefinitionError: it has faults.
        DraftChanged: somebody works on a draft of this survey; it is left alone.
        NothingChanged: the newest version says the same already.
        StorageUnavailable: the database cannot be written now; call it again.
    """
    save_draft(trail, actor, write_survey(shape), note=note, seen="")
    try:
        return publish_draft(trail, actor, shape.id, demographics)
    except NothingChanged:
        discard_draft(trail, actor, shape.id)
        raise


def published_survey(
    trail: Trail, actor: Actor, survey_id: str, version: int | None = None
) -> Published:
    """A published version as it is kept; the newest one if no version is named.

    Raises:
        NotPermitted: the actor may not.
        UnknownSurvey: it is not published.
        StorageUnavailable: the database cannot be read now.
    """
    require(actor, Permission.MANAGE_WAVES)
    with reading(trail.engine) as connection:
        newest = draft_store.last_published(connection, survey_id)
        if newest is None:
            raise UnknownSurvey(survey_id)
        if version in {None, newest.version}:
            return newest
        found = store.find_definition(connection, survey_id, version or 0)
    if found is None:
        raise UnknownSurvey(f"{survey_id} version {version}")
    return Published(version or 0, found[1], found[2])
