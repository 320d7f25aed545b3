"""Posters that lead to a survey: a QR code and the short address, one a language."""

from __future__ import annotations

from pathlib import Path

import segno
from jinja2 import Environment, PackageLoader
from PIL import Image, ImageDraw, ImageFont

from copfeedback.application import Portal
from copfeedback.surveys.book import AskedWave

_PIXELS_A_MODULE = 16
_BORDER_MODULES = 4  # the quiet zone that ISO/IEC 18004 asks for


class UnknownChannel(Exception):  # noqa: N818 - named for what happened
    """The wave has no such channel."""


def write_posters(portal: Portal, asked: AskedWave, folder: Path, channel: str = "") -> list[Path]:
    """Write ``<wave>-<language>.svg`` and ``.png`` for every language of the survey.

    The SVG is a page of A4 with title, code, short address and last day; it prints in every
    script because the program that shows it brings the letters. The PNG holds the code and the
    short address, for whatever takes pictures alone. Both open in the poster's language. With a
    ``channel``, the address tells how people were reached, which is counted and not kept.

    Raises:
        UnknownChannel: the wave has none of this name.
    """
    if channel and channel not in asked.wave.plan.channels:
        raise UnknownChannel(channel)
    folder.mkdir(parents=True, exist_ok=True)
    environment = Environment(loader=PackageLoader("copfeedback.web"), autoescape=True)
    template = environment.get_template("poster.svg")
    path = "/".join(filter(None, ["s", asked.wave.short, channel]))
    address = f"{portal.settings.public_address.rstrip('/')}/{path}"
    shown = address.split("://", 1)[1]
    written: list[Path] = []
    for tag in asked.survey.languages:
        if tag not in portal.catalogues.languages:
            continue
        speech = portal.catalogues.speech(tag)
        code = segno.make(f"{address}?lang={tag}", error="q")
        svg, png = (
            folder / f"{'-'.join(filter(None, [asked.wave.id, channel, tag]))}.{kind}"
            for kind in ("svg", "png")
        )
        svg.write_text(
            template.render(
                language=tag,
                direction=speech.direction,
                title=asked.survey.title.read_in(tag).text,
                invitation=speech.gettext("Scan the code or type the address. No name needed."),
                until=speech.gettext("Open until %(day)s.")
                % {"day": speech.formatting.date(asked.wave.closes)},
                address=shown,
                code=code.svg_data_uri(border=_BORDER_MODULES, scale=4),
            ),
            encoding="utf-8",
        )
        _write_picture(code, shown, png)
        written += [svg, png]
    return written


def _write_picture(code: segno.QRCode, address: str, path: Path) -> None:
    modules = int(code.symbol_size(scale=1, border=_BORDER_MODULES)[0])
    side = modules * _PIXELS_A_MODULE
    picture = Image.new("L", (side, side + side // 8), 255)
    draw = ImageDraw.Draw(picture)
    for row, line in enumerate(code.matrix_iter(border=_BORDER_MODULES)):
        for column, dark in enumerate(line):
            if dark:
                left, top = column * _PIXELS_A_MODULE, row * _PIXELS_A_MODULE
                corner = (left + _PIXELS_A_MODULE - 1, top + _PIXELS_A_MODULE - 1)
                draw.rectangle(((left, top), corner), fill=0)
    font = ImageFont.load_default(size=side // max(14, len(address) * 2 // 3))
    draw.text((side // 2, side), address, fill=0, font=font, anchor="mm")
    picture.save(path)
