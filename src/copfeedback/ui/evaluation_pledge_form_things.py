"""What a pledge has several of, besides indicators: waves, sites, stakeholders and risks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from copfeedback.evaluations.model import Degree, PlannedWave, Risk, Site, SiteArm, WaveRole
from copfeedback.evaluations.plain_words import Word
from copfeedback.evaluations.pledge_draft import DraftPledge
from copfeedback.evaluations.wording import name_of
from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.book import UnknownWave
from copfeedback.ui import session
from copfeedback.ui.evaluation_parts import sectors
from copfeedback.ui.evaluation_pledge_form import PledgeFields, label_of
from copfeedback.ui.texts import words


@dataclass(frozen=True, slots=True)
class Things:
    """Something that a pledge has several of, in its field ``name``.

    ``has_words`` tells whether anything in it has languages, ``means`` names the word for it that
    needs explaining. ``read`` gives None after adding to the problems where what was entered cannot
    be one.
    """

    name: str
    title: str
    add: str
    none: str
    called: Callable[[Any, Speech], str]
    show: Callable[[PledgeFields, Any, DraftPledge], None]
    read: Callable[[PledgeFields, Any, DraftPledge, list[Problem]], Any]
    has_words: bool = True
    means: Word | None = None

    def of(self, pledge: DraftPledge) -> tuple[Any, ...]:
        """Those of a pledge."""
        return tuple(getattr(pledge, self.name))

    def none_of(self, pledge: DraftPledge) -> DraftPledge:
        """The pledge without any of them."""
        nothing: dict[str, Any] = {self.name: ()}
        return replace(pledge, **nothing)

    def put(self, pledge: DraftPledge, at: int | None, thing: Any) -> DraftPledge:
        """The pledge with one changed, or added; None takes one away."""
        there = list(self.of(pledge))
        if at is None:
            there.append(thing)
        elif thing is None:
            del there[at]
        else:
            there[at] = thing
        changed: dict[str, Any] = {self.name: tuple(there)}
        return replace(pledge, **changed)


def _wave_called(wave: PlannedWave, speech: Speech) -> str:
    day = speech.formatting.date
    return f"{name_of(wave.role, speech)}: {day(wave.opens)} – {day(wave.closes)}"


def _show_wave(form: PledgeFields, seen: PlannedWave | None, pledge: DraftPledge) -> None:
    _ = form.speech.gettext
    there = {each.role for each in pledge.waves}
    wanted = WaveRole.ENDLINE if WaveRole.BASELINE in there else WaveRole.BASELINE
    roles, role = form.names_of(WaveRole), seen.role if seen else wanted
    form.choice("role", roles, role, hint=form.meaning(WaveRole))
    waves = {"": _("Not on this site, or not planned yet")} | {
        each.wave.id: words(each.wave.name, form.speech)
        + f" ({form.speech.formatting.date(each.wave.opens)})"
        for each in session.portal().surveys.book.all()
    }
    wave = (seen.wave or "") if seen else ""
    chosen = form.choice("wave", waves, wave)
    if not chosen:
        form.day("opens", seen.opens if seen else None)
        form.day("closes", seen.closes if seen else None)
    label = label_of("existing", form.speech)
    form.tick("existing", label, value=bool(seen and seen.existing))


def _read_wave(
    form: PledgeFields, _seen: PlannedWave | None, _pledge: DraftPledge, problems: list[Problem]
) -> PlannedWave | None:
    opens: date | None
    closes: date | None
    wave = form.typed("wave") or None
    if wave is not None:
        try:
            asked = session.portal().surveys.book.find(wave).wave
        except UnknownWave:
            problems.append(Problem("wave", Fault.UNKNOWN))
            return None
        opens, closes = asked.opens, asked.closes
    else:
        opens, closes = form.typed_day("opens", problems), form.typed_day("closes", problems)
        named = (("opens", opens), ("closes", closes))
        known = {each.field for each in problems}
        problems += [
            Problem(name, Fault.MISSING) for name, day in named if day is None and name not in known
        ]
    if opens is None or closes is None:
        return None
    if closes < opens:
        problems.append(Problem("closes", Fault.END_BEFORE_START))
    role = WaveRole(form.typed("role"))
    return PlannedWave(role, opens, closes, wave, existing=form.ticked("existing"))


def _site_called(site: Site, speech: Speech) -> str:
    return f"{sector_names(speech).get(site.sector, site.sector)}: {name_of(site.arm, speech)}"


def _show_site(form: PledgeFields, seen: Site | None, pledge: DraftPledge) -> None:
    _ = form.speech.gettext
    names = sector_names(form.speech)
    if seen is not None:
        names.setdefault(seen.sector, seen.sector)
    nothing = {"": _("Nothing chosen")}
    form.choice("sector", nothing | names, seen.sector if seen else "")
    there = {each.arm for each in pledge.sites}
    wanted = SiteArm.CONTROL if there == {SiteArm.PILOT} else SiteArm.PILOT
    arms, arm = form.names_of(SiteArm), seen.arm if seen else wanted
    form.choice("arm", arms, arm, hint=form.meaning(SiteArm))
    degrees = form.names_of(Degree, may_be_open=True)
    for name in ("mixed", "conflict", "crime"):
        form.choice(name, degrees, (getattr(seen, name) or "") if seen else "")
    for name, label in _FACTS.items():
        form.tick(name, _(label), value=bool(seen and getattr(seen, name)))
    form.words("why", seen.why if seen else None, long=True)


def _read_site(
    form: PledgeFields, seen: Site | None, _pledge: DraftPledge, problems: list[Problem]
) -> Site | None:
    sector = form.typed("sector")
    if not sector:
        problems.append(Problem("sector", Fault.MISSING))
        return None
    return Site(
        sector,
        SiteArm(form.typed("arm")),
        mixed=form.typed_one_of(Degree, "mixed"),
        conflict=form.typed_one_of(Degree, "conflict"),
        crime=form.typed_one_of(Degree, "crime"),
        minorities=form.ticked("minorities"),
        asked=form.ticked("asked"),
        why=form.typed_words("why", seen.why if seen else None),
    )


_FACTS: Mapping[str, str] = {
    "minorities": N_("People live there who are disadvantaged or belong to minorities"),
    "asked": N_("People there were asked before it was chosen"),
}


def _risk_called(risk: Risk, speech: Speech) -> str:
    return words(risk.what, speech)


def _show_risk(form: PledgeFields, seen: Risk | None, _pledge: DraftPledge) -> None:
    _ = form.speech.gettext
    form.words("what", seen.what if seen else None)
    form.words("answer", seen.answer if seen else None, long=True)
    hint = _("An office or a group, never a person.")
    form.words("owner", seen.owner if seen else None, hint=hint)


def _read_risk(
    form: PledgeFields, seen: Risk | None, _pledge: DraftPledge, problems: list[Problem]
) -> Risk | None:
    what = form.typed_words("what", seen.what if seen else None)
    answer = form.typed_words("answer", seen.answer if seen else None)
    owner = form.typed_words("owner", seen.owner if seen else None)
    for name, text in (("what", what), ("answer", answer), ("owner", owner)):
        if text is None:
            problems.append(Problem(name, Fault.MISSING))
    if what is None or answer is None or owner is None:
        return None
    return Risk(what, answer, owner)


WAVES = Things(
    "waves",
    N_("When figures are gathered"),
    N_("Add days"),
    N_("No days are planned yet."),
    _wave_called,
    _show_wave,
    _read_wave,
    has_words=False,
)
SITES = Things(
    "sites",
    N_("Sites"),
    N_("Add a site"),
    N_("No sites are chosen yet."),
    _site_called,
    _show_site,
    _read_site,
)
RISKS = Things(
    "risks",
    N_("What can go wrong"),
    N_("Add a risk"),
    N_("No risks are named yet."),
    _risk_called,
    _show_risk,
    _read_risk,
)


def sector_names(speech: Speech) -> dict[str, str]:
    """What the sectors that everybody may see are called, by code."""
    return {code: words(name, speech) for code, name in sectors(speech).items()}
