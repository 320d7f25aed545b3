"""Where somebody is at the desk of evaluations, the ways from there, and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from copfeedback.faults import ChangedMeanwhile, Unknown
from copfeedback.i18n.catalogues import N_
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Sentence
from copfeedback.ui.pages import EVALUATION_DESK, page_file
from copfeedback.ui.texts import as_label

CODE, VIEW, ABOUT = "evaluation", "view", "about"
"""In the query of the address: the evaluation, what is done there, and to which thing of it."""
NEW = "-"
"""In place of a code or of a thing: one that is not there yet."""
CHANGE, CANCEL, REPORT = "change", "cancel", "report"
HAND_OVER = "independence"
"""The section of a pledge in which it is handed over to others."""
CHANGED = N_("Somebody else has changed this meanwhile. Here is how it is now.")
FAULTS: Mapping[type[Exception], Fault] = {
    ChangedMeanwhile: Fault(WHOLE, CHANGED),
    Unknown: Fault(WHOLE, CHANGED),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the desk: its evaluation, what is done there, and to which thing of it."""

    code: str
    view: str = ""
    about: str = ""

    @classmethod
    def asked(cls) -> Place:
        """The page that the address asks for."""
        query = st.query_params
        return cls(*(query.get(name, "") for name in (CODE, VIEW, ABOUT)))

    @property
    def name(self) -> str:
        """What tells its fields from those of other pages."""
        return ".".join((EVALUATION_DESK, self.code, self.view, self.about))

    @property
    def query(self) -> dict[str, str]:
        """Its part of the address."""
        named = {CODE: self.code, VIEW: self.view, ABOUT: self.about}
        return {name: value for name, value in named.items() if value}

    def to(self, view: str = "", about: str = "") -> Place:
        """Another page about the same evaluation."""
        return Place(self.code, view, about)


def way(place: Place, label: str) -> None:
    """A link to a page of the desk."""
    st.page_link(page_file(EVALUATION_DESK), label=as_label(label), query_params=place.query)


def done(text: str) -> Done:
    """What is said of something that was done."""
    return Done(Sentence(text))


def onward(place: Place, what: Done) -> Done:
    """Go on to a page of the desk, at the press of a button, and say there what was done."""
    Desk.at(place.name).done = what
    st.query_params.from_dict(place.query)
    return what
