"""What results say in sentences: levels, differences and changes, and nothing that is not sure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues, Speech
from copfeedback.results.answer_findings import of_answers
from copfeedback.results.change import change, gap
from copfeedback.results.comparison import Since
from copfeedback.results.findings import (
    key_findings,
    of_indicator,
    of_item,
    public_trend,
)
from copfeedback.results.model import Break, Indicator, TrendPoint
from copfeedback.results.overview import IndicatorStatus
from copfeedback.results.published import (
    EVERYONE,
    MARK_OF_DISCLOSURE,
    Domain,
    Estimate,
    Group,
    Mean,
    PublishedRow,
    PublishedTable,
    Withheld,
)
from copfeedback.surveys.book import AskedWave
from tests.factories import a_question, a_survey, an_asked_wave
from tests.results.made_up import made_up_release
from tests.results.shelf import a_publication

CATALOGUES = Catalogues(PROJECT / "locales")
ENGLISH = CATALOGUES.speech("en")
SAFE = replace(a_question("safe", "single", "yes", "no"), favourable=("yes",))


def an_estimate(share: int, base: int = 1_000) -> Estimate:
    error = (share * (100 - share) / base) ** 0.5
    low, high = (round(max(0, min(100, share + sign * 1.96 * error))) for sign in (-1, 1))
    return Estimate(share, low, high, round(error, 1), base)


def a_row(
    domain: Domain, share: int, base: int = 1_000, answers: Mapping[str, int] | None = None
) -> PublishedRow:
    shares = {"yes": share, "no": 100 - share} if answers is None else answers
    estimates = {code: an_estimate(each, base) for code, each in shares.items()}
    return PublishedRow(domain, base, estimates, an_estimate(share, base))


def a_point(name: str, *rows: PublishedRow) -> TrendPoint:
    asked = an_asked_wave(a_survey([SAFE]))
    wave = replace(asked.wave, id=name, name=type(asked.wave.name)({"en": name}))
    table = PublishedTable(name, "safe", rows, MARK_OF_DISCLOSURE)
    return TrendPoint(wave, made_up_release(asked), table)


def a_status(everyone: int, women: int | None = None, men: int | None = None) -> IndicatorStatus:
    rows = [a_row(EVERYONE, everyone)]
    shares = {Group.WOMAN: women, Group.MAN: men}
    rows += [a_row(Domain.group(who), share) for who, share in shares.items() if share is not None]
    difference = None
    if women is not None and men is not None:
        difference = gap(an_estimate(women), an_estimate(men))
    indicator = Indicator("safe", SAFE, ("yes",))
    return IndicatorStatus(indicator, a_point("autumn", *rows), difference, None, None)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "Hardly anybody gave a good answer."),
        (4, "Hardly anybody gave a good answer."),
        (5, "About 1 person in 10 gave a good answer."),
        (14, "About 1 person in 10 gave a good answer."),
        (56, "About 6 people in 10 gave a good answer."),
        (95, "About 10 people in 10 gave a good answer."),
        (96, "Nearly everybody gave a good answer."),
    ],
)
def test_a_level_is_said_in_tens(share: int, said: str):
    assert of_indicator(a_status(share), ENGLISH) == [said]


@pytest.mark.parametrize(
    ("women", "men", "first"),
    [
        (40, 60, "Women gave good answers less often than men."),
        (60, 40, "Women gave good answers more often than men."),
        (50, 51, "There is no clear difference between women and men."),
    ],
)
def test_women_and_men_differ_only_when_a_test_says_so(women: int, men: int, first: str):
    told = of_indicator(a_status(50, women, men), ENGLISH)

    assert told[1] == first
    both = {"About 4 women in 10 gave a good answer.", "About 6 men in 10 gave a good answer."}
    assert (both <= set(told)) == (women == 40)


def test_nothing_is_said_of_women_and_men_when_not_both_are_shown():
    assert len(of_indicator(a_status(50, women=60), ENGLISH)) == 1


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (40, "Good answers have become more frequent since “spring”."),
        (60, "Good answers have become less frequent since “spring”."),
        (49, "There is no clear change since “spring”."),
    ],
)
def test_a_change_is_said_only_when_a_test_says_so(before: int, said: str):
    earlier = a_point("spring", a_row(EVERYONE, before))
    since = Since(earlier, change(an_estimate(before), an_estimate(50)))

    assert of_indicator(replace(a_status(50), since_last=since), ENGLISH)[-1] == said


def test_no_change_is_said_when_waves_cannot_be_compared():
    since = Since(a_point("spring"), None, (Break.MODES,))

    told = of_indicator(replace(a_status(50), since_last=since), ENGLISH)

    assert told[-1] == ("spring and autumn cannot be compared: people could answer in other ways.")


@pytest.mark.parametrize("tag", list(CATALOGUES.languages))
def test_every_level_has_a_whole_sentence_in_every_language(tag: str):
    speech: Speech = CATALOGUES.speech(tag)
    for share in range(101):
        for sentence in of_indicator(a_status(share, 30, 70), speech):
            assert "%(" not in sentence
            assert sentence.strip()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"a": 60, "b": 20, "c": 20}, "Given most often: “a” – 60% of people (57% to 63%)."),
        (
            {"a": 40, "b": 39, "c": 21},
            "Given most often: “a” and “b”. Which of them comes first is not clear.",
        ),
        (
            {"a": 34, "b": 33, "c": 33},
            "No answer was clearly given more often than the others.",
        ),
    ],
)
def test_an_answer_comes_first_only_when_that_is_clear(answers: dict[str, int], said: str):
    question = a_question("reason", "single", "a", "b", "c")

    assert of_answers(a_row(EVERYONE, 50, answers=answers), question, ENGLISH) == [said]


def test_which_answer_comes_first_is_less_sure_when_people_could_give_several():
    single = a_question("reason", "single", "a", "b")
    several = a_question("reason", "multiple", "a", "b")
    row = a_row(EVERYONE, 50, 400, answers={"a": 45, "b": 33})

    assert of_answers(row, single, ENGLISH)[0].startswith("Given most often: “a” –")
    assert (
        "clearly" in of_answers(a_row(EVERYONE, 50, 400, {"a": 45, "b": 39}), several, ENGLISH)[0]
    )


def test_no_answer_comes_first_when_one_share_is_not_shown():
    row = a_row(EVERYONE, 50)
    hidden = replace(row, answers={**row.answers, "no": None})

    assert of_answers(hidden, SAFE, ENGLISH) == []


def test_a_mean_names_its_scale():
    row = replace(a_row(EVERYONE, 50), answers={}, mean=Mean(5.6, 5.3, 5.9, 0.1))

    trust, years = a_question("trust", "scale"), a_question("years", "number")
    assert of_answers(row, trust, ENGLISH) == [
        "On average: 5.6 (5.3 to 5.9), on a scale from 0 to 10."
    ]
    assert of_answers(row, years, ENGLISH) == ["On average: 5.6 (5.3 to 5.9)."]


@pytest.mark.parametrize("why", [*Withheld])
def test_nothing_but_the_reason_is_said_when_everything_is_withheld(why: Withheld):
    row = PublishedRow(EVERYONE, None, {}, withheld=why)

    (said,) = of_answers(row, SAFE, ENGLISH)

    assert said.startswith("Everyone: ")
    assert not any(sign.isdigit() for sign in said)
    assert of_answers(None, SAFE, ENGLISH) == []


def published_waves(*names: str) -> list[AskedWave]:
    asked = an_asked_wave(a_survey([SAFE]))
    return [
        replace(asked, wave=replace(asked.wave, id=name, opens=date(2026, 1 + at, 1)))
        for at, name in enumerate(names)
    ]


def test_only_what_is_public_and_stands_is_compared_with():
    first, second, third, later = published_waves("first", "second", "third", "later")
    when = first.wave.opens
    known = [
        a_publication(first, made_up_release(first)),
        a_publication(second, made_up_release(second), withdrawn_at=when),
        a_publication(third, made_up_release(third, 2)),
        a_publication(later, made_up_release(later)),
    ]
    asked_for = a_publication(third, made_up_release(third), replaced_by="third.2")

    trend = public_trend(known, asked_for, "safe")

    assert [point.release.id for point in trend.points] == ["first.1", "third.1"]


def test_every_key_indicator_of_a_release_has_its_sentences():
    (asked,) = published_waves("first")
    publication = a_publication(asked, made_up_release(asked))

    (finding,) = key_findings([publication], publication, ENGLISH)

    assert finding.status.indicator.item == "safe"
    assert finding.sentences


def test_a_question_on_its_own_says_which_answers_count_as_good():
    (asked,) = published_waves("first")
    publication = a_publication(asked, made_up_release(asked))
    (finding,) = key_findings([publication], publication, ENGLISH)
    row = publication.release.tables["safe"].row(EVERYONE)

    told = of_item(finding, row, SAFE, ENGLISH)

    assert told[0] == "These count as good answers: “yes”."
    assert told[1 : 1 + len(finding.sentences)] == list(finding.sentences)


def test_a_withheld_question_says_so_once():
    (asked,) = published_waves("first")
    publication = a_publication(asked, made_up_release(asked))
    (finding,) = key_findings([publication], publication, ENGLISH)
    withheld = PublishedRow(EVERYONE, None, {}, None, withheld=Withheld.SENSITIVE)
    point = replace(
        finding.status.latest,
        table=PublishedTable("first", "safe", (withheld,), MARK_OF_DISCLOSURE),
    )
    without = replace(finding, status=replace(finding.status, latest=point))

    assert finding.has_figures
    assert not without.has_figures
    assert of_item(without, withheld, SAFE, ENGLISH) == of_answers(withheld, SAFE, ENGLISH)
