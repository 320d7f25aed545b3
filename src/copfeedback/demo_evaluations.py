"""Made-up evaluations: one with mixed results, one in the field, one overdue, one promised late."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

import yaml

from copfeedback.application import Portal, build_portal
from copfeedback.demo_plans import DemonstrationPlans
from copfeedback.evaluations.model import (
    Criterion,
    DataSeen,
    Degree,
    Design,
    Direction,
    Independence,
    Indicator,
    PlannedWave,
    Risk,
    Site,
    SiteArm,
    Stakeholder,
    Timing,
    WaveRole,
)
from copfeedback.evaluations.report_draft import DraftFinding, DraftRecommendation
from copfeedback.evaluations.report_model import (
    Acted,
    Action,
    Answer,
    Compared,
    Decision,
    Figure,
    Progress,
    Response,
    Review,
    Verdict,
)
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Actor, Role
from copfeedback.surveys.wave_model import Wave

_SOURCE = files("copfeedback").joinpath("demo_evaluations.yaml")
_SURVEY = "neighbourhood-safety"
_ORGANISATIONS = {
    "police": "City police",
    "hall": "City hall",
    "commission": "Police complaints commission",
}
_FORUM = "harbour"
_PILOTS, _CONTROLS = ("harbour", "riverside"), ("old_town", "hillside", "station")
_COST = (Figure(41.0, base=5_200), Figure(46.5, base=4_800))
"""Of an hour of patrol, before and after, and of how many hours."""
_RESPOND_WITHIN = timedelta(days=60)
_DAY = timedelta(days=1)
_ANSWERED_AFTER, _ACTED_AGO = 30, 70
"""Days after the results were published, and days ago."""


class _Calendar:
    """The day of the made-up past."""

    def __init__(self, day: date) -> None:
        self.day = day

    def today(self) -> date:
        """The day it is made to be."""
        return self.day

    def now(self) -> datetime:
        """The morning of that day."""
        return datetime.combine(self.day, time(9), UTC)

    def set_day(self, day: date) -> None:
        """Turn to a day."""
        self.day = day


class DemonstrationEvaluations:
    """Promises and publishes them day by day, after waves, forums and staff are there."""

    def __init__(self, portal: Portal) -> None:
        self._until = portal.surveys.today()
        self._calendar = _Calendar(self._until)
        self._past = build_portal(
            portal.settings, today=self._calendar.today, now=self._calendar.now
        )
        self._texts: Mapping[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))
        self._offices = {code: Translations(each) for code, each in self._texts["offices"].items()}
        known = {each.name: each.id for each in portal.organisations.all()}
        self._organisations = {code: known[name] for code, name in _ORGANISATIONS.items()}
        self._waves: list[Wave] = sorted(
            (each.wave for each in portal.surveys.book.all() if each.survey.id == _SURVEY),
            key=lambda wave: wave.opens,
        )

    def hold(self) -> None:
        """Let everything happen."""
        plans = DemonstrationPlans(
            self._past, self._calendar.set_day, self._offices, self._organisations, self._until
        )
        plans.publish(self._waves[0].id)
        plans.record()
        plans.assess()
        # In the order of their days: in a chain nothing can have happened before what it follows.
        for _days, happen, listed in sorted(self._happening(), key=lambda each: -each[0]):
            happen(listed)
        self._past.stop()

    def _happening(self) -> Iterator[tuple[int, Callable[[Mapping[str, Any]], None], Any]]:
        """What happens, and how many days ago."""
        for listed in self._texts["evaluations"]:
            yield listed["registered"], self._promise, listed
            if "moved" in listed:
                yield listed["moved"]["days_ago"], self._move, listed
            if "report" in listed:
                yield listed["published"], self._publish, listed
                yield listed["published"] - _ANSWERED_AFTER, self._answer, listed
                yield _ACTED_AGO, self._follow_up, listed

    def _ago(self, days: int) -> date:
        return self._until - days * _DAY

    def _promise(self, listed: Mapping[str, Any]) -> None:
        self._calendar.set_day(self._ago(listed["registered"]))
        pledging, code = self._past.pledging, listed["code"]
        evaluator = self._organisations[listed["evaluator"]]
        begun = pledging.begin(OPERATOR, code, listed["title"], organisation=evaluator)
        risk = listed.get("risk")
        besides: dict[str, Any] = {
            name: Translations(listed[name])
            for name in ("resources", "held_back", "consulted")
            if name in listed
        }
        draft = replace(
            begun,
            about=Translations(listed["about"]),
            commissioner=self._offices[listed["commissioner"]],
            commissioner_organisation=self._organisations[listed["commissioner"]],
            evaluator=self._offices[listed["evaluator"]],
            independence=Independence(listed["independence"]),
            timing=Timing(listed["timing"]),
            began=self._ago(listed["registered"]),
            due=_working_day(self._ago(listed["due"])),
            questions={
                Criterion(name): Translations(self._texts["questions"][name])
                for name in listed.get("criteria", self._texts["questions"])
            },
            indicators=tuple(map(self._indicator, listed["indicators"])),
            waves=tuple(map(self._wave, listed["waves"])),
            sites=self._sites() if "arms" in listed else (),
            stakeholders=tuple(map(self._stakeholder, listed["stakeholders"])),
            risks=(self._risk(risk, listed["commissioner"]),) if risk else (),
            plan=listed.get("plan"),
            **besides,
        )
        pledging.save(OPERATOR, draft, after=draft.version)
        last = pledging.register(OPERATOR, code).number
        for key in listed["signed"]:
            last = pledging.sign(OPERATOR, code, key, after=last).number

    def _indicator(self, name: str) -> Indicator:
        """One of the listed ones; without pilot sites what is compared is the change alone."""
        listed = self._texts["indicators"][name.removesuffix("_plain")]

        def text(field: str, otherwise: str | None = None) -> Translations | None:
            said = listed.get(field) or (self._texts[otherwise] if otherwise else None)
            return Translations(said) if said else None

        told = Indicator(
            key=name.replace("_", "-"),
            name=Translations(listed["name"]),
            criterion=Criterion(listed["criterion"]),
            qualitative=listed.get("qualitative", False),
            definition=text("definition"),
            looked_for=text("looked_for"),
            evidence=text("evidence"),
            method=text("method"),
        )
        if told.qualitative:
            return told
        outside = "outside" in listed
        return replace(
            told,
            unit=text("unit", "unit"),
            source=text("source", "books" if outside else "source"),
            series=listed.get("series"),
            design=Design(listed["design"])
            if "design" in listed and not name.endswith("_plain")
            else Design.CHANGE,
            direction=Direction(listed["direction"]),
            least=float(listed["least"]),
            success=text("success", "cheaper" if outside else "success"),
            by_gender=not outside,
            rises_with_trust=listed.get("rises_with_trust", False),
        )

    def _wave(self, listed: list[Any]) -> PlannedWave:
        """Of a survey by its place, or two days ago."""
        role, first, *rest = listed
        if rest and isinstance(rest[0], int):
            return PlannedWave(WaveRole(role), self._ago(first), self._ago(rest[0]))
        wave = self._waves[first]
        return PlannedWave(WaveRole(role), wave.opens, wave.closes, wave.id, bool(rest))

    def _sites(self) -> tuple[Site, ...]:
        pilots = (
            Site(code, SiteArm.PILOT, Degree.HIGH, Degree.MEDIUM, Degree.MEDIUM, True, True)
            for code in _PILOTS
        )
        controls = (
            Site(code, SiteArm.CONTROL, Degree.MEDIUM, Degree.LOW, Degree.MEDIUM)
            for code in _CONTROLS
        )
        return (*pilots, *controls)

    def _stakeholder(self, key: str) -> Stakeholder:
        if key in self._organisations:
            return Stakeholder(key, self._offices[key], self._organisations[key])
        return Stakeholder(key, self._offices[key], forum=_FORUM)

    def _risk(self, listed: Mapping[str, Any], owner: str) -> Risk:
        what, answer = Translations(listed["what"]), Translations(listed["answer"])
        return Risk(what, answer, self._offices[owner])

    def _move(self, listed: Mapping[str, Any]) -> None:
        """Another day is announced when data had been seen: it does not count."""
        moved = listed["moved"]
        self._calendar.set_day(self._ago(moved["days_ago"]))
        evaluation = self._past.evaluations.find(listed["code"])
        pledge = replace(evaluation.pledge, due=_working_day(self._ago(moved["to"])))
        self._past.pledging.amend(
            OPERATOR,
            evaluation.code,
            pledge,
            listed["moved_why"],
            DataSeen(moved["seen"]),
            after=evaluation.last,
        )

    def _publish(self, listed: Mapping[str, Any]) -> None:
        self._calendar.set_day(self._ago(listed["published"]))
        reporting, code, said = self._past.reporting, listed["code"], listed["report"]
        draft = reporting.draft(OPERATOR, code)
        texts = ("summary", "easy", "method", "limits", "unintended", "decision_why")
        told: dict[str, Any] = {name: Translations(said[name]) for name in texts}
        written = replace(
            draft,
            **told,
            answers={name: Translations(text) for name, text in said["answers"].items()},
            decision=Decision(said["decision"]),
            resources=Translations(listed["resources"]),
            withheld=Translations(listed["held_back"]),
            findings=(
                *self._of_surveys(code, said),
                DraftFinding(
                    "voices",
                    Verdict.IMPROVED,
                    Translations(said["voices"]),
                    evidence=Translations(self._texts["indicators"]["voices"]["evidence"]),
                ),
                DraftFinding(
                    "cost",
                    Verdict.WORSENED,
                    Translations(said["cost"]),
                    evidence=Translations(self._texts["books"]),
                    outside=Compared("all", *_COST, Figure(_COST[1].value - _COST[0].value)),
                ),
            ),
            recommendations=tuple(
                DraftRecommendation(
                    each["key"],
                    Translations(each["text"]),
                    self._offices[each["to"]],
                    self._calendar.day + _RESPOND_WITHIN,
                    self._organisations[each["to"]],
                )
                for each in listed["recommendations"]
            ),
        )
        reporting.save(OPERATOR, code, written, after=written.version)
        reporting.publish(OPERATOR, code, after=self._past.evaluations.find(code).last)

    def _of_surveys(self, code: str, said: Mapping[str, Any]) -> Iterator[DraftFinding]:
        """What is said beside fetched figures, and why there are none where few answered."""
        for key, judged in self._past.reporting.measured(code).items():
            text = Translations(said["coop_report"]) if key == "coop-report" else None
            reason = None
            if judged.verdict is Verdict.NOT_MEASURED:
                reason = Translations(self._texts["too_few"])
            yield DraftFinding(key, text=text, reason=reason)

    def _answer(self, listed: Mapping[str, Any]) -> None:
        """Recommendations are answered, but for the last one; one action was done."""
        self._calendar.set_day(self._ago(listed["published"] - _ANSWERED_AFTER))
        code = listed["code"]
        last = self._past.evaluations.find(code).last
        for each in listed["recommendations"]:
            if "answer" not in each:
                continue
            response = Response(
                each["key"],
                Answer(each["answer"]),
                Translations(each["reason"]) if "reason" in each else None,
                (self._action(each),) if "action" in each else (),
            )
            who = self._answerer(each["to"])
            last = self._past.answering.respond(who, code, response, after=last).number

    def _follow_up(self, listed: Mapping[str, Any]) -> None:
        """What was done is reported, and the forum has read the results together."""
        self._calendar.set_day(self._ago(_ACTED_AGO))
        answering, code = self._past.answering, listed["code"]
        evaluation = self._past.evaluations.find(code)
        last, states = evaluation.last, answering.states(evaluation)
        promised = {each.recommendation.key: each.actions for each in states}
        for each in listed["recommendations"]:
            if "done" in each:
                action = promised[each["key"]][-1].action
                acted = Acted(action.key, Progress.DONE, Translations(each["done"]))
                who = self._answerer(each["to"])
                last = answering.act(who, code, acted, after=last).number
        chair = Actor(_FORUM, Role.FORUM_CHAIR, forums=frozenset({_FORUM}))
        review = Review(Translations(listed["review"]), _FORUM)
        answering.review(chair, code, review, after=last)

    def _answerer(self, office: str) -> Actor:
        role = Role.LEADER if office == "police" else Role.AGENCY_OFFICER
        return Actor(office, role, organisation=self._organisations[office])

    def _action(self, listed: Mapping[str, Any]) -> Action:
        return Action(
            "",
            Translations(listed["action"]),
            self._offices[listed["to"]],
            self._ago(listed["action_due"]),
            self._organisations[listed["to"]],
            listed.get("forum"),
        )


def _working_day(day: date) -> date:
    """The day, or the Monday after it."""
    saturday = 5
    return day + max(0, 7 - day.weekday()) * _DAY if day.weekday() >= saturday else day
