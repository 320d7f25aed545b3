"""A wave of a shipped survey with a made-up release, for tests of what is made from releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.translations import Translations
from copfeedback.results.published import Domain, Group, Release, Withheld
from copfeedback.surveys.book import AskedWave, as_asked
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.model import Choice
from copfeedback.surveys.wave_model import Arm, Wave, WavePlan
from tests.factories import DEMOGRAPHICS, PROJECT
from tests.results.made_up import made_up_release

CATALOGUES = Catalogues(PROJECT / "locales")
HIDDEN: Mapping[Domain, Withheld] = {
    Domain.group(Group.MAN): Withheld.TOO_FEW,
    Domain.of({"sector": "harbour"}): Withheld.PROTECTS_ANOTHER,
}


def a_closed_wave(survey: str = "police-contact", harbour: str = "Harbour") -> AskedWave:
    """A wave that is over; the second of its sectors goes by the name of ``harbour``."""
    path = Path("surveys") / survey / "v1.yaml"
    definition = (PROJECT / path).read_text(encoding="utf-8")
    wave = Wave(
        id=f"{survey}-1",
        short="pc1",
        survey_id=survey,
        version=1,
        name=Translations({"en": "First wave", "ar": "الموجة الأولى"}),
        opens=date(2026, 3, 1),
        closes=date(2026, 3, 31),
        results_due=date(2026, 4, 30),
        sectors=(
            Choice("hills", Translations({"en": "Hills", "ar": "التلال"})),
            Choice("harbour", Translations({"en": harbour})),
        ),
        closed_on=date(2026, 4, 1),
        plan=WavePlan(arms={"hills": Arm.PILOT, "harbour": Arm.CONTROL}),
    )
    return AskedWave(wave, as_asked(read_survey(definition, str(path), DEMOGRAPHICS), wave), None)


def a_small_release(asked: AskedWave, number: int = 1) -> Release:
    """A made-up release of a question of each type, with withheld groups."""
    release = made_up_release(asked, number, withheld=HIDDEN)
    questions = asked.survey.question_of_item
    items = {questions[item].type: item for item in reversed(release.tables)}
    kept = {asked.survey.headline, *items.values()}
    tables = {item: table for item, table in release.tables.items() if item in kept}
    return replace(release, tables=tables)
