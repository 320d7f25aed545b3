"""The indicators of a pledge: a published figure, one from outside, or what no figure tells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from copfeedback.evaluations.model import Criterion, Design, Direction, Indicator
from copfeedback.evaluations.plain_words import Word
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.i18n.translations import Translations
from copfeedback.results.items import items_with_figures
from copfeedback.results.survey_series import PREFIX
from copfeedback.ui import session
from copfeedback.ui.evaluation_pledge_form import PledgeFields
from copfeedback.ui.evaluation_pledge_form_things import Things
from copfeedback.ui.texts import words

_KEY_MAXIMUM = 40
_NOT_OF_A_KEY = re.compile("[^a-z0-9]+")


class _Kind(StrEnum):
    """Where the figures of an indicator come from."""

    PUBLISHED = "published"
    OUTSIDE = "outside"
    QUALITATIVE = "qualitative"


def new_key(name: Translations, taken: Collection[str]) -> str:
    """A key for a new indicator, made from its name; it stays whatever the name becomes."""
    text = name.get(SOURCE_LANGUAGE) or next(iter(name.values()))
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = _NOT_OF_A_KEY.sub("-", plain).strip("-")[:_KEY_MAXIMUM].strip("-") or "indicator"
    if not stem[0].isalpha():
        stem = f"indicator-{stem}"
    at, key = 1, stem
    while key in taken:
        at += 1
        key = f"{stem}-{at}"
    return key


def _called(indicator: Indicator, speech: Speech) -> str:
    return words(indicator.name, speech)


def _kind_of(indicator: Indicator | None) -> _Kind:
    if indicator is None or indicator.series:
        return _Kind.PUBLISHED
    return _Kind.QUALITATIVE if indicator.qualitative else _Kind.OUTSIDE


def _show(form: PledgeFields, seen: Indicator | None, _pledge: DraftPledge) -> None:
    _ = form.speech.gettext
    form.words("name", seen.name if seen else None)
    criteria = form.names_of(Criterion)
    value = seen.criterion if seen else Criterion.EFFECTIVENESS
    form.choice("criterion", criteria, value, hint=form.meaning(Criterion))
    kinds = {
        _Kind.PUBLISHED: _("A figure that this site publishes"),
        _Kind.OUTSIDE: _("A figure from elsewhere, entered with evidence"),
        _Kind.QUALITATIVE: _("What people tell or show: no figure"),
    }
    kinds_ = {str(code): name for code, name in kinds.items()}
    kind = form.choice("kind", kinds_, _kind_of(seen))
    if kind == _Kind.QUALITATIVE:
        _show_qualitative(form, seen)
    else:
        _show_figure(form, seen, published=kind == _Kind.PUBLISHED)


def _show_qualitative(form: PledgeFields, seen: Indicator | None) -> None:
    for name in ("looked_for", "evidence", "method"):
        form.words(name, getattr(seen, name) if seen else None, long=True)


def _show_figure(form: PledgeFields, seen: Indicator | None, *, published: bool) -> None:
    _ = form.speech.gettext
    if published:
        there = _series(form.speech)
        now = (seen.series or "") if seen else ""
        if now:
            there.setdefault(now, now)
        named = {name: f"{title} ({name})" for name, title in there.items()}
        hint = _("The figures are read from there: nobody types them in.")
        form.choice("series", {"": _("Nothing chosen"), **named}, now, hint=hint)
    hint = _("What is counted, of whom or of what.")
    form.words("definition", seen.definition if seen else None, hint=hint)
    hint = _("Such as percent of those asked, or days.")
    form.words("unit", seen.unit if seen else None, hint=hint, optional=published)
    form.words("source", seen.source if seen else None)
    if published:
        design = seen.design if seen else Design.CHANGE
        form.choice("design", form.names_of(Design), design, hint=form.meaning(Design))
    directions = form.names_of(Direction, may_be_open=True)
    value = (seen.direction or "") if seen else ""
    form.choice("direction", directions, value)
    least = "" if seen is None or seen.least is None else f"{seen.least:g}"
    hint = _("In the unit of the figure; in percentage points for shares.")
    form.from_left("least", least, hint=hint)
    form.words("success", seen.success if seen else None)
    label = _("By gender: show the figures of women and of men apart, too")
    form.tick("by_gender", label, value=seen.by_gender if seen else True)
    label = _("More of it can also mean more trust, as with reports of crimes")
    form.tick("rises_with_trust", label, value=bool(seen and seen.rises_with_trust))


def _read(
    form: PledgeFields, seen: Indicator | None, pledge: DraftPledge, problems: list[Problem]
) -> Indicator | None:
    name = form.typed_words("name", seen.name if seen else None)
    if name is None:
        problems.append(Problem("name", Fault.MISSING))
        return None
    taken = {each.key for each in pledge.indicators}
    key = seen.key if seen else new_key(name, taken)
    criterion, kind = Criterion(form.typed("criterion")), _Kind(form.typed("kind"))

    def text(field: str) -> Translations | None:
        return form.typed_words(field, getattr(seen, field) if seen else None)

    if kind is _Kind.QUALITATIVE:
        return Indicator(
            key,
            name,
            criterion,
            qualitative=True,
            looked_for=text("looked_for"),
            evidence=text("evidence"),
            method=text("method"),
            by_gender=False,
        )
    is_published = kind is _Kind.PUBLISHED
    if is_published and not form.typed("series"):
        problems.append(Problem("series", Fault.MISSING))
    return Indicator(
        key,
        name,
        criterion,
        definition=text("definition"),
        unit=text("unit"),
        source=text("source"),
        series=form.typed("series") or None if is_published else None,
        design=Design(form.typed("design")) if is_published else Design.CHANGE,
        direction=form.typed_one_of(Direction, "direction"),
        least=form.typed_number("least", problems),
        success=text("success"),
        by_gender=form.ticked("by_gender"),
        rises_with_trust=form.ticked("rises_with_trust"),
    )


def _series(speech: Speech) -> dict[str, str]:
    """What can be read from this site: every question of its surveys, and all that is published."""
    portal = session.portal()
    asked = {
        f"{PREFIX}{each.survey.id}.{item}": words(
            each.survey.question_of_item[item].text_of(item), speech
        )
        for each in portal.surveys.book.all()
        if each.is_listed
        for item in items_with_figures(each.survey)
    }
    published = {each.name: words(each.title, speech) for each in portal.kpis.series_names()}
    return asked | published


INDICATORS = Things(
    "indicators",
    N_("What is looked at"),
    N_("Add an indicator"),
    N_("There is no indicator yet."),
    _called,
    _show,
    _read,
    means=Word.INDICATOR,
)
