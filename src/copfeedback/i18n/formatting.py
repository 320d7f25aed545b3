"""Dates, numbers and percentages as a language writes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_datetime, get_month_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

_SIZES = (("gigabyte", 1e9), ("megabyte", 1e6), ("kilobyte", 1e3))


class Formatting:
    """Babel's formats bound to one language."""

    def __init__(self, tag: str) -> None:
        self._locale = Locale.parse(tag)

    def date(self, day: date) -> str:
        """A day in words, such as “3 May 2027”."""
        return format_date(day, format="long", locale=self._locale)

    def months(self) -> list[str]:
        """The names of the months, January first, as they stand alone."""
        names = get_month_names("wide", context="stand-alone", locale=self._locale)
        return [names[number] for number in sorted(names)]

    def moment(self, moment: datetime) -> str:
        """Day and time of day."""
        return format_datetime(moment, format="medium", locale=self._locale)

    def number(self, value: float) -> str:
        """A number with the language's digits and separators."""
        return format_decimal(value, locale=self._locale)

    def signed(self, value: float) -> str:
        """A number with its sign, such as a change; zero has none."""
        return format_decimal(
            value, format="+#,##0.#;-#,##0.#" if value else "0", locale=self._locale
        )

    def size(self, count: int) -> str:
        """So many bytes, in the largest unit of which there is one at least.

        What is smaller than a kilobyte counts as one: nobody needs to know it closer.
        """
        unit, each = next((named for named in _SIZES if count >= named[1]), _SIZES[-1])
        many = max(count / each, 1)
        shown = "#,##0" if unit == "kilobyte" else "#,##0.0"
        amount = format_decimal(many, format=shown, locale=self._locale)
        return format_unit(amount, f"digital-{unit}", length="short", locale=self._locale)

    def percent(self, share: float) -> str:
        """A share (0 to 1) as a whole percentage."""
        return format_percent(share, locale=self._locale)

    def listing(self, items: Sequence[str]) -> str:
        """Items joined as a sentence joins them."""
        return format_list(list(items), locale=self._locale)

    @property
    def semicolon(self) -> str:
        """What stands between things that are apart."""
        return "؛ " if self._locale.language == "ar" else "; "

    def apart(self, items: Iterable[str]) -> str:
        """Items that stand side by side, with the language's semicolon between them."""
        return self.semicolon.join(items)

    def either(self, items: Sequence[str]) -> str:
        """Items of which one is enough, joined as a sentence joins them."""
        return format_list(list(items), style="or", locale=self._locale)
