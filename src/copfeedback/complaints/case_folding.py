"""Each kind of item of a case, folded into what stands now: later ones complete earlier ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from copfeedback.complaints.case_parts import (
    Accepted,
    Account,
    Allegation,
    CaseRequest,
    Change,
    Copy,
    Disclosure,
    Finding,
    HateCrime,
    Merger,
    Message,
    Narrative,
    Note,
    OutcomeText,
    PoliceAnswer,
    Rating,
    Recommendation,
    Referral,
    Release,
    ReleaseStep,
    Task,
    Translation,
)
from copfeedback.complaints.casefile import OpenCase
from copfeedback.complaints.model import Category, ItemKind, Result, State, Verdict
from copfeedback.complaints.vault import Item

NOTE, TRANSLATION, HATE_CRIME = "note", "translation", "hate_crime"
"""What a note is about; any other is shown as a note."""


class Folding:
    """Reads the items of one case."""

    def __init__(self, opened: OpenCase, names: Mapping[bytes, str], today: date) -> None:
        self._opened = opened
        self._names = names
        self._today = today

    def narrative(self) -> Narrative:
        """What somebody told."""
        for at, content in self._all(ItemKind.NARRATIVE):
            text = content["text"]
            return Narrative(
                *at,
                text,
                content["language"],
                recorded=not text,
                translations=self._translations(at[0]),
            )
        return Narrative(0, self._opened.row.filed_on, "", "", "", recorded=False)

    def messages(self) -> tuple[Message, ...]:
        """What was written between complainant and body."""
        return tuple(
            Message(
                *self._at(item),
                item.place.side,
                item.content["text"],
                item.content["language"],
                item.content.get("translated_by", ""),
                self._translations(item.place.number),
            )
            for item in self._opened.of_kind(ItemKind.MESSAGE)
        )

    def notes(self) -> tuple[Note, ...]:
        """Notes, and what was noted of who came, who left and what was kept."""
        return tuple(
            Note(*at, content["text"])
            for at, content in self._all(ItemKind.NOTE)
            if content["about"] not in {TRANSLATION, HATE_CRIME}
        )

    def tasks(self) -> tuple[Task, ...]:
        """Tasks; those that are finished say so."""
        found: dict[int, Task] = {}
        for at, content in self._all(ItemKind.TASK):
            if "finished" in content:
                found[content["finished"]] = replace(
                    found[content["finished"]],
                    finished_on=at[1],
                    finished_by=at[2],
                    said=content["said"],
                    overdue=False,
                )
                continue
            by = date.fromisoformat(content["by"])
            found[at[0]] = Task(*at, content["text"], content["who"], by, overdue=by < self._today)
        return tuple(found.values())

    def requests(self) -> tuple[CaseRequest, ...]:
        """What the police were asked, with their replies."""
        found: dict[str, CaseRequest] = {}
        for at, content in self._all(ItemKind.REQUEST, ItemKind.REPLY):
            known = found.get(content["request"])
            if known is None:
                due_on = date.fromisoformat(content["due_on"])
                found[content["request"]] = CaseRequest(
                    *at,
                    content["request"],
                    content["to"],
                    content["to_name"],
                    content["text"],
                    content["copy"],
                    due_on,
                    bytes.fromhex(content["key"]),
                    overdue=due_on < self._today,
                )
            elif content.get("withdrawn"):
                found[known.id] = replace(known, withdrawn=True, overdue=False)
            else:
                answered_on = date.fromisoformat(content["answered_on"])
                found[known.id] = replace(
                    known, answered_on=answered_on, reply=content["text"], overdue=False
                )
        return tuple(found.values())

    def disclosures(self) -> tuple[Disclosure, ...]:
        """What the police may learn and when."""
        return tuple(
            Disclosure(
                *at,
                content["risk"],
                content["what"],
                date.fromisoformat(content["not_before"]),
            )
            for at, content in self._all(ItemKind.DISCLOSURE)
        )

    def accounts(self) -> tuple[Account, ...]:
        """What officers say about it."""
        return tuple(
            Account(*at, content["text"], content["by"], content["none_because"])
            for at, content in self._all(ItemKind.ACCOUNT)
        )

    def allegations(self) -> tuple[Allegation, ...]:
        """Allegations as they stand, each with its latest finding."""
        found: dict[int, Allegation] = {}
        for at, content in self._all(ItemKind.ALLEGATION, ItemKind.FINDING):
            if "verdict" in content:
                finding = Finding(
                    *at, Verdict(content["verdict"]), content["reason"], content["language"]
                )
                of = content["allegation"]
                found[of] = replace(found[of], finding=finding)
                continue
            found.pop(content.get("replaces") or 0, None)
            found[at[0]] = Allegation(
                *at,
                content["text"],
                content["language"],
                Category(content["category"]),
                content["officers"],
            )
        return tuple(found.values())

    def outcome(self) -> OutcomeText | None:
        """What came of it, as it was put last."""
        for at, content in self._all(ItemKind.OUTCOME)[-1:]:
            results = tuple(map(Result, content["results"]))
            return OutcomeText(*at, results, content["text"], content["language"])
        return None

    def recommendations(self) -> tuple[Recommendation, ...]:
        """Recommendations with the answers to them."""
        found: dict[int, Recommendation] = {}
        for at, content in self._all(ItemKind.RECOMMENDATION):
            if "answers" in content:
                answer = PoliceAnswer(
                    Accepted(content["reply"]), content["text"], date.fromisoformat(content["on"])
                )
                of = content["answers"]
                found[of] = replace(found[of], answer=answer, overdue=False)
                continue
            by = date.fromisoformat(content["answer_by"])
            found[at[0]] = Recommendation(
                *at,
                content["text"],
                content["language"],
                content["to"],
                by,
                content["publish"],
                overdue=by < self._today,
            )
        return tuple(found.values())

    def copies(self) -> tuple[Copy, ...]:
        """Copies without what leads to anybody."""
        return tuple(
            Copy(*at, content["of"], content["text"])
            for at, content in self._all(ItemKind.REDACTION)
        )

    def releases(self) -> tuple[Release, ...]:
        """Who asked who the complainant is, and what custodians said."""
        return tuple(
            Release(
                number,
                on,
                self._names.get(bytes.fromhex(content.get("verify", "")), author),
                content["request"],
                ReleaseStep(content["step"]),
                content["reason"],
                content.get("identity", {}),
                bytes.fromhex(content.get("key", "")),
            )
            for (number, on, author), content in self._all(ItemKind.RELEASE)
        )

    def classification(self) -> HateCrime | None:
        """Whether it is recorded as a hate crime, as it was put last."""
        return next(
            (
                HateCrime(
                    content["is_one"],
                    content["offence"],
                    tuple(content["motives"]),
                    content["text"],
                )
                for _, content in reversed(self._all(ItemKind.NOTE))
                if content["about"] == HATE_CRIME
            ),
            None,
        )

    def referral(self) -> Referral | None:
        """To whom it went on."""
        for at, content in self._all(ItemKind.REFERRAL):
            return Referral(*at, content["to"], content["reason"])
        return None

    def mergers(self) -> tuple[Merger, ...]:
        """Which cases came together."""
        return tuple(
            Merger(*at, content.get("into") or content["came"], into="into" in content)
            for at, content in self._all(ItemKind.MERGER)
        )

    def rating(self) -> Rating | None:
        """How the complainant found the handling."""
        for at, content in self._all(ItemKind.RATING):
            return Rating(at[1], content["score"], content["text"], content["language"])
        return None

    def history(self) -> tuple[Change, ...]:
        """From state to state."""
        return tuple(
            Change(
                *self._at(item),
                item.place.side,
                State(item.content["from"]),
                State(item.content["to"]),
                item.content["reason"],
            )
            for item in self._opened.of_kind(ItemKind.STATE)
        )

    def _translations(self, of: int) -> tuple[Translation, ...]:
        return tuple(
            Translation(*at, of, content["text"], content["language"])
            for at, content in self._all(ItemKind.NOTE)
            if content["about"] == TRANSLATION and content["of"] == of
        )

    def _all(self, *kinds: ItemKind) -> list[tuple[tuple[int, date, str], dict[str, Any]]]:
        return [(self._at(item), item.content) for item in self._opened.of_kind(*kinds)]

    def _at(self, item: Item) -> tuple[int, date, str]:
        number = item.place.number
        return number, self._opened.dated[number], self._names.get(item.author, "")
