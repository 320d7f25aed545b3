"""Answering a survey at the full door."""

from __future__ import annotations

from datetime import date

import pytest

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys import store
from copfeedback.surveys.circumstances import Mode
from copfeedback.surveys.service import Submission
from copfeedback.surveys.waves import add_wave, close_wave
from tests.factories import a_wave_file
from tests.pages.conftest import Calendar
from tests.pages.reader import WAVE, Reader


def start(reader: Reader) -> Reader:
    return reader.open("survey").press("start")


def answer_first_page(reader: Reader, tag: str = "en") -> Reader:
    reader.choose("victim", "yes", tag)
    return reader.press("next")


def answer_contact(reader: Reader) -> Reader:
    """Both pages of the first section: the second asks what happened."""
    return answer_first_page(start(reader)).press("next")


def walk_to_review(reader: Reader) -> Reader:
    return answer_contact(reader).press("next").press("next")


def pending(portal: Portal) -> int:
    with reading(portal.engine) as connection:
        return store.pending_counts(connection).get(WAVE, 0)


def test_the_survey_says_who_is_behind_it_before_it_starts(reader: Reader):
    reader.open("survey")
    for words in ("An institute", "A fund", "The council", "The institute decides.", "Call us."):
        assert words in reader.text
    assert "It takes about 2 minutes." in reader.text


def test_every_answer_is_sent_when_all_questions_are_answered(
    reader: Reader, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    sent: list[Submission] = []
    send = portal.surveys.send
    monkeypatch.setattr(
        portal.surveys,
        "send",
        lambda asked, what, client: [sent.append(what), send(asked, what, client)][1],
    )
    answer_first_page(start(reader))
    reader.write("what_happened", "A theft.")
    reader.press("next")
    reader.choose("trust", "7")
    reader.tick("wishes", "patrols")
    reader.tick("wishes", "youth")
    reader.choose("listens", "agree")
    reader.choose("explains", "disagree")
    reader.write("years", "١٢")
    reader.write("improve", "Be <b>there</b>, *please*.")
    reader.press("next")
    reader.choose("gender", "woman")
    reader.press("next")
    assert "Check your answers" in reader.text
    assert "Be &lt;b&gt;there&lt;/b&gt;, *please*." in reader.page
    assert "Patrols and Youth work" in reader.text
    reader.press("send")
    assert "Your answers have arrived." in reader.text
    assert "The results are promised for June 30, 2026." in reader.text
    assert "portal.example/s/" in reader.text
    assert pending(portal) == 1
    assert sent[0].circumstances.mode is Mode.FULL
    assert sent[0].entered == {
        "victim": ["yes"],
        "what_happened": ["A theft."],
        "trust": ["7"],
        "wishes": ["patrols", "youth"],
        "listens": ["agree"],
        "explains": ["disagree"],
        "years": ["١٢"],
        "improve": ["Be <b>there</b>, *please*."],
        "gender": ["woman"],
    }


def test_nothing_is_stored_before_it_is_sent(reader: Reader, portal: Portal):
    walk_to_review(reader)
    assert pending(portal) == 0


def test_a_problem_is_told_at_the_top_and_beside_the_question(reader: Reader):
    start(reader).press("next")
    assert "Contact" in reader.text
    assert '<a href="#q-victim">Did something happen to you?</a>: Please answer' in reader.page
    assert '<p class="problem">Please answer this question.</p>' in reader.page
    assert "Everything you entered is still here." in reader.text
    name = reader.app.radio(key=f"{WAVE}.victim..en").label
    assert name == "Did something happen to you? (needed) Please answer this question."


def test_the_next_page_comes_when_the_problem_is_mended(reader: Reader):
    start(reader).press("next")
    answer_first_page(reader)
    assert "What happened?" in reader.text
    assert "Please check" not in reader.text


def test_what_was_entered_is_still_there_when_one_goes_back(reader: Reader):
    answer_first_page(start(reader)).press("back")
    assert reader.chosen("victim") == "yes"


def test_entries_that_cannot_be_taken_are_kept_when_one_goes_back(reader: Reader):
    answer_contact(reader)
    reader.write("years", "many")
    reader.press("back").press("next")
    assert [each.value for each in reader.app.text_input] == ["many"]


def test_one_section_can_be_changed_from_the_review(reader: Reader):
    walk_to_review(reader).press("change.contact")
    assert "Save and go to the overview" in reader.buttons
    assert "Back" not in reader.buttons
    reader.choose("victim", "no")
    reader.press("next")
    assert "Check your answers" in reader.text
    assert '<dt id="q-victim">Did something happen to you?</dt><dd>No</dd>' in reader.page


def test_an_answer_is_dropped_when_a_later_change_hides_its_question(reader: Reader):
    answer_first_page(start(reader))
    reader.write("what_happened", "A theft.")
    reader.press("next").press("next").press("next")
    assert "A theft." in reader.text
    reader.press("change.contact")
    reader.choose("victim", "no")
    reader.press("next")
    assert "Check your answers" in reader.text
    assert "A theft." not in reader.text


def test_every_page_of_a_section_can_be_changed_from_the_review(reader: Reader):
    walk_to_review(reader).press("change.contact").press("next")
    assert "What happened?" in reader.text
    reader.write("what_happened", "A theft.")
    reader.press("next")
    assert "<dd>A theft.</dd>" in reader.page
    reader.press("change.contact").press("review")
    assert "Check your answers" in reader.text


def test_nothing_is_lost_when_the_language_changes_in_the_middle(reader: Reader):
    start(reader)
    reader.choose("victim", "yes")
    reader.press("language.ar")
    assert 'data-tag="ar" data-direction="rtl"' in reader.page
    assert reader.chosen("victim", "ar") == "yes"
    assert "التواصل" in reader.text


def test_the_language_menu_keeps_the_page_when_answers_wait_to_be_sent(reader: Reader):
    walk_to_review(reader)
    assert "العربية \\*" in reader.buttons
    assert 'href="?lang=ar"' not in reader.page
    reader.open("home")
    assert 'href="?lang=ar"' not in reader.page
    assert "الآراء" in reader.press("language.ar").open("survey").text


def test_answers_count_once_when_they_are_sent_twice(
    reader: Reader, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    send = portal.surveys.send

    def send_and_lose_the_answer(asked, submission, client):
        send(asked, submission, client)
        raise StorageUnavailable

    walk_to_review(reader)
    with monkeypatch.context() as patch:
        patch.setattr(portal.surveys, "send", send_and_lose_the_answer)
        reader.press("send")
    assert "We could not store your answers just now." in reader.text
    assert "Incident number" in reader.text
    reader.press("send")
    assert "Your answers have arrived." in reader.text
    assert pending(portal) == 1


def test_one_is_told_so_when_the_wave_closed_before_sending(reader: Reader, portal: Portal):
    walk_to_review(reader)
    asked = portal.surveys.book.find(WAVE)
    close_wave(portal.trail, portal.surveys.book, OPERATOR, WAVE, portal.surveys.today())
    with pytest.MonkeyPatch.context() as patch:  # noticed only by whoever writes it down
        patch.setattr(portal.surveys, "find_open", lambda name: asked)
        reader.press("send")
    assert "Your answers came too late and were not stored." in reader.text


def test_one_is_told_so_when_the_wave_ends_while_one_answers(reader: Reader, calendar: Calendar):
    walk_to_review(reader)
    calendar.today = date(2026, 6, 1)
    reader.press("send")
    assert "Your answers came too late and were not stored." in reader.text
    assert 'class="languages"' in reader.reload().page


def test_a_closed_survey_says_since_when_and_when_the_results_come(
    reader: Reader, calendar: Calendar
):
    calendar.today = date(2026, 6, 1)
    reader.open("survey", wave=WAVE)
    assert "It was open until May 31, 2026." in reader.text
    assert "The results are promised for June 30, 2026." in reader.text


def test_a_planned_survey_says_when_it_opens(reader: Reader, calendar: Calendar):
    calendar.today = date(2026, 4, 1)
    assert "It opens on May 1, 2026." in reader.open("survey", wave=WAVE).text


def test_an_unknown_survey_is_a_message_and_a_way_on(reader: Reader):
    reader.open("survey", wave="nonsense")
    assert "There is no such survey" in reader.text
    assert "Tiny survey" in reader.press("list").text


def test_one_can_choose_when_several_surveys_are_open(reader: Reader, portal: Portal):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="tiny-second", name={"en": "Second"}))
    portal.surveys.book.refresh()
    reader.open("survey")
    assert "Spring" in reader.text
    assert "Second" in reader.text
    assert "Second" in reader.open("survey", wave="tiny-second").text


def test_a_short_address_leads_to_its_survey(reader: Reader, portal: Portal):
    short = portal.surveys.book.find(WAVE).wave.short
    assert "An institute" in reader.open("survey", wave=short).text
    reader.press("start")
    assert "Contact</h1>" in reader.page
    assert 'data-place="page/contact/' in reader.page


def test_nothing_is_asked_here_when_the_wave_is_answered_in_other_ways(
    reader: Reader, portal: Portal
):
    add_wave(portal.trail, OPERATOR, a_wave_file(id="hall", modes=["light", "paper"]))
    portal.surveys.book.refresh()

    reader.open("survey", wave="hall")

    assert "This survey is not answered in this way." in reader.text
    assert "./en/surveys/hall" in reader.text
    assert "./en/assisted/hall" not in reader.text
    assert "It is answered on paper." in reader.text
