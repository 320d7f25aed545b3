"""Writing into a draft who is behind its survey, and what it asks about the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copfeedback.i18n.translations import Translations
from copfeedback.people.audit import Trail
from copfeedback.people.model import Actor
from copfeedback.surveys.draft_store import Draft
from copfeedback.surveys.drafts import FILE, find_draft, save_draft
from copfeedback.surveys.packing import MARGINS
from copfeedback.surveys.yaml_file import read_shape
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.surveys.yaml_writer import write_survey


def write_behind(
    trail: Trail,
    actor: Actor,
    survey_id: str,
    said: Mapping[str, Translations | None],
    seen: str,
    *,
    about_person: Sequence[str] | None = None,
) -> Draft:
    """Put these texts into a draft, by the names in ``BEHIND``; None takes one out.

    ``about_person`` are the questions about the person it ends with (``rules.SUPPLIED``); None
    leaves them as they are.

    The definition is written anew, without remarks that somebody put between its lines. ``seen``
    is the fingerprint of the draft that was worked on.

    Raises:
        NotPermitted: the actor may not.
        UnknownDraft: there is none.
        DefinitionError: a text is too long.
        DraftChanged: the draft is not the one that was seen.
        StorageUnavailable: the database cannot be written now; nothing was kept.
    """
    draft = find_draft(trail, actor, survey_id)
    shape, _ = read_shape(SurveyShape, draft.definition, FILE)
    changes: dict[str, object] = {
        name: dict(text) if text is not None else None for name, text in said.items()
    }
    if about_person is not None:
        changes["demographics"] = [name for name in MARGINS if name in about_person]
    definition = write_survey(shape.model_copy(update=changes))
    return save_draft(trail, actor, definition, note=draft.note, seen=seen)
