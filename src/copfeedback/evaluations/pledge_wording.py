"""A pledge as lines of a label and a text: to be read in full, and to be compared with another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from copfeedback.evaluations.model import Criterion, Indicator, Pledge, Site
from copfeedback.evaluations.wording import name_of
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.translations import LocalText, Translations

Shown = LocalText | str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a pledge says. ``key`` stays the same from one pledge to the next.

    ``section`` is the heading it stands below, ``thing`` that of the indicator, site or risk.
    """

    key: str
    section: str
    label: str
    value: Shown
    thing: Shown = ""


class PledgeWording:
    """Says pledges in a language; ``sectors`` has the names of areas by their codes."""

    def __init__(self, speech: Speech, sectors: Mapping[str, Translations]) -> None:
        self._speech = speech
        self._sectors = sectors

    def lines(self, pledge: Pledge) -> list[Line]:
        """Everything that is promised."""
        return [
            *self._programme(pledge),
            *self._dates(pledge),
            *self._questions(pledge),
            *(line for each in pledge.indicators for line in self._indicator(each)),
            *(line for each in pledge.sites for line in self._site(each)),
            *self._others(pledge),
        ]

    def sector_name(self, code: str) -> Shown:
        """What an area is called; its code where nobody sees it any more."""
        name = self._sectors.get(code)
        return code if name is None else name.read_in(self._speech.tag)

    def _programme(self, pledge: Pledge) -> Iterator[Line]:
        _ = self._speech.gettext
        section = _("The programme")
        day = self._speech.formatting.date
        said: list[tuple[str, str, Translations | str | None]] = [
            ("title", _("Title"), pledge.title),
            ("about", _("What it is for"), pledge.about),
            ("commissioner", _("Who runs the programme"), pledge.commissioner),
            ("evaluator", _("Who evaluates"), pledge.evaluator),
            ("independence", _("How independent they are"), self._name(pledge.independence)),
            ("timing", _("Interim or final"), self._name(pledge.timing)),
            ("began", _("The programme began on"), day(pledge.began) if pledge.began else None),
            ("resources", _("What it costs"), pledge.resources),
            ("held_back", _("What will be held back"), pledge.held_back),
            ("consulted", _("Who was consulted"), pledge.consulted),
        ]
        yield from self._told(section, said)

    def _dates(self, pledge: Pledge) -> Iterator[Line]:
        _, day = self._speech.gettext, self._speech.formatting.date
        promised = _("When results are promised")
        yield Line("due", promised, _("Results are promised for"), day(pledge.due))
        section = _("When figures are gathered")
        for at, wave in enumerate(pledge.waves):
            span = _("%(first)s to %(last)s") % {"first": day(wave.opens), "last": day(wave.closes)}
            if wave.existing:
                known = _("known already when the pledge was made")
                span = f"{span} ({known})"
            yield Line(f"wave {at}", section, self._name(wave.role), span)
            if wave.wave is not None:
                yield Line(f"wave {at} id", section, _("Survey"), wave.wave)

    def _questions(self, pledge: Pledge) -> Iterator[Line]:
        section = self._speech.gettext("What is asked")
        for each in Criterion:
            if (text := pledge.questions.get(each)) is not None:
                yield Line(f"question {each}", section, self._name(each), self._read(text))

    def _indicator(self, each: Indicator) -> Iterator[Line]:
        _ = self._speech.gettext
        least = None if each.least is None else self._speech.formatting.number(each.least)
        said: list[tuple[str, str, Translations | str | None]] = [
            ("name", _("Name"), each.name),
            ("criterion", _("Which question it answers"), self._name(each.criterion)),
            ("definition", _("What it means"), each.definition),
            ("unit", _("Unit"), each.unit),
            ("source", _("Where it comes from"), each.source),
            ("series", _("Published series"), each.series),
            (
                "design",
                _("What is compared"),
                None if each.qualitative else self._name(each.design),
            ),
            ("direction", _("Which way it should go"), self._name(each.direction)),
            ("least", _("Smallest change that counts"), least),
            ("success", _("What counts as success"), each.success),
            ("gender", _("By gender"), self._yes(said=each.by_gender)),
            (
                "trust",
                _("More of it can also mean more trust, as with reports of crimes"),
                _("Yes") if each.rises_with_trust else None,
            ),
            ("looked_for", _("What would be a finding"), each.looked_for),
            ("evidence", _("What it will rest on"), each.evidence),
            ("method", _("How it is found out"), each.method),
        ]
        yield from self._told(
            _("What is looked at"), said, f"indicator {each.key} ", self._read(each.name)
        )

    def _site(self, each: Site) -> Iterator[Line]:
        _ = self._speech.gettext
        said: list[tuple[str, str, Translations | str | None]] = [
            ("arm", _("Pilot or control"), self._name(each.arm)),
            ("mixed", _("How mixed the people are who live there"), self._name(each.mixed)),
            ("conflict", _("How much conflict there is"), self._name(each.conflict)),
            ("crime", _("How much crime there is"), self._name(each.crime)),
            (
                "minorities",
                _("People live there who are disadvantaged or belong to minorities"),
                self._yes(said=each.minorities),
            ),
            (
                "asked",
                _("People there were asked before it was chosen"),
                self._yes(said=each.asked),
            ),
            ("why", _("Why it was chosen"), each.why),
        ]
        name = self.sector_name(each.sector)
        yield from self._told(_("Sites"), said, f"site {each.sector} ", name)

    def _others(self, pledge: Pledge) -> Iterator[Line]:
        _ = self._speech.gettext
        for each in pledge.stakeholders:
            section, key = _("Who commits to it"), f"stakeholder {each.key}"
            yield Line(key, section, _("Office"), self._read(each.office))
        for at, risk in enumerate(pledge.risks):
            said: list[tuple[str, str, Translations | str | None]] = [
                ("answer", _("What is done about it"), risk.answer),
                ("owner", _("Whose task that is"), risk.owner),
            ]
            what = self._read(risk.what)
            yield from self._told(_("What can go wrong"), said, f"risk {at} ", what)

    def _told(
        self,
        section: str,
        said: list[tuple[str, str, Translations | str | None]],
        begin: str = "",
        thing: Shown = "",
    ) -> Iterator[Line]:
        for key, label, value in said:
            if value:
                shown = self._read(value) if isinstance(value, Translations) else value
                yield Line(begin + key, section, label, shown, thing)

    def _read(self, text: Translations) -> LocalText:
        return text.read_in(self._speech.tag)

    def _name(self, value: StrEnum | None) -> str:
        return "" if value is None else name_of(value, self._speech)

    def _yes(self, *, said: bool) -> str:
        return self._speech.gettext("Yes") if said else self._speech.gettext("No")


def changed_lines(before: list[Line], after: list[Line]) -> list[tuple[Line | None, Line | None]]:
    """Lines that differ, before and after; None where there is no such line."""
    earlier, later = ({line.key: line for line in each} for each in (before, after))
    keys = [*later, *(key for key in earlier if key not in later)]
    pairs = [(earlier.get(key), later.get(key)) for key in keys]
    return [
        (old, new)
        for old, new in pairs
        if (str(old.value) if old else None) != (str(new.value) if new else None)
    ]
