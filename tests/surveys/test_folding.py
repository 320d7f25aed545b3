"""Pending records become responses, free texts and counts, exactly once, whatever happens."""

from __future__ import annotations

import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes
from typing import Any

import pytest
from sqlalchemy import select

from copfeedback.storage.engine import open_database, reading, writing
from copfeedback.surveys import folding, store
from copfeedback.surveys.answers import Entered
from copfeedback.surveys.compression import NotCompressed
from copfeedback.surveys.folding import AT_LEAST, fold
from copfeedback.surveys.packing import MARGINS, NOT_STATED
from copfeedback.surveys.routing import find_route
from tests.breakage import PowerFailure, failing_at
from tests.factories import Fieldwork, full_answers
from tests.surveys.folder_process import start_folder

KILLS = 8


def fold_now(fieldwork: Fieldwork, *, closing: bool = False) -> int:
    return fold(fieldwork.engine, fieldwork.asked, closing=closing)


def various(at: int) -> Entered:
    """Different answers for different people, in every margin and with and without texts."""
    source = random.Random(at)  # noqa: S311 - made-up answers
    return full_answers(
        victim=[source.choice(["yes", "no"])],
        what_happened=[f"Story {at}."] if source.random() < 0.5 else [],
        trust=[str(source.randrange(11))] if source.random() < 0.8 else [],
        wishes=source.sample(["patrols", "lights", "youth"], source.randrange(3)),
        years=[str(source.randrange(100))],
        improve=[f"Wish {at}."] if source.random() < 0.5 else [],
        gender=source.sample(["woman", "man", "non_binary"], source.randrange(2)),
        age_band=source.sample(["from_18", "from_30"], source.randrange(2)),
        sector=source.sample(["harbour", "hills"], source.randrange(2)),
    )


def counted_from(responses: Sequence[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    """The tallies as they follow from the stored responses."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in responses:
        counts["all", ""] += 1
        counts["mode", row["mode"]] += 1
        counts["language", row["language"]] += 1
        for margin in MARGINS:
            counts[margin, row["answers"].get(margin, NOT_STATED)] += 1
    return counts


def test_submissions_wait_until_ten_have_come(fieldwork: Fieldwork):
    fieldwork.send_many(AT_LEAST - 1)
    assert fieldwork.surveys.fold_all() == 0
    assert (fieldwork.pending(), fieldwork.responses()) == (AT_LEAST - 1, [])

    fieldwork.send_many(1)
    assert fieldwork.surveys.fold_all() == AT_LEAST
    assert (fieldwork.pending(), len(fieldwork.responses())) == (0, AT_LEAST)


def test_all_that_are_left_are_folded_when_the_wave_closes(fieldwork: Fieldwork):
    fieldwork.send_many(3)

    assert fold_now(fieldwork, closing=True) == 3
    assert (fieldwork.pending(), len(fieldwork.responses())) == (0, 3)


def test_fewer_than_ten_stay_when_the_last_batch_is_small(
    fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "BATCH", dict.fromkeys(folding.BATCH, 20))
    fieldwork.send_many(47)

    assert fold_now(fieldwork) == 40
    assert fieldwork.pending() == 7


def test_nothing_happens_when_nobody_has_answered(fieldwork: Fieldwork):
    assert fold_now(fieldwork) == 0
    assert fold_now(fieldwork, closing=True) == 0
    assert fieldwork.tallies() == {}


def test_what_is_stored_is_exactly_what_the_review_showed(fieldwork: Fieldwork):
    everybody = [various(at) for at in range(60)]
    routes = [find_route(fieldwork.asked.survey, entered) for entered in everybody]
    texts = {"what_happened", "improve"}

    fieldwork.send_many(60, everybody.__getitem__)
    fieldwork.surveys.fold_all()

    def coded(answers: Mapping[str, Any]) -> str:
        return json.dumps({k: v for k, v in answers.items() if k not in texts}, sort_keys=True)

    assert Counter(coded(row["answers"]) for row in fieldwork.responses()) == Counter(
        coded(route.answers) for route in routes
    )
    assert Counter((row["question_id"], row["text"]) for row in fieldwork.free_texts()) == Counter(
        (item, answer)
        for route in routes
        for item, answer in route.answers.items()
        if item in texts
    )


def test_the_counts_are_those_of_the_responses(
    fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "BATCH", dict.fromkeys(folding.BATCH, 10))
    for language in ("en", "ar"):
        for at in range(20):
            fieldwork.send(various(at), language=language)

    fold_now(fieldwork)

    assert fieldwork.tallies() == counted_from(fieldwork.responses())
    assert fieldwork.tallies()["language", "ar"] == 20
    assert fieldwork.tallies()["gender", NOT_STATED] > 0


def test_a_record_is_dropped_and_no_content_logged_when_it_cannot_be_read(
    fieldwork: Fieldwork, caplog: pytest.LogCaptureFixture
):
    fieldwork.send_many(10)
    with writing(fieldwork.engine) as connection:
        store.add_pending(connection, [(fieldwork.wave_id, token_bytes(16), b"canary")])

    assert fold_now(fieldwork) == 10
    assert fieldwork.pending() == 0
    assert "could not be read" in caplog.text
    assert "canary" not in caplog.text


def test_nothing_is_lost_when_a_record_comes_from_another_version_of_the_portal(
    fieldwork: Fieldwork,
):
    keys = fieldwork.asked.keys
    assert keys is not None
    fieldwork.send_many(12)
    with writing(fieldwork.engine) as connection:
        foreign = keys.pending.close(b"written in another way")
        store.add_pending(connection, [(fieldwork.wave_id, token_bytes(16), foreign)])

    with pytest.raises(NotCompressed):
        fold_now(fieldwork)

    assert (fieldwork.pending(), fieldwork.responses()) == (13, [])


def test_a_submission_counts_once_when_it_becomes_pending_again(fieldwork: Fieldwork):
    """As happens when a form is sent twice while its first sending is being folded."""
    fieldwork.send_many(12)
    with reading(fieldwork.engine) as connection:
        pending = [tuple(row) for row in connection.execute(select(store.pending_response))]
    fold_now(fieldwork)
    with writing(fieldwork.engine) as connection:
        store.add_pending(connection, pending)

    assert fold_now(fieldwork) == 0
    assert (fieldwork.pending(), len(fieldwork.responses())) == (0, 12)
    assert fieldwork.tallies()["all", ""] == 12


def assert_counted_once(fieldwork: Fieldwork, ids: Sequence[bytes]) -> None:
    """Every submission is pending or stored, not both, and the counts agree."""
    with reading(fieldwork.engine) as connection:
        pending = connection.execute(select(store.pending_response.c.id)).scalars().all()
        stored = connection.execute(select(store.response.c.id)).scalars().all()
        counts = store.tallies(connection, fieldwork.wave_id)
        texts = connection.execute(select(store.free_text.c.text)).scalars().all()
    assert Counter(map(bytes, [*pending, *stored])) == Counter(ids)
    assert counts.get(("all", ""), 0) == len(stored) == len(texts)


def one_text(at: int) -> Entered:
    return full_answers(what_happened=[], improve=[f"Wish {at}."])


def test_all_or_nothing_is_counted_when_it_stops_at_any_statement(fieldwork: Fieldwork):
    ids = fieldwork.send_many(25, one_text)
    stopped: list[str] = []
    for moment in itertools.count(1):
        try:
            with failing_at(fieldwork.engine, moment) as begun:
                fold_now(fieldwork)
        except PowerFailure:
            stopped.append(begun[-1])
        else:
            break
        finally:
            assert_counted_once(fieldwork, ids)
            assert len(fieldwork.responses()) in {0, 25}

    assert fieldwork.pending() == 0
    assert "COMMIT" in stopped
    for written in ("INSERT INTO response", "INSERT INTO free_text", "DELETE FROM pending"):
        assert any(statement.startswith(written) for statement in stopped)


def test_everybody_counts_once_when_folding_is_killed_at_any_moment(fieldwork: Fieldwork):
    ids = fieldwork.send_many(400, one_text)
    source = random.Random()  # noqa: S311 - any moment will do
    halfway = 0

    for _ in range(KILLS):
        process, orders = start_folder(fieldwork.engine.url)
        orders.send("go")
        time.sleep(source.uniform(0, 0.06))
        process.kill()
        process.join(10)
        assert not process.is_alive()
        orders.close()
        assert_counted_once(fieldwork, ids)
        halfway += 0 < fieldwork.pending() < len(ids)

    assert halfway, "at least one kill must have come in the middle"
    fold_now(fieldwork, closing=True)
    assert fieldwork.pending() == 0
    assert_counted_once(fieldwork, ids)
    assert fieldwork.tallies() == counted_from(fieldwork.responses())


def test_everybody_counts_once_when_several_fold_while_others_still_answer(
    fieldwork: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(folding, "BATCH", dict.fromkeys(folding.BATCH, 10))
    ids = fieldwork.send_many(200, one_text)
    url = fieldwork.engine.url.render_as_string(hide_password=False)
    folders = [fieldwork, *(Fieldwork(open_database(url)) for _ in range(2))]

    with ThreadPoolExecutor(4) as crowd:
        folding_ = [crowd.submit(folder.surveys.fold_all) for folder in folders]
        late = crowd.submit(fieldwork.send_many, 30, one_text)
        counted = sum(future.result(30) for future in folding_)
        ids += late.result(30)
    for folder in folders[1:]:
        folder.engine.dispose()

    assert_counted_once(fieldwork, ids)
    assert counted == len(fieldwork.responses())
    fold_now(fieldwork, closing=True)
    assert_counted_once(fieldwork, ids)
    assert fieldwork.tallies() == counted_from(fieldwork.responses())
