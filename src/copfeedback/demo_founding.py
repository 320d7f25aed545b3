"""The forums of the demonstration, as they are listed in its texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from copfeedback.forums.model import (
    Chair,
    Community,
    Forum,
    Level,
    ProtectedGroup,
    Seat,
    Side,
    Topic,
)
from copfeedback.i18n.translations import Translations


def made_up_forum(listed: Mapping[str, Any], until: date) -> Forum:
    """A forum as it is to be founded; ``until`` is the last day of the made-up past."""
    chair = listed["chair"]
    weeks = chair.get("until_weeks")
    return Forum(
        code=listed["code"],
        level=Level(listed["level"]),
        name=Translations(listed["name"]),
        chair=Chair(
            name=chair["name"],
            affiliation=Translations(chair["affiliation"]),
            police=chair.get("police", False),
            reason=Translations(chair["reason"]) if "reason" in chair else None,
            until=None if weeks is None else until + timedelta(weeks=weeks),
        ),
        parent=listed.get("parent"),
        topic=Topic(listed["topic"]) if "topic" in listed else None,
        protected=ProtectedGroup(listed["protected"]) if "protected" in listed else None,
        sector=listed.get("sector"),
        purpose=Translations(listed["purpose"]),
        rules=Translations(listed["rules"]) if "rules" in listed else None,
        contact=listed["contact"],
        languages=tuple(listed["languages"]),
        seats=tuple(Seat(Side(side), name, many) for side, name, many in listed["seats"]),
        communities=tuple(
            Community(Translations(each["name"]), each.get("organisation", ""))
            for each in listed.get("communities", ())
        ),
        every_weeks=listed["every_weeks"],
        founded=until - timedelta(weeks=listed["founded_weeks_ago"]),
        delay_days=listed.get("delay_days", 0),
    )
