"""The law: nobody who knows a whole release finds out about fewer than ten people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate, combinations_with_replacement

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copfeedback.results.cube import Cube, tables_of
from copfeedback.results.earlier import Earlier
from copfeedback.results.items import items_with_figures as survey_items
from copfeedback.results.protection import Protection
from copfeedback.results.published import Domain, Group, Withheld
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.surveys.wave_model import Arm
from tests.factories import a_question, a_survey
from tests.results.attacker import ALMOST, WAVE, Attacker, came
from tests.results.waves import (
    GENDER,
    WITH_ALL_TABLES,
    WITH_EVERYTHING,
    columns_of,
    random_crowd,
    random_wave,
)

WITHHELD = Withheld.PROTECTS_ANOTHER
NUMBERS = [0, 1, 2, 3, 5, 8, 9, 10, 11, 14, 20, 33, 60, 150]
SIZES = st.tuples(*[st.sampled_from(NUMBERS)] * 4)
SHAPES = [
    (300, 1, 0, 0),  # one man
    (9, 200, 0, 0),  # nine women
    (200, 150, 1, 0),  # one non-binary person
    (200, 150, 0, 0),
    (120, 0, 0, 0),  # everybody of the same gender
    (0, 0, 0, 40),
    (5, 5, 0, 0),
    (9, 0, 0, 0),
    (3, 3, 3, 3),
    (1, 1, 1, 10),
    (200, 3, 20, 1),
    (60, 60, 14, 12),
    (0, 0, 0, 0),
]
GROUPS = [Domain.group(group) for group in Group]
SEEDS = st.integers(0, 2**32)


def adversarial(test):
    """Try the shapes that break naive suppression, with several sets of answers."""
    for sizes in SHAPES:
        for seed in range(2):
            test = example(sizes=sizes, seed=seed)(test)
    return test


def protection_of(people, survey, *, earlier=(), **plan) -> Protection:
    columns = columns_of(people, survey, **plan)
    cube = Cube(columns, tables_of(survey, columns))
    return Protection(survey, columns, cube, THRESHOLDS, earlier)


def attacked(people, survey=WITH_EVERYTHING, *, items=None, follows_routing=True, **plan):
    """Who attacks the release of a wave; ``items`` are the tables looked at."""
    protection = protection_of(people, survey, **plan)
    wanted = list(survey_items(survey)) if items is None else items
    rows = {item: protection.rows(item) for item in wanted}
    arms = plan.get("arms", {})
    return Attacker(survey, people, protection.bases(), rows, arms, follows_routing=follows_routing)


@cache
def knowing_everything(sizes: tuple[int, ...], seed: int) -> Attacker:
    """Who knows the whole release of a random wave; several tests try the same shapes."""
    return attacked(random_wave(sizes, seed))


def is_small(count: int) -> bool:
    return 0 < count < 10


def narrowed_bases(attacker: Attacker, domains: Iterable[Domain], item: str = "") -> list[str]:
    """The domains of which it can be told how few they are."""
    small = (domain for domain in domains if is_small(attacker.count(domain, item)))
    base = attacker.base(item) if item else WAVE
    return attacker.narrowed((domain, [base], 10) for domain in small)


@adversarial
@settings(max_examples=10, deadline=None)
@given(sizes=SIZES, seed=SEEDS)
def test_no_base_below_ten_is_narrowed_down_when_everything_published_is_known(sizes, seed):
    attacker = knowing_everything(sizes, seed)
    assert not narrowed_bases(attacker, GROUPS)


@adversarial
@settings(max_examples=10, deadline=None)
@given(sizes=SIZES, seed=SEEDS)
def test_no_routed_base_below_ten_is_narrowed_down_when_its_own_table_is_known(sizes, seed):
    """How many gave the answer that leads here is an honest finding of the earlier table."""
    attacker = attacked(random_wave(sizes, seed), follows_routing=False)
    for item in ("why_not", "reported", "helped"):
        assert not narrowed_bases(attacker, GROUPS, item)


@adversarial
@settings(max_examples=10, deadline=None)
@given(sizes=SIZES, seed=SEEDS)
def test_no_group_is_known_to_have_answered_alike_when_everything_published_is_known(sizes, seed):
    attacker = knowing_everything(sizes, seed)
    for item in ("content", "why_not", "wishes", "victim", "reported", "helped"):
        assert not known_to_be_alike(attacker, item, GROUPS)


def known_to_be_alike(attacker: Attacker, item: str, domains: Sequence[Domain]) -> list[Domain]:
    found = []
    for domain in domains:
        asked = attacker.count(domain, item)
        for code in attacker.codes(item) if asked else ():
            if attacker.count(domain, item, code) == asked:
                _, otherwise = attacker.range_of(domain, *attacker.any_but(item, code))
                found += [domain] * (otherwise <= ALMOST)
    return found


@adversarial
@example(sizes=(11, 1, 0, 0), seed=76227)  # here the base of the next question would tell
@settings(max_examples=10, deadline=None)
@given(sizes=SIZES, seed=SEEDS)
def test_few_sensitive_answers_stay_unknown_when_everything_published_is_known(sizes, seed):
    attacker = knowing_everything(sizes, seed)
    for item in ("victim", "reported"):
        assert not attacker.narrowed(
            (domain, [(item, code)], min(10, attacker.count(domain, item)))
            for domain in GROUPS
            for code in attacker.codes(item)
            if code not in THRESHOLDS.says_nothing and is_small(attacker.count(domain, item, code))
        )


ARMS = {"harbour": Arm.PILOT, "hills": Arm.CONTROL, "centre": Arm.CONTROL}
CROWDS = st.sampled_from([12, 30, 60, 120, 300, 700])
EVERYBODY_IS_ASKED = ("content", "wishes", "victim")


def all_domains(people, **plan) -> list[Domain]:
    columns = columns_of(people, WITH_ALL_TABLES, **plan)
    return list(Cube(columns, tables_of(WITH_ALL_TABLES, columns)).domains)


@settings(max_examples=15, deadline=None)
@given(size=CROWDS, seed=SEEDS, with_arms=st.booleans())
def test_no_base_below_ten_is_narrowed_down_when_all_tables_are_known(size, seed, with_arms):
    people = random_crowd(size, seed)
    arms = {"arms": ARMS} if with_arms else {}
    attacker = attacked(people, WITH_ALL_TABLES, items=(), **arms)
    assert not narrowed_bases(attacker, all_domains(people, **arms))


BY_AGE_AND_SECTOR = replace(
    a_survey(
        [a_question("content", "single", "yes", "no")],
        [
            a_question("age_band", "single", *(f"age_{at}" for at in range(6))),
            a_question("sector", "single", *(f"sector_{at}" for at in range(6))),
        ],
    ),
    crossings=(("age_band", "sector"),),
)
BRIDGE = [
    # No sum of its small numbers is tight, but those of two rows less those of two columns
    # tell the first number exactly.
    [5, 9, 9, 30, 30, 30],
    [30, 9, 9, 30, 30, 30],
    [9, 30, 30, 9, 30, 30],
    [9, 30, 30, 9, 30, 30],
]
RING = [
    # Along the ring, one can only be three less or four more, though any two in a sum have ten.
    [3, 7, 30, 30, 30],
    [30, 6, 4, 30, 30],
    [7, 30, 6, 30, 30],
    [30, 30, 30, 30, 30],
]
TWO_ARMS = {f"sector_{at}": Arm.PILOT if at < 4 else Arm.CONTROL for at in range(6)}


def in_table(rows: list[list[int]], contents=("yes", "no")) -> list[dict[str, str]]:
    """So many people of each age (down) and sector (across)."""
    return [
        {"age_band": f"age_{age}", "sector": f"sector_{sector}", "content": contents[at % 2]}
        for age, row in enumerate(rows)
        for sector, size in enumerate(row)
        for at in range(size)
    ]


@pytest.mark.parametrize("arms", [{}, TWO_ARMS])
@pytest.mark.parametrize("rows", [BRIDGE, RING])
def test_no_base_is_narrowed_down_when_only_several_sums_together_would_tell(rows, arms):
    people, survey = in_table(rows), BY_AGE_AND_SECTOR
    if arms:
        survey = replace(survey, crossings=(*survey.crossings, ("age_band", "arm")))
    attacker = attacked(people, survey, items=(), arms=arms)
    columns = columns_of(people, survey, arms=arms)
    assert not narrowed_bases(attacker, Cube(columns, tables_of(survey, columns)).domains)


def test_withheld_rows_are_not_known_to_have_answered_alike_when_together_they_did():
    """Their rows are withheld for being few; what others answered tells what they did."""
    alike = in_table([[5] + [0] * 5, [15] + [0] * 5], ("yes", "yes"))
    others = [[0] * 6, [0] * 6, *([[20] * 6] * 3)]
    people = alike + in_table(others)
    attacker = attacked(people, BY_AGE_AND_SECTOR, items=["content"])
    ages = [Domain.of({"age_band": f"age_{at}"}) for at in range(6)]
    assert not known_to_be_alike(attacker, "content", ages)


@settings(max_examples=5, deadline=None)
@given(size=st.sampled_from([60, 120, 300]), seed=SEEDS, item=st.sampled_from(EVERYBODY_IS_ASKED))
def test_answers_tell_neither_bases_nor_who_is_alike_when_all_tables_are_known(size, seed, item):
    people = random_crowd(size, seed)
    attacker = attacked(people, WITH_ALL_TABLES, items=[item])
    listed = list(protection_of(people, WITH_ALL_TABLES).rows(item))
    assert not narrowed_bases(attacker, listed)
    assert not known_to_be_alike(attacker, item, listed)


@pytest.mark.parametrize(("women", "men"), [(200, 5), (5, 200), (40, 30)])
def test_a_question_for_women_alone_tells_no_number_of_men_when_there_are_few(women, men):
    """Its base is the number of women, which with the total tells that of men."""
    for_women = a_question("safe", "single", "yes", "no", show_if="${gender} = 'woman'")
    survey = a_survey([GENDER], [a_question("content", "single", "yes", "no"), for_women])
    people = [
        {"gender": gender, "content": ("yes", "no")[at % 2]}
        | ({"safe": ("yes", "no")[at % 2]} if gender == "woman" else {})
        for gender, size in (("woman", women), ("man", men))
        for at in range(size)
    ]
    protection = protection_of(people, survey)
    shown = [domain for domain, why in protection.rows("safe").items() if why is None]
    assert bool(shown) == (min(women, men) >= 10)


ONE_QUESTION = a_survey([a_question("content", "single", "yes", "no")], [GENDER])


@cache
def looks_like(women: int, men: int, not_stated: int) -> frozenset[tuple[Domain, int | str]]:
    """What a wave of these sizes looks like: each row with its exact base or its reason."""
    sizes = {"woman": women, "man": men, "prefer_not": not_stated}
    people = [
        {"gender": gender, "content": ("yes", "no")[at % 2]}
        for gender, size in sizes.items()
        for at in range(size)
    ]
    protection = protection_of(people, ONE_QUESTION)
    exact = protection.exact("content")
    rows = protection.rows("content").items()
    return frozenset((domain, why or exact[domain]) for domain, why in rows)


@settings(max_examples=10, deadline=None)
@given(sizes=st.tuples(*[st.sampled_from([0, 1, 2, 5, 9, 10, 11, 13, 18, 22])] * 3))
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_small_base_can_be_anything_from_one_to_nine_when_our_rules_are_known_too(place, sizes):
    """Whoever reads this code knows that a withheld group is small, and learns no more."""
    total = sum(sizes)
    if not is_small(sizes[place]) or total < 10:
        return
    seen = looks_like(*sizes)
    for other_size in (1, 9):
        others = [size for at, size in enumerate(sizes) if at != place]
        rest = total - other_size
        possible = [others, *([first, rest - first] for first in range(rest + 1))]
        waves = ([*pair[:place], other_size, *pair[place:]] for pair in possible)
        assert any(looks_like(*wave) == seen for wave in waves)


@settings(max_examples=8, deadline=None)
@given(
    sizes=st.tuples(st.sampled_from([60, 200, 500]), *[st.sampled_from([1, 5, 12, 40])] * 2),
    seed=SEEDS,
)
@example(sizes=(60, 40, 1), seed=0)
@example(sizes=(60, 12, 5), seed=2)
@example(sizes=(200, 5, 40), seed=5)
def test_no_base_and_no_difference_is_narrowed_down_when_three_releases_are_known(sizes, seed):
    """The difference of two releases is a table of its own, of those who came in between."""
    people = random_crowd(sum(sizes), seed)
    ends = list(accumulate(sizes))
    earlier: list[Earlier] = []
    releases = []
    for end in ends:
        protection = protection_of(people[:end], WITH_ALL_TABLES, earlier=earlier)
        rows = protection.bases()
        for before in releases:
            if all(before.values()):
                continue  # nothing was told that a difference could be taken from
            assert all(rows.get(domain, WITHHELD) for domain, why in before.items() if why)
        releases.append(rows)
        shown = frozenset(domain for domain, why in rows.items() if why is None)
        earlier.append(Earlier(protection.exact(), shown))
    later = [
        (people[start:end], rows)
        for start, end, rows in zip(ends, ends[1:], releases[1:], strict=False)
    ]
    attacker = Attacker(WITH_ALL_TABLES, people[: ends[0]], releases[0], {}, later=later)
    assert not attacker.narrowed(
        (domain, came(first, last), 10)
        for domain in {domain for rows in releases for domain in rows}
        for first, last in combinations_with_replacement(range(3), 2)
        if is_small(attacker.count_of(domain, first, last))
    )
