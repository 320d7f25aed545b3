"""The language of conditions, constraints, calculations and choice filters in a questionnaire.

What survey forms commonly use of XPath: ``${question}`` is an answer, ``.`` the answer that a
constraint is about, a bare name a column of the choice that a filter looks at; numbers, quoted
text, ``= != < <= > >= and or + - * div mod``, parentheses and some functions. It is compiled
when a survey is checked; nothing is ever evaluated by Python itself.
"""

from copfeedback.surveys.expressions.checking import check_types, type_of
from copfeedback.surveys.expressions.expression import (
    Condition,
    Expression,
    compile_condition,
    compile_expression,
)
from copfeedback.surveys.expressions.faults import ExpressionError
from copfeedback.surveys.expressions.functions import FUNCTIONS, ValueType
from copfeedback.surveys.expressions.names import is_name
from copfeedback.surveys.expressions.parser import MAX_DEPTH, MAX_LENGTH
from copfeedback.surveys.expressions.values import MAX_TEXT, Answers, AnswerValue

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TEXT",
    "AnswerValue",
    "Answers",
    "Condition",
    "Expression",
    "ExpressionError",
    "ValueType",
    "check_types",
    "compile_condition",
    "compile_expression",
    "is_name",
    "type_of",
]
