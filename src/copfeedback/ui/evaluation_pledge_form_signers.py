"""Who commits to a pledge with a signature: organisations and forums of this site."""

from __future__ import annotations

from copfeedback.evaluations.model import Stakeholder
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.ui import session
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.evaluation_pledge_form_sections import chosen_number
from copfeedback.ui.evaluation_pledge_form_things import Things
from copfeedback.ui.texts import words

_ORGANISATION, _FORUM = "organisation-", "forum-"


def _stakeholder_called(stakeholder: Stakeholder, speech: Speech) -> str:
    return words(stakeholder.office, speech)


def _show_stakeholder(form: PledgeFields, seen: Stakeholder | None, _pledge: DraftPledge) -> None:
    _, portal = form.speech.gettext, session.portal()
    now = _signer(seen)
    signers = {"": _("Nothing chosen")}
    signers |= {
        f"{_ORGANISATION}{each.id}": each.name
        for each in portal.organisations.all()
        if each.active or f"{_ORGANISATION}{each.id}" == now
    }
    forum = _("Forum: %(name)s")
    signers |= {
        f"{_FORUM}{each.code}": forum % {"name": words(each.name, form.speech)}
        for each in portal.forums.all()
        if each.ended is None or f"{_FORUM}{each.code}" == now
    }
    hint = _("From an account of the organisation; for a forum, whoever chairs it.")
    form.choice("signer", signers, now, hint=hint)
    hint = _("Leave it empty to take the name of the organisation or forum.")
    form.words("office", seen.office if seen else None, hint=hint)


def _signer(stakeholder: Stakeholder | None) -> str:
    if stakeholder is None:
        return ""
    if stakeholder.forum:
        return f"{_FORUM}{stakeholder.forum}"
    return f"{_ORGANISATION}{stakeholder.organisation or ''}"


def _read_stakeholder(
    form: PledgeFields, seen: Stakeholder | None, pledge: DraftPledge, problems: list[Problem]
) -> Stakeholder | None:
    signer = form.typed("signer")
    if not signer:
        problems.append(Problem("signer", Fault.MISSING))
        return None
    office = form.typed_words("office", seen.office if seen else None)
    forum = signer.removeprefix(_FORUM) if signer.startswith(_FORUM) else None
    organisation = None if forum else chosen_number(signer.removeprefix(_ORGANISATION))
    if office is None:
        office = _name_of_signer(organisation, forum, form.speech)
    if office is None:
        problems.append(Problem("signer", Fault.UNKNOWN))
        return None
    if seen is not None:
        return Stakeholder(seen.key, office, organisation, forum)
    key = f"forum-{forum}" if forum else f"organisation-{organisation}"
    if key in {each.key for each in pledge.stakeholders}:
        problems.append(Problem("signer", Fault.TAKEN))
        return None
    return Stakeholder(key, office, organisation, forum)


def _name_of_signer(
    organisation: int | None, forum: str | None, speech: Speech
) -> Translations | None:
    """What a new signer is called, where nothing else was written."""
    portal = session.portal()
    if forum is not None:
        return next((each.name for each in portal.forums.all() if each.code == forum), None)
    named = {each.id: each.name for each in portal.organisations.all()}
    return Translations({speech.tag: named[organisation]}) if organisation in named else None


STAKEHOLDERS = Things(
    "stakeholders",
    N_("Who commits to it"),
    N_("Add somebody"),
    N_("Nobody is named yet."),
    _stakeholder_called,
    _show_stakeholder,
    _read_stakeholder,
)
