"""Generated surveys as they are written down."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from copfeedback.surveys.model import QuestionType
from copfeedback.surveys.yaml_shape import SurveyShape

MARKUP = '<>&[]#*_`\\${}"'
# Excel's cells have no control characters and end with no space; the rest comes through.
words = (
    st.text(
        st.characters(exclude_categories=("C", "Z"), exclude_characters=MARKUP),
        min_size=1,
        max_size=12,
    )
    .map(lambda text: f"{text} a")
    .filter(lambda text: text.strip() == text)
)
CROSSED = "sector by gender"
LANGUAGES = ("en", "ar")
texts = st.fixed_dictionaries({"en": words}, optional={"ar": words})
maybe_texts = st.none() | texts
codes = st.lists(
    st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,8}", fullmatch=True), min_size=2, max_size=4, unique=True
)
files = st.none() | st.fixed_dictionaries({"en": st.sampled_from(["a.png", "b c.mp3"])})


def dropping_nothing(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value not in (None, "", [], False)}


@st.composite
def questions(draw: st.DrawFn, id_: str, earlier: list[str]) -> dict[str, Any]:
    type_ = draw(st.sampled_from(list(QuestionType)))
    formula = st.sampled_from([f"${{{name}}} != ''" for name in earlier] or ["1 = 1"])
    made: dict[str, Any] = {"id": id_, "type": type_.value, "text": draw(texts)}
    if draw(st.booleans()):
        made["show_if"] = draw(formula)
    if type_ is QuestionType.CALCULATE:
        return made | {"calculation": draw(st.sampled_from(["1 + 1", "'a'", "today()"]))}
    for name in ("hint", "easy", "aligned_with"):
        made[name] = draw(maybe_texts)
    if type_ is not QuestionType.NOTE:
        made |= draw(_rules(type_, formula))
        made |= draw(_MORE.get(type_, st.just({})))
        made |= {"image": draw(files), "audio": draw(files)}
    for at, row in enumerate(made.get("rows", [])):
        row["id"] = f"{id_}_{at}"
    return dropping_nothing(made)


@st.composite
def _rules(draw: st.DrawFn, type_: QuestionType, formula: st.SearchStrategy[str]) -> dict[str, Any]:
    made = {
        "sensitive": draw(st.booleans()),
        "required": draw(st.booleans() | formula),
        "required_message": draw(maybe_texts),
    }
    if draw(st.booleans()):
        made["constraint"] = ". != 'zzz'" if type_ is QuestionType.TEXT else ". = ."
        made["constraint_message"] = draw(maybe_texts)
    return made


@st.composite
def _chosen(draw: st.DrawFn, type_: QuestionType) -> dict[str, Any]:
    known = draw(codes)
    choices = [{"code": code, "text": draw(texts)} for code in known]
    choices[0]["pictogram"] = draw(st.sampled_from(["", "yes", "face_3"]))
    made: dict[str, Any] = {
        "choices": choices,
        "random_choices": draw(st.booleans()),
        "default": draw(st.sampled_from(["", known[0]])),
    }
    if draw(st.booleans()):
        made["choice_filter"] = "area = 'a'"
        choices[0]["columns"] = {"area": "a", "name": "b"}
    if type_ is not QuestionType.RANKING:
        made["indicator"] = draw(st.sampled_from([None, {"favourable": known[:2]}]))
        choices[-1]["specify"] = draw(st.booleans())
    if type_ is not QuestionType.SINGLE:
        made["min_answers"] = draw(st.sampled_from([None, 1]))
        made["max_answers"] = draw(st.sampled_from([None, 2]))
    if type_ is QuestionType.MULTIPLE:
        made["exclusive"] = draw(st.sampled_from([[], known[:1]]))
    return made


@st.composite
def _grids(draw: st.DrawFn) -> dict[str, Any]:
    known = draw(codes)
    favourable = draw(st.sampled_from([None, {"favourable": known[:1]}]))
    return {
        "choices": [{"code": code, "text": draw(texts)} for code in known],
        "rows": [
            {"text": draw(texts), "audio": draw(files), "indicator": favourable},
            {"text": draw(texts)},
        ],
    }


_bounds = st.fixed_dictionaries(
    {"minimum": st.sampled_from([0, -5]), "maximum": st.just(1_000_000)}
)
_MORE = {
    **{
        type_: _chosen(type_)
        for type_ in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANKING)
    },
    QuestionType.LIKERT_GRID: _grids(),
    QuestionType.SCALE: st.fixed_dictionaries(
        {"low": texts, "high": texts, "default": st.just("5")}
    ),
    QuestionType.NUMBER: _bounds,
    QuestionType.DECIMAL: _bounds,
    QuestionType.TEXT: st.fixed_dictionaries(
        {"short": st.booleans(), "max_length": st.sampled_from([1_000, 40])}
    ),
}


@st.composite
def shapes(draw: st.DrawFn) -> SurveyShape:
    earlier: list[str] = []
    sections = []
    for at in range(draw(st.integers(1, 3))):
        section: dict[str, Any] = {
            "id": f"s{at}",
            "title": draw(texts),
            "one_by_one": draw(st.booleans()),
            "random_order": False,
            "questions": [],
        }
        if earlier and draw(st.booleans()):
            section["show_if"] = f"${{{earlier[0]}}} != ''"
        for place in range(draw(st.integers(1, 3))):
            question = draw(questions(f"q{at}_{place}", earlier))
            section["questions"].append(question)
            if question["type"] not in {"note", "calculate", "likert_grid"}:
                earlier.append(question["id"])
        sections.append(section)
    demographics, crossings = draw(
        st.sampled_from([([], []), (["gender", "sector"], []), (["gender", "sector"], [CROSSED])])
    )
    return SurveyShape.model_validate(
        {
            "id": "generated",
            "version": draw(st.integers(1, 9)),
            "languages": list(LANGUAGES),
            "title": draw(texts),
            "introduction": draw(maybe_texts),
            "contact": draw(maybe_texts),
            "minutes": draw(st.none() | st.integers(1, 120)),
            "internal": draw(st.booleans()),
            "sections": sections,
            "demographics": demographics,
            "crossings": crossings,
        }
    )
