"""Generated questionnaires, and what people might enter into them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from copfeedback.surveys.expressions import compile_expression
from copfeedback.surveys.model import SEVERAL_CODES, Choice, Question, QuestionType, Survey
from copfeedback.surveys.rules import WITH_CHOICES
from tests.factories import a_question, a_survey, in_languages

anything = st.text(st.characters(exclude_categories=()), max_size=30)
"""Every character there is, halves of surrogate pairs included."""

_CODES = ("yes", "no", "maybe")
_COMPARED = ("yes", "no", "5", "")


@st.composite
def surveys(draw: st.DrawFn) -> Survey:
    """A questionnaire with conditions that look at earlier items, as the check demands."""
    earlier: list[str] = []
    pages = []
    for page in range(draw(st.integers(1, 4))):
        questions = []
        for place in range(draw(st.integers(1, 4))):
            question = draw(_questions(f"q{page}_{place}", earlier))
            questions.append(question)
            earlier.extend(question.item_ids)
            if question.type is QuestionType.CALCULATE:
                earlier.append(question.id)
        pages.append(questions)
    return a_survey(*pages)


@st.composite
def _questions(draw: st.DrawFn, id_: str, earlier: list[str]) -> Question:
    type_ = draw(st.sampled_from(list(QuestionType)))
    codes: tuple[str, ...] = _CODES
    changes: dict[str, Any] = {"required": draw(st.booleans())}
    if type_ is QuestionType.LIKERT_GRID:
        codes = (f"{id_}_a", f"{id_}_b")
    elif type_ is QuestionType.MULTIPLE:
        changes["max_answers"] = draw(st.sampled_from([None, 1, 2]))
        changes["exclusive"] = draw(st.sampled_from([frozenset(), frozenset({"no"})]))
    elif type_ is QuestionType.RANKING:
        changes["max_answers"] = draw(st.sampled_from([None, 2]))
    elif type_ is QuestionType.SINGLE:
        changes["choices"] = tuple(
            Choice(code, in_languages(code), specify=code == "maybe" and draw(st.booleans()))
            for code in codes
        )
    elif type_ in {QuestionType.NUMBER, QuestionType.DECIMAL}:
        changes |= {"minimum": -3, "maximum": 12}
        changes["constraint"] = draw(st.sampled_from([None, compile_expression(". mod 2 = 0")]))
    elif type_ is QuestionType.CALCULATE:
        codes = ()
        source = f"if(${{{draw(st.sampled_from(earlier))}}} = 'yes', 'yes', 5)" if earlier else "1"
        changes = {"calculation": compile_expression(source)}
    elif type_ is QuestionType.TEXT:
        changes["max_length"] = 20
    elif type_ is QuestionType.NOTE:
        codes, changes = (), {}
    if type_ not in WITH_CHOICES:
        codes = ()
    show_if = draw(_conditions(earlier)) if earlier and draw(st.booleans()) else ""
    return a_question(id_, type_, *codes, show_if=show_if, **changes)


@st.composite
def _conditions(draw: st.DrawFn, earlier: list[str]) -> str:
    parts = []
    for _ in range(draw(st.integers(1, 2))):
        item, code = draw(st.sampled_from(earlier)), draw(st.sampled_from(_COMPARED))
        symbol = draw(st.sampled_from(["=", "!=", "<", ">="]))
        written = draw(
            st.sampled_from([f"${{{item}}} {symbol} '{code}'", f"selected(${{{item}}}, '{code}')"])
        )
        parts.append(draw(st.sampled_from([written, f"not({written})"])))
    return draw(st.sampled_from([" and ", " or "])).join(parts)


def entries(survey: Survey) -> st.SearchStrategy[dict[str, list[str]]]:
    """What somebody might enter: mostly what is offered, sometimes anything, for items or not."""
    return st.fixed_dictionaries(
        {},
        optional={
            **{
                item: _values(question)
                for question in survey.questions()
                for item in question.item_ids
            },
            "nobody_asked": st.lists(anything, max_size=2),
        },
    )


def _values(question: Question) -> st.SearchStrategy[list[str]]:
    codes = sorted(question.codes)
    if question.type in {QuestionType.TEXT, QuestionType.TIME}:
        offered: st.SearchStrategy[str] = anything | st.sampled_from(["9:05", "23.59", "24:00"])
    elif question.type is QuestionType.DATE:
        offered = st.dates().map(str)
    elif question.type is QuestionType.DECIMAL:
        offered = st.decimals(-5, 14, places=2).map(str)
    elif codes:
        offered = st.sampled_from(codes)
    else:
        offered = st.integers(-5, 14).map(str)
    most = 3 if question.type in SEVERAL_CODES else 1
    fitting = st.lists(offered, min_size=1, max_size=most)
    return st.one_of(fitting, fitting, fitting, st.lists(anything, max_size=3))
