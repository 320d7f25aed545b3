"""Writing a questionnaire down as YAML, as it can be read again."""

from __future__ import annotations

import yaml

from copfeedback.surveys.yaml_shape import SurveyShape

_ONE_LINE = 1_000_000


def write_survey(shape: SurveyShape) -> str:
    """The definition as YAML, without what goes without saying."""
    parts = shape.model_dump(mode="json", exclude_defaults=True)
    text: str = yaml.dump(
        parts, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE
    )
    return text
