"""What a table shows, and what it keeps to itself."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import copfeedback
from copfeedback.results.canonical import fingerprint
from copfeedback.results.columns import Columns
from copfeedback.results.disclosure import ReleaseDamaged, build, publish, thaw
from copfeedback.results.published import (
    EVERYONE,
    Domain,
    Estimate,
    Group,
    Mean,
    PublishedTable,
    Weighting,
    Withheld,
)
from copfeedback.results.reading_columns import StoredResponse, read_columns
from copfeedback.results.thresholds import THRESHOLDS, rounded_down
from copfeedback.surveys.wave_model import Recruitment
from tests.factories import a_question, a_survey, an_asked_wave
from tests.results.waves import GENDER, WITH_EVERYTHING, responses

WOMAN, MAN, ALL = Group.WOMAN, Group.MAN, Group.ALL
ANOTHER, NOT_STATED, MERGED = Group.ANOTHER, Group.NOT_STATED, Group.ANOTHER_OR_NOT_STATED


def mixed(at):
    """Answers that differ, none of them rare in a group of 40 or more."""
    answers = {
        "content": ("yes", "no", "dont_know", "")[at % 4],
        "victim": ("yes", "no", "")[at % 3],
    }
    if answers["content"] == "no":
        answers["why_not"] = ("slow", "rude")[at // 4 % 2]
    if answers["victim"] == "yes":
        answers["reported"] = ("yes", "no", "")[at // 3 % 3]
    return {code: answer for code, answer in answers.items() if answer}


ANSWERED = Iterable[Mapping[str, Any]]


def columns_of(answers: ANSWERED, survey, modes=("light",)) -> Columns:
    stored = [
        StoredResponse(json.dumps(each), modes[at % len(modes)]) for at, each in enumerate(answers)
    ]
    return read_columns(survey, an_asked_wave(survey).wave, stored)


def published(answers: ANSWERED, survey=WITH_EVERYTHING, **plan) -> Mapping[str, PublishedTable]:
    asked = an_asked_wave(survey, **plan)
    return publish(asked, columns_of(answers, survey)).tables


def group_of(row):
    return row.domain.value("gender") or Group.ALL


def shown(table):
    return [group_of(row) for row in table.by_gender if not row.withheld]


def reasons(table):
    return {group_of(row): row.withheld for row in table.by_gender if row.withheld}


def content(answers=mixed, **sizes):
    return published(responses(sizes, answers))["content"]


def test_every_group_is_shown_when_each_has_ten():
    table = content(woman=40, man=30, non_binary=6, self_described=6, prefer_not=10)
    assert shown(table) == [ALL, WOMAN, MAN, ANOTHER, NOT_STATED]


def test_the_smallest_groups_are_merged_when_one_of_them_is_under_ten():
    table = content(woman=40, man=30, non_binary=3, prefer_not=12)
    assert shown(table) == [ALL, WOMAN, MAN, MERGED]
    assert table.row(MERGED).base == 15


def test_women_and_men_are_shown_without_the_total_when_the_others_are_under_ten():
    table = content(woman=200, man=150, non_binary=3, prefer_not=2)
    assert shown(table) == [WOMAN, MAN]
    assert reasons(table) == {ALL: Withheld.PROTECTS_ANOTHER, MERGED: Withheld.TOO_FEW}


@pytest.mark.parametrize("sizes", [{"woman": 200, "man": 1}, {"woman": 9, "man": 200}])
def test_the_total_alone_is_shown_when_there_are_few_women_or_men(sizes):
    table = content(**sizes, prefer_not=30)
    assert shown(table) == [ALL]
    assert set(reasons(table).values()) == {Withheld.PROTECTS_ANOTHER}, "one reason for all"


def test_nothing_is_shown_when_fewer_than_ten_answered():
    for table in published(responses({"woman": 5, "man": 4}, mixed)).values():
        assert reasons(table) == {ALL: Withheld.TOO_FEW}
        assert len(table.rows) == 1, "nor which groups there are"


def test_nothing_is_shown_when_nobody_answered():
    for table in published([]).values():
        assert reasons(table) == {ALL: Withheld.TOO_FEW}


def test_a_group_has_no_row_when_it_has_nobody():
    assert shown(content(woman=40)) == [ALL, WOMAN]


def test_there_is_only_a_total_when_the_survey_does_not_ask_for_the_gender():
    survey = a_survey([a_question("content", "single", "yes", "no")])
    table = published([{"content": "yes"}] * 8 + [{"content": "no"}] * 8, survey)["content"]
    assert shown(table) == [ALL]


def test_figures_are_rounded_when_they_are_shown():
    table = content(woman=43, man=32)
    assert [table.row(group).base for group in (ALL, WOMAN, MAN)] == [75, 45, 30]
    woman = table.row(WOMAN)
    assert list(woman.answers) == ["yes", "no", "dont_know", "no_answer"]
    assert woman.answers["yes"] == Estimate(26, 13, 41, 6.7, 40)  # 11 of 43
    assert woman.favourable == woman.answers["yes"]


def test_a_small_share_stays_when_the_group_is_large():
    table = content(lambda at: {"content": "no" if at == 0 else "yes"}, woman=200, man=100)
    assert table.row(WOMAN).answers["no"] == Estimate(1, 0, 3, 0.5, 200)


def test_the_split_goes_when_all_women_answered_alike():
    wave = responses({"woman": 40}, lambda _: {"content": "yes"}) + responses({"man": 30}, mixed)
    table = published(wave)["content"]
    assert shown(table) == [ALL]
    assert len(set(reasons(table).values())) == 1, "nor is it said which group it was"


def test_nothing_is_shown_when_everybody_answered_alike():
    assert not shown(content(lambda _: {"content": "no"}, woman=40, man=30))


def test_a_group_that_answered_alike_is_not_singled_out_when_there_is_no_total():
    wave = responses({"woman": 40, "prefer_not": 3}, lambda _: {"content": "yes"})
    table = published(wave + responses({"man": 30}, mixed))["content"]
    assert not shown(table)


def test_a_sensitive_question_keeps_its_split_when_no_answer_is_rare():
    table = published(responses({"woman": 60, "man": 60}, mixed))["victim"]
    assert shown(table) == [ALL, WOMAN, MAN]


def test_a_sensitive_question_loses_its_split_when_few_men_gave_an_answer():
    wave = responses({"woman": 60}, mixed)
    wave += responses({"man": 40}, lambda at: {"victim": "yes" if at < 3 else "no"})
    table = published(wave)["victim"]
    assert shown(table) == [ALL]
    assert set(reasons(table).values()) == {Withheld.SENSITIVE}


def test_a_sensitive_question_keeps_women_and_men_when_another_group_gave_rare_answers():
    table = published(responses({"woman": 60, "man": 60, "prefer_not": 12}, mixed))["victim"]
    assert shown(table) == [WOMAN, MAN]
    assert set(reasons(table).values()) == {Withheld.SENSITIVE}


def test_a_sensitive_question_merges_the_smallest_groups_when_that_leaves_no_rare_answer():
    sizes = {"woman": 60, "man": 60, "non_binary": 12, "prefer_not": 60}
    table = published(responses(sizes, mixed))["victim"]
    assert shown(table) == [ALL, WOMAN, MAN, MERGED]


def test_a_sensitive_question_is_shown_when_few_did_not_answer_it():
    wave = responses({"woman": 60, "man": 60}, lambda at: {"victim": ("yes", "no")[at % 2]})
    for each in wave[::30]:
        del each["victim"]
    assert shown(published(wave)["victim"]) == [ALL, WOMAN, MAN]


def test_a_sensitive_question_is_withheld_when_an_answer_is_rare_in_all():
    wave = responses({"woman": 20, "man": 20}, lambda at: {"victim": "yes" if at < 3 else "no"})
    assert not shown(published(wave)["victim"])


def test_a_routed_question_has_its_own_base_when_only_some_are_asked():
    table = published(responses({"woman": 120, "man": 100}, mixed))["why_not"]
    assert [table.row(group).base for group in (ALL, WOMAN, MAN)] == [55, 30, 25]


def test_a_routed_question_shows_the_total_alone_when_few_men_are_asked():
    table = published(responses({"woman": 120, "man": 30}, mixed))["why_not"]
    assert shown(table) == [ALL]


def test_a_routed_question_is_withheld_when_fewer_than_ten_are_asked():
    table = published(responses({"woman": 12, "man": 12}, mixed))["why_not"]
    assert set(reasons(table).values()) == {Withheld.TOO_FEW}


def test_a_group_has_no_row_in_a_routed_question_when_none_of_it_are_asked():
    wave = responses({"woman": 80}, mixed)
    wave += responses({"man": 40}, lambda at: {"content": ("yes", "dont_know")[at % 2]})
    assert [group_of(row) for row in published(wave)["why_not"].by_gender] == [ALL, WOMAN]


def test_a_routed_row_is_withheld_when_the_answers_that_lead_to_it_are():
    """All women were victims: the base of the next question would say so."""
    wave = responses({"woman": 40}, lambda at: {"victim": "yes", "reported": ("yes", "no")[at % 2]})
    wave += responses({"man": 90}, mixed)
    tables = published(wave)
    assert shown(tables["victim"]) == [ALL]
    assert shown(tables["reported"]) == [ALL]


def test_a_single_estimate_is_missing_when_it_is_too_unreliable():
    """NCHS: fewer than 30 is too few, however the row stands."""
    few = content(woman=40, man=20).row(MAN)
    assert few.base == 20
    assert set(few.answers.values()) == {None}
    assert few.favourable is None


def test_no_table_can_be_made_when_one_goes_around_disclosure():
    with pytest.raises(TypeError, match="only disclosure"):
        PublishedTable("wave", "content", ())
    with pytest.raises(TypeError, match="only disclosure"):
        dataclasses.replace(content(woman=40), item="another")


def test_only_disclosure_takes_its_mark_when_the_whole_package_is_searched():
    package = Path(copfeedback.__file__).parent
    users = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search("MARK_OF_DISCLOSURE", path.read_text(encoding="utf-8"))
    }
    assert users == {"results/published.py", "results/disclosure.py"}


SIZES = {"woman": 60, "man": 60, "prefer_not": 3}


def frozen(number=1, **changes):
    asked = an_asked_wave(WITH_EVERYTHING)
    columns = columns_of(responses(SIZES, mixed), WITH_EVERYTHING)
    return build(asked, columns, number, date(2026, 6, 1), **changes).canonical


def test_a_release_is_the_same_text_when_it_is_frozen_twice():
    text = frozen()
    assert text == frozen()
    assert " " not in text
    assert text.isascii()


def test_a_release_comes_back_whole_when_it_is_thawed():
    text = frozen(2)
    release = thaw(text, fingerprint(text))
    expected = published(responses(SIZES, mixed))
    assert dict(release.tables) == expected
    assert list(release.tables) == list(expected)
    assert (release.wave_id, release.survey_id, release.version) == ("wave", "made", 1)
    assert (release.built_on, release.indicative) == (date(2026, 6, 1), True)
    assert release.id == "wave.2"
    assert release.bases[Domain.group(WOMAN)] == 60
    assert release.bases[EVERYONE] is None


def test_a_release_is_refused_when_a_figure_was_changed():
    text = frozen()
    with pytest.raises(ReleaseDamaged):
        thaw(text.replace('"base":60', '"base":65', 1), fingerprint(text))


def test_the_first_releases_can_still_be_read():
    old = json.dumps(
        {
            "wave_id": "wave",
            "survey_id": "made",
            "version": 1,
            "built_on": "2026-06-01",
            "indicative": True,
            "tables": [
                {
                    "item": "content",
                    "rows": [
                        {
                            "group": "woman",
                            "base": 60,
                            "answers": [["yes", 26, 13, 41], ["no_answer", 74, 59, 87]],
                            "favourable": [26, 13, 41],
                            "withheld": None,
                        },
                        {
                            "group": "man",
                            "base": None,
                            "answers": [],
                            "favourable": None,
                            "withheld": "too_few",
                        },
                    ],
                }
            ],
        }
    )
    release = thaw(old, fingerprint(old))
    assert release.number == 1
    table = release.tables["content"]
    assert table.row(WOMAN).favourable == Estimate(26, 13, 41)
    assert table.row(MAN).withheld is Withheld.TOO_FEW


def test_a_sample_is_not_called_indicative():
    asked = an_asked_wave(WITH_EVERYTHING, recruitment=Recruitment.SAMPLE)
    columns = columns_of(responses(SIZES, mixed), WITH_EVERYTHING)
    text = build(asked, columns, 1, date(2026, 6, 1)).canonical
    assert not thaw(text, fingerprint(text)).indicative


PERSON = a_survey(
    [a_question("content", "single", "yes", "no", favourable=("yes",))],
    [a_question("calls", "scale")],
    [
        GENDER,
        a_question("age_band", "single", "young", "old", "prefer_not"),
        a_question("sector", "sector", "harbour", "hills"),
    ],
)


def of_every_kind(many=400):
    """So many people, spread over genders, ages and areas."""
    return [
        {
            "content": "yes" if at % 5 < 3 else "no",
            "calls": at % 11,
            "gender": ("woman", "man")[at % 2],
            "age_band": ("young", "old")[at // 2 % 2],
            "sector": ("harbour", "hills")[at // 4 % 2],
        }
        for at in range(many)
    ]


def test_a_table_is_split_by_gender_age_area_way_of_answering_and_the_usual_crossings():
    table = publish(
        an_asked_wave(PERSON), columns_of(of_every_kind(), PERSON, ("light", "full", "light"))
    ).tables["content"]
    assert table.splits == (
        (),
        ("gender",),
        ("age_band",),
        ("sector",),
        ("mode",),
        ("gender", "age_band"),
        ("gender", "sector"),
    )
    young_women = table.row(Domain.of({"gender": "woman", "age_band": "young"}))
    assert (young_women.base, young_women.answers["yes"].share) == (100, 60)
    assert all(row.withheld is None for row in table.rows)


def test_a_survey_chooses_what_its_tables_cross():
    survey = dataclasses.replace(PERSON, crossings=(("gender", "age_band", "sector"),))
    table = published(of_every_kind(), survey)["content"]
    assert ("gender", "age_band", "sector") in table.splits


def test_a_scale_has_a_mean_and_a_choice_has_none():
    tables = published(of_every_kind(440), PERSON)
    assert tables["calls"].row(ALL).mean == Mean(5.0, 4.7, 5.3, 0.2)
    assert tables["content"].row(ALL).mean is None


def test_a_mean_is_missing_when_a_single_cluster_was_asked():
    stored = [
        StoredResponse(json.dumps(each), "paper", "all", "the only one")
        for each in of_every_kind(440)
    ]
    asked = an_asked_wave(PERSON, recruitment=Recruitment.SAMPLE)
    row = publish(asked, read_columns(PERSON, asked.wave, stored)).tables["calls"].row(ALL)
    assert (row.base, row.mean, set(row.answers.values())) == (440, None, {None})


def test_a_wave_is_weighted_to_its_population():
    """Four in five people are women, and every second person who answered."""
    answers = [
        {**each, "content": "yes" if at % (4 if each["gender"] == "woman" else 5) < 2 else "no"}
        for at, each in enumerate(of_every_kind())
    ]
    plan = {"population": {"gender": {"woman": 80_000, "man": 20_000}}}
    found = publish(an_asked_wave(PERSON, **plan), columns_of(answers, PERSON))
    table = found.tables["content"]
    assert found.weights.weighting is Weighting.POST_STRATIFIED
    # Half of the women say yes, and two in five men.
    assert published(answers, PERSON)["content"].row(ALL).answers["yes"].share == 45
    assert table.row(ALL).answers["yes"].share == 48
    assert (table.row(ALL).base, table.row(ALL).people) == (400, 100_000)
    # Taken from the whole, the others would tell how many stated no gender.
    assert all(row.people is None for row in table.rows if row.domain != EVERYONE)


def test_counts_are_rounded_down_when_a_wave_is_open():
    assert [rounded_down(count) for count in (0, 9, 10, 19, 125)] == [0, 0, 10, 10, 120]


def test_the_thresholds_are_those_of_the_policy_when_nothing_was_reviewed():
    assert (THRESHOLDS.minimum_base, THRESHOLDS.base_rounding) == (10, 5)
    assert (THRESHOLDS.fieldwork_rounding, THRESHOLDS.safe_range) == (10, 10)
