"""Pictures as they were taken, where a custodian decides on a name."""

from __future__ import annotations

from datetime import date

from copfeedback.complaints.own_files import OwnFiles
from copfeedback.complaints.receipts import ProofKey
from copfeedback.people.model import SESSION_COOKIE
from tests.complaints.sent_files import a_picture
from tests.pages.casework import Commission
from tests.pages.test_cases import asked


def test_a_custodian_finds_them_when_they_look_who_it_is(commission: Commission):
    case_id = commission.a_case(identity={"name": "Leila Nasser"})
    files = OwnFiles(
        commission.portal.following,
        ProofKey(bytes(32)),
        lambda: date(2027, 5, 3),
        most_bytes=10**6,
        at_most=3,
    )
    files.add(commission.complainant(case_id), "IMG_1.jpeg", a_picture())
    amal = commission.actor("amal")
    token = commission.amal.cookies[SESSION_COOKIE]
    key = commission.portal.keys.key_of(token, amal)
    commission.portal.casework.cases.acknowledge(amal, key, case_id, None)
    commission.portal.casework.identities.ask(amal, key, case_id, "Where was it?")
    clara = commission.clara.open("identities")
    assert "IMG_1.jpg" not in clara.text
    clara.do(f"look-{asked(clara)}")
    assert "IMG_1.jpg" in clara.text
    assert f'href="./staff/names/{asked(clara)}/files/' in clara.page
