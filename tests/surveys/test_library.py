"""Surveys are put together from the modules of the question library."""

from __future__ import annotations

import pytest

from copfeedback.application import PROJECT
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.library import compose, modules_in, read_module
from copfeedback.surveys.yaml_file import DefinitionError
from copfeedback.surveys.yaml_writer import write_survey
from tests.factories import DEMOGRAPHICS

LIBRARY = PROJECT / "surveys" / "library"


@pytest.mark.parametrize("name", modules_in(LIBRARY))
def test_every_module_makes_a_survey_that_can_be_published(name: str):
    text = write_survey(compose("alone", [read_module(LIBRARY, name)], ["gender"]))

    survey = read_survey(text, "new", DEMOGRAPHICS)

    assert survey.languages == ("en", "ar", "fr", "ru", "es", "uk")


def test_all_modules_fit_together_but_for_those_that_ask_the_same():
    modules = [read_module(LIBRARY, name) for name in modules_in(LIBRARY)]

    shape = compose("all", modules)

    assert len(shape.sections) == len(modules)
    assert len({section.id for section in shape.sections}) == len(modules)
    read_survey(write_survey(shape), "new", DEMOGRAPHICS)


def test_lists_of_one_name_stay_apart_when_they_differ():
    one = read_module(LIBRARY, "trust-cooperation")
    name, choices = next(iter(one.choice_lists.items()))
    other = one.model_copy(
        update={
            "id": "other",
            "choice_lists": one.choice_lists | {name: choices[:2]},
            "section": one.section.model_copy(update={"questions": one.section.questions[:1]}),
        }
    )

    shape = compose("both", [one, other])

    assert shape.choice_lists[name] == choices
    assert shape.choice_lists[f"other_{name}"] == choices[:2]
    assert [section.id for section in shape.sections] == [
        one.section.id,
        f"other_{one.section.id}",
    ]


def test_a_question_says_what_its_module_aligns_with():
    module = read_module(LIBRARY, "trust-cooperation")

    [section] = compose("one", [module]).sections

    assert any(question.aligned_with == module.aligned_with for question in section.questions)


def test_a_module_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(DefinitionError, match=r"there is no module “nothing”.*trust-fairness"):
        read_module(LIBRARY, "nothing")
