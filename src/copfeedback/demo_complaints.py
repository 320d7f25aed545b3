"""Forty made-up complaints of the demonstration, lodged and handled in the way real ones are."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from importlib.resources import files
from secrets import token_bytes
from time import monotonic
from typing import Any

import yaml

from copfeedback.application import Portal
from copfeedback.complaints.case_parts import NewAllegation, Words
from copfeedback.complaints.casework import build_casework
from copfeedback.complaints.code import ComplaintCode, draw_code
from copfeedback.complaints.counters import SEAL_PURPOSE, Counters
from copfeedback.complaints.filing import NONCE_BYTES, Filing, NewCase
from copfeedback.complaints.following import Following
from copfeedback.complaints.model import Category, Channel, Result, State, Verdict
from copfeedback.complaints.register_model import RegisterEntry
from copfeedback.complaints.stretching import Stretching
from copfeedback.complaints.templates_of_messages import Template, write
from copfeedback.complaints.vault import HolderKey
from copfeedback.complaints.wording import CATEGORY_NAMES
from copfeedback.demo_keys import SECOND_CASEWORKER
from copfeedback.people.model import OPERATOR, Actor
from copfeedback.people.pace import ClientPace, Guesses
from copfeedback.ratings import Ratings
from copfeedback.storage.engine import writing

CODE = ComplaintCode("2026000", "1234567812345678")
"""Opens the first of them. It is public: there is nothing real in it."""
ABOUT_UNIT = "Harbour station"
"""The police unit that five of them are about."""
_WORKERS = ("caseworker", SECOND_CASEWORKER)
_EXAMINED_AFTER, _DECIDED_AFTER, _CLOSED_AFTER = (timedelta(days=days) for days in (5, 28, 58))
_PACE = 1_000
_PAST_CASES, _PAST_DAYS = 900, (58, 500)
_GOES_ON = 3
"""The place in the list of the one that another is merged into."""
_BEYOND_RECEIVED = frozenset(State) - {State.RECEIVED, State.WITHDRAWN}
_EXAMINED = frozenset({State.EXAMINED, State.DECIDED, State.CLOSED})
_DECIDED = frozenset({State.DECIDED, State.CLOSED})


@dataclass
class _Day:
    """The calendar of the made-up past."""

    today: date


@dataclass(frozen=True)
class _Case:
    """A complaint that is brought to where it stands, and by whom."""

    id: str
    listed: Mapping[str, Any]
    filed_on: date
    actor: Actor
    key: HolderKey

    @property
    def language(self) -> str:
        """The complainant's."""
        return str(self.listed["language"])

    @property
    def state(self) -> State:
        """Where it stands in the end."""
        return State(self.listed["state"])

    def words(self, text: str) -> Words:
        """A text in the complainant's language."""
        return Words(text, self.language)


class DemonstrationComplaints:
    """Lodges complaints in the past and handles them."""

    def __init__(self, portal: Portal, keys: Mapping[str, HolderKey]) -> None:
        """``keys`` are those of the demonstration's case staff, by the name of the account."""
        self._portal = portal
        self._workers = [
            (Actor(each.name, each.role, each.id, each.organisation), keys[each.name])
            for each in portal.accounts.staff(OPERATOR)
            if each.name in _WORKERS
        ]
        self._unit = next(
            unit.id
            for each in portal.organisations.all()
            for unit in portal.organisations.units(each.id)
            if unit.name == ABOUT_UNIT
        )
        self._day = day = _Day(portal.surveys.today())
        self._counters = counters = Counters(portal.server_seal(SEAL_PURPOSE))
        roster, codes = portal.keys.roster, Stretching(portal.settings.argon2_at_once)
        self._filing = Filing(
            portal.trail,
            roster,
            codes,
            portal.clocks,
            lambda: day.today,
            pace=ClientPace(monotonic, _PACE, 1),
            languages=portal.openings.open_languages,
            count=counters.count_filing,
        )
        self._following = Following(
            portal.trail,
            codes,
            portal.clocks,
            lambda: day.today,
            Guesses(monotonic),
            rated=Ratings(portal.surveys).rate,
        )
        self._casework = build_casework(
            portal.trail, roster, portal.clocks, lambda: day.today, counters.count_closing
        )

    def lodge(self, *, at_most: int = 40) -> None:
        """Lodge them, the oldest first, and bring each to where it stands."""
        text = files("copfeedback").joinpath("demo_complaints.yaml").read_text(encoding="utf-8")
        today, goes_on = self._day.today, ""
        self._count_past(yaml.safe_load(text), today)
        listed = list(enumerate(yaml.safe_load(text)[:at_most]))
        for number, each in sorted(listed, key=lambda pair: -pair[1]["days"]):
            filed_on = self._day.today = today - timedelta(days=each["days"])
            new = self._new(number, each)
            case_id = self._filing.file(new, "").case_id
            goes_on = case_id if number == _GOES_ON else goes_on
            actor, key = self._workers[number % len(self._workers)]
            case = _Case(case_id, {"state": "received", **each}, filed_on, actor, key)
            self._handle(case, new, goes_on)
        self._day.today = today
        self._portal.figures.freeze_due()

    def _count_past(self, listed: list[Mapping[str, Any]], today: date) -> None:
        """Cases that ended long ago and were destroyed: only that there were so many is known."""
        source = random.Random(len(listed))  # noqa: S311 - made-up numbers, and always the same
        days = sorted((source.randint(*_PAST_DAYS) for _ in range(_PAST_CASES)), reverse=True)
        with writing(self._portal.engine) as connection:
            for ago in days:
                each = source.choice(listed)
                new, on = self._new(1, each), today - timedelta(days=ago)
                self._counters.count_filing(connection, new, on)
                answers = {**new.answers, "language": new.language}
                results = [Result(result) for result in each.get("results", ("explanation",))]
                verdicts = [Verdict(each.get("verdict", Verdict.NOT_UPHELD))]
                decided_on = on + timedelta(days=source.choice((20, 40, 70, 120)))
                if decided_on < today:
                    self._counters.count_closing(
                        connection, answers, results, verdicts, on, decided_on
                    )

    def _new(self, number: int, listed: Mapping[str, Any]) -> NewCase:
        code, nonce = draw_code(), token_bytes(NONCE_BYTES)
        if number == 0:
            code, nonce = CODE, blake2b(b"demonstration", digest_size=NONCE_BYTES).digest()
        answers = {
            "kind": [listed.get("kind", "complaint")],
            "categories": [listed["category"]],
            "situation": [listed["situation"]],
            "danger": [listed.get("danger", "no")],
            "behalf": [listed.get("behalf", "myself")],
            "themes": listed.get("themes", []),
            "motives": listed.get("motives", []),
            "police_matter": [listed.get("police_matter", "yes")],
            "sector": [("harbour", "old_town", "hillside", "riverside", "station")[number % 5]],
        }
        if listed.get("unit"):
            answers |= {"unit": [str(self._unit)], "sector": ["harbour"]}
        return NewCase(
            code=code,
            nonce=nonce,
            narrative=listed["text"],
            answers=answers,
            identity={"name": "A. Example"} if listed.get("named") else {},
            language=listed["language"],
            channel=Channel(listed.get("channel", "light")),
            counted={"gender": listed["gender"], "age_band": listed["age"]},
        )

    def _handle(self, case: _Case, new: NewCase, goes_on: str) -> None:
        """Everything that happened to it since."""
        cases, who = self._casework.cases, (case.actor, case.key, case.id)
        if case.state is State.WITHDRAWN:
            self._following.withdraw(self._following.sign_in(new.code.written, ""))
        if case.state not in _BEYOND_RECEIVED:
            return
        self._day.today = case.filed_on + timedelta(days=1)
        cases.acknowledge(*who, case.words(self._message(case, Template.ACKNOWLEDGED)))
        if case.listed.get("unit"):
            entry = RegisterEntry(
                officer="",
                number="",
                unit=ABOUT_UNIT,
                allegation=CATEGORY_NAMES[Category(case.listed["category"])],
            )
            self._casework.register.add(*who, entry)
        if case.state is State.REFERRED:
            cases.refer(*who, "City hall", "Not a police matter: street lighting.", None)
        if case.state is State.MERGED:
            words = case.words("Your complaint goes on together with your friend’s.")
            self._casework.mergers.merge(*who, goes_on, words)
        if case.state in _EXAMINED:
            self._day.today = case.filed_on + _EXAMINED_AFTER
            cases.begin_examination(*who)
        if case.state in _DECIDED:
            self._decide(case)
        if rating := case.listed.get("rating"):
            self._following.rate(self._following.sign_in(new.code.written, ""), rating, "", "en")
        if case.state is State.CLOSED:
            self._day.today = case.filed_on + _CLOSED_AFTER
            cases.close(*who)

    def _decide(self, case: _Case) -> None:
        decisions, who = self._casework.decisions, (case.actor, case.key, case.id)
        self._day.today = case.filed_on + _DECIDED_AFTER
        allegation = decisions.add_allegation(
            *who,
            NewAllegation(case.listed["text"], case.language, Category(case.listed["category"])),
        )
        decisions.record_account(
            *who, "", none_because="The officer was asked and chose to say nothing."
        )
        decisions.find(
            *who,
            allegation,
            Verdict(case.listed["verdict"]),
            case.words(case.listed["found"]),
        )
        results = frozenset(map(Result, case.listed["results"]))
        decisions.set_outcome(*who, results, case.words(case.listed["said"]))
        decisions.decide(*who)
        decisions.tell(*who, case.words(self._message(case, Template.DECISION)))

    def _message(self, case: _Case, template: Template) -> str:
        speech = self._portal.catalogues.speech(case.language)
        by = self._day.today + timedelta(days=self._portal.clocks.update_days)
        return write(template, speech, by=by)
