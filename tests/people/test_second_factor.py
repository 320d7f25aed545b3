"""Codes of the second factor: which are right, and when."""

import base64
import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.people.second_factor import (
    RECOVERY_CODES,
    Proof,
    SecondFactor,
    find_proof,
    hash_recovery_code,
    is_secret,
    new_offer,
    new_recovery_codes,
)

NOW = datetime(2024, 5, 6, 9, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FACTOR = SecondFactor(SECRET)
CODE = pyotp.TOTP(SECRET).at(NOW)


def test_a_code_is_that_of_rfc_6238_when_the_secret_and_time_are_its_own():
    secret = base64.b32encode(b"12345678901234567890").decode()
    moment = datetime.fromtimestamp(1_111_111_109, UTC)

    # Appendix B, SHA-1, at 1111111109: 07081804, of which six digits are shown.
    assert find_proof(SecondFactor(secret), (), "081804", moment) == Proof(step=37_037_036)


@pytest.mark.parametrize(
    ("seconds", "right"),
    [(-60, False), (-30, True), (-11, True), (0, True), (29, True), (30, True), (60, False)],
)
def test_a_code_is_right_when_the_clocks_differ_by_one_step_at_most(seconds, right):
    code = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=seconds))

    assert (find_proof(FACTOR, (), code, NOW) is not None) == right


def test_a_code_is_the_same_when_the_clock_speaks_another_zone():
    tehran = NOW.astimezone(timezone(timedelta(hours=3, minutes=30)))

    assert find_proof(FACTOR, (), CODE, tehran) == Proof(step=STEP)


@pytest.mark.parametrize(
    ("last_step", "right"), [(STEP - 1, True), (STEP, False), (STEP + 1, False)]
)
def test_a_code_opens_once_when_its_step_or_a_later_one_was_used(last_step, right):
    used = SecondFactor(SECRET, last_step)

    assert (find_proof(used, (), CODE, NOW) is not None) == right


def test_the_next_code_opens_when_the_one_before_was_used():
    used = SecondFactor(SECRET, STEP)

    following = pyotp.TOTP(SECRET).at(NOW + timedelta(seconds=30))

    assert find_proof(used, (), following, NOW) == Proof(step=STEP + 1)


@pytest.mark.parametrize(
    "typed",
    [
        f"{CODE[:3]} {CODE[3:]}",
        f" {CODE}\n",
        f"{CODE[:3]}-{CODE[3:]}",
        "".join(chr(0x0660 + int(digit)) for digit in CODE),  # Arabic
        "".join(chr(0x06F0 + int(digit)) for digit in CODE),  # Persian
        "".join(chr(0xFF10 + int(digit)) for digit in CODE),  # full width
        f"\u202b{CODE}\u202c",  # copied from a page that runs from right to left
    ],
)
def test_a_code_is_right_however_it_is_typed(typed):
    assert find_proof(FACTOR, (), typed, NOW) == Proof(step=STEP)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        CODE[:5],
        CODE + "0",
        f"{(int(CODE) + 1) % 1_000_000:06}",
        int(CODE),
        CODE.encode(),
        None,
        object(),
        "\ud800" * 6,
        "½" * 6,
        "①②③④⑤",
        "x" * 1_000_000,
        CODE + "\0" * 100,
    ],
)
def test_rubbish_proves_nothing_when_typed_as_a_code(typed):
    assert find_proof(FACTOR, (), typed, NOW) is None


@given(st.text(max_size=80))
def test_any_text_proves_nothing_when_it_is_no_code(typed):
    hashes = {hash_recovery_code(code) for code in new_recovery_codes()}
    digits = unicodedata.normalize("NFKC", typed)

    proof = find_proof(FACTOR, hashes, typed, NOW)

    assert proof is None or sum(map(str.isdecimal, digits)) == 6


@pytest.mark.parametrize("code", [CODE, "", "123456", "abcd-efgh-ijkl-mnop"])
def test_no_code_is_right_when_there_is_no_second_factor(code):
    known = {hash_recovery_code("abcd-efgh-ijkl-mnop")}

    assert find_proof(None, known, code, NOW) is None


@pytest.mark.parametrize("factor", [FACTOR, None])
@pytest.mark.parametrize("code", [CODE, "000000", "", "abcd-efgh-ijkl-mnop"])
def test_the_same_work_is_done_when_there_is_no_second_factor_or_the_code_is_wrong(
    factor, code, monkeypatch
):
    asked = []
    generate = pyotp.TOTP.generate_otp

    def note(self, step):
        asked.append(step - STEP)
        return generate(self, step)

    monkeypatch.setattr(pyotp.TOTP, "generate_otp", note)

    find_proof(factor, (), code, NOW)

    assert asked == [-1, 0, 1]


def test_a_phone_reads_what_is_offered_when_it_sees_the_qr_code():
    offer = new_offer("Zoé & Анна", "portal.example")

    read = pyotp.parse_uri(offer.uri)
    assert read.secret == offer.secret
    assert read.name == "Zoé & Анна"
    assert read.issuer == "portal.example"
    assert set(parse_qs(urlsplit(offer.uri).query)) == {"secret", "issuer"}  # the rest is usual
    assert is_secret(offer.secret)


def test_offers_are_random_and_their_secrets_stay_out_of_logs():
    offers = [new_offer("amina", "portal.example") for _ in range(100)]

    assert len({offer.secret for offer in offers}) == 100
    assert offers[0].secret not in repr(offers[0]) + repr(SecondFactor(offers[0].secret))


@pytest.mark.parametrize(
    "rubbish", [None, 7, "", "A" * 31, "A" * 33, "a" * 32, "1" * 32, "A" * 32 + "\n", "Ⅵ" * 32]
)
def test_rubbish_is_no_secret(rubbish):
    assert not is_secret(rubbish)


def test_ten_recovery_codes_are_made_that_can_be_read_and_typed():
    codes = new_recovery_codes()

    assert len(set(codes)) == len(codes) == RECOVERY_CODES == 10
    assert all(re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", code) for code in codes)
    assert len({hash_recovery_code(code) for code in codes}) == 10


@pytest.mark.parametrize("change", [str, str.upper, lambda code: code.replace("-", " ")])
def test_a_recovery_code_is_right_however_it_is_typed(change):
    codes = new_recovery_codes()
    hashes = {hash_recovery_code(code) for code in codes}

    proof = find_proof(FACTOR, hashes, change(codes[3]), NOW)

    assert proof == Proof(recovery=hash_recovery_code(codes[3]))
    assert find_proof(FACTOR, hashes - {proof.recovery}, codes[3], NOW) is None
