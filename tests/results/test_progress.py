"""How far a wave has come, measured by whom it is to reach; never an answer, never exact."""

from __future__ import annotations

from typing import Any

from copfeedback.people.model import Actor, Role
from copfeedback.results.model import Fieldwork, Progress, Reached
from copfeedback.results.progress import measured
from copfeedback.results.service import Results
from copfeedback.surveys.wave_model import WavePlan
from copfeedback.surveys.waves import change_wave
from tests import factories
from tests.factories import OPERATOR, TODAY, WAVE, a_wave_file, full_answers

LEADER = Actor("leader", Role.LEADER)


def progress(counts: dict[str, int], **plan: Any) -> Progress:
    return measured(Fieldwork("wave", 10, 70, {"gender": counts}), WavePlan(**plan))


def test_each_group_stands_beside_its_target_and_the_one_furthest_behind_is_named():
    found = progress(
        {"woman": 40, "man": 30, "not_stated": 0},
        target=200,
        targets={"gender": {"woman": 100, "man": 60}},
    )

    assert found.target == 200
    assert found.margins["gender"] == {
        "woman": Reached(40, 100),
        "man": Reached(30, 60),
        "not_stated": Reached(0, None),
    }
    assert found.lowest == {"gender": ("woman",)}


def test_a_group_is_measured_by_the_population_when_it_has_no_target():
    people = {"gender": {"woman": 6_000, "man": 4_000}}

    found = progress({"woman": 40, "man": 30}, target=50, population=people)

    assert found.margins["gender"] == {"woman": Reached(40, 30), "man": Reached(30, 20)}
    assert found.lowest == {"gender": ("woman",)}
    assert progress({"woman": 40, "man": 30}, population=people).margins["gender"] == {
        "woman": Reached(40, None),
        "man": Reached(30, None),
    }


def test_nobody_is_behind_when_all_have_come_equally_far_or_far_enough():
    alike = {"gender": {"woman": 100, "man": 100}}
    assert progress({"woman": 40, "man": 40}, targets=alike).lowest == {}
    done = {"gender": {"woman": 40, "man": 20}}
    assert progress({"woman": 40, "man": 30}, targets=done).lowest == {}
    nobody = {"gender": {"woman": 0}}
    assert progress({"woman": 40, "man": 30}, targets=nobody).lowest == {}


def test_the_progress_of_a_wave_is_rounded_down(sqlite_fieldwork: factories.Fieldwork):
    sqlite_fieldwork.send_many(
        58, lambda at: full_answers(gender=["woman" if at < 37 else "man"], sector=["harbour"])
    )
    sqlite_fieldwork.surveys.fold_all()
    targets = {"gender": {"woman": 40, "man": 40}, "sector": {"harbour": 20, "hills": 20}}
    change_wave(sqlite_fieldwork.trail, OPERATOR, a_wave_file(targets=targets), TODAY)
    sqlite_fieldwork.book.refresh()
    results = Results(sqlite_fieldwork.trail, sqlite_fieldwork.book, lambda: TODAY)

    found = results.progress(LEADER, WAVE)

    assert found.fieldwork.total == 50
    assert found.margins["gender"]["woman"] == Reached(30, 40)
    assert found.margins["gender"]["man"] == Reached(20, 40)
    assert found.lowest == {"gender": ("man",), "sector": ("hills",)}
    harbour = Actor("leader", Role.LEADER, sectors=frozenset({"harbour"}))
    assert results.progress(harbour, WAVE).lowest == {"gender": ("man",)}
