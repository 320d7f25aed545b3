"""What in the texts of an evaluation could tell who a person is.

Looked at before a text becomes an event: out of the chain nothing can be taken any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from sqlalchemy import Connection

from copfeedback.evaluations.report_model import Attachment
from copfeedback.i18n.translations import Translations
from copfeedback.people.organisation_store import organisations
from copfeedback.people.sector_store import all_sectors
from copfeedback.telling.places import Excerpt, look_through

_OFFICES = frozenset({"commissioner", "evaluator"})
"""Fields that name an office that is public by being one. Others may be given a person’s name."""


def find_telling(connection: Connection, said: object) -> list[Excerpt[str]]:
    """What could tell who a person is, the same words once; each says the language of its text.

    ``said`` is a pledge, a report, what is said in answer, or a draft of one.
    """
    texts = list(_texts(said))
    known = {text for name, _, text in texts if name in _OFFICES}
    known |= {each.name for each in organisations(connection)}
    for sector in all_sectors(connection).values():
        if sector.public:
            known |= {*sector.name.values(), sector.officer, sector.telephone}
    wanted = [(language, text) for _, language, text in texts]
    return look_through(wanted, {each.strip() for each in known if each.strip()})


def _texts(said: object, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Every text in something: the field that it stands in, its language, the text."""
    if isinstance(said, Translations):
        yield from ((name, language, text) for language, text in said.items())
    elif isinstance(said, Attachment):
        yield name, said.language, said.title
    elif is_dataclass(said):
        for each in fields(said):
            yield from _texts(getattr(said, each.name), each.name)
    elif isinstance(said, tuple):
        for one in said:
            yield from _texts(one, name)
    elif isinstance(said, Mapping):
        for one in said.values():
            yield from _texts(one, name)
