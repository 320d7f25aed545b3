"""Protected responses as files: codes for programs (CSV), or labelled numbers (SPSS)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.columns import NOBODY, ItemColumn
from copfeedback.results.domain_wording import DIMENSION_NAMES, value_name
from copfeedback.results.microdata import FileKind, Microdata
from copfeedback.results.open_data.csv_file import harmless
from copfeedback.results.open_data.flat import item_text
from copfeedback.results.open_data.statistical import Variable, sav_of
from copfeedback.results.wording import answer_name

NOT_ASKED = "not_asked"
_TICKED: Mapping[int, str] = {0: "0", 1: "1"}
_UNFIT = re.compile(r"[^A-Za-z0-9_]")
_NAME_MAXIMUM = 50
_Label: TypeAlias = Callable[[str], str]


def write_microdata(data: Microdata, kind: FileKind, speech: Speech) -> bytes:
    """The responses, one a row. What is not told is empty."""
    variables = list(_variables(data, speech, with_words=kind is FileKind.SAV))
    if kind is FileKind.SAV:
        survey = data.asked.survey.title.read_in(speech.tag)
        return sav_of(_named_for_spss(variables), str(survey))
    columns = {
        each.name: pd.Series(each.values).map(
            {number: harmless(code) for number, code in each.labels.items()}
        )
        for each in variables
    }
    written: str = pd.DataFrame(columns).to_csv(index=False)
    return written.encode()


def _variables(data: Microdata, speech: Speech, *, with_words: bool) -> Iterator[Variable]:
    survey = data.asked.survey
    for name, coded in data.known.items():

        def whom(code: str, dimension: str = name) -> str:
            return str(value_name(survey, dimension, code, speech))

        numbers = np.where(coded.codes < 0, np.nan, coded.codes + 1.0)
        labels = _labels(coded.values, whom if with_words else None)
        yield Variable(name, speech.gettext(DIMENSION_NAMES[name]), numbers, labels)
    for item, column in data.items.items():
        yield from _of_item(column, data.withheld[item], speech, with_words=with_words)


def _of_item(
    column: ItemColumn, withheld: NDArray[np.bool_], speech: Speech, *, with_words: bool
) -> Iterator[Variable]:
    """One variable, or of a question with several answers one for each."""
    title = item_text(column.question, column.item, speech)

    def answer(code: str) -> str:
        if code == NOT_ASKED:
            return speech.gettext("Not asked")
        return str(answer_name(column.question, code, speech))

    if column.ticks is None:
        picked = np.where(column.picked == NOBODY, len(column.answers), column.picked)
        numbers = np.where(withheld, np.nan, picked + 1.0)
        codes = (*column.answers, NOT_ASKED)
        yield Variable(column.item, title, numbers, _labels(codes, answer if with_words else None))
        return
    for code, ticks in zip(column.answers, column.ticks.T, strict=True):
        numbers = np.where(withheld | ~column.asked, np.nan, ticks.astype(np.float64))
        yield Variable(f"{column.item}.{code}", f"{answer(code)} – {title}", numbers, _TICKED)


def _labels(codes: tuple[str, ...], words: _Label | None) -> dict[int, str]:
    return {
        number: code if words is None else f"{words(code)} [{code}]"
        for number, code in enumerate(codes, 1)
    }


def _named_for_spss(variables: list[Variable]) -> list[Variable]:
    """With names that SPSS takes: of letters, digits and underscores, no two alike."""
    return [
        Variable(
            f"v{number:03}_{_UNFIT.sub('_', each.name)[:_NAME_MAXIMUM]}",
            f"{each.name}: {each.title}",
            each.values,
            each.labels,
        )
        for number, each in enumerate(variables, 1)
    ]
