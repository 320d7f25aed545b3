"""Minutes at the chair's desk: written, saved by a script, counted, published, translated."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from copfeedback.application import Portal
from copfeedback.faults import TEXT_MAXIMUM
from copfeedback.forums.agenda_items import ItemFields
from copfeedback.forums.commitment_entry import NewCommitment
from copfeedback.forums.commitment_model import Owner
from copfeedback.forums.meeting_model import Meeting
from copfeedback.forums.minutes_model import Attendance, EntryText, Manner
from copfeedback.forums.model import ProtectedGroup, Side
from copfeedback.people.model import OPERATOR
from copfeedback.web.forum_desk import MINUTES_POLICY, SCRIPT
from copfeedback.web.forum_desk_minutes import FIELDS
from copfeedback.web.rendering import source_hash
from tests.web.chairing import DeskPerson, a_chair
from tests.web.colleague import Clock
from tests.web.conftest import TODAY
from tests.web.forum_site import TOWN, a_forum, a_meeting, an_item, minuted

DESK = f"/staff/forums/{TOWN}"
HOSTILE = "<script>alert(1)</script> **bold** [x](javascript:alert(1)) \"' & %(x)s {y}"
JSON = {"accept": "application/json"}


@pytest.fixture
def chair(portal: Portal, cheap_hashing: None) -> DeskPerson:
    a_forum(portal)
    return a_chair(portal)


@pytest.fixture
def meeting(portal: Portal, chair: DeskPerson) -> Meeting:
    morning = datetime(2027, 5, 3, 9, 30)  # noqa: DTZ001 - local
    meeting = a_meeting(portal, TODAY, starts=morning, ends=morning + timedelta(hours=2))
    an_item(portal, meeting)
    an_item(portal, meeting, "Road crossing")
    portal.agendas.make_final(OPERATOR, meeting.id)
    return meeting


def at(meeting: Meeting, below: str = "/minutes") -> str:
    return f"{DESK}/{meeting.number}{below}"


def items(portal: Portal, meeting: Meeting) -> list[int]:
    return [each.id for each in portal.agendas.of(meeting.id).items]


def texts(portal: Portal, meeting: Meeting) -> list[str]:
    return [each.content.text for each in portal.drafting.entries(OPERATOR, meeting.id)]


def by_script(
    chair: DeskPerson, meeting: Meeting, item: int, base: int, text: str, **more: Any
) -> Any:
    """What the script of the page sends, and what it is told."""
    token = more.pop("csrf", None) or re.findall(r'name="csrf" value="([^"]+)"', chair.page)[0]
    data = {"csrf": token, "item": str(item), "base": str(base), "text": text, **more}
    return chair.client.post(f"{at(meeting)}?lang=en", data=data, headers=JSON)


def test_the_script_is_named_by_its_hash_and_knows_the_fields(chair: DeskPerson, meeting: Meeting):
    page = chair.go(at(meeting))

    assert page.response.headers["content-security-policy"] == MINUTES_POLICY
    assert f"script-src {source_hash(SCRIPT)}" in MINUTES_POLICY
    assert f"<script>{SCRIPT}</script>" in page.page
    assert f"const FIELDS = {json.dumps(list(FIELDS))};" in SCRIPT
    assert len(SCRIPT) < 10_000
    assert "script-src" not in chair.go(DESK).response.headers["content-security-policy"]


def test_each_saving_is_answered_with_its_version_and_time(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    chair.go(at(meeting))
    item = items(portal, meeting)[0]

    first = by_script(chair, meeting, item, 0, "Twelve lamps")
    second = by_script(chair, meeting, item, 1, "Twelve lamps are dark.", manner="consensus")

    assert first.json() == {"version": 1, "at": "09:00:00"}
    assert second.json()["version"] == 2
    assert first.headers["cache-control"] == "no-store"
    entry = portal.drafting.entries(OPERATOR, meeting.id)[1]
    assert entry.content == EntryText("Twelve lamps are dark.", manner=Manner.CONSENSUS)


def test_who_was_overtaken_is_shown_what_is_there_and_keeps_their_own(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    item = items(portal, meeting)[0]
    omar = a_chair(portal, "omar").go(at(meeting))
    chair.go(at(meeting))
    by_script(chair, meeting, item, 0, HOSTILE)

    told = by_script(omar, meeting, item, 0, "Mine").json()["conflict"]

    assert (told["version"], told["mine"]) == (1, False)
    assert json.loads(told["theirs"])[0] == HOSTILE
    assert "salma has written here meanwhile" in told["html"]
    assert "<script" not in told["html"]
    assert texts(portal, meeting)[1] == HOSTILE
    page = omar.go(f"{at(meeting)}?item={item}").page
    assert "Set aside" in page
    assert "<script>alert" not in page
    (aside,) = portal.drafting.set_aside(OPERATOR, meeting.id)
    assert aside.content.text == "Mine"
    omar.send(f"drop:{aside.id}")
    assert portal.drafting.set_aside(OPERATOR, meeting.id) == []


def test_what_others_wrote_is_news_and_asking_keeps_the_session_alive(
    portal: Portal, chair: DeskPerson, meeting: Meeting, clock: Clock
):
    item = items(portal, meeting)[0]
    chair.go(at(meeting))
    news = f"{at(meeting, '/minutes/news')}?lang=en&known=0.0-{item}."
    for minute in range(6):
        assert chair.client.get(f"{news}0").json() == []
        clock.move(minutes=portal.settings.session_idle_minutes - 2)
        assert minute < 6
        if clock.now().hour > 19:
            break
    portal.drafting.save(OPERATOR, meeting.id, item, EntryText("Theirs"), base=0)

    (told,) = chair.client.get(f"{news}0").json()
    assert (told["item"], told["version"]) == (str(item), 1)
    assert json.loads(told["texts"])[0] == "Theirs"
    assert chair.client.get(f"{news}1").json() == []
    assert chair.client.get(f"{at(meeting, '/minutes/news')}?known=rubbish").json() == []


def test_nobody_without_a_session_or_with_a_foreign_form_saves_anything(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    item = items(portal, meeting)[0]
    chair.go(at(meeting))
    assert by_script(chair, meeting, item, 0, "x", csrf="1.0").status_code == 403
    chair.client.cookies.clear()
    assert by_script(chair, meeting, item, 0, "x").status_code == 401
    assert chair.client.get(at(meeting, "/minutes/news")).status_code == 303
    assert texts(portal, meeting) == ["", "", ""]


def test_a_text_that_is_too_long_is_refused_with_words(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    item = items(portal, meeting)[0]
    chair.go(f"{at(meeting)}?item={item}")
    long = "x" * (TEXT_MAXIMUM + 1)

    told = by_script(chair, meeting, item, 0, long).json()
    chair.send("save", text=long)

    assert told == {"problem": "What was said: Please shorten this to 20,000 characters."}
    assert chair.status == 422
    assert "Please shorten this" in chair.page
    assert long in chair.page


def test_without_scripts_saving_goes_from_item_to_item_and_on(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    first, second = items(portal, meeting)
    chair.go(at(meeting)).send("save", text="One.", answered="no")
    assert chair.response.url.params["item"] == str(second)
    chair.send("save", text=HOSTILE)
    assert chair.path == at(meeting, "/attendance")
    chair.send("save", total="12")
    assert "Check the minutes and publish them" in chair.page
    assert texts(portal, meeting) == ["", "One.", HOSTILE]
    assert portal.drafting.entries(OPERATOR, meeting.id)[1].content.answered is False
    page = chair.go(f"{at(meeting)}?item={second}").page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in page
    assert first != second


def test_without_scripts_a_conflict_shows_both_and_nothing_is_written_over(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    item = items(portal, meeting)[0]
    chair.go(f"{at(meeting)}?item={item}")
    portal.drafting.save(OPERATOR, meeting.id, item, EntryText("Theirs"), base=0)

    chair.send("save", text="Mine")

    assert chair.status == 409
    assert "Theirs" in chair.page
    assert chair.form_of("save")[1].values["text"] == ["Mine"]
    assert texts(portal, meeting)[1] == "Theirs"
    chair.send("save", text="Both")
    assert texts(portal, meeting)[1] == "Both"


def test_what_was_typed_in_a_session_that_is_over_is_sent_after_signing_in(
    portal: Portal, chair: DeskPerson, meeting: Meeting, clock: Clock
):
    item = items(portal, meeting)[0]
    chair.go(f"{at(meeting)}?item={item}")
    clock.move(hours=9)
    chair.send("save", text="Still here")
    assert chair.status == 401
    chair.sign_in("salma").press()

    assert texts(portal, meeting)[1] == "Still here"


def test_attendance_is_counted_apart_and_sums_are_checked(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    path = at(meeting, "/attendance")
    chair.go(path).send("save", total="", sides__police="2")
    assert "Please fill this in." in chair.page
    chair.send("save", total="10", sides__police="2", sides__residents="9")
    assert "These are more people than the total." in chair.page
    assert chair.form_of("save")[1].values["sides.residents"] == ["9"]
    chair.send("save", sides__residents="٧", genders__woman="5")

    counted = portal.drafting.attendance(OPERATOR, meeting.id)
    assert counted.total == 10
    assert counted.sides == {Side.POLICE: 2, Side.RESIDENTS: 7}
    assert counted.genders == {"woman": 5}
    assert chair.go(path).form_of("save")[1].values["total"] == ["10"]
    assert f'href="{at(meeting, "/publish")}?lang=en"' in chair.page


def test_a_protected_forum_is_asked_for_the_total_alone(portal: Portal, chair: DeskPerson):
    a_forum(portal, "women", protected=ProtectedGroup.WOMEN)
    person = a_chair(portal, "nadia", "women")
    meeting = a_meeting(portal, TODAY, "women")
    page = person.go(f"/staff/forums/women/{meeting.number}/attendance").page

    assert 'name="total"' in page
    assert 'name="genders.woman"' not in page


def test_minutes_are_checked_and_published_as_they_were_looked_at(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    item = items(portal, meeting)[0]
    said = EntryText("Call Ahmed Khalil on 0555 123 456.")
    portal.drafting.save(OPERATOR, meeting.id, item, said, base=0)
    chair.go(at(meeting, "/publish"))
    assert "This may be a telephone number." in chair.page
    assert "<mark>0555 123 456</mark>" in chair.page
    assert f"item={item}" in chair.page
    chair.send("publish")
    assert "Please tick" in chair.page
    portal.drafting.save(OPERATOR, meeting.id, item, EntryText("Lamps."), base=1)
    chair.send("publish", checked="yes")
    assert "Somebody has written in the draft since." in chair.page
    assert portal.minutes.latest(meeting.id) is None

    chair.send("publish", checked="yes")
    assert chair.path == at(meeting, "")
    assert portal.minutes.latest(meeting.id).entries[0].content.text == "Lamps."

    chair.go(at(meeting, "/publish")).send("publish", checked="yes", reason__en="x")
    assert "There is nothing to do." in chair.page
    portal.drafting.save(OPERATOR, meeting.id, item, EntryText("Twelve lamps."), base=2)
    chair.go(at(meeting, "/publish")).send("publish", checked="yes")
    assert "Please fill this in." in chair.page
    chair.send("publish", checked="yes", reason__en="They were counted again.")
    assert portal.minutes.latest(meeting.id).number == 2
    assert "The corrected minutes are published." in chair.page


def test_where_nothing_is_written_nothing_can_be_published(chair: DeskPerson, meeting: Meeting):
    chair.go(at(meeting, "/publish"))

    assert "Nothing is written yet." in chair.page
    assert 'value="publish"' not in chair.page
    assert "Back to the minutes" in chair.page


def test_all_that_is_published_is_looked_at_and_nothing_that_came_since(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    first, second = items(portal, meeting)
    portal.drafting.save(OPERATOR, meeting.id, first, EntryText("Lamps."), base=0)
    before = portal.agendas.reopen(OPERATOR, meeting.id).items[1]
    title = {"en": HOSTILE, "ar": "اتصلوا على 0555 123 456"}
    changed = ItemFields(kind=before.kind, title=title)
    chair.go(at(meeting, "/publish"))
    portal.agendas.change_item(OPERATOR, second, changed, after=before.version)

    chair.send("publish", checked="yes")

    assert portal.minutes.latest(meeting.id) is None
    assert "Somebody has written in the draft since." in chair.page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold**" in chair.page
    assert f'href="/staff/forums/{TOWN}/{meeting.number}/item/{second}' in chair.page
    assert "<mark>0555 123 456</mark>" in chair.page
    assert "<b>Who came:</b>" in chair.page

    due = TODAY + timedelta(days=20)
    portal.drafting.record_attendance(OPERATOR, meeting.id, Attendance(17))
    portal.commitments.make(
        OPERATOR,
        NewCommitment(
            TOWN,
            Owner.COMMUNITY,
            {"en": "Lamp <b>office</b>"},
            {"en": "Mend lamps"},
            due,
            meeting_id=meeting.id,
            item_id=first,
        ),
    )
    chair.send("publish", checked="yes")
    assert portal.minutes.latest(meeting.id) is None
    assert "17 people" in chair.page
    assert "Lamp &lt;b&gt;office&lt;/b&gt;: Mend lamps" in chair.page
    chair.send("publish", checked="yes")
    assert portal.minutes.latest(meeting.id).total == 17


def test_minutes_are_translated_side_by_side_and_as_a_file(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    first, second = items(portal, meeting)
    minuted(portal, meeting, {first: EntryText("Lamps."), second: EntryText(HOSTILE)})
    path = at(meeting, "/translate/ar")
    chair.go(path)
    assert 'dir="rtl"' in chair.page
    assert "<script>alert" not in chair.page
    other = a_chair(portal, "omar").go(path)
    chair.send("save", **{f"t__{first}__text": "المصابيح."})
    assert portal.minutes.translations(meeting.id, 1)["ar"].texts == {f"{first}.text": "المصابيح."}
    other.send("save", **{f"t__{first}__text": "مصابيح"})
    assert "Somebody else has translated some of this" in other.page
    assert "المصابيح." in other.page
    assert other.form_of("save")[1].values[f"t.{first}.text"] == ["مصابيح"]
    other.send("save")
    assert portal.minutes.translations(meeting.id, 1)["ar"].texts == {f"{first}.text": "مصابيح"}

    file = chair.client.get(f"{path}/file.po")
    assert file.headers["content-disposition"].startswith("attachment")
    done = (
        file.text.replace(f'msgctxt "{second}.text"', f'msgctxt "{second}.text"', 1).rsplit(
            'msgstr ""', 1
        )[0]
        + 'msgstr "نص %(x)s {y}"\n'
    )
    chair.go(path).send("file", file=("ar.po", done.encode()))
    assert "The translation is kept." in chair.page, chair.page
    chair.send("file", file=("ar.po", b'msgid "broken\n'))
    assert "Line 1:" in chair.page
    assert chair.go(at(meeting, "/translate/en")).status == 404
    assert chair.go(at(meeting, "/translate/xx")).status == 404


def test_a_text_is_taken_over_into_entries_that_are_empty(
    portal: Portal, chair: DeskPerson, meeting: Meeting
):
    first, _ = items(portal, meeting)
    portal.drafting.save(OPERATOR, meeting.id, first, EntryText("Mine."), base=0)
    document = "# Street lamps\nTwelve are dark.\n\n# Road crossing\nDecision: A light.\n"
    path = at(meeting, "/minutes/import")
    chair.go(path).send("take")
    assert "Please choose a file, or paste the text." in chair.page
    chair.send("take", file=("old.md", document.encode()))
    assert "yours was set aside" in chair.page
    in_list = chair.page.split('class="entries"')[1].split("</details>")[0]
    assert re.findall(r"(\w+)</a> ✓( · Set aside \(1\))?", in_list) == [
        ("lamps", " · Set aside (1)"),
        ("crossing", ""),
    ]
    assert texts(portal, meeting)[1] == "Mine."
    assert portal.drafting.entries(OPERATOR, meeting.id)[2].content.decision == "A light."

    chair.go(path).send("take", text="# Something else\n<b>Said.</b>")
    assert "These headings fit no item" in chair.page
    assert texts(portal, meeting)[0].endswith("<b>Said.</b>")
    chair.go(path).send("take", file=("old.pdf", b"%PDF-1.7"))
    assert chair.status == 422
    assert "Please save it as text" in chair.page
    for name in ("old.pdf", "old.rtf", "old"):
        chair.go(path).send("take", file=(name, b"Just words"))
        assert (chair.status, "Please save it as text" in chair.page) == (422, True)
    chair.go(path).send("take", file=("OLD.TXT", b"Just words"))
    assert chair.path == at(meeting)
    assert chair.go(at(meeting, "/sheet")).response.content.startswith(b"%PDF-")
