"""The handbook of forums that comes with the portal, for members and for chairs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from copfeedback.page_text import PageText, read_shipped

_SHIPPED = Path(__file__).with_name("handbook")


class HandbookPage(StrEnum):
    """A page of the handbook, in the order in which they are read."""

    MEMBERS = "members"
    CHAIRS = "chairs"
    PROBLEM_SOLVING = "problem-solving"
    TRAINING = "training"


def shipped(page: HandbookPage, language: str) -> PageText | None:
    """A page in a language; None where the handbook comes without this language."""
    return read_shipped(_SHIPPED / language / f"{page}.md")
