"""Coming back with the code at the light door."""

from __future__ import annotations

import asyncio
import re
import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.complaints import store
from copfeedback.complaints.casefile import change_row, open_case, open_identity, staff_holder
from copfeedback.complaints.following import COMPLAINT_COOKIE, LONGEST_MESSAGE, Following
from copfeedback.complaints.model import ItemKind, State
from copfeedback.complaints.stretching import MAY_WAIT
from copfeedback.people.throttle import SlowDown
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from copfeedback.web.complaint_follow_door import CODES_AT_ONCE, FollowDoor
from copfeedback.web.rendering import Renderer
from copfeedback.web.routes import light_door_routes
from tests.complaints.body import Body
from tests.web.conftest import Calendar
from tests.web.following import AMAL, FOLLOW, Complainant
from tests.web.visitor import PageForm

NARRATIVE = "They shouted at my mother in the harbour."
UNKNOWN = "These numbers open nothing"


@pytest.fixture
def body(portal: Portal) -> Body:
    """An independent body on the portal's database, whose cases the portal follows."""
    body = Body(portal.engine)
    body.day.today = portal.surveys.today()
    portal.following = body.following
    return body


@pytest.fixture
def somebody(portal: Portal, body: Body) -> Complainant:
    """Somebody who has lodged a complaint, and typed nothing yet."""
    app = Starlette(routes=light_door_routes(portal))
    client = TestClient(app, base_url="http://localhost:8501")
    return Complainant(client, body.a_case(NARRATIVE, answers={"officer_name": ["Amina"]}), body)


@pytest.fixture
def inside(somebody: Complainant) -> Complainant:
    """Somebody who has typed their code."""
    assert "Where it stands" in somebody.types().text
    return somebody


def test_the_code_opens_the_case_by_an_address_that_says_nothing(somebody: Complainant):
    answer = somebody.client.post(
        FOLLOW, data={"code": somebody.case.code.written}, follow_redirects=False
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == FOLLOW
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(COMPLAINT_COOKIE)
    for part in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=900"):
        assert part in cookie
    assert somebody.case.code.secret not in cookie
    assert "We have it" in somebody.opens().text


def test_a_storm_of_codes_leaves_places_for_whoever_lodges(portal: Portal):
    door, go_on = FollowDoor(portal, Renderer(portal)), threading.Event()

    async def storm() -> list[object]:
        waiting = [asyncio.create_task(door._compute(go_on.wait)) for _ in range(CODES_AT_ONCE)]
        await asyncio.sleep(0)
        with pytest.raises(SlowDown):
            await door._compute(go_on.wait)
        go_on.set()
        return [*await asyncio.gather(*waiting), await door._compute(go_on.wait)]

    assert asyncio.run(storm()) == [True] * (CODES_AT_ONCE + 1)
    assert CODES_AT_ONCE < MAY_WAIT


def test_over_an_encrypted_line_the_cookie_takes_no_other(portal: Portal, body: Body):
    object.__setattr__(portal.settings, "public_address", "https://copfeedback.example")
    client = TestClient(
        Starlette(routes=light_door_routes(portal)), base_url="https://copfeedback.example"
    )
    case = body.a_case()
    answer = client.post(FOLLOW, data={"code": case.code.written}, follow_redirects=False)
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯"])
def test_digits_of_every_script_are_read(somebody: Complainant, digits: str):
    written = somebody.case.code.written.translate(dict(zip(range(48, 58), digits, strict=True)))
    assert "Where it stands" in somebody.types(written.replace(" ", "-")).text


def test_a_slip_is_told_at_once_and_what_was_typed_stays(somebody: Complainant):
    code = somebody.case.code.written
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)
    answer = somebody.types(slip)
    assert answer.status_code == 422
    assert "There is a slip" in answer.text
    assert PageForm(answer.text).values["code"] == [slip]
    assert "There is a slip" in somebody.types("12").text


def test_a_wrong_number_and_a_wrong_secret_are_told_alike(somebody: Complainant):
    other = somebody.body.a_case().code
    own = somebody.case.code
    nobody = somebody.body.new().code
    half = type(own)(own.lookup, other.secret)
    pages = [somebody.types(each.written) for each in (nobody, half)]
    assert [each.status_code for each in pages] == [422, 422]
    first, second = (re.sub(r'value="[0-9 ]*"', "", each.text) for each in pages)
    assert UNKNOWN in first
    assert first == second


def test_whoever_has_guessed_too_often_takes_nobodys_place(somebody: Complainant):
    for _ in range(10):
        somebody.types(somebody.body.new().code.written)
    with patch.object(FollowDoor, "_compute") as worked:
        assert somebody.types(somebody.body.new().code.written).status_code == 429
    worked.assert_not_called()


def test_whoever_guesses_is_told_when_to_come_back(somebody: Complainant):
    for _ in range(10):
        assert UNKNOWN in somebody.types(somebody.body.new().code.written).text
    answer = somebody.types()
    assert answer.status_code == 429
    assert "seconds" in answer.text
    assert int(answer.headers["retry-after"]) > 0
    somebody.body.day.seconds += 60
    assert "Where it stands" in somebody.types().text


@pytest.mark.parametrize(("error", "status"), [(SlowDown(2), 503), (StorageUnavailable(""), 503)])
def test_what_stands_in_the_way_is_told_in_words(
    somebody: Complainant, error: Exception, status: int
):
    with patch.object(Following, "sign_in", side_effect=error):
        answer = somebody.types()
    assert answer.status_code == status
    assert "Please wait" in answer.text


def test_no_page_is_kept_nor_says_in_its_title_what_it_is(inside: Complainant):
    inside.is_told_a_decision()
    for step in ("", "identity", "review", "withdraw", "erase", "rate", "file", "proof"):
        answer = inside.opens(step)
        assert answer.status_code == 200, step
        assert answer.headers["cache-control"] == "no-store"
        assert re.search("<title>Form – [^<]*</title>", answer.text)
        assert "<script" not in answer.text
        assert len(answer.content) <= 30_000
        assert 'autocomplete="on"' not in answer.text


def test_neither_code_nor_narrative_nor_answers_stand_on_any_page(inside: Complainant):
    inside.is_told_a_decision()
    for step in ("", "identity", "review", "withdraw", "erase", "rate", "file", "proof"):
        text = inside.opens(step).text
        assert inside.case.code.secret not in text.replace(" ", "")
        assert inside.case.code.written not in text
        assert "harbour" not in text
        assert "Amina" not in text


def test_without_a_session_every_page_leads_to_the_code(somebody: Complainant):
    for step in ("identity", "review", "withdraw", "erase", "keep", "rate", "file", "proof"):
        answer = somebody.opens(step)
        assert answer.url.path == FOLLOW
        assert "Your six numbers" in answer.text


def test_messages_go_both_ways_with_their_languages(inside: Complainant):
    inside.hears("Please tell us the day.", translated_by="Dina")
    answer = inside.sends(text="It was Monday. <b>", language="ar")
    assert "Your message is there" in answer.text
    assert inside.last(ItemKind.MESSAGE) == {
        "text": "It was Monday. <b>",
        "language": "ar",
        "translated_by": "",
    }
    assert inside.seen().row.waiting
    page = inside.opens().text
    assert 'lang="ar" dir="rtl">It was Monday. &lt;b&gt;' in page
    assert 'lang="en" dir="ltr">Please tell us the day.' in page
    assert "Dina" in page
    assert inside.seen().row.head.hex() in page  # and it shows when the last one is taken away
    assert page.index("It was Monday") < page.index("Please tell us")  # the latest first


def test_many_messages_stand_on_several_pages(inside: Complainant):
    for number in range(4):
        inside.hears(f"number {number} " + "word " * 1_000)
    first, second = inside.opens(), inside.client.get(f"{FOLLOW}?page=2")
    assert "number 3" in first.text
    assert "number 0" not in first.text
    assert len(first.content) < 30_000
    assert "number 2" in first.text + second.text
    assert inside.client.get(f"{FOLLOW}?page=99").status_code == 200
    assert inside.client.get(f"{FOLLOW}?page=x").status_code == 200


@pytest.mark.parametrize("text", ["", "  \n", "a" * (LONGEST_MESSAGE + 1)])
def test_a_message_that_cannot_be_sent_stays_in_its_field(inside: Complainant, text: str):
    answer = inside.sends(text=text)
    assert answer.status_code == 422
    assert "Please write something" in answer.text
    assert PageForm(answer.text).values["text"] == [text]


def test_another_language_keeps_what_is_typed(inside: Complainant):
    answer = inside.sends(go="language:ar", text="It was Monday.")
    form = PageForm(answer.text)
    assert (form.lang, form.dir) == ("ar", "rtl")
    assert form.values["text"] == ["It was Monday."]
    assert "/ar/complaints/follow" in answer.text
    code = inside.client.post(FOLLOW, data={"code": "12 34", "go": "language:ar"})
    assert PageForm(code.text).values["code"] == ["12 34"]


def test_a_session_ends_after_fifteen_minutes_and_nothing_typed_is_lost(inside: Complainant):
    form = inside.form()
    inside.body.day.seconds += 15 * 60 + 1
    answer = inside.client.post(FOLLOW, data={**form, "text": "It was Monday.", "go": "next"})
    assert answer.status_code == 403
    assert "still here" in answer.text
    assert "Monday" not in answer.text
    waiting = PageForm(answer.text).values["waiting"][0]
    wrong = inside.types(inside.body.new().code.written, waiting=waiting)
    waiting = PageForm(wrong.text).values["waiting"][0]
    assert "Your message is there" in inside.types(waiting=waiting).text
    assert inside.last(ItemKind.MESSAGE)["text"] == "It was Monday."


def test_what_waits_is_not_lost_when_it_cannot_be_stored(inside: Complainant):
    form = inside.form()
    inside.body.day.seconds += 15 * 60 + 1
    answer = inside.client.post(FOLLOW, data={**form, "text": "It was Monday.", "go": "next"})
    waiting = PageForm(answer.text).values["waiting"][0]
    with patch.object(Following, "send_message", side_effect=StorageUnavailable("")):
        again = inside.types(waiting=waiting)
    assert again.status_code == 503
    assert PageForm(again.text).values["waiting"] == [waiting]


def test_what_waits_is_not_sent_into_another_case_on_a_shared_phone(inside: Complainant):
    form = inside.form()
    inside.body.day.seconds += 15 * 60 + 1
    answer = inside.client.post(FOLLOW, data={**form, "text": "Mine alone.", "go": "next"})
    waiting = PageForm(answer.text).values["waiting"][0]
    other = inside.body.a_case()
    shown = inside.types(other.code.written, waiting=waiting)
    assert "Where it stands" in shown.text
    assert "Mine alone." not in shown.text
    assert not inside.body.opened(other.id).of_kind(ItemKind.MESSAGE)
    assert not inside.seen().of_kind(ItemKind.MESSAGE)


def test_a_complainant_is_warned_when_something_was_taken_away(inside: Complainant):
    inside.sends(text="Important.")
    with inside.body.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM complaint_item WHERE number = 4")
    answer = inside.opens()
    assert answer.status_code == 500
    assert "Something was changed in this case" in answer.text
    assert "try again" not in answer.text


def test_nobody_can_make_up_what_waits(inside: Complainant):
    assert "Where it stands" in inside.types(waiting="made up").text
    assert inside.seen().of_kind(ItemKind.MESSAGE) == []


def test_no_other_site_can_send_a_form(inside: Complainant):
    form = {**inside.form(), "text": "It was Monday.", "go": "next"}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        for address in (FOLLOW, f"{FOLLOW}/withdraw", f"{FOLLOW}/file"):
            answer = inside.client.post(address, data=form, headers=headers)
            assert answer.status_code == 403, address
    code = {"code": inside.case.code.written}
    answer = inside.client.post(FOLLOW, data=code, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert inside.seen().of_kind(ItemKind.MESSAGE) == []


@pytest.mark.parametrize("token", ["", "." + "0" * 64])
def test_a_form_of_no_or_another_session_does_nothing_and_keeps_what_it_held(
    inside: Complainant, token: str
):
    answer = inside.client.post(
        FOLLOW, data={"csrf": token, "text": "It was Monday.", "go": "next"}
    )
    assert answer.status_code == 403
    form = PageForm(answer.text).values
    assert form["text"] == ["It was Monday."]
    assert inside.seen().of_kind(ItemKind.MESSAGE) == []
    inside.client.post(FOLLOW, data={**form, "go": "next"})
    assert inside.last(ItemKind.MESSAGE)["text"] == "It was Monday."


def identity_of(inside: Complainant) -> dict[str, str]:
    holder, key = staff_holder(13), inside.body.keys[13]
    with reading(inside.body.engine) as connection:
        items = open_identity(connection, inside.case.id, holder, key)
    return {name: str(value) for name, value in items[-1].content.items()}


def test_a_name_is_given_changed_and_taken_away(inside: Complainant):
    assert "Tell us your name" in inside.opens().text
    inside.sends("identity", name="Amina", reach="door 3")
    assert identity_of(inside) == {"name": "Amina", "reach": "door 3"}
    page = inside.opens("identity").text
    assert "Amina" not in page
    assert "Amina" not in inside.opens().text
    inside.sends("identity", go="remove")
    assert identity_of(inside) == {}
    assert inside.seen().of_kind(ItemKind.IDENTITY) == []  # caseworkers see nothing of it


def test_a_name_without_anything_in_it_is_no_name(inside: Complainant):
    answer = inside.sends("identity", reach=" ")
    assert answer.status_code == 422
    assert "Please write something" in answer.text


def test_a_review_can_be_asked_for_until_its_day(inside: Complainant):
    assert "Ask for a review" not in inside.opens().text
    assert inside.opens("review").url.path == FOLLOW
    inside.is_told_a_decision()
    page = inside.opens().text
    assert "Ask for a review" in page
    for words in ("An officer shouted.", "Two people heard it.", "We are sorry.", "An apology"):
        assert words in page
    assert "Somebody else will look" in inside.sends("review", text="You asked nobody.").text
    assert inside.seen().row.state is State.REVIEW
    assert inside.last(ItemKind.MESSAGE)["text"] == "You asked nobody."


def test_after_that_day_it_is_too_late_and_what_was_written_stays(inside: Complainant):
    inside.is_told_a_decision()
    form = inside.form("review")
    inside.body.day.passes(40)
    inside.body.day.seconds -= 40 * 24 * 60 * 60
    answer = inside.client.post(
        f"{FOLLOW}/review", data={**form, "text": "You asked nobody.", "go": "next"}
    )
    assert answer.status_code == 409
    assert PageForm(answer.text).values["text"] == ["You asked nobody."]


def test_taking_it_back_asks_first(inside: Complainant):
    assert "cannot be undone" in inside.opens("withdraw").text
    assert inside.seen().row.state is State.RECEIVED
    inside.sends("withdraw")
    assert inside.seen().row.state is State.WITHDRAWN
    assert "Take it back" not in inside.opens().text


def test_erasure_is_told_before_and_can_be_called_off(inside: Complainant):
    page = inside.opens("erase").text
    assert "May 17, 2027" in page  # in 14 days
    assert "May 24, 2027" in page  # and 7 more for the copies of the keys
    inside.sends("erase")
    assert inside.seen().row.erase_on == inside.body.day.today + timedelta(days=14)
    assert "May 17, 2027" in inside.opens().text
    inside.sends("keep")
    assert inside.seen().row.erase_on is None
    assert "Erase everything" in inside.opens().text


def test_of_a_case_on_hold_it_is_said_that_it_is_kept(inside: Complainant):
    inside.sends("erase")
    with writing(inside.body.engine) as connection:
        opened = open_case(connection, inside.case.id, staff_holder(AMAL), inside.body.keys[AMAL])
        change_row(connection, opened, hold=True)
    page = inside.opens().text
    assert "demands that we keep it for now" in page
    assert "It is erased on" not in page


def test_of_an_erased_case_nothing_is_left(inside: Complainant):
    with writing(inside.body.engine) as connection:
        store.shred(connection, inside.case.id, inside.body.day.today)
    assert "Your six numbers" in inside.opens().text
    assert UNKNOWN in inside.types().text


def test_handling_is_rated_once_something_was_decided(inside: Complainant):
    assert inside.opens("rate").url.path == FOLLOW
    inside.is_told_a_decision()
    assert inside.sends("rate", text="Slow").status_code == 422
    assert inside.sends("rate", score="6").status_code == 422
    assert "Thank you" in inside.sends("rate", score="4", text="Slow").text
    assert inside.last(ItemKind.RATING) == {"score": 4, "text": "Slow", "language": "en"}
    assert inside.body.rated == [(4, "en")]
    assert "Say how we handled it" not in inside.opens().text


def test_when_it_is_late_that_is_said(inside: Complainant, calendar: Calendar):
    assert "You get a first answer here by May 10, 2027" in inside.opens().text
    calendar.today += timedelta(days=7)
    assert "We are late" not in inside.opens().text
    calendar.today += timedelta(days=1)
    assert "We are late" in inside.opens().text


def test_leaving_ends_the_session_and_shows_nothing(inside: Complainant):
    token = inside.client.cookies[COMPLAINT_COOKIE]
    answer = inside.sends(go="leave")
    assert "You have left" in answer.text
    assert COMPLAINT_COOKIE not in inside.client.cookies
    assert answer.history[0].headers["clear-site-data"] == '"cache"'
    inside.client.cookies.set(COMPLAINT_COOKIE, token)
    assert "Your six numbers" in inside.opens().text  # it is over on the server as well


def test_the_quick_way_out_ends_the_session_too(inside: Complainant):
    token = inside.client.cookies[COMPLAINT_COOKIE]
    assert f'href="{FOLLOW}/exit"' in inside.opens().text
    answer = inside.client.get(f"{FOLLOW}/exit", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://www.wikipedia.org/"
    assert answer.headers["referrer-policy"] == "no-referrer"
    inside.client.cookies.set(COMPLAINT_COOKIE, token)
    assert "Your six numbers" in inside.opens().text


def test_the_quick_way_out_leads_out_even_when_nothing_can_be_stored(inside: Complainant):
    with patch.object(Following, "sign_out", side_effect=StorageUnavailable("")):
        answer = inside.client.get(f"{FOLLOW}/exit", follow_redirects=False)
    assert answer.headers["location"] == "https://www.wikipedia.org/"


def test_another_code_ends_the_session_before(inside: Complainant):
    before = inside.client.cookies[COMPLAINT_COOKIE]
    inside.types(inside.body.a_case().code.written)
    assert inside.body.following.own_case(before) is None


def test_an_unknown_step_leads_back_to_the_case(inside: Complainant):
    assert inside.opens("anything").url.path == FOLLOW
    answer = inside.client.post(f"{FOLLOW}/anything", data=inside.form())
    assert answer.url.path == FOLLOW


def test_the_proof_on_the_page_is_found_right_by_everybody(inside: Complainant):
    page = inside.opens("proof").text
    proof = re.search("<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert proof is not None
    check = inside.client.post("/en/complaints/receipt", data={"text": proof[1], "go": "next"})
    assert "The proof is right." in check.text
    assert inside.case.id in check.text
    assert inside.case.filed.head.hex() in check.text
    inside.sends(text="A message changes nothing of it.")
    assert proof[1] in inside.opens("proof").text
    changed = proof[1].replace("2027-05-03", "2027-05-02")
    wrong = inside.client.post("/en/complaints/receipt", data={"text": changed, "go": "next"})
    assert wrong.status_code == 422
    assert "something in it was changed" in wrong.text
    assert PageForm(wrong.text).values["text"] == [changed]


def test_what_is_no_proof_is_told_as_that(somebody: Complainant):
    page = somebody.client.get("/en/complaints/receipt")
    assert re.search("<code[^>]*>[0-9a-f]{64}</code>", page.text)
    answer = somebody.client.post("/en/complaints/receipt", data={"text": "hello", "go": "next"})
    assert answer.status_code == 422
    assert "This is no proof" in answer.text
    other = somebody.client.post(
        "/en/complaints/receipt", data={"text": "hello", "go": "language:ar"}
    )
    assert PageForm(other.text).values["text"] == ["hello"]
