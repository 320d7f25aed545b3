"""Amina, and what the tests of signing in do again and again."""

import pytest
from sqlalchemy import func, select, update

from copfeedback.people.model import Actor, Role
from copfeedback.people.service import WrongCredentials
from copfeedback.people.store import staff, staff_session
from copfeedback.storage.engine import reading, writing

PASSWORD = "four quiet words here"
WRONG = "four quiet words there"
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
AMINA = Actor("amina", Role.LEADER)


def sign_in(people, name="amina", password=PASSWORD, client=HERE, *, local=False):
    return people.sign_in(name, password, client=client, local=local)


def guess(people, name="amina", client=HERE):
    with pytest.raises(WrongCredentials):
        sign_in(people, name, WRONG, client)


def sessions(engine):
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(staff_session)).scalar_one()


def set_active(engine, *, active):
    with writing(engine) as connection:
        connection.execute(update(staff).values(active=active))


def drop_everything(engine):
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TABLE staff_session")
        connection.exec_driver_sql("DROP TABLE staff")
