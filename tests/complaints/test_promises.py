"""What complainants are promised: in every language, never half filled in, never one person's."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from copfeedback.application import PROJECT
from copfeedback.complaints.model import Clocks
from copfeedback.complaints.promise_model import (
    LINE_LENGTH,
    NEEDED,
    TEXT_LENGTH,
    Fault,
    FaultKind,
    Operation,
    PromisePage,
    Standing,
    faults_in_operation,
    faults_in_page,
    placeholders_in,
)
from copfeedback.complaints.promise_notation import (
    operation_from_json,
    shipped,
    to_json,
)
from copfeedback.complaints.promise_wording import days_in_words, fault_sentence, filled_page
from copfeedback.complaints.promises import (
    WHO_RUNS_IT,
    OwnVersion,
    PromiseFaulty,
    Promises,
)
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.page_text import Block, BlockKind, PageText, read_blocks
from copfeedback.people import passwords
from copfeedback.people.access import NotPermitted
from copfeedback.people.accounts import Accounts
from copfeedback.people.audit import Trail
from copfeedback.people.mail import Mail
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, Role
from copfeedback.profile.service import (
    ApprovedAlready,
    NothingChanged,
    UnknownVersion,
    WrittenMeanwhile,
)
from copfeedback.settings import Settings
from tests.complaints.promise_pages import HOW, LANGUAGES, an_operation, run_by
from tests.people.members import a_member, acting

CATALOGUES = Catalogues(PROJECT / "locales")


def unknown(name: str) -> Fault:
    return Fault("text", FaultKind.UNKNOWN_PLACEHOLDER, name=name)


SHIPPED = [(page, tag) for page in PromisePage for tag in LANGUAGES]


@pytest.fixture
def trail(engine: Engine) -> Trail:
    return Trail(engine, lambda: datetime(2026, 5, 6, 9, tzinfo=UTC))


@pytest.fixture
def promises(trail: Trail) -> Promises:
    return Promises(trail, Clocks(), LANGUAGES)


@pytest.fixture
def people(trail: Trail, cheap_hashing: None) -> tuple[Actor, Actor]:
    """Two caseworkers of the body."""
    accounts = Accounts(trail, Settings(), Mail(Settings()))
    carla, dmytro = (
        acting(accounts, a_member(accounts, name, Role.CASEWORKER)) for name in ("carla", "dmytro")
    )
    return carla, dmytro


@pytest.fixture
def cheap_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested does not depend on how much work a hash is."""
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024 * 1024)


@pytest.mark.parametrize(("page", "tag"), SHIPPED)
def test_every_page_comes_in_every_language_with_the_same_parts_and_blanks(
    page: PromisePage, tag: str
):
    text, english = shipped(page, tag), shipped(page, "en")

    assert text is not None
    assert english is not None
    assert faults_in_page(page, text) == []
    assert sorted(placeholders_in(text.text)) == sorted(placeholders_in(english.text))
    shape = [(block.kind, len(block.lines)) for block in read_blocks(text.text)]
    assert shape == [(block.kind, len(block.lines)) for block in read_blocks(english.text)]
    if tag != "en":
        assert text != english


@pytest.mark.parametrize(("page", "tag"), SHIPPED)
def test_a_reader_is_never_shown_a_blank_that_is_not_filled_in(
    sqlite_engine: Engine, page: PromisePage, tag: str
):
    trail = Trail(sqlite_engine, lambda: datetime(2026, 5, 6, 9, tzinfo=UTC))
    shown = filled_page(Promises(trail, Clocks(), LANGUAGES), page, tag, CATALOGUES.speech)

    said = " ".join([shown.title.text, *(line for block in shown.blocks for line in block.lines)])
    assert not set("{}%") & set(said)
    assert not shown.title.is_fallback


def test_the_times_of_the_settings_are_what_is_said(trail: Trail):
    promises = Promises(trail, Clocks(acknowledge_days=9, keep_days=1095), LANGUAGES)
    shown = filled_page(promises, PromisePage.HOW, "en", CATALOGUES.speech)
    said = " ".join(line for block in shown.blocks for line in block.lines)

    assert "Within 9 days a caseworker" in said
    assert "after 3 years" in said


@pytest.mark.parametrize(
    ("days", "tag", "words"),
    [(1, "en", "1 day"), (7, "ar", "7 أيام"), (28, "uk", "28 днів"), (730, "fr", "2 ans")],
)
def test_days_are_said_as_the_language_says_them(days: int, tag: str, words: str):
    assert days_in_words(days, tag).replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "Within {acknowledged}.",
            Fault("text", FaultKind.UNKNOWN_PLACEHOLDER, name="acknowledged"),
        ),
        ("Within {}.", Fault("text", FaultKind.UNKNOWN_PLACEHOLDER, name="")),
        ("Within {acknowledge_days.", Fault("text", FaultKind.UNKNOWN_PLACEHOLDER, name="{")),
        ("Within acknowledge_days}.", Fault("text", FaultKind.UNKNOWN_PLACEHOLDER, name="}")),
        ("x" * (TEXT_LENGTH + 1), Fault("text", FaultKind.TOO_LONG, TEXT_LENGTH)),
        (" ", Fault("text", FaultKind.MISSING)),
        ("a\u202eb", Fault("text", FaultKind.UNREADABLE)),
    ],
)
def test_a_text_is_refused_with_the_name_of_what_is_wrong(
    promises: Promises, text: str, fault: Fault
):
    with pytest.raises(PromiseFaulty) as refused:
        promises.write(OPERATOR, PromisePage.CALLS, "en", PageText("Calls", text))

    assert refused.value.faults == [fault]
    assert "%(" not in fault_sentence(fault, CATALOGUES.speech("en"))


@pytest.mark.parametrize("page", NEEDED)
def test_what_a_page_must_say_cannot_be_left_out(promises: Promises, page: PromisePage):
    with pytest.raises(PromiseFaulty) as refused:
        promises.write(OPERATOR, page, "en", PageText("Title", "Nothing at all."))

    assert {fault.name for fault in refused.value.faults} == NEEDED[page]


def test_a_title_holds_no_blank():
    faults = faults_in_page(PromisePage.CALLS, PageText("In {update_days}", "Text"))

    assert [fault.name for fault in faults] == ["update_days"]


def test_who_runs_it_is_refused_when_something_in_it_is_missing_or_too_long():
    operation = an_operation(
        host=Translations({"en": "x" * (LINE_LENGTH + 1)}),
        routes=(*an_operation().routes, *[an_operation().routes[0]] * 12),
    )
    empty = an_operation(firewall=Translations({"ar": " "}))

    assert [f.kind for f in faults_in_operation(operation)] == [
        FaultKind.TOO_LONG,
        FaultKind.TOO_MANY,
    ]
    assert faults_in_operation(empty) == [Fault("firewall", FaultKind.MISSING, language="ar")]


def test_who_runs_it_survives_being_written_down():
    operation = an_operation(run_by_police=True, firewall=Translations({"uk": "Закон"}))

    assert operation_from_json(to_json(operation)) == operation
    assert operation_from_json(to_json(Operation())) == Operation()


def test_a_text_is_read_line_by_line_and_nothing_else_has_a_meaning():
    text = "## Heading\nA *line* <b>.\n- one\n- two\n\n1. first\n2. second\n- three"

    assert read_blocks(text) == (
        Block(BlockKind.HEADING, ("Heading",)),
        Block(BlockKind.PARAGRAPH, ("A *line* <b>.",)),
        Block(BlockKind.POINTS, ("one", "two")),
        Block(BlockKind.STEPS, ("first", "second")),
        Block(BlockKind.POINTS, ("three",)),
    )


def test_nothing_is_shown_before_somebody_else_has_said_yes(
    promises: Promises, people: tuple[Actor, Actor]
):
    carla, dmytro = people
    number = promises.write(carla, PromisePage.HOW, "en", HOW)

    assert promises.page(PromisePage.HOW, "en").content != HOW
    assert promises.waiting(dmytro) == {(PromisePage.HOW, "en"): number}
    with pytest.raises(OwnVersion):
        promises.approve(carla, (PromisePage.HOW, "en"), number)
    assert promises.page(PromisePage.HOW, "en").content != HOW

    promises.approve(dmytro, (PromisePage.HOW, "en"), number)

    assert promises.page(PromisePage.HOW, "en").content == HOW
    assert promises.waiting(dmytro) == {}
    (version,) = promises.versions(carla, (PromisePage.HOW, "en"))
    assert (version.written_by, version.approved_by) == ("carla", "dmytro")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEWORKER, Role.CUSTODIAN}))
def test_nobody_but_the_body_writes_or_approves(promises: Promises, role: Role):
    actor = Actor("somebody", role, id=1, organisation=1)
    number = promises.write(OPERATOR, PromisePage.HOW, "en", HOW)

    for attempt in (
        lambda: promises.write(actor, PromisePage.HOW, "en", HOW),
        lambda: promises.write_operation(actor, an_operation()),
        lambda: promises.approve(actor, (PromisePage.HOW, "en"), number),
        lambda: promises.versions(PUBLIC, WHO_RUNS_IT),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert promises.page(PromisePage.HOW, "en").content != HOW


def test_versions_follow_each_other_and_none_is_lost(promises: Promises):
    first = promises.write(OPERATOR, PromisePage.HOW, "en", HOW, after=0)
    second = promises.write(
        OPERATOR, PromisePage.HOW, "en", PageText("Other", HOW.text), after=first
    )

    with pytest.raises(WrittenMeanwhile):
        promises.write(OPERATOR, PromisePage.HOW, "en", HOW, after=first)
    with pytest.raises(NothingChanged):
        promises.write(OPERATOR, PromisePage.HOW, "en", PageText("Other", HOW.text))
    promises.approve(OPERATOR, (PromisePage.HOW, "en"), second)
    with pytest.raises(ApprovedAlready):
        promises.approve(OPERATOR, (PromisePage.HOW, "en"), first)
    with pytest.raises(UnknownVersion):
        promises.approve(OPERATOR, (PromisePage.HOW, "en"), 3)
    kept = promises.versions(OPERATOR, (PromisePage.HOW, "en"))
    assert [version.number for version in kept] == [2, 1]


def test_other_languages_are_outdated_when_one_promises_something_new(promises: Promises):
    assert promises.lacking(PromisePage.HOW) == []
    number = promises.write(OPERATOR, PromisePage.HOW, "uk", HOW, renews=True)
    assert promises.lacking(PromisePage.HOW) == []

    promises.approve(OPERATOR, (PromisePage.HOW, "uk"), number)

    assert promises.lacking(PromisePage.HOW) == ["en", "ar", "fr", "ru", "es"]
    assert promises.page(PromisePage.HOW, "ar").is_outdated
    assert promises.standing(PromisePage.HOW, "uk") is Standing.CURRENT
    follows = promises.write(OPERATOR, PromisePage.HOW, "ar", HOW)
    promises.approve(OPERATOR, (PromisePage.HOW, "ar"), follows)
    assert promises.lacking(PromisePage.HOW) == ["en", "fr", "ru", "es"]


def test_no_language_is_outdated_when_only_words_were_mended(promises: Promises):
    number = promises.write(OPERATOR, PromisePage.HOW, "en", HOW)
    promises.approve(OPERATOR, (PromisePage.HOW, "en"), number)

    assert promises.lacking(PromisePage.HOW) == []


def test_a_language_without_a_text_is_missing_and_reads_the_english_one(trail: Trail):
    promises = Promises(trail, Clocks(), (*LANGUAGES, "pl"))
    shown = promises.page(PromisePage.SAFETY, "pl")

    assert (shown.language, shown.is_fallback) == ("en", True)
    assert promises.lacking(PromisePage.SAFETY) == ["pl"]
    assert promises.safety_fingerprint("pl") is None


def immigration(promises: Promises, tag: str) -> str:
    shown = filled_page(promises, PromisePage.SAFETY, tag, CATALOGUES.speech)
    return " ".join(line for block in shown.blocks for line in block.lines)


def test_the_immigration_promise_is_made_only_where_its_law_is_recorded(promises: Promises):
    assert "We cannot promise that immigration authorities" in immigration(promises, "en")

    run_by(promises, an_operation(firewall=Translations({"uk": "Закон 1, стаття 2"})))

    assert "We cannot promise that immigration authorities" in immigration(promises, "en")
    assert "Закон 1, стаття 2" in immigration(promises, "uk")
    assert "Закон 1, стаття 2" not in immigration(promises, "ru")


def test_what_one_person_recorded_as_law_promises_nothing_yet(promises: Promises):
    promises.write_operation(OPERATOR, an_operation(firewall=Translations({"en": "Law 1"})))

    assert "Law 1" not in immigration(promises, "en")


def test_whether_the_police_run_the_door_is_known(promises: Promises):
    assert not promises.operated_by_police
    run_by(promises, an_operation(run_by_police=True))

    assert promises.operated_by_police
    assert promises.operation().routes == an_operation().routes


def test_one_of_two_wins_when_both_write_at_once(trail: Trail):
    both = [Promises(trail, Clocks(), LANGUAGES) for _ in range(2)]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def write(promises: Promises, title: str) -> None:
        start.wait()
        try:
            promises.write(OPERATOR, PromisePage.HOW, "en", PageText(title, HOW.text), after=0)
        except WrittenMeanwhile:
            outcomes.append("refused")
        else:
            outcomes.append("kept")

    threads = [
        threading.Thread(target=write, args=(each, title))
        for each, title in zip(both, "ab", strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["kept", "refused"]
    assert len(both[0].versions(OPERATOR, (PromisePage.HOW, "en"))) == 1


def test_another_replica_sees_what_was_approved_within_a_second(trail: Trail):
    seconds = [0.0]
    one = Promises(trail, Clocks(), LANGUAGES)
    other = Promises(trail, Clocks(), LANGUAGES, monotonic=lambda: seconds[0])
    assert not other.operated_by_police
    run_by(one, an_operation(run_by_police=True))

    seconds[0] += 1.0

    assert other.operated_by_police
