"""Reading the form of a wave, and doing what it says; every problem goes beside its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import streamlit as st
from pydantic import ValidationError

from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.margins_file import read_margins
from copfeedback.surveys.model import Choice
from copfeedback.surveys.wave_file import WaveFile, WaveRefused
from copfeedback.surveys.wave_model import BEHIND, Arm, Recruitment
from copfeedback.surveys.wave_rules import margin_values
from copfeedback.surveys.waves import UnknownSurvey, WaveExists, add_wave, change_wave
from copfeedback.surveys.yaml_file import DefinitionError
from copfeedback.ui import fieldwork, session, staff
from copfeedback.ui.desk import WHOLE, Done, Fault, Refused, Said, Sentence, Worded
from copfeedback.ui.fieldwork_form import BY_AREA, FIELDS_OF_TEXTS, WaveForm
from copfeedback.ui.questionnaires import FAULTS_SHOWN, fault_line

_DIGITS = 9
_DAYS = N_(
    "The first day comes first, then the last one, then the day of the results. The last day must "
    "not have passed."
)
_NOT_SAID = N_("Neither this wave nor its questionnaire says it. Everybody is told beforehand.")
_SAMPLE = N_("Each is named once.")
_ARMS = N_("An area is either pilot or control, and one of those people can choose from.")
_FIGURES = N_("These figures do not fit the questionnaire: it does not ask for all these groups.")
_ADVICE: Mapping[str, str] = {
    "id": N_("Please use small letters from a to z, digits and -, beginning with a letter."),
    "name": N_("Please write a name in at least one language."),
    "opens": _DAYS,
    "closes": _DAYS,
    "results_due": _DAYS,
    "every_months": N_("Please write a number of months from 1 to 120, or leave it empty."),
    "modes": N_("Please choose at least one way of answering."),
    "languages": N_("Please choose languages in which nothing is missing, or some of the others."),
    "sectors": N_("An area is chosen that cannot be used. Areas that are open stay as they are."),
    "recruitment": N_("Only a sample has strata, clusters and a population."),
    "strata": _SAMPLE,
    "clusters": _SAMPLE,
    "channels": N_("Small letters, digits, - and _, 24 at most for each, and each named once."),
    "target": N_("Please write a number of people, 1 or more, or leave it empty."),
    "targets": _FIGURES,
    "population": _FIGURES,
    **dict.fromkeys(BEHIND, _NOT_SAID),
}
_OTHERWISE = N_("This cannot be taken. Perhaps the wave has opened meanwhile: reload the page.")
FAULTS: Mapping[type[Exception], Fault] = {
    **fieldwork.FAULTS,
    WaveExists: Fault("id", N_("Another wave is called this already. Please choose another name.")),
    UnknownSurvey: Fault(WHOLE, N_("This version of the questionnaire is not published.")),
}


def save_button(fields: WaveForm) -> None:
    """The button that adds the wave, or changes it."""
    _ = fields.speech.gettext
    label = _("Save") if fields.before else _("Add this wave")
    staff.button(fields.form.desk, "save", label, partial(_save, fields), FAULTS, primary=True)


def described(fields: WaveForm) -> WaveFile:
    """The wave as it is typed.

    Raises:
        Refused: something that is typed cannot be.
    """
    problems = dict[str, Said]()
    typed = dict(_typed(fields, problems))
    try:
        wave = WaveFile.model_validate(_base(fields) | typed)
    except ValidationError as error:
        for found in error.errors():
            name = str(found["loc"][0])
            problems.setdefault(_beside(name, fields), _advice(name))
        raise Refused(problems) from None
    if problems:
        raise Refused(problems)
    return wave


def refused_beside(refused: WaveRefused, fields: WaveForm) -> Refused:
    """What does not fit, beside its fields."""
    names = [str(at[0]) for at, _, _ in refused.faults]
    return Refused({_beside(name, fields): _advice(name) for name in names})


def _save(fields: WaveForm, actor: Actor) -> Done:
    portal, new = session.portal(), described(fields)
    spoken, today = portal.catalogues.languages, portal.surveys.today()
    try:
        if fields.before is None:
            wave = add_wave(portal.trail, actor, new, spoken=spoken)
        else:
            wave = change_wave(portal.trail, actor, new, today, spoken=spoken)
    except WaveRefused as refused:
        raise refused_beside(refused, fields) from None
    portal.surveys.book.refresh()
    return Done(Sentence(N_("The wave “%(wave)s” is saved."), {"wave": wave.id}))


def _base(fields: WaveForm) -> dict[str, Any]:
    """What the form does not ask for."""
    if fields.before is not None:
        return fields.before.model_dump()
    return {"survey": fields.survey.id, "version": fields.survey.version}


def _advice(name: str) -> Said:
    return Sentence(_ADVICE.get(name, _OTHERWISE))


def _beside(name: str, fields: WaveForm) -> str:
    """The field beside which a problem is shown."""
    if name in FIELDS_OF_TEXTS:
        return f"{name}.{fields.form.desk.entered.get('language', fields.speech.tag)}"
    if name == "fallback_languages":
        return "languages"
    return name if name in _ADVICE else WHOLE


def _typed(fields: WaveForm, problems: dict[str, Said]) -> Iterator[tuple[str, Any]]:
    """What stands in the fields, by the names of a wave's description."""
    yield from _days(fields, problems)
    yield from _numbers(fields, problems)
    yield from _figures(fields, problems)
    yield "sectors", list(_sectors(fields))
    if fields.is_open:
        return
    form = fields.form
    if fields.before is None:
        yield "id", str(form.typed("id") or "").strip()
    for name in FIELDS_OF_TEXTS:
        was = getattr(fields.before, name) if fields.before is not None else None
        texts = fields.texts.read(name, Translations(was) if was else None)
        if texts is not None or name != "name":
            yield name, dict(texts) if texts is not None else None
    for name in ("kind", "audience", "recruitment"):
        yield name, str(form.typed(name))
    for name in ("by_code", "officer_run"):
        yield name, bool(form.typed(name))
    is_sample = form.typed("recruitment") == Recruitment.SAMPLE
    for name in ("strata", "clusters", "channels"):
        is_asked = is_sample or name == "channels"
        yield name, staff.split_list(str(form.typed(name) or "")) if is_asked else []
    arm = form.typed("arm")
    yield "arm", arm if arm in list(Arm) else None
    if arm == BY_AREA and _has_mixed_arms(fields):
        problems["arm"] = Sentence(_ARMS)
    yield "modes", [mode for mode in Mode if form.typed(f"modes.{mode}")]
    # ticks of a questionnaire that was chosen before are remembered: only what is shown counts
    complete, incomplete = fields.languages()
    for name, tags in (("languages", complete), ("fallback_languages", incomplete)):
        yield name, [tag for tag in tags if form.typed(f"{name}.{tag}")]


def _days(fields: WaveForm, problems: dict[str, Said]) -> Iterator[tuple[str, Any]]:
    for name in ("closes",) if fields.is_open else ("opens", "closes", "results_due"):
        try:
            day = staff.read_day(str(fields.form.typed(name) or ""))
        except ValueError:
            day = None
        if day is None:
            advice = N_("Please write a day that exists, as year-month-day.")
            problems[name] = Sentence(advice)
        else:
            yield name, day


def _numbers(fields: WaveForm, problems: dict[str, Said]) -> Iterator[tuple[str, Any]]:
    for name in ("target",) if fields.is_open else ("target", "every_months"):
        typed = str(fields.form.typed(name) or "").strip()
        if not typed:
            yield name, None
        elif typed.isdecimal() and len(typed) <= _DIGITS:
            yield name, int(typed)
        else:
            problems[name] = _advice(name)


def _sectors(fields: WaveForm) -> Iterator[dict[str, Any]]:
    """The areas that are ticked; of an open wave, those it has and the new ones."""
    known = {each.code: each for each in fields.before.sectors} if fields.before else {}
    form, codes = fields.form, list(fields.sector_names())
    ticked = form.typed_ticks("sectors", codes)
    by_area = form.typed("arm") == BY_AREA
    for code in dict.fromkeys((*known, *codes)):
        if code not in ticked and not (fields.is_open and code in known):
            continue
        kept: dict[str, Any] = known[code].model_dump() if code in known else {"code": code}
        if not fields.is_open:
            arms = [arm for arm in Arm if form.typed(f"arm-{arm}.{code}")]
            kept["arm"] = arms[0] if by_area and arms else None
        yield kept


def _has_mixed_arms(fields: WaveForm) -> bool:
    """Whether an area has two arms, or one without being asked."""
    form, codes = fields.form, list(fields.sector_names())
    seen = set(codes) - form.typed_ticks("sectors", codes)
    for arm in Arm:
        ticked = form.typed_ticks(f"arm-{arm}", codes)
        if ticked & seen:
            return True
        seen |= ticked
    return False


def _figures(fields: WaveForm, problems: dict[str, Said]) -> Iterator[tuple[str, Any]]:
    """Targets and population, from the files that were chosen."""
    named = {each.code: each.name for each in fields.sectors}
    sectors = [
        Choice(each["code"], Translations(each.get("text") or dict(named[each["code"]])))
        for each in _sectors(fields)
    ]
    values = dict(margin_values(fields.survey, tuple(sectors)))
    watched = values | {
        "mode": tuple(mode.value for mode in Mode),
        "language": tuple(session.portal().catalogues.languages),
    }
    for name, known in (("targets", watched), ("population", values)):
        file = st.session_state.get(fields.form.desk.key(name))
        if file is not None:
            try:
                text = file.getvalue().decode("utf-8-sig")
                yield name, read_margins(text, file.name, known)
            except UnicodeDecodeError:
                problems[name] = Sentence(N_("This is no CSV file in the encoding UTF-8."))
            except DefinitionError as error:
                for at, each in enumerate(error.faults[:FAULTS_SHOWN]):
                    problems[f"{name} {at}" if at else name] = Worded(partial(fault_line, each))
        elif fields.form.typed(f"no-{name}"):
            yield name, {}
