"""One's own account: how it stands, and the ways to what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.people.model import Actor
from copfeedback.people.own_account import OwnState
from copfeedback.people.wording import ROLE_NAMES
from copfeedback.ui import session, staff
from copfeedback.ui.pages import ACCOUNT

FEW_RECOVERY_CODES = 3


def show(actor: Actor, state: OwnState, speech: Speech) -> None:
    """How the account stands, what to do about it, and where."""
    _ = speech.gettext
    for warning in _warnings(state, speech):
        st.html(Markup('<div class="summary" role="status"><p>{}</p></div>').format(warning))
    staff.facts(_facts(actor, state, speech))
    st.html(Markup("<h2>{}</h2><ul>{}</ul>").format(_("What you can do"), _ways(speech)))


def _warnings(state: OwnState, speech: Speech) -> Sequence[str]:
    _ = speech.gettext
    warnings = []
    if state.wrong_attempts:
        attempts = speech.ngettext(
            "Since you signed in, somebody has tried %(count)s wrong password or code with your "
            "name.",
            "Since you signed in, somebody has tried %(count)s wrong passwords or codes with your "
            "name.",
            state.wrong_attempts,
        ) % {"count": speech.formatting.number(state.wrong_attempts)}
        advice = _("If it was not you, change your password.")
        warnings.append(f"{attempts} {advice}")
    if state.needs_second_factor and not state.has_second_factor:
        warnings.append(_("Before you can go on, your account needs a second factor."))
    if state.has_second_factor and state.recovery_codes < FEW_RECOVERY_CODES:
        warnings.append(_("You have few recovery codes left. Make new ones under second factor."))
    return warnings


def _facts(actor: Actor, state: OwnState, speech: Speech) -> list[tuple[str, str | Markup]]:
    _ = speech.gettext
    organisations = {each.id: each.name for each in session.portal().organisations.all()}
    factor = _("not set up")
    if state.has_second_factor:
        factor = speech.ngettext(
            "set up, %(count)s recovery code left",
            "set up, %(count)s recovery codes left",
            state.recovery_codes,
        ) % {"count": speech.formatting.number(state.recovery_codes)}
    facts: list[tuple[str, str | Markup]] = [
        (_("Name to sign in with"), actor.name),
        (_("Role"), _(ROLE_NAMES[actor.role]) if actor.role else ""),
        (_("Organisation"), organisations.get(actor.organisation or 0, "")),
    ]
    if actor.manager:
        facts.append((_("Besides"), _("Looks after the accounts of this organisation")))
    return [*facts, (_("Second factor"), factor)]


def _ways(speech: Speech) -> Markup:
    """Links to the plain pages of staff, which come back here."""
    _ = speech.gettext
    query = urlencode({"lang": speech.tag, "next": f"/{ACCOUNT}"})
    ways = (
        ("password", _("Change the password")),
        ("second-factor", _("Second factor and recovery codes")),
        ("sessions", _("Where you are signed in")),
        ("sign-out", _("Sign out")),
    )
    return Markup("").join(
        Markup('<li><a href="./staff/{}?{}">{}</a></li>').format(page, query, words)
        for page, words in ways
    )
