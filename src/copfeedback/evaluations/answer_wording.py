"""What is said of answers to recommendations, and of what becomes of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from copfeedback.evaluations.answer_rules import Answered, Doing
from copfeedback.evaluations.events import Evaluation, EventKind
from copfeedback.evaluations.report_model import Progress, Response
from copfeedback.evaluations.said_by import offices_of
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import N_, Speech

NOT_YOURS = N_(
    "This page is for those who sign evaluations, or who answer what an evaluation recommends."
)
WHAT_TO_WRITE: Mapping[Progress, str] = {
    Progress.DONE: N_("What was done, and what shows it"),
    Progress.GOES_ON: N_("How far it is"),
    Progress.MOVED: N_("Why it is put off"),
    Progress.DROPPED: N_("Why it is dropped"),
}


def late_sentence(days: int, speech: Speech) -> str:
    """By how many days something is late."""
    said = speech.ngettext("Overdue by %(days)s day", "Overdue by %(days)s days", days)
    return said % {"days": speech.formatting.number(days)}


def answer_sentence(answered: Answered, speech: Speech) -> str:
    """How a recommendation stands."""
    if answered.response is not None:
        said = name_of(answered.response.answer, speech)
        late = speech.gettext("answered late")
        return f"{said} · {late}" if answered.answered_late else said
    if answered.days_late:
        return late_sentence(answered.days_late, speech)
    return speech.gettext("Not answered yet")


def action_sentence(doing: Doing, speech: Speech) -> str:
    """How an action stands."""
    if doing.days_late:
        return late_sentence(doing.days_late, speech)
    if doing.progress is not None:
        return name_of(doing.progress, speech)
    return speech.gettext("Not reported on yet")


def account_sentence(evaluation: Evaluation, answered: Answered, speech: Speech) -> str:
    """Who answers for an office that cannot do so itself here; nothing where it can."""
    if answered.has_account:
        return ""
    if answered.organisation is None:
        return speech.gettext("This office has no account here, and nobody can answer for it.")
    said = speech.gettext("This office has no account here: %(office)s answers for it.")
    return said % {"office": evaluation.pledge.commissioner.read_in(speech.tag).text}


def origins(evaluations: Iterable[Evaluation], speech: Speech) -> dict[str, str]:
    """From which evaluation something comes that was put before a forum, by its reference there."""
    said = speech.gettext("From the evaluation “%(title)s”")
    return {
        action.offered: said % {"title": evaluation.pledge.title.read_in(speech.tag).text}
        for evaluation in evaluations
        for event in evaluation.of(EventKind.RESPONDED)
        if isinstance(event.said, Response)
        for action in event.said.actions
        if action.offered is not None
    }


def unconfirmed_sentence(
    evaluation: Evaluation, doing: Doing, organisations: Mapping[int, str], speech: Speech
) -> str:
    """Who was named to report on an action, and has not agreed; nothing where they have.

    ``organisations`` are the names of those that there are.
    """
    if not doing.unconfirmed:
        return ""
    names = offices_of(evaluation)

    def called(name: str) -> str:
        return names[name].read_in(speech.tag).text if name in names else name

    office = doing.action.office.read_in(speech.tag).text
    said = speech.gettext(
        "%(named)s is to report on it: named by %(office)s, and has not confirmed it yet"
    )
    return said % {
        "named": called(organisations.get(doing.organisation or 0, office)),
        "office": called(doing.promised.by),
    }
