"""Measure: everything, or the parts that are named."""

from __future__ import annotations

import argparse
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bench import (
    codes,
    complaints,
    disclosure,
    floods,
    forms,
    forums,
    full_door,
    journeys,
    light_door,
    lodging,
    long_survey,
    past,
    releases,
    sign_in_storm,
    trends,
    weights,
)
from bench.report import CannotRunError, Row, as_table, could_not_run, machine, write_json
from bench.servers import ServerFailedError
from copfeedback.application import PROJECT

ENDED_EARLY = 128 + signal.SIGTERM

Part = Callable[[bool], Iterator[Row]]

PARTS: dict[str, Part] = {
    "light-door": light_door.measure,
    "journeys": journeys.measure,
    "long-survey": long_survey.measure,
    "floods": floods.measure,
    "codes": codes.measure,
    "forms": forms.measure,
    "past": past.measure,
    "releases": releases.measure,
    "sign-in-storm": sign_in_storm.measure,
    "lodging": lodging.measure,
    "complaints": complaints.measure,
    "forums": forums.measure,
    "full-door": full_door.measure,
    "trends": trends.measure,
    "disclosure": disclosure.measure,
    "weights": weights.measure,
}


def main() -> int:
    """Run the bench; the exit status says whether everything could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("part", nargs="*", help=f"all of {', '.join(PARTS)} if none is named")
    parser.add_argument("--quick", action="store_true", help="smaller sizes, rougher figures")
    asked = parser.parse_args()
    unknown = [name for name in asked.part if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}")
    # Told to end, it still stops its servers and takes its files away.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED_EARLY))
    about = machine()
    start = time.monotonic()
    rows = [row for name in asked.part or PARTS for row in _rows(name, quick=asked.quick)]
    seconds = round(time.monotonic() - start)
    print("\n" + " · ".join(f"{name} {value}" for name, value in about.items()))
    print(f"{seconds} seconds{', quick: too small to judge by' if asked.quick else ''}\n")
    print(as_table(rows))
    facts = {"measured_on": str(datetime.now(UTC).date()), "quick": asked.quick, "seconds": seconds}
    write_json(PROJECT / "var" / "bench.json", rows, {"machine": about, **facts})
    return int(any(row.figure is None for row in rows))


def _rows(name: str, *, quick: bool) -> Iterator[Row]:
    """The rows of a part. One that fails leaves those it had, and says why it ended."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    try:
        yield from PARTS[name](quick)
    except (CannotRunError, ServerFailedError) as error:
        yield could_not_run(name, str(error))
    except Exception as error:  # noqa: BLE001 - one broken part must not hide the others
        traceback.print_exc()
        yield could_not_run(name, type(error).__name__)


if __name__ == "__main__":
    sys.exit(main())
