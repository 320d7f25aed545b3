"""What was found of an indicator: figures that were fetched, and the words and choices around them.

Figures of a published series, and what they mean, cannot be typed. Of what is qualitative, or comes
from outside, whoever evaluates says what was found, and what that rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from math import isfinite

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import owed_indicators
from copfeedback.evaluations.model import Design, Indicator
from copfeedback.evaluations.report_draft import DraftFinding
from copfeedback.evaluations.report_model import Compared, Figure, Finding, Verdict
from copfeedback.evaluations.report_wording import (
    asks_people,
    finding_sentence,
    more_reports,
    unit_of,
)
from copfeedback.evaluations.verdicts import Judged
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Fault, Problem, Unknown
from copfeedback.i18n.catalogues import N_
from copfeedback.people.model import Actor
from copfeedback.results.published import Group
from copfeedback.results.wording import group_name
from copfeedback.ui import evaluation_results, session
from copfeedback.ui.desk import Done
from copfeedback.ui.evaluation_answers_fields import Fields
from copfeedback.ui.evaluation_desk_place import FAULTS, way
from copfeedback.ui.evaluation_report_place import (
    FINDINGS,
    Written,
    keep,
    label_of,
    put_finding,
    seen,
    show_theirs,
)
from copfeedback.ui.forum_lines import words_of
from copfeedback.ui.staff import button
from copfeedback.ui.texts import words

_GENDERS = (Group.WOMAN, Group.MAN)
_PARTS = ("value", "low", "high", "base")
_DECIMAL_SIGNS = str.maketrans({",": ".", "٫": "."})


def show_list(written: Written, judged: Mapping[str, Judged], form: Fields) -> None:
    """All indicators that were ever promised, each with what was found so far."""
    _, speech = form.speech.gettext, form.speech
    st.html(Markup("<h2>{}</h2>").format(_("What was found")))
    for each in owed_indicators(written.evaluation):
        verdict = written.draft.finding(each.key).verdict
        if each.key in judged:
            verdict = judged[each.key].verdict
        said = name_of(verdict, speech) if verdict else _("Nothing said yet")
        with st.container(key=f"finding-{each.key}", gap=None):
            way(written.at(f"{FINDINGS}.{each.key}"), words(each.name, speech))
            st.html(Markup("<p><small>{}</small></p>").format(said))


def show(written: Written, key: str, judged: Mapping[str, Judged], form: Fields) -> None:
    """One of them.

    Raises:
        Unknown: none has this key.
    """
    indicators = {each.key: each for each in owed_indicators(written.evaluation)}
    if key not in indicators:
        raise Unknown
    indicator, speech, _ = indicators[key], form.speech, form.speech.gettext
    finding = seen(form, written.draft).finding(key)
    show_theirs(form, {"finding": finding})
    figures = judged.get(key)
    verdict = figures.verdict if figures is not None else None
    _promised(indicator, form)
    form.texts.choose_language()
    if figures is not None:
        _show_fetched(indicator, figures, form)
    else:
        if not indicator.qualitative:
            _show_outside(indicator, finding.outside, form)
            if indicator.by_gender:
                _show_by_gender(finding.outside_by_gender, form)
        options = {"": _("Nothing chosen"), **form.names_of(Verdict)}
        chosen = form.choice("verdict", label_of("verdict", speech), options, finding.verdict or "")
        verdict = Verdict(chosen) if chosen else None
        form.words("evidence", label_of("evidence", speech), finding.evidence, long=True)
    hint = more_reports(speech) if indicator.rises_with_trust else ""
    form.words("text", label_of("text", speech), finding.text, hint=hint, long=True)
    if verdict is Verdict.NOT_MEASURED:
        form.words("reason", label_of("reason", speech), finding.reason, long=True)
    save = partial(_save, written, indicator, form)
    button(form.desk, "save", _("Save"), save, FAULTS, primary=True)


def _promised(indicator: Indicator, form: Fields) -> None:
    """What the pledge says of it."""
    _, speech = form.speech.gettext, form.speech
    st.html(
        words_of(indicator.definition, speech, _("Definition"))
        + words_of(indicator.success, speech, _("What counts as success"))
        + words_of(indicator.looked_for, speech, _("What is looked for"))
        + words_of(indicator.evidence, speech, _("Evidence"))
    )


def _show_fetched(indicator: Indicator, figures: Judged, form: Fields) -> None:
    """Figures, and what they mean: to be read."""
    _, speech = form.speech.gettext, form.speech
    unit = unit_of(indicator, session.portal().published_series)
    measured, verdict = figures.measured, figures.verdict
    finding = Finding(indicator.key, verdict, measured=measured)
    missing = name_of(measured.missing, speech) if measured.missing else ""
    told = _("These figures are fetched from what is published. Nobody can change them here.")
    st.html(
        Markup("<p><b>{}</b></p><p>{}</p><p>{}</p>{}<p><small>{}</small></p>").format(
            name_of(verdict, speech),
            missing,
            finding_sentence(finding, unit, speech),
            evaluation_results.figures_and_sources(
                measured, unit, speech, people=asks_people(indicator)
            ),
            told,
        )
    )


def _show_outside(indicator: Indicator, outside: Compared | None, form: Fields) -> None:
    """Figures from elsewhere, before and after, with their intervals where there are any."""
    _ = form.speech.gettext
    st.html(Markup("<h2>{}</h2>").format(_("Figures from outside")))
    for name, title in _figures(indicator):
        with st.container(border=True, key=f"outside-{name}"):
            st.html(Markup("<h3>{}</h3>").format(_(title)))
            figure = getattr(outside, name) if outside is not None else None
            parts = [
                ("value", _("Figure")),
                ("low", _("Lower end of its confidence interval, if there is one")),
                ("high", _("Upper end of its confidence interval, if there is one")),
            ]
            if name != "change":
                parts.append(("base", _("How many people it rests on")))
            for part, label in parts:
                known = getattr(figure, part) if figure is not None else None
                value = "" if known is None else f"{known:g}"
                form.from_left(f"outside.{name}.{part}", label, value)


def _show_by_gender(by_gender: Iterable[Compared], form: Fields) -> None:
    """The same of women and men, who need not be told apart."""
    known = {each.group: each for each in by_gender}
    with st.container(border=True, key="outside-by-gender"):
        st.html(Markup("<h3>{}</h3>").format(form.speech.gettext("By gender")))
        for group in _GENDERS:
            name = group_name(group, form.speech)
            for part, title in (("before", N_("Before")), ("after", N_("After"))):
                figure = getattr(known[group], part) if group in known else None
                value = "" if figure is None else f"{figure.value:g}"
                label = f"{name} · {form.speech.gettext(title)}"
                form.from_left(f"outside.{group}.{part}", label, value)


def _figures(indicator: Indicator) -> list[tuple[str, str]]:
    """Those that are asked for. A change is computed, but for one against control sites."""
    found = [("before", N_("Before")), ("after", N_("After"))]
    if indicator.design is Design.DIFFERENCE_IN_DIFFERENCES:
        found.append(("change", N_("How it changed")))
    return found


def _save(written: Written, indicator: Indicator, form: Fields, actor: Actor) -> Done:
    key, problems = indicator.key, list[Problem]()
    before = form.desk.entered["before"].finding(key)
    chosen = form.typed("verdict")
    outside, by_gender = before.outside, before.outside_by_gender
    if indicator.series is None and not indicator.qualitative:
        outside = _typed_outside(indicator, form, problems)
        if indicator.by_gender:
            by_gender = _typed_by_gender(form, problems)
    mine = DraftFinding(
        key,
        Verdict(chosen) if chosen else None,
        form.typed_words("text", before.text),
        form.typed_words("reason", before.reason),
        form.typed_words("evidence", before.evidence),
        outside,
        by_gender,
    )
    return keep(
        written,
        form,
        actor,
        lambda report: report.finding(key),
        mine,
        lambda now: put_finding(now, mine),
        problems=problems,
    )


def _typed_outside(indicator: Indicator, form: Fields, problems: list[Problem]) -> Compared | None:
    """The figures that were typed; None where none was."""
    found = {
        name: _typed_figure(f"outside.{name}", form, problems)
        for name, _title in _figures(indicator)
    }
    if not any(found.values()):
        return None
    return Compared("all", found["before"], found["after"], found.get("change"))


def _typed_by_gender(form: Fields, problems: list[Problem]) -> tuple[Compared, ...]:
    """Women and men, as far as anything was typed of them."""
    found = []
    for group in _GENDERS:
        before, after = (
            _typed_amount(f"outside.{group}.{part}", form, problems) for part in ("before", "after")
        )
        if before is not None or after is not None:
            found.append(Compared(group.value, _figure_of(before), _figure_of(after), change=None))
    return tuple(found)


def _figure_of(value: float | None) -> Figure | None:
    return None if value is None else Figure(value)


def _typed_figure(name: str, form: Fields, problems: list[Problem]) -> Figure | None:
    read = {part: _typed_amount(f"{name}.{part}", form, problems) for part in _PARTS}
    if read["value"] is None:
        if any(each is not None for each in read.values()):
            problems.append(Problem(f"{name}.value", Fault.MISSING))
        return None
    base = None if read["base"] is None else int(read["base"])
    return Figure(read["value"], read["low"], read["high"], base)


def _typed_amount(name: str, form: Fields, problems: list[Problem]) -> float | None:
    """A number, in the digits and with the decimal sign of any script."""
    typed = form.typed(name).translate(_DECIMAL_SIGNS).replace("\u2212", "-")
    if not typed:
        return None
    try:
        value = float(typed)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        problems.append(Problem(name, Fault.AMOUNT))
        return None
    return value
