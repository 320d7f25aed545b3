"""The law: nobody who knows a whole release finds out about fewer than ten people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copfeedback.results.counting import GROUPS
from copfeedback.results.disclosure import publish
from copfeedback.results.model import Answered, WaveCounts
from copfeedback.results.published import Group
from tests.factories import a_question, a_survey
from tests.results.attacker import Attacker
from tests.results.waves import GENDER, WITH_EVERYTHING, counted, random_wave

ALMOST = 1e-6
SIZES = st.tuples(*[st.sampled_from([0, 1, 2, 3, 5, 8, 9, 10, 11, 14, 20, 33, 60, 150])] * 4)
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


def adversarial(test):
    """Try the shapes that break naive suppression, with several sets of answers."""
    for sizes in SHAPES:
        for seed in range(2):
            test = example(sizes=sizes, seed=seed)(test)
    return test


def attacked(sizes: Sequence[int], seed: int, *, follows_routing: bool = True):
    """A random wave of these sizes, and who attacks its release."""
    truth = counted(random_wave(sizes, seed))
    tables = publish("wave", WITH_EVERYTHING, truth)
    return truth, Attacker(WITH_EVERYTHING, tables, truth, follows_routing=follows_routing)


def is_small(count: int) -> bool:
    return 0 < count < 10


@adversarial
@settings(max_examples=40, deadline=None)
@given(sizes=SIZES, seed=st.integers(0, 2**32))
def test_no_base_below_ten_is_narrowed_down_when_everything_published_is_known(sizes, seed):
    truth, attacker = attacked(sizes, seed)
    for group, size in truth.respondents.items():
        if is_small(size):
            assert attacker.width(attacker.base("content", group)) >= 10 - ALMOST
    if is_small(sum(truth.respondents.values())):
        everyone = [attacker.base("content", group) for group in GROUPS]
        assert attacker.width(*everyone) >= 10 - ALMOST


@adversarial
@settings(max_examples=30, deadline=None)
@given(sizes=SIZES, seed=st.integers(0, 2**32))
def test_no_routed_base_below_ten_is_narrowed_down_when_its_own_table_is_known(sizes, seed):
    """How many gave the answer that leads here is an honest finding of the earlier table."""
    truth, attacker = attacked(sizes, seed, follows_routing=False)
    for item in ("why_not", "reported", "helped"):
        for group in GROUPS:
            if is_small(truth.asked[item][group]):
                assert attacker.width(attacker.base(item, group)) >= 10 - ALMOST


@adversarial
@settings(max_examples=30, deadline=None)
@given(sizes=SIZES, seed=st.integers(0, 2**32))
def test_no_group_is_known_to_have_answered_alike_when_everything_published_is_known(sizes, seed):
    truth, attacker = attacked(sizes, seed)
    for item, groups in truth.items.items():
        for group, answered in groups.items():
            alike = [code for code, n in answered.answers.items() if n == answered.asked]
            for code in alike if answered.asked else []:
                _, otherwise = attacker.range_of(*attacker.any_but(item, code, group))
                assert otherwise > ALMOST


@adversarial
@example(sizes=(11, 1, 0, 0), seed=76227)  # here the base of the next question would tell
@settings(max_examples=30, deadline=None)
@given(sizes=SIZES, seed=st.integers(0, 2**32))
def test_few_sensitive_answers_stay_unknown_when_everything_published_is_known(sizes, seed):
    truth, attacker = attacked(sizes, seed)
    for item in ("victim", "reported"):
        hidden = [group for group in GROUPS if not attacker.is_shown(item, group)]
        for code in truth.items[item][Group.WOMAN].answers:
            for group in GROUPS:
                if is_small(truth.items[item][group].answers[code]):
                    room = min(10, truth.asked[item][group])
                    assert attacker.width((item, code, group)) >= room - ALMOST
            if is_small(sum(truth.items[item][group].answers[code] for group in GROUPS)):
                room = min(10, sum(truth.asked[item][group] for group in hidden))
                everyone = [(item, code, group) for group in GROUPS]
                assert attacker.width(*everyone) >= room - ALMOST


ONE_QUESTION = a_survey([a_question("content", "single", "yes", "no")], [GENDER])


@cache
def looks_like(women: int, men: int, not_stated: int) -> frozenset[tuple[Group, int | str]]:
    """What a wave of these sizes looks like: each row with its exact base or its reason."""
    sizes = {
        Group.WOMAN: women,
        Group.MAN: men,
        Group.ANOTHER: 0,
        Group.NOT_STATED: not_stated,
    }
    answered = {
        group: Answered(size, {"yes": size // 2, "no": size - size // 2, "no_answer": 0})
        for group, size in sizes.items()
    }
    table = publish(
        "wave",
        ONE_QUESTION,
        WaveCounts(sizes, {"content": sizes, "gender": sizes}, {"content": answered}),
    )["content"]
    exact: Mapping[Group, int] = {
        **sizes,
        Group.ALL: sum(sizes.values()),
        Group.ANOTHER_OR_NOT_STATED: not_stated,
    }
    return frozenset((row.group, row.withheld or exact[row.group]) for row in table.rows)


@settings(max_examples=60, deadline=None)
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
