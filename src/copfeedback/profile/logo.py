"""A picture that staff send, made into one that may be shown: small, checked, nothing else in it.

It is decoded and written anew, so that nothing but its points is left: no place where it was
taken, and nothing that only looks like a picture.
"""

from __future__ import annotations

import io
from enum import StrEnum

from copfeedback.profile.faults import LOGO_BYTES
from copfeedback.profile.model import Logo, PictureFormat

LARGEST_SIDE = 2_000
_SHOWN_AS = (480, 160)  # twice the points of the place it is shown in, for fine screens
_QUALITY = 85


class LogoFault(StrEnum):
    """Why a picture cannot be taken."""

    TOO_LARGE = "too_large"
    NO_PICTURE = "no_picture"


class LogoRefused(Exception):  # noqa: N818 - named for what happened
    """The picture cannot be taken."""

    def __init__(self, fault: LogoFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_logo(sent: bytes) -> Logo:
    """Make a logo of a PNG or JPEG file of at most 100 KB and 2,000 points a side.

    Raises:
        LogoRefused: it is too large, or no such picture.
    """
    from PIL import Image, ImageOps  # a tenth of a second that nobody else needs

    if len(sent) > LOGO_BYTES:
        raise LogoRefused(LogoFault.TOO_LARGE)
    try:
        with Image.open(io.BytesIO(sent), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > LARGEST_SIDE:  # known before anything is unpacked
                raise LogoRefused(LogoFault.TOO_LARGE)
            kind = PictureFormat.JPEG if picture.format == "JPEG" else PictureFormat.PNG
            upright = ImageOps.exif_transpose(picture)
            points = upright.convert("RGB" if kind is PictureFormat.JPEG else "RGBA")
    except Image.DecompressionBombError:
        raise LogoRefused(LogoFault.TOO_LARGE) from None
    except (OSError, ValueError, SyntaxError):  # what Pillow raises for rubbish
        raise LogoRefused(LogoFault.NO_PICTURE) from None
    points.thumbnail(_SHOWN_AS)
    points.info.clear()  # where and with what it was made
    written = io.BytesIO()
    points.save(written, kind.value, optimize=True, quality=_QUALITY)
    if written.tell() > LOGO_BYTES:
        raise LogoRefused(LogoFault.TOO_LARGE)
    return Logo(kind, written.getvalue())
