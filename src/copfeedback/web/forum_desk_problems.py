"""Writing down what a forum works on, stage by stage."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.responses import Response

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Problem, Unknown
from copfeedback.forums.meeting_model import Finding
from copfeedback.forums.model import Forum, Topic
from copfeedback.forums.problem_entry import ProblemFields, fields_of
from copfeedback.forums.problem_model import PARTS, Measure, Stage
from copfeedback.forums.problem_model import Problem as Record
from copfeedback.forums.problems import NEW
from copfeedback.i18n.catalogues import N_
from copfeedback.i18n.translations import Translations
from copfeedback.web.forms import first, first_number
from copfeedback.web.forum_commitments import public_sectors
from copfeedback.web.forum_desk import Desk, Place
from copfeedback.web.forum_desk_form import DeskForm, day, texts
from copfeedback.web.forum_problems import part_name_in
from copfeedback.web.staff_door import StaffVisit

WRITTEN = (Stage.SCANNING, Stage.ANALYSIS, Stage.RESPONSE, Stage.ASSESSMENT)
"""Each has a form of its own."""
_NEW_RECORD = "new"
_BLANK_REVIEWS = 2
_CHANGED = N_(
    "Somebody else has changed this since you opened the page. What you wrote is still here: look "
    "at theirs on the public page, then save again to put yours in its place."
)
_ROW = re.compile(r"measure\.(\d{1,2})\.[a-z_]+", re.ASCII)
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,4})?", re.ASCII)
_LARGEST = 999_999_999
_MEASURE = ("name", "unit", "before", "before_on", "target", "after", "after_on")


class ProblemDesk:
    """The pages on which chairs write of problems."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._portal = desk.portal
        self._problems = desk.portal.problems

    async def show_all(self, visit: StaffVisit) -> Response:
        """GET: the problems of a forum."""
        place = await self._desk.forum(visit)
        found = await asyncio.to_thread(self._problems.all, place.forum.code, with_held_back=True)
        return await self._desk.page(
            visit, "desk_problems.html", place, records=found, today=self._problems.today()
        )

    async def show(self, visit: StaffVisit) -> Response:
        """GET: the form of one stage of a problem, or of a new one."""
        place = await self._desk.forum(visit)
        record = await self._record(visit, place)
        stage = _stage_of(visit.request.query_params.get("stage"), record)
        return await self._page(visit, place, record, stage, _filled(record, stage))

    async def keep(self, visit: StaffVisit) -> Response:
        """POST: keep it as a new version. What was typed stays when it cannot be kept."""
        place, form = await self._desk.forum(visit), DeskForm(visit.form)
        record = await self._record(visit, place)
        stage = _stage_of(first(visit.form, "part"), record)
        if visit.is_switching:
            return await self._page(visit, place, record, stage, form)
        after = first_number(visit.form, "version")
        try:
            fields = read_problem(visit.form, place.forum, record, stage)
            kept = await asyncio.to_thread(
                self._problems.write,
                visit.actor,
                place.forum.code,
                record.id if record else NEW,
                fields,
                after=after or 0,
            )
        except Faulty as faulty:
            wrong = form.faulty(faulty, visit.speech)
            return await self._page(visit, place, record, stage, wrong)
        except ChangedMeanwhile:
            return await self._page(visit, place, record, stage, form, changed=True)
        path = f"{place.path}/problems/{kept.id}"
        return self._desk.onward(visit, path, "saved", stage=_next(stage))

    async def _record(self, visit: StaffVisit, place: Place) -> Record | None:
        """The problem the address names, or None for a new one.

        Raises:
            Unknown: the forum has none of this number.
        """
        named = visit.request.path_params["problem"]
        if named == _NEW_RECORD:
            return None
        known = await asyncio.to_thread(self._problems.all, place.forum.code, with_held_back=True)
        record = next((each for each in known if str(each.id) == named), None)
        if record is None:
            raise Unknown
        return record

    async def _page(
        self,
        visit: StaffVisit,
        place: Place,
        record: Record | None,
        stage: Stage,
        form: DeskForm,
        *,
        changed: bool = False,
    ) -> Response:
        speech = visit.speech

        def plain(texts: Translations) -> str:
            return self._portal.catalogues.plain(texts.read_in(speech.tag))

        sectors = await asyncio.to_thread(public_sectors, self._portal, speech.tag)
        return await self._desk.page(
            visit,
            "desk_problem.html",
            place,
            409 if changed else 422 if form.problems else 200,
            form=form,
            record=record,
            version=record.version if record else 0,
            typed_version=form.first("version"),
            changed=speech.gettext(_CHANGED) if changed else "",
            stage=stage,
            written=WRITTEN,
            parts=PARTS[stage],
            part_name=lambda name: part_name_in(speech, name),
            stages=list(Stage),
            topics=list(Topic),
            sectors=[("", "–"), *((code, plain(each.name)) for code, each in sectors.items())],
            measures=_rows(form),
            reviews=[*form.all("review"), *([""] * _BLANK_REVIEWS)],
            today=self._problems.today(),
            address=lambda to: f"{visit.request.url.path}?stage={stage}&lang={to}",
            answering=True,
        )


def read_problem(
    form: Mapping[str, list[str]], forum: Forum, record: Record | None, stage: Stage
) -> ProblemFields:
    """What was entered of one stage, with all that stands of the others.

    Raises:
        Faulty: a day or a number cannot be read.
    """
    base = fields_of(record) if record else ProblemFields(stage, {}, forum.languages[0])
    problems: list[Problem] = []
    entered = {name: texts(form, name) for name in PARTS[stage]}
    written = {
        tag: {
            **base.texts.get(tag, {}),
            **{name: by_tag[tag] for name, by_tag in entered.items() if tag in by_tag},
        }
        for tag in {*forum.languages, *base.texts}
    }
    reached = first(form, "reached")
    fields = replace(
        base, texts=written, stage=Stage(reached) if reached in set(Stage) else base.stage
    )
    if stage is Stage.SCANNING:
        topic = first(form, "topic")
        release, item = first(form, "release").strip(), first(form, "finding").strip()
        others = base.findings[1:]
        fields = replace(
            fields,
            topic=Topic(topic) if topic in set(Topic) else None,
            sector=first(form, "sector") or None,
            since=day(first(form, "since"), "since", problems),
            quick_win="quick_win" in form,
            findings=(*([Finding(release, item)] if release else []), *others),
        )
    elif stage is Stage.RESPONSE:
        days = [day(typed, "reviews", problems) for typed in form.get("review", ())]
        fields = replace(fields, reviews=tuple(each for each in days if each is not None))
    elif stage is Stage.ASSESSMENT:
        fields = replace(fields, measures=_measures(form, problems))
    if problems:
        raise Faulty(problems)
    return fields


def _measures(form: Mapping[str, list[str]], problems: list[Problem]) -> tuple[Measure, ...]:
    measures: list[Measure] = []
    numbers = sorted({int(row[1]) for key in form if (row := _ROW.fullmatch(key))})
    for number in numbers:
        typed = {each: first(form, f"measure.{number}.{each}").strip() for each in _MEASURE}
        if not any(typed.values()):
            continue
        field = f"measure.{len(measures)}"
        measures.append(
            Measure(
                typed["name"],
                typed["unit"],
                before=_amount(typed["before"], f"{field}.before", problems),
                before_on=day(typed["before_on"], f"{field}.before_on", problems),
                target=_amount(typed["target"], f"{field}.target", problems),
                after=_amount(typed["after"], f"{field}.after", problems),
                after_on=day(typed["after_on"], f"{field}.after_on", problems),
            )
        )
    return tuple(measures)


def _amount(typed: str, name: str, problems: list[Problem]) -> float | None:
    """A number in the digits of any script, with a point or a comma; None where nothing is."""
    digits = (str(unicodedata.decimal(each)) if each.isdecimal() else each for each in typed)
    plain = "".join(digits).replace(",", ".").replace("\u066b", ".")
    if not plain:
        return None
    if not _AMOUNT.fullmatch(plain):
        problems.append(Problem(name, Fault.NUMBER, _LARGEST))
        return None
    return float(plain)


def _rows(form: DeskForm) -> Sequence[int]:
    """The numbers of the rows of measures: those with something in them, and a blank one."""
    filled = (key for key, values in form.values.items() if any(values))
    rows = (_ROW.fullmatch(key) for key in filled)
    last = max((int(row[1]) for row in rows if row), default=-1)
    return range(last + 2)


def _filled(record: Record | None, stage: Stage) -> DeskForm:
    if record is None:
        return DeskForm.of({"reached": Stage.SCANNING})
    finding = record.findings[0] if record.findings else Finding("")
    values: dict[str, object] = {
        "version": record.version,
        "reached": record.stage,
        "topic": record.topic,
        "sector": record.sector,
        "since": record.since,
        "quick_win": "yes" if record.quick_win else None,
        "release": finding.release,
        "finding": finding.item,
        "review": [each.isoformat() for each in record.reviews],
    }
    for name in PARTS[stage]:
        values[name] = {tag: parts.get(name, "") for tag, parts in record.texts.items()}
    for number, measure in enumerate(record.measures):
        for name in _MEASURE:
            values[f"measure.{number}.{name}"] = getattr(measure, name)
    return DeskForm.of(values)


def _stage_of(named: str | None, record: Record | None) -> Stage:
    if record is None:
        return Stage.SCANNING
    if named in set(WRITTEN):
        return Stage(named)
    return record.stage if record.stage in WRITTEN else Stage.ASSESSMENT


def _next(stage: Stage) -> Stage:
    """The form that follows, the last one stays."""
    return WRITTEN[min(WRITTEN.index(stage) + 1, len(WRITTEN) - 1)]
