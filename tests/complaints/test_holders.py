"""Keys of staff: what opens them, and all that does not."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyotp
import pytest
from nacl.pwhash import argon2id
from sqlalchemy import Engine, select, update

from copfeedback.complaints import holder_store, holders
from copfeedback.complaints.holder_model import KeyLocked, NoKey, OnRoster, WrongKey
from copfeedback.complaints.holder_tables import vault_holder
from copfeedback.complaints.holders import Keys
from copfeedback.complaints.recovery import NotAKey, PaperKey, read_key, written
from copfeedback.complaints.roster_book import Begun, RosterBook
from copfeedback.complaints.roster_file import sign_roster
from copfeedback.complaints.stretching import Stretching
from copfeedback.complaints.vault import HolderKey, new_key, new_seed
from copfeedback.people import passwords
from copfeedback.people.access import NotPermitted
from copfeedback.people.accounts import Accounts
from copfeedback.people.audit import Trail
from copfeedback.people.mail import Mail
from copfeedback.people.model import OPERATOR, PUBLIC, Actor, OrganisationKind, Role
from copfeedback.people.organisations import Organisations
from copfeedback.people.proofs import Proofs
from copfeedback.people.service import (
    People,
    SessionOver,
    SignedIn,
    SlowDown,
    WrongCredentials,
)
from copfeedback.people.sessions import session_seal
from copfeedback.people.tables import staff_session
from copfeedback.sealing import Unreadable
from copfeedback.settings import Settings
from copfeedback.storage.engine import reading, writing
from tests.complaints.body import CHEAP, CLIENT, Day
from tests.people.members import PASSWORD, a_member, an_organisation

NEW = "five other silent words today"


@pytest.fixture(autouse=True)
def _cheap_hashing(monkeypatch):
    monkeypatch.setattr(passwords, "OPERATIONS", 1)
    monkeypatch.setattr(passwords, "MEMORY", 8 * 1024 * 1024)


@dataclass
class Staff:
    """Whoever works here, and everything that has to do with their keys."""

    engine: Engine
    book: RosterBook
    keys: Keys
    people: People
    accounts: Accounts
    begun: Begun

    def hire(self, name: str, role: Role, **more: object) -> int:
        return a_member(self.accounts, name, role, demonstration=True, **more)

    def sign_in(self, name: str, password: str = PASSWORD) -> SignedIn:
        return self.people.sign_in(name, password, client=CLIENT, local=True)

    def key(self, signed_in: SignedIn) -> HolderKey | None:
        return self.keys.key_of(signed_in.token, signed_in.actor)

    def opened(self, name: str = "amal", password: str = PASSWORD) -> HolderKey:
        found = self.key(self.sign_in(name, password))
        assert found is not None
        return found

    def is_locked(self, name: str = "amal", password: str = PASSWORD) -> bool:
        return self.key(self.sign_in(name, password)) is None

    def reset(self, name: str = "amal", password: str = NEW) -> None:
        (found,) = (each.id for each in self.accounts.staff(OPERATOR) if each.name == name)
        issued = self.accounts.allow_reset(OPERATOR, found)
        self.accounts.reset(issued.address.rsplit("/", 1)[-1].split("?")[0], password)

    def put_in_force(self) -> None:
        name = "Oversight body"
        (body,) = (e for e in Organisations(self.keys._trail).all() if e.name == name)
        self.book.import_roster(sign_roster(self.book.next_roster(body), self.begun.signing))


@pytest.fixture
def staff(engine: Engine, tmp_path) -> Staff:
    return some_staff(engine, tmp_path)


def some_staff(engine: Engine, folder) -> Staff:
    """Two caseworkers, on this database."""
    day = Day()
    trail, settings = Trail(engine, day.now), Settings(data_dir=folder)
    book = RosterBook(trail, settings, lambda: day.today)
    proofs = Proofs(trail, lambda: day.seconds)
    keys = Keys(trail, book, Stretching(2, **CHEAP), proofs, lambda: day.today)
    people = People(engine, settings, trail, keys=keys, monotonic=lambda: day.seconds)
    accounts = Accounts(trail, settings, Mail(settings), keys)
    staff = Staff(engine, book, keys, people, accounts, book.begin())
    staff.hire("amal", Role.CASEWORKER)
    staff.hire("boris", Role.CASEWORKER)
    return staff


def row_of(engine: Engine, staff_id: int) -> holder_store.HolderRow:
    with reading(engine) as connection:
        found = holder_store.find(connection, staff_id)
    assert found is not None
    return found


class TestSigningIn:
    def test_the_first_time_makes_a_key_and_the_next_times_open_it(self, staff):
        first = staff.opened()

        assert staff.opened() == first
        assert staff.opened("boris") != first
        actions = [each.action for each in staff.keys._trail.entries(OPERATOR)]
        assert actions.count("make_keys") == 2

    @pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CUSTODIAN, Role.INTERPRETER])
    def test_whoever_comes_near_complaints_gets_a_key(self, staff, role):
        staff.hire("nina", role)

        assert staff.opened("nina")

    @pytest.mark.parametrize("kind", OrganisationKind)
    def test_of_agency_officers_those_of_the_police_alone_get_one(self, staff, kind):
        place = an_organisation(staff.engine, kind)
        staff.hire("omar", Role.AGENCY_OFFICER, organisation=place)

        assert staff.is_locked("omar") == (kind is not OrganisationKind.POLICE)

    @pytest.mark.parametrize("role", [Role.LEADER, Role.ADMINISTRATOR, Role.AUDITOR, Role.ANALYST])
    def test_nobody_else_gets_one_or_waits_for_one(self, staff, role, monkeypatch):
        staff.hire("nina", role)
        monkeypatch.setattr(Stretching, "key", lambda *_: pytest.fail("work for nothing"))

        assert staff.is_locked("nina")

    def test_a_key_costs_one_more_computation_at_most(self, staff, monkeypatch):
        staff.opened()
        stretched = []
        kdf = argon2id.kdf
        monkeypatch.setattr(argon2id, "kdf", lambda *given: stretched.append(1) or kdf(*given))

        staff.opened()
        with pytest.raises(WrongCredentials):
            staff.sign_in("amal", NEW)

        assert stretched == [1]

    def test_two_sign_ins_at_once_make_one_key(self, staff, monkeypatch):
        make = holders.new_seed

        def meanwhile():
            monkeypatch.setattr(holders, "new_seed", make)
            staff.opened()
            return make()

        monkeypatch.setattr(holders, "new_seed", meanwhile)
        assert staff.opened() == staff.opened()

    def test_too_many_at_once_are_told_and_not_blamed(self, staff, monkeypatch):
        def busy(*_):
            raise SlowDown(2)

        with monkeypatch.context() as patch:
            patch.setattr(Stretching, "key", busy)
            for _ in range(20):
                with pytest.raises(SlowDown):
                    staff.sign_in("amal")
        assert staff.opened()

    def test_a_composed_letter_opens_what_its_parts_have_closed(self, staff):
        a_member(staff.accounts, "zoe", Role.CASEWORKER, password="caf\u00e9 with quiet words")
        first = staff.sign_in("zoe", "caf\u00e9 with quiet words")
        second = staff.sign_in("zoe", "cafe\u0301 with quiet words")
        actor = replace(first.actor, restricted=False)

        assert staff.keys.key_of(first.token, actor) == staff.keys.key_of(second.token, actor)

    def test_a_trusted_directory_yields_no_key(self, staff):
        police = an_organisation(staff.engine, OrganisationKind.POLICE)
        omar = a_member(staff.accounts, "omar", Role.AGENCY_OFFICER, organisation=police)
        assert staff.opened("omar")

        assert staff.key(staff.people.admit(omar)) is None


class TestSessions:
    def test_a_token_opens_nothing_for_somebody_else(self, staff):
        amal, boris = staff.sign_in("amal"), staff.sign_in("boris")

        assert staff.keys.key_of(amal.token, boris.actor) is None
        assert staff.keys.key_of(amal.token, PUBLIC) is None
        for rubbish in (None, "", "x", amal.token[:-1], 7):
            assert staff.keys.key_of(rubbish, amal.actor) is None

    def test_nothing_is_open_before_the_second_factor_is_set_up(self, staff):
        a_member(staff.accounts, "nina", Role.CASEWORKER)
        nina = staff.sign_in("nina")
        assert nina.actor.restricted
        assert staff.key(nina) is None

        own = staff.people.own_account
        secret = own.offer_second_factor(nina.actor).secret
        code = pyotp.TOTP(secret).at(staff.keys._trail.now())
        token = own.confirm_second_factor(nina.actor, nina.token, secret, code).token
        assert staff.keys.key_of(token, staff.people.actor_of(token))

    def test_the_session_goes_on_with_its_key_when_its_token_is_renewed(self, staff):
        amal = staff.sign_in("amal")
        key = staff.key(amal)
        token = staff.people.own_account.change_password(amal.actor, amal.token, PASSWORD, NEW)

        assert staff.keys.key_of(token, amal.actor) == key
        assert staff.keys.key_of(amal.token, amal.actor) is None

    def test_signing_out_leaves_nothing(self, staff):
        amal = staff.sign_in("amal")
        staff.people.sign_out(amal.token)

        assert staff.key(amal) is None

    def test_a_key_that_was_put_into_a_session_of_ones_own_opens_nothing(self, staff, engine):
        """Whoever writes to the database copies what a caseworker's session keeps."""
        amal, boris = staff.sign_in("amal"), staff.sign_in("boris")
        with writing(engine) as connection:
            sealed = connection.execute(
                select(staff_session.c.sealed_key).where(staff_session.c.staff_id == amal.actor.id)
            ).scalar_one()
            connection.execute(update(staff_session).values(sealed_key=sealed))

        assert staff.key(boris) is None
        assert staff.key(amal) is not None
        assert staff.people.own_account.change_password(boris.actor, boris.token, PASSWORD, NEW)


class TestADump:
    def test_holds_no_key_in_the_clear(self, staff, engine):
        amal = staff.sign_in("amal")
        seed = staff.key(amal).seed
        staff.keys.show_recovery_key(amal.actor, amal.token)

        with reading(engine) as connection:
            kept = [
                bytes(value)
                for table in (vault_holder, staff_session)
                for row in connection.execute(select(table))
                for value in row
                if isinstance(value, bytes | memoryview)
            ]
        assert len(kept) > 5
        assert not any(seed in each or amal.token.encode() in each for each in kept)

    def test_opens_nothing_with_what_else_is_in_it(self, staff, engine):
        amal = staff.sign_in("amal")
        row = row_of(engine, amal.actor.id)
        with reading(engine) as connection:
            session = connection.execute(select(staff_session)).one()

        for stolen in (session.token_hash, session.token_hash.hex(), row.salt.hex(), "", PASSWORD):
            with pytest.raises(Unreadable):
                session_seal(str(stolen)).open(session.sealed_key)
        assert staff.keys._open(row, NEW) is None
        assert staff.keys._open(replace(row, salt=bytes(16)), PASSWORD) is None

    def test_one_persons_rows_open_nothing_of_anothers(self, staff, engine):
        """Whoever writes to the database gives their own account another one's sealed key."""
        first, second = staff.sign_in("amal"), staff.sign_in("boris")
        amal = row_of(engine, first.actor.id)
        with writing(engine) as connection:
            holder_store.change(
                connection, second.actor.id, salt=amal.salt, sealed_seed=amal.sealed_seed
            )

        assert staff.is_locked("boris"), "the password is the same, the account is not"


class TestANewPassword:
    def test_keeps_the_key_when_its_owner_changed_it(self, staff, engine):
        key, amal = staff.opened(), staff.sign_in("amal")
        before = row_of(engine, amal.actor.id)
        staff.people.own_account.change_password(amal.actor, amal.token, PASSWORD, NEW)
        after = row_of(engine, amal.actor.id)

        assert staff.opened(password=NEW) == key
        assert staff.keys._open(after, PASSWORD) is None
        assert (after.salt, after.sealed_seed) != (before.salt, before.sealed_seed)

    def test_changes_nothing_when_the_current_one_is_wrong(self, staff, engine):
        key, amal = staff.opened(), staff.sign_in("amal")
        with pytest.raises(WrongCredentials):
            staff.people.own_account.change_password(amal.actor, amal.token, NEW, NEW)

        assert staff.opened() == key

    def test_locks_the_key_when_it_came_by_a_link(self, staff, engine):
        key = staff.opened()
        staff.reset()

        assert staff.is_locked(password=NEW)
        amal = staff.sign_in("amal", NEW)
        assert row_of(engine, amal.actor.id).sealed_seed is None
        assert row_of(engine, amal.actor.id).public == key.public, "no other key takes its place"

    def test_stays_locked_when_it_is_changed_once_more(self, staff):
        staff.opened()
        staff.reset()
        amal = staff.sign_in("amal", NEW)
        staff.people.own_account.change_password(amal.actor, amal.token, NEW, PASSWORD)

        assert staff.is_locked()


class TestTheRecoveryKey:
    def test_opens_the_key_again_for_this_session_and_for_the_password(self, staff):
        amal = staff.sign_in("amal")
        key, paper = staff.key(amal), staff.keys.show_recovery_key(amal.actor, amal.token)
        staff.reset()
        amal = staff.sign_in("amal", NEW)

        staff.keys.recover(amal.actor, amal.token, paper.upper(), NEW)

        assert staff.key(amal) == key
        assert staff.opened(password=NEW) == key

    def test_is_shown_once_and_the_one_before_opens_nothing_any_more(self, staff):
        amal = staff.sign_in("amal")
        first, second = (staff.keys.show_recovery_key(amal.actor, amal.token) for _ in range(2))
        staff.reset()
        amal = staff.sign_in("amal", NEW)

        with pytest.raises(WrongKey):
            staff.keys.recover(amal.actor, amal.token, first, NEW)
        assert staff.key(amal) is None
        staff.keys.recover(amal.actor, amal.token, second, NEW)
        assert staff.key(amal)

    def test_of_somebody_else_opens_nothing(self, staff):
        boris, amal = staff.sign_in("boris"), staff.sign_in("amal")
        theirs = staff.keys.show_recovery_key(boris.actor, boris.token)
        staff.keys.show_recovery_key(amal.actor, amal.token)
        staff.reset()
        amal = staff.sign_in("amal", NEW)

        with pytest.raises(WrongKey):
            staff.keys.recover(amal.actor, amal.token, theirs, NEW)

    def test_needs_the_password_and_slows_down_whoever_guesses_it(self, staff):
        amal = staff.sign_in("amal")
        paper = staff.keys.show_recovery_key(amal.actor, amal.token)
        staff.reset()
        amal = staff.sign_in("amal", NEW)

        refusals = []
        for _ in range(30):
            with pytest.raises((WrongCredentials, SlowDown)) as refusal:
                staff.keys.recover(amal.actor, amal.token, paper, PASSWORD)
            refusals.append(refusal.type)
        assert refusals[0] is WrongCredentials
        assert refusals[-1] is SlowDown
        assert staff.key(amal) is None

    def test_needs_the_session(self, staff):
        amal = staff.sign_in("amal")
        paper = staff.keys.show_recovery_key(amal.actor, amal.token)
        staff.reset()
        amal = staff.sign_in("amal", NEW)
        staff.people.sign_out(amal.token)

        with pytest.raises(SessionOver):
            staff.keys.recover(amal.actor, amal.token, paper, NEW)
        assert staff.is_locked(password=NEW), "nothing was kept"

    def test_cannot_be_made_where_the_key_is_locked(self, staff):
        staff.opened()
        staff.reset()
        amal = staff.sign_in("amal", NEW)

        with pytest.raises(KeyLocked):
            staff.keys.show_recovery_key(amal.actor, amal.token)
        with pytest.raises(NoKey):
            staff.keys.recover(amal.actor, amal.token, written(PaperKey.RECOVERY, new_key()), NEW)

    def test_is_nothing_for_whoever_has_to_do_with_no_cases(self, staff):
        for who in (PUBLIC, Actor("l", Role.LEADER, id=1, organisation=1)):
            with pytest.raises(NotPermitted):
                staff.keys.show_recovery_key(who, "x")
            with pytest.raises(NotPermitted):
                staff.keys.recover(who, "x", "x", "x")
            with pytest.raises(NotPermitted):
                staff.keys.state_of(who, "x")


class TestTheOrganisationsKey:
    def test_makes_a_new_recovery_key_for_somebody_who_lost_theirs(self, staff):
        key, amal = staff.opened(), staff.sign_in("amal")
        staff.reset()

        paper = staff.keys.recover_for(amal.actor.id, staff.begun.organisation)

        amal = staff.sign_in("amal", NEW)
        staff.keys.recover(amal.actor, amal.token, paper, NEW)
        assert staff.key(amal) == key

    def test_opens_nothing_that_was_sealed_to_another(self, staff):
        amal = staff.sign_in("amal")

        with pytest.raises(WrongKey):
            staff.keys.recover_for(amal.actor.id, HolderKey(new_seed()))
        with pytest.raises(NoKey):
            staff.keys.recover_for(1_000, staff.begun.organisation)

    def test_gets_what_was_made_before_it_was_known(self, staff, engine):
        key, amal = staff.opened(), staff.sign_in("amal")
        with writing(engine) as connection:
            holder_store.change(
                connection, amal.actor.id, organisation_sealed=None, organisation_box=None
            )
        staff.opened()

        assert (
            staff.begun.organisation.open(row_of(engine, amal.actor.id).organisation_sealed)
            == key.seed
        )

    def test_a_key_that_nobody_can_open_any_more_gives_way_to_another(self, staff, engine):
        key, amal = staff.opened(), staff.sign_in("amal")
        with writing(engine) as connection:
            holder_store.change(
                connection, amal.actor.id, organisation_sealed=None, organisation_box=None
            )
        staff.reset()

        assert staff.opened(password=NEW) != key


class TestTheRoster:
    def test_one_sees_whether_ones_key_is_on_it(self, staff, engine):
        amal = staff.sign_in("amal")
        assert staff.keys.state_of(amal.actor, amal.token).on_roster is OnRoster.NO_ROSTER
        staff.put_in_force()
        state = staff.keys.state_of(amal.actor, amal.token)
        assert (state.on_roster, state.is_open, state.has_recovery_key) == (
            OnRoster.YES,
            True,
            False,
        )
        boris = staff.sign_in("boris")
        assert staff.keys.state_of(boris.actor, boris.token).on_roster is OnRoster.NOT_YET
        assert state.fingerprint != staff.keys.state_of(boris.actor, boris.token).fingerprint

        with writing(engine) as connection:
            connection.execute(vault_holder.delete())
        amal = staff.sign_in("amal")
        assert staff.keys.state_of(amal.actor, amal.token).on_roster is OnRoster.ANOTHER_KEY

    def test_whoever_is_no_longer_active_leaves_it_and_is_still_found(self, staff):
        amal, boris = staff.sign_in("amal"), staff.sign_in("boris")
        staff.put_in_force()
        staff.accounts.deactivate(OPERATOR, boris.actor.id)
        staff.put_in_force()

        roster = staff.keys.roster()
        assert [each.staff_id for each in roster.caseworkers] == [amal.actor.id]
        assert not roster.find(boris.actor.id).active

    def test_a_key_that_was_exchanged_in_the_database_is_put_right_by_its_owner(
        self, staff, engine
    ):
        """And until then the digits at signing are other ones than those its owner reads."""
        amal = staff.sign_in("amal")
        before = staff.keys.state_of(amal.actor, amal.token).fingerprint
        mallory = HolderKey(new_seed()).public
        with writing(engine) as connection:
            holder_store.change(connection, amal.actor.id, box=mallory.box, verify=mallory.verify)

        assert staff.keys.state_of(amal.actor, amal.token).fingerprint == before
        assert row_of(engine, amal.actor.id).public == mallory
        assert staff.opened().public == row_of(engine, amal.actor.id).public

    def test_police_liaisons_are_on_it_for_requests_and_keep_out_of_their_own_unit(self, staff):
        organisations = Organisations(staff.keys._trail)
        police = an_organisation(staff.engine)
        unit = organisations.add_unit(OPERATOR, police, "Station")
        staff.hire("omar", Role.AGENCY_OFFICER, organisation=police, unit=unit)
        staff.opened("omar")
        staff.opened()
        staff.put_in_force()

        (omar,) = staff.keys.roster().liaisons
        assert (omar.name, omar.excluded_units) == ("omar", {unit})
        assert omar not in staff.keys.roster().recipients((), (), {}).holders

    def test_a_foreign_bodys_people_are_not_on_it(self, staff):
        other = an_organisation(staff.engine, OrganisationKind.OVERSIGHT, "Another body")
        staff.hire("nina", Role.CASEWORKER, organisation=other)
        staff.opened("nina")
        staff.opened()
        staff.put_in_force()

        assert [each.name for each in staff.keys.roster().holders] == ["amal"]


class TestPaper:
    def test_a_key_is_read_again_however_it_is_typed(self):
        key = new_key()
        paper = written(PaperKey.RECOVERY, key)

        assert len(paper.split()) == 17
        assert read_key(PaperKey.RECOVERY, f"  {paper.upper().replace(' ', '-')}\n") == key
        eastern = paper.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        assert read_key(PaperKey.RECOVERY, eastern) == key

    def test_a_slip_and_a_key_of_another_kind_are_noticed(self):
        paper = written(PaperKey.RECOVERY, bytes(32))
        for typed in ("1" + paper[1:], paper[:-1], paper + "0", "", None, 7, "x" * 1_000):
            with pytest.raises(NotAKey):
                read_key(PaperKey.RECOVERY, typed)
        with pytest.raises(NotAKey):
            read_key(PaperKey.SIGNING, paper)
