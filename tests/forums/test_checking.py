"""What in minutes could tell who a person is, and what could not, in every language.

The sentences are made up: what is found in real minutes is less.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.forums.checking import Field, check_entries
from copfeedback.forums.minutes_model import EntryText
from copfeedback.telling.patterns import Telling
from copfeedback.telling.places import Excerpt, telling_places

NAME, TELEPHONE, EMAIL = Telling.NAME, Telling.TELEPHONE, Telling.EMAIL
ADDRESS, PLATE, BIRTH = Telling.ADDRESS, Telling.PLATE, Telling.BIRTH
NUMBER, WORD = Telling.CASE_NUMBER, Telling.CASE_WORD

TELLING = [
    (
        "Mr. John Smith of 12 High Street spoke.",
        [(NAME, "John Smith"), (ADDRESS, "12 High Street")],
    ),
    ("Seconded by T. O'Brien-Hall.", [(NAME, "T. O'Brien-Hall")]),
    ("Krista asked about the lamps.", [(NAME, "Krista")]),
    ("We thanked Kezia Obuya for the hall.", [(NAME, "Kezia Obuya")]),
    ("Cllr R Odhiambo and PC Hale came.", [(NAME, "R Odhiambo"), (NAME, "Hale")]),
    (
        "Call 020 7946 0958 or +44 20 7946 0959.",
        [(TELEPHONE, "020 7946 0958"), (TELEPHONE, "+44 20 7946 0959")],
    ),
    ("Write to k.obuya@example.org.", [(EMAIL, "k.obuya@example.org")]),
    ("The car AB12 CDE stood there.", [(PLATE, "AB12 CDE")]),
    ("A boy born on 3 May 2011 was there.", [(BIRTH, "born on 3 May 2011")]),
    ("It is crime reference number 4521/26.", [(NUMBER, "crime reference number 4521/26")]),
    ("The theft is under investigation.", [(WORD, "under investigation")]),
    ("The code is 1234 5678 9012 3456 7890 1234.", [(NUMBER, "1234 5678 9012 3456 7890 1234")]),
    ("Somebody lives in flat 4b there.", [(ADDRESS, "flat 4b")]),
    ("Monsieur Tiberi et Jean DURAND étaient là.", [(NAME, "Tiberi"), (NAME, "Jean DURAND")]),
    ("Présents : H. RIQUET et M.-H. TYR.", [(NAME, "H. RIQUET"), (NAME, "M.-H. TYR")]),
    ("Seconded by Cllr W M Ward.", [(NAME, "W M Ward")]),
    ("Elle est née le 3 mars 1980.", [(BIRTH, "née le 3 mars 1980")]),
    ("Il habite 5 bis rue Victor Hugo.", [(ADDRESS, "5 bis rue Victor Hugo")]),
    ("La plainte n° 2026/15 suit son cours.", [(NUMBER, "plainte n° 2026/15")]),
    ("Doña Remedios Otero se quejó del ruido.", [(NAME, "Remedios Otero")]),
    ("Vive en la calle Mayor, 12.", [(ADDRESS, "calle Mayor, 12")]),
    ("El expediente 123/2026 sigue abierto.", [(NUMBER, "expediente 123/2026")]),
    ("Выступил Иванов Пётр Ильич.", [(NAME, "Иванов Пётр Ильич")]),
    ("Это сказала соседка Лебедева А.В.", [(NAME, "Лебедева А.В.")]),
    ("Звонить 8 (912) 345-67-89.", [(TELEPHONE, "8 (912) 345-67-89")]),
    ("Он живёт на улице Ленина, 5.", [(ADDRESS, "улице Ленина, 5")]),
    ("Дата рождения: 03.05.1980.", [(BIRTH, "Дата рождения: 03.05.1980")]),
    ("Про це говорила пані Шевченко.", [(NAME, "Шевченко")]),
    ("Справа № 45/26 ще триває.", [(NUMBER, "Справа № 45/26")]),
    ("Один підозрюваний утік.", [(WORD, "підозрюваний")]),
    ("قال السيد محمد الأحمد ذلك.", [(NAME, "محمد الأحمد")]),
    ("حضر العقيد طلال الصيدلاني والاستاذ سمير طيب.", [(NAME, "طلال الصيدلاني"), (NAME, "سمير")]),
    ("رقم الهاتف ٠٧٩١٢٣٤٥٦٧.", [(TELEPHONE, "٠٧٩١٢٣٤٥٦٧")]),
    ("يسكن في شارع الملك رقم 12.", [(ADDRESS, "شارع الملك رقم 12")]),
    ("القضية رقم 15/2026 مفتوحة.", [(NUMBER, "القضية رقم 15/2026")]),
]
UNTELLING = [
    "The Neighbourhood Watch met at Town Hall on Monday 12 March 2026.",
    "Speeding on Mill Street and Park Avenue went down by 12 per cent.",
    "The Police Department and the City Council will answer by 3 June.",
    "12 lamps cost 1 200 000; the plan is for 2026-2027, from 10.00-12.30.",
    "COVID-19 and CCTV were on the agenda. Call 112.",
    "A. Street lights\nB. Any other business",
    "RUE DE LA PAIX\nORDRE DU JOUR",
    "La police municipale et la Mairie ont répondu le 3 mars.",
    "La Policía Local y el Ayuntamiento responden en junio.",
    "На улице Ленина нет света, сообщила полиция.",
    "На вулиці Садовій немає світла.",
    "لا توجد إنارة في شارع الملك.",
    "The residents asked for two lamps, and the police agreed.",
]


def found(text: str, known: tuple[str, ...] = ()) -> list[tuple[Telling, str]]:
    return [(each.kind, text[each.start : each.end]) for each in telling_places(text, known)]


@pytest.mark.parametrize(("text", "expected"), TELLING)
def test_what_tells_who_somebody_is_is_warned_of(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize("text", UNTELLING)
def test_what_tells_of_nobody_is_not_warned_of(text):
    assert found(text) == []


def test_a_warning_says_where_and_shows_what_stands_around():
    text = "There was much talk about the noise. We thanked Kezia Obuya for the hall.\nAll left."

    (warning,) = check_entries({7: EntryText(decision=text)}, ())

    assert warning == Excerpt(
        Field(7, "decision"),
        NAME,
        words="Kezia Obuya",
        before="much talk about the noise. We thanked ",
        after=" for the hall.",
    )
    assert warning.whole == "much talk about the noise. We thanked Kezia Obuya for the hall."


def test_the_same_words_are_one_warning_in_an_entry():
    text = "We met Paula Obuya. Then PAULA OBUYA left, and Paula Obuya came back."
    entries = {1: EntryText(text), 2: EntryText(text)}

    assert [(each.where.item_id, each.times) for each in check_entries(entries, ())] == [
        (1, 3),
        (2, 3),
    ]


def test_words_of_a_case_are_one_warning_in_an_entry():
    text = "It is under investigation. The suspect was arrested."

    (warning,) = check_entries({1: EntryText(text)}, ())

    assert (warning.kind, warning.words, warning.times) == (WORD, "under investigation", 3)


def test_whoever_was_named_in_one_entry_is_known_by_one_name_in_another():
    entries = {1: EntryText("We thanked Joe Cake."), 2: EntryText("Then Cake left for the hall.")}

    assert [(each.where.item_id, each.words) for each in check_entries(entries, ())] == [
        (1, "Joe Cake"),
        (2, "Cake"),
    ]


def test_what_is_public_is_not_warned_of():
    text = "Officer Marta Silva (020 7946 0958) and the Harbour Youth Project met. Silva spoke."
    known = ("Marta Silva", "020 7946 0958", "Harbour Youth Project", "A")

    assert found(text, known) == []
    assert found("João Silva spoke.", known) == [(NAME, "João Silva")]


def test_a_public_number_in_digits_of_another_script_is_public_too():
    assert found("الهاتف ٠٧٩١٢٣٤٥٦٧", ("0791234567",)) == []


@given(st.text(max_size=300))
def test_places_are_in_order_and_apart_in_any_text(text):
    places = telling_places(text)

    ends = [0, *(place.end for place in places)]
    assert all(end <= place.start < place.end for end, place in zip(ends, places, strict=False))
    assert all(place.end <= len(text) for place in places)
