"""What was entered in the form of a complaint, sorted and cleaned; and the form itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.application import PROJECT
from copfeedback.complaints.form import Asks, Known, Telling
from copfeedback.complaints.grounds import BadGrounds, read_grounds
from copfeedback.complaints.intake import (
    NO_DAY,
    NOT_YET,
    NOTHING_TOLD,
    TOO_LONG,
    Checked,
    check,
    clean,
    merged,
)
from copfeedback.complaints.questions import FIELDS, NARRATIVE, STEPS
from copfeedback.complaints.steps import CODE, REVIEW, after, before, fields_of, progress, way
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations

TODAY = date(2026, 11, 26)
ENGLISH = Catalogues(PROJECT / "locales").speech("en")
KNOWN = Known(
    read_grounds(), (("old_town", Translations({"en": "Old Town"})),), ((7, "Traffic patrol"),)
)
TOLD: Mapping[str, Sequence[str]] = {"narrative": ["They took my telephone."]}


def checked(**entered: Sequence[str]) -> Checked:
    return check({**TOLD, **entered}, KNOWN, TODAY, ENGLISH)


def test_only_what_happened_is_needed():
    found = check(TOLD, KNOWN, TODAY, ENGLISH)
    assert found == Checked({}, "They took my telephone.", {}, {}, {})
    assert check({}, KNOWN, TODAY, ENGLISH).problems["narrative"].message == NOTHING_TOLD


def test_a_recording_can_stand_for_words():
    found = check({"told_by": ["voice"]}, KNOWN, TODAY, ENGLISH)
    assert not found.problems
    assert found.answers == {"told_by": ["voice"]}


def test_short_questions_make_a_narrative_with_what_was_asked():
    found = check(
        {"told_by": ["guided"], "happened": ["He hit me."], "hurt": ["Yes"]}, KNOWN, TODAY, ENGLISH
    )
    assert found.narrative == "What happened?\nHe hit me.\n\nWas anybody hurt?\nYes"
    assert check({"told_by": ["guided"]}, KNOWN, TODAY, ENGLISH).problems.keys() == {"happened"}


def test_changing_the_way_of_telling_loses_nothing():
    found = checked(told_by=["guided"], happened=["He hit me."])
    assert found.narrative == "They took my telephone.\n\nWhat happened?\nHe hit me."


def test_each_part_goes_where_it_belongs():
    found = checked(
        danger=["no"],
        age_band=["18_29"],
        gender=["woman"],
        name=["Amina"],
        reach=["by way of the church"],
        sector=["old_town"],
        unit=["7"],
        categories=["service", "corruption", "service"],
        motives=["religion"],
    )
    assert found.counted == {"age_band": "18_29", "gender": "woman"}
    assert found.identity == {"name": "Amina", "reach": "by way of the church"}
    assert found.answers == {
        "danger": ["no"],
        "sector": ["old_town"],
        "unit": ["7"],
        "categories": ["service", "corruption"],
        "motives": ["religion"],
    }


def test_what_is_unknown_is_left_out():
    found = checked(shoe_size=["44"], danger=["perhaps"], sector=["nowhere"], motives=["x", "age"])
    assert found.answers == {"motives": ["age"]}


def test_consent_is_kept_for_others_alone_and_under_the_identity_key():
    assert checked(consent=["agreed"]).identity == {}
    found = checked(behalf=["helper"], consent=["not_asked"], consent_reason=["He is in hospital"])
    assert found.identity == {"consent": "not_asked", "consent_reason": "He is in hospital"}
    assert found.answers == {"behalf": ["helper"]}


@pytest.mark.parametrize(
    ("parts", "kept_as"),
    [
        (["3", "11", "2026"], ["2026-11-03"]),
        (["٣", "11", "٢٠٢٦"], ["2026-11-03"]),
        (["", "", ""], None),
        (["29", "2", "2024"], ["2024-02-29"]),
    ],
)
def test_a_day_is_read_in_digits_of_any_script(parts: list[str], kept_as: list[str] | None):
    found = checked(day=parts)
    assert not found.problems
    assert found.answers.get("day") == kept_as


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["29", "2", "2026"], NO_DAY),
        (["3", "", "2026"], NO_DAY),
        (["x", "y", "z"], NO_DAY),
        (["9" * 5000, "1", "2026"], NO_DAY),
        (["1", "1", "26"], NO_DAY),
        (["27", "11", "2026"], NOT_YET),
    ],
)
def test_a_day_that_cannot_be_is_said(parts: list[str], message: str):
    assert checked(day=parts).problems["day"].message == message


def test_what_is_too_long_is_said_and_never_cut():
    whole = "x" * NARRATIVE.maximum
    assert check({"narrative": [whole]}, KNOWN, TODAY, ENGLISH).narrative == whole
    problem = check({"narrative": [whole + "x"]}, KNOWN, TODAY, ENGLISH).problems["narrative"]
    assert (problem.message, problem.limit) == (TOO_LONG, 20_000)
    assert problem.words(ENGLISH) == "Please shorten this to 20,000 characters."
    assert merged({}, {"narrative": [whole + "x"]}, ["narrative"])["narrative"] == [whole + "x"]


def test_a_language_is_kept_by_its_tag_where_it_is_known():
    assert checked(speaks=["arabic"]).answers["speaks"] == ["ar"]
    assert checked(speaks=["Romani of my village"]).answers["speaks"] == ["Romani of my village"]


@given(st.text(max_size=300), st.booleans())
def test_texts_are_composed_and_hold_no_control_characters(text: str, lines: bool):
    found = clean(text, lines=lines)
    assert found == unicodedata.normalize("NFC", found)
    assert found == clean(found, lines=lines)
    assert not any(
        unicodedata.category(sign) == "Cc" for sign in found if not (lines and sign in "\n\t")
    )
    assert "\u202e" not in found


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "other", ""]), st.lists(st.text(max_size=30), max_size=5)
    )
)
def test_whatever_is_entered_gives_bounded_texts(entered: dict[str, list[str]]):
    found = check(entered, KNOWN, TODAY, ENGLISH)
    assert found.answers.keys() <= FIELDS.keys()
    assert found.counted.keys() <= {"age_band", "gender"}
    assert found.problems.keys() <= FIELDS.keys()
    assert bool(found.problems) or bool(found.narrative) or "told_by" in found.answers


def test_there_is_no_question_about_the_right_to_stay():
    words = " ".join(
        f"{field.name} {field.label} {field.hint}" for step in STEPS for field in step.fields
    ).lower()
    for forbidden in ("passport", "visa", "asylum", "nationality", "residence", "permit", "papers"):
        assert forbidden not in words


def test_steps_are_short_and_their_fields_have_one_name_each():
    names = [field.name for step in STEPS for field in step.fields]
    assert len(names) == len(set(names))
    for step in STEPS:
        assert len(list(fields_of(step, {"told_by": ["guided"]}, KNOWN))) <= 6
    for field in FIELDS.values():
        assert (field.options is not None) == (field.asks in {Asks.CHOICE, Asks.CHOICES})


def test_a_step_is_asked_of_those_it_concerns():
    def ids(**entered: list[str]) -> set[str]:
        return {step.id for step in way(entered)}

    always = ids()
    assert ids(danger=["yes"]) - always == {"safety"}
    assert ids(danger=["unsure"]) - always == {"safety"}
    assert ids(age_band=["12_17"]) - always == {"young"}
    assert ids(behalf=["parent"]) - always == {"behalf"}
    assert ids(behalf=["myself"]) == always
    assert ids(police_matter=["no"]) - always == {"elsewhere"}


@pytest.mark.parametrize(
    "entered", [{}, {"danger": ["yes"], "behalf": ["ngo"], "police_matter": ["no"]}]
)
def test_the_way_leads_there_and_back(entered: dict[str, list[str]]):
    there = ["before"]
    while there[-1] != REVIEW:
        there.append(after(there[-1], entered))
    assert there[:-1] == [step.id for step in way(entered)]
    back = [CODE]
    while back[-1] != "before":
        back.append(before(back[-1], entered))
    assert back[:0:-1] == there
    assert before("before", entered) == "before"
    assert [progress(each, entered)[0] for each in (*there, CODE)] == [*range(1, len(there) + 2)]


def test_after_a_step_that_is_not_asked_any_more_the_way_goes_on():
    assert after("safety", {"danger": ["no"]}) == "what"


@pytest.mark.parametrize("telling", list(Telling))
def test_only_the_fields_of_one_way_of_telling_are_shown(telling: Telling):
    what = next(step for step in STEPS if step.id == "what")
    shown = {field.name for field in fields_of(what, {"told_by": [telling]}, KNOWN)}
    assert ("narrative" in shown) == (telling is Telling.FREE)
    assert ("happened" in shown) == (telling is Telling.GUIDED)


def test_what_cannot_be_chosen_here_is_not_asked():
    shown = {field.name for step in STEPS for field in fields_of(step, {}, Known.nothing())}
    assert not shown & {"sector", "unit"}


def test_a_country_can_have_grounds_of_its_own():
    grounds = read_grounds(
        'shown = ["age", "caste"]\n[own.caste]\nen = "My caste"\nfr = "Ma caste"'
    )
    assert grounds.codes == ("age", "caste")
    assert grounds.name("caste", Catalogues(PROJECT / "locales").speech("fr")) == "Ma caste"
    assert grounds.name("age", ENGLISH) == "My age"
    assert grounds.name("once_there", ENGLISH) == "once_there"


@pytest.mark.parametrize(
    "text",
    [
        "shown = [",
        "shown = []",
        'shown = ["age", "age"]',
        'shown = ["caste"]',
        'shown = ["caste"]\n[own.caste]\nfr = "Ma caste"',
        'shown = ["Ca"]\n[own.Ca]\nen = "x"',
    ],
)
def test_a_list_of_grounds_that_cannot_be_used_is_refused(text: str):
    with pytest.raises(BadGrounds):
        read_grounds(text)
