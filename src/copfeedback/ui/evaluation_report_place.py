"""The report that is being written at the desk of evaluations: its pages, and keeping a part.

Two may write at the same report. Whoever keeps a part keeps that part alone; where somebody else
has changed the very same meanwhile, theirs is shown, and what was typed stays in the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.events import Evaluation, owed_indicators
from copfeedback.evaluations.model import Criterion
from copfeedback.evaluations.report_cleaning import cleaned
from copfeedback.evaluations.report_draft import DraftFinding, DraftRecommendation, DraftReport
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Faulty, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.ui import session
from copfeedback.ui.desk import WHOLE, Desk, Done, Refused, Sentence
from copfeedback.ui.evaluation_answers_fields import Fields, together
from copfeedback.ui.evaluation_desk_place import REPORT, Place, done, onward
from copfeedback.ui.forum_lines import words_of
from copfeedback.ui.texts import marked, words

FINDINGS, RECOMMENDATIONS = "findings", "recommendations"
FILES, PREVIEW, WITHDRAW = "files", "preview", "withdraw"
NEW = "-"
"""In place of the key of a recommendation: one that is not there yet."""
_BEFORE, _THEIRS = "before", "theirs"
_OVERTAKEN = N_(
    "Somebody else has changed this meanwhile. What they wrote stands above the fields, what you "
    "wrote in them. Save again to keep yours."
)
LABELS: Mapping[str, str] = {
    "summary": N_("In short"),
    "easy": N_("In easy words"),
    "answers": N_("Answers to what was asked"),
    "method": N_("How it was found out"),
    "limits": N_("What it cannot tell"),
    "unintended": N_("What else changed"),
    "withheld": N_("What is held back"),
    "resources": N_("What it costs"),
    "decision": N_("What is advised"),
    "decision_why": N_("Why"),
    "changed": N_("What changed since the version before"),
    "verdict": N_("What was found"),
    "text": N_("In words"),
    "reason": N_("Why it was not measured"),
    "evidence": N_("What it rests on"),
    "outside": N_("Figures from outside"),
    "office": N_("Office"),
    "respond_by": N_("To be answered by"),
    "organisation": N_("Its organisation on this site"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A report as it stands, and where it is written: ``about`` is the part on the screen."""

    evaluation: Evaluation
    draft: DraftReport
    about: str

    @property
    def code(self) -> str:
        """The code of the evaluation."""
        return self.evaluation.code

    @property
    def page(self) -> Place:
        """The page on the screen."""
        return Place(self.code, REPORT, self.about)

    def at(self, about: str = "") -> Place:
        """The page of another part, or of the whole report."""
        return Place(self.code, REPORT, about)


def label_of(field: str, speech: Speech) -> str:
    """What a field is called; nothing for one without a name."""
    first, _dot, criterion = field.partition(".")
    if first == "answers" and criterion in set(Criterion):
        return name_of(Criterion(criterion), speech)
    for part in reversed(field.split(".")):
        if part in LABELS:
            return speech.gettext(LABELS[part])
    return ""


def part_name(written: Written, about: str, speech: Speech) -> str:
    """What a part of a report is called that has several of its kind, where no HTML can be."""
    text = _part_text(written, about)
    return words(text, speech) if text else speech.gettext("A new recommendation")


def part_heading(written: Written, about: str, speech: Speech) -> str | Markup:
    """The same as a heading."""
    text = _part_text(written, about)
    return marked(text, speech) if text else speech.gettext("A new recommendation")


def _part_text(written: Written, about: str) -> Translations | None:
    kind, _dot, key = about.partition(".")
    named: dict[str, Translations | None] = {
        each.key: each.name for each in owed_indicators(written.evaluation)
    }
    if kind == RECOMMENDATIONS:
        named = {each.key: each.text for each in written.draft.recommendations}
    return named.get(key)


def seen(form: Fields, now: DraftReport) -> DraftReport:
    """The report as it was when the form was opened."""
    before: DraftReport = form.desk.entered.setdefault(_BEFORE, now)
    return before


def show_theirs(form: Fields, values: Mapping[str, Any]) -> None:
    """What somebody else wrote, where it went before what is on the screen."""
    if _THEIRS not in form.desk.entered:
        return
    said = Markup("").join(_said(name, each, form.speech) for name, each in values.items())
    title = form.speech.gettext("What somebody else wrote")
    st.html(Markup('<div class="note"><h2>{}</h2>{}</div>').format(title, said))


def _said(name: str, value: Any, speech: Speech) -> Markup:
    if isinstance(value, Translations):
        return words_of(value, speech, label_of(name, speech))
    if isinstance(value, DraftFinding | DraftRecommendation):
        fields = type(value).__dataclass_fields__
        return Markup("").join(_said(each, getattr(value, each), speech) for each in fields)
    if isinstance(value, Mapping):
        return Markup("").join(_said(str(key), each, speech) for key, each in value.items())
    if name in ("verdict", "decision") and value is not None:
        return Markup("<p>{}</p>").format(name_of(value, speech))
    return Markup()


def keep(
    written: Written,
    form: Fields,
    actor: Actor,
    part: Callable[[DraftReport], Any],
    mine: Any,
    put: Callable[[DraftReport], DraftReport],
    *,
    to: str = "",
    problems: Iterable[Problem] = (),
) -> Done:
    """Keep a part of the report, and go on.

    Args:
        written: the report, and the part of it on the screen.
        form: the fields in which it was written.
        actor: whoever keeps it.
        part: what the form changes of a report.
        mine: the same as it is to be.
        put: the report with that.
        to: the part to go on to; empty for the whole report.
        problems: what could not be read; it is told with everything else that is wrong.
    """
    reporting, desk = session.portal().reporting, form.desk
    now = reporting.draft(actor, written.code)
    if part(now) not in (part(desk.entered[_BEFORE]), mine):
        raise overtaken(desk, now)
    if unread := list(problems):
        languages = session.portal().catalogues.languages
        _kept, more = cleaned(put(now), owed_indicators(written.evaluation), languages)
        raise form.refused(together(unread, map(_beside, more)))
    try:
        reporting.save(actor, written.code, put(now), after=now.version)
    except Faulty as faulty:
        raise form.refused(map(_beside, faulty.problems)) from None
    return onward(written.at(to), done(N_("Saved.")))


def _beside(problem: Problem) -> Problem:
    """A problem of a whole report, with the name its field has in the form of one thing."""
    first, _dot, rest = problem.field.partition(".")
    name = rest.partition(".")[2] if first in (FINDINGS, RECOMMENDATIONS) else problem.field
    return replace(problem, field=name or problem.field)


def overtaken(desk: Desk, now: DraftReport) -> Refused:
    """Somebody else's is shown above the fields, in which what was typed stays."""
    desk.entered[_BEFORE], desk.entered[_THEIRS] = now, True
    return Refused({WHOLE: Sentence(_OVERTAKEN)})


def put_finding(report: DraftReport, mine: DraftFinding) -> DraftReport:
    """The report with another finding of an indicator."""
    others = tuple(each for each in report.findings if each.indicator != mine.indicator)
    return replace(report, findings=(*others, mine))


def put_recommendation(
    report: DraftReport, key: str, mine: DraftRecommendation | None
) -> DraftReport:
    """The report with another recommendation under a key, or without it; new ones come last."""
    kept = list(report.recommendations)
    places = [at for at, each in enumerate(kept) if each.key == key]
    if key and places:
        kept[places[0] : places[0] + 1] = [] if mine is None else [mine]
    elif mine is not None:
        kept.append(mine)
    return replace(report, recommendations=tuple(kept))
