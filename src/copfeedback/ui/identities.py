"""What caseworkers ask identity custodians: who a complainant is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.answer_words import in_words
from copfeedback.complaints.identity_releases import Asked
from copfeedback.complaints.questions import FIELDS
from copfeedback.complaints.vault import HolderKey
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.model import Actor
from copfeedback.ui import case_desk, session
from copfeedback.ui.case_desk import act, plain, signed, typed
from copfeedback.ui.staff import Form, facts

_LOOK = "look"


def show(actor: Actor, form: Form) -> None:
    """Every question that waits, with the way to say yes or no, each with a reason."""
    _ = form.speech.gettext
    found = session.portal().casework.identities.asked(actor, session.holder_key())
    case_desk.line(
        _(
            "Release a name only if the case cannot be handled without it and the complainant is "
            "safe. Each look and each decision is recorded."
        )
    )
    if not found:
        case_desk.line(_("Nobody asks at the moment."))
    for each in found:
        with st.container(border=True, key=f"asked-{each.request_id}"):
            _show_one(each, actor, form)


def _show_one(asked: Asked, actor: Actor, form: Form) -> None:
    _, speech, number = form.speech.gettext, form.speech, asked.request_id
    st.html(
        Markup("<h2><bdi>{}</bdi></h2>{}<p><small>{} · {}</small></p>").format(
            asked.case_id,
            plain(asked.reason),
            signed(asked.asked_on, asked.by, speech),
            case_desk.due(asked.due_on, case_desk.today(), speech),
        )
    )
    if form.desk.entered.get(_LOOK) == number:
        del form.desk.entered[_LOOK]  # shown once, for each look is recorded
        _show_identity(number, actor, form)
    st.button(
        _("Look who it is"),
        key=form.desk.key(f"look-{number}"),
        on_click=_look,
        args=(form, number),
    )
    reason = f"reason-{number}"
    form.text(reason, _("Your reason"))
    with st.container(horizontal=True):
        for name, label, do, said in (
            (
                "release",
                _("Release the name"),
                _release,
                N_("The caseworkers of the case know who it is now."),
            ),
            ("refuse", _("Refuse"), _refuse, N_("The caseworkers see that you refused, and why.")),
        ):
            deciding = partial(do, number, form, reason)
            act(form, f"{name}-{number}", label, deciding, said, field=reason, clears=(reason,))


def _show_identity(request_id: str, actor: Actor, form: Form) -> None:
    _, speech = form.speech.gettext, form.speech
    identities = session.portal().casework.identities
    identity = identities.see(actor, session.holder_key(), request_id)
    if identity:
        facts(identity_facts(identity, speech))
    else:
        case_desk.line(_("The complainant gave no name."))
    originals = session.portal().casework.originals
    if taken := originals.all(actor, session.holder_key(), request_id):
        links = Markup("").join(
            Markup('<li><a href="./staff/names/{}/files/{}"><bdi>{}</bdi></a></li>').format(
                request_id, each.number, each.name
            )
            for each in taken
        )
        about = _("Pictures as they were taken. They may hold the place and the time.")
        st.html(Markup("<p>{}</p><ul>{}</ul>").format(about, links))


def identity_facts(identity: Mapping[str, str], speech: Speech) -> list[tuple[str, str | Markup]]:
    """What stands under the identity key, in words."""
    known, found = session.portal().choices.known(), list[tuple[str, str | Markup]]()
    for name, value in identity.items():
        asked = FIELDS.get(name)
        label = speech.gettext(asked.label) if asked else name
        said = in_words(asked, [value], known, speech) if asked else value
        found.append((label, Markup('<bdi dir="auto">{}</bdi>').format(said)))
    return found


def _look(form: Form, request_id: str) -> None:
    form.desk.entered[_LOOK] = request_id


def _release(request_id: str, form: Form, reason: str, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.identities.release(actor, key, request_id, typed(form, reason))


def _refuse(request_id: str, form: Form, reason: str, actor: Actor, key: HolderKey | None) -> None:
    session.portal().casework.identities.refuse(actor, key, request_id, typed(form, reason))
