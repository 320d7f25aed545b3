"""The made-up plans of the demonstration, activities with the community, and two checklists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import yaml

from copfeedback.application import Portal
from copfeedback.evaluations.checklist_model import Mark
from copfeedback.evaluations.model import Risk
from copfeedback.evaluations.plan_model import Activity, ActivityKind, Plan, PlanKpi
from copfeedback.i18n.translations import Translations
from copfeedback.people.model import OPERATOR, Actor, Role

_SOURCE = files("copfeedback").joinpath("demo_plans.yaml")
_ASSESSING = {"police": Role.LEADER, "hall": Role.EVALUATOR}


class DemonstrationPlans:
    """Writes plans, records activities and answers checklists.

    ``past`` is the portal with a calendar that ``set_day`` turns; ``offices`` are those who act,
    by their short names, and ``organisations`` their ids.
    """

    def __init__(
        self,
        past: Portal,
        set_day: Any,
        offices: Mapping[str, Translations],
        organisations: Mapping[str, int],
        until: date,
    ) -> None:
        self._past = past
        self._set_day = set_day
        self._offices = offices
        self._organisations = organisations
        self._until = until
        self._texts: Mapping[str, Any] = yaml.safe_load(_SOURCE.read_text(encoding="utf-8"))

    def publish(self, baseline: str) -> None:
        """Two plans, the second with the figures of the wave ``baseline`` as benchmarks."""
        for listed in self._texts["plans"]:
            self._set_day(self._until - timedelta(days=listed["published"]))
            kept = self._past.plans.save(OPERATOR, self._plan(listed, baseline), 0)
            self._past.plans.publish(OPERATOR, kept.code, after=kept.version)
        # The board shows the targets of the plan that is in force.
        targets = self._texts["plans"][-1]["kpis"]
        for each in self._past.kpis.all():
            if each.code in targets:
                aimed = replace(each, target=float(targets[each.code]))
                self._past.kpis.set(OPERATOR, aimed, after=each.version)

    def record(self) -> None:
        """What police and community have done together."""
        for listed in self._texts["activities"]:
            self._set_day(self._until)
            self._past.activities.record(OPERATOR, self._activity(listed))
        self._past.activities.freeze_due()

    def assess(self) -> None:
        """The same checklists answered by the police, and from outside, twice."""
        for listed in self._texts["assessments"]:
            self._set_day(self._until - timedelta(days=listed["days"]))
            checklist = self._past.checklists.find(listed["checklist"])
            marks = [Mark.YES] * listed["full"] + [Mark.PARTLY] * listed["partly"]
            marks += [Mark.NO] * (len(checklist.questions) - len(marks))
            office = listed["office"]
            who = Actor(office, _ASSESSING[office], organisation=self._organisations[office])
            keys = [each.key for each in checklist.questions]
            # The same questions are not the strong ones of everybody.
            turned = keys[2:] + keys[:2] if office == "hall" else keys
            said = dict(zip(turned, marks, strict=True))
            self._past.checklists.assess(who, checklist.code, said, {})

    def _plan(self, listed: Mapping[str, Any], baseline: str) -> Plan:
        def text(name: str) -> Translations | None:
            return Translations(listed[name]) if name in listed else None

        risk, days = listed.get("risk"), timedelta(days=1)
        return Plan(
            code=listed["code"],
            title=Translations(listed["title"]),
            begins=self._until + listed["begins"] * days,
            ends=self._until + listed["ends"] * days,
            aims=Translations(listed["aims"]),
            outcomes=Translations(listed["outcomes"]),
            priorities=Translations(listed["priorities"]),
            office=self._offices["police"],
            roles=text("roles"),
            resources=text("resources"),
            projects=text("projects"),
            consulted=text("consulted"),
            kpis=tuple(
                PlanKpi(
                    code,
                    float(target),
                    period=baseline
                    if "benchmarks" in listed and self._has_figure(code, baseline)
                    else None,
                )
                for code, target in listed["kpis"].items()
            ),
            risks=(Risk(**{name: Translations(said) for name, said in risk.items()}),)
            if risk
            else (),
            cycle=listed["cycle"],
            predecessor=listed.get("predecessor"),
            next_due=self._until + listed["next_due"] * days,
            forum=listed.get("forum"),
        )

    def _has_figure(self, code: str, period: str) -> bool:
        """Whether a key figure was published for a wave; of few answers it is not."""
        series = self._past.published_series(self._past.kpis.find(code).kpi.series)
        point = series.point(period) if series else None
        return point is not None and point.figure is not None

    def _activity(self, listed: Mapping[str, Any]) -> Activity:
        def day(name: str) -> date | None:
            return self._until - timedelta(days=listed[name]) if name in listed else None

        return Activity(
            id=0,
            kind=ActivityKind(listed["kind"]),
            name=Translations(listed["name"]),
            began=self._until - timedelta(days=listed["began"]),
            ended=day("ended"),
            office=self._offices[listed["office"]],
            organisation=self._organisations[listed["office"]],
            sector=listed.get("sector"),
            outcome=Translations(listed["outcome"]) if "outcome" in listed else None,
            women=listed.get("women", 0),
            men=listed.get("men", 0),
        )
