"""How a survey manager brings responses in on the full door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from copfeedback.application import Portal
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Role
from copfeedback.people.sector_model import Sector, SectorKind
from copfeedback.storage.engine import reading
from copfeedback.surveys import store
from copfeedback.ui import past_upload
from tests.pages.reader import Reader

REFUSAL = "This page is for survey managers"
WAVE: dict[str, Any] = {
    "id": "tiny-baseline",
    "name__en": "Baseline",
    "opens": "2024-03-04",
    "closes": "2024-03-31",
    "results_due": "2099-02-01",
}
DATA = b"_uuid;victim;Q2;gender\nsecret;Yes;3;Woman\nsecret;no;4;man\n"


@pytest.fixture
def manager(portal: Portal, sign_in: Callable[..., Reader]) -> Reader:
    name = Translations({"en": "Harbour"})
    portal.sectors.set(OPERATOR, Sector("harbour", SectorKind.AREA, name), new=True)
    return sign_in(Role.SURVEY_MANAGER).open("fieldwork", wave="-past")


def upload(manager: Reader, content: bytes, name: str = "past.csv", at: int = 0) -> Reader:
    manager.app.file_uploader[at].set_value((name, content, "text/csv"))
    return manager.reload()


def column(manager: Reader, name: str) -> Any:
    """The list that says what a column is taken as."""
    lists = manager.app.selectbox
    (found,) = (each for each in lists if (each.key or "").endswith(f".{name}.en"))
    return found


def stored(portal: Portal, wave_id: str = "tiny-baseline") -> list[str]:
    with reading(portal.engine) as connection:
        response = store.response.c
        found = select(response.answers).where(response.wave_id == wave_id)
        return sorted(connection.execute(found).scalars())


def test_the_page_is_refused_to_everybody_else(reader: Reader, sign_in: Callable[..., Reader]):
    for other in (reader, sign_in(Role.LEADER), sign_in(Role.ADMINISTRATOR)):
        assert REFUSAL in other.open("fieldwork", wave="-past").text


def test_a_file_is_checked_and_brought_in(manager: Reader, portal: Portal):
    upload(manager, DATA)
    assert column(manager, "victim").value == "victim"
    assert column(manager, "Q2").value == ""
    assert "_uuid" in manager.text
    column(manager, "Q2").set_value("trust")
    manager.enter(**WAVE).do("check")

    assert "2 rows were read." in manager.text
    assert "2 responses can be taken." in manager.text
    assert "Please check" not in manager.text
    assert "Nothing was changed." not in manager.text
    assert stored(portal) == []
    assert column(manager, "Q2").value == "trust"

    manager.do("bring")

    assert "The wave “tiny-baseline” is there, closed, with 2 responses." in manager.text
    assert stored(portal) == [
        '{"victim":"no","trust":4,"gender":"man"}',
        '{"victim":"yes","trust":3,"gender":"woman"}',
    ]
    assert "Go to the wave" in manager.links


def test_columns_that_go_nowhere_are_named_when_a_file_is_checked(manager: Reader):
    upload(manager, b"_uuid,victim,w,Q2\nsecret,yes,1.5,3\n").enter(**WAVE).do("check")

    assert "1 responses can be taken." in manager.text
    assert "Left out: w and Q2" in manager.text

    upload(manager, DATA, "other.csv")
    assert "can be taken" not in manager.text, "this was said of the file before"


def test_faults_are_told_and_nothing_is_stored(manager: Reader, portal: Portal):
    upload(manager, DATA + b"x;perhaps;5;man\n").enter(**WAVE).do("bring")

    assert "1 row cannot be taken, so nothing is." in manager.text
    assert "Row 4, column “victim”, “perhaps”: This is none of the answers." in manager.text
    assert stored(portal) == []


def test_a_mapping_says_what_values_mean(manager: Reader, portal: Portal):
    mapping = (
        b'columns: {Q2: {item: victim, values: {"3": "yes", "4": "no"}}}\nleft_out: [victim]\n'
    )
    upload(manager, DATA)
    upload(manager, mapping, "mapping.yaml", at=1)
    assert column(manager, "Q2").value == "victim"

    manager.enter(**WAVE).do("bring")

    assert '{"victim":"yes","gender":"woman"}' in stored(portal)


def test_a_sample_brings_its_design(manager: Reader, portal: Portal):
    upload(manager, b"victim,w,s\nyes,1.5,a\nno,2,b\n")
    column(manager, "w").set_value("weight")
    column(manager, "s").set_value("stratum")
    manager.enter(**WAVE).do("bring")
    assert "Only a sample has strata" in manager.text

    manager.enter(recruitment="sample").do("bring")

    assert len(stored(portal)) == 2


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"PK", "past.xlsx", "the workbook is damaged"),
        (b"x", "past.pdf", "of no kind that can be read"),
        (b"a,a\n1,2\n", "past.csv", "two columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_once(
    manager: Reader, content: bytes, name: str, told: str
):
    assert told in upload(manager, content, name).text
    assert told in manager.enter(**WAVE).do("bring").text


def test_a_file_that_is_too_large_is_refused_with_another_way(
    manager: Reader, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(past_upload, "_BYTES", 0)

    assert "copfeedback wave import" in upload(manager, DATA).text


def test_without_a_file_and_without_days_it_is_said_what_is_missing(manager: Reader):
    assert "Please choose a file first." in manager.do("bring").text
    assert "Please write a day that exists" in upload(manager, DATA).do("bring").text


def test_a_wave_that_is_not_over_is_refused(manager: Reader):
    later = WAVE | {"closes": "2099-01-01"}

    upload(manager, DATA).enter(**later).do("bring")

    assert "The last day must have passed" in manager.text


def test_nobody_brings_in_what_is_public_before_anybody_else_saw_it(
    manager: Reader, portal: Portal
):
    upload(manager, DATA).enter(**WAVE | {"results_due": "2024-05-01"}).do("bring")

    assert "Choose a day after today" in manager.text
    assert stored(portal) == []


def test_another_file_gets_lists_of_its_own(manager: Reader):
    upload(manager, DATA)
    column(manager, "Q2").set_value("trust")
    manager.reload()

    upload(manager, DATA.replace(b"secret", b"others"), "other.csv")

    assert column(manager, "Q2").value == ""
