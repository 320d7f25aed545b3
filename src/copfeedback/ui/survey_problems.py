"""What must be mended before somebody can go on, in the words they have before them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.surveys.asking import as_asked, problem_in_words
from copfeedback.surveys.model import Question
from copfeedback.surveys.routing import Page, Route
from copfeedback.ui.texts import marked
from copfeedback.ui.visit import Visit


def item_as_asked(visit: Visit, route: Route, item: str, speech: Speech) -> Question:
    """The question of an item as this person has it before them."""
    question = route.survey.question_of_item[item]
    return as_asked(question, route, speech, easy=visit.about.easy, today=visit.today())


def sentences(route: Route, page: Page | None, speech: Speech) -> dict[str, str]:
    """What is wrong with which item of a page; of all pages if none is given."""
    problems = route.problems if page is None else route.problems_in(page)
    return {problem.item: problem_in_words(problem, route, speech) for problem in problems}


def summary(visit: Visit, route: Route, problems: Mapping[str, str], speech: Speech) -> None:
    """Say at the top what must be mended, with the way there."""
    if not problems:
        return
    lines = Markup("").join(
        Markup('<li><a href="#q-{}">{}</a>: {}</li>').format(
            item,
            marked(item_as_asked(visit, route, item, speech).text_of(item), speech),
            sentence,
        )
        for item, sentence in problems.items()
    )
    st.html(
        Markup('<div class="summary" role="alert"><h2>{}</h2><p>{}</p><ul>{}</ul></div>').format(
            speech.gettext("Please check"),
            speech.gettext("Everything you entered is still here."),
            lines,
        )
    )
