"""What is said when an expression is wrong."""

from __future__ import annotations


class ExpressionError(Exception):
    """An expression cannot be used: what is wrong, at which column (from 1), how to mend it."""

    def __init__(self, fault: str, column: int, fix: str = "") -> None:
        super().__init__(f"{fault}: {fix}" if fix else fault)
        self.fault = fault
        self.column = column
        self.fix = fix
