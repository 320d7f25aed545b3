"""Whoever looks for help finds those who help with it in their language."""

from __future__ import annotations

from copfeedback.profile.model import Directory, Need
from tests.profile.contents import a_directory, a_partner

LAWYERS = a_partner(1)
YOUTH_CLUB = a_partner(2, needs=frozenset({Need.YOUTH}), languages=("en", "uk"))
DIRECTORY = a_directory(LAWYERS, YOUTH_CLUB)


def test_everybody_is_listed_when_nothing_is_asked_for():
    assert DIRECTORY.matching(None, None) == (LAWYERS, YOUTH_CLUB)


def test_only_those_are_listed_who_help_with_the_need_and_speak_the_language():
    assert DIRECTORY.matching(Need.YOUTH, None) == (YOUTH_CLUB,)
    assert DIRECTORY.matching(None, "ar") == (LAWYERS,)
    assert DIRECTORY.matching(Need.YOUTH, "ar") == ()


def test_only_needs_and_languages_are_offered_that_somebody_answers():
    assert DIRECTORY.needs == (Need.LEGAL_ADVICE, Need.ASYLUM_AND_MIGRATION, Need.YOUTH)
    assert DIRECTORY.languages == {"ar", "en", "uk"}


def test_an_organisation_keeps_its_place_when_it_is_changed():
    changed = a_partner(1, languages=("fr",))
    assert DIRECTORY.having(changed).partners == (changed, YOUTH_CLUB)


def test_a_new_organisation_comes_last_under_an_id_of_its_own():
    added = a_partner(DIRECTORY.next_id)
    assert added.id == 3
    assert DIRECTORY.having(added).partners == (LAWYERS, YOUTH_CLUB, added)
    assert Directory().next_id == 1


def test_an_organisation_is_gone_when_it_is_removed():
    assert DIRECTORY.without(1).partners == (YOUTH_CLUB,)
