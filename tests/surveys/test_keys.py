"""What is sealed can be read under its own key, whole and for its own purpose, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.sealing import KEY_BYTES, Unreadable, new_key
from copfeedback.surveys.keys import WaveKeys, derive_keys

KEYS = derive_keys("spring", b"k" * KEY_BYTES)


@given(st.binary(max_size=300))
def test_what_was_sealed_can_be_opened(content: bytes):
    assert KEYS.pending.open(KEYS.pending.close(content)) == content


@given(content=st.binary(max_size=40), data=st.data())
def test_nothing_can_be_opened_when_one_bit_was_changed(content: bytes, data: st.DataObject):
    sealed = bytearray(KEYS.pending.close(content))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Unreadable):
        KEYS.pending.open(bytes(sealed))


@given(content=st.binary(max_size=40), data=st.data())
def test_nothing_can_be_opened_when_it_was_cut_or_lengthened(content: bytes, data: st.DataObject):
    sealed = KEYS.pending.close(content)
    kept = data.draw(st.integers(0, len(sealed) - 1))

    for changed in (sealed[:kept], sealed[kept + 1 :], sealed + b"\x00", b""):
        with pytest.raises(Unreadable):
            KEYS.pending.open(changed)


@pytest.mark.parametrize(
    "others",
    [derive_keys("spring", b"K" * KEY_BYTES), derive_keys("autumn", b"k" * KEY_BYTES)],
    ids=["another key", "another wave"],
)
def test_another_waves_key_opens_nothing(others: WaveKeys):
    with pytest.raises(Unreadable):
        others.pending.open(KEYS.pending.close(b"content"))


def test_what_travels_in_a_form_cannot_be_opened_as_a_stored_record():
    with pytest.raises(Unreadable):
        KEYS.pending.open(KEYS.carried.close(b"content"))


def test_the_same_content_looks_different_every_time_it_is_sealed():
    assert KEYS.pending.close(b"content") != KEYS.pending.close(b"content")


@given(one=st.binary(min_size=1, max_size=40), other=st.binary(min_size=1, max_size=40))
def test_a_form_has_one_id_and_another_form_another(one: bytes, other: bytes):
    assert (KEYS.response_id(one) == KEYS.response_id(other)) is (one == other)
    assert len(KEYS.response_id(one)) == 16


def test_the_same_form_has_another_id_in_another_wave():
    ids = {
        derive_keys(wave, key).response_id(b"nonce")
        for wave in ("spring", "autumn")
        for key in (b"k" * KEY_BYTES, b"K" * KEY_BYTES)
    }

    assert len(ids) == 4


def test_every_wave_gets_a_key_of_its_own():
    keys = {new_key() for _ in range(100)}

    assert len(keys) == 100
    assert {len(key) for key in keys} == {KEY_BYTES}
