"""Speak what is not spoken yet of a survey's newest version and of the form of a complaint."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from copfeedback.application import PROJECT
from copfeedback.complaints.form import Known
from copfeedback.complaints.spoken_form import FORM, words_of_form
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.surveys.definition import DEMOGRAPHICS, check_survey_file
from copfeedback.surveys.model import Survey
from synthesis.recording import speak_survey, speak_words
from synthesis.voices import VOICES, Synthesiser

SURVEYS = PROJECT / "surveys"
SPOKEN_FORMS = PROJECT / "spoken"
SPOKEN = ("neighbourhood-safety",)


def main() -> int:
    """Speak the surveys named, or those that ship with sound."""
    parser = argparse.ArgumentParser(prog="python -m synthesis", description=__doc__)
    parser.add_argument("survey", nargs="*", default=SPOKEN, help="the ids of surveys")
    asked = parser.parse_args()
    synthesiser = Synthesiser()
    for id_ in asked.survey:
        survey = _newest(SURVEYS / id_)
        languages = [language for language in survey.languages if language in VOICES]
        for line in speak_survey(survey, languages, SURVEYS / id_, synthesiser):
            print(line, file=sys.stderr)
    if not set(asked.survey) - set(SPOKEN):
        for line in speak_words(_complaint_words(), SPOKEN_FORMS / FORM, synthesiser):
            print(line, file=sys.stderr)
    return 0


def _complaint_words() -> dict[str, dict[str, str]]:
    """The form of a complaint in the languages that are spoken."""
    catalogues, known = Catalogues(PROJECT / "locales"), Known.nothing()
    return {tag: words_of_form(known, catalogues.speech(tag)) for tag in sorted(VOICES)}


def _newest(folder: Path) -> Survey:
    demographics = (SURVEYS / DEMOGRAPHICS).read_text(encoding="utf-8")
    versions = sorted(folder.glob("v*.yaml"), key=lambda path: int(path.stem[1:]))
    return check_survey_file(versions[-1], demographics)


if __name__ == "__main__":
    sys.exit(main())
