"""Coding and excerpts: who may, what is refused, and what everybody sees at last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select

from copfeedback.i18n.translations import Translations
from copfeedback.people.access import NotPermitted
from copfeedback.people.audit import Action
from copfeedback.people.employers import NotIndependent
from copfeedback.people.model import PUBLIC, Actor, OrganisationKind, Role
from copfeedback.people.organisation_store import add_organisation
from copfeedback.people.tables import audit_entry
from copfeedback.results.free_text import excerpt_store, published, store
from copfeedback.results.free_text.excerpts import (
    DecidedMeanwhile,
    Excerpts,
    NotTakenFromText,
    OwnProposal,
    PoliceAlone,
    ReasonMissing,
    TooLong,
    left_to_mask,
    normalised,
)
from copfeedback.results.free_text.masking import Span, propose
from copfeedback.results.free_text.model import (
    EXCERPT_MAXIMUM,
    CodedText,
    ExcerptState,
    MaskKind,
    Part,
    Theme,
    is_taken_from,
)
from copfeedback.results.free_text.published import PublishedThemes, ThemeShare
from copfeedback.results.free_text.service import (
    BadTheme,
    CodedMeanwhile,
    Coding,
    NotAllCoded,
    TooFewTexts,
    UnknownText,
    WaveNotClosed,
)
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys.store import free_text
from tests.factories import TODAY, WAVE, Fieldwork, full_answers, open_tiny_wave

ANA = Actor("ana", Role.ANALYST, id=1)
MIRA = Actor("mira", Role.SURVEY_MANAGER, id=2)
EVA = Actor("eva", Role.EVALUATOR, id=3)
LEADER = Actor("leo", Role.LEADER, id=4)
STORY = "Officer Patel came late. The lamp at 14 Orchard Lane is broken. We are afraid at night."
QUESTION = "improve"


@dataclass
class Desk:
    """A closed wave in which people wrote something, and what codes it."""

    fieldwork: Fieldwork
    public: set[str] = field(default_factory=set)
    coding: Coding = field(init=False)
    excerpts: Excerpts = field(init=False)

    def __post_init__(self) -> None:
        trail, book = self.fieldwork.trail, self.fieldwork.book
        self.coding = Coding(trail, book, self.is_public, lambda: TODAY)
        self.excerpts = Excerpts(trail, book, self.coding, self.is_public)

    def is_public(self, wave_id: str) -> bool:
        return wave_id in self.public

    @property
    def engine(self) -> Engine:
        return self.fieldwork.engine

    def text_that_is(self, words: str) -> bytes:
        with reading(self.engine) as connection:
            query = select(free_text.c.id).where(free_text.c.text == words)
            return connection.execute(query.limit(1)).scalar_one()

    def proposed(self, actor: Actor = ANA, excerpt: str = STORY) -> int:
        text_id = self.text_that_is(STORY)
        spans = propose(normalised(excerpt))
        return self.excerpts.propose_excerpt(actor, text_id, excerpt, spans)

    def themed(self, *codes: str) -> None:
        for code in codes:
            theme = Theme("tiny", QUESTION, code, Translations({"en": code.title()}))
            self.coding.set_theme(ANA, theme, new=True)

    def code_all(self, themes: Callable[[int], set[str]]) -> None:
        at = 0
        while (text := self.coding.next_text(ANA, WAVE, QUESTION)) is not None:
            self.coding.code(ANA, text.id, themes(at), text.revision)
            at += 1

    def actions(self) -> list[str]:
        with reading(self.engine) as connection:
            query = select(audit_entry.c.action).order_by(audit_entry.c.number)
            return list(connection.execute(query).scalars())


def a_desk(engine: Engine, folder: Path, texts: int = 12, *, close: bool = True) -> Desk:
    fieldwork = open_tiny_wave(engine, folder)

    def answers(at: int) -> dict[str, object]:
        written = STORY if at == 0 else f"Be there, number {at}."
        return full_answers(improve=[written])

    fieldwork.send_many(texts, answers)
    if close:
        fieldwork.close()
    else:
        fieldwork.surveys.fold_all()
    return Desk(fieldwork)


@pytest.fixture
def desk(sqlite_engine: Engine, tmp_path: Path) -> Desk:
    return a_desk(sqlite_engine, tmp_path)


@pytest.fixture
def either_desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    """On SQLite and on PostgreSQL."""
    return a_desk(engine, tmp_path)


def test_texts_are_coded_one_by_one_until_none_is_left(either_desk: Desk):
    desk = either_desk
    desk.themed("light", "staff")
    found = {each.question_id: each for each in desk.coding.questions(ANA)}
    assert (found[QUESTION].texts, found[QUESTION].coded) == (12, 0)
    assert found["what_happened"].texts == 12

    desk.code_all(lambda at: {"light"} if at % 2 else set())

    assert desk.coding.next_text(ANA, WAVE, QUESTION) is None
    (progress,) = (e for e in desk.coding.questions(ANA) if e.question_id == QUESTION)
    assert progress.coded == 12
    coded = desk.coding.coded(MIRA, WAVE, QUESTION)
    assert len(coded) == 12
    assert sorted(map(len, (each.themes for each in coded))) == [0] * 6 + [1] * 6
    assert {each.coder for each in coded} == {"ana"}
    assert desk.actions().count(Action.CODE_TEXT) == 12


def test_a_text_stays_as_it_was_written_when_it_is_coded_and_excerpted(desk: Desk):
    before = sorted(map(repr, desk.fieldwork.free_texts()))
    desk.themed("light")
    desk.code_all(lambda at: {"light"})
    desk.proposed()

    assert sorted(map(repr, desk.fieldwork.free_texts())) == before


def order_of(desk: Desk, actor: Actor) -> list[bytes]:
    found: list[bytes] = []
    text = desk.coding.next_text(actor, WAVE, QUESTION)
    while text is not None and text.id not in found:
        found.append(text.id)
        text = desk.coding.next_text(actor, WAVE, QUESTION, after=text.id)
    return found


def test_everybody_has_an_order_of_their_own_that_stays_and_skipping_leads_round(desk: Desk):
    hers, his = order_of(desk, ANA), order_of(desk, MIRA)

    assert len(hers) == len(his) == 12
    assert set(hers) == set(his)
    assert hers != his
    assert order_of(desk, ANA) == hers


def test_nothing_is_lost_when_two_code_the_same_text(either_desk: Desk):
    desk = either_desk
    desk.themed("light", "staff")
    text = desk.coding.next_text(ANA, WAVE, QUESTION)
    assert text is not None

    desk.coding.code(ANA, text.id, {"light"}, text.revision)
    with pytest.raises(CodedMeanwhile) as refusal:
        desk.coding.code(MIRA, text.id, {"staff"}, text.revision)

    assert refusal.value.coder == "ana"
    now = desk.coding.text(MIRA, text.id)
    assert (now.themes, now.coder, now.revision) == (frozenset({"light"}), "ana", 1)
    desk.coding.code(MIRA, text.id, {"staff"}, now.revision)
    assert desk.coding.text(ANA, text.id).themes == {"staff"}
    with pytest.raises(CodedMeanwhile):
        desk.coding.code(ANA, text.id, set(), now.revision)


def test_one_wins_when_many_code_the_same_text_at_once(either_desk: Desk):
    desk = either_desk
    desk.themed("light")
    text = desk.coding.next_text(ANA, WAVE, QUESTION)
    assert text is not None

    def attempt(number: int) -> bool:
        try:
            desk.coding.code(
                Actor(f"coder {number}", Role.ANALYST, id=number), text.id, ["light"], 0
            )
        except CodedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(10, 18))) == 1


def test_an_open_wave_is_not_read(sqlite_engine: Engine, tmp_path: Path):
    desk = a_desk(sqlite_engine, tmp_path, close=False)
    text_id = desk.text_that_is(STORY)

    assert desk.coding.questions(ANA) == []
    for attempt in (
        lambda: desk.coding.next_text(ANA, WAVE, QUESTION),
        lambda: desk.coding.text(ANA, text_id),
        lambda: desk.coding.coded(ANA, WAVE, QUESTION),
        lambda: desk.coding.code(ANA, text_id, [], 0),
        lambda: desk.coding.publish_themes(ANA, WAVE, QUESTION),
        lambda: desk.excerpts.propose_excerpt(ANA, text_id, "Be there", ()),
    ):
        with pytest.raises(WaveNotClosed):
            attempt()


@pytest.mark.parametrize("actor", [LEADER, EVA, PUBLIC, Actor("x", Role.CASEWORKER, id=9)])
def test_texts_are_for_coders_alone(desk: Desk, actor: Actor):
    with pytest.raises(NotPermitted):
        desk.coding.next_text(actor, WAVE, QUESTION)
    with pytest.raises(NotPermitted):
        desk.coding.text(actor, desk.text_that_is(STORY))
    with pytest.raises(NotPermitted):
        desk.proposed(actor)


def test_a_leader_clears_nothing(desk: Desk):
    number = desk.proposed()

    for attempt in (
        lambda: desk.excerpts.clear(LEADER, number),
        lambda: desk.excerpts.return_excerpt(LEADER, number, "no"),
        lambda: desk.excerpts.take_back(LEADER, number, "no"),
        lambda: desk.excerpts.excerpts(LEADER),
    ):
        with pytest.raises(NotPermitted):
            attempt()


def test_unknown_texts_and_themes_are_refused(desk: Desk):
    with pytest.raises(UnknownText):
        desk.coding.text(ANA, b"x" * 16)
    text = desk.coding.next_text(ANA, WAVE, QUESTION)
    assert text is not None
    with pytest.raises(BadTheme):
        desk.coding.code(ANA, text.id, {"light"}, 0)


@pytest.mark.parametrize("code", ["", "Light", "light house", "1st", "x" * 33, "свет"])
def test_a_theme_needs_a_plain_code(desk: Desk, code: str):
    with pytest.raises(BadTheme):
        desk.themed(code)


def test_a_theme_is_renamed_and_retired_but_stays_where_it_was_given(desk: Desk):
    desk.themed("light")
    text = desk.coding.next_text(ANA, WAVE, QUESTION)
    other = desk.coding.next_text(ANA, WAVE, QUESTION, after=text.id if text else b"")
    assert text is not None
    assert other is not None
    desk.coding.code(ANA, text.id, {"light"}, 0)
    renamed = Theme(
        "tiny", QUESTION, "light", Translations({"en": "Street lights", "ar": "إنارة"}), "", True
    )

    desk.coding.set_theme(MIRA, renamed, new=False)

    assert desk.coding.themes(ANA, "tiny", QUESTION) == [renamed]
    assert desk.coding.text(ANA, text.id).themes == {"light"}
    desk.coding.code(ANA, text.id, {"light"}, 1)
    with pytest.raises(BadTheme):
        desk.coding.code(ANA, other.id, {"light"}, 0)
    with pytest.raises(BadTheme):
        desk.themed("light")
    with pytest.raises(BadTheme):
        desk.coding.set_theme(ANA, Theme("tiny", QUESTION, "new", renamed.names), new=False)


def test_themes_are_published_when_all_is_coded_and_seen_when_results_are_public(
    sqlite_engine: Engine, tmp_path: Path
):
    desk = a_desk(sqlite_engine, tmp_path, texts=43)
    desk.themed("light", "staff", "rare", "most", "unused")
    with pytest.raises(NotAllCoded):
        desk.coding.publish_themes(ANA, WAVE, QUESTION)
    given = {"light": range(22), "staff": range(11), "rare": range(3), "most": range(40)}
    desk.code_all(lambda at: {code for code, texts in given.items() if at in texts})

    desk.coding.publish_themes(ANA, WAVE, QUESTION)

    assert desk.coding.published_themes(WAVE) == []
    desk.public.add(WAVE)
    (shown,) = desk.coding.published_themes(WAVE)
    assert (shown.question_id, shown.base) == (QUESTION, 45)
    shares = {each.code: each.share for each in shown.shares}
    assert shares == {"light": 44, "staff": 22, "rare": None, "most": None}
    with reading(desk.engine) as connection:
        stored = connection.execute(select(store.published_themes.c.canonical)).scalar_one()
    assert set(re.findall(r"\d+", stored)) == {"45", "44", "22"}, "no exact count is kept"


def test_nothing_is_published_of_few_texts(sqlite_engine: Engine, tmp_path: Path):
    desk = a_desk(sqlite_engine, tmp_path, texts=9)
    desk.themed("light")
    desk.code_all(lambda at: {"light"})

    with pytest.raises(TooFewTexts):
        desk.coding.publish_themes(ANA, WAVE, QUESTION)
    with pytest.raises(TooFewTexts):
        desk.coding.publish_themes(ANA, WAVE, "trust")


def test_no_excerpt_is_taken_where_few_wrote_something(sqlite_engine: Engine, tmp_path: Path):
    desk = a_desk(sqlite_engine, tmp_path, texts=9)

    with pytest.raises(TooFewTexts):
        desk.proposed()


A_THEME = Theme("tiny", QUESTION, "light", Translations({"en": "Light"}))


@given(st.integers(0, 400), st.data())
def test_few_texts_with_or_without_a_theme_are_never_told(texts, data):
    count = data.draw(st.integers(0, texts))

    frozen = published.freeze(texts, {"light": count}, [A_THEME])

    assert (frozen is None) == (texts < 10)
    if frozen is None:
        return
    shown = published.thaw(QUESTION, frozen)
    (share,) = shown.shares
    few = count < 10 or 0 < texts - count < 10
    assert (share.share is None) == few
    assert shown.base % 5 == 0


def test_nobody_else_makes_published_themes():
    with pytest.raises(TypeError):
        PublishedThemes(QUESTION, 10, (ThemeShare("light", A_THEME.names, 50),))


def test_an_excerpt_is_proposed_cleared_by_another_and_seen_once_results_are_public(
    either_desk: Desk,
):
    desk = either_desk
    number = desk.proposed()
    (waiting,) = desk.excerpts.excerpts(EVA)
    assert (waiting.id, waiting.state, waiting.proposer) == (number, ExcerptState.PROPOSED, "ana")
    assert "Patel" not in waiting.words
    assert "Orchard" not in waiting.words
    desk.public.add(WAVE)
    assert desk.excerpts.published_excerpts(WAVE) == {}

    desk.excerpts.clear(EVA, number)

    ((question_id, (shown,)),) = desk.excerpts.published_excerpts(WAVE).items()
    assert (question_id, shown.language) == (QUESTION, "en")
    assert [part.mask for part in shown.parts if part.mask] == [MaskKind.NAME, MaskKind.ADDRESS]
    assert Part(" is broken. We are afraid at night.") in shown.parts
    desk.public.clear()
    assert desk.excerpts.published_excerpts(WAVE) == {}
    assert [Action(each) for each in desk.actions() if "excerpt" in each] == [
        Action.PROPOSE_EXCERPT,
        Action.CLEAR_EXCERPT,
    ]


def test_nobody_clears_their_own_proposal(desk: Desk):
    number = desk.proposed(MIRA)

    for same in (
        MIRA,
        Actor("renamed", Role.SURVEY_MANAGER, id=2),
        Actor("mira", Role.ANALYST, id=8),
    ):
        with pytest.raises(OwnProposal):
            desk.excerpts.clear(same, number)


def test_police_alone_clear_nothing(desk: Desk):
    with writing(desk.engine) as connection:
        police = add_organisation(connection, OrganisationKind.POLICE, "Police")
        city = add_organisation(connection, OrganisationKind.MUNICIPALITY, "City")
    first = Actor("pol", Role.ANALYST, id=11, organisation=police)
    second = Actor("ice", Role.SURVEY_MANAGER, id=12, organisation=police)
    outside = Actor("out", Role.EVALUATOR, id=13, organisation=city)
    number = desk.proposed(first)

    with pytest.raises(PoliceAlone):
        desk.excerpts.clear(second, number)
    desk.excerpts.clear(outside, number)

    assert [each.state for each in desk.excerpts.excerpts(outside)] == [ExcerptState.CLEARED]


def test_an_excerpt_is_decided_on_once(either_desk: Desk):
    desk = either_desk
    number = desk.proposed()

    def attempt(actor: Actor) -> bool:
        try:
            desk.excerpts.clear(actor, number)
        except DecidedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [EVA, MIRA])) == [False, True]
    with pytest.raises(DecidedMeanwhile):
        desk.excerpts.return_excerpt(MIRA, number, "too late")
    with pytest.raises(DecidedMeanwhile):
        desk.excerpts.clear(MIRA, 999)


def test_a_returned_excerpt_says_why_and_makes_room_for_a_better_one(desk: Desk):
    number = desk.proposed()
    with pytest.raises(ReasonMissing):
        desk.excerpts.return_excerpt(EVA, number, "  ")

    desk.excerpts.return_excerpt(EVA, number, "The lane tells who it is.")

    (returned,) = desk.excerpts.excerpts(ANA)
    assert (returned.state, returned.decider) == (ExcerptState.RETURNED, "eva")
    assert returned.reason == "The lane tells who it is."
    with pytest.raises(DecidedMeanwhile):
        desk.excerpts.clear(EVA, number)
    again = desk.proposed(excerpt="We are afraid at night.")
    assert [each.id for each in desk.excerpts.excerpts(ANA)] == [again]


def test_the_words_are_gone_when_an_excerpt_is_taken_back(desk: Desk):
    desk.public.add(WAVE)
    number = desk.proposed()
    desk.excerpts.clear(EVA, number)

    desk.excerpts.take_back(ANA, number, "Somebody knew who it was.")

    assert desk.excerpts.published_excerpts(WAVE) == {}
    (gone,) = desk.excerpts.excerpts(EVA, [ExcerptState.TAKEN_BACK])
    assert (gone.parts, gone.reason) == ((), "Somebody knew who it was.")
    assert desk.excerpts.excerpts(EVA) == []


def test_police_take_back_no_words_about_police(desk: Desk):
    with writing(desk.engine) as connection:
        police = add_organisation(connection, OrganisationKind.POLICE, "Police")
    number = desk.proposed()
    desk.excerpts.clear(EVA, number)

    with pytest.raises(NotIndependent):
        desk.excerpts.take_back(
            Actor("pol", Role.ANALYST, id=11, organisation=police), number, "It looks bad."
        )

    assert [each.state for each in desk.excerpts.excerpts(EVA)] == [ExcerptState.CLEARED]


@pytest.mark.parametrize(
    "excerpt",
    [
        "We are afraid at noon.",
        "afraid We are",
        "We are afraid […] Officer Patel",
        "fraid at night",
        "",
        "[…]",
        "We are [name] at night.",
    ],
)
def test_an_excerpt_that_is_not_of_the_text_is_refused(desk: Desk, excerpt: str):
    with pytest.raises(NotTakenFromText):
        desk.proposed(excerpt=excerpt)


@pytest.mark.parametrize(
    "excerpt",
    ["We are afraid at night.", "Officer Patel came late. [...] We are  afraid", "[…] at night."],
)
def test_an_excerpt_may_leave_out_parts_where_it_says_so(desk: Desk, excerpt: str):
    desk.proposed(excerpt=excerpt)

    (waiting,) = desk.excerpts.excerpts(EVA)
    assert "night" in waiting.words or "afraid" in waiting.words
    assert "..." not in waiting.words


def test_half_a_word_is_no_excerpt_because_it_can_say_the_opposite():
    assert not is_taken_from("happy with them", "I am unhappy with them")
    assert is_taken_from("happy with them", "I am happy with them")


def test_long_excerpts_and_such_with_nothing_left_are_refused(
    sqlite_engine: Engine, tmp_path: Path
):
    desk = a_desk(sqlite_engine, tmp_path)
    text_id = desk.text_that_is(STORY)
    whole = normalised(STORY)
    with pytest.raises(TooLong):
        desk.excerpts.propose_excerpt(ANA, text_id, STORY, [Span(0, len(whole), MaskKind.OTHER)])
    with pytest.raises(TooLong):
        desk.excerpts.propose_excerpt(
            ANA, text_id, STORY, (), Translations({"fr": "x" * (2 * EXCERPT_MAXIMUM + 1)})
        )


def test_a_huge_text_is_coded_and_a_short_part_of_it_excerpted(
    sqlite_engine: Engine, tmp_path: Path
):
    fieldwork = open_tiny_wave(sqlite_engine, tmp_path)
    huge = ("word " * 399).strip()
    fieldwork.send_many(10, lambda at: full_answers(improve=[huge]))
    fieldwork.close()
    desk = Desk(fieldwork)
    text = desk.coding.next_text(ANA, WAVE, QUESTION)
    assert text is not None

    with pytest.raises(TooLong):
        desk.excerpts.propose_excerpt(ANA, text.id, text.text, ())
    desk.excerpts.propose_excerpt(ANA, text.id, "word word […] word", ())

    assert desk.excerpts.excerpts(EVA)[0].words == "word word […] word"


def test_invisible_characters_neither_hide_a_number_nor_turn_what_follows():
    tricky = "call 06\u200b12\u200b34\u200b56\u200b78 \u202eback\u202c"

    assert normalised(tricky) == "call 0612345678 back"
    assert propose(normalised(tricky))[0].kind is MaskKind.TELEPHONE


def test_what_is_still_to_be_found_is_told_to_whoever_clears(desk: Desk):
    text_id = desk.text_that_is(STORY)
    desk.excerpts.propose_excerpt(
        ANA, text_id, STORY, (), Translations({"fr": "Monsieur Dupont habite ici"})
    )
    (waiting,) = desk.excerpts.excerpts(EVA)

    assert left_to_mask(waiting) == ["Officer Patel", "14 Orchard Lane", "Monsieur Dupont"]


def test_everything_made_of_a_text_goes_with_it(either_desk: Desk):
    desk = either_desk
    desk.themed("light")
    desk.code_all(lambda at: {"light"})
    desk.proposed()

    with writing(desk.engine) as connection:
        connection.execute(delete(free_text))

    with reading(desk.engine) as connection:
        for table in (store.coded_text, store.coded_theme, excerpt_store.text_excerpt):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_what_was_coded_says_nothing_of_who_answered():
    assert set(CodedText.__dataclass_fields__) == {
        "id", "wave_id", "question_id", "language", "text", "themes", "coder", "revision",
    }  # fmt: skip
    for table in (store.coded_text, store.coded_theme, excerpt_store.text_excerpt):
        assert not {"response_id", "week", "gender"} & set(table.columns.keys())
