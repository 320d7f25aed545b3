"""What staff see of the way answers change."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR, SESSION_COOKIE, Role
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.service import Submission
from copfeedback.surveys.waves import add_wave, change_wave
from tests.factories import TODAY, a_wave_file
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader

REFUSAL = "This page is for staff who may see trends."
SECOND = "tiny-summer"


def chart(reader: Reader) -> dict[str, Any]:
    figure, *_ = reader.app.get("plotly_chart")
    return json.loads(figure.proto.spec)


def lines(reader: Reader) -> dict[str, list[int | None]]:
    return {line["name"]: line["y"] for line in chart(reader)["data"] if line.get("name")}


@pytest.fixture
def two_waves(portal: Portal, close_with: Callable[..., None]) -> None:
    """A closed wave in which half trust the police, and a later one in which a quarter does."""
    close_with(men=60, trusting=2)
    second = a_wave_file(id=SECOND, name={"en": "Summer", "ar": "الصيف"})
    add_wave(portal.trail, OPERATOR, second)
    portal.surveys.book.refresh()
    close_with(SECOND, men=60, trusting=4)


@pytest.fixture
def leader(sign_in: Callable[[Role], Reader]) -> Reader:
    return sign_in(Role.LEADER)


def test_trends_are_refused_when_nobody_is_signed_in(reader: Reader, two_waves: None):
    reader.open("trends")
    assert REFUSAL in reader.text
    assert "<table>" not in reader.page
    assert not reader.app.get("plotly_chart")


def test_trends_are_refused_when_the_role_does_not_include_them(
    sign_in: Callable[[Role], Reader], two_waves: None
):
    administrator = sign_in(Role.ADMINISTRATOR).open("trends")
    assert REFUSAL in administrator.text
    assert "Trends" not in administrator.links


def test_trends_are_refused_when_the_cookie_is_made_up(reader: Reader, two_waves: None):
    reader.cookies[SESSION_COOKIE] = "x" * 43
    assert REFUSAL in reader.open("trends").text


def test_trends_end_when_the_session_has_ended(leader: Reader, two_waves: None, portal: Portal):
    assert "<table>" in leader.open("trends").page
    portal.people.sign_out(leader.cookies[SESSION_COOKIE])
    assert "Your session has ended" in leader.reload().text
    assert "<table>" not in leader.page


def test_a_leader_sees_women_and_men_wave_after_wave(leader: Reader, two_waves: None):
    leader.open("trends")
    assert "Trends" in leader.links
    assert "Signed in as leader." in leader.text
    assert lines(leader) == {"Everyone": [50, 25], "Women": [50, 25], "Men": [50, 25]}
    assert '<th scope="row">Spring</th>' in leader.page
    assert "Key indicator: the share who answered “7”, “8”, “9”, and “10”" in leader.text


def test_the_table_holds_every_figure_of_the_chart(leader: Reader, two_waves: None):
    leader.open("trends")
    trend_table = leader.page.split("<table>")[1]
    for estimates in lines(leader).values():
        for share in estimates:
            assert f"<bdi>{share}%</bdi>" in trend_table
    figure, *_ = leader.app.get("plotly_chart")
    assert "Women: Spring 50% and Summer 25%" in figure.proto.alt


def test_the_table_of_a_wave_names_its_release_and_its_days(leader: Reader, two_waves: None):
    leader.open("trends")
    assert "Answered from May 1, 2026 to May 6, 2026." in leader.text
    assert "Frozen on May 6, 2026." in leader.text
    assert "Indicative: people chose themselves" in leader.text


def test_another_question_is_shown_when_it_is_picked(leader: Reader, two_waves: None):
    leader.open("trends")
    leader.app.selectbox[1].select("victim")
    leader.reload()
    assert "Did something happen to you?" in leader.text
    assert lines(leader)["Everyone"] == [33, 33]


def test_a_withheld_figure_is_a_gap_and_says_why(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    close_with(men=60)
    add_wave(portal.trail, OPERATOR, a_wave_file(id=SECOND, name={"en": "Summer"}))
    portal.surveys.book.refresh()
    close_with(SECOND, women=60, men=5)
    leader.open("trends")
    assert lines(leader)["Men"] == [50, None]
    assert "too few answers" in leader.text or "withheld to protect" in leader.text


def test_the_page_says_why_a_line_breaks(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    close_with()
    second = a_wave_file(id=SECOND, name={"en": "Summer"}, modes=["full"], recruitment="outreach")
    add_wave(portal.trail, OPERATOR, second)
    portal.surveys.book.refresh()
    close_with(SECOND)
    leader.open("trends")
    assert lines(leader)["Women"] == [50, None, 50]
    assert (
        "Spring and Summer cannot be compared: people could answer in other ways and people were "
        "chosen or invited in another way."
    ) in leader.text


def test_an_open_wave_shows_how_far_it_is_from_its_targets(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    targets = {"mode": {"light": 100, "full": 100}}
    changed = a_wave_file(target=400, targets=targets)
    change_wave(portal.trail, OPERATOR, changed, TODAY)
    portal.surveys.book.refresh()
    for number in range(12):
        sent = Submission({"victim": ["no"]}, number.to_bytes(16), Circumstances("en", Mode.FULL))
        portal.surveys.send(portal.surveys.book.find(WAVE), sent)
    portal.surveys.fold_all()
    leader.open("trends")
    assert "The target is 400." in leader.text
    assert "10 of 100" in leader.text
    assert "Furthest behind: Simple site" in leader.text


def test_the_chart_runs_from_right_to_left_when_the_language_does(leader: Reader, two_waves: None):
    leader.accept_language = "ar"
    layout = chart(leader.open("trends"))["layout"]
    assert layout["xaxis"]["autorange"] == "reversed"
    assert layout["yaxis"]["side"] == "right"
    assert layout["xaxis"]["ticktext"] == ["الربيع", "الصيف"]


def test_an_open_wave_shows_how_many_answered_rounded_down(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    leader.open("trends")
    assert "No wave of this survey has results yet." in leader.text
    assert "Waves that are open now" in leader.text
    assert "Spring: fewer than 10" in leader.text


def test_what_is_shown_stays_frozen_when_the_results_are_not_due(
    leader: Reader, two_waves: None, calendar: Calendar
):
    assert calendar.today == TODAY < date(2026, 6, 30) - timedelta(days=1)
    assert "<table>" in leader.open("trends").page
    assert "<table>" not in leader.open("results").page


def test_there_is_a_word_for_it_when_there_is_no_survey(
    leader: Reader, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portal.surveys.book, "all", list)
    assert "There is no survey yet." in leader.open("trends").text
    assert WAVE not in leader.text


def asked_for(reader: Reader) -> dict[str, str]:
    return {name: "".join(said) for name, said in reader.app.query_params.items()}


def test_the_address_restores_the_view(leader: Reader, two_waves: None):
    leader.open("trends", survey="tiny", item="trust", answer="8", split="all")
    assert [box.value for box in leader.app.selectbox] == ["tiny", "trust", "8", "all"]
    assert list(lines(leader)) == ["Everyone"]


def test_the_address_says_what_was_picked(leader: Reader, two_waves: None):
    leader.open("trends")
    leader.app.selectbox[1].select("victim")
    leader.reload()
    assert asked_for(leader) == {
        "survey": "tiny", "item": "victim", "answer": "yes", "split": "gender",
    }  # fmt: skip


def test_an_address_that_asks_for_what_is_not_there_shows_the_usual_view(
    leader: Reader, two_waves: None
):
    leader.open("trends", survey="none", item="none", answer="none", split="x", waves="y")
    assert lines(leader) == {"Everyone": [50, 25], "Women": [50, 25], "Men": [50, 25]}


def test_waves_can_be_left_out(leader: Reader, portal: Portal, two_waves: None, close_with: Any):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="tiny-winter", name={"en": "Winter"}))
    portal.surveys.book.refresh()
    close_with("tiny-winter", men=60, trusting=2)
    leader.open("trends", waves=f"{WAVE},tiny-winter")
    assert chart(leader)["layout"]["xaxis"]["ticktext"] == ["Spring", "Winter"]
    assert asked_for(leader)["waves"] == f"{WAVE},tiny-winter"


def test_the_gap_stands_beside_the_genders_with_its_interval(leader: Reader, two_waves: None):
    leader.open("trends")
    gap = leader.text.split("Women minus men")[1].split("</table>")[0]
    assert gap.count("no clear gap") == 2
    assert "0 points" in gap


def test_changes_are_said_in_words(leader: Reader, two_waves: None):
    leader.open("trends")
    changes = leader.text.split("Change in percentage points</caption>")[1].split("</table>")[0]
    assert "Since Spring" in changes
    assert "down" in changes
    assert "-25 points" in changes


def test_every_picture_has_a_table_words_and_two_ways_to_save_it(leader: Reader, two_waves: None):
    leader.open("trends")
    pictures = leader.app.get("plotly_chart")
    assert len(pictures) == 3
    assert all(picture.proto.alt for picture in pictures)
    assert leader.page.count('data-format="png"') == leader.page.count('data-format="svg"') == 3
    assert leader.page.count("Answered from") > len(pictures)


def test_other_splits_have_lines_of_their_own(leader: Reader, two_waves: None):
    leader.open("trends", split="age_band")
    assert lines(leader) == {"Not stated": [50, 25]}
    assert "Women minus men" not in leader.text
    leader.open("trends", split="gender.age_band")
    assert {trace["name"] for trace in chart(leader)["data"]} == {"Women", "Men"}


def test_the_nearest_larger_groups_are_offered_when_a_view_is_withheld(
    leader: Reader, portal: Portal, close_with: Callable[..., None]
):
    close_with(women=60, men=5)
    leader.open("trends", split="gender.age_band")
    assert "Some groups are too small to be shown." in leader.text
    leader.press("trends.coarser")
    assert asked_for(leader)["split"] in {"gender", "age_band", "all"}
    assert "Some groups are too small to be shown." not in leader.text


def test_the_nearest_view_is_shown_when_the_address_asks_for_one_that_is_not_released(
    leader: Reader, two_waves: None
):
    leader.open("trends", split="gender.mode")
    assert "This view is not released" in leader.text
    assert asked_for(leader)["split"] == "gender"


def test_a_release_that_is_not_public_yet_is_marked(leader: Reader, two_waves: None):
    assert "Not public yet." in leader.open("trends").text


@pytest.mark.parametrize(("women", "men"), [(0, 0), (40, 0), (4, 3), (1, 0)])
def test_the_page_stands_when_few_or_nobody_answered(
    leader: Reader, portal: Portal, close_with: Callable[..., None], women: int, men: int
):
    close_with(women=women, men=men)
    for split in ("gender", "all", "mode"):
        assert "How to read this" in leader.open("trends", split=split).text
