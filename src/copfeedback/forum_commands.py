"""``copfeedback forum …``: forums from a shell."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from pydantic import StrictBool, StrictInt, StrictStr

from copfeedback.application import Portal
from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Faulty, Problem, Unknown
from copfeedback.forums.forum_book import in_tree_order
from copfeedback.forums.model import (
    Chair,
    Community,
    Forum,
    Level,
    ProtectedGroup,
    Seat,
    Side,
    Topic,
)
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.surveys.yaml_file import DefinitionError, DefinitionFault, read_shape, read_text
from copfeedback.surveys.yaml_shape import PartShape, Texts
from copfeedback.surveys.yaml_source import Source

SENTENCES: dict[type[Exception], str] = {
    Unknown: "There is no such forum. `copfeedback forum list` names them all.",
}


class _ChairShape(PartShape):
    name: StrictStr
    affiliation: Texts
    police: StrictBool = False
    reason: Texts | None = None
    until: date | None = None


class _SeatShape(PartShape):
    side: Side
    holder: StrictStr = ""
    seats: StrictInt = 1


class _CommunityShape(PartShape):
    name: Texts
    organisation: StrictStr = ""


class ForumFile(PartShape):
    """A forum as it is written down in YAML; see ``Forum`` for what each part means."""

    code: StrictStr
    level: Level
    name: Texts
    chair: _ChairShape
    parent: StrictStr | None = None
    topic: Topic | None = None
    protected: ProtectedGroup | None = None
    sector: StrictStr | None = None
    purpose: Texts | None = None
    rules: Texts | None = None
    contact: StrictStr = ""
    languages: tuple[StrictStr, ...] = (SOURCE_LANGUAGE,)
    seats: tuple[_SeatShape, ...] = ()
    communities: tuple[_CommunityShape, ...] = ()
    every_weeks: StrictInt = 8
    founded: date | None = None
    delay_days: StrictInt = 0

    def forum(self) -> Forum:
        """The forum it describes."""
        chair = self.chair
        return Forum(
            code=self.code,
            level=self.level,
            name=Translations(self.name),
            chair=Chair(
                name=chair.name,
                affiliation=Translations(chair.affiliation),
                police=chair.police,
                reason=_texts(chair.reason),
                until=chair.until,
            ),
            parent=self.parent,
            topic=self.topic,
            protected=self.protected,
            sector=self.sector,
            purpose=_texts(self.purpose),
            rules=_texts(self.rules),
            contact=self.contact,
            languages=self.languages,
            seats=tuple(Seat(each.side, each.holder, each.seats) for each in self.seats),
            communities=tuple(
                Community(Translations(each.name), each.organisation) for each in self.communities
            ),
            every_weeks=self.every_weeks,
            founded=self.founded,
            delay_days=self.delay_days,
        )


def add_commands(forum: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the commands to their group."""
    command(forum, "list", _list)
    command(forum, "add", _add).add_argument("path", type=Path)


def _list(portal: Portal, _asked: argparse.Namespace) -> None:
    """List all forums, each after the one above it."""
    for forum in in_tree_order(portal.forums.all()):
        name = portal.catalogues.plain(forum.name.read_in(SOURCE_LANGUAGE))
        ended = f"ended {forum.ended}" if forum.ended else "active"
        kind = "protected" if forum.protected else "open"
        print("\t".join([forum.code, forum.level, name, kind, forum.parent or "-", ended]))


def _add(portal: Portal, asked: argparse.Namespace) -> None:
    """Found a forum that a YAML file describes."""
    file = str(asked.path)
    described, source = read_shape(ForumFile, read_text(asked.path), file)
    try:
        kept = portal.forums.set_up(OPERATOR, described.forum(), new=True)
    except Faulty as faulty:
        speech = portal.catalogues.speech(SOURCE_LANGUAGE)
        faults = [_located(file, source, each, speech) for each in faulty.problems]
        raise DefinitionError(faults) from None
    address = portal.settings.public_address.rstrip("/")
    print(f"Forum {kept.code} is founded: {address}/f/{kept.code}")


def _located(file: str, source: Source, problem: Problem, speech: Speech) -> DefinitionFault:
    """What is wrong, by the line of the file."""
    at = [int(step) if step.isdecimal() else step for step in problem.field.split(".")]
    said = fault_sentence(problem, speech).rstrip(".")
    return DefinitionFault(file, source.line(at), source.place(at), "this cannot be kept", said)


def _texts(texts: dict[str, str] | None) -> Translations | None:
    return Translations(texts) if texts else None
