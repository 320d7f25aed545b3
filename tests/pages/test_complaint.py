"""Writing a complaint at the full door, and recording what somebody told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.complaints.casefile import open_case, staff_holder
from copfeedback.complaints.model import ItemKind
from copfeedback.complaints.stretching import Stretching
from copfeedback.people.model import SESSION_COOKIE, Role
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys.spoken import Recording
from copfeedback.ui import complaint_beside
from tests.complaints.body import CHEAP, Body
from tests.pages.reader import Reader

STORY = "They took my telephone."
CASEWORKER = 11


@pytest.fixture
def body(portal: Portal) -> Body:
    """A body that takes complaints in English and Arabic."""
    made = Body(portal.engine)
    portal.filing._roster = lambda: made.roster
    portal.filing._languages = lambda: frozenset({"en", "ar"})
    portal.filing._stretching = Stretching(2, **CHEAP)
    return made


def opened(portal: Portal, body: Body, kind: ItemKind) -> list[dict[str, Any]]:
    """What a caseworker can open of all cases."""
    with reading(portal.engine) as connection:
        ids = connection.exec_driver_sql("SELECT id FROM complaint_case").scalars().all()
        own = staff_holder(CASEWORKER), body.keys[CASEWORKER]
        cases = [open_case(connection, each, *own) for each in ids]
    return [dict(item.content) for case in cases for item in case.of_kind(kind)]


def put(reader: Reader, field: str, value: Any, part: str = "", tag: str = "en") -> None:
    """Fill in a widget of the screen."""
    app = reader.app
    widgets = [*app.text_input, *app.text_area, *app.radio, *app.checkbox, *app.selectbox]
    key = f"complaint.{field}.{part}.{tag}"
    next(each for each in widgets if each.key == key).set_value(value)


def to_story(reader: Reader, **query: str) -> Reader:
    reader.open("complaint", **query).press("complaint-next")
    put(reader, "narrative", STORY)
    return reader


def html(reader: Reader) -> str:
    return " ".join(each.value for each in reader.app.get("html"))


def groups(reader: Reader) -> list[str]:
    return re.findall(r"<li>(\d{4})</li>", html(reader))


def send(reader: Reader) -> Reader:
    """From the review to the receipt."""
    reader.press("complaint-next")
    field = reader.app.text_input(key="complaint-typed")
    number = re.findall(r"\d", field.label)[0]
    field.set_value(groups(reader)[int(number) - 1])
    return reader.press("complaint-send")


def test_a_complaint_is_written_step_by_step_and_sent(portal: Portal, body: Body, reader: Reader):
    to_story(reader)
    put(reader, "kind", "concern")
    reader.press("complaint-next")
    for part, value in (("day", "1"), ("month", "2"), ("year", "2026")):
        put(reader, "day", value, part)
    for _ in range(3):
        reader.press("complaint-next")
    put(reader, "categories", True, "property")
    reader.press("complaint-next").press("complaint-review")
    assert "Nothing is stored yet" in reader.text
    assert STORY in reader.text
    send(reader)
    assert "We have it" in reader.text
    [narrative] = opened(portal, body, ItemKind.NARRATIVE)
    assert (narrative["text"], narrative["language"]) == (STORY, "en")
    [answers] = opened(portal, body, ItemKind.ANSWERS)
    assert answers == {
        "kind": ["concern"],
        "day": ["2026-02-01"],
        "categories": ["property"],
        "language": "en",
        "channel": "full",
    }


def test_nothing_of_it_stays_in_the_session_once_it_is_sent(body: Body, reader: Reader):
    send(to_story(reader).press("complaint-review"))
    code = "".join(groups(reader))
    assert len(code) == 24

    visit = reader.app.session_state["copfeedback_complaint"]
    assert visit.entered == {}
    assert STORY not in repr(reader.app.session_state)
    reader.press("complaint-done")
    assert "Before you write" in reader.text
    assert reader.app.session_state["copfeedback_complaint"].drawn is None


def test_the_code_must_be_typed_back(portal: Portal, body: Body, reader: Reader):
    to_story(reader).press("complaint-review").press("complaint-next")
    before = groups(reader)
    reader.app.text_input(key="complaint-typed").set_value("0")
    reader.press("complaint-send")
    assert "Please look again." in reader.text
    assert groups(reader) == before
    assert opened(portal, body, ItemKind.NARRATIVE) == []


def test_what_happened_is_needed_and_can_be_told_in_three_ways(body: Body, reader: Reader):
    reader.open("complaint").press("complaint-next").press("complaint-next")
    assert "This is the only question that needs an answer." in reader.text
    put(reader, "narrative", STORY)
    reader.press("complaint-tell-guided")
    put(reader, "happened", "He hit me.")
    reader.press("complaint-tell-voice")
    assert "You can add the recording" in reader.text
    reader.press("complaint-tell-free").press("complaint-review")
    assert STORY in reader.text
    assert "He hit me." in reader.text


def test_danger_and_youth_are_met_before_anything_is_written(body: Body, reader: Reader):
    reader.open("complaint")
    put(reader, "danger", "unsure")
    put(reader, "age_band", "below_12")
    reader.press("complaint-next")
    assert "Nobody watches this page at night." in reader.text
    reader.press("complaint-next")
    assert "Please ask a grown-up whom you trust" in reader.text
    assert "Who might have to be told" in reader.text


def test_the_language_can_be_changed_in_the_middle(body: Body, reader: Reader):
    to_story(reader).press("language.ar")
    fields = {each.key: each.value for each in reader.app.text_area}
    assert fields["complaint.narrative..ar"] == STORY


def test_a_step_can_be_listened_to_where_a_recording_says_the_same(
    body: Body, reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    sound = Recording("en/before.mp3", Path("before.mp3"), synthetic=True, text_hash="")
    monkeypatch.setattr(
        complaint_beside,
        "find_sound",
        lambda _portal, step, *_: sound if step.id == "before" else None,
    )
    reader.open("complaint")
    assert 'src="./en/complaints/sounds/before"' in html(reader)
    assert "<audio" not in html(reader.press("complaint-next"))


def test_from_the_review_one_goes_to_a_step_and_back(body: Body, reader: Reader):
    to_story(reader).press("complaint-review").press("complaint-change-what")
    put(reader, "narrative", "Something else.")
    reader.press("complaint-next")
    assert "Something else." in reader.text
    assert "Check your answers" in reader.text


def test_what_was_chosen_can_be_unchosen(body: Body, reader: Reader):
    reader.open("complaint")
    put(reader, "danger", "yes")
    reader.press("complaint-next").press("complaint-back")
    put(reader, "danger", "")
    reader.press("complaint-next")
    assert "What happened" in reader.text  # nobody is asked whom to call any more


def test_a_closed_door_says_why_and_whom_to_turn_to(portal: Portal, body: Body, reader: Reader):
    portal.filing._languages = frozenset
    reader.open("complaint")
    assert "Please try another language." in reader.text
    assert not reader.app.text_area


def test_what_cannot_be_stored_is_said_and_nothing_is_lost(
    portal: Portal, body: Body, reader: Reader
):
    to_story(reader).press("complaint-review")
    body.without(CASEWORKER)
    send(reader)
    assert "there are too few people" in reader.text
    body.roster = Body(portal.engine).roster
    reader.press("complaint-back")
    assert STORY in reader.text


def test_without_a_database_the_review_stays(
    portal: Portal, body: Body, reader: Reader, monkeypatch: pytest.MonkeyPatch
):
    def away() -> None:
        raise StorageUnavailable("away")

    to_story(reader).press("complaint-review")
    with monkeypatch.context() as patch:
        patch.setattr(portal.filing, "draw", away)
        reader.press("complaint-next")
        assert "Incident number" in reader.text
        assert STORY in reader.text
    assert len(groups(reader.press("complaint-next"))) == 6


def test_a_caseworker_records_what_somebody_told(
    portal: Portal, body: Body, sign_in: Callable[..., Reader]
):
    reader = sign_in(Role.CASEWORKER).open("complaint")
    assert "Write down what somebody told you" in {
        link.proto.label for link in reader.app.get("page_link")
    }
    reader.open("complaint", recording="1")
    assert "You write down what somebody told you." in reader.text
    reader.app.radio(key="complaint-channel").set_value("in_person")
    reader.press("complaint-next")
    put(reader, "narrative", STORY)
    send(reader.press("complaint-review"))
    assert "Number of your case" in reader.text
    [answers] = opened(portal, body, ItemKind.ANSWERS)
    assert answers["channel"] == "in_person"


def test_an_officer_passes_something_on_and_does_not_learn_the_case(
    portal: Portal, body: Body, sign_in: Callable[..., Reader]
):
    reader = sign_in(Role.LEADER)
    to_story(reader, recording="1")
    send(reader.press("complaint-review"))
    assert "We have it" in reader.text
    assert len(groups(reader)) == 6
    assert "Number of your case" not in reader.text
    [answers] = opened(portal, body, ItemKind.ANSWERS)
    assert answers["channel"] == "passed_on"


def test_recording_goes_on_after_a_session_has_ended_only_when_signed_in_again(
    portal: Portal, body: Body, sign_in: Callable[..., Reader]
):
    reader = to_story(sign_in(Role.LEADER), recording="1").press("complaint-review")
    portal.people.sign_out(reader.cookies[SESSION_COOKIE])
    reader.press("complaint-next")
    assert STORY not in reader.text
    assert not groups(reader)
    assert reader.app.session_state["copfeedback_complaint"].entered["narrative"] == [STORY]


def test_a_stranger_cannot_record(portal: Portal, body: Body, reader: Reader):
    send(to_story(reader, recording="1").press("complaint-review"))
    [answers] = opened(portal, body, ItemKind.ANSWERS)
    assert answers["channel"] == "full"
