"""The copy of a picture that caseworkers see: its points, and nothing that was noted with them."""

from __future__ import annotations

import io
import threading

from copfeedback.complaints.file_types import FileFault, FileRefused

MOST_POINTS = 40_000_000
MOST_POINTS_IN_PARTS = 85_000_000
"""Of a JPEG that is not progressive: it is made smaller while it is being unpacked."""
LONGEST_SIDE = 2_560
_QUALITY = 88
# Unpacked, a picture takes some hundred megabytes; two at once would be twice that.
_ONE_AT_A_TIME = threading.Lock()


def copy_of_picture(content: bytes) -> bytes:
    """A JPEG of the same picture, upright, at most 2,560 points a side, without any notes.

    Raises:
        FileRefused: it is damaged, or larger than any camera makes them.
    """
    from PIL import Image, ImageOps  # a tenth of a second that nobody else needs

    try:
        with _ONE_AT_A_TIME, Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            in_parts = picture.format == "JPEG" and "progressive" not in picture.info
            most = MOST_POINTS_IN_PARTS if in_parts else MOST_POINTS
            if picture.width * picture.height > most:  # known before anything is unpacked
                raise FileRefused(FileFault.DAMAGED)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            plain = upright.convert("RGB")
            if upright.has_transparency_data:
                seen = upright.convert("RGBA")
                plain = Image.new("RGB", seen.size, "white")
                plain.paste(seen, mask=seen.getchannel("A"))
            plain.info.clear()  # where and with what it was made
            written = io.BytesIO()
            plain.save(written, "JPEG", quality=_QUALITY, optimize=True)
    except Image.DecompressionBombError:
        raise FileRefused(FileFault.DAMAGED) from None
    except (OSError, ValueError, SyntaxError, EOFError):  # what Pillow raises for rubbish
        raise FileRefused(FileFault.DAMAGED) from None
    return written.getvalue()


_FORMATS = ("JPEG", "PNG", "WEBP")
