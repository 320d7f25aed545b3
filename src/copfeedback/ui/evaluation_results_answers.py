"""What was recommended, what those concerned say and do about it, and what was made of it."""

from __future__ import annotations

from markupsafe import Markup

from copfeedback.evaluations.answer_rules import Answered, Doing
from copfeedback.evaluations.answer_wording import (
    account_sentence,
    late_sentence,
)
from copfeedback.evaluations.events import Evaluation, EventKind
from copfeedback.evaluations.report_model import Acted, Review
from copfeedback.evaluations.said_by import said_by
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session
from copfeedback.ui.evaluation_answers_place import unconfirmed
from copfeedback.ui.evaluation_parts import section
from copfeedback.ui.evaluation_parts_history import known_offices
from copfeedback.ui.forum_lines import link, listed, words_of
from copfeedback.ui.pages import FORUMS
from copfeedback.ui.texts import marked


def recommendations(evaluation: Evaluation, speech: Speech) -> Markup:
    """Each recommendation with its answer and actions; what is late says so."""
    found = session.portal().answering.states(evaluation)
    told = (_recommendation(evaluation, each, speech) for each in found)
    return section(speech.gettext("Recommendations"), *told)


def reviews(evaluation: Evaluation, speech: Speech) -> Markup:
    """What stakeholders made of the results together."""
    told, offices = [], known_offices(evaluation)
    for event in evaluation.of(EventKind.REVIEWED):
        if isinstance(event.said, Review):
            day = speech.formatting.date(event.on)
            said = Markup("<article><p><b>{}</b> · <bdi>{}</bdi>{}</p>{}</article>")
            where = _where(event.said, speech)
            by = Markup("{}").format(said_by(event, offices, speech))
            told.append(said.format(day, by, where, words_of(event.said.text, speech)))
    return section(speech.gettext("What was made of the results"), *told)


def _where(review: Review, speech: Speech) -> Markup:
    if review.forum is None:
        return Markup()
    meeting = {"meeting": review.meeting} if review.meeting else {}
    named = speech.gettext("Forum")
    return Markup(" · {}").format(link(FORUMS, named, speech, forum=review.forum, **meeting))


def _recommendation(evaluation: Evaluation, each: Answered, speech: Speech) -> Markup:
    _, day = speech.gettext, speech.formatting.date
    wanted, response = each.recommendation, each.response
    if response is not None:
        state = name_of(response.answer, speech)
        if each.answered_late:
            late = _("answered late")
            state = f"{state} ({late})"
    elif each.days_late:
        state = late_sentence(each.days_late, speech)
    else:
        state = _("Not answered yet")
    about = [
        Markup("<b>{}</b>").format(state),
        marked(wanted.office, speech),
    ]
    if response is None:
        until = _("To be answered by %(day)s") % {"day": day(wanted.respond_by)}
        about.append(Markup("{}").format(until))
    if account := account_sentence(evaluation, each, speech):
        about.append(Markup("{}").format(account))
    if not each.current:
        about.append(Markup("{}").format(_("of an earlier version of the results")))
    return Markup("<article>{}<p><small>{}</small></p>{}{}</article>").format(
        words_of(wanted.text, speech),
        Markup(" · ").join(about),
        words_of(response.reason, speech, _("Why")) if response else Markup(),
        listed(_action(evaluation, doing, speech) for doing in each.actions),
    )


def _action(evaluation: Evaluation, doing: Doing, speech: Speech) -> Markup:
    _, day = speech.gettext, speech.formatting.date
    action = doing.action
    due = _("Due on %(day)s") % {"day": day(doing.due)}
    if doing.times_moved:
        first = _("first promised for %(day)s") % {"day": day(action.due)}
        due = f"{due} ({first})"
    about = [marked(action.office, speech), Markup("{}").format(due)]
    if named := unconfirmed(evaluation, doing, speech):
        about.insert(1, Markup("{}").format(named))
    if doing.days_late:
        about.insert(0, Markup("<b>{}</b>").format(late_sentence(doing.days_late, speech)))
    elif doing.progress is not None:
        about.insert(0, Markup("<b>{}</b>").format(name_of(doing.progress, speech)))
    if action.forum is not None:
        offered = _("Offered to a forum")
        about.append(link(FORUMS, offered, speech, forum=action.forum))
    told = Markup("").join(
        words_of(event.said.text, speech, day(event.on))
        for event in doing.history
        if isinstance(event.said, Acted)
    )
    return Markup("{}<br><small>{}</small>{}").format(
        marked(action.what, speech), Markup(" · ").join(about), told
    )
