"""What a staff page remembers from one rerun to the next: what was typed, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import streamlit as st

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.incidents import new_incident
from copfeedback.people.access import NotPermitted
from copfeedback.people.model import Actor
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.ui import session

_DESKS = "copfeedback_desks"
_HERE = "copfeedback_desk"
_SERIAL = "copfeedback_desk_serial"
WHOLE = ""
"""In place of a field: what concerns the whole form."""


class Said(Protocol):
    """Something that is still to be said in the reader's language."""

    def said(self, speech: Speech) -> str:
        """The sentence in this language."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the catalogue."""

    text: str
    values: Mapping[str, str] = field(default_factory=dict)

    def said(self, speech: Speech) -> str:
        """The sentence in this language."""
        return speech.gettext(self.text) % self.values if self.values else speech.gettext(self.text)


@dataclass(frozen=True, slots=True)
class Worded:
    """A sentence that its feature words itself."""

    words: Callable[[Speech], str]

    def said(self, speech: Speech) -> str:
        """The sentence in this language."""
        return self.words(speech)


@dataclass(frozen=True, slots=True)
class Fault:
    """What to say when a use case refuses, and beside which field."""

    field: str
    advice: str


class Refused(Exception):  # noqa: N818 - named for what happened
    """What was typed cannot be taken; ``problems`` says why, beside each field it concerns."""

    def __init__(self, problems: Mapping[str, Said]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that can be seen only now, and for whom it is."""

    name: str
    address: str = field(repr=False)
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a use case, to be told to whoever asked for it.

    What was typed is cleared, unless it is still needed and ``keeps_typed``.
    """

    sentence: Said
    link: Link | None = None
    keeps_typed: bool = field(default=False, kw_only=True)


@dataclass
class Desk:
    """One place among the staff pages, such as one person's account.

    ``entered`` is what stands in its fields, ``asking`` the question that waits for a yes. Whoever
    goes to another place and comes back finds it cleared, unless it ``stays``.
    """

    place: str
    serial: int
    stays: bool = False
    entered: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Said] = field(default_factory=dict)
    done: Done | None = None
    asking: str = ""
    tries: int = 0

    @classmethod
    def at(cls, place: str, *, stays: bool = False) -> Desk:
        """The desk at this place, as it was left if that was a moment ago."""
        desks: dict[str, Desk] = st.session_state.get(_DESKS, {})
        kept = {key: desk for key, desk in desks.items() if desk.stays or key == place}
        for key in desks.keys() - kept.keys():
            desks[key].empty_fields()
        st.session_state[_DESKS], st.session_state[_HERE] = kept, place
        return kept[place] if place in kept else cls._clear(place, stays=stays)

    @classmethod
    def _clear(cls, place: str, *, stays: bool) -> Desk:
        before: Desk | None = st.session_state[_DESKS].get(place)
        if before is not None:
            before.empty_fields()
        serial = st.session_state[_SERIAL] = st.session_state.get(_SERIAL, 0) + 1
        desk = st.session_state[_DESKS][place] = cls(place, serial, stays)
        return desk

    def empty_fields(self) -> None:
        """Let Streamlit forget what stood in the fields; it would keep it as long as the page."""
        mine = f"{self.place}.{self.serial}."
        for key in [str(each) for each in st.session_state if str(each).startswith(mine)]:
            del st.session_state[key]

    @staticmethod
    def screen() -> str:
        """A name for what is on the screen, the same as long as it is the same."""
        desks: dict[str, Desk] = st.session_state.get(_DESKS, {})
        desk = desks.get(st.session_state.get(_HERE, ""))
        return f"{desk.place}/{desk.serial}/{desk.tries}" if desk is not None else ""

    def key(self, name: str, speech: Speech | None = None) -> str:
        """The key of a field or button.

        The serial number makes the fields of a cleared form new ones. ``speech`` is needed where
        Streamlit knows what was chosen by the words on it.
        """
        return ".".join([self.place, str(self.serial), name, *([speech.tag] if speech else [])])

    def ask(self, question: str) -> None:
        """Let a question wait for a yes; the empty text takes it back."""
        self.asking = question

    def forget_link(self) -> None:
        """The link was passed on."""
        self.done = None

    def attempt(
        self,
        do: Callable[[Actor], Done],
        faults: Mapping[type[Exception], Fault] | None = None,
    ) -> None:
        """Do something as whoever is signed in now, and remember what to say of it.

        Nothing is done once their session has ended: the page then asks them to sign in again,
        with everything they typed still there.
        """
        known = faults or {}
        actor = session.reader().actor
        if actor is None:
            return
        try:
            done = do(actor)
        except Refused as error:
            self._tell(error.problems)
        except tuple(known) as error:
            self._refuse(known[type(error)])
        except NotPermitted:
            self._refuse(Fault(WHOLE, N_("You may not do this. Perhaps your role has changed.")))
        except StorageUnavailable as error:
            advice = N_(
                "We cannot reach our records just now. Nothing was changed. Please wait a minute, "
                "then try again. Incident number: %(number)s"
            )
            self._refuse(Fault(WHOLE, advice), {"number": new_incident(error)})
        else:
            if done.keeps_typed:
                self._tell({})
                self.done = done
            else:
                Desk._clear(self.place, stays=self.stays).done = done

    def _refuse(self, fault: Fault, values: Mapping[str, str] | None = None) -> None:
        self._tell({fault.field: Sentence(fault.advice, values or {})})

    def _tell(self, problems: Mapping[str, Said]) -> None:
        self.problems = dict(problems)
        self.done = None
        self.asking = ""
        self.tries += 1
