"""What there is to choose from in the fields of a plan, by code."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.evaluations.figure_wording import amount
from copfeedback.evaluations.plan_model import Plan, PlanKpi
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session
from copfeedback.ui.commitment_parts import sectors_by_code
from copfeedback.ui.texts import words


def areas(speech: Speech) -> dict[str, str]:
    """The whole area, and each sector."""
    sectors = sectors_by_code(speech.tag)
    named = {code: words(each.name, speech) for code, each in sectors.items()}
    return {"": speech.gettext("The whole area")} | named


def plans_before(published: Mapping[str, Plan], code: str, speech: Speech) -> dict[str, str]:
    """The public plans but the one of this code, and none of them."""
    others = (each for each in published.values() if each.code != code)
    named = {each.code: f"{words(each.title, speech)} ({each.code})" for each in others}
    return {"": speech.gettext("None")} | named


def forums(speech: Speech) -> dict[str, str]:
    """The forums, which may have the same name, and none of them."""
    found = session.portal().forums.all()
    named = {each.code: f"{words(each.name, speech)} ({each.code})" for each in found}
    return {"": speech.gettext("None")} | named


def periods(series: str, kpi: PlanKpi, speech: Speech) -> dict[str, str]:
    """The published figures that can be the one at the beginning, and none of them."""
    found = session.portal().published_series(series)
    shown = {"": speech.gettext("None")} | {
        each.period: f"{each.period}: {amount(each.figure.value, found.unit, speech)}"
        for each in (found.points if found else ())
        if found and each.figure is not None
    }
    if kpi.period and kpi.period not in shown:
        shown[kpi.period] = kpi.period
    return shown
