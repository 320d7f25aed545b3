"""Minutes in other languages: on the page and in PO files, and what stays after corrections."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from copfeedback.faults import ChangedMeanwhile, Fault, Faulty, Unknown
from copfeedback.forums.minutes_model import EntryText, Minutes, TranslationState
from copfeedback.forums.minutes_po import BadPo, PoFault
from copfeedback.i18n.translations import LocalText
from copfeedback.people.access import NotPermitted
from tests.forums.founded import CHAIR
from tests.forums.minuted import DEPUTY, OTHER_CHAIR, Minuted
from tests.people.racing import at_once

WHY = {"en": "The month was wrong"}


@pytest.fixture
def hall(engine: Engine) -> Minuted:
    return Minuted(engine)


@pytest.fixture
def one_hall(sqlite_engine: Engine) -> Minuted:
    """Where the database does not matter."""
    return Minuted(sqlite_engine)


def said(hall: Minuted, roads: str = "Holes.") -> Minutes:
    """Minutes of two items, one with a decision."""
    lights = EntryText("100 % of {lamps} are out.", decision="Ten lamps")
    hall.drafting.fill(CHAIR, hall.meeting.id, {hall.lights.id: lights})
    hall.save(roads, 0, item=hall.roads)
    return hall.minutes.publish(CHAIR, hall.meeting.id)


def keys(hall: Minuted) -> tuple[str, str, str]:
    return f"{hall.lights.id}.text", f"{hall.lights.id}.decision", f"{hall.roads.id}.text"


def translate(hall: Minuted, texts: dict[str, str], language: str = "fr", **given) -> None:
    hall.minutes.translate(CHAIR, hall.meeting.id, 1, language, texts, **given)


def state(hall: Minuted, minutes: Minutes, language: str = "fr") -> TranslationState:
    return hall.minutes.translation_state(minutes, language)


def test_the_state_says_how_far_a_translation_is(hall):
    minutes = said(hall)
    first, second, third = keys(hall)

    assert state(hall, minutes, "en") is TranslationState.ORIGINAL
    assert state(hall, minutes) is TranslationState.MISSING
    translate(hall, {first: "Éteint {lamps}"})
    assert state(hall, minutes) is TranslationState.PARTIAL
    translate(hall, {second: "Dix lampes", third: "Trous."})
    assert state(hall, minutes) is TranslationState.COMPLETE
    assert state(hall, minutes, "ar") is TranslationState.MISSING
    translate(hall, {third: " "})
    assert state(hall, minutes) is TranslationState.PARTIAL


def test_a_reader_gets_the_translation_and_the_original_marked_where_there_is_none(hall):
    minutes = said(hall)
    translate(hall, {keys(hall)[1]: "عشرة مصابيح"}, "ar")
    translation = hall.minutes.translations(hall.meeting.id, 1)["ar"]

    lights, roads = hall.minutes.shown(minutes, translation, "ar")

    assert lights.decision == LocalText("عشرة مصابيح", "ar", is_fallback=False)
    assert lights.text == LocalText("100 % of {lamps} are out.", "en", is_fallback=True)
    assert (lights.dissent, lights.title) == (None, LocalText("الإنارة", "ar", is_fallback=False))
    assert roads.title == LocalText("Roads", "en", is_fallback=True)
    original, _ = hall.minutes.shown(minutes, None, "en")
    assert original.text == LocalText("100 % of {lamps} are out.", "en", is_fallback=False)


def test_two_who_translate_different_places_at_once_lose_nothing(hall):
    said(hall)
    first, second, third = keys(hall)
    page = {first: "", second: "", third: ""}

    def send(key: str, text: str) -> None:
        hall.minutes.translate(DEPUTY, hall.meeting.id, 1, "fr", {**page, key: text}, seen=page)

    assert at_once(lambda: send(first, "Un"), lambda: send(third, "Trois")) == ["done", "done"]
    texts = hall.minutes.translations(hall.meeting.id, 1)["fr"].texts
    assert texts == {first: "Un", third: "Trois"}


def test_of_two_who_translate_the_same_place_the_later_is_told(one_hall):
    said(one_hall)
    first = keys(one_hall)[0]
    translate(one_hall, {first: "Un"}, seen={})

    with pytest.raises(ChangedMeanwhile):
        translate(one_hall, {first: "Deux"}, seen={})
    translate(one_hall, {first: "Un"}, seen={})
    translate(one_hall, {first: "Deux"}, seen={first: "Un"})

    assert one_hall.minutes.translations(one_hall.meeting.id, 1)["fr"].texts == {first: "Deux"}


@pytest.mark.parametrize("language", ["en", "xx", ""])
def test_minutes_are_translated_to_other_languages_of_the_portal_alone(one_hall, language):
    said(one_hall)

    with pytest.raises(Faulty) as refused:
        translate(one_hall, {keys(one_hall)[0]: "x"}, language)
    assert refused.value.problems[0].fault is Fault.LANGUAGE


def test_what_is_not_there_is_not_translated(one_hall):
    said(one_hall)

    for texts in ({"0.text": "x"}, {f"{one_hall.lights.id}.manner": "x"}, {"": "x"}):
        with pytest.raises(Unknown):
            translate(one_hall, texts)
    with pytest.raises(Unknown):
        one_hall.minutes.translate(CHAIR, one_hall.meeting.id, 2, "fr", {})
    with pytest.raises(Faulty):
        translate(one_hall, {keys(one_hall)[0]: "x" * 20_001})


def test_only_the_chair_translates(one_hall):
    said(one_hall)

    with pytest.raises(NotPermitted):
        one_hall.minutes.translate(OTHER_CHAIR, one_hall.meeting.id, 1, "fr", {})
    with pytest.raises(NotPermitted):
        one_hall.minutes.read_po(OTHER_CHAIR, one_hall.meeting.id, 1, "fr", b"")


def test_a_correction_keeps_the_translation_of_what_stayed(hall):
    said(hall)
    first, second, third = keys(hall)
    translate(hall, {first: "Un", second: "Deux", third: "Trois"})
    hall.save("Holes in July.", 1, item=hall.roads)

    second_version = hall.minutes.publish(CHAIR, hall.meeting.id, reason=WHY)

    assert state(hall, second_version) is TranslationState.PARTIAL
    texts = hall.minutes.translations(hall.meeting.id, 2)["fr"].texts
    assert texts == {first: "Un", second: "Deux"}
    assert hall.minutes.translations(hall.meeting.id, 1)["fr"].texts[third] == "Trois"


def po_lines(hall: Minuted, minutes: Minutes, language: str = "fr") -> str:
    return hall.minutes.po(minutes, language).decode()


def read(hall: Minuted, content: str, language: str = "fr", number: int = 1):
    return hall.minutes.read_po(CHAIR, hall.meeting.id, number, language, content.encode())


def filled(content: str, *texts: str) -> str:
    """The file with these translations in their order; the header has the first msgstr."""
    header, *entries = content.split('msgstr ""\n')
    return 'msgstr ""\n'.join([header, entries[0]]) + "".join(
        f'msgstr "{text}"\n{rest}' for text, rest in zip(texts, entries[1:], strict=True)
    )


def test_a_translation_goes_out_in_a_po_file_and_comes_back(hall):
    minutes = said(hall, 'Holes "deep".\nTwo lines.')
    first, second, third = keys(hall)
    content = po_lines(hall, minutes)
    assert f'msgctxt "{first}"' in content
    assert "#. Lights" in content
    assert "python-format" not in content

    assert read(hall, filled(content, "{lamps} éteintes", "Dix", "Trous")).unsure == ()

    texts = hall.minutes.translations(hall.meeting.id, 1)["fr"].texts
    assert texts == {first: "{lamps} éteintes", second: "Dix", third: "Trous"}
    again = po_lines(hall, minutes)
    assert read(hall, again).texts == texts


def test_what_a_file_leaves_empty_or_unsure_stays_as_it_was(one_hall):
    minutes = said(one_hall)
    first, second, third = keys(one_hall)
    translate(one_hall, {first: "Un {lamps}", second: "Deux", third: "Trois"})
    content = po_lines(one_hall, minutes).replace('"Deux"', '"Other"').replace('"Trois"', '""')
    content = content.replace(f'msgctxt "{second}"', f'#, fuzzy\nmsgctxt "{second}"')

    assert read(one_hall, content).unsure == (second,)
    texts = one_hall.minutes.translations(one_hall.meeting.id, 1)["fr"].texts
    assert texts == {first: "Un {lamps}", second: "Deux", third: "Trois"}


def spoil(old: str, new: str):
    return lambda content, hall: content.replace(old, new, 1)


@pytest.mark.parametrize(
    ("spoiled", "fault"),
    [
        (lambda content, hall: "x" * 2_000_001, PoFault.TOO_LARGE),
        (lambda content, hall: "", PoFault.OTHER_MINUTES),
        (lambda content, hall: "Dear translator", PoFault.SYNTAX),
        (spoil('msgid "Holes."', "msgid Holes."), PoFault.SYNTAX),
        (spoil('msgid "Holes."\n', 'msgid "Holes.\n'), PoFault.SYNTAX),
        (spoil("Language: fr", "Language: ar"), PoFault.OTHER_LANGUAGE),
        (spoil("X-Minutes: 1/1", "X-Minutes: 1/2"), PoFault.OTHER_MINUTES),
        (spoil("X-Minutes: 1/1", "X-Other: 1/1"), PoFault.OTHER_MINUTES),
        (spoil('.decision"', '.dissent"'), PoFault.UNKNOWN_PLACE),
        (spoil('.decision"', '.nothing"'), PoFault.UNKNOWN_PLACE),
        (spoil('msgid "Holes."', 'msgid "Hills."'), PoFault.OTHER_TEXT),
        (
            lambda content, hall: filled(content, "Les lampes", "", ""),
            PoFault.PLACEHOLDER,
        ),
        (
            lambda content, hall: filled(content, "", "Dix {lamps}", ""),
            PoFault.PLACEHOLDER,
        ),
        (
            spoil('msgid "Holes."\nmsgstr ""', 'msgid "Holes."\nmsgid_plural "x"\nmsgstr[0] ""'),
            PoFault.PLURAL,
        ),
        (
            lambda content, hall: content + content[content.rindex("msgctxt") :],
            PoFault.TWICE,
        ),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_its_fault_and_nothing_is_stored(
    one_hall, spoiled, fault
):
    minutes = said(one_hall)

    with pytest.raises(BadPo) as refused:
        read(one_hall, spoiled(po_lines(one_hall, minutes), one_hall))

    assert refused.value.fault is fault
    assert one_hall.minutes.translations(one_hall.meeting.id, 1) == {}


def test_a_fault_names_its_line(one_hall):
    content = po_lines(one_hall, said(one_hall))
    line = content.split("\n").index('msgid "Holes."') + 1

    with pytest.raises(BadPo) as refused:
        read(one_hall, content.replace('msgid "Holes."', "msgid Holes."))
    assert refused.value.line == line

    with pytest.raises(BadPo) as refused:
        read(one_hall, content.replace("Holes", "Hills"))
    assert refused.value.line in range(line - 1, line + 1)
    assert refused.value.found == keys(one_hall)[2]


def test_bytes_that_are_no_text_are_refused(one_hall):
    said(one_hall)

    with pytest.raises(BadPo) as refused:
        one_hall.minutes.read_po(CHAIR, one_hall.meeting.id, 1, "fr", b"# caf\xe9\n")
    assert (refused.value.fault, refused.value.line) == (PoFault.NOT_UTF8, 1)


def test_the_file_of_an_earlier_version_is_refused(one_hall):
    content = po_lines(one_hall, said(one_hall))
    one_hall.save("Holes in July.", 1, item=one_hall.roads)
    one_hall.minutes.publish(CHAIR, one_hall.meeting.id, reason=WHY)

    with pytest.raises(BadPo) as refused:
        read(one_hall, content, number=2)
    assert refused.value.fault is PoFault.OTHER_MINUTES
