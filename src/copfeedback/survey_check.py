"""``copfeedback survey check``: needs no portal, so that it starts without waiting for one."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.languages import SOURCE_LANGUAGE
from copfeedback.surveys.completeness import completeness
from copfeedback.surveys.definition import check_survey_file
from copfeedback.surveys.model import Survey
from copfeedback.surveys.xlsform.report import FormError, ImportReport, Remark
from copfeedback.surveys.xlsform.wording import remark_sentence
from copfeedback.surveys.yaml_file import DefinitionError

_PROJECT = Path(__file__).resolve().parents[2]
SURVEYS = _PROJECT / "surveys"
_WORKBOOKS = {".xlsx", ".xls", ".xlsm"}


class SurveyFaults(Exception):  # noqa: N818 - named for what happened
    """Files cannot be used; the message says why and what to do."""


def main(paths: Sequence[str]) -> int:
    """Check files; returns the exit status."""
    try:
        check_surveys(map(Path, paths), Catalogues(_PROJECT / "locales"))
    except SurveyFaults as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check_surveys(paths: Iterable[Path], catalogues: Catalogues) -> None:
    """Check survey files, YAML or XLSForm, and print what there is to say of those that are good.

    Raises:
        SurveyFaults: some have faults; says all of them.
    """
    faults = []
    for path in paths:
        try:
            if is_workbook(path):
                report = read_form(path, catalogues)
                survey = report.built
                _print_good(path, survey)
                print_remarks(report.remarks, catalogues)
            else:
                survey = check_survey_file(path, demographics())
                _print_good(path, survey)
            print_completeness(survey)
        except DefinitionError as error:
            faults += [str(error), *besides(error, catalogues)]
    if faults:
        raise SurveyFaults("\n".join(faults))


def demographics() -> str:
    """The questions about the person that surveys can end with."""
    return (SURVEYS / "demographics.yaml").read_text(encoding="utf-8")


def is_workbook(path: Path) -> bool:
    """By its beginning, or else its name: YAML never begins like a workbook."""
    from copfeedback.surveys.xlsform.workbook import looks_like_workbook

    if path.suffix.lower() in _WORKBOOKS:
        return True
    try:
        with path.open("rb") as file:
            return looks_like_workbook(file.read(8))
    except OSError:
        return False  # reading it as YAML says what is wrong


def read_form(path: Path, catalogues: Catalogues, id_: str = "") -> ImportReport:
    """Read an XLSForm.

    Raises:
        DefinitionError: with every fault that was found.
    """
    from copfeedback.surveys.xlsform.reading import read_xlsform  # pyxform takes its time
    from copfeedback.surveys.xlsform.workbook import read_file

    return read_xlsform(
        read_file(path),
        str(path),
        demographics(),
        id_=id_,
        portal_languages=catalogues.languages,
    )


def _print_good(path: Path, survey: Survey) -> None:
    asking = sum(1 for question in survey.questions() if question.item_ids)
    print(f"{path}: good. {asking} questions in {', '.join(survey.languages)}.")


def print_remarks(remarks: tuple[Remark, ...], catalogues: Catalogues) -> None:
    """Print what became of the parts of a form."""
    for line in _remark_lines(remarks, catalogues):
        print(line)


def _remark_lines(remarks: tuple[Remark, ...], catalogues: Catalogues) -> Iterator[str]:
    speech = catalogues.speech(SOURCE_LANGUAGE)
    for remark in remarks:
        row = f"row {remark.row}: " if remark.row else ""
        yield f"  {row}{remark_sentence(remark, speech)}"


def besides(error: DefinitionError, catalogues: Catalogues) -> list[str]:
    """What would be left out and changed, once the faults of a form are mended."""
    if not isinstance(error, FormError) or not error.remarks:
        return []
    return ["Besides, once this is mended:", *_remark_lines(error.remarks, catalogues)]


def print_completeness(survey: Survey) -> None:
    """Print how much of a survey is there in each language."""
    for each in completeness(survey):
        print(f"  {each.language}: {each.there} of {each.total} texts are there.")
