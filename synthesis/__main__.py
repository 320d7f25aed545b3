"""Speak what is not spoken yet of the newest version of a survey, or what has changed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from copfeedback.application import PROJECT
from copfeedback.surveys.definition import DEMOGRAPHICS, check_survey_file
from copfeedback.surveys.model import Survey
from synthesis.recording import speak_survey
from synthesis.voices import VOICES, Synthesiser

SURVEYS = PROJECT / "surveys"
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
    return 0


def _newest(folder: Path) -> Survey:
    demographics = (SURVEYS / DEMOGRAPHICS).read_text(encoding="utf-8")
    versions = sorted(folder.glob("v*.yaml"), key=lambda path: int(path.stem[1:]))
    return check_survey_file(versions[-1], demographics)


if __name__ == "__main__":
    sys.exit(main())
