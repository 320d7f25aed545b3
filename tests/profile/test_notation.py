"""What was written down is read back as it was."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copfeedback.i18n.translations import Translations
from copfeedback.profile.logo import read_logo
from copfeedback.profile.model import (
    DEFAULTS,
    Contact,
    Content,
    Criterion,
    Directory,
    Identity,
    Logo,
    Need,
    Part,
    Partner,
    PictureFormat,
    Promise,
    Reach,
    Vetting,
)
from copfeedback.profile.notation import from_json, to_json
from tests.profile.contents import a_directory, a_picture, a_promise, an_identity

plain = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
texts = st.dictionaries(st.sampled_from(["en", "ar", "uk"]), plain, min_size=1).map(Translations)
some_texts = st.none() | texts
words = st.just("") | plain
partners = st.builds(
    Partner,
    id=st.integers(1, 999),
    name=texts,
    offer=texts,
    audience=texts,
    needs=st.frozensets(st.sampled_from(Need)),
    languages=st.lists(plain).map(tuple),
    reach=st.builds(Reach, words, words, words, some_texts, some_texts),
    vetting=st.none()
    | st.builds(Vetting, plain, st.dates(), st.frozensets(st.sampled_from(Criterion)), words),
)
logos = st.builds(Logo, st.sampled_from(PictureFormat), st.binary(min_size=1))
contacts = st.lists(st.builds(Contact, texts, plain, st.booleans())).map(tuple)
contents = st.one_of(
    st.tuples(
        st.just(Part.IDENTITY),
        st.builds(Identity, some_texts, some_texts, contacts, st.none() | logos),
    ),
    st.tuples(st.just(Part.DIRECTORY), st.lists(partners).map(tuple).map(Directory)),
    st.tuples(
        st.sampled_from([Part.PROMISE, Part.COMPLAINT_PROMISE]), st.builds(Promise, some_texts)
    ),
)


@given(contents)
def test_whatever_is_written_is_read_back_the_same(written: tuple[Part, Content]):
    part, content = written
    assert from_json(part, to_json(content)) == content


@pytest.mark.parametrize("part", Part)
def test_the_defaults_are_read_back_the_same(part: Part):
    assert from_json(part, to_json(DEFAULTS[part])) == DEFAULTS[part]


def test_the_same_content_is_always_the_same_text():
    one = an_identity(name=Translations({"en": "Name", "ar": "اسم"}))
    other = an_identity(name=Translations({"ar": "اسم", "en": "Name"}))
    assert to_json(one) == to_json(other)


def test_what_says_nothing_is_left_out():
    assert json.loads(to_json(Identity())) == {}
    assert json.loads(to_json(a_promise())) == {"text": {"en": "We tell you what came of it."}}


def test_a_logo_is_kept_byte_for_byte():
    identity = an_identity(logo=read_logo(a_picture()))
    assert from_json(Part.IDENTITY, to_json(identity)) == identity


def test_a_day_is_kept_as_everybody_writes_it():
    (partner,) = json.loads(to_json(a_directory()))["partners"]
    assert date.fromisoformat(partner["vetting"]["on"]) == date(2026, 3, 1)
