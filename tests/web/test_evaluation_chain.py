"""The chain of evaluations for whoever checks it: exact texts, hashes, feed, pack and API."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from starlette.testclient import TestClient

from copfeedback.application import Portal
from copfeedback.evaluations import store
from copfeedback.evaluations.events import EventKind, Signed
from copfeedback.evaluations.model import DataSeen
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Answer,
    Finding,
    Progress,
    Response,
    Verdict,
)
from tests.evaluations.later import MEETINGS, NO_FIGURES, OWED, meet
from tests.evaluations.pledged import CODE, stakeholders
from tests.people.members import an_organisation
from tests.web import evaluated as site
from tests.web.conftest import TODAY, Calendar
from tests.web.test_help import words

ATOM = "{http://www.w3.org/2005/Atom}"
CHECK = "/en/evaluations/check"
CANARY = "CANARY-of-a-draft"


@pytest.fixture
def told(portal: Portal) -> None:
    """A pledge that was changed, and its results."""
    pledge = site.registered(portal, on=TODAY - timedelta(days=40))
    site.amended(portal, pledge, DataSeen.SOME)
    site.published(portal)


def test_the_exact_text_has_the_fingerprint_that_is_printed(
    client: TestClient, portal: Portal, told: None
):
    page = client.get(f"/en/evaluations/{CODE}").text

    for event in portal.evaluations.find(CODE).events:
        answer = client.get(f"/evaluations/events/{event.number}.json")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        assert sha256(answer.content).hexdigest() == event.sha256
        assert event.sha256 in page
        again = client.get(
            f"/evaluations/events/{event.number}.json",
            headers={"If-None-Match": answer.headers["etag"]},
        )
        assert again.status_code == 304
    assert client.get("/evaluations/events/99.json").status_code == 404


def test_anybody_can_recompute_the_chain_with_sha256_alone(client: TestClient, told: None):
    lines = client.get("/evaluations/chain.txt").text.splitlines()[1:]
    before = "0" * 64
    for at, line in enumerate(lines, 1):
        number, code, digest, previous, after = line.split("\t")
        text = client.get(f"/evaluations/events/{number}.json").content
        assert (int(number), code, previous) == (at, CODE, before)
        assert digest == sha256(text).hexdigest()
        assert after == sha256((previous + digest).encode()).hexdigest()
        before = after
    assert len(lines) == 3


def test_withdrawn_results_are_not_given_away_anywhere(
    client: TestClient, portal: Portal, told: None
):
    number = portal.evaluations.find(CODE).publications[0].number
    site.withdrawn(portal)

    gone = client.get(f"/evaluations/events/{number}.json")
    pack = ZipFile(BytesIO(client.get(f"/evaluations/{CODE}.zip").content))
    api = client.get(f"/api/v1/evaluations/{CODE}")

    assert gone.status_code == 410
    assert gone.json()["withdrawn"] is True
    assert f"events/{number}.json" not in pack.namelist()
    assert api.json()["report"] is None
    assert b"Trust grew" not in gone.content + api.content
    assert "Of 2 indicators" not in client.get("/en/evaluations.atom").text


@pytest.mark.parametrize("kind", ["sha256", "hash"])
def test_a_fingerprint_is_known_however_it_is_typed(
    client: TestClient, portal: Portal, told: None, kind: str
):
    event = portal.evaluations.find(CODE).amendments[0]
    digits = str(getattr(event, kind)).upper()
    typed = " ".join(digits[at : at + 8] for at in range(0, 64, 8))

    said = words(client.get(CHECK, params={"hash": f"  {typed}\n"}).text)

    assert f"number {event.number} in the chain" in said
    assert "Yes, as far as this site can tell." in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ab", "A fingerprint has 64"),
        ("f" * 64, "Nothing here has this fingerprint"),
        ("<script>x</script>", "A fingerprint has 64"),
        ("x" * 5000, "A fingerprint has 64"),
        ("", "Look up a fingerprint"),
    ],
)
def test_what_is_no_fingerprint_of_ours_says_so_and_stays_typed(
    client: TestClient, told: None, typed: str, said: str
):
    page = client.get(CHECK, params={"hash": typed})

    assert page.status_code == 200
    assert said in words(page.text)
    assert "<script" not in page.text
    assert len(page.content) <= 30_000
    if len(typed) == 64:
        assert f'value="{typed}"' in page.text


@pytest.mark.parametrize("tag", ["en", "ar", "fr", "ru", "es", "uk"])
def test_how_to_check_is_told_in_every_language(client: TestClient, told: None, tag: str):
    page = client.get(f"/{tag}/evaluations/check")

    assert len(page.content) <= 30_000
    for tool in ("certutil -hashfile 3.json SHA256", "Get-FileHash", "shasum -a 256", "sha256sum"):
        assert tool in page.text


def test_the_example_can_be_recomputed(client: TestClient, portal: Portal, told: None):
    head = portal.evaluations.head()
    assert head is not None
    page = client.get(CHECK).text

    assert f"printf %s {head.previous_hash}{head.sha256} | shasum" in page
    assert sha256(f"{head.previous_hash}{head.sha256}".encode()).hexdigest() == head.hash


def test_before_anything_happened_there_is_nothing_to_check(client: TestClient):
    assert client.get(CHECK).status_code == 200
    assert client.get("/evaluations/chain.txt").text.startswith("number\t")
    assert client.get("/en/evaluations.atom").status_code == 200


def test_the_page_says_where_something_was_changed(client: TestClient, portal: Portal, told: None):
    with portal.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE evaluation_event SET text = replace(text, 'school', 'museum') WHERE number = 2"
        )

    said = words(client.get(CHECK).text)

    assert "No. Something was changed here:" in said
    assert "Number in the chain: 2 ( walking-patrols ): its text is not what it was" in said


def test_a_text_that_cannot_be_read_any_more_is_given_as_it_is(
    client: TestClient, portal: Portal, told: None
):
    with portal.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE evaluation_event SET text = '{' WHERE number = 1")

    assert client.get("/evaluations/events/1.json").text == "{"
    assert CODE in words(client.get("/en/evaluations").text)
    assert client.get(f"/en/evaluations/{CODE}").status_code == 404


def test_the_feed_carries_the_hash_and_what_is_newly_overdue(
    client: TestClient, portal: Portal, calendar: Calendar
):
    site.registered(portal, due=TODAY)
    feed = ET.fromstring(client.get("/en/evaluations.atom").content)  # noqa: S314 - ours
    event = portal.evaluations.find(CODE).registered
    assert event.hash in (feed.findtext(f"{ATOM}entry/{ATOM}summary") or "")

    calendar.today = TODAY + timedelta(days=1)
    first = client.get("/en/evaluations.atom").content
    calendar.today = TODAY + timedelta(days=9)
    later = client.get("/en/evaluations.atom").content

    assert first == later
    entries = ET.fromstring(first).findall(f"{ATOM}entry")  # noqa: S314 - ours
    assert entries[0].findtext(f"{ATOM}title") == "Overdue: Patrols on foot"
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == 2
    updated = entries[0].findtext(f"{ATOM}updated") or ""
    assert updated[:10] in {"2027-05-03", "2027-05-04"}


@pytest.mark.parametrize("measures_nothing", [False, True])
def test_the_feed_denies_no_results_that_were_published(
    client: TestClient, portal: Portal, calendar: Calendar, *, measures_nothing: bool
):
    site.registered(portal, due=TODAY)
    if measures_nothing:
        missing = (Finding("trust", Verdict.NOT_MEASURED), Finding("voices", Verdict.NOT_MEASURED))
        site.published(portal, findings=missing)
    else:
        site.published(portal)
        site.withdrawn(portal)
    calendar.today = TODAY + timedelta(days=1)

    feed = ET.fromstring(client.get("/en/evaluations.atom").content)  # noqa: S314 - ours

    overdue = feed.findall(f"{ATOM}entry")[0]
    assert overdue.findtext(f"{ATOM}title") == "Overdue: Patrols on foot"
    told = (overdue.findtext(f"{ATOM}summary") or "").splitlines()[0]
    day = "May 3, 2027"
    assert told == (
        "Nothing was measured. This is not yet what was promised."
        if measures_nothing
        else f"Results withdrawn: {day}"
    )


def test_a_new_version_is_owed_as_soon_as_missing_figures_are_there(
    client: TestClient, portal: Portal
):
    site.registered(portal, **MEETINGS)
    site.published(portal, findings=(NO_FIGURES,))
    police = an_organisation(portal)
    feed, one = "/en/evaluations.atom", f"/en/evaluations/{CODE}"
    api = f"/api/v1/evaluations/{CODE}"
    for path in ("/en/evaluations", one, feed):
        assert OWED not in client.get(path).text
    assert client.get(api).json()["new_version_owed"] is False

    meet(portal, police, 2023, 2025)
    for path in ("/en/evaluations", one, feed):
        assert OWED in client.get(path).text
    assert client.get(api).json()["new_version_owed"] is True
    entries = ET.fromstring(client.get(feed).content).findall(f"{ATOM}entry")  # noqa: S314 - ours
    titles = [each.findtext(f"{ATOM}title") or "" for each in entries]
    assert f"Patrols on foot: {OWED}" in titles
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == len(entries)

    words = site.both("The figures are there.")
    measured = portal.reporting.measured(CODE)["meetings"]
    finding = Finding("meetings", measured.verdict, measured=measured.measured)
    site.published(portal, findings=(finding,), number=2, changed=words)
    for path in ("/en/evaluations", one, feed):
        assert OWED not in client.get(path).text


def test_every_entry_of_the_feed_tells_what_happened_and_is_valid_atom(
    client: TestClient, portal: Portal
):
    due, on = TODAY - timedelta(days=2), TODAY - timedelta(days=30)
    site.registered(portal, due=due, on=on, stakeholders=stakeholders(1))
    site.happened(portal, EventKind.SIGNED, Signed("hall"))
    site.published(portal)
    action = Action("a1", site.both("More lamps"), site.both("Works"), TODAY)
    answered = Response("r1", Answer.PARTLY, site.both("No money"), (action,))
    site.happened(portal, EventKind.RESPONDED, answered)
    acted = Acted("a1", Progress.DONE, site.both("They shine"))
    site.happened(portal, EventKind.ACTED, acted)
    site.published(portal, number=2, changed=site.both("A figure was wrong."))

    feed = ET.fromstring(client.get("/en/evaluations.atom").content)  # noqa: S314 - ours
    told = [each.findtext(f"{ATOM}summary") or "" for each in feed.iter(f"{ATOM}entry")]

    events = portal.evaluations.find(CODE).events
    in_order = [next(text for text in told if each.hash in text) for each in events]
    names = ("first", "signed", "found", "answered", "acted", "again")
    by_event = dict(zip(names, in_order, strict=True))
    assert "Version 2. What changed in this version: A figure was wrong." in by_event["again"]
    assert "Done: More lamps\nThey shine" in by_event["acted"]
    assert "Partly accepted: Walk at night too.\nNo money" in by_event["answered"]
    assert "Results published 2 days late" in by_event["found"]
    assert "Of 2 indicators, 1 did not improve and 1 improved." in by_event["found"]
    assert "City hall" in by_event["signed"]
    assert "Results are promised for: May 1, 2027\nWhat is looked at: " in by_event["first"]
    for text in told:
        assert site.BY in text
        assert "<" not in text
    for parent in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{name}")) == 1
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert {each.get("rel") for each in feed.findall(f"{ATOM}link")} == {"self", "alternate"}


def test_the_pack_holds_what_an_evaluator_needs(client: TestClient, portal: Portal, told: None):
    answer = client.get(f"/evaluations/{CODE}.zip")
    pack = ZipFile(BytesIO(answer.content))

    assert f"evaluation-{CODE}.zip" in answer.headers["content-disposition"]
    names = pack.namelist()
    assert names[:3] == ["README.txt", "chain.txt", "sources.csv"]
    assert b"neighbourhood-safety-1.1" in pack.read("sources.csv")
    for event in portal.evaluations.find(CODE).events:
        assert sha256(pack.read(f"events/{event.number}.json")).hexdigest() == event.sha256
    assert client.get(f"/evaluations/{CODE}.zip").content == answer.content
    assert client.get("/evaluations/nothing.zip").status_code == 404


def test_the_api_tells_status_verdicts_and_hashes(client: TestClient, portal: Portal, told: None):
    site.registered(portal, "late-one", due=site.PAST)

    listed = client.get("/api/v1/evaluations").json()
    one = client.get(f"/api/v1/evaluations/{CODE}").json()

    assert [each["id"] for each in listed["evaluations"]] == [CODE, "late-one"]
    assert listed["evaluations"][1]["status"] == "overdue"
    assert listed["evaluations"][1]["days_overdue"] == 12
    assert one["verdicts"] == {
        "not_improved": 1, "improved": 1, "worsened": 0, "no_change": 1, "inconclusive": 0,
        "not_measured": 0,
    }  # fmt: skip
    assert one["deviations"] == 1
    assert [each["number"] for each in one["events"]] == [1, 2, 3]
    assert "organisation" not in json.dumps(one)
    paged = client.get("/api/v1/evaluations?limit=1").json()
    assert client.get(paged["next"]).json()["evaluations"][0]["id"] == "late-one"
    assert client.get("/api/v1/evaluations/none").status_code == 404
    assert client.get("/api/v1/evaluations?what=1").status_code == 400
    assert client.get("/api/v1/evaluations?after=none").status_code == 404


def test_what_is_being_written_is_seen_by_nobody(client: TestClient, portal: Portal, told: None):
    content = json.dumps({"title": {"en": CANARY}, "code": CANARY.lower()})
    with portal.engine.begin() as connection:
        for kind in ("pledge", "report"):
            draft = store.Draft(CODE if kind == "report" else "canary-draft", kind, 1, content, 0)
            store.keep_draft(connection, draft)
    addresses = [
        "/en/evaluations", f"/en/evaluations/{CODE}", f"/en/evaluations/{CODE}/pledge",
        f"/en/evaluations/{CODE}/report", "/en/evaluations/canary-draft", "/en/evaluations.atom",
        "/evaluations/chain.txt", "/evaluations/canary-draft.zip", f"/evaluations/{CODE}.zip",
        CHECK, "/api/v1/evaluations", f"/api/v1/evaluations/{CODE}",
        "/api/v1/evaluations/canary-draft",
    ]  # fmt: skip

    for address in addresses:
        answer = client.get(address)
        assert CANARY not in answer.text, address
        assert "canary" not in answer.text, address
        if "canary" in address:
            assert answer.status_code == 404
