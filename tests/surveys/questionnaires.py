"""Tiny questionnaires as an author writes them, one for each thing a test is about."""

from __future__ import annotations

from textwrap import dedent, indent

from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.model import Survey
from tests.factories import DEMOGRAPHICS

FILE = "surveys/small/v1.yaml"
HEAD = """\
id: small
version: 1
languages: [en]
title: {en: Small}
introduction: {en: A few questions.}
run_by: {en: An institute}
paid_by: {en: A fund}
backed_by: {en: The council}
independence: {en: The institute decides.}
contact: {en: Call us.}
minutes: 1
choice_lists:
  yes_no: [{code: 'yes', text: {en: 'Yes'}}, {code: 'no', text: {en: 'No'}}]
"""
PAGE = """\
sections:
  - id: page
    title: {en: Page}
    questions:
"""


def a_definition(questions: str = "", *, lists: str = "", after: str = "") -> str:
    """A definition with these questions on one page.

    ``lists`` are choice lists beside ``yes_no``, ``after`` whole lines at the end.
    """
    asked = dedent(questions).strip("\n") or "- {id: q, type: note, text: {en: Read this.}}"
    more = indent(dedent(lists).strip("\n"), "  ") + "\n" if lists else ""
    return HEAD + more + PAGE + indent(asked, " " * 6) + "\n" + after


def line_of(part: str, text: str, occurrence: int = 1) -> int:
    """The line (from 1) on which ``part`` stands in ``text``."""
    lines = [at for at, line in enumerate(text.splitlines(), 1) if part in line]
    return lines[occurrence - 1]


def read(text: str) -> Survey:
    """Read a definition."""
    return read_survey(text, FILE, DEMOGRAPHICS)
