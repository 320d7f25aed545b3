"""A picture becomes a logo only after it was taken apart and made anew."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from copfeedback.profile.logo import LogoFault, LogoRefused, read_logo
from copfeedback.profile.model import PictureFormat
from tests.profile.contents import a_picture


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def fault_of(sent: bytes) -> LogoFault:
    with pytest.raises(LogoRefused) as refused:
        read_logo(sent)
    return refused.value.fault


def a_bomb() -> bytes:
    """A small PNG file that says it is 60,000 points wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(100_000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + rows + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "format_"), [("PNG", PictureFormat.PNG), ("JPEG", PictureFormat.JPEG)]
)
def test_a_picture_stays_of_its_kind(kind: str, format_: PictureFormat):
    logo = read_logo(a_picture(kind))
    assert logo.format is format_
    assert opened(logo.data).format == kind


def test_a_large_picture_is_made_as_small_as_it_is_shown():
    logo = read_logo(a_picture(size=(1_600, 400)))
    assert opened(logo.data).size == (480, 120)


def test_where_a_picture_was_taken_is_forgotten():
    exif = Image.Exif()
    exif[0x010E] = "a street in the harbour"
    taken = a_picture("JPEG", exif=exif, comment=b"by amina")
    assert b"harbour" in taken
    made = read_logo(taken).data
    assert b"harbour" not in made
    assert b"amina" not in made


def test_words_within_a_png_file_are_forgotten():
    words = PngInfo()
    words.add_text("Author", "amina")
    made = read_logo(a_picture(pnginfo=words)).data
    assert b"amina" not in made
    assert opened(made).info == {}


def test_a_page_that_is_also_a_picture_is_a_picture_alone():
    both = a_picture() + b"<script>alert(1)</script>"
    assert b"script" not in read_logo(both).data


def test_a_picture_is_refused_when_it_is_over_100_kilobytes():
    assert fault_of(a_picture() + bytes(100 * 1024)) is LogoFault.TOO_LARGE


@pytest.mark.parametrize("size", [(2_001, 10), (10, 2_001)])
def test_a_picture_is_refused_when_a_side_is_over_2000_points(size: tuple[int, int]):
    assert fault_of(a_picture(size=size)) is LogoFault.TOO_LARGE


def test_a_file_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    assert fault_of(a_bomb()) is LogoFault.TOO_LARGE


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"no picture",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        a_picture("GIF"),
        a_picture()[:60],
        b"\x89PNG\r\n\x1a\n" + bytes(100),
    ],
    ids=["nothing", "words", "svg", "gif", "cut off", "no points"],
)
def test_whatever_is_no_png_or_jpeg_picture_is_refused(sent: bytes):
    assert fault_of(sent) is LogoFault.NO_PICTURE
