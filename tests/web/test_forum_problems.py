"""What forums work on, as everybody sees it at the light door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import Topic
from copfeedback.forums.problem_entry import ProblemFields, fields_of
from copfeedback.forums.problem_model import WORDS, Measure, Problem, Stage
from copfeedback.forums.problems import NEW
from copfeedback.people.model import OPERATOR
from tests.web.conftest import TODAY, Calendar
from tests.web.forum_site import TOWN, a_forum, a_meeting, an_item
from tests.web.test_forum_commitments import a_promise, seen


@pytest.fixture
def town(portal: Portal) -> Portal:
    """A portal with a forum."""
    a_forum(portal)
    return portal


def a_problem(portal: Portal, **changes: object) -> Problem:
    """A problem of which everything is written, in English and a little in Arabic."""
    english = {name: f"words on {name}" for name in WORDS} | {"title": "Broken lamps"}
    facts: dict[str, object] = {
        "stage": Stage.ASSESSMENT,
        "texts": {"en": english, "ar": {"title": "مصابيح مكسورة"}},
        "language": "en",
        "topic": Topic.UTILITIES,
        "since": TODAY - timedelta(days=300),
        "quick_win": True,
        "measures": (Measure("Broken lamps", "a month", 12, TODAY, 6, 4, TODAY),),
        "reviews": (TODAY + timedelta(days=30),),
    }
    fields = ProblemFields(**facts | changes)  # type: ignore[arg-type]  # as a form gives them
    return portal.problems.write(OPERATOR, TOWN, NEW, fields, after=0)


def test_a_problem_shows_what_is_known_planned_and_measured(town: Portal, client: TestClient):
    made = a_problem(town)
    promise = a_promise(town, problem=made.id, quick_win=True)
    meeting = a_meeting(town)
    an_item(town, meeting, "Back to the lamps", problem=made.id)

    page = seen(client, f"/en/problems/{made.id}")

    for name in set(WORDS) - {"title"}:
        assert f"words on {name}" in page
    assert "Broken lamps 12 a month May 3, 2027 6 a month 4 a month May 3, 2027" in page
    assert "Next review June 2, 2027" in page
    assert "Since when July 7, 2026" in page
    assert "Back to the lamps" in page
    text = client.get(f"/en/problems/{made.id}").text
    assert f'href="/en/commitments/{promise.id}"' in text
    assert f'href="/en/forums/{TOWN}/{meeting.number}"' in text
    arabic = client.get(f"/ar/problems/{made.id}").text
    assert "مصابيح مكسورة" in arabic
    assert '<span lang="en" dir="auto">words on what</span>' in arabic


def test_published_results_are_linked(
    town: Portal, client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(town.problems, "_is_release", {"spring"}.__contains__)
    made = a_problem(town, findings=(Finding("spring", "safety"), Finding("spring")))

    text = client.get(f"/en/problems/{made.id}").text

    assert 'href="/en/results/spring/safety"' in text
    assert 'href="/en/results/spring"' in text


def test_problems_are_listed_with_their_next_review(
    town: Portal, client: TestClient, calendar: Calendar
):
    made = a_problem(town)
    page = seen(client, "/en/problems")
    assert "Broken lamps Assessment: did it work? · Quick win · Old town" in page
    assert "Looked at again on June 2, 2027" in page

    calendar.today += timedelta(days=40)
    assert "Review overdue" in seen(client, f"/en/problems?forum={TOWN}")
    assert "Review overdue" in seen(client, f"/en/problems/{made.id}")
    assert "There is none at the moment" not in seen(client, "/en/problems?forum=nowhere")


def test_earlier_versions_stay_readable(town: Portal, client: TestClient):
    made = a_problem(town)
    texts = {**made.texts, "en": {**made.texts["en"], "what": "Seen with other eyes"}}
    town.problems.write(
        OPERATOR, TOWN, made.id, replace(fields_of(made), texts=texts), after=made.version
    )

    latest = seen(client, f"/en/problems/{made.id}")
    earlier = seen(client, f"/en/problems/{made.id}?version=1")

    assert "Seen with other eyes" in latest
    assert "words on what" in earlier
    assert "This is an earlier version." in earlier
    assert seen(client, f"/en/problems/{made.id}?version=99") == latest


def test_a_long_record_stays_light_stage_by_stage(town: Portal, client: TestClient):
    words = dict.fromkeys(WORDS, "كلمة " * 290) | {"title": "مصابيح"}
    made = a_problem(town, texts={"en": words, "ar": words})

    for stage in ("scanning", "analysis", "response", "assessment"):
        page = seen(client, f"/ar/problems/{made.id}?stage={stage}")
        assert page.count("كلمة") > 250
    assert seen(client, f"/en/problems/{made.id}") == seen(
        client, f"/en/problems/{made.id}?stage=nonsense"
    )


def test_many_versions_can_be_walked_through(town: Portal, client: TestClient):
    made = a_problem(town)
    for number in range(1, 13):
        town.problems.write(OPERATOR, TOWN, made.id, fields_of(made), after=number)

    assert "?version=6" in client.get(f"/en/problems/{made.id}").text
    earlier = client.get(f"/en/problems/{made.id}?version=6").text
    assert "?version=1" in earlier
    assert "?version=7" in earlier
