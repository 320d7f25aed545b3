"""What the question library holds: promises that go for every module, not their wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
import yaml

from copfeedback.application import PROJECT
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.model import Survey
from copfeedback.surveys.pictograms import PICTOGRAMS
from copfeedback.surveys.rules import SUPPLIED

LIBRARY = PROJECT / "surveys" / "library"
LANGUAGES = ["en", "ar", "fr", "ru", "es", "uk"]
MODULES: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted(LIBRARY.glob("*.yaml"))
}
ALIKE = {
    # What is written alike in English and in the language.
    "ar": set(),
    "fr": {"Violence", "Religion"},
    "ru": set(),
    "es": {"No"},
    "uk": set(),
}
STATUS_WORDS = (
    r"immigra\w+ status|legal status|residence permit|asylum|refugee|visa\b|undocumented"
    r"|papers|citizenship|nationality"
)
MIRRORED = ("mirrored-community-about-police", "mirrored-police-about-community")

every_module = pytest.mark.parametrize("name", list(MODULES))


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a module, at any depth."""
    if isinstance(value, dict):
        yield value
        yield from chain.from_iterable(parts(inner) for inner in value.values())
    elif isinstance(value, list):
        yield from chain.from_iterable(parts(inner) for inner in value)


def texts(name: str) -> list[dict[str, str]]:
    return [part for part in parts(MODULES[name]) if "en" in part]


def items(name: str) -> list[str]:
    """All that is answered in a module, with the texts that go with “another, please say”."""
    found = []
    for question in MODULES[name]["section"]["questions"]:
        found.append(question["id"])
        found += [row["id"] for row in question.get("rows", [])]
        if any(choice.get("specify") for choice in choices(name, question)):
            found.append(f"{question['id']}_other")
    return found


def choices(name: str, question: dict[str, Any]) -> list[dict[str, Any]]:
    given = question.get("choices", [])
    listed = MODULES[name]["choice_lists"][given] if isinstance(given, str) else given
    return list(listed)


def survey_of(*names: str) -> Survey:
    """The modules as a survey of their own."""
    modules = [MODULES[name] for name in names]
    lists = [module.get("choice_lists", {}) for module in modules]
    written = {
        "id": "from-library",
        "version": 1,
        "languages": LANGUAGES,
        "title": modules[0]["title"],
        "choice_lists": dict(chain.from_iterable(given.items() for given in lists)),
        "sections": [module["section"] for module in modules],
    }
    return read_survey(yaml.safe_dump(written, allow_unicode=True), "from-library.yaml", "")


@every_module
def test_a_module_can_be_asked_on_its_own(name: str):
    survey = survey_of(name)

    assert 3 <= len(survey.sections[0].questions) <= 8


def test_all_modules_can_be_asked_in_one_survey():
    assert len(survey_of(*MODULES).sections) == len(MODULES)


@every_module
def test_a_module_says_what_it_measures_and_what_it_aligns_with(name: str):
    module = MODULES[name]

    assert module["id"] == name
    assert module["languages"] == LANGUAGES
    assert all(module[key] for key in ("title", "about", "aligned_with"))
    assert "our own words" in module["aligned_with"]["en"]


@every_module
def test_every_text_is_there_in_all_six_languages(name: str):
    for text in texts(name):
        assert list(text) == LANGUAGES, text["en"]
        assert all(words.strip() == words != "" for words in text.values()), text["en"]


@every_module
def test_every_text_is_translated(name: str):
    for text in texts(name):
        for language in LANGUAGES[1:]:
            assert text[language] != text["en"] or (text["en"] in ALIKE[language]), text["en"]


@every_module
def test_every_text_is_in_the_script_of_its_language(name: str):
    scripts = {"ar": r"[\u0600-\u06ff]", "ru": r"[\u0400-\u04ff]", "uk": r"[\u0400-\u04ff]"}
    for text in texts(name):
        for language, words in text.items():
            letters = re.search(scripts.get(language, r"[A-Za-zÀ-ÿ]"), words)
            assert letters, (language, words)
            assert language != "uk" or not re.search("[ыэъё]", words), words
            assert language != "ru" or not re.search("[іїєґ]", words), words


@every_module
def test_french_signs_do_not_break_away_from_their_words(name: str):
    for text in texts(name):
        assert not re.search("(?<!\u00a0)[?:;!»]|«(?!\u00a0)", text["fr"]), text["fr"]


def test_modules_can_be_combined_because_no_id_is_used_twice():
    ids = list(chain.from_iterable(items(name) for name in MODULES))
    sections = [module["section"]["id"] for module in MODULES.values()]

    assert len(ids) == len(set(ids))
    assert len(sections) == len(set(sections))
    assert SUPPLIED.isdisjoint(ids)
    assert "about_you" not in sections
    assert all(re.fullmatch("[a-z][a-z0-9_]{0,63}", id_) for id_ in (*ids, *sections))


def test_no_id_of_a_module_is_one_of_the_shipped_surveys():
    shipped = set()
    for path in (PROJECT / "surveys").glob("*/v[0-9]*.yaml"):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
            for question in section["questions"]:
                shipped |= {question["id"], *(row["id"] for row in question.get("rows", []))}

    assert shipped.isdisjoint(chain.from_iterable(items(name) for name in MODULES))


def test_choice_lists_of_the_same_name_are_the_same_in_all_modules():
    lists: dict[str, list[Any]] = {}
    for module in MODULES.values():
        for key, given in module.get("choice_lists", {}).items():
            assert lists.setdefault(key, given) == given, key


@every_module
def test_codes_and_pictograms_tell_the_choices_of_a_question_apart(name: str):
    for question in MODULES[name]["section"]["questions"]:
        listed = choices(name, question)
        codes = [choice["code"] for choice in listed]
        shown = [choice["pictogram"] for choice in listed if "pictogram" in choice]

        assert len(codes) == len(set(codes)), question["id"]
        assert all(re.fullmatch("[a-z][a-z0-9_]*", code) for code in codes), question["id"]
        assert len(shown) == len(set(shown)), question["id"]
        assert PICTOGRAMS.issuperset(shown), question["id"]


@every_module
def test_whoever_does_not_want_to_answer_a_sensitive_question_can_say_so(name: str):
    for question in MODULES[name]["section"]["questions"]:
        assert not question.get("required"), question["id"]
        if question.get("sensitive") and question.get("choices"):
            codes = [choice["code"] for choice in choices(name, question)]
            assert "prefer_not" in codes, question["id"]


@every_module
def test_nothing_asks_for_immigration_status(name: str):
    for text in texts(name):
        assert not re.search(STATUS_WORDS, text["en"], re.IGNORECASE), text["en"]


@every_module
def test_a_module_has_something_in_easy_words(name: str):
    assert any("easy" in question for question in MODULES[name]["section"]["questions"])


def test_the_police_are_asked_what_the_community_is_asked():
    community, police = (MODULES[name]["section"]["questions"] for name in MIRRORED)

    assert [q["id"].replace("mirror_c_", "mirror_p_") for q in community] == [
        q["id"] for q in police
    ]
    for theirs, ours in zip(community, police, strict=True):
        assert theirs["type"] == ours["type"]
        assert len(theirs.get("rows", [])) == len(ours.get("rows", []))
        assert theirs.get("choices") == ours.get("choices") or isinstance(ours["choices"], list)


def test_only_the_questions_to_the_police_are_internal():
    internal = [name for name, module in MODULES.items() if module.get("internal")]

    assert internal == ["mirrored-police-about-community"]


@pytest.mark.parametrize("indicator", ["16.1.4", "16.3.1", "16.6.2", "16.7.2", "16.b.1"])
def test_each_indicator_of_the_goals_has_a_module_with_questions_that_name_it(indicator: str):
    found = [
        module
        for module in MODULES.values()
        if indicator in module["aligned_with"]["en"]
        and any(
            indicator in question.get("aligned_with", {}).get("en", "")
            for question in module["section"]["questions"]
        )
    ]

    assert found


@pytest.mark.parametrize("part", ["voice", "neutral", "respect", "motives"])
def test_the_four_parts_of_procedural_justice_are_key_indicators(part: str):
    questions = {q["id"]: q for q in MODULES["trust-fairness"]["section"]["questions"]}

    assert all("indicator" in row for row in questions[f"fair_{part}"]["rows"])
