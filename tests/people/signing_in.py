"""Amina, and what the tests of signing in do again and again."""

from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import event, func, select, update

from copfeedback.people.model import Actor, Role
from copfeedback.people.second_factor import STEP_SECONDS
from copfeedback.people.service import WrongCredentials
from copfeedback.people.tables import staff, staff_session
from copfeedback.storage.engine import reading, writing
from tests.people.members import PASSWORD

WRONG = "four quiet words there"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
AMINA = Actor("amina", Role.LEADER, id=1, organisation=1)


@dataclass
class Phone:
    """Somebody's second factor, and the codes they printed."""

    secret: str
    recovery_codes: list[str]
    clock: object

    def code(self, steps=0, scramble=False):
        """What it shows now, or so many steps of 30 seconds later."""
        moment = self.clock.now() + timedelta(seconds=steps * STEP_SECONDS)
        shown = pyotp.TOTP(self.secret).at(moment)
        return f"{(int(shown) + 1) % 1_000_000:06}" if scramble else shown


def with_second_factor(people, signed_in, clock):
    """Their phone, and the token to go on with; its next code opens in the next step."""
    own = people.own_account
    phone = Phone(own.offer_second_factor(signed_in.actor).secret, [], clock)
    kept = own.confirm_second_factor(signed_in.actor, signed_in.token, phone.secret, phone.code())
    phone.recovery_codes = kept.recovery_codes
    clock.move(seconds=STEP_SECONDS)
    return phone, kept.token


def sign_in(people, name="amina", password=PASSWORD, client=HERE, *, local=False, **more):
    return people.sign_in(name, password, client=client, local=local, **more)


def guess(people, name="amina", client=HERE, **more):
    with pytest.raises(WrongCredentials):
        sign_in(people, name, WRONG, client, **more)


def sessions(engine):
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(staff_session)).scalar_one()


def set_active(engine, *, active):
    with writing(engine) as connection:
        connection.execute(update(staff).values(active=active))


def drop_everything(engine):
    with writing(engine) as connection:
        for table in ("staff_session", "staff"):  # others refer to it: it cannot be dropped alone
            connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO lost_{table}")


def take_no_writes(engine):
    """From now on, as a database that can only be read."""
    engine.dispose()
    read_only = {
        "sqlite": "PRAGMA query_only=ON",
        "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    }[engine.dialect.name]

    @event.listens_for(engine, "connect")
    def refuse_writes(connection, _record):
        connection.cursor().execute(read_only)
        connection.commit()
