"""In whose name something is said of an evaluation: always an office, never a person."""

from __future__ import annotations

from sqlalchemy import Connection

from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.people.organisation_store import find_organisation


def office_name(connection: Connection, organisation: int | None, otherwise: Translations) -> str:
    """The name of an organisation; ``otherwise`` where there is none, as for an operator."""
    known = find_organisation(connection, organisation) if organisation is not None else None
    return known.name if known else otherwise.read_in(SOURCE_LANGUAGE).text
