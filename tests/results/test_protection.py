"""What of all tables together may be shown."""

from __future__ import annotations

import dataclasses

from copfeedback.results.cube import Cube, tables_of
from copfeedback.results.earlier import Earlier
from copfeedback.results.protection import Protection
from copfeedback.results.published import EVERYONE, Domain, Group, Withheld
from copfeedback.results.thresholds import THRESHOLDS
from copfeedback.surveys.wave_model import Arm
from tests.factories import a_question, a_survey
from tests.results.waves import AGE, GENDER, SECTOR, columns_of

CONTENT = a_question("content", "single", "yes", "no")
CALLS = a_question("calls", "number", maximum=1_000)
SURVEY = a_survey([CONTENT, CALLS], [GENDER, AGE, SECTOR])
ARMS = {"harbour": Arm.PILOT, "hills": Arm.CONTROL, "centre": Arm.CONTROL}


def people(count, *, calls=lambda at: at % 4, **person):
    """So many people with these values, every second of them content."""
    return [
        {"content": ("yes", "no")[at % 2], "calls": calls(at), "gender": "woman"} | person
        for at in range(count)
    ]


def protection_of(crowd, survey=SURVEY, earlier=(), **plan):
    columns = columns_of(crowd, survey, **plan)
    cube = Cube(columns, tables_of(survey, columns))
    return Protection(survey, columns, cube, THRESHOLDS, earlier)


def shown(rows):
    return [domain.id for domain, why in rows.items() if why is None]


def both_genders(count, **person):
    return people(count, **person) + people(count, gender="man", **person)


EVEN = [
    each
    for sector in ("harbour", "hills", "centre")
    for age in ("18_29", "30_59", "60_over")
    for each in both_genders(12, sector=sector, age_band=age)
]


def test_every_table_is_shown_when_every_cell_has_ten():
    rows = protection_of(EVEN).rows("content")
    assert not any(rows.values())
    assert len(rows) == 1 + 2 + 3 + 3 + 6 + 6
    assert list(rows)[:3] == [EVERYONE, Domain.group(Group.WOMAN), Domain.group(Group.MAN)]


def test_there_is_a_table_by_arm_when_sectors_have_arms():
    rows = protection_of(EVEN, arms=ARMS).bases()
    assert {"arm=pilot", "arm=control"} <= set(shown(rows))


def test_there_is_no_table_by_mode_when_all_answered_in_the_same():
    assert all(domain.value("mode") is None for domain in protection_of(EVEN).bases())


def test_a_second_sector_is_withheld_when_one_is_small():
    rows = protection_of(EVEN + people(3, sector="", age_band="18_29")).bases()
    withheld = {
        domain.value("sector")
        for domain, why in rows.items()
        if why and "sector" in domain.dimensions and len(domain.parts) == 1
    }
    assert len(withheld) == 2
    assert "not_stated" not in {domain.value("sector") for domain in rows if not rows[domain]}


def test_no_split_adds_up_to_the_total_when_that_is_withheld():
    rows = protection_of(EVEN + people(3, gender="prefer_not", age_band="30_59")).bases()
    assert rows[EVERYONE] is Withheld.PROTECTS_ANOTHER
    for dimension in ("age_band", "sector"):
        split = [why for domain, why in rows.items() if domain.dimensions == (dimension,)]
        assert None in split
        assert any(split)


def test_a_crossing_is_left_out_when_little_of_it_would_be_shown():
    crowd = [
        each for age in ("18_29", "30_59", "60_over") for each in both_genders(6, age_band=age)
    ]
    rows = protection_of(crowd).bases()
    assert len(shown(rows)) == 1 + 2 + 3 + 1 + 2  # by sector, nobody stated one
    assert all(domain.dimensions != ("gender", "age_band") for domain in rows)


def test_a_table_is_withheld_when_a_row_of_it_answered_alike():
    alike = [each | ({"content": "yes"} if each["sector"] == "hills" else {}) for each in EVEN]
    rows = protection_of(alike).rows("content")
    assert not [domain for domain in shown(rows) if "sector" in domain]
    assert [domain for domain in shown(rows) if "age_band" in domain]
    assert [domain for domain in shown(protection_of(alike).rows("calls")) if "sector" in domain]


def test_a_mean_is_shown_when_nobody_has_most_of_the_sum():
    protection = protection_of(EVEN)
    assert protection.may_show_mean("calls", EVERYONE)
    assert protection.may_show_mean("calls", Domain.of({"sector": "hills"}))


def test_a_mean_is_withheld_in_all_tables_that_tell_when_one_number_is_most_of_a_row():
    large = [{**EVEN[0], "calls": 900}, *EVEN[1:]]
    protection = protection_of(large)
    assert not protection.may_show_mean("calls", EVERYONE)
    in_harbour = [{**EVEN[0], "calls": 150}, *EVEN[1:]]
    protection = protection_of(in_harbour)
    assert protection.may_show_mean("calls", EVERYONE)
    assert not protection.may_show_mean("calls", Domain.of({"sector": "hills"}))


def test_a_mean_is_withheld_when_all_gave_the_same_number():
    same = [{**each, "calls": 3} for each in EVEN]
    assert not protection_of(same).may_show_mean("calls", EVERYONE)


def earlier_release(protection, **items):
    shown_rows = frozenset(domain for domain, why in protection.bases().items() if why is None)
    return Earlier(protection.exact(), shown_rows, items)


def test_a_row_stays_when_a_correction_leaves_it_as_it_was():
    earlier = earlier_release(protection_of(EVEN))
    assert protection_of(EVEN, earlier=[earlier]).bases() == protection_of(EVEN).bases()


def test_a_row_is_withheld_when_a_correction_adds_fewer_than_ten_to_it():
    earlier = earlier_release(protection_of(EVEN))
    corrected = (
        EVEN
        + people(30, sector="hills", age_band="18_29")
        + people(4, sector="hills", age_band="60_over")
    )
    rows = protection_of(corrected, earlier=[earlier]).bases()
    assert rows[Domain.of({"age_band": "60_over"})] is not None
    assert rows[EVERYONE] is None


def test_a_row_stays_withheld_when_a_correction_would_show_it():
    few = EVEN + people(3, sector="", age_band="18_29")
    before = protection_of(few)
    more = few + people(30, sector="", age_band="18_29")
    rows = protection_of(more, earlier=[earlier_release(before)]).bases()
    assert all(rows.get(domain, True) for domain, why in before.bases().items() if why)


def test_three_dimensions_are_crossed_when_the_survey_says_so():
    survey = dataclasses.replace(SURVEY, crossings=(("sector", "gender", "age_band"),))
    rows = protection_of(EVEN, survey).bases()
    assert len([domain for domain in rows if len(domain.parts) == 3]) == 18
    assert any(domain.dimensions == ("age_band", "sector") for domain in rows)
