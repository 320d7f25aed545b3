"""What all pictures share: colours and shapes, tools, and the direction they are read in.

Colours are those of Okabe and Ito (2008), which people with colour-blindness tell apart; shape
and dash say the same again. Whatever a picture says, hovering included, comes from releases.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.published import Domain, Group
from copfeedback.results.wording import percent

# The button that makes an image is there for the script of ours that presses it (page.js): its own
# words are English, and no keyboard reaches it.
CONFIG = {
    "displayModeBar": True,
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "displayNotifier": False,
    "scrollZoom": False,
    "doubleClick": False,
}
TICKS = (0, 25, 50, 75, 100)
ROOM_FOR_TICKS = 58  # Plotly finds room by itself on the left alone
_LABEL_WIDTH, _LABEL_LINES = 19, 4
LETTERS = 14
_EDGE = 24


@dataclass(frozen=True, slots=True)
class Look:
    """How a line, a dot or a bar is told from the others: by colour, and by shape besides."""

    colour: tuple[int, int, int]
    symbol: str
    dash: str
    pattern: str

    def css(self, opacity: float = 1) -> str:
        """Its colour as CSS writes it."""
        return "rgba({}, {}, {}, {})".format(*self.colour, opacity)


GREY = (120, 120, 120)  # both themes can show it
_EVERYONE = Look(GREY, "circle", "solid", "")
_LOOKS = (
    Look((213, 94, 0), "diamond", "solid", ""),  # vermilion
    Look((0, 158, 115), "square", "dash", "/"),  # bluish green
    Look((0, 114, 178), "triangle-up", "dot", "x"),  # blue
    Look((204, 121, 167), "x", "dashdot", "."),  # reddish purple
    Look((230, 159, 0), "star", "longdash", "-"),  # orange
    Look((86, 180, 233), "hexagon", "longdashdot", "|"),  # sky blue
)
_GENDERS: Mapping[str, Look] = {
    Group.WOMAN.value: _LOOKS[0],
    Group.MAN.value: _LOOKS[1],
    Group.ANOTHER.value: _LOOKS[2],
    Group.ANOTHER_OR_NOT_STATED.value: _LOOKS[2],
    Group.NOT_STATED.value: _LOOKS[3],
}


def looks_of(domains: Sequence[Domain]) -> list[Look]:
    """The looks of several domains: a gender has its own wherever it stands."""
    return [look_of(domain, at) for at, domain in enumerate(domains)]


def look_of(domain: Domain, at: int) -> Look:
    """The look of a domain; of one without a gender, by its place among the others."""
    if not domain.parts:
        return _EVERYONE
    gender = domain.value("gender")
    return _GENDERS[gender] if gender is not None else nth_look(at)


def nth_look(at: int) -> Look:
    """One look after the other."""
    return _LOOKS[at % len(_LOOKS)]


_RIGHT_TO_LEFT = "\u200f"


def plain(text: str) -> str:
    """Plotly reads a few HTML tags in its texts; ours hold none."""
    return text.replace("<", "‹").replace(">", "›")


def short_label(text: str) -> str:
    """A label beside a bar, broken into a few short lines; the table has all of it."""
    lines = textwrap.wrap(plain(text), _LABEL_WIDTH) or [""]
    if len(lines) > _LABEL_LINES:
        lines = [*lines[: _LABEL_LINES - 1], lines[_LABEL_LINES - 1][: _LABEL_WIDTH - 1] + "…"]
    return "<br>".join(lines)


def is_mirrored(speech: Speech) -> bool:
    """Whether pictures run from right to left."""
    return speech.direction == "rtl"


def lay_out(figure: go.Figure, height: int, speech: Speech) -> None:
    """Margins and legend as every picture has them; nothing moves when it is touched."""
    mirrored = is_mirrored(speech)
    figure.update_layout(
        height=height,
        margin={"l": _EDGE, "r": _EDGE, "t": _EDGE, "b": 8},  # room for the outermost labels
        font={"size": LETTERS},
        dragmode=False,
        hovermode="closest",
        legend={
            "orientation": "h",
            "font": {"size": LETTERS},
            "yanchor": "bottom",
            "y": 1.02,
            "xanchor": "right" if mirrored else "left",
            "x": 1 if mirrored else 0,
            "traceorder": "reversed" if mirrored else "normal",
        },
    )


def upright_shares(figure: go.Figure, speech: Speech) -> None:
    """Shares from 0 to 100 percent from below to above, on the side where lines begin."""
    mirrored = is_mirrored(speech)
    figure.update_layout(margin={"r" if mirrored else "l": ROOM_FOR_TICKS})
    figure.update_yaxes(
        range=[0, 100],
        tickvals=list(TICKS),
        ticktext=[percent(tick, speech) for tick in TICKS],
        side="right" if mirrored else "left",
        fixedrange=True,
        tickfont={"size": LETTERS},
        automargin=True,
    )


def along_waves(
    figure: go.Figure, waves: Sequence[str], names: Sequence[str], speech: Speech
) -> None:
    """Waves one after the other, as the language runs."""
    figure.update_xaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(waves),
        tickvals=list(waves),
        ticktext=[plain(name) for name in names],
        autorange="reversed" if is_mirrored(speech) else True,
        fixedrange=True,
        tickfont={"size": LETTERS},
    )


def lying_shares(figure: go.Figure, speech: Speech, largest: int = 100) -> None:
    """Shares from zero on, as the language runs."""
    ticks = (0, largest / 2, largest)  # few enough for a phone
    figure.update_xaxes(
        range=[largest, 0] if is_mirrored(speech) else [0, largest],
        tickvals=ticks,
        ticktext=[percent(round(tick), speech) for tick in ticks],
        tickangle=0,
        fixedrange=True,
        tickfont={"size": LETTERS},
    )


def named_rows(figure: go.Figure, labels: Sequence[str], speech: Speech) -> None:
    """Rows at 0, 1, …, the first at the top, with their names where lines begin."""
    mirrored = is_mirrored(speech)
    figure.update_yaxes(
        range=[len(labels) - 0.5, -0.5],
        tickvals=list(range(len(labels))),
        ticktext=[_from_the_right(label) for label in labels] if mirrored else list(labels),
        side="right" if mirrored else "left",
        fixedrange=True,
        tickfont={"size": LETTERS},
        automargin=True,
        zeroline=False,
    )
    widest = max((len(line) for label in labels for line in label.split("<br>")), default=0)
    if mirrored:  # Plotly finds room by itself on the left alone
        figure.update_layout(margin={"r": 16 + 7 * widest})


def _from_the_right(label: str) -> str:
    """Plotly takes every text to run from the left: marks keep a full stop at its end."""
    return "<br>".join(f"{_RIGHT_TO_LEFT}{line}{_RIGHT_TO_LEFT}" for line in label.split("<br>"))
