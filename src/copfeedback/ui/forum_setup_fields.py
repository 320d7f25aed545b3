"""The fields of a forum: what whoever founds it says, what its chair says, and how it is read.

What cannot be read becomes a value that no forum can have: the service then names the field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

import streamlit as st
from markupsafe import Markup

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
from copfeedback.forums.wording import name_of
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.people.sector_model import grow
from copfeedback.ui import session, staff
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import words

_ROWS = "rows"
_UNREADABLE = -1
_DIGITS = 6
_Value = TypeVar("_Value", bound=StrEnum)


@dataclass
class ForumForm:
    """The form of a forum, which is ``seen`` as it was when the form was opened.

    ``names`` are what its fields are called, ``local`` those that have languages, ``filled`` the
    rows in which something stands, when they were read last.
    """

    form: Form
    seen: Forum
    is_new: bool = False
    names: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    filled: dict[str, list[int]] = field(default_factory=dict)

    @property
    def texts(self) -> LocalTexts:
        """Where the fields with languages come from."""
        return LocalTexts(self.form)

    def founding_fields(self, others: Iterable[Forum], actor: Actor) -> None:
        """What only whoever founds forums says: where it stands, for whom it is, who chairs it."""
        form, seen, _ = self.form, self.seen, self.form.speech.gettext
        if self.is_new:
            hint = _("Small letters, digits and hyphens, such as old-town. It is the address.")
            self._line("code", _("Code, which never changes"), "", hint=hint)
        form.choice("level", self._named("level", _("Level")), self._names(Level), seen.level)
        above = {"": _("None")} | {
            each.code: f"{words(each.name, form.speech)} ({each.code})"
            for each in others
            if each.code != seen.code and (each.ended is None or each.code == seen.parent)
        }
        form.choice("parent", self._named("parent", _("The forum above")), above, seen.parent or "")
        topics = {"": _("Everything")} | self._names(Topic)
        form.choice(
            "topic", self._named("topic", _("Topic of the forum")), topics, seen.topic or ""
        )
        groups = {"": _("Everybody")} | self._names(ProtectedGroup)
        hint = _(
            "A forum for one group is protected for good: no names, no places, and of those who "
            "came only how many."
        )
        label = self._named("protected", _("For whom"))
        form.choice("protected", label, groups, seen.protected or "", hint=hint)
        hint = _("Only protected forums can do that, for 90 days at most.")
        label = _("For how many days minutes are held back")
        self._line("delay_days", label, str(seen.delay_days), hint=hint)
        sectors = {"": _("None")} | {
            each.sector.code: words(each.sector.name, form.speech)
            for top in grow(session.portal().sectors.all(actor), form.speech.tag)
            for each in top
        }
        form.choice("sector", self._named("sector", _("Sector")), sectors, seen.sector or "")
        self._day("founded", _("Founded on"), seen.founded)
        if not self.is_new:
            self._day("ended", _("Ended on"), seen.ended)
        self._chair_fields(seen.chair)

    def description_fields(self) -> None:
        """What a chair says of their own forum."""
        form, seen, _ = self.form, self.seen, self.form.speech.gettext
        self._heading(_("What everybody reads about it"))
        self._local("name", _("Name of the forum"), seen.name)
        self._local("purpose", _("Purpose"), seen.purpose, long=True)
        self._local("rules", _("Rules of procedure"), seen.rules, long=True)
        self._line("contact", _("Contact"), seen.contact)
        spoken = {tag: each.name for tag, each in session.portal().catalogues.languages.items()}
        label = self._named("languages", _("Languages it works in"))
        form.ticks("languages", label, spoken, seen.languages)
        label = _("Meets every so many weeks")
        self._line("every_weeks", label, str(seen.every_weeks))
        self._heading(_("Seats"))
        hint = _("Organisations, never persons. Empty a row to take it away.")
        st.html(Markup('<p class="hint">{}</p>').format(hint))
        for at in range(self._rows("seats")):
            self._seat_fields(at, _at(seen.seats, at))
        self._more("seats", _("One more seat"))
        self._heading(_("Communities of the area"))
        for at in range(self._rows("communities")):
            self._community_fields(at, _at(seen.communities, at))
        self._more("communities", _("One more community"))

    def place_of(self, faulty: str) -> str:
        """The place of a field in the form; rows in which nothing stands do not count elsewhere."""
        kind, _dot, rest = faulty.partition(".")
        at, dot, name = rest.partition(".")
        if kind not in self.filled or not at.isdecimal():
            return faulty
        return f"{kind}.{self.filled[kind][int(at)]}{dot}{name}"

    def described(self) -> Forum:
        """The forum with what stands in the fields of its description."""
        typed, seen = self._typed, self.seen
        languages = tuple(session.portal().catalogues.languages)
        return replace(
            seen,
            name=self.texts.needed("name", seen.name),
            purpose=self.texts.read("purpose", seen.purpose),
            rules=self.texts.read("rules", seen.rules),
            contact=typed("contact"),
            languages=tuple(
                tag for tag in languages if tag in self.form.typed_ticks("languages", languages)
            ),
            every_weeks=_number(typed("every_weeks")),
            seats=tuple(self._typed_seats()),
            communities=tuple(self._typed_communities()),
        )

    def founded(self) -> Forum:
        """The forum with what stands in all its fields."""
        typed, seen = self._typed, self.seen
        chair = Chair(
            name=typed("chair.name"),
            affiliation=self.texts.needed("chair.affiliation", seen.chair.affiliation),
            police=bool(self.form.typed("chair.police")),
            reason=self.texts.read("chair.reason", seen.chair.reason),
            until=_day(typed("chair.until")),
        )
        return replace(
            self.described(),
            code=typed("code") if self.is_new else seen.code,
            level=Level(typed("level")),
            parent=typed("parent") or None,
            topic=_one_of(Topic, typed("topic")),
            protected=_one_of(ProtectedGroup, typed("protected")),
            delay_days=_number(typed("delay_days")),
            sector=typed("sector") or None,
            founded=_day(typed("founded")),
            ended=None if self.is_new else _day(typed("ended")),
            chair=chair,
        )

    def _chair_fields(self, chair: Chair) -> None:
        _ = self.form.speech.gettext
        self._heading(_("Chair"))
        hint = _("Their account is added under “Staff accounts”, with the code of the forum.")
        st.html(Markup('<p class="hint">{}</p>').format(hint))
        self._line("chair.name", self._of_chair(_("Name")), chair.name)
        self._local("chair.affiliation", self._of_chair(_("Organisation")), chair.affiliation)
        self.form.tick("chair.police", _("The chair is from the police"), value=chair.police)
        self._local("chair.reason", _("Why police chair it for now"), chair.reason)
        self._day("chair.until", _("Until which day police chair it"), chair.until)

    def _seat_fields(self, at: int, seat: Seat | None) -> None:
        _ = self.form.speech.gettext
        number = {"number": self.form.speech.formatting.number(at + 1)}
        label = self._named(f"seats.{at}.holder", _("Seat %(number)s: organisation") % number)
        with st.container(key=f"seat-{at}"):
            sides, side = self._names(Side), seat.side if seat else Side.RESIDENTS
            self.form.choice(f"seats.{at}.side", _("Seat %(number)s: side") % number, sides, side)
            self.form.text(f"seats.{at}.holder", label, seat.holder if seat else "")
            count = str(seat.seats) if seat else ""
            self._line(f"seats.{at}.seats", _("Seat %(number)s: how many") % number, count)

    def _community_fields(self, at: int, community: Community | None) -> None:
        _ = self.form.speech.gettext
        number = {"number": self.form.speech.formatting.number(at + 1)}
        place, name = f"communities.{at}", community.name if community else None
        self._local(f"{place}.name", _("Community %(number)s") % number, name)
        label = _("Organisation through which it is heard")
        self._line(f"{place}.organisation", label, community.organisation if community else "")

    def _typed_seats(self) -> Iterable[Seat]:
        filled = self.filled["seats"] = []
        for at in range(self._rows("seats")):
            holder, count = (self._typed(f"seats.{at}.{name}") for name in ("holder", "seats"))
            if holder or count:
                filled.append(at)
                side = Side(self._typed(f"seats.{at}.side"))
                yield Seat(side, holder, _number(count) if count else 1)

    def _typed_communities(self) -> Iterable[Community]:
        filled = self.filled["communities"] = []
        for at in range(self._rows("communities")):
            known = _at(self.seen.communities, at)
            name = self.texts.read(f"communities.{at}.name", known.name if known else None)
            organisation = self._typed(f"communities.{at}.organisation")
            if name or organisation:
                filled.append(at)
                empty = Translations({self.form.speech.tag: ""})
                yield Community(name or empty, organisation)

    def _rows(self, kind: str) -> int:
        """How many rows are shown: what there is, and one more at first."""
        there = len(getattr(self.seen, kind))
        return int(self.form.desk.entered.setdefault(f"{kind}.{_ROWS}", there + 1))

    def _more(self, kind: str, label: str) -> None:
        entered = self.form.desk.entered

        def add() -> None:
            entered[f"{kind}.{_ROWS}"] += 1

        st.button(label, key=self.form.desk.key(f"more-{kind}"), on_click=add)

    def _names(self, kind: type[_Value]) -> dict[str, str]:
        return {each.value: name_of(each, self.form.speech) for each in kind}

    def _of_chair(self, label: str) -> str:
        chair = self.form.speech.gettext("Chair")
        return f"{chair}: {label}"

    def _named(self, place: str, label: str) -> str:
        self.names[place] = label
        return label

    def _heading(self, words_: str) -> None:
        st.html(Markup("<h2>{}</h2>").format(words_))

    def _line(self, place: str, label: str, value: str, *, hint: str = "") -> None:
        self.form.text(place, self._named(place, label), value, hint=hint)

    def _day(self, place: str, label: str, value: date | None) -> None:
        hint = self.form.speech.gettext("As year-month-day, such as 2026-02-28.")
        with st.container(key=f"text-ltr-{place.replace('.', '-')}"):
            self._line(place, label, value.isoformat() if value else "", hint=hint)

    def _local(
        self, place: str, label: str, texts: Translations | None, *, long: bool = False
    ) -> None:
        self.local.add(place)
        self.texts.line(place, self._named(place, label), texts, long=long)

    def _typed(self, place: str) -> str:
        return str(self.form.typed(place) or "").strip()


def _at(rows: tuple[Any, ...], at: int) -> Any:
    return rows[at] if at < len(rows) else None


def _number(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else _UNREADABLE


def _day(typed: str) -> date | None:
    try:
        return staff.read_day(typed)
    except ValueError:
        return date.min


def _one_of(kind: type[_Value], typed: str) -> _Value | None:
    return kind(typed) if typed else None
