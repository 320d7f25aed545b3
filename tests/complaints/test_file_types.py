"""The type of a file is what is in it, and nothing can be two things at once."""

from __future__ import annotations

import contextlib
import io
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.complaints.file_types import FileFault, FileRefused, FileType, detect
from tests.complaints import sent_files as sent

HONEST = {
    FileType.JPEG: sent.a_picture("JPEG"),
    FileType.PNG: sent.a_picture("PNG"),
    FileType.WEBP: sent.a_picture("WEBP"),
    FileType.PDF: sent.a_pdf(),
    FileType.MP3: sent.an_mp3(),
    FileType.M4A: sent.an_mp4(b"M4A "),
    FileType.OGG: sent.an_ogg(),
    FileType.WEBM: sent.a_webm(),
    FileType.MP4: sent.an_mp4(),
    FileType.TXT: "Ils m'ont arrêté. لم يقولوا لماذا\r\n".encode(),
    FileType.DOCX: sent.a_docx(),
}
AN_ARCHIVE = sent.an_archive({"run.exe": b"MZ" + bytes(99)})


def fault_of(content: bytes) -> FileFault:
    with pytest.raises(FileRefused) as refused:
        detect(content)
    return refused.value.fault


@pytest.mark.parametrize("found", list(FileType))
def test_every_type_is_known_by_its_content(found: FileType):
    assert detect(HONEST[found]) is found


@pytest.mark.parametrize(
    "content",
    [
        sent.a_picture("JPEG", progressive=True),
        sent.a_picture("JPEG") + bytes(5),
        sent.a_picture("JPEG") + sent.a_picture("JPEG"),  # a second view of the same, as phones do
        sent.a_picture("JPEG") + sent.an_mp4(b"mp42"),  # the moment before and after
        sent.a_picture("JPEG", exif=b"Exif\0\0" + bytes(60)),
    ],
)
def test_what_cameras_put_behind_a_picture_does_not_matter(content: bytes):
    assert detect(content) is FileType.JPEG


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffhello".encode(),
        "hello".encode("utf-16"),
        "مرحبا".encode("utf-16"),
        b"a\tb\r\nc\f",
        b"1 < 2 and 3 > 2",
    ],
)
def test_plain_text_is_taken_in_both_unicode_encodings(content: bytes):
    assert detect(content) is FileType.TXT


def test_sound_with_the_notes_of_a_player_is_taken():
    assert detect(sent.an_mp3(notes=b"TIT2 a voice") + b"TAG" + bytes(125)) is FileType.MP3


def test_a_recording_that_was_cut_off_is_taken():
    assert detect(sent.an_ogg()[:-4]) is FileType.OGG


def test_an_empty_file_is_told_as_that():
    assert fault_of(b"") is FileFault.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        AN_ARCHIVE,
        sent.an_archive({"word/document.xml": b"x"}),
        b"Rar!\x1a\x07\x01\x00" + bytes(90),
        b"7z\xbc\xaf\x27\x1c" + bytes(90),
        b"\x1f\x8b\x08" + bytes(90),
        b"name" + bytes(253) + b"ustar" + bytes(250),
        sent.a_picture("GIF"),
        sent.a_picture("BMP"),
        sent.an_mp4(b"heic"),
        sent.an_mp4(b"qt  "),
        sent.a_webm(b"matroska"),
        b"MZ" + bytes(200),
        b"\x7fELF" + bytes(200),
        bytes(100),
    ],
)
def test_other_types_are_refused(content: bytes):
    assert fault_of(content) is FileFault.OTHER_TYPE


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>hello",
        b"  \n<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"hello <script>alert(1)</script>",
        b"hello <iframe src=x>",
        "<html>".encode("utf-16"),
        b"#!/bin/sh\nrm",
        b"{\\rtf1 hello}",
        b"%!PS hello",
        b"hello\x1b[2J",
        b"hello\x00",
        "hello".encode("utf-16-le"),
        b"caf\xe9",
        b"  \n ",
    ],
)
def test_what_is_more_than_plain_text_is_refused(content: bytes):
    assert fault_of(content) is FileFault.OTHER_TYPE


BEHIND = (AN_ARCHIVE, b"Rar!\x1a\x07\0", b"<script>alert(1)</script>", b"%PDF-1.7\n%%EOF")


@pytest.mark.parametrize(
    ("found", "behind"),
    [
        (found, behind)
        for found in FileType
        for behind in BEHIND
        # A text with more text is a text, and a PDF that was added to is a PDF.
        if found is not FileType.TXT and not (found is FileType.PDF and behind[:4] == b"%PDF")
    ],
)
def test_nothing_is_taken_with_something_else_behind_it(found: FileType, behind: bytes):
    assert fault_of(HONEST[found] + behind) is FileFault.OTHER_TYPE


def test_a_page_within_the_notes_of_a_picture_is_refused():
    assert fault_of(sent.a_picture(comment=b"<script>1</script>")) is FileFault.OTHER_TYPE


def test_an_archive_that_a_picture_was_put_before_is_refused():
    assert fault_of(sent.a_picture("PNG") + AN_ARCHIVE) is FileFault.OTHER_TYPE
    assert fault_of(sent.a_docx() + b"comment") is FileFault.OTHER_TYPE
    assert fault_of(b"x" + sent.a_docx()) is FileFault.OTHER_TYPE


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /S /JavaScript /JS (app.alert) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /EmbeddedFiles 3 0 R >>",
        b"<< /S /Java#53cript /JS (app.alert) >>",
        b"<< /S /#4caunch /F (cmd.exe) >>",
        b"<< /S /GoToR /F (a server of theirs) >>",
    ],
)
def test_a_pdf_that_does_things_is_told_as_that(inside: bytes):
    assert fault_of(sent.a_pdf(inside)) is FileFault.ACTIVE


A_PAGE_WITHIN = sent.RELATION.format(kind="aFChunk").replace('TargetMode="External"', "")


@pytest.mark.parametrize(
    "more",
    [
        {"word__vbaProject_bin": b"macro"},
        {"word__embeddings__oleObject1_bin": b"x"},
        {"word__activeX__activeX1_xml": b"<x/>"},
        {"word__media__run_exe": b"MZ"},
        {"word__rels__settings_xml_rels": sent.RELATION.format(kind="attachedTemplate").encode()},
        {"word__rels__document_xml_rels": sent.RELATION.format(kind="image").encode()},
        {"word__footer_xml": b"<w:fldSimple w:instr='DDEAUTO c:\\\\a.exe'/>"},
        {"word__footer_xml": b"<w:instrText>D</w:instrText><w:instrText>DE a</w:instrText>"},
        {"word__footer_xml": b"<w:instrText>&#x49;NCLUDEPICTURE https://a</w:instrText>"},
        {"word__rels__document_xml_rels": A_PAGE_WITHIN.encode()},
    ],
)
def test_a_document_that_does_things_is_told_as_that(more: dict[str, bytes]):
    assert fault_of(sent.a_docx(**more)) is FileFault.ACTIVE


def test_a_document_of_which_only_the_type_says_macro_is_told_as_that():
    parts = {
        "[Content_Types].xml": b"<Types><Override ContentType='application/vnd.ms-word.document."
        b"macroEnabled.main+xml'/></Types>",
        "word/document.xml": b"<x/>",
    }
    assert fault_of(sent.an_archive(parts)) is FileFault.ACTIVE


def test_a_link_in_a_document_does_nothing_until_it_is_pressed():
    relations = sent.RELATION.format(kind="hyperlink").encode()
    assert detect(sent.a_docx(word___rels__document_xml_rels=relations)) is FileType.DOCX


def test_a_number_of_a_page_and_a_word_about_programs_do_nothing():
    text = b"<w:p>DDE</w:p><w:instrText>PAGE</w:instrText><w:fldSimple w:instr='ADDENDUM'/>"
    assert detect(sent.a_docx(word__footer_xml=text)) is FileType.DOCX


@pytest.mark.parametrize(
    "parts",
    [
        {"../../evil.xml": b"x"},
        {"/etc/evil.xml": b"x"},
        {"word\\evil.xml": b"x"},
        {"C:evil.xml": b"x"},
        {"WORD/document.xml": b"twice"},
        {"word/_rels/a.rels": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"},
        {f"word/{number}.xml": b"x" for number in range(2_000)},
    ],
)
def test_an_odd_document_is_refused(parts: dict[str, bytes]):
    there = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}
    assert fault_of(sent.an_archive(there | parts)) is FileFault.OTHER_TYPE


def test_a_document_that_unpacks_without_end_is_refused():
    bomb = sent.a_docx(word__media__a_png=bytes(101 * 1024 * 1024))
    assert len(bomb) < 200_000
    assert fault_of(bomb) is FileFault.OTHER_TYPE


def test_a_document_that_lies_about_its_sizes_is_refused():
    content = bytearray(sent.a_docx(word__media__a_png=bytes(5_000_000)))
    directory = content.rfind(b"PK\x01\x02", 0, content.rfind(b"word/media/a.png"))
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert fault_of(bytes(content)) is FileFault.OTHER_TYPE


def test_a_locked_document_is_refused():
    content = bytearray(sent.a_docx())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert fault_of(bytes(content)) is FileFault.OTHER_TYPE


def test_half_a_file_is_refused():
    for found in (FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.DOCX, FileType.MP4):
        content = HONEST[found]
        assert fault_of(content[: len(content) // 2]) is FileFault.OTHER_TYPE


@given(
    st.sampled_from(sorted(HONEST.values())),
    st.integers(0, 200),
    st.binary(max_size=8),
)
def test_whatever_is_sent_is_of_a_type_or_refused(content: bytes, at: int, put: bytes):
    changed = content[:at] + put + content[at + len(put) :]
    for each in (changed, content[:at], put + content):
        with contextlib.suppress(FileRefused):
            assert detect(each) in FileType


def test_ten_megabytes_are_looked_through_in_a_moment():
    large = io.BytesIO()
    large.write(sent.a_pdf()[:-6])
    large.write(bytes(range(256)) * 40_000)
    large.write(b"%%EOF\n")
    assert detect(large.getvalue()) is FileType.PDF
    assert detect(b"hello world\n" * 800_000) is FileType.TXT
    assert detect(sent.an_mp3(frames=24_000)) is FileType.MP3


@pytest.mark.parametrize(
    "content",
    [
        sent.a_picture()[:-2] + b"\xff\x00" * 5_000_000,
        bytes(10_000_000),
        b"ID3\x04\0\0\0\0\0\0" * 1_000_000,
        sent.an_mp4() + sent.a_box(b"free") * 1_250_000,
        b"\x1a\x45\xdf\xa3\x10\x98\x96\x80" + b"\x81\x80" * 5_000_000,
        sent.a_png_that_says(9, 9)[:33] + b"\0\0\0\0tEXt\0\0\0\0" * 830_000,
        sent.an_ogg() + (b"OggS" + bytes(23)) * 370_000,
        b"\xff\xf3\x14\x00" + (b"\xff\xf3\x14\x00" + bytes(20)) * 400_000,
        b"PK\x05\x06" * 2_500_000,
        b"<" * 10_000_000,
        sent.a_pdf(b"/" * 10_000_000),
    ],
    ids=range(11),
)
def test_nobody_keeps_the_portal_busy_with_a_file_made_for_that(content: bytes):
    began = time.process_time()
    with contextlib.suppress(FileRefused):
        detect(content)
    assert time.process_time() - began < 2
