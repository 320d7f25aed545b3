"""What somebody without scripts can rely on while answering a survey."""

from __future__ import annotations

import html
import json
import re
import zlib
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.storage.engine import StorageUnavailable, reading
from copfeedback.surveys.definition import read_published
from copfeedback.surveys.expressions import compile_condition
from copfeedback.surveys.folding import fold
from copfeedback.surveys.store import free_text, pending_counts, response
from copfeedback.surveys.waves import add_wave, close_wave
from copfeedback.web.rendering import STYLESHEET
from tests.web.conftest import SURVEYS, TODAY, Calendar, a_wave_file
from tests.web.visitor import Visitor

LANGUAGES = ("en", "ar", "fr", "ru", "es", "uk")
WAVE = "neighbourhood-safety-1"
CONTACT = "police-contact-1"


def folded(portal: Portal, wave_id: str) -> list[dict[str, object]]:
    """The stored answers of a wave after folding whatever waits."""
    asked = portal.surveys.book.find(wave_id)
    fold(portal.engine, asked, closing=True)
    with reading(portal.engine) as connection:
        rows = connection.execute(select(response.c.answers).where(response.c.wave_id == wave_id))
        return [json.loads(answers) for answers in rows.scalars()]


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_survey_is_answered_to_the_end_when_there_is_no_script(
    client: TestClient, portal: Portal, survey: str, tag: str
):
    visitor = Visitor(client, f"/{tag}/surveys/{survey}-1")
    pages = []

    visitor.press("next")
    while visitor.page != "review":
        pages.append(visitor)
        carried = visitor.form.values["carried"][0]
        page = visitor.response.text
        assert visitor.response.status_code == 200
        assert len(page.encode()) - len(carried) <= 30_000
        assert visitor.form.scripts == 0
        assert (visitor.form.lang, visitor.form.dir) == (tag, "rtl" if tag == "ar" else "ltr")
        assert visitor.response.headers["cache-control"] == "private, no-cache"
        assert "set-cookie" not in visitor.response.headers
        assert not re.search(r'(src|href)="(https?:)?//(?!www\.wikipedia\.org)', page)
        visitor.press("next", **{n[2:]: o[0] for n, o in visitor.form.offered.items()})
    visitor.press("send")

    assert visitor.response.status_code == 200
    assert visitor.response.url.path == f"/{tag}/surveys/{survey}-1/thanks"
    assert portal.surveys.book.find(f"{survey}-1").wave.short in visitor.response.text
    assert len(folded(portal, f"{survey}-1")) == 1


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("survey", SURVEYS)
def test_the_first_page_says_who_runs_pays_and_backs_the_survey_and_when_results_come(
    client: TestClient, portal: Portal, survey: str, tag: str
):
    asked = portal.surveys.book.find(f"{survey}-1")
    formatting = portal.catalogues.speech(tag).formatting

    page = html.unescape(client.get(f"/{tag}/surveys/{survey}-1").text)

    for name in ("run_by", "paid_by", "backed_by", "independence", "contact"):
        assert getattr(asked.survey, name)[tag] in page
    assert formatting.date(asked.wave.results_due) in page
    assert formatting.number(asked.survey.minutes) in page


def test_what_is_stored_is_what_the_review_showed_when_it_is_sent(
    client: TestClient, portal: Portal
):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").answer_everything()
    survey = portal.surveys.book.find(WAVE).survey
    review = visitor.response.text

    visitor.press("send")
    (answers,) = folded(portal, WAVE)

    with reading(portal.engine) as connection:
        texts = connection.execute(select(free_text.c.question_id, free_text.c.text)).all()
    shown = review.count("<dd>") - review.count("Not answered")
    assert shown == len(answers) + len(texts)
    assert [tuple(text) for text in texts] == [("improve", "More light, please. أهلا")]
    assert set(answers) <= set(survey.question_of_item)
    assert answers["gender"] == "woman"
    assert answers["years_here"] == 12


def test_place_and_answers_stay_when_the_language_changes(client: TestClient):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").press("next")

    visitor.press("language:uk", years_here="7", police_seen="every_day")

    assert visitor.form.lang == "uk"
    assert visitor.page == "policing_here"
    assert visitor.form.values["q.years_here"] == ["7"]
    assert visitor.form.values["q.police_seen"] == ["every_day"]


def test_the_language_changes_when_the_browser_knows_no_formaction(client: TestClient):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").press("next")
    visitor.form.buttons.clear()

    visitor.press("language:ar", years_here="7")

    assert (visitor.form.lang, visitor.form.dir) == ("ar", "rtl")
    assert visitor.form.values["q.years_here"] == ["7"]


def test_nothing_entered_is_lost_when_something_must_be_mended(client: TestClient):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").press("next")

    visitor.press("next", years_here="-3", police_seen="every_day")

    assert visitor.response.status_code == 422
    assert visitor.form.values["q.years_here"] == ["-3"]
    assert visitor.form.values["q.police_seen"] == ["every_day"]
    assert 'href="#q.years_here"' in visitor.response.text
    assert 'id="e.years_here"' in visitor.response.text
    assert "Please write 0 or more." in visitor.response.text
    assert visitor.press("next", years_here="٣").page == "views_of_police"


def test_going_back_from_the_first_page_leads_to_the_introduction(client: TestClient):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").press("next")

    visitor.press("back", years_here="7")
    assert visitor.page == ""
    visitor.press("next")

    assert visitor.form.values["q.years_here"] == ["7"]


def test_earlier_answers_are_there_when_going_back(client: TestClient):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").press("next")
    visitor.press("next", years_here="7")

    visitor.press("back", satisfaction="very_satisfied")

    assert visitor.page == "policing_here"
    assert visitor.form.values["q.years_here"] == ["7"]
    assert visitor.press("next").form.values["q.satisfaction"] == ["very_satisfied"]


def test_an_answer_hidden_by_a_change_in_the_review_is_discarded_when_sent(
    client: TestClient, portal: Portal
):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").answer_everything(
        lambda name, offered: (
            "very_dissatisfied"
            if name == "q.satisfaction"
            else "no"
            if "no" in offered
            else offered[0]
        )
    )
    visitor.press("change:views_of_police")
    assert visitor.form.values["q.satisfaction"] == ["very_dissatisfied"]
    visitor.press("next").press("next", satisfaction_reason="slow_response")
    visitor.press("change:views_of_police")

    visitor.press("next", satisfaction="very_satisfied")
    assert "q.satisfaction_reason" not in visitor.form.offered
    assert visitor.press("next").page == "review"
    visitor.press("send")

    (answers,) = folded(portal, WAVE)
    assert answers["satisfaction"] == "very_satisfied"
    assert "satisfaction_reason" not in answers


def test_it_counts_once_when_sent_twice(client: TestClient, portal: Portal):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").answer_everything()
    form = {**visitor.form.values, "go": "send"}

    codes = [client.post(visitor.address, data=form).status_code for _ in range(3)]
    stored = len(folded(portal, CONTACT))
    again = client.post(visitor.address, data=form)

    assert codes == [200, 200, 200]
    assert stored == 1
    assert again.url.path.endswith("/thanks")
    assert len(folded(portal, CONTACT)) == 1


def test_nothing_is_stored_when_it_is_not_sent(client: TestClient, portal: Portal):
    Visitor(client, f"/en/surveys/{CONTACT}").answer_everything()

    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}


def test_an_empty_form_is_not_taken_when_nothing_was_answered(client: TestClient, portal: Portal):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}")
    while visitor.page != "review":
        visitor.press("next")

    assert "You have not answered anything yet." in visitor.response.text
    assert "send" not in visitor.form.buttons
    assert visitor.press("send").response.status_code == 422
    with reading(portal.engine) as connection:
        assert pending_counts(connection) == {}


def test_the_next_page_is_shown_when_somebody_asks_for_one_that_is_hidden(
    client: TestClient, portal: Portal, request: pytest.FixtureRequest
):
    # The survey is changed in place, and a process reads a published one but once.
    request.addfinalizer(read_published.cache_clear)
    survey = portal.surveys.book.find(CONTACT).survey
    hidden = survey.sections[1]
    for question in hidden.questions:
        object.__setattr__(question, "show_if", compile_condition("${contact_kind} = 'none'"))
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").press("next")
    visitor.form.values["page"] = [hidden.id]

    visitor.press("language:fr")

    assert visitor.response.status_code == 200
    assert visitor.page == survey.sections[2].id


def test_the_answers_stay_and_can_be_sent_again_when_the_database_fails(
    client: TestClient, portal: Portal, monkeypatch: pytest.MonkeyPatch
):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").answer_everything()

    def refuse(*_: object) -> None:
        raise StorageUnavailable("OperationalError")

    with monkeypatch.context() as broken:
        broken.setattr(portal.intake, "take_together", refuse)
        visitor.press("send")
    assert visitor.response.status_code == 503
    assert "Nothing is lost" in visitor.response.text
    visitor.press("send")

    assert visitor.response.url.path.endswith("/thanks")
    assert len(folded(portal, CONTACT)) == 1


def test_a_clear_message_comes_when_the_wave_is_closed_in_between(
    client: TestClient, portal: Portal
):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").answer_everything()
    close_wave(portal.trail, portal.surveys.book, OPERATOR, CONTACT, TODAY)

    visitor.press("send")

    assert visitor.response.status_code == 410
    assert "This survey is closed." in visitor.response.text
    assert "came too late and were not stored" in visitor.response.text
    assert client.get(f"/en/surveys/{CONTACT}").status_code == 410


def test_a_clear_message_comes_when_the_wave_is_not_open_yet(client: TestClient, portal: Portal):
    later = a_wave_file(
        "police-contact",
        id="police-contact-2",
        opens=TODAY + timedelta(days=1),
    )
    add_wave(portal.trail, OPERATOR, later)
    portal.surveys.book.refresh()

    shown = client.get("/en/surveys/police-contact-2")
    sent = client.post("/en/surveys/police-contact-2", data={"go": "send"})

    assert (shown.status_code, sent.status_code) == (200, 409)
    assert "It opens on May 4, 2027." in shown.text


def test_a_paused_form_is_taken_when_the_wave_is_still_open_days_later(
    client: TestClient, portal: Portal, calendar: Calendar
):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").answer_everything()

    calendar.today = TODAY + timedelta(days=5)
    assert visitor.press("send").response.url.path.endswith("/thanks")
    calendar.today = TODAY + timedelta(days=6)
    assert client.get(f"/en/surveys/{CONTACT}").status_code == 410


def _flipped(field: str) -> str:
    return field[:50] + ("A" if field[50] != "A" else "B") + field[51:]


def test_one_goes_on_where_one_stopped_when_pressing_enter_after_the_number(
    client: TestClient,
):
    visitor = Visitor(client, f"/en/surveys/{WAVE}").press("next").press("next", years_here="7")
    place = visitor.page
    visitor.press("save")
    number = re.search(r'<p class="code" dir="ltr">([^<]+)</p>', visitor.response.text)
    assert number is not None
    later = Visitor(client, f"/en/surveys/{WAVE}")
    later.form.values["resume"] = [number[1]]

    later.press("next")

    assert later.page == place
    assert later.press("back").form.values["q.years_here"] == ["7"]


@pytest.mark.parametrize(
    "spoil",
    [
        _flipped,
        lambda field: field[:-8],
        lambda _: "",
        lambda _: "not base64 ✓",
        lambda _: urlsafe_b64encode(zlib.compress(b"0" * 50_000_000, 9)).decode(),
    ],
    ids=["changed", "cut", "empty", "rubbish", "bomb"],
)
def test_a_damaged_form_is_refused_clearly_when_its_answers_cannot_be_read(
    client: TestClient, spoil
):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").press("next")
    visitor.form.values["carried"] = [spoil(visitor.form.values["carried"][0])]

    visitor.press("next")

    assert visitor.response.status_code == 400
    assert "Your answers could not be read" in visitor.response.text


def test_a_form_of_another_wave_is_refused_when_it_is_sent_here(client: TestClient):
    other = Visitor(client, f"/en/surveys/{WAVE}").press("next")
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").press("next")
    visitor.form.values["carried"] = other.form.values["carried"]

    assert visitor.press("next").response.status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"carried=" + b"x" * 10_000_000, 413),
        (b"&".join([b"a=1"] * 5_000), 413),
        (b"carried=%ff%fe&go=next", 400),
        (b"\xff\xfe", 400),
        (b"", 400),
    ],
    ids=["10 MB", "5,000 fields", "invalid UTF-8", "raw bytes", "empty"],
)
def test_an_unusable_form_gets_a_fitting_answer(client: TestClient, body: bytes, status: int):
    response_ = client.post(
        f"/ar/surveys/{CONTACT}",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )

    assert response_.status_code == status
    assert 'dir="rtl"' in response_.text


def test_a_file_upload_is_refused_when_no_form_of_ours_has_one(client: TestClient):
    answer = client.post(f"/en/surveys/{CONTACT}", files={"carried": ("a.bin", b"x")})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "entries",
    [
        {"contact_kind": "not_on_the_list"},
        {"contact_kind": ["stopped", "asked_help"]},
        {"contact_began": "<script>alert(1)</script>"},
    ],
)
def test_an_answer_off_the_list_is_refused_when_somebody_forges_it(client: TestClient, entries):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").press("next")

    visitor.press("next", **entries)

    assert visitor.response.status_code == 422
    assert "<script>" not in visitor.response.text


def test_unknown_fields_and_pages_change_nothing_when_sent_along(
    client: TestClient, portal: Portal
):
    visitor = Visitor(client, f"/en/surveys/{CONTACT}").answer_everything()
    visitor.form.values |= {"q.invented": ["1"], "page": ["invented"], "q.gender": ["man"]}

    visitor.press("send")

    (answers,) = folded(portal, CONTACT)
    assert "invented" not in answers
    assert answers["gender"] == "woman"


def at_the_free_text(client: TestClient) -> Visitor:
    visitor = Visitor(client, f"/en/surveys/{CONTACT}")
    while "q.contact_improve" not in visitor.form.values:
        visitor.press("next")
    return visitor


def test_a_text_that_is_too_long_stays_on_the_page_when_it_is_refused(client: TestClient):
    visitor = at_the_free_text(client)
    long = "слово " * 400

    visitor.press("next", contact_improve=long)

    assert visitor.response.status_code == 422
    assert visitor.form.values["q.contact_improve"][0].strip() == long.strip()


def test_more_text_than_any_form_holds_is_refused_before_it_is_carried(client: TestClient):
    visitor = at_the_free_text(client)

    visitor.press("next", contact_improve="x" * 300_000)

    assert visitor.response.status_code == 413


def test_markup_in_an_answer_is_shown_as_text_when_it_comes_back(client: TestClient):
    visitor = at_the_free_text(client)
    visitor.press("next", contact_improve='"><img src=x onerror=alert(1)>')
    while visitor.page != "review":
        visitor.press("next")

    assert "<img" not in visitor.response.text
    assert "&lt;img" in visitor.response.text


def test_unknown_addresses_get_a_clear_page_when_somebody_mistypes(client: TestClient):
    unknown = client.get("/ar/surveys/no-such-survey")

    assert unknown.status_code == 404
    assert 'lang="ar"' in unknown.text
    assert client.get("/xx/surveys").status_code == 404
    assert client.post("/ar/surveys/no-such-survey", data={"go": "x"}).status_code == 404


def test_the_stylesheet_stays_small_when_it_grows():
    assert len(STYLESHEET.encode()) < 7_300
