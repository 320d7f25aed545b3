"""Paper forms: each is entered twice, and counts when both entries agree.

Nowhere is it kept who entered a form or when: whoever types forms of people they know of could
otherwise be asked about them. So these use cases leave no entry in the audit trail either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, Engine

from copfeedback.check_digit import NotACode, letters_and_digits
from copfeedback.people.access import require
from copfeedback.people.model import Actor, Permission
from copfeedback.storage.engine import reading, writing
from copfeedback.surveys import paper_store, store
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.circumstances import Circumstances, Mode
from copfeedback.surveys.entries import Fault
from copfeedback.surveys.expressions import Answers
from copfeedback.surveys.keys import WaveKeys
from copfeedback.surveys.routing import Route, find_route
from copfeedback.surveys.service import AnotherWay, NotOpen, Unfinished
from copfeedback.surveys.wave_model import WaveState


class BadSlip(Exception):  # noqa: N818 - named for what happened
    """A slip's number has 1 to 24 letters and digits."""


class SlipWaits(Exception):  # noqa: N818 - named for what happened
    """This form was entered once already: enter it a second time, or discard the first."""


class SlipCounted(Exception):  # noqa: N818 - named for what happened
    """A form with this number was entered twice and counts already."""


class UnknownSlip(Exception):  # noqa: N818 - named for what happened
    """No form of this number waits to be entered a second time."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two entries of a form differ; if there is anything, the form does not count yet.

    ``items`` are those answered otherwise, ``circumstances`` what else differs, such as
    ``language``. What the first entry says is not told: the form alone decides.
    """

    items: tuple[str, ...] = ()
    circumstances: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.circumstances)


class Paper:
    """The use cases of whoever enters paper forms."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def enter_first(
        self,
        actor: Actor,
        asked: AskedWave,
        slip: str,
        entered: Entered,
        circumstances: Circumstances,
        today: date,
    ) -> None:
        """Take the first entry of a form, which waits for the second.

        An answer that the questionnaire requires may be missing: nobody can ask for it any more.

        Raises:
            NotPermitted: the actor may not.
            BadSlip: this can be no slip's number.
            Unfinished: an answer cannot be taken, or there is none at all.
            SlipWaits: the form was entered once.
            SlipCounted: the form was entered twice.
            NotOpen: the wave has not begun, or was closed for good.
            AnotherWay: the wave takes no paper forms.
            StorageUnavailable: it cannot be stored now.
        """
        form = self._read(actor, asked, slip, entered, circumstances, today)
        with self._writing(asked) as connection:
            _refuse_counted(connection, asked, form)
            sealed = form.keys.staged.close(orjson.dumps(form.content))
            if not paper_store.keep(connection, asked.wave.id, form.slip, sealed):
                raise SlipWaits(form.slip)

    def enter_second(
        self,
        actor: Actor,
        asked: AskedWave,
        slip: str,
        entered: Entered,
        circumstances: Circumstances,
        today: date,
    ) -> Difference:
        """Compare the second entry of a form with the first; when they agree, it counts.

        Raises:
            NotPermitted: the actor may not.
            BadSlip: this can be no slip's number.
            Unfinished: an answer cannot be taken, or there is none at all.
            UnknownSlip: the form was not entered a first time.
            SlipCounted: the form was entered twice.
            NotOpen: the wave has not begun, or was closed for good.
            AnotherWay: the wave takes no paper forms.
            StorageUnavailable: it cannot be stored now.
        """
        form = self._read(actor, asked, slip, entered, circumstances, today)
        with self._writing(asked) as connection:
            first = paper_store.find(connection, asked.wave.id, form.slip)
            if first is None:
                _refuse_counted(connection, asked, form)
                raise UnknownSlip(form.slip)
            if difference := _difference(orjson.loads(form.keys.staged.open(first)), form):
                return difference
            record = asked.packing.pack(form.route.answers, form.circumstances, today)
            sealed = form.keys.pending.close(record)
            store.add_pending(connection, [(asked.wave.id, form.id, sealed)])
            paper_store.forget(connection, asked.wave.id, form.slip)
        return Difference()

    def waiting(self, actor: Actor, asked: AskedWave) -> list[str]:
        """The slips of forms that were entered once.

        Raises:
            NotPermitted: the actor may not.
            StorageUnavailable: the database cannot be read now.
        """
        require(actor, Permission.MANAGE_WAVES)
        with reading(self._engine) as connection:
            found = paper_store.slips(connection, asked.wave.id)
        return sorted(found, key=lambda slip: (len(slip), slip))

    def discard(self, actor: Actor, asked: AskedWave, slip: str) -> None:
        """Forget the first entry of a form, so that it can be entered anew.

        Raises:
            NotPermitted: the actor may not.
            BadSlip: this can be no slip's number.
            UnknownSlip: no such form waits.
            StorageUnavailable: it cannot be deleted now.
        """
        require(actor, Permission.MANAGE_WAVES)
        with writing(self._engine) as connection:
            if not paper_store.forget(connection, asked.wave.id, read_slip(slip)):
                raise UnknownSlip(slip)

    def _read(
        self,
        actor: Actor,
        asked: AskedWave,
        slip: str,
        entered: Entered,
        circumstances: Circumstances,
        today: date,
    ) -> _Form:
        require(actor, Permission.MANAGE_WAVES)
        if asked.keys is None or today < asked.wave.opens:
            raise NotOpen(asked, WaveState.CLOSED if asked.keys is None else WaveState.PLANNED)
        if Mode.PAPER not in asked.wave.plan.modes:
            raise AnotherWay(asked.wave.id)
        number, route = read_slip(slip), find_route(asked.survey, entered, today=today)
        problems = [each for each in route.problems if each.fault is not Fault.REQUIRED]
        if problems or not route.can_be_sent:
            raise Unfinished(route, problems)
        return _Form(number, asked.keys, route, replace(circumstances, mode=Mode.PAPER))

    @contextmanager
    def _writing(self, asked: AskedWave) -> Iterator[Connection]:
        """Forms that come late are entered after the last day, until the wave is closed."""
        with writing(self._engine) as connection:
            if not store.open_for_writing(connection, [asked.wave.id]):
                raise NotOpen(asked, WaveState.CLOSED)
            yield connection


@dataclass(frozen=True, slots=True)
class _Form:
    """A form as it was read."""

    slip: str
    keys: WaveKeys
    route: Route
    circumstances: Circumstances

    @property
    def id(self) -> bytes:
        """The id of the response: a slip counts once."""
        return self.keys.response_id(b"paper slip " + self.slip.encode())

    @property
    def content(self) -> tuple[Answers, Mapping[str, Any]]:
        """What the two entries of a form must agree on."""
        items = self.route.survey.question_of_item
        answers = {item: answer for item, answer in self.route.answers.items() if item in items}
        return answers, asdict(self.circumstances)


def read_slip(typed: str) -> str:
    """A slip's number as it is kept: spaces, dashes and zeros in front do not matter.

    Raises:
        BadSlip: it can be none.
    """
    try:
        number = letters_and_digits(typed)
    except NotACode:
        raise BadSlip from None
    if number.isdecimal():
        number = number.lstrip("0") or "0"
    if not 0 < len(number) <= paper_store.SLIP_LENGTH:
        raise BadSlip
    return number


def _refuse_counted(connection: Connection, asked: AskedWave, form: _Form) -> None:
    if store.taken_before(connection, [(asked.wave.id, form.id)]):
        raise SlipCounted(form.slip)


def _difference(first: tuple[Answers, Mapping[str, Any]], form: _Form) -> Difference:
    answers, circumstances = orjson.loads(orjson.dumps(form.content))
    texts = form.route.survey.text_items
    return Difference(
        tuple(
            item
            for item in form.route.survey.question_of_item
            if _compared(first[0].get(item), item in texts)
            != _compared(answers.get(item), item in texts)
        ),
        tuple(name for name, value in circumstances.items() if first[1].get(name) != value),
    )


def _compared(answer: Any, is_text: bool) -> Any:
    """Where lines break in somebody's handwriting is nothing to type again."""
    return " ".join(answer.split()) if is_text and answer is not None else answer
