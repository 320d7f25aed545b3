"""Plans for policing at the full door: all of them, and what one says."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup, escape

from copfeedback.evaluations import plan_wording
from copfeedback.evaluations.lines import standing_sentence
from copfeedback.evaluations.plan_model import Plan
from copfeedback.evaluations.plan_wording import KpiLine
from copfeedback.evaluations.plans import Place
from copfeedback.evaluations.stacked import stacked_table
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.ui import session, staff
from copfeedback.ui.commitment_parts import people_said, sectors_by_code
from copfeedback.ui.forum_lines import link
from copfeedback.ui.pages import EVALUATIONS, FORUMS, INDICATORS, POLICE_PLAN
from copfeedback.ui.texts import marked

PLAN, VERSION = "plan", "version"
"""In the query of the address: the code of a plan, and the number of its version."""


def show_all(speech: Speech) -> None:
    """Every plan, the one that begins last first."""
    _, plans = speech.gettext, session.portal().plans
    about = _(
        "What the police want to reach in an area, by when, and how everybody can tell whether "
        "they did."
    )
    lines = []
    for plan in plans.public():
        place = plans.place(plan)
        late = Markup("<br><b>{}</b>").format(plan_wording.next_sentence(plan, place, speech))
        lines.append(
            Markup("<li>{}<br><small><b>{}</b> · {} · {} · {}</small>{}</li>").format(
                plan_link(plan, speech),
                plan_wording.time_of(plan, plans.today(), speech),
                plan_wording.period(plan, speech),
                area_name(plan, speech),
                marked(plan.office, speech),
                late if place.is_next_late else "",
            )
        )
    nothing = Markup("<p>{}</p>").format(_("There is none at the moment."))
    listed = Markup("<ul>{}</ul>").format(Markup("").join(lines)) if lines else nothing
    figures = link(INDICATORS, _("Key figures"), speech)
    st.html(Markup("<p>{}</p>{}<p>{}</p>").format(about, listed, figures))


def plan_link(plan: Plan, speech: Speech) -> Markup:
    """The way to a plan."""
    return link(POLICE_PLAN, marked(plan.title, speech), speech, **{PLAN: plan.code})


def area_name(plan: Plan, speech: Speech) -> Markup:
    """What the area of a plan is called."""
    if plan.area is None:
        return escape(speech.gettext("The whole area"))
    sector = sectors_by_code(speech.tag).get(plan.area)
    return marked(sector.name, speech) if sector else Markup("<bdi>{}</bdi>").format(plan.area)


def show_one(versions: Sequence[Plan], speech: Speech) -> None:
    """A plan as it is now, or as the version was that the address asks for."""
    _, portal = speech.gettext, session.portal()
    asked = staff.asked_id(VERSION)
    plan = next((each for each in versions if each.number == asked), versions[0])
    if plan is not versions[0]:
        st.html(Markup('<p class="note">{}</p>').format(_("This is an earlier version.")))
    _facts(plan, versions[0], portal.plans.place(versions[0]), speech)
    st.html(Markup("<h2>{}</h2>").format(_("Aims and priorities")))
    staff.facts(
        [
            (_(name), _said(getattr(plan, text), speech))
            for text, name in plan_wording.TEXT_NAMES.items()
        ]
    )
    _figures(plan_wording.kpi_lines(plan, portal.kpis.find, speech), speech)
    _risks(plan, speech)
    _evaluations(plan, speech)
    _versions(versions, plan, speech)


def _said(text: Translations | None, speech: Speech) -> Markup:
    if text is None:
        return escape(speech.gettext("Nothing is written yet."))
    return people_said(marked(text, speech))


def _facts(plan: Plan, latest: Plan, place: Place, speech: Speech) -> None:
    _, today = speech.gettext, session.portal().plans.today()
    time = Markup("{} · <b>{}</b>").format(
        plan_wording.period(plan, speech), plan_wording.time_of(plan, today, speech)
    )
    number = {"number": speech.formatting.number(plan.cycle)}
    cycle = [escape(_("This is plan number %(number)s for this area.") % number)]
    if place.predecessor:
        before = plan_link(place.predecessor, speech)
        cycle.append(Markup("{} {}").format(_("Before it:"), before))
    if place.successor:
        cycle.append(Markup("{} {}").format(_("After it:"), plan_link(place.successor, speech)))
    following = plan_wording.next_sentence(latest, place, speech)
    bold = Markup("<b>{}</b>").format(following)
    cycle.append(bold if place.is_next_late else escape(following))
    pairs: list[tuple[str, str | Markup]] = [
        (_("Time"), time),
        (_("Area"), area_name(plan, speech)),
        (_("Whose plan it is"), marked(plan.office, speech)),
        (_("Cycle"), Markup("<br>").join(each for each in cycle if each.striptags())),
    ]
    forums = {each.code: each for each in session.portal().forums.all()}
    if plan.forum in forums and session.portal().settings.has_forums:
        name = marked(forums[plan.forum].name, speech)
        forum = link(FORUMS, name, speech, forum=plan.forum)
        pairs.append((_("Where everybody can discuss it"), forum))
    staff.facts(pairs)


def _figures(kpis: Sequence[KpiLine], speech: Speech) -> None:
    _ = speech.gettext
    about = _(
        "The plan is judged by these. The figure it began with was read from published results."
    )
    st.html(
        Markup("<h2>{}</h2><p>{}</p>{}<p>{}</p>").format(
            _("Key figures"),
            about,
            plan_wording.kpi_table(kpis, f"./{speech.tag}/", speech),
            link(INDICATORS, _("What each key figure means, and how it goes"), speech),
        )
    )


def _risks(plan: Plan, speech: Speech) -> None:
    _ = speech.gettext
    heads = (_("What can go wrong"), _("What is done about it"), _("In charge"))
    rows: list[tuple[str | Markup, list[str | Markup]]] = [
        (marked(each.what, speech), [marked(each.answer, speech), marked(each.owner, speech)])
        for each in plan.risks
    ]
    nothing = Markup("<p>{}</p>").format(_("Nothing is written yet."))
    table = stacked_table(_("Risks"), heads, rows) if rows else nothing
    st.html(Markup("<h2>{}</h2>{}").format(_("Risks"), table))


def _evaluations(plan: Plan, speech: Speech) -> None:
    _, portal = speech.gettext, session.portal()
    lines = [
        Markup("<li>{}<br><b>{}</b></li>").format(
            link(EVALUATIONS, marked(each.pledge.title, speech), speech, evaluation=each.code),
            standing_sentence(portal.evaluations.standing(each), speech),
        )
        for each in portal.plans.evaluations(plan.code)
    ]
    nothing = Markup("<p>{}</p>").format(_("No evaluation of this plan is registered yet."))
    listed = Markup("<ul>{}</ul>").format(Markup("").join(lines)) if lines else nothing
    st.html(Markup("<h2>{}</h2>{}").format(_("Evaluations"), listed))


def _versions(versions: Sequence[Plan], shown: Plan, speech: Speech) -> None:
    lines = []
    for each in versions:
        number = {"version": speech.formatting.number(each.number)}
        name = speech.gettext("Version %(version)s") % number
        query = {PLAN: each.code, VERSION: str(each.number)}
        way = link(POLICE_PLAN, name, speech, **query)
        on = speech.formatting.date(each.published_on) if each.published_on else ""
        changed = people_said(marked(each.changed, speech)) if each.changed else ""
        said = Markup("<b>{}</b>").format(name) if each is shown else way
        lines.append(Markup("<li>{} · {}{}</li>").format(said, on, changed))
    st.html(
        Markup("<h2>{}</h2><ul>{}</ul>").format(speech.gettext("Versions"), Markup("").join(lines))
    )
