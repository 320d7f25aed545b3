"""There is one text for what was said, one hash for a text, and no change goes unnoticed."""

from __future__ import annotations

import json
import unicodedata
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.evaluations.chain import (
    BEGINNING,
    Broken,
    Fault,
    StoredEvent,
    canonical,
    faults,
    fingerprint,
    linked,
    read,
    written,
)
from copfeedback.evaluations.events import Event, EventKind, Registered, Signed
from copfeedback.evaluations.report_model import Acted, Progress
from copfeedback.i18n.translations import Translations
from tests.evaluations.pledged import a_pledge, a_qualitative_indicator, an_indicator
from tests.factories import NOON, TODAY, in_languages

LETTERS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
CONTENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | LETTERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(LETTERS, inner, max_size=4),
    max_leaves=12,
)


def a_chain(*codes: str) -> list[Event]:
    """An event for each code, one after the other."""
    events: list[Event] = []
    for number, code in enumerate(codes):
        after = events[-1] if events else None
        on = TODAY + timedelta(days=number)
        said, kind = Signed(f"s{number}"), EventKind.SIGNED
        events.append(written(code, kind, said, at=NOON, on=on, by="City hall", after=after))
    return events


def stored(event: Event) -> StoredEvent:
    return StoredEvent(
        event.number,
        event.evaluation,
        event.kind,
        event.on,
        event.text,
        event.sha256,
        event.previous_hash,
        event.hash,
    )


CHAIN = [stored(each) for each in a_chain("a", "b", "a", "c", "b")]


def rewritten(event: StoredEvent, **changes: object) -> StoredEvent:
    """An event that says something else, with hashes that fit."""
    plain = json.loads(event.text) | changes
    text = canonical(plain)
    digest = fingerprint(text)
    return replace(event, text=text, sha256=digest, hash=linked(event.previous_hash, digest))


class TestCanonical:
    def test_it_is_written_in_one_way(self):
        content = {"b": [1, 2.5, None, True], "a": {"é": "\u0065\u0301", "ar": "دوريات"}}

        assert canonical(content) == '{"a":{"ar":"دوريات","é":"é"},"b":[1,2.5,null,true]}'

    @given(CONTENTS)
    def test_order_of_keys_and_composition_change_nothing(self, content: object):
        def turned(value: object) -> object:
            if isinstance(value, dict):
                return {turned(key): turned(value[key]) for key in reversed(value)}
            if isinstance(value, list):
                return list(map(turned, value))
            return unicodedata.normalize("NFD", value) if isinstance(value, str) else value

        composed = json.loads(canonical(content))

        assert canonical(turned(composed)) == canonical(composed)

    @given(CONTENTS, CONTENTS)
    def test_whatever_is_another_content_has_another_text(self, one: object, other: object):
        one, other = json.loads(canonical(one)), json.loads(canonical(other))

        assert (canonical(one) == canonical(other)) == (
            json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
        )

    @given(CONTENTS)
    def test_what_is_canonical_stays(self, content: object):
        text = canonical(content)

        assert canonical(json.loads(text)) == text

    def test_what_is_no_number_is_refused(self):
        with pytest.raises(ValueError, match="not JSON compliant"):
            canonical({"least": float("nan")})


class TestWritten:
    def test_anybody_can_make_the_hashes(self):
        first, second = a_chain("a", "b")[:2]

        assert first.previous_hash == BEGINNING
        assert first.sha256 == sha256(first.text.encode()).hexdigest()
        digits = first.hash + second.sha256
        assert second.hash == sha256(digits.encode()).hexdigest()

    @pytest.mark.parametrize(
        "words",
        ["دوريات راجلة", "👮🏽‍♀️ patrols", "a\u202eb\u2066c\u2069", "e\u0301 Å ﬁ", "\n\t\\\"'<b>"],
    )
    def test_every_script_comes_back_as_it_was(self, words: str):
        said = Registered(a_pledge(title=Translations({"ar": words})))

        event = written("a", EventKind.REGISTERED, said, at=NOON, on=TODAY, by="b", after=None)
        back = read(stored(event))

        expected = unicodedata.normalize("NFC", words)
        assert isinstance(back.said, Registered)
        assert back.said.pledge.title == {"ar": expected}
        assert back.sound
        assert "\\u" not in event.text

    def test_composed_and_decomposed_letters_have_one_hash(self):
        hashes = {
            written(
                "a",
                EventKind.REGISTERED,
                Registered(a_pledge(title=in_languages(unicodedata.normalize(form, "Zürich é")))),
                at=NOON,
                on=TODAY,
                by="b",
                after=None,
            ).hash
            for form in ("NFC", "NFD")
        }

        assert len(hashes) == 1

    def test_what_is_huge_comes_back_as_it_was(self):
        words = in_languages("long " * 4_000)
        indicators = [an_indicator(f"i{number}", definition=words) for number in range(100)]
        indicators += [a_qualitative_indicator(f"q{number}", method=words) for number in range(100)]
        said = Registered(a_pledge(indicators=tuple(indicators)))

        event = written("a", EventKind.REGISTERED, said, at=NOON, on=TODAY, by="b", after=None)

        assert read(stored(event)).said == said


class TestFaults:
    def test_a_whole_chain_has_none(self):
        assert faults(CHAIN) == []
        assert faults([]) == []
        assert faults(CHAIN, {5: CHAIN[4].hash, 2: CHAIN[1].hash}) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"text": CHAIN[2].text.replace("s2", "s3")},
            {"text": "nothing"},
            {"sha256": "0" * 64},
            {"hash": "0" * 64},
            {"evaluation": "b"},
            {"kind": "amended"},
            {"on": date(2026, 1, 1)},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_the_event_is_named_when_it_was_changed(self, changes: dict[str, object]):
        spoilt = replace(CHAIN[2], **changes)  # type: ignore[arg-type]

        found = faults([*CHAIN[:2], spoilt, *CHAIN[3:]])

        assert found == [Fault(3, Broken.CHANGED, spoilt.evaluation)]
        with suppress(ValueError):
            assert not read(spoilt).sound

    def test_the_event_is_named_when_it_was_written_anew_with_hashes_that_fit(self):
        anew = rewritten(CHAIN[2], by="Somebody else")

        found = faults([*CHAIN[:2], anew, *CHAIN[3:]])

        assert found == [Fault(3, Broken.CHANGED, "a")]

    def test_the_last_event_written_anew_is_noticed_by_whoever_noted_its_hash(self):
        anew = [*CHAIN[:4], rewritten(CHAIN[4], by="Somebody else")]

        assert faults(anew) == []
        assert faults(anew, {5: CHAIN[4].hash}) == [Fault(5, Broken.NOT_AS_NOTED, "b")]

    def test_the_gap_is_named_when_an_event_was_removed(self):
        assert faults([*CHAIN[:2], *CHAIN[3:]]) == [Fault(3, Broken.MISSING)]
        assert faults(CHAIN[1:]) == [Fault(1, Broken.MISSING)]

    def test_a_change_beside_a_gap_is_named_too(self):
        spoilt = replace(CHAIN[3], text="{}")

        assert faults([*CHAIN[:2], spoilt, CHAIN[4]]) == [
            Fault(3, Broken.MISSING),
            Fault(4, Broken.CHANGED, "c"),
        ]

    def test_both_are_named_when_two_were_swapped(self):
        second, third = replace(CHAIN[1], number=3), replace(CHAIN[2], number=2)

        found = faults([CHAIN[0], third, second, *CHAIN[3:]])

        assert [each.number for each in found] == [2, 3]
        assert {each.evaluation for each in found} == {"a", "b"}

    def test_a_cut_end_is_noticed_by_whoever_noted_a_hash(self):
        assert faults(CHAIN[:3]) == []
        assert faults(CHAIN[:3], {5: CHAIN[4].hash}) == [Fault(5, Broken.MISSING)]
        assert faults([], {1: CHAIN[0].hash}) == [Fault(1, Broken.MISSING)]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"kind":"signed"}', "[" * 100_000, '{"kind":5}'],
    ids=["empty", "list", "null", "nothing in it", "only a kind", "deep", "kind of another type"],
)
def test_what_cannot_be_read_is_said_to_be_so(text: str):
    with pytest.raises(ValueError, match=r".*"):
        read(replace(CHAIN[0], text=text))
    assert faults([replace(CHAIN[0], text=text)]) == [Fault(1, Broken.CHANGED, "a")]


def test_letters_that_no_page_can_show_cannot_be_read():
    text = CHAIN[0].text.replace("City hall", "\\ud800")

    with pytest.raises(ValueError, match=r".*"):
        read(replace(CHAIN[0], text=text))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"least":3.0', '"least":"much"'),
        ('"due":"2027-10-29"', '"due":null'),
        ('"qualitative":false', '"qualitative":1'),
        ('"title":{"ar":"دوريات راجلة"', '"title":{"ar":[]'),
        ('"late":false', '"late":"no"'),
        ('"by":"b"', '"by":{}'),
        ('"sites":[', '"sites":["hills",'),
    ],
)
def test_what_is_of_another_kind_than_it_can_be_cannot_be_read(was: str, becomes: str):
    said = Registered(a_pledge())
    event = written("a", EventKind.REGISTERED, said, at=NOON, on=TODAY, by="b", after=None)
    assert was in event.text

    with pytest.raises(ValueError, match=r".*"):
        read(replace(stored(event), text=event.text.replace(was, becomes)))


@pytest.mark.parametrize("organisation", [None, 7])
def test_what_later_events_say_besides_leaves_the_text_of_older_ones_as_it_was(
    organisation: int | None,
) -> None:
    """Who reported on an action was not kept at first."""
    said = Acted("a1", Progress.DONE, in_languages("Done"), organisation=organisation)

    event = written("e", EventKind.ACTED, said, at=NOON, on=TODAY, by="Hall", after=None)

    plain = json.loads(event.text)["said"]
    assert plain.pop("organisation", None) == organisation
    assert set(plain) == {"action", "progress", "text", "due"}
    columns = ("number", "evaluation", "on", "text", "sha256", "previous_hash", "hash")
    row = {name: getattr(event, name) for name in columns}
    for holds in (True, False):
        assert read(StoredEvent(kind="acted", **row), holds=holds).said == said
