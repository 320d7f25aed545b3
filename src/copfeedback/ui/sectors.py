"""The staff page of sectors: all there are, and a form for one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.people.sector_model import (
    BadSector,
    Branch,
    Sector,
    SectorFault,
    SectorKind,
    SectorProblem,
    clean_sector,
    grow,
)
from copfeedback.people.sector_wording import KIND_NAMES, sector_sentence
from copfeedback.people.sectors import HoldsSectors, UnknownSector
from copfeedback.ui import session, staff
from copfeedback.ui.desk import WHOLE, Desk, Done, Fault, Refused, Sentence, Worded
from copfeedback.ui.pages import SECTORS, page_file
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import as_label, words

CHOSEN = "sector"
NEW = "-"
"""In place of a code: none looks like this."""
GONE = N_("This sector is not there any more. Perhaps somebody else has removed it.")

_FAULTS: Mapping[type[Exception], Fault] = {
    UnknownSector: Fault(WHOLE, GONE),
    HoldsSectors: Fault(WHOLE, N_("Others are part of this sector. Move or remove those first.")),
}


def chosen() -> str | None:
    """The code of the sector that the address asks for."""
    asked: str | None = st.query_params.get(CHOSEN)
    return asked


def show_all(sectors: Sequence[Sector], speech: Speech) -> None:
    """All sectors below each other, and the way to every one of them."""
    _ = speech.gettext
    about = _("Areas, and communities that are no area, each with the officer who is there for it.")
    see = _("See what everybody sees")
    st.html(Markup('<p>{} <a href="./{}/officers">{}</a></p>').format(about, speech.tag, see))
    st.page_link(page_file(SECTORS), label=_("Add a sector"), query_params={CHOSEN: NEW})
    if not sectors:
        st.html(Markup("<p>{}</p>").format(_("There is no sector yet.")))
    _show_branches(grow(sectors, speech.tag), speech)


def _show_branches(branches: Sequence[Branch], speech: Speech) -> None:
    for branch in branches:
        sector = branch.sector
        with st.container(key=f"row-{sector.code}", gap=None):
            st.page_link(
                page_file(SECTORS),
                label=as_label(words(sector.name, speech)),
                query_params={CHOSEN: sector.code},
            )
            st.html(_facts(sector, speech))
        if branch.parts:
            with st.container(key=f"parts-{sector.code}"):
                _show_branches(branch.parts, speech)


def _facts(sector: Sector, speech: Speech) -> Markup:
    """What there is to say of a sector, in two lines."""
    _ = speech.gettext
    officer = [Markup("<bdi>{}</bdi>").format(sector.officer or _("No officer at the moment"))]
    if sector.telephone:
        officer.append(Markup('<bdi dir="ltr">{}</bdi>').format(sector.telephone))
    if sector.since:
        day = speech.formatting.date(sector.since)
        officer.append(escape(_("here since %(day)s") % {"day": day}))
    notes = [_("public") if sector.public else _("not public")]
    if sector.kind is SectorKind.COMMUNITY:
        notes.append(_("community"))
    elif sector.has_boundary:
        notes.append(_("with a boundary"))
    return Markup("<p>{}<br><small><bdi>{}</bdi> · {}</small></p>").format(
        Markup(" · ").join(officer), sector.code, " · ".join(notes)
    )


def show_one(sector: Sector | None, sectors: Sequence[Sector], desk: Desk, speech: Speech) -> None:
    """The form of a sector, or of a new one."""
    _ = speech.gettext
    form = Form(desk, speech)
    _fields(form, sector, sectors)
    button(desk, "save", _("Save"), partial(_save, form, sector), _FAULTS, primary=True)
    if sector is not None:
        question = _("Remove “%(name)s” and what is known of its officer?")
        name = {"name": words(sector.name, speech)}
        do = partial(desk.attempt, partial(_remove, sector.code), _FAULTS)
        staff.confirmed(desk, "remove", _("Remove this sector"), question % name, do, speech)


def _fields(form: Form, sector: Sector | None, sectors: Sequence[Sector]) -> None:
    speech, _ = form.speech, form.speech.gettext
    if sector is None:
        about = _("Small letters from a to z, digits and underscores, as in the survey files.")
        form.text("code", _("Code, which never changes"), hint=about)
    kinds = {kind.value: _(name) for kind, name in KIND_NAMES.items()}
    form.choice("kind", _("What it is"), kinds, sector.kind if sector else SectorKind.AREA)
    above = {"": _("Nothing: it stands by itself")} | {
        each.code: f"{words(each.name, speech)} ({each.code})"
        for branch in grow(sectors, speech.tag)
        for each in (part.sector for part in branch)
        if sector is None or each.code != sector.code
    }
    form.choice("parent", _("Part of"), above, (sector and sector.parent) or "")
    st.html(Markup("<h2>{}</h2>").format(_("Name of the sector")))
    for language in session.portal().catalogues.languages.values():
        written = sector.name.get(language.tag, "") if sector else ""
        with st.container(key=f"text-{language.direction}-{language.tag}"):
            form.text(f"name.{language.tag}", language.name, written)
    st.html(Markup("<h2>{}</h2>").format(_("Officer")))
    form.text("officer", _("Name of the officer"), sector.officer if sector else "")
    with st.container(key="text-ltr"):
        form.text("telephone", _("Telephone number"), sector.telephone if sector else "")
        since = sector.since.isoformat() if sector and sector.since else ""
        hint = _("As year-month-day, such as 2026-02-28.")
        form.text("since", _("In this post since"), since, hint=hint)
    public = _("Public: everybody can see name, officer, telephone number and day")
    form.tick("public", public, value=sector is not None and sector.public)


def _read(form: Form, before: Sector | None, today: date) -> Sector:
    """The sector as it stands in the fields.

    Raises:
        BadSector: with every fault there is, if the day cannot be read.
    """
    typed = {name: str(form.typed(name) or "") for name in ("code", "parent", "officer")}
    languages = session.portal().catalogues.languages
    written = str(form.typed("since") or "")
    try:
        since = staff.read_day(written)
    except ValueError:
        since = None
    sector = Sector(
        code=before.code if before else typed["code"],
        kind=SectorKind(str(form.typed("kind"))),
        name=Translations(
            (dict(before.name) if before else {})
            | {tag: str(form.typed(f"name.{tag}") or "") for tag in languages}
        ),
        parent=typed["parent"] or None,
        officer=typed["officer"],
        telephone=str(form.typed("telephone") or ""),
        since=since,
        public=bool(form.typed("public")),
    )
    if written.strip() and since is None:
        problems = [SectorProblem("since", SectorFault.DAY_UNREADABLE)]
        try:
            clean_sector(sector, today)
        except BadSector as bad:
            problems += bad.problems
        raise BadSector(problems)
    return sector


def _save(form: Form, before: Sector | None, actor: Actor) -> Done:
    portal = session.portal()
    try:
        sector = _read(form, before, portal.surveys.today())
        kept = portal.sectors.set(actor, sector, new=before is None)
    except BadSector as bad:
        raise Refused(
            {
                _field(problem, form.speech): Worded(partial(sector_sentence, problem.fault))
                for problem in bad.problems
            }
        ) from None
    return Done(Sentence(N_("The sector “%(code)s” is saved."), {"code": kept.code}))


def _field(problem: SectorProblem, speech: Speech) -> str:
    """Where to show a problem: that there is no name, beside the reader's own language."""
    return f"name.{speech.tag}" if problem.field == "name" else problem.field


def _remove(code: str, actor: Actor) -> Done:
    session.portal().sectors.remove(actor, code)
    return Done(Sentence(N_("The sector “%(code)s” is removed."), {"code": code}))
