"""Which view of a trend is on the screen: chosen in fields, and said by the page's address.

Whoever is sent the address sees the same view.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import Translations
from copfeedback.results import service, wording
from copfeedback.results.comparability import only
from copfeedback.results.domain_wording import split_name
from copfeedback.results.items import answer_codes, items_with_shares
from copfeedback.results.model import TrendPoint
from copfeedback.results.wording import FAVOURABLE
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Question, Survey
from copfeedback.ui.selecting import filter_of
from copfeedback.ui.texts import as_label, words

SURVEY, ITEM, ANSWER, SPLIT, WAVES = "survey", "item", "answer", "split", "waves"
FIELDS = (SURVEY, ITEM, ANSWER, SPLIT, WAVES)
_KEPT = "trends.address"
_BETWEEN_DIMENSIONS, _BETWEEN_WAVES = ".", ","
_USUAL_SPLIT = ("gender",)


@dataclass(frozen=True, slots=True)
class Picked:
    """What the reader wants to see: one answer to one question, or its favourable answers."""

    survey: Survey
    item: str
    question: Question
    code: str

    @property
    def text(self) -> Translations:
        """The words of the question, or of the row of a grid."""
        return self.question.text_of(self.item)


def take_address(fields: Collection[str] = FIELDS) -> None:
    """Let the fields hold what the address asks for, if it is not of our own making."""
    asked = {name: st.query_params[name] for name in fields if name in st.query_params}
    is_new = asked != st.session_state.get(_KEPT)
    for name in fields:
        if is_new or _key(name) not in st.session_state:
            value: str | list[str] = asked.get(name, "")
            st.session_state[_key(name)] = (
                value.split(_BETWEEN_WAVES) if name == WAVES and isinstance(value, str) else value
            )


def keep_address(view: Mapping[str, str]) -> None:
    """Let the address say which view this is; what is empty is left out."""
    said = {name: value for name, value in view.items() if value}
    others = {
        name: value for name, value in st.query_params.to_dict().items() if name not in FIELDS
    }
    if st.query_params.to_dict() != others | said:
        st.query_params.from_dict(others | said)
    st.session_state[_KEPT] = said


def pick_survey(waves: Sequence[AskedWave], speech: Speech) -> Survey:
    """Let the reader choose one of the surveys that there are waves of; as its latest wave asks."""
    surveys = {asked.survey.id: asked.survey for asked in waves}
    names = {name: words(survey.title, speech) for name, survey in surveys.items()}
    return surveys[_choose(SURVEY, speech.gettext("Survey"), names)]


def pick(waves: Sequence[AskedWave], speech: Speech) -> Picked:
    """Let the reader choose survey, question and answer; key indicators come first."""
    _ = speech.gettext
    survey = pick_survey(waves, speech)
    questions = items_with_shares(survey)
    indicators = [indicator.item for indicator in service.indicators(survey)]
    names = {
        item: item_name(questions[item], item, speech)
        for item in [*indicators, *(item for item in questions if item not in indicators)]
    }
    item = _choose(ITEM, _("Question"), names)
    question = questions[item]
    codes = [FAVOURABLE] if item in indicators else []
    answers = {
        code: words(wording.answer_name(question, code, speech), speech)
        for code in [*codes, *answer_codes(question)]
    }
    return Picked(survey, item, question, _choose(ANSWER, _("Answer"), answers))


def pick_split(points: Sequence[TrendPoint], speech: Speech) -> tuple[str, ...]:
    """Let the reader choose what the figures are told apart by, of what is released."""
    splits = dict.fromkeys(split for point in points if point.table for split in point.table.splits)
    if not splits:
        return ()
    known = {_BETWEEN_DIMENSIONS.join(split): split for split in splits}
    usual = _BETWEEN_DIMENSIONS.join(_USUAL_SPLIT)
    names = {name: split_name(split, speech) for name, split in known.items() if name != ""}
    names = {**({usual: names[usual]} if usual in names else {}), **names}
    names["all"] = split_name((), speech)
    _come_nearest(names, speech)
    return known.get(_choose(SPLIT, speech.gettext("Split by"), names), ())


def _come_nearest(names: Collection[str], speech: Speech) -> None:
    """Where the address asks for a split that is not released, show the nearest one that is."""
    wanted = str(st.session_state.get(_key(SPLIT)) or "")
    if not wanted or wanted in names:
        return
    parts = wanted.split(_BETWEEN_DIMENSIONS)
    fewer = (_BETWEEN_DIMENSIONS.join(parts[:most]) for most in range(len(parts) - 1, 0, -1))
    nearest = next((name for name in (*fewer, *parts) if name in names), None)
    if nearest is not None:
        st.session_state[_key(SPLIT)] = nearest
        told = speech.gettext("This view is not released: its groups would be too small.")
        st.html(Markup('<p class="note">{}</p>').format(told))


def pick_waves(points: Sequence[TrendPoint], speech: Speech) -> tuple[TrendPoint, ...]:
    """Let the reader leave out waves, where there are more than two."""
    if len(points) <= 2:  # noqa: PLR2004 - two are needed for a change
        return tuple(points)
    names = {point.wave.id: as_label(words(point.wave.name, speech)) for point in points}
    key = _key(WAVES)
    held = [name for name in st.session_state.get(key) or [] if name in names]
    st.session_state[key] = held or list(names)
    chosen = st.pills(
        speech.gettext("Waves"),
        list(names),
        selection_mode="multi",
        format_func=lambda name: names[name],
        key=key,
    )
    return only(points, chosen or list(names))


def view_of(
    picked: Picked, split: Sequence[str], shown: Sequence[TrendPoint], all_points: int
) -> dict[str, str]:
    """A view as the address says it."""
    waves = [point.wave.id for point in shown]
    return {
        SURVEY: picked.survey.id,
        ITEM: picked.item,
        ANSWER: picked.code,
        SPLIT: _BETWEEN_DIMENSIONS.join(split) or "all",
        WAVES: _BETWEEN_WAVES.join(waves) if len(waves) < all_points else "",
    }


def show_split(split: Sequence[str]) -> None:
    """Go on with another split, at the press of a button."""
    st.session_state[_key(SPLIT)] = _BETWEEN_DIMENSIONS.join(split) or "all"


def item_name(question: Question, item: str, speech: Speech) -> str:
    """The words of a question; of a row of a grid, with those of the grid."""
    row = next((row for row in question.rows if row.id == item), None)
    text = words(question.text, speech)
    return f"{words(row.text, speech)} – {text}" if row else text


def _choose(name: str, label: str, names: Mapping[str, str]) -> str:
    """A list to choose from; it cannot be empty or left empty."""
    key = _key(name)
    held = st.session_state.get(key)
    # Written each time: in another language the field would begin anew.
    st.session_state[key] = held if held in names else next(iter(names))
    return str(
        st.selectbox(
            label,
            list(names),
            format_func=lambda code: names[code],
            filter_mode=filter_of(len(names)),
            placeholder="",
            key=key,
        )
    )


def _key(name: str) -> str:
    return f"trends.{name}"
