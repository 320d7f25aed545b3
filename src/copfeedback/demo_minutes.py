"""What is said at the made-up meetings of the demonstration, and how many come."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from copfeedback.forums.meeting_model import AgendaItem
from copfeedback.forums.minutes_model import WORDS, Attendance, EntryText, Manner, Minutes
from copfeedback.forums.model import Side


class Speakers:
    """Whoever speaks at the meetings."""

    def __init__(
        self,
        texts: Mapping[str, Any],
        matters: Mapping[str, Mapping[str, Any]],
        source: random.Random,
    ) -> None:
        self._texts = texts
        self._matters = matters
        self._source = source

    def said(self, item: AgendaItem) -> EntryText:
        """What the minutes say of an item."""
        matter = self._matters.get(item.title["en"])
        if item.question is not None:
            return EntryText(text=self._texts["answer"]["en"], answered=True)
        if matter is None:  # a commitment that comes up again
            return EntryText(text=self._texts["reasons"]["continues"]["en"])
        decision, dissent = (matter.get(name, {}).get("en", "") for name in ("decision", "dissent"))
        manner = Manner.WITH_DISSENT if dissent else Manner.CONSENSUS
        return EntryText(
            text=matter["said"]["en"],
            decision=decision,
            manner=manner if decision else Manner.NONE,
            dissent=dissent,
            affected=matter.get("affected", {}).get("en", ""),
            cannot=matter.get("cannot", {}).get("en", ""),
            answered=False if matter.get("question") else None,
        )

    def came(self, listed: Mapping[str, Any]) -> Attendance:
        """Who was there."""
        draw = self._source.randint
        sides = {Side(side): min(many, draw(0, 3)) for side, _, many in listed["seats"]}
        sides[Side.RESIDENTS] = draw(8, 24)
        people = sum(sides.values())
        women = round(people * draw(40, 60) / 100)
        young, old = people // 5, people // 4
        bands = {"from_18": young, "from_30": people - young - old - 1, "from_60": old}
        genders = {"woman": women, "man": people - women - 1}
        return Attendance(people + draw(0, 3), sides, genders, bands)

    def in_arabic(self, minutes: Minutes) -> dict[str, str]:
        """A translation: what the texts of the demonstration have in both languages."""
        fields = ("said", *WORDS)
        parts = [matter.get(name) for matter in self._matters.values() for name in fields]
        pairs = [*parts, self._texts["answer"], *self._texts["reasons"].values()]
        known = {pair["en"]: pair["ar"] for pair in pairs if pair and "ar" in pair}
        return {key: known[text] for key, text in minutes.segments().items() if text in known}
