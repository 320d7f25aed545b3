"""Whoever knows everything that is published, and how far it narrows down what is not.

Nothing here looks at how the tables were protected: only at the rows they have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from copfeedback.results.published import NO_ANSWER, Domain, Withheld
from copfeedback.surveys.model import Question, QuestionType, Survey

Rows: TypeAlias = Mapping[Domain, Withheld | None]
Person: TypeAlias = Mapping[str, Any]
Unknown: TypeAlias = tuple[str, str]
"""A question or item, and an answer (empty: how many were asked; “not …”: the rest of these)."""

Target: TypeAlias = tuple[Domain, Sequence[Unknown], float]
"""A domain, what in it is added up, and how far apart its least and greatest sum must be."""

WAVE = ("", "")
ALMOST = 1e-5
"""The solver is exact to about 1e-7."""
FAR_BEYOND = 100_000
GENDERS = {"woman": "woman", "man": "man", "non_binary": "another", "self_described": "another"}
MERGED = "another_or_not_stated"
MEMBERS = {MERGED: ("another", "not_stated")}


def values_of(person: Person, arms: Mapping[str, str]) -> dict[str, str]:
    """What tables tell a person apart by."""
    sector = person.get("sector", "not_stated")
    values = {
        "gender": GENDERS.get(person.get("gender", ""), "not_stated"),
        "age_band": person.get("age_band", "not_stated"),
        "sector": sector,
        "mode": person.get("mode", "light"),
    }
    return values | ({"arm": arms.get(sector, "no_arm")} if arms else {})


def came(first: int, last: int) -> list[Unknown]:
    """Those who came with some releases, from one to another; the first one is 0."""
    return [("", str(number) if number else "") for number in range(first, last + 1)]


def is_in(values: Mapping[str, str], domain: Domain) -> bool:
    """Whether somebody with these values is in a domain."""
    return all(values[name] in MEMBERS.get(value, (value,)) for name, value in domain.parts)


def is_asked(question: Question, person: Person) -> bool:
    return question.show_if is None or question.show_if.holds(person)


def given(question: Question, item: str, person: Person) -> tuple[str, ...]:
    answer = person.get(item)
    if question.type is QuestionType.MULTIPLE:
        return tuple(answer or (NO_ANSWER,))
    return (NO_ANSWER if answer is None else str(answer),)


class Attacker:
    """Solves the linear system of one or more releases of a wave.

    Stronger than anybody real: for every row that is shown, the attacker knows the exact base and
    counts instead of rounded ones; so what is safe here is safe with rounding. Unknown is how many
    there are of every kind of person: with a value for each dimension. All tables are sums of
    these, so that every relation between them holds. Also known: that everybody asked is in each
    table once, and that a group without a row has nobody in it. With ``follows_routing``, that
    those asked a question are those who gave certain answers to an earlier one. ``later`` are
    releases of the same wave that came after: who came in between, and the rows of the wave.
    """

    def __init__(
        self,
        survey: Survey,
        people: Sequence[Person],
        wave: Rows,
        tables: Mapping[str, Rows],
        arms: Mapping[str, str] | None = None,
        *,
        follows_routing: bool = True,
        later: Sequence[tuple[Sequence[Person], Rows]] = (),
    ) -> None:
        self._survey = survey
        self._people = people
        self._values = [values_of(person, arms or {}) for person in people]
        crowds = [[values_of(person, arms or {}) for person in more] for more, _ in later]
        self._crowds = [self._values, *crowds]
        names = [each for each in ("gender", "age_band", "sector", "mode") if self._tells(each)]
        everybody = [each for crowd in self._crowds for each in crowd]
        told = [{each[name] for each in everybody} | self._listed(name) for name in names]
        every = map(sorted, told)
        self._kinds = [dict(zip(names, kind, strict=True)) for kind in product(*every)]
        for kind in self._kinds if arms else ():
            kind["arm"] = (arms or {}).get(kind["sector"], "no_arm")
        self._index: dict[Unknown, int] = {
            unknown: at for at, unknown in enumerate(came(0, len(later)))
        }
        self._equations: list[tuple[list[int], list[float], float]] = []
        self._see(WAVE, wave)
        for number, (_, rows) in enumerate(later, 1):
            self._see_release(number, rows)
        for item, rows in tables.items():
            question = survey.question_of_item[item]
            codes = self.codes(item)
            base = self.base(item)
            self._hang_together(item, question, codes, base)
            if follows_routing and question.show_if:
                self._follow(question, base)
            self._see(base, rows, question, item)
            for code in codes:
                self._see((item, code), rows, question, item, code)

    def see_counts(self, item: str, rows: Mapping[str, Rows]) -> None:
        """A table that shows how many gave each answer, by answer, and not how many were asked."""
        question = self._survey.question_of_item[item]
        self._hang_together(item, question, self.codes(item), self.base(item))
        for code, domains in rows.items():
            self._see((item, code), domains, question, item, code)

    def _tells(self, name: str) -> bool:
        return name == "mode" or name in self._survey.question_of_item

    def _listed(self, name: str) -> set[str]:
        if name == "gender":
            return {"woman", "man", "another", "not_stated"}
        return set() if name == "mode" else {"not_stated"}

    def codes(self, item: str) -> list[str]:
        """The answers an item can have."""
        return [*(choice.code for choice in self._survey.question_of_item[item].choices), NO_ANSWER]

    def base(self, item: str) -> Unknown:
        """The unknown base of an item; one and the same for all questions everybody is asked."""
        question = self._survey.question_of_item[item]
        return (question.id, "") if question.show_if else WAVE

    def count(self, domain: Domain, item: str = "", code: str = "") -> int:
        """The truth: how many of a domain were asked an item, or gave an answer."""
        found = 0
        question = self._survey.question_of_item[item] if item else None
        for person, values in zip(self._people, self._values, strict=True):
            if is_in(values, domain) and (question is None or is_asked(question, person)):
                found += not code or question is None or code in given(question, item, person)
        return found

    def count_of(self, domain: Domain, first: int, last: int) -> int:
        """The truth: how many of a domain came with these releases; the first one is 0."""
        crowds = self._crowds[first : last + 1]
        return sum(is_in(values, domain) for crowd in crowds for values in crowd)

    def range_of(self, domain: Domain, *unknowns: Unknown) -> tuple[float, float]:
        """The least and greatest sum these can have in a domain."""
        goal = self._goal(domain, unknowns)
        return self._end(goal, 1)[0], self._end(goal, -1)[0]

    def narrowed(self, targets: Iterable[Target]) -> list[str]:
        """The domains of which a sum has its least and greatest value less than needed apart.

        Whatever is once found to be possible is looked at for all of them.
        """
        targets = list(targets)
        goals = np.array([self._goal(domain, unknowns) for domain, unknowns, _ in targets])
        least, greatest = np.full(len(targets), np.inf), np.full(len(targets), -np.inf)
        found = []
        for at, (domain, _, needed) in enumerate(targets):
            for sign in (1, -1):
                if not greatest[at] - least[at] >= needed - ALMOST:
                    sums = goals @ self._end(goals[at], sign)[1]
                    least, greatest = np.minimum(least, sums), np.maximum(greatest, sums)
            if greatest[at] - least[at] < needed - ALMOST:
                found.append(domain.id)
        return found

    def _goal(self, domain: Domain, unknowns: Sequence[Unknown]) -> Any:
        places = [at for unknown in unknowns for at in self._places(unknown, domain)]
        goal = np.zeros(len(self._index) * len(self._kinds))
        goal[places] = 1
        return goal

    def any_but(self, item: str, code: str) -> list[Unknown]:
        """Those who did not give this answer."""
        if self._survey.question_of_item[item].type is QuestionType.MULTIPLE:
            return [(item, f"not {code}")]
        return [(item, each) for each in self.codes(item) if each != code]

    def _end(self, goal: Any, sign: int) -> tuple[float, Any]:
        """The least (``sign`` 1) or greatest (-1) value of the goal, and where it is reached."""
        matrix, sums = self._system
        found = linprog(sign * goal, A_eq=matrix, b_eq=sums, bounds=(0, FAR_BEYOND))
        assert found.success, found.message
        return sign * float(found.fun), found.x

    @cached_property
    def _system(self) -> tuple[Any, list[float]]:
        rows = np.repeat(np.arange(len(self._equations)), [len(e[0]) for e in self._equations])
        columns = np.concatenate([*(each[0] for each in self._equations), np.empty(0, np.intp)])
        signs = np.concatenate([*(each[1] for each in self._equations), np.empty(0)])
        shape = (len(self._equations), len(self._index) * len(self._kinds))
        matrix = csr_array((signs, (rows, columns)), shape=shape)
        return matrix, [each[2] for each in self._equations]

    def _places(self, unknown: Unknown, domain: Domain) -> list[int]:
        start = self._index.setdefault(unknown, len(self._index)) * len(self._kinds)
        return [start + at for at, kind in enumerate(self._kinds) if is_in(kind, domain)]

    def _equate(self, terms: Iterable[tuple[list[int], float]], value: float) -> None:
        columns: list[int] = []
        signs: list[float] = []
        for places, sign in terms:
            columns += places
            signs += [sign] * len(places)
        self._equations.append((columns, signs, value))

    def _of_kind(self, unknown: Unknown, at: int) -> list[int]:
        return [self._index.setdefault(unknown, len(self._index)) * len(self._kinds) + at]

    def _hang_together(
        self, item: str, question: Question, codes: Sequence[str], base: Unknown
    ) -> None:
        several = question.type is QuestionType.MULTIPLE
        sums = [[code, f"not {code}"] for code in codes] if several else [list(codes)]
        for at in range(len(self._kinds)):
            for parts in sums:  # ticked or not: together the base
                terms = [(self._of_kind((item, code), at), 1.0) for code in parts]
                self._equate([*terms, (self._of_kind(base, at), -1.0)], 0)

    def _follow(self, question: Question, base: Unknown) -> None:
        assert question.show_if is not None
        (name,) = question.show_if.references()
        leading = [
            code
            for code in self.codes(name)
            if question.show_if.holds({} if code == NO_ANSWER else {name: code})
        ]
        for at in range(len(self._kinds)):
            terms = [(self._of_kind((name, code), at), 1.0) for code in leading]
            self._equate([*terms, (self._of_kind(base, at), -1.0)], 0)

    def _see(
        self,
        unknown: Unknown,
        rows: Rows,
        question: Question | None = None,
        item: str = "",
        code: str = "",
    ) -> None:
        for domain, why in rows.items():
            if why is None:
                known = self.count(domain, item if question else "", code)
                self._equate([(self._places(unknown, domain), 1.0)], known)
        for domain in self._absent(rows):
            self._equate([(self._places(unknown, domain), 1.0)], 0)

    def _see_release(self, number: int, rows: Rows) -> None:
        """A release counts those of all releases before it too."""
        shown = [domain for domain, why in rows.items() if why is None]
        for domain in (*shown, *self._absent(rows)):
            terms = [(self._places(unknown, domain), 1.0) for unknown in came(0, number)]
            self._equate(terms, self.count_of(domain, 0, number))

    def _absent(self, rows: Rows) -> Collection[Domain]:
        """The groups without a row in a table that has rows: there is nobody in them."""
        present = [[kind for kind in self._kinds if is_in(kind, domain)] for domain in rows]
        absent: dict[Domain, None] = {}
        for names in {domain.dimensions for domain in rows} - {()}:
            seen = {
                tuple(kind[name] for name in names)
                for domain, kinds in zip(rows, present, strict=True)
                if domain.dimensions == names
                for kind in kinds
            }
            for kind in self._kinds:
                if tuple(kind[name] for name in names) not in seen:
                    absent[Domain.of({name: kind[name] for name in names})] = None
        return absent
