"""How much each indicator changed, as a picture without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from copfeedback.evaluations.figure_wording import change, interval, signed
from copfeedback.evaluations.report_model import Figure, Verdict
from copfeedback.i18n.catalogues import Speech
from copfeedback.results.drawing import Canvas
from copfeedback.results.published_series import Unit

_LOOKS: Mapping[Verdict, str] = {Verdict.IMPROVED: "a2", Verdict.WORSENED: "a1"}
"""Names of colours in the stylesheet; the words say the same."""
_ENDS = (5, 10, 20, 50, 100)
"""How many points the picture can reach on each side of none, the lowest that holds all."""
_MIDDLE, _SIDE = 38.0, 34.0
"""Percent of the width; behind that is room for the change in figures."""
_ROW = 1.3


@dataclass(frozen=True, slots=True)
class Bar:
    """The change of an indicator in percentage points, called by its name."""

    name: str
    change: Figure
    verdict: Verdict


def changes(title: str, bars: Sequence[Bar], speech: Speech) -> Markup:
    """A mark for each change with a line for its interval, around no change and on one scale."""
    if not bars:
        return Markup("")
    canvas = Canvas(speech)
    furthest = max(abs(value) for each in bars for value in _values(each.change))
    end = next((each for each in _ENDS if each >= furthest), _ENDS[-1])

    def along(points: float) -> float:
        return _MIDDLE + max(-1.0, min(1.0, points / end)) * _SIDE

    for each in bars:
        canvas.words(each.name)
        top, middle = canvas.y, canvas.y + _ROW / 2
        low, high = each.change.low, each.change.high
        canvas.line(along(0), along(0), top, top + _ROW, "g")
        if low is not None and high is not None:
            canvas.line(along(low), along(high), middle, middle)
        at = along(each.change.value)
        canvas.bar(at - 1, at + 1, middle - 0.35, 0.7, _LOOKS.get(each.verdict, "a0"))
        words = change(each.change, Unit.PERCENT, speech)
        canvas.text(100, middle + 0.35, words, anchor="end")
        canvas.y += _ROW + 0.2
    _axis(canvas, {each: along(each) for each in (-end, 0, end)}, speech)
    return canvas.picture(title, _in_words(bars, speech))


def _axis(canvas: Canvas, ticks: Mapping[int, float], speech: Speech) -> None:
    """The line below all marks, with what its ends and its middle stand for."""
    top = canvas.y + 0.1
    canvas.line(min(ticks.values()), max(ticks.values()), top, top)
    canvas.y += _ROW
    for points, at in ticks.items():
        canvas.line(at, at, top - 0.2, top + 0.2)
        canvas.text(at, canvas.y, signed(points, None, speech), anchor="middle")
    canvas.y += 0.2


def _in_words(bars: Sequence[Bar], speech: Speech) -> str:
    """Every change with its range, for whoever does not see the picture."""
    told = []
    for each in bars:
        shown = change(each.change, Unit.PERCENT, speech)
        between = interval(each.change, Unit.PERCENT, speech)
        told.append(f"{each.name}: {shown}{f' ({between})' if between else ''}.")
    return " ".join((*told, speech.gettext("The same figures are in the table.")))


def _values(figure: Figure) -> list[float]:
    return [each for each in (figure.value, figure.low, figure.high) if each is not None]
