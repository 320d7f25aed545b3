"""A made-up problem of the demonstration, from the first look to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from copfeedback.forums.model import Topic
from copfeedback.forums.problem_entry import ProblemFields
from copfeedback.forums.problem_model import PARTS, Measure, Stage

_BEGAN = timedelta(weeks=60)
_A_STAGE = timedelta(weeks=10)


def stages_of_a_problem(
    texts: Mapping[str, Mapping[str, str]], until: date
) -> Iterator[tuple[date, ProblemFields]]:
    """What is known at each stage, and when it is written; the last one some weeks ago."""
    began = until - _BEGAN
    reports = Measure(
        name="Break-ins reported in half a year",
        before=19,
        before_on=began + timedelta(weeks=4),
        target=10,
    )
    measured = replace(reports, after=6, after_on=began + timedelta(weeks=28))
    written: list[str] = []
    for at, stage in enumerate(Stage):
        written += PARTS.get(stage, ())
        fields = ProblemFields(
            stage=stage,
            texts={
                tag: {name: parts[name] for name in written if name in parts}
                for tag, parts in texts.items()
            },
            language="en",
            topic=Topic.CRIME,
            sector="harbour",
            since=began,
            measures=(measured if stage in (Stage.ASSESSMENT, Stage.CLOSED) else reports,),
            reviews=(began + timedelta(weeks=26), began + timedelta(weeks=44)),
        )
        yield began + at * _A_STAGE, fields
