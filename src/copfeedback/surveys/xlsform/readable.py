"""Rules of ours, said so that KoboToolbox and ODK keep them too, and taken off again.

A form that we wrote says a rule twice: in a column of ours, and as a constraint or condition
that other programs understand. On the way back the second is taken off, if nobody changed it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from copfeedback.surveys.model import DEFAULT_TEXT_LENGTH, YES, QuestionType

NUMBERS = {QuestionType.NUMBER, QuestionType.DECIMAL}


def readable_rules(question: Mapping[str, Any]) -> str:
    """The bounds of a question as a constraint."""
    rules = []
    if question["type"] in NUMBERS:
        rules.append(f". >= {question.get('minimum', 0)}")
        rules.append(f". <= {question.get('maximum', 1_000_000)}")
    if least := question.get("min_answers"):
        alone = [f"selected(., {quoted(code)})" for code in question.get("exclusive", ())]
        rules.append(_either([f"count-selected(.) >= {least}", *alone]))
    if most := question.get("max_answers"):
        rules.append(f"count-selected(.) <= {most}")
    rules.extend(
        f"not(selected(., {quoted(code)}) and count-selected(.) > 1)"
        for code in question.get("exclusive", ())
    )
    if (longest := question.get("max_length", DEFAULT_TEXT_LENGTH)) != DEFAULT_TEXT_LENGTH:
        rules.append(f"string-length(.) <= {longest}")
    return " and ".join(rules)


def quoted(code: str) -> str:
    """A code as expressions quote it."""
    return f"'{code}'"


def _either(rules: Sequence[str]) -> str:
    return rules[0] if len(rules) == 1 else f"({' or '.join(rules)})"


def with_rule(own: str, rule: str) -> str:
    """Our own condition, and one for other programs."""
    return f"({own}) and ({rule})" if own and rule else own or rule


def without_rule(said: str, rule: str) -> str:
    """Our own condition again, if what was added to it is still there."""
    if not rule:
        return said
    if said == rule:
        return ""
    ending = f") and ({rule})"
    if said.startswith("(") and said.endswith(ending):
        return said[1 : -len(ending)]
    return said


def consented(question: str) -> str:
    """The condition that somebody agreed."""
    return f"${{{question}}} = {quoted(YES)}"
