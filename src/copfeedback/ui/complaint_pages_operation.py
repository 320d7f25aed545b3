"""Who runs the complaint door, and the routes outside it: the form for the independent body."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.promise_model import (
    ROUTES_AT_MOST,
    Operation,
    OutsideRoute,
    Version,
)
from copfeedback.complaints.promises import WHO_RUNS_IT, PromiseFaulty
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.complaint_pages_desk import history, problems, waits
from copfeedback.ui.desk import Desk, Done, Refused, Sentence
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.profile import FAULTS
from copfeedback.ui.staff import Form, button

_READ_AT = "read_at"
_LINES = (
    ("body", N_("Who looks into complaints")),
    ("independence", N_("How it is independent")),
    ("operator", N_("Who runs this website")),
    ("host", N_("Where the computers are")),
    ("firewall", N_("Law by which nothing goes to immigration authorities")),
)
_ONLY_WHERE = N_(
    "Leave this empty unless it is so by law. It is promised only in the languages you write here; "
    "in all others the page says that it cannot be promised."
)


def edit(versions: Sequence[Version], desk: Desk, speech: Speech) -> None:
    """The fields, the button that keeps them, and the versions."""
    _ = speech.gettext
    waits(versions, WHO_RUNS_IT, desk, speech)
    content = versions[0].content if versions else None
    before = content if isinstance(content, Operation) else Operation()
    after = int(desk.entered.setdefault(_READ_AT, versions[0].number if versions else 0))
    form = Form(desk, speech)
    texts = LocalTexts(form)
    texts.choose_language()
    for name, label in _LINES:
        hint = _(_ONLY_WHERE) if name == "firewall" else ""
        texts.line(name, _(label), getattr(before, name), hint=hint)
    form.tick(
        "police", _("The police run this website or its computers"), value=before.run_by_police
    )
    rows = min(len(before.routes) + 1, ROUTES_AT_MOST)
    for row in range(rows):
        _route(texts, row, before.routes[row] if row < len(before.routes) else None)

    def save(actor: Actor) -> Done:
        routes = [_typed_route(texts, row, before) for row in range(rows)]
        written = Operation(
            **{name: texts.read(name, getattr(before, name)) for name, _label in _LINES},
            run_by_police=bool(form.typed("police")),
            routes=tuple(route for route in routes if route is not None),
        )
        try:
            session.portal().promises.write_operation(actor, written, after=after)
        except PromiseFaulty as bad:
            raise Refused(problems(bad.faults)) from None
        return Done(Sentence(N_("Saved. It is shown once somebody else has approved it.")))

    button(desk, "save", _("Save"), save, FAULTS, primary=True)
    history(versions, speech)


def _route(texts: LocalTexts, row: int, route: OutsideRoute | None) -> None:
    _ = texts.form.speech.gettext
    number = {"number": texts.form.speech.formatting.number(row + 1)}
    heading = _("Outside route %(number)s") % number if route else _("Another outside route")
    st.html(Markup("<h2>{}</h2>").format(heading))
    hint = "" if route else _("Leave this empty if there is no other.")
    texts.line(f"routes.{row}.name", _("Name"), route.name if route else None, hint=hint)
    texts.line(f"routes.{row}.purpose", _("What for"), route.purpose if route else None)
    texts.form.text(
        f"routes.{row}.reach",
        _("Telephone, e-mail, web address or place"),
        route.reach if route else "",
    )


def _typed_route(texts: LocalTexts, row: int, before: Operation) -> OutsideRoute | None:
    """The route in a row of the form; None where nothing is written in it."""
    known = before.routes[row] if row < len(before.routes) else None
    name: Translations | None = known.name if known else None
    purpose: Translations | None = known.purpose if known else None
    place = f"routes.{row}"
    reach = str(texts.form.typed(f"{place}.reach") or "").strip()
    if not reach and texts.read(f"{place}.name", name) is None:
        return None
    return OutsideRoute(
        texts.needed(f"{place}.name", name), texts.needed(f"{place}.purpose", purpose), reach
    )
