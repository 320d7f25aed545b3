"""The proof of filing: survives paper, tells every change, and opens nothing."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.complaints.receipts import (
    NotAProof,
    Proof,
    ProofKey,
    WrongSignature,
    check_proof,
)

KEY = ProofKey(bytes(range(32)))
PROOF = Proof("k3m9x2p7q4", date(2027, 5, 3), bytes(range(32)))
TEXT = KEY.write(PROOF)


def test_a_proof_is_known_again():
    assert check_proof(TEXT, KEY.public) == PROOF


def test_it_is_of_short_lines_in_plain_letters():
    assert TEXT.isascii()
    assert max(map(len, TEXT.splitlines())) <= 32


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("\n", "\r\n"),
        "Dear ombudsman,\n\n" + TEXT + "\n\nAmina",
        TEXT.replace("\n", "\n\n"),
        TEXT.replace("case:", "  Case :").replace("filed:", "FILED:"),
        TEXT.replace("k3m9x2p7q4", "K3M9X2P7Q4"),
        TEXT.replace("signature:\n", "signature: "),
    ],
)
def test_spaces_and_what_stands_around_it_do_not_matter(changed: str):
    assert check_proof(changed, KEY.public) == PROOF


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("2027-05-03", "2027-05-02"),
        TEXT.replace("k3m9x2p7q4", "k3m9x2p7q5"),
        TEXT.replace("00010203", "00010204"),
    ],
)
def test_every_change_is_told(changed: str):
    with pytest.raises(WrongSignature):
        check_proof(changed, KEY.public)


def test_another_portal_cannot_sign_for_this_one():
    with pytest.raises(WrongSignature):
        check_proof(ProofKey(bytes(32)).write(PROOF), KEY.public)
    with pytest.raises(WrongSignature):
        check_proof(TEXT, b"short")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        TEXT.removesuffix("-----END PROOF OF FILING-----"),
        TEXT.replace("filed: 2027-05-03\n", ""),
        TEXT.replace("2027-05-03", "yesterday"),
        TEXT.replace("version: 1", "version: 2"),
        TEXT.replace("case: ", "case: b\ncase: "),
        TEXT.replace("signature:", "signature: *"),
        TEXT.replace("version:", "hello\nversion:"),
        TEXT.replace("00010203", ""),
        TEXT + "x" * 4_000,
        TEXT.replace("k3m9x2p7q4", ""),
    ],
)
def test_what_is_no_proof_is_told_as_that(text: str):
    with pytest.raises(NotAProof):
        check_proof(text, KEY.public)


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="ascii"))
def test_no_other_letter_anywhere_makes_another_proof(at: int, put: str):
    changed = TEXT[:at] + put + TEXT[at + 1 :]
    with contextlib.suppress(NotAProof, WrongSignature):
        assert check_proof(changed, KEY.public) == PROOF


def test_a_proof_of_another_case_has_another_signature():
    assert KEY.write(replace(PROOF, case_id="k3m9x2p7q5"))[-120:] != TEXT[-120:]


def test_the_signing_key_is_not_shown():
    assert bytes(range(32)).hex() not in repr(KEY)
    assert "seed" not in repr(KEY)
