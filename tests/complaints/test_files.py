"""Files of a case: named anew, copied without notes, sealed, and noticed when anything is moved."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import Engine, delete, select, update

from copfeedback.complaints import casefile, store
from copfeedback.complaints.casefile import COMPLAINANT, OpenCase, open_case, rotate, staff_holder
from copfeedback.complaints.file_store import CHUNK_BYTES, attach, files_of, read_file
from copfeedback.complaints.file_types import FileFault, FileRefused, FileType
from copfeedback.complaints.files import LONGEST_NAME, CheckedFile, check_file, clean_name
from copfeedback.complaints.model import ItemKind, Side
from copfeedback.complaints.tables import complaint_chunk, complaint_file
from copfeedback.complaints.vault import HolderKey, Item, Tampered, Unreadable
from copfeedback.storage.engine import reading, writing
from tests.complaints import sent_files as sent
from tests.complaints.opened_cases import DAY, a_case, let_in

TEN = 10 * 1024 * 1024
LONG_TEXT = ("what happened " * 20_000).encode()  # five chunks


def fault_of(content: bytes, most: int = TEN) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        check_file("a.txt", content, most)
    return refused.value.fault


def test_a_file_may_be_as_large_as_the_settings_say_and_no_larger():
    assert check_file("a.txt", b"a" * 100, 100).content == b"a" * 100
    assert fault_of(b"a" * 101, 100) is FileFault.TOO_LARGE
    assert fault_of(b"a" * (11 * 1024 * 1024)) is FileFault.TOO_LARGE
    assert fault_of(b"") is FileFault.EMPTY


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_caseworkers_see_a_picture_without_what_the_camera_noted(kind: str):
    exif = Image.Exif()
    exif[0x010E] = "a street in the harbour"
    taken = sent.a_picture(kind, exif=exif, **({"comment": b"amina"} if kind == "JPEG" else {}))
    assert b"harbour" in taken
    checked = check_file("IMG_1.HEIC.JPG", taken, TEN)
    assert checked.type is FileType.JPEG
    assert b"harbour" not in checked.content
    assert b"amina" not in checked.content
    assert Image.open(io.BytesIO(checked.content)).getexif() == {}
    assert checked.original == taken
    assert checked.original_type == {"JPEG": "jpg"}.get(kind, kind.lower())


def test_a_picture_stands_upright_in_its_copy():
    exif = Image.Exif()
    exif[0x0112] = 6
    checked = check_file("a", sent.a_picture("JPEG", (60, 20), exif=exif), TEN)
    assert Image.open(io.BytesIO(checked.content)).size == (20, 60)


def test_a_large_picture_is_copied_as_large_as_it_is_needed():
    checked = check_file("a", sent.a_picture("JPEG", (6000, 4000)), TEN)
    assert Image.open(io.BytesIO(checked.content)).size == (2560, 1707)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_kind_of_colour_are_copied(mode: str):
    written = io.BytesIO()
    Image.new(mode, (9, 9)).save(written, "JPEG" if mode == "CMYK" else "PNG")
    copied = Image.open(io.BytesIO(check_file("a", written.getvalue(), TEN).content))
    assert copied.size == (9, 9)


def test_a_picture_that_is_damaged_or_says_it_is_enormous_is_refused():
    assert fault_of(sent.a_png_that_says(60_000, 60_000)) is FileFault.DAMAGED
    assert fault_of(sent.a_png_that_says(9_000, 9_000)) is FileFault.DAMAGED
    assert fault_of(sent.a_png_that_says(900, 900)) is FileFault.DAMAGED  # too few points follow


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("photo.jpg", "photo"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\amina\\my scan.PDF", "my scan"),
        ("C:secret.txt", "secret"),
        ("/srv/x/", "file"),
        ("", "file"),
        ("....", "file"),
        (".htaccess", "htaccess"),
        ("NUL.txt", "file"),
        ("com1", "file"),
        ("invoice.pdf.exe", "invoice"),
        ("photo\u202egpj.exe", "photogpj"),
        ("a\u2066b\u2069\u200f\u200e\u200b\ufeffc", "abc"),
        ("a\x00b\r\nc\td", "abcd"),
        ('<img src="x">', "img src=x"),
        ("صورة الحادث.png", "صورة الحادث"),
        ("e\u0301te\u0301.txt", "été"),
        ("a\u00a0\u2003b.txt", "a  b"),
    ],
)
def test_a_name_is_cleaned(name: str, clean: str):
    assert clean_name(name, FileType.TXT) == f"{clean}.txt"


@given(st.text(), st.sampled_from(FileType))
def test_no_name_leads_anywhere_or_turns_round(name: str, found: FileType):
    cleaned = clean_name(name, found)
    assert cleaned.endswith(f".{found}")
    assert len(cleaned) <= LONGEST_NAME + 5
    assert not set(cleaned) & set('/\\:<>"|?*\n\r\0')
    assert not cleaned.startswith((".", " "))
    assert all(unicodedata.category(each)[0] != "C" for each in cleaned)
    assert clean_name(cleaned, found) == cleaned or cleaned.count(".") > 1


def added(
    connection: Any, opened: OpenCase, author: HolderKey, checked: CheckedFile, at_most: int = 10
) -> OpenCase:
    return attach(connection, opened, Side.COMPLAINANT, author, checked, DAY, at_most=at_most)


def the_file(opened: OpenCase, kind: ItemKind = ItemKind.ATTACHMENT) -> Item:
    return opened.of_kind(kind)[-1]


def reopened(engine: Engine, key: HolderKey, holder: str = COMPLAINANT) -> OpenCase:
    with reading(engine) as connection:
        return open_case(connection, "case000001", holder, key)


def test_a_file_comes_back_as_it_was_added(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        added(connection, opened, author, check_file("../a.txt", LONG_TEXT, TEN))
    opened = reopened(engine, author)
    (found,) = files_of(opened)
    assert (found.name, found.size, found.on, found.side) == (
        "a.txt",
        len(LONG_TEXT),
        DAY,
        Side.COMPLAINANT,
    )
    with reading(engine) as connection:
        assert read_file(connection, opened, the_file(opened)) == LONG_TEXT
        assert len(store.chunks_of(connection, the_file(opened).content["file"])) == 5


def test_nothing_of_a_file_lies_open(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        added(connection, opened, author, check_file("harbour.txt", LONG_TEXT, TEN))
    with engine.connect() as connection:
        for table in (complaint_file, complaint_chunk):
            for row in connection.execute(select(table)):
                assert b"what happened" not in repr(tuple(row)).encode()
                assert "harbour" not in repr(tuple(row))


def test_only_whoever_has_the_identity_key_can_open_a_picture_as_it_was_taken(engine: Engine):
    taken = sent.a_picture("JPEG", comment=b"by amina")
    with writing(engine) as connection:
        opened, author = a_case(connection)
        caseworker = let_in(connection, opened, 7)
        added(connection, opened, author, check_file("a.jpg", taken, TEN))
    opened = reopened(engine, author)
    with reading(engine) as connection:
        assert read_file(connection, opened, the_file(opened, ItemKind.ORIGINAL)) == taken
    theirs = reopened(engine, caseworker, staff_holder(7))
    assert theirs.of_kind(ItemKind.ORIGINAL) == []
    with reading(engine) as connection:
        assert b"amina" not in read_file(connection, theirs, the_file(theirs))
        with pytest.raises(Unreadable):
            read_file(connection, theirs, the_file(opened, ItemKind.ORIGINAL))


def test_a_caseworker_adds_a_picture_without_its_original(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        caseworker = let_in(connection, opened, 7)
    with writing(engine) as connection:
        theirs = open_case(connection, "case000001", staff_holder(7), caseworker)
        checked = check_file("a.jpg", sent.a_picture(), TEN)
        attach(connection, theirs, Side.BODY, caseworker, checked, DAY, at_most=10)
    opened = reopened(engine, author)
    assert [each.side for each in files_of(opened)] == [Side.BODY]
    assert opened.of_kind(ItemKind.ORIGINAL) == []


def test_a_case_holds_so_many_files_of_a_side_and_no_more(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        for _ in range(2):
            opened = added(connection, opened, author, check_file("a", b"a", TEN), at_most=2)
        with pytest.raises(FileRefused) as refused:
            added(connection, opened, author, check_file("a", b"a", TEN), at_most=2)
        assert refused.value.fault is FileFault.TOO_MANY
        attach(connection, opened, Side.BODY, author, check_file("a", b"a", TEN), DAY, at_most=2)


@pytest.mark.parametrize("how", ["swapped", "last dropped", "first dropped", "changed", "other"])
def test_a_chunk_that_was_tampered_with_is_noticed(engine: Engine, how: str):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        for _ in range(2):
            opened = added(connection, opened, author, check_file("a.txt", LONG_TEXT, TEN))
        first, second = (each.content["file"] for each in opened.of_kind(ItemKind.ATTACHMENT))
        sealed = dict(store.chunks_of(connection, first))
        assert len(sealed) == len(LONG_TEXT) // CHUNK_BYTES + 1

        def put(number: int, content: bytes) -> None:
            store.reseal_chunk(connection, first, number, content)

        if how == "swapped":
            put(1, sealed[2])
            put(2, sealed[1])
        elif how == "changed":
            put(3, sealed[3][:-1] + bytes((sealed[3][-1] ^ 1,)))
        elif how == "other":
            put(1, dict(store.chunks_of(connection, second))[1])
        else:
            number = 1 if how == "first dropped" else len(sealed)
            where = complaint_chunk.c.file_id == first, complaint_chunk.c.number == number
            connection.execute(delete(complaint_chunk).where(*where))
    opened = reopened(engine, author)
    with reading(engine) as connection, pytest.raises(Tampered):
        read_file(connection, opened, opened.of_kind(ItemKind.ATTACHMENT)[0])


def test_renumbered_chunks_are_noticed(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        opened = added(connection, opened, author, check_file("a.txt", LONG_TEXT, TEN))
        file_id = the_file(opened).content["file"]
        chunk = complaint_chunk.c
        connection.execute(
            delete(complaint_chunk).where(chunk.file_id == file_id, chunk.number == 1)
        )
        for number in range(2, 6):
            connection.execute(
                update(complaint_chunk)
                .where(chunk.file_id == file_id, chunk.number == number)
                .values(number=number - 1)
            )
        with pytest.raises(Tampered):
            read_file(connection, opened, the_file(opened))


def test_a_file_goes_along_when_a_case_gets_a_new_key(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        gone = let_in(connection, opened, 7)
        opened = added(connection, opened, author, check_file("a.txt", LONG_TEXT, TEN))
        opened = added(connection, opened, author, check_file("a.jpg", sent.a_picture(), TEN))
    with writing(engine) as connection:
        before = open_case(connection, "case000001", COMPLAINANT, author, lock=True)
        rotate(connection, before, {COMPLAINANT: author.public.box})
    opened = reopened(engine, author)
    with reading(engine) as connection:
        assert read_file(connection, opened, opened.of_kind(ItemKind.ATTACHMENT)[0]) == LONG_TEXT
        for item in opened.of_kind(ItemKind.ATTACHMENT, ItemKind.ORIGINAL):
            read_file(connection, opened, item)
        with pytest.raises(Tampered):  # whoever kept the old key
            read_file(connection, before, before.of_kind(ItemKind.ATTACHMENT)[0])
    with pytest.raises(casefile.UnknownCase):
        reopened(engine, gone, staff_holder(7))


def test_nothing_is_left_of_the_files_of_a_case_that_was_shredded(engine: Engine):
    with writing(engine) as connection:
        opened, author = a_case(connection)
        added(connection, opened, author, check_file("a.txt", LONG_TEXT, TEN))
        store.shred(connection, "case000001", DAY)
        for table in (complaint_file, complaint_chunk):
            assert connection.execute(select(table)).all() == []
