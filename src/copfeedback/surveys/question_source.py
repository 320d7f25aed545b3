"""Making a question of what a definition says about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copfeedback.i18n.translations import Translations
from copfeedback.surveys.expressions import Expression, ExpressionError, compile_expression
from copfeedback.surveys.model import Choice, Question, Row
from copfeedback.surveys.rules import Fault, Path
from copfeedback.surveys.yaml_shape import (
    ChoiceShape,
    IndicatorShape,
    QuestionShape,
    RowShape,
    Texts,
)

_TOLD = 20
EXAMPLE = "write conditions such as ${question} = 'code' and not(${other} = 'code')"


class Reading:
    """Reads the questions of one definition; ``faults`` is what was wrong with them."""

    def __init__(self, lists: Mapping[str, Sequence[ChoiceShape]]) -> None:
        self._lists = {name: tuple(map(_choice, choices)) for name, choices in lists.items()}
        self.faults: list[Fault] = []

    def question(self, part: QuestionShape, path: Path) -> Question:
        """A question; parts that cannot be read are left out and told in ``faults``."""
        where = f"question {part.id}"

        def formula(name: str) -> Expression | None:
            source = getattr(part, name)
            return self.expression(
                source if isinstance(source, str) else None, (*path, name), where
            )

        return Question(
            id=part.id,
            type=part.type,
            text=Translations(part.text),
            hint=optional(part.hint),
            easy=optional(part.easy),
            choices=self._choices(part, path),
            choice_filter=formula("choice_filter"),
            random_choices=part.random_choices,
            rows=tuple(map(_row, part.rows)),
            required=part.required is True,
            required_if=formula("required"),
            required_message=optional(part.required_message),
            sensitive=part.sensitive,
            show_if=formula("show_if"),
            constraint=formula("constraint"),
            constraint_message=optional(part.constraint_message),
            calculation=formula("calculation"),
            default=part.default,
            favourable=_favourable(part.indicator),
            aligned_with=optional(part.aligned_with),
            low=optional(part.low),
            high=optional(part.high),
            minimum=part.minimum,
            maximum=part.maximum,
            min_answers=part.min_answers,
            max_answers=part.max_answers,
            exclusive=frozenset(part.exclusive),
            max_length=part.max_length,
            short=part.short,
            image=optional(part.image),
            audio=optional(part.audio),
        )

    def expression(self, source: str | None, path: Path, where: str) -> Expression | None:
        """A compiled expression; None if there is none or it cannot be read."""
        if source is None:
            return None
        try:
            return compile_expression(source)
        except ExpressionError as error:
            fault = f"{path[-1]} cannot be read at column {error.column}: {error.fault}"
            self.faults.append(Fault(path, where, fault, error.fix or EXAMPLE))
            return None

    def _choices(self, part: QuestionShape, path: Path) -> tuple[Choice, ...]:
        if isinstance(part.choices, list):
            return tuple(map(_choice, part.choices))
        if part.choices not in self._lists:
            known = ", ".join(list(self._lists)[:_TOLD]) or "none"
            self.faults.append(
                Fault(
                    (*path, "choices"),
                    f"question {part.id}",
                    f"there is no choice list “{part.choices}”",
                    f"add it under choice_lists or use one that is there ({known})",
                )
            )
        return self._lists.get(part.choices, ())


def optional(texts: Texts | None) -> Translations | None:
    """The texts, if there are any."""
    return Translations(texts) if texts else None


def _choice(part: ChoiceShape) -> Choice:
    return Choice(
        part.code,
        Translations(part.text),
        specify=part.specify,
        pictogram=part.pictogram,
        image=optional(part.image),
        audio=optional(part.audio),
        columns=part.columns,
    )


def _row(part: RowShape) -> Row:
    return Row(part.id, Translations(part.text), _favourable(part.indicator), optional(part.audio))


def _favourable(indicator: IndicatorShape | None) -> tuple[str, ...]:
    return tuple(indicator.favourable) if indicator else ()
