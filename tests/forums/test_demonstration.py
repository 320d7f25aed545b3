"""The forums of the demonstration are what somebody who tries the portal should see."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from copfeedback import demo
from copfeedback.application import Portal, build_portal
from copfeedback.demo_forums import DemonstrationForums
from copfeedback.forums.commitment_model import Owner, Status
from copfeedback.forums.model import Level
from copfeedback.settings import Settings
from copfeedback.storage.migrating import migrate


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    folder: Path = tmp_path_factory.mktemp("forums")
    made = build_portal(Settings(data_dir=folder))
    migrate(made.engine)
    demo._name_officers(made, made.surveys.today())
    demo._hire(made)
    DemonstrationForums(made).hold()
    return made


def test_there_are_five_forums_on_three_levels_and_one_is_protected(portal: Portal):
    forums = portal.forums.active()

    assert len(forums) == 5
    assert {each.level for each in forums} == set(Level)
    assert sum(each.protected is not None for each in forums) == 1
    assert any(each.police_may_chair(portal.surveys.today()) for each in forums)


def test_they_have_met_for_two_years_with_minutes_in_two_languages(portal: Portal):
    today = portal.surveys.today()
    past = portal.meetings.past("harbour")

    assert past[-1].starts.date() < today - timedelta(days=600)
    assert portal.meetings.upcoming("harbour")
    minuted = [found for each in past if (found := portal.minutes.latest(each.id))]
    assert len(minuted) > len(past) - 3
    assert all(
        "ar" in portal.minutes.translations(each.meeting_id, each.number) for each in minuted
    )
    assert max(each.number for each in minuted) == 2


def test_every_side_owes_something_and_some_of_it_is_late(portal: Portal):
    commitments = portal.commitments.all(with_held_back=True)
    standing = {each.status(portal.surveys.today()) for each in commitments}

    assert {each.owner for each in commitments} == set(Owner)
    assert standing >= {Status.LATE, Status.NO_ANSWER, Status.DONE, Status.DECLINED, Status.DROPPED}
