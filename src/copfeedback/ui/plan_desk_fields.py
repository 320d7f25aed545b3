"""The fields of a plan, and how they are read.

What cannot be read becomes a value that no plan can have: the service then names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from copfeedback.evaluations.model import Risk
from copfeedback.evaluations.plan_model import Plan, PlanKpi
from copfeedback.evaluations.plan_rules import ROWS_MAXIMUM
from copfeedback.evaluations.plan_wording import TEXT_NAMES
from copfeedback.fault_wording import fault_sentence, named_fault
from copfeedback.faults import Problem
from copfeedback.i18n.translations import Translations
from copfeedback.ui import plan_desk_choices, session
from copfeedback.ui.desk import Said, Worded
from copfeedback.ui.local_texts import LocalTexts
from copfeedback.ui.plan_desk_reading import NO_DAY, read_amount, read_day, read_number
from copfeedback.ui.staff import Form
from copfeedback.ui.texts import words

ALWAYS_THERE = frozenset({"title", "office", "aims", "outcomes", "priorities"})
_BEFORE = "before"
_ROWS = "rows"
_RISK = ("what", "answer", "owner")


@dataclass
class PlanForm:
    """The form of a plan.

    ``names`` are what its fields are called, ``local`` those that have languages, ``filled`` the
    rows in which something stands, when they were read last.
    """

    form: Form
    is_new: bool
    names: dict[str, str] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    filled: dict[str, list[int]] = field(default_factory=dict)

    @property
    def seen(self) -> Plan:
        """The plan as it was when it was opened, or kept last."""
        plan: Plan = self.form.desk.entered[_BEFORE]
        return plan

    def open(self, plan: Plan) -> None:
        """Begin with a plan, unless the form is open already."""
        self.form.desk.entered.setdefault(_BEFORE, plan)

    def note_kept(self, plan: Plan) -> None:
        """Go on from what was kept just now."""
        self.form.desk.entered[_BEFORE] = plan

    @property
    def texts(self) -> LocalTexts:
        """Where the fields with languages come from."""
        return LocalTexts(self.form)

    def show(self, published: Mapping[str, Plan]) -> None:
        """All fields but what changed. ``published`` are the public plans by code."""
        _, seen = self.form.speech.gettext, self.seen
        if self.is_new:
            hint = _("Small letters, digits and hyphens, such as old-town. It is the address.")
            self._line("code", _("Code, which never changes"), seen.code, hint=hint)
        self._local("title", _("Title"), seen.title)
        self._local("office", _("Whose plan it is"), seen.office)
        self._place_fields(published)
        for name, label in TEXT_NAMES.items():
            self._local(name, _(label), getattr(seen, name), long=True)
        self._heading(_("Key figures"))
        hint = _(
            "What it was at the beginning is read from what was published; nobody types it. Empty "
            "a row to take it away."
        )
        st.html(Markup('<p class="hint">{}</p>').format(hint))
        for at in range(self._rows("kpis")):
            self._kpi_fields(at, seen.kpis[at] if at < len(seen.kpis) else PlanKpi(""))
        self._more("kpis", _("One more key figure"))
        self._heading(_("Risks"))
        for at in range(self._rows("risks")):
            self._risk_fields(at, seen.risks[at] if at < len(seen.risks) else None)
        self._more("risks", _("One more risk"))

    def changed_field(self) -> None:
        """What changed since the version before."""
        label = self.form.speech.gettext("What changed since the version before")
        self._local("changed", label, None, long=True)

    def read_changed(self) -> Translations | None:
        """What stands there."""
        return self.texts.read("changed", None)

    def read(self) -> Plan:
        """The plan with what stands in the fields."""
        typed, seen = self._typed, self.seen
        texts: dict[str, Any] = {}
        for name in ("title", "office", *TEXT_NAMES):
            read = self.texts.needed if name in ALWAYS_THERE else self.texts.read
            texts[name] = read(name, getattr(seen, name))
        return replace(
            seen,
            code=typed("code") if self.is_new else seen.code,
            area=typed("area") or None,
            begins=read_day(typed("begins")) or NO_DAY,
            ends=read_day(typed("ends")) or NO_DAY,
            next_due=read_day(typed("next_due")),
            cycle=read_number(typed("cycle")),
            predecessor=typed("predecessor") or None,
            forum=typed("forum") or None,
            kpis=tuple(self._typed_kpis()),
            risks=tuple(self._typed_risks()),
            **texts,
        )

    def lacking(self, problems: Iterable[Problem]) -> list[str]:
        """What is still missing, in words, each with the name of its field."""
        told = (
            named_fault(
                self.names.get(self._place_of(each.field), ""),
                fault_sentence(each, self.form.speech),
            )
            for each in problems
        )
        return list(dict.fromkeys(told))

    def beside(self, problems: Iterable[Problem]) -> list[tuple[str, Said]]:
        """What is wrong, each beside its field. Turns to the language in which something is."""
        languages = session.portal().catalogues.languages
        now = str(self.form.desk.entered.get("language", self.form.speech.tag))
        found: list[tuple[str, Said]] = []
        for each in reversed(list(problems)):
            where = self._place_of(each.field)
            place, _dot, tag = where.rpartition(".")
            if place in self.local and tag in languages:
                self.texts.show_language(tag)
            else:
                place = where
                where = f"{place}.{now}" if place in self.local else place
            sentence: Callable[..., str] = partial(fault_sentence, each)
            if place in self.names:
                sentence = _named(self.names[place], sentence)
            found.append((where, Worded(sentence)))
        return found

    def _place_fields(self, published: Mapping[str, Plan]) -> None:
        _, speech, seen = self.form.speech.gettext, self.form.speech, self.seen
        self._choice("area", _("Area"), plan_desk_choices.areas(speech), seen.area)
        for name, label in (
            ("begins", _("First day")),
            ("ends", _("Last day")),
            ("next_due", _("The next plan is due on")),
        ):
            value = getattr(seen, name)
            self._day(name, label, None if value == NO_DAY else value)
        plans = plan_desk_choices.plans_before(published, seen.code, speech)
        self._choice("predecessor", _("The plan before it"), plans, seen.predecessor)
        hint = _("Counted by itself where a plan before it is chosen.")
        self._line("cycle", _("Number of the cycle"), str(seen.cycle), hint=hint)
        forums = plan_desk_choices.forums(speech)
        self._choice("forum", _("Where everybody can discuss it"), forums, seen.forum)

    def _kpi_fields(self, at: int, kpi: PlanKpi) -> None:
        _, portal = self.form.speech.gettext, session.portal()
        number = {"number": self.form.speech.formatting.number(at + 1)}
        known = {
            each.code: each for each in portal.kpis.all() if each.active or each.code == kpi.kpi
        }
        options = {"": _("None")} | {
            code: f"{words(each.name, self.form.speech)} ({code})" for code, each in known.items()
        }
        label = _("Key figure %(number)s") % number
        chosen = self._choice(f"kpis.{at}.kpi", label, options, kpi.kpi)
        if chosen in known:
            target = "" if kpi.target is None else f"{kpi.target:g}"
            self._line(f"kpis.{at}.target", _in_row(label, _("Aim")), target)
            periods = plan_desk_choices.periods(known[chosen].series, kpi, self.form.speech)
            begins = _in_row(label, _("At the beginning"))
            self._choice(f"kpis.{at}.period", begins, periods, kpi.period)
            # What is wrong with one of several is told with what it is about.
            about = words(known[chosen].name, self.form.speech)
            for name, said in (("target", _("Aim")), ("period", _("At the beginning"))):
                self.names[f"kpis.{at}.{name}"] = _in_row(f"{label} ({about})", said)

    def _risk_fields(self, at: int, risk: Risk | None) -> None:
        _ = self.form.speech.gettext
        number = {"number": self.form.speech.formatting.number(at + 1)}
        row = _("Risk %(number)s") % number
        labels = (_("What can go wrong"), _("What is done about it"), _("In charge"))
        for name, label in zip(_RISK, labels, strict=True):
            self._local(f"risks.{at}.{name}", _in_row(row, label), getattr(risk, name, None))

    def _typed_kpis(self) -> Iterable[PlanKpi]:
        filled = self.filled["kpis"] = []
        for at in range(self._rows("kpis")):
            code, target, period = (
                self._typed(f"kpis.{at}.{name}") for name in ("kpi", "target", "period")
            )
            if code:
                filled.append(at)
                yield PlanKpi(code, read_amount(target), period=period or None)

    def _typed_risks(self) -> Iterable[Risk]:
        filled = self.filled["risks"] = []
        for at in range(self._rows("risks")):
            known = self.seen.risks[at] if at < len(self.seen.risks) else None
            said = [self.texts.read(f"risks.{at}.{n}", getattr(known, n, None)) for n in _RISK]
            if any(said):
                filled.append(at)
                empty = Translations({self.form.speech.tag: ""})
                yield Risk(*(each or empty for each in said))

    def _place_of(self, faulty: str) -> str:
        """The place of a field in the form; rows in which nothing stands do not count elsewhere.

        What is wrong with all key figures together is told at the first.
        """
        if faulty == "kpis":
            return "kpis.0.kpi"
        kind, _dot, rest = faulty.partition(".")
        at, dot, name = rest.partition(".")
        if kind not in self.filled or not at.isdecimal():
            return faulty
        rows = self.filled[kind]
        row = rows[int(at)] if int(at) < len(rows) else at
        return f"{kind}.{row}{dot}{name}"

    def _rows(self, kind: str) -> int:
        """How many rows are shown: what there is, and one more at first."""
        there = len(getattr(self.seen, kind))
        first = min(there + 1, ROWS_MAXIMUM)
        return int(self.form.desk.entered.setdefault(f"{kind}.{_ROWS}", first))

    def _more(self, kind: str, label: str) -> None:
        entered = self.form.desk.entered
        if self._rows(kind) >= ROWS_MAXIMUM:
            return

        def add() -> None:
            entered[f"{kind}.{_ROWS}"] += 1

        st.button(label, key=self.form.desk.key(f"more-{kind}"), on_click=add)

    def _heading(self, said: str) -> None:
        st.html(Markup("<h2>{}</h2>").format(said))

    def _choice(self, place: str, label: str, options: Mapping[str, str], value: str | None) -> str:
        self.names[place] = label
        shown = dict(options)
        if value and value not in shown:
            shown[value] = value
        return self.form.choice(place, label, shown, value or "")

    def _line(self, place: str, label: str, value: str, *, hint: str = "") -> None:
        self.names[place] = label
        self.form.text(place, label, value, hint=hint)

    def _day(self, place: str, label: str, value: date | None) -> None:
        hint = self.form.speech.gettext("As year-month-day, such as 2026-02-28.")
        with st.container(key=f"text-ltr-{place}"):
            self._line(place, label, value.isoformat() if value else "", hint=hint)

    def _local(
        self, place: str, label: str, texts: Translations | None, *, long: bool = False
    ) -> None:
        self.names[place] = label
        self.local.add(place)
        self.texts.line(place, label, texts, long=long)

    def _typed(self, place: str) -> str:
        return str(self.form.typed(place) or "").strip()


def _in_row(row: str, field: str) -> str:
    """What a field of one of several rows is called."""
    return f"{row} · {field}"


def _named(name: str, sentence: Callable[..., str]) -> Callable[..., str]:
    return lambda speech: named_fault(name, sentence(speech))
