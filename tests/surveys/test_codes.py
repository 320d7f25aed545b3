"""Access codes: easy to type, hard to guess, good for one answer, and linked to none."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from copfeedback.check_digit import NotACode
from copfeedback.people.audit import Action
from copfeedback.people.model import OPERATOR
from copfeedback.people.pace import GUESSES_AT_ONCE, Guesses, TooFast
from copfeedback.storage.engine import StorageUnavailable, reading, writing
from copfeedback.surveys import code_store, codes
from copfeedback.surveys.access_code import (
    POSSIBLE,
    AccessCode,
    CodeForm,
    CodeOrigin,
    draw_codes,
    read_code,
)
from copfeedback.surveys.codes import (
    CodeCheck,
    NoCodes,
    UnknownCode,
    UnknownOrigin,
    count_codes,
    make_codes,
)
from copfeedback.surveys.intake import Outcome
from copfeedback.surveys.service import CodeNeeded
from tests.breakage import locked_by_another
from tests.factories import TODAY, Fieldwork
from tests.surveys.coded import issue, open_coded_wave, send_all_together, send_with

numbers = st.integers(0, POSSIBLE - 1)
forms = st.sampled_from(CodeForm)
HERE = "192.0.2.1"


@pytest.fixture
def coded(fieldwork: Fieldwork) -> Fieldwork:
    return open_coded_wave(fieldwork)


@pytest.fixture
def sqlite_coded(sqlite_fieldwork: Fieldwork) -> Fieldwork:
    return open_coded_wave(sqlite_fieldwork)


def checker(fieldwork: Fieldwork) -> CodeCheck:
    return CodeCheck(fieldwork.engine, Guesses(time.monotonic))


def left(fieldwork: Fieldwork) -> int:
    with reading(fieldwork.engine) as connection:
        counted = select(func.count()).select_from(code_store.access_code)
        return connection.execute(counted).scalar_one()


@given(number=numbers, form=forms)
def test_a_code_is_understood_as_it_was_printed(number: int, form: CodeForm):
    code = AccessCode(number)

    assert read_code(code.written(form)) == code


def test_a_code_is_written_in_groups_of_four():
    code = AccessCode(12_345_678_901)

    assert code.written(CodeForm.DIGITS) == "1234 5678 9018"
    assert code.written(CodeForm.WORDS) == "diku-foge-keme-dite"
    assert AccessCode(0).written(CodeForm.DIGITS) == "0000 0000 0000"


@pytest.mark.parametrize(
    "typed",
    [
        "{a}{b}{c}",
        " {a}-{b}-{c}\n",
        "{a}\u2013{b}\u2014{c}",
        "\u200f{a} {b}\u00a0{c}",
        "{a}.{b}.{c}",
    ],
)
def test_spaces_and_dashes_do_not_matter(typed: str):
    code = draw_codes(1)[0]
    a, b, c = code.written(CodeForm.DIGITS).split()

    assert read_code(typed.format(a=a, b=b, c=c)) == code


@pytest.mark.parametrize(
    "digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "０１２３４５６７８９"]
)
def test_digits_of_any_script_are_understood(digits: str):
    code = draw_codes(1)[0]
    written = code.written(CodeForm.DIGITS).translate(str.maketrans("0123456789", digits))

    assert read_code(written) == code


def test_words_are_understood_in_capitals_and_without_dashes():
    code = draw_codes(1)[0]
    words = code.written(CodeForm.WORDS)

    assert read_code(words.upper().replace("-", " ")) == code
    assert read_code(words.title().replace("-", "")) == code


@given(number=numbers, place=st.integers(0, 11), wrong=st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, wrong: int):
    digits = [int(each) for each in AccessCode(number).written(CodeForm.DIGITS).replace(" ", "")]
    digits[place] = (digits[place] + wrong) % 10

    with pytest.raises(NotACode):
        read_code("".join(map(str, digits)))


@given(number=numbers, place=st.integers(0, 10))
def test_two_digits_in_the_wrong_order_are_noticed(number: int, place: int):
    digits = list(AccessCode(number).written(CodeForm.DIGITS).replace(" ", ""))
    before = digits.copy()
    digits[place], digits[place + 1] = digits[place + 1], digits[place]

    if digits == before:
        return
    with pytest.raises(NotACode):
        read_code("".join(digits))


@given(number=numbers, place=st.integers(0, 7), wrong=st.sampled_from(["ba", "do", "zu", "mi"]))
def test_one_wrong_syllable_is_noticed(number: int, place: int, wrong: str):
    words = AccessCode(number).written(CodeForm.WORDS).replace("-", "")
    syllables = [words[at : at + 2] for at in range(0, len(words), 2)]
    if syllables[place] == wrong:
        return
    syllables[place] = wrong

    with pytest.raises(NotACode):
        read_code("".join(syllables))


@given(number=numbers, places=st.tuples(st.integers(0, 5), st.integers(0, 5)))
def test_two_syllables_in_the_wrong_order_are_noticed(number: int, places: tuple[int, int]):
    words = AccessCode(number).written(CodeForm.WORDS).replace("-", "")
    syllables = [words[at : at + 2] for at in range(0, len(words), 2)]
    one, other = places
    if syllables[one] == syllables[other]:
        return
    syllables[one], syllables[other] = syllables[other], syllables[one]

    with pytest.raises(NotACode):
        read_code("".join(syllables))


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_whatever_is_typed_is_a_code_or_none(typed: str):
    try:
        code = read_code(typed)
    except NotACode:
        return
    assert 0 <= code.number < POSSIBLE


@pytest.mark.parametrize("typed", ["", "1", "1" * 13, "baba", "no-such-wo-rd", "9" * 100_000])
def test_what_can_be_no_code_is_none(typed: str):
    with pytest.raises(NotACode):
        read_code(typed)


def test_a_batch_holds_as_many_different_codes_as_were_asked_for(coded: Fieldwork):
    one, other = issue(coded, 40), issue(coded, 30, CodeForm.WORDS)

    assert len({*one, *other}) == 70
    assert left(coded) == 70


def test_other_codes_are_drawn_when_some_are_there_already(
    sqlite_coded: Fieldwork, monkeypatch: pytest.MonkeyPatch
):
    draws = itertools.chain([[1, 2, 3]], [[3, 4]], [[4]], [[5]])

    def draw(count: int) -> list[AccessCode]:
        return [AccessCode(number) for number in next(draws)]

    monkeypatch.setattr(codes, "draw_codes", draw)

    first, second = issue(sqlite_coded, 3), issue(sqlite_coded, 2)

    assert [code.number for code in [*first, *second]] == [1, 2, 3, 4, 5]


def test_twenty_thousand_codes_are_made_in_seconds(coded: Fieldwork):
    start = time.perf_counter()
    made = issue(coded, 20_000)

    assert time.perf_counter() - start < 10
    assert len(set(made)) == 20_000


def test_nothing_tells_in_which_order_codes_were_made(coded: Fieldwork):
    keys = coded.asked.keys
    assert keys is not None
    made = [keys.code_digest(code.content) for code in issue(coded, 200)]

    with reading(coded.engine) as connection:
        kept = list(connection.execute(select(code_store.access_code.c.digest)).scalars())
        columns = set(code_store.access_code.c.keys())

    assert kept == sorted(made) != made
    assert columns == {"wave_id", "digest", "batch"}


def test_the_trail_says_how_many_codes_were_made_and_none_of_them(coded: Fieldwork):
    made = issue(coded, 12)

    latest = coded.trail.entries(OPERATOR, at_most=1)[0]
    assert latest.action == Action.MAKE_CODES
    assert latest.about == f"12 codes of wave {coded.wave_id}"
    assert made[0].written(CodeForm.DIGITS) not in repr(latest)


def test_no_codes_are_made_for_a_wave_that_is_open_to_everybody(sqlite_fieldwork: Fieldwork):
    with pytest.raises(NoCodes):
        issue(sqlite_fieldwork, 1)


@pytest.mark.parametrize("count", [0, -1, codes.AT_MOST + 1])
def test_no_codes_are_made_when_the_number_makes_no_sense(sqlite_coded: Fieldwork, count: int):
    with pytest.raises(ValueError, match="between 1 and 1000000"):
        issue(sqlite_coded, count)


def test_no_codes_are_made_when_the_wave_was_closed_meanwhile(sqlite_coded: Fieldwork):
    asked = sqlite_coded.asked
    sqlite_coded.reopened().close()

    with pytest.raises(NoCodes):
        make_codes(sqlite_coded.trail, OPERATOR, asked, 5, TODAY)
    assert left(sqlite_coded) == 0


def test_a_stratum_the_wave_does_not_name_is_refused(sqlite_fieldwork: Fieldwork):
    coded = open_coded_wave(sqlite_fieldwork, strata=["north", "south"], recruitment="sample")

    issue(coded, 1, stratum="north")
    with pytest.raises(UnknownOrigin, match="east"):
        issue(coded, 1, stratum="east")


def test_a_code_is_good_for_one_answer(coded: Fieldwork):
    (code,) = issue(coded, 1)

    assert send_with(coded, code) is Outcome.TAKEN
    assert send_with(coded, code) is Outcome.CODE_SPENT
    assert (coded.pending(), left(coded)) == (1, 0)


def test_the_same_form_counts_once_when_it_is_sent_again_with_its_code(coded: Fieldwork):
    people, nonce = issue(coded, 10), token_bytes(16)
    outcomes = [send_with(coded, people[0], nonce) for _ in range(3)]
    for code in people[1:]:
        send_with(coded, code)
    coded.surveys.fold_all()
    outcomes.append(send_with(coded, people[0], nonce))

    assert outcomes == [Outcome.TAKEN] * 4
    assert (len(coded.responses()), coded.pending()) == (10, 0)


def test_no_second_code_is_used_up_when_the_same_form_comes_with_another(coded: Fieldwork):
    one, other = issue(coded, 2)
    nonce = token_bytes(16)

    assert [send_with(coded, code, nonce) for code in (one, other)] == [Outcome.TAKEN] * 2
    assert (coded.pending(), left(coded)) == (1, 1)


def test_nothing_is_taken_without_a_code_or_with_one_nobody_issued(coded: Fieldwork):
    with pytest.raises(CodeNeeded):
        send_with(coded, None)
    assert send_with(coded, AccessCode(7)) is Outcome.CODE_SPENT
    assert coded.pending() == 0


def test_a_code_opens_no_other_wave(coded: Fieldwork):
    other = open_coded_wave(coded, id="another")
    (code,) = issue(coded, 1)

    assert send_with(other, code) is Outcome.CODE_SPENT
    assert send_with(coded, code) is Outcome.TAKEN


def test_no_code_is_used_up_where_none_is_needed(fieldwork: Fieldwork):
    coded = open_coded_wave(fieldwork)
    (code,) = issue(coded, 1)

    assert send_with(fieldwork, code) is Outcome.TAKEN
    assert left(coded) == 1


def test_exactly_one_wins_when_many_answer_with_one_code_at_once(coded: Fieldwork):
    made = issue(coded, 5)

    with ThreadPoolExecutor(6) as crowd:
        for code in made:
            outcomes = list(crowd.map(lambda _, code=code: send_with(coded, code), range(6)))
            assert sorted(outcomes) == [Outcome.CODE_SPENT] * 5 + [Outcome.TAKEN]

    assert (coded.pending(), left(coded)) == (5, 0)


def test_a_form_sent_twice_at_once_is_taken_both_times(coded: Fieldwork):
    made = issue(coded, 10)

    with ThreadPoolExecutor(4) as crowd:
        for code in made:
            nonce = token_bytes(16)
            sending = [crowd.submit(send_with, coded, code, nonce) for _ in range(4)]
            assert {each.result(30) for each in sending} == {Outcome.TAKEN}

    assert (coded.pending(), left(coded)) == (10, 0)


def test_others_are_taken_when_one_in_the_group_has_a_bad_code(coded: Fieldwork):
    made = issue(coded, 20)
    send_with(coded, made[0])
    nobodys = AccessCode(7)
    nonces = [token_bytes(16) for _ in range(24)]
    nonces[23] = nonces[5]  # a double click

    outcomes = send_all_together(coded, [*made, made[1], made[1], nobodys, made[5]], nonces)

    assert outcomes == [
        Outcome.CODE_SPENT,
        *[Outcome.TAKEN] * 19,
        *[Outcome.CODE_SPENT] * 3,
        Outcome.TAKEN,
    ]
    assert (coded.pending(), left(coded)) == (20, 0)


def test_each_code_counts_once_when_two_processes_write_groups_of_the_same_codes(
    coded: Fieldwork,
):
    made = issue(coded, 60)
    others = [coded, coded.reopened()]

    with ThreadPoolExecutor(2) as crowd:
        both = [
            crowd.submit(send_all_together, each, made if at else made[::-1])
            for at, each in enumerate(others)
        ]
        outcomes = [outcome for each in both for outcome in each.result(60)]

    assert outcomes.count(Outcome.TAKEN) == outcomes.count(Outcome.CODE_SPENT) == 60
    assert (coded.pending(), left(coded)) == (60, 0)


def test_no_code_is_used_up_when_the_answer_cannot_be_stored(impatient_fieldwork: Fieldwork):
    coded = open_coded_wave(impatient_fieldwork)
    coded.intake._busy_seconds = 0.2
    (code,) = issue(coded, 1)
    _ = coded.asked

    with locked_by_another(coded.engine), pytest.raises(StorageUnavailable):
        send_with(coded, code)

    assert send_with(coded, code) is Outcome.TAKEN


def test_where_a_code_comes_from_is_kept_with_the_answer_and_which_it_was_is_not(
    fieldwork: Fieldwork,
):
    coded = open_coded_wave(fieldwork, recruitment="sample")
    letters = issue(coded, 6, channel="letter", stratum="north", cluster="block 4")
    visits = issue(coded, 6, channel="visit", stratum="south")
    for code in [*letters, *visits]:
        send_with(coded, code)
    coded.surveys.fold_all()

    kept = [(row["stratum"], row["cluster"]) for row in coded.responses()]
    assert sorted(kept, key=str) == [("north", "block 4")] * 6 + [("south", None)] * 6
    assert coded.tallies()["channel", "letter"] == coded.tallies()["channel", "visit"] == 6
    assert not any("letter" in str(row) for row in coded.responses())


def test_codes_are_asked_for_at_the_door_and_not_used_up_there(coded: Fieldwork):
    (code,) = issue(coded, 1)
    door = checker(coded)

    for form in CodeForm:
        assert door.check(coded.asked, code.written(form), HERE) == code
    assert send_with(coded, code) is Outcome.TAKEN
    with pytest.raises(UnknownCode):
        door.check(coded.asked, code.written(CodeForm.DIGITS), HERE)


def test_a_slip_is_noticed_without_the_database_and_is_no_guess(
    sqlite_coded: Fieldwork,
):
    asked, door = sqlite_coded.asked, checker(sqlite_coded)
    (code,) = issue(sqlite_coded, 1)
    sqlite_coded.engine.dispose()
    with locked_by_another(sqlite_coded.engine):
        for _ in range(3 * GUESSES_AT_ONCE):
            with pytest.raises(NotACode):
                door.check(asked, "1234 5678 9012", HERE)

    assert door.check(asked, code.written(CodeForm.DIGITS), HERE) == code


def test_guessing_is_slowed_and_nobody_else_is(sqlite_coded: Fieldwork):
    asked, door = sqlite_coded.asked, checker(sqlite_coded)
    (code,) = issue(sqlite_coded, 1)
    right = code.written(CodeForm.DIGITS)
    for guess in draw_codes(GUESSES_AT_ONCE):
        with pytest.raises(UnknownCode):
            door.check(asked, guess.written(CodeForm.DIGITS), HERE)

    with pytest.raises(TooFast) as caught:
        door.check(asked, right, HERE)

    assert 1 <= caught.value.seconds <= 30
    assert door.check(asked, right, "192.0.2.2") == code


def test_a_right_code_is_no_guess(sqlite_coded: Fieldwork):
    door = checker(sqlite_coded)
    for code in issue(sqlite_coded, 3 * GUESSES_AT_ONCE):
        door.check(sqlite_coded.asked, code.written(CodeForm.DIGITS), HERE)


def test_nobody_is_asked_for_a_code_where_none_is_needed(sqlite_fieldwork: Fieldwork):
    with pytest.raises(NoCodes):
        checker(sqlite_fieldwork).check(
            sqlite_fieldwork.asked, AccessCode(1).written(CodeForm.DIGITS), HERE
        )


def test_how_many_codes_were_used_is_told_in_tens(coded: Fieldwork):
    many, few = issue(coded, 30, channel="letter"), issue(coded, 12, CodeForm.WORDS)
    for code in [*many[:17], *few[:9]]:
        send_with(coded, code)

    counts = count_codes(coded.engine, OPERATOR, coded.asked)

    assert [(count.number, count.issued, count.redeemed) for count in counts] == [
        (1, 30, 10),
        (2, 12, 0),
    ]
    assert counts[0].origin == CodeOrigin(channel="letter")
    assert counts[1].form is CodeForm.WORDS


def test_the_counts_stay_and_the_codes_go_when_the_wave_closes(coded: Fieldwork):
    for code in issue(coded, 30)[:21]:
        send_with(coded, code)

    coded.close()

    assert left(coded) == 0
    (count,) = count_codes(coded.engine, OPERATOR, coded.asked)
    assert (count.issued, count.redeemed) == (30, 20)


def test_codes_of_other_waves_stay_when_one_closes(coded: Fieldwork):
    other = open_coded_wave(coded, id="another")
    issue(coded, 3)
    (code,) = issue(other, 1)

    coded.close()

    assert send_with(other, code) is Outcome.TAKEN


def test_a_code_that_was_deleted_by_hand_is_as_good_as_used(sqlite_coded: Fieldwork):
    (code,) = issue(sqlite_coded, 1)
    with writing(sqlite_coded.engine) as connection:
        connection.execute(delete(code_store.access_code))

    assert send_with(sqlite_coded, code) is Outcome.CODE_SPENT
