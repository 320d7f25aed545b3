"""Putting a new questionnaire together from modules of the question library."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial

import streamlit as st
from markupsafe import Markup

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import Actor
from copfeedback.surveys.drafts import DraftChanged, save_draft
from copfeedback.surveys.library import ModuleShape, compose, modules_in, read_module
from copfeedback.surveys.packing import MARGINS
from copfeedback.surveys.yaml_writer import write_survey
from copfeedback.ui import session
from copfeedback.ui.desk import Desk, Done, Fault, Refused, Sentence
from copfeedback.ui.questionnaire_import import Imported
from copfeedback.ui.staff import Form, button
from copfeedback.ui.texts import words

_ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
_LIBRARY = PROJECT / "surveys" / "library"
ABOUT_PERSON: Mapping[str, str] = {
    "gender": N_("Gender"),
    "age_band": N_("Age"),
    "sector": N_("Area"),
}
_FAULTS: Mapping[type[Exception], Fault] = {
    DraftChanged: Fault(
        "new-id", N_("There is a draft of this name already. Please choose another name.")
    )
}


@cache
def modules() -> Mapping[str, ModuleShape]:
    """All modules; they come with the portal and stay as they are."""
    return {name: read_module(_LIBRARY, name) for name in modules_in(_LIBRARY)}


def compose_form(desk: Desk, speech: Speech) -> None:
    """The modules to choose from, and the button that makes a draft of them."""
    _, form = speech.gettext, Form(desk, speech)
    about = _(
        "Modules of questions that are translated already, and say which international questions "
        "they are aligned with. They become sections of a draft, in this order."
    )
    st.html(Markup("<h2>{}</h2><p>{}</p>").format(_("Put a new one together"), about))
    names = {name: words(Translations(each.title), speech) for name, each in modules().items()}
    form.ticks("modules", _("Modules"), names)
    person = {name: _(label) for name, label in ABOUT_PERSON.items()}
    form.ticks("person", _("Questions about the person"), person, MARGINS)
    hint = _("Small letters from a to z, digits, -.")
    with st.container(key="text-ltr-new-id"):
        form.text("new-id", _("Short name of the new questionnaire"), hint=hint)
    button(desk, "compose", _("Make a draft of these modules"), partial(_compose, form), _FAULTS)


def _compose(form: Form, actor: Actor) -> Done:
    chosen = [module for name, module in modules().items() if form.typed(f"modules.{name}")]
    survey_id = str(form.typed("new-id") or "").strip()
    problems = {}
    if not chosen:
        problems["modules"] = Sentence(N_("Please choose at least one module."))
    if not _is_id(survey_id):
        advice = N_("Please use small letters from a to z, digits and -, beginning with a letter.")
        problems["new-id"] = Sentence(advice)
    if problems:
        raise Refused(problems)
    shape = compose(survey_id, chosen, sorted(form.typed_ticks("person", list(ABOUT_PERSON))))
    note = ", ".join(module.id for module in chosen)
    draft = save_draft(session.portal().trail, actor, write_survey(shape), note=note, seen="")
    sentence = N_("The draft of “%(survey)s” is saved.")
    return Imported(Sentence(sentence, {"survey": draft.survey_id}), survey_id=draft.survey_id)


def _is_id(typed: str) -> bool:
    return _ID.fullmatch(typed) is not None
