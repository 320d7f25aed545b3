"""Names are found before they are in a chain out of which nothing can be taken."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from copfeedback.evaluations.model import Criterion, Risk
from copfeedback.evaluations.pledge_draft import as_draft
from copfeedback.evaluations.report_model import Acted, Attachment, Progress
from copfeedback.i18n.translations import Translations
from copfeedback.telling.patterns import Telling
from tests.databases import ON_ONE
from tests.evaluations.answered import a_report
from tests.evaluations.pledged import CODE, Pledged
from tests.factories import in_languages

pytestmark = ON_ONE
PERSON = "Kezia Obuya"


@pytest.fixture
def pledged(engine: Engine) -> Pledged:
    return Pledged(engine)


def names(pledged: Pledged, said: object) -> list[str]:
    found = pledged.register.telling(said)
    return [each.words for each in found if each.kind is Telling.NAME]


def test_a_pledge_of_offices_alone_tells_of_nobody(pledged: Pledged):
    assert names(pledged, pledged.pledge()) == []
    assert names(pledged, as_draft(CODE, pledged.pledge())) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"about": Translations({"en": f"We thank {PERSON} for her help."})},
        {"questions": {Criterion.IMPACT: Translations({"en": f"What did {PERSON} see?"})}},
        {
            "risks": (
                Risk(
                    in_languages("Few answer"),
                    in_languages("We ask again"),
                    Translations({"en": f"Sergeant {PERSON}"}),
                ),
            )
        },
    ],
)
def test_a_person_is_found_wherever_somebody_writes(pledged: Pledged, changes: dict[str, object]):
    assert any(PERSON in each for each in names(pledged, pledged.pledge(**changes)))


def test_what_is_said_in_answer_is_looked_through_in_every_language(pledged: Pledged):
    said = Acted(
        "lamps",
        Progress.DONE,
        Translations({"en": f"{PERSON} put them up.", "fr": "Appelez le 06 12 34 56 78."}),
    )

    found = {(each.where, each.kind) for each in pledged.register.telling(said)}

    assert found == {("en", Telling.NAME), ("fr", Telling.TELEPHONE)}


def test_so_is_the_title_of_a_file(pledged: Pledged):
    file = Attachment(f"Talk with {PERSON}", "en", 9, "ab" * 32)

    (found,) = pledged.register.telling(a_report(attachments=(file,)))

    assert (found.where, found.kind, found.words) == ("en", Telling.NAME, PERSON)
