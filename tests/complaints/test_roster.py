"""The roster: who is left out before a key is sealed, and what does not count as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import orjson
import pytest
from sqlalchemy import Engine, delete, insert, update

from copfeedback.complaints.roster import (
    NoRoster,
    Reviewer,
    Roster,
    RosterHolder,
    RosterRejected,
)
from copfeedback.complaints.roster_book import (
    ROSTER_KEY_FILE,
    AlreadyBegun,
    CannotKeep,
    NoOrganisationKey,
    RosterBook,
)
from copfeedback.complaints.roster_exclusion import (
    PlacedUnit,
    is_concerned,
    is_named,
    stored_units,
    units_meant,
)
from copfeedback.complaints.roster_file import SignedRoster, read_roster, sign_roster, write_roster
from copfeedback.complaints.roster_tables import roster as roster_table
from copfeedback.complaints.vault import HolderKey, new_seed
from copfeedback.people.audit import Trail
from copfeedback.people.model import OPERATOR, Organisation, OrganisationKind, Role
from copfeedback.people.organisations import Organisations
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import Day, a_holder

SIGNING = HolderKey(new_seed())
ORGANISATION = HolderKey(new_seed())
REVIEWER = HolderKey(new_seed())
BODY = Organisation(1, OrganisationKind.OVERSIGHT, "Commission")
TREE = (
    PlacedUnit(1, "Command"),
    PlacedUnit(2, "Harbour district", 1),
    PlacedUnit(3, "Harbour patrol", 2),
    PlacedUnit(4, "Traffic", 1),
    PlacedUnit(9, "Academy"),
)
"""Unit 1 is above 2 and 4, 2 is above 3; 9 stands alone."""


def holder(staff_id: int, name: str, role: Role = Role.CASEWORKER, **more: object) -> RosterHolder:
    return replace(a_holder(staff_id, name, role)[0], **more)  # type: ignore[arg-type]


def a_roster(*holders: RosterHolder, version: int = 1) -> Roster:
    return Roster(
        version,
        date(2026, 3, 2),
        "Commission",
        1,
        ORGANISATION.public.box,
        Reviewer("Ombudsman", "letters", REVIEWER.public),
        holders,
    )


AMAL = holder(11, "Amal Haddad", excluded_units=frozenset({2}), also_known_as=("PC 4711",))
BORIS = holder(12, "Боріс Лінь")
CLARA = holder(13, "Clara Stone", Role.CUSTODIAN)
GONE = holder(14, "Gone", active=False)
ROSTER = a_roster(AMAL, BORIS, CLARA, GONE)


def left(*named: str, units: tuple[int, ...] = (), roster: Roster = ROSTER) -> list[int]:
    recipients = roster.recipients(named, units, TREE)
    return [each.staff_id for each in recipients.holders]


class TestExclusion:
    def test_everybody_active_gets_a_key_where_nobody_is_concerned(self):
        assert left("Somebody Else", "", units=(9,)) == [11, 12, 13]
        assert ROSTER.recipients((), (), TREE).reviewer is None

    @pytest.mark.parametrize(
        "text",
        [
            "Amal Haddad",
            "amal  HADDAD",
            "AmalHaddad",
            "Haddad, Amal",
            "an officer called Amal (Haddad?)",
            "Amál Haddâd",
            "PC4711",
            "number ٤٧١١ of PC",
            "\uff30\uff23 ４７１１",
        ],
    )
    def test_whoever_is_named_is_left_out_however_it_is_written(self, text):
        assert left(text) == [12, 13]

    @pytest.mark.parametrize(
        ("known_as", "text"),
        [
            ("Łukasz Nowak", "lukasz nowak"),
            ("Jorgen Moller", "Jørgen Møller"),
            ("Yıldız Kaya", "Yildiz Kaya"),
            ("علی کریمی", "علي كريمي"),
            ("محمد قاسم", "محمـد قاسم"),
            ("王小明", "警察王小明打了我"),
            ("12345", "PC12345"),
            ("Boris Lin", "it was BorisLin himself"),
        ],
    )
    def test_keyboards_and_missing_spaces_do_not_matter(self, known_as, text):
        assert is_named([known_as], [text])
        assert not is_named([known_as], ["somebody else"])

    @pytest.mark.parametrize("text", ["linked", "a policeman of the line"])
    def test_a_short_name_within_another_word_is_none(self, text):
        assert not is_named(["Lin"], [text])

    @pytest.mark.parametrize("text", ["Haddad", "4711", "Amalia Haddadi", "", " ", "—"])
    def test_nobody_is_left_out_for_a_part_of_a_name_or_nothing(self, text):
        assert left(text) == [11, 12, 13]

    def test_a_name_in_another_script_is_found(self):
        assert left("боріс лінь") == [11, 13]

    @pytest.mark.parametrize("unit", [2, 1, 3])
    def test_the_unit_those_above_and_those_below_are_left_out(self, unit):
        assert left(units=(9, unit)) == [12, 13]

    @pytest.mark.parametrize("unit", [4, 9, 1_000])
    def test_other_units_do_not_matter(self, unit):
        assert left(units=(unit,)) == [11, 12, 13]

    def test_the_reviewer_gets_the_case_when_no_caseworker_is_left(self):
        recipients = ROSTER.recipients(["Amal Haddad", "Боріс Лінь"], (), TREE)

        assert recipients.caseworkers == ()
        assert recipients.custodians == (CLARA,)
        assert recipients.reviewer == REVIEWER.public

    def test_the_reviewer_steps_in_for_the_custodian_as_well(self):
        recipients = ROSTER.recipients(["Clara Stone"], (), TREE)

        assert recipients.caseworkers == (AMAL, BORIS)
        assert (recipients.custodians, recipients.reviewer) == ((), REVIEWER.public)

    def test_a_circle_of_units_does_not_hang(self):
        assert is_concerned([1], [3], {1: 2, 2: 1, 3: 2})
        assert not is_concerned([4], [3], {1: 2, 2: 1, 3: 2})
        assert not is_concerned([4], [3], {1: 2, 2: 1, 3: 2}, {3: 1, 1: 3})

    def test_the_tree_of_the_database_counts(self, engine: Engine):
        organisations = Organisations(Trail(engine, Day().now))
        police = organisations.add(OPERATOR, OrganisationKind.POLICE, "Police")
        top = organisations.add_unit(OPERATOR, police, "Command")
        below = organisations.add_unit(OPERATOR, police, "Station", top)

        with reading(engine) as connection:
            assert set(stored_units(connection)) == {
                PlacedUnit(top, "Command"),
                PlacedUnit(below, "Station", top),
            }
            roster = a_roster(replace(AMAL, excluded_units=frozenset({below})), BORIS, CLARA)
            recipients = roster.for_case(connection, named=(), units=[top])
        assert recipients.caseworkers == (BORIS,)


SIGNED = replace(ROSTER, units=TREE)
"""Amal is kept out of the harbour district."""


def stored(**changes: PlacedUnit | None) -> tuple[PlacedUnit, ...]:
    """The units as somebody has changed them in the database; the roster has them as they were."""
    units = {f"u{each.id}": each for each in TREE} | changes
    return tuple(each for each in units.values() if each is not None)


class TestUnitsOfTheRoster:
    """Whoever writes to the database moves and renames units: the signed ones still count."""

    @pytest.mark.parametrize(
        ("database", "unit"),
        [
            (stored(u3=PlacedUnit(3, "Harbour patrol")), 3),
            (stored(u2=PlacedUnit(2, "Harbour district")), 1),
            (stored(u3=PlacedUnit(3, "Harbour patrol", 9)), 3),
            ((), 3),
            # A unit that is new since, below one that was cut off.
            (stored(u2=PlacedUnit(2, "Harbour district"), u5=PlacedUnit(5, "New", 3)), 5),
            (stored(u3=PlacedUnit(3, "Harbour patrol"), u5=PlacedUnit(5, "New", 3)), 5),
            # And a unit that only the database has placed.
            (stored(u9=PlacedUnit(9, "Academy", 2)), 9),
        ],
    )
    def test_either_tree_leaves_somebody_out(self, database, unit):
        assert SIGNED.recipients((), [unit], database).caseworkers == (BORIS,)

    @pytest.mark.parametrize("unit", [4, 9])
    def test_nobody_else_is_left_out(self, unit):
        cut = stored(u3=PlacedUnit(3, "Harbour patrol"))
        assert SIGNED.recipients((), [unit], cut).caseworkers == (AMAL, BORIS)

    @pytest.mark.parametrize("name", ["Harbour patrol", "Station 12"])
    def test_a_unit_goes_by_both_its_names(self, name):
        renamed = stored(u3=PlacedUnit(3, "Station 12", 2))
        assert SIGNED.recipients([name], (), renamed).caseworkers == (BORIS,)

    @pytest.mark.parametrize(
        ("chosen", "database"),
        [
            (4, stored(u3=PlacedUnit(3, "Traffic", 2), u4=PlacedUnit(4, "Harbour patrol", 1))),
            (4, stored(u3=None, u4=PlacedUnit(4, "HARBOUR PATROL", 9))),
            (77, stored(u3=None, u77=PlacedUnit(77, "Harbour patrol"))),
        ],
    )
    def test_who_chose_a_name_that_was_given_to_another_unit_means_the_signed_one(
        self, chosen, database
    ):
        assert 3 in units_meant((), [chosen], TREE, database)
        assert SIGNED.recipients((), [chosen], database).caseworkers == (BORIS,)

    def test_units_that_were_always_called_alike_stay_apart(self):
        alike = (*TREE, PlacedUnit(5, "Harbour patrol", 9))
        signed = replace(ROSTER, units=alike)

        assert units_meant((), [5], alike, alike) == {5}
        assert signed.recipients((), [5], alike).caseworkers == (AMAL, BORIS)
        # The one is put in the other's place: shown as "Harbour patrol (Harbour district)".
        moved = (*stored(u3=PlacedUnit(3, "Harbour patrol", 9)), PlacedUnit(5, "Harbour patrol", 2))
        assert units_meant((), [5], alike, moved) == {3, 5}


class TestHolders:
    def test_who_left_is_found_for_their_signatures_and_gets_no_key(self):
        assert ROSTER.find(14) == GONE
        assert ROSTER.signed_by(GONE.public.verify) == GONE
        assert GONE not in ROSTER.caseworkers

    def test_an_earlier_key_of_somebody_stays_beside_the_one_in_use(self):
        earlier = holder(11, "Amal Haddad", active=False)
        roster = a_roster(earlier, AMAL, BORIS)

        assert roster.find(11) == AMAL
        assert roster.signed_by(earlier.public.verify) == earlier
        assert read_roster(write_roster(roster)).holders == (earlier, AMAL, BORIS)


class TestFile:
    def test_it_is_always_written_the_same_way(self):
        backwards = replace(SIGNED, holders=ROSTER.holders[::-1], units=TREE[::-1])

        assert write_roster(backwards) == write_roster(SIGNED)
        assert read_roster(write_roster(SIGNED, for_people=True)) == SIGNED
        assert read_roster(write_roster(replace(ROSTER, reviewer=None))).reviewer is None

    def test_one_from_before_units_were_signed_has_none(self):
        plain = orjson.loads(write_roster(SIGNED))
        del plain["units"]

        assert read_roster(orjson.dumps(plain)) == ROSTER

    def test_it_opens_with_the_key_that_signed_it(self):
        signed = sign_roster(ROSTER, SIGNING)

        assert SignedRoster.from_file(signed.to_file()) == signed
        assert signed.opened(SIGNING.public.verify) == ROSTER

    def test_another_key_or_another_word_is_refused(self):
        signed = sign_roster(ROSTER, SIGNING)
        other = replace(signed, content=signed.content.replace(b"Boris", b"Bodo"))
        other = replace(other, content=other.content.replace(b'"version":1', b'"version":2'))

        with pytest.raises(RosterRejected):
            signed.opened(HolderKey(new_seed()).public.verify)
        with pytest.raises(RosterRejected):
            other.opened(SIGNING.public.verify)

    @pytest.mark.parametrize("file", [b"", b"{}", b"{}\nzz\n", b"\n\n", b"{}\n00\n", b"\xff\n\xff"])
    def test_what_is_no_roster_is_refused(self, file):
        with pytest.raises(RosterRejected):
            SignedRoster.from_file(file).opened(SIGNING.public.verify)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"version": 0}, "version"),
            ({"version": "1"}, "version"),
            ({"made_on": "soon"}, "made_on"),
            ({"organisation": "00"}, "organisation"),
            ({"more": 1}, "more"),
            ({"holders": None}, "holders"),
            ({"units": None}, "units"),
            ({"units": [{"id": 1, "name": "Command"}]}, "units.0.parent"),
            ({"units": [{"id": 1, "name": "Command", "parent": None}] * 2}, "units: the same id"),
        ],
    )
    def test_a_fault_is_named(self, change, said):
        content = orjson.dumps(orjson.loads(write_roster(ROSTER)) | change)

        with pytest.raises(RosterRejected, match=said):
            read_roster(content)

    def test_roles_without_keys_and_keys_that_are_there_twice_are_refused(self):
        plain = orjson.loads(write_roster(ROSTER))
        plain["holders"][0]["role"] = "administrator"
        with pytest.raises(RosterRejected, match="holders"):
            read_roster(orjson.dumps(plain))
        twins = a_roster(AMAL, replace(BORIS, public=AMAL.public))
        with pytest.raises(RosterRejected, match="twice"):
            read_roster(write_roster(twins))
        with pytest.raises(RosterRejected, match="twice"):
            read_roster(write_roster(a_roster(AMAL, replace(BORIS, staff_id=11))))


@pytest.fixture
def settings(tmp_path):
    (tmp_path / ROSTER_KEY_FILE).write_text(SIGNING.public.verify.hex() + "\n")
    return Settings(data_dir=tmp_path)


@pytest.fixture
def book(engine: Engine, settings: Settings) -> RosterBook:
    """A book on both databases, whose rosters are checked with the key in the data folder."""
    return a_book(engine, settings)


def a_book(engine: Engine, settings: Settings) -> RosterBook:
    day = Day()
    return RosterBook(Trail(engine, day.now), settings, lambda: day.today)


def version(number: int, key: HolderKey = SIGNING) -> SignedRoster:
    return sign_roster(a_roster(AMAL, BORIS, CLARA, version=number), key)


def store(engine: Engine, number: int, signed: SignedRoster) -> None:
    row = {"content": signed.content, "signature": signed.signature}
    with writing(engine) as connection:
        connection.execute(
            insert(roster_table), {"version": number, "imported_on": date(2026, 3, 2), **row}
        )


class TestInForce:
    def test_there_is_none_before_one_is_imported(self, book):
        with pytest.raises(NoRoster):
            book.roster()

    def test_the_one_that_is_imported_is(self, book):
        book.import_roster(version(1))
        assert book.roster().version == 1

        book.import_roster(version(3))
        assert book.roster().version == 3
        assert book._trail.entries(OPERATOR)[0].about == "roster 3"

    def test_nothing_older_is_imported(self, book):
        book.import_roster(version(3))

        for number in (2, 3):
            with pytest.raises(RosterRejected, match="version 3 is there"):
                book.import_roster(version(number))

    def test_one_that_somebody_else_signed_is_not_imported(self, book):
        with pytest.raises(RosterRejected, match="signing key"):
            book.import_roster(version(1, HolderKey(new_seed())))
        with pytest.raises(NoRoster):
            book.roster()

    def test_one_below_the_minimum_of_the_settings_counts_nowhere(self, engine, book, settings):
        book.import_roster(version(2))
        stricter = a_book(engine, settings.model_copy(update={"roster_minimum": 3}))

        with pytest.raises(RosterRejected, match="older than 3"):
            stricter.roster()
        with pytest.raises(RosterRejected, match="older than 3"):
            stricter.import_roster(version(2))

    def test_the_key_of_the_settings_goes_before_that_of_the_folder(self, engine, book, settings):
        book.import_roster(version(1))
        other = HolderKey(new_seed()).public.verify.hex()
        elsewhere = a_book(engine, settings.model_copy(update={"roster_key": other}))

        with pytest.raises(RosterRejected):
            elsewhere.roster()

    def test_without_a_key_there_is_no_roster(self, engine, tmp_path, book):
        book.import_roster(version(1))

        without = a_book(engine, Settings(data_dir=tmp_path / "elsewhere"))
        with pytest.raises(NoRoster):
            without.roster()
        (tmp_path / ROSTER_KEY_FILE).write_text("no key")
        with pytest.raises(RosterRejected, match=ROSTER_KEY_FILE):
            book.roster()


class TestNext:
    def test_it_has_the_units_of_police_and_oversight_as_they_are_now(self, engine, book):
        book.import_roster(version(1))
        organisations = Organisations(Trail(engine, Day().now))
        units = []
        for kind in OrganisationKind:
            body = organisations.add(OPERATOR, kind, kind.value)
            top = organisations.add_unit(OPERATOR, body, f"{kind} top")
            below = organisations.add_unit(OPERATOR, body, f"{kind} below", top)
            if kind in {OrganisationKind.POLICE, OrganisationKind.OVERSIGHT}:
                units += [
                    PlacedUnit(top, f"{kind} top"),
                    PlacedUnit(below, f"{kind} below", top),
                ]

        following = book.next_roster(BODY)

        assert following.units == tuple(units)
        assert book.import_roster(sign_roster(following, SIGNING)).units == tuple(units)
        assert book.roster().units == tuple(units)


class TestWhoeverWritesToTheDatabase:
    """They can take the roster away, and so close the door; they cannot put themselves on it."""

    def test_cannot_change_a_row(self, engine, book):
        book.import_roster(version(1))
        assert book.roster().version == 1
        forged = a_roster(AMAL, BORIS, CLARA, holder(66, "Mallory"))
        with writing(engine) as connection:
            connection.execute(update(roster_table).values(content=write_roster(forged)))

        with pytest.raises(RosterRejected):
            book.roster()

    def test_cannot_add_one_of_their_own(self, engine, book):
        book.import_roster(version(1))
        forged = sign_roster(a_roster(holder(66, "Mallory"), version=2), HolderKey(new_seed()))
        store(engine, 2, forged)

        with pytest.raises(RosterRejected):
            book.roster()

    def test_cannot_pass_an_old_one_off_as_new(self, engine, book):
        book.import_roster(version(2))
        store(engine, 9, version(1))

        with pytest.raises(RosterRejected):
            book.roster()
        with pytest.raises(RosterRejected):
            a_book(engine, book._settings).roster()

    def test_cannot_go_back_to_an_older_one_while_the_portal_runs(self, engine, book):
        book.import_roster(version(1))
        book.import_roster(version(2))
        assert book.roster().version == 2
        with writing(engine) as connection:
            connection.execute(delete(roster_table).where(roster_table.c.version == 2))

        for _ in range(2):
            with pytest.raises(RosterRejected, match="older than 2"):
                book.roster()


class TestBeginning:
    def test_keys_are_drawn_once(self, engine, tmp_path):
        book = a_book(engine, Settings(data_dir=tmp_path))
        begun = book.begin()

        assert book.verify_key() == begun.signing.public.verify
        assert book.organisation_box() == begun.organisation.public.box
        assert begun.signing.seed.hex() not in repr(begun)
        with pytest.raises(AlreadyBegun):
            book.begin()
        assert book.begin(anew=True) != begun

    def test_a_key_of_the_settings_is_not_passed_over(self, engine, tmp_path, settings):
        key = SIGNING.public.verify.hex()
        with pytest.raises(AlreadyBegun):
            a_book(engine, Settings(data_dir=tmp_path / "new", roster_key=key)).begin()

    def test_nothing_is_drawn_that_cannot_be_kept(self, engine, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(CannotKeep):
            a_book(engine, Settings(data_dir=tmp_path / "file")).begin()

    def test_the_first_roster_needs_the_key_of_the_organisation(self, engine, tmp_path, book):
        with pytest.raises(NoOrganisationKey):
            book.next_roster(BODY)
        assert book.organisation_box() is None
