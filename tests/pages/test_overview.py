"""The key indicators on one page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, Role
from copfeedback.surveys.waves import add_wave
from tests.factories import a_wave_file
from tests.pages.reader import Reader

SECOND = "tiny-summer"


@pytest.fixture
def leader(sign_in: Callable[[Role], Reader]) -> Reader:
    return sign_in(Role.LEADER)


def test_the_overview_is_refused_when_the_role_does_not_include_trends(
    reader: Reader, sign_in: Callable[[Role], Reader], close_with: Callable[..., None]
):
    close_with()
    for somebody in (reader, sign_in(Role.ADMINISTRATOR)):
        assert "This page is for staff who may see trends." in somebody.open("overview").text
        assert "<table>" not in somebody.page


def test_every_indicator_says_where_it_stands_and_how_it_changed(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    close_with(trusting=2)
    add_wave(portal.trail, OPERATOR, a_wave_file(id=SECOND, name={"en": "Summer"}))
    portal.surveys.book.refresh()
    close_with(SECOND, trusting=4)
    leader.open("overview")
    row = leader.text.split("How much do you trust the police?</a>")[1].split("</tr>")[0]
    assert "<bdi>25%</bdi>" in row
    assert "no clear gap" in row
    assert row.count("<b>down</b>") == 2
    assert row.count("-25 points") == 2
    assert 'href="./trends?survey=tiny&amp;item=trust"' in leader.page
    assert 'href="./staff/brief?survey=tiny&amp;lang=en"' in leader.page


def test_who_answered_is_set_beside_who_lives_there(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    close_with(women=60, men=40)
    leader.open("overview")
    assert "Who answered" in leader.text
    assert '<th scope="row">Women</th><td>60</td><td>60%</td><td>–</td>' in leader.page


def test_how_to_read_it_says_that_more_reports_may_mean_more_trust(
    leader: Reader, close_with: Callable[..., None]
):
    close_with()
    assert "it can also mean that they trust the police more" in leader.open("overview").text


@pytest.mark.parametrize(("women", "men"), [(0, 0), (40, 0), (4, 3)])
def test_the_page_stands_when_few_or_nobody_answered(
    leader: Reader, close_with: Callable[..., None], women: int, men: int
):
    close_with(women=women, men=men)
    assert "How to read this" in leader.open("overview").text


def test_there_is_a_word_for_it_when_nothing_is_released(leader: Reader):
    assert "No wave of this survey has results yet." in leader.open("overview").text
