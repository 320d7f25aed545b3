"""What is wrong with a form, each thing beside its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from copfeedback.fault_wording import fault_sentence
from copfeedback.faults import Problem
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session
from copfeedback.ui.desk import Said, Worded
from copfeedback.ui.local_texts import LocalTexts


def beside(
    texts: LocalTexts,
    problems: Sequence[Problem],
    names: Mapping[str, str],
    local: Collection[str],
) -> dict[str, Said]:
    """The sentences by field; turns to the language in which something is to be mended.

    ``names`` are what the fields are called, ``local`` those that have languages.
    """
    languages = session.portal().catalogues.languages
    now = str(texts.form.desk.entered.get("language", texts.form.speech.tag))
    found: dict[str, Said] = {}
    for each in reversed(problems):
        where, (place, _dot, tag) = each.field, each.field.rpartition(".")
        if place in local and tag in languages:
            texts.show_language(tag)
        else:
            place = where
            where = f"{place}.{now}" if place in local else place
        sentence = partial(fault_sentence, each)
        found[where] = Worded(partial(_with_name, names.get(place, ""), sentence))
    return found


def _with_name(name: str, sentence: Callable[[Speech], str], speech: Speech) -> str:
    return f"{name}: {sentence(speech)}" if name else sentence(speech)
