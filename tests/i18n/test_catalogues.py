"""Every text of the portal exists in every language, whole and unbroken."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from copfeedback.application import PROJECT
from copfeedback.i18n.catalogues import Catalogues
from copfeedback.i18n.languages import load_languages
from tests.i18n.extraction import LOCALES, extract, read_catalogue, tags

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def messages(catalogue: Catalog) -> dict[object, Message]:
    return {message.id: message for message in catalogue if message.id}


@cache
def texts() -> frozenset[object]:
    """Every text that is marked in the sources, which do not change while they are tested."""
    return frozenset(messages(extract()))


def forms(text: object) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (str(text),)


def test_the_template_is_up_to_date_when_a_text_was_added_or_changed():
    with (LOCALES / "messages.pot").open("rb") as file:
        kept = set(messages(read_po(file)))

    assert kept == texts(), "run `make locales` and translate what is new"


@pytest.mark.parametrize("tag", tags())
def test_every_text_is_translated_when_a_language_is_offered(tag: str):
    catalogue = read_catalogue(tag)

    untranslated = [m.id for m in catalogue if m.id and not all(forms(m.string))]
    fuzzy = [m.id for m in catalogue if m.id and m.fuzzy]

    assert set(messages(catalogue)) == texts()
    assert not catalogue.obsolete
    assert untranslated == []
    assert fuzzy == []


@pytest.mark.parametrize("tag", tags())
def test_placeholders_survive_when_a_text_is_translated(tag: str):
    broken = []
    for message in messages(read_catalogue(tag)).values():
        wanted = set(PLACEHOLDER.findall(" ".join(forms(message.id))))
        for form in forms(message.string):
            found = set(PLACEHOLDER.findall(form))
            # A form for exactly one may say "one" in words; no form may ask for something else.
            lost = wanted - found if not isinstance(message.id, tuple) else set()
            if found - wanted or lost or re.search(r"%(?!\(\w+\)s)", form):
                broken.append((message.id, form))

    assert broken == []


@pytest.mark.parametrize("tag", tags())
def test_every_plural_form_is_there_and_none_is_empty(tag: str):
    catalogue = read_catalogue(tag)
    speech = Catalogues(PROJECT / "locales").speech(tag)
    counts = load_languages(LOCALES / "languages.toml")[tag].plural_check

    for message in messages(catalogue).values():
        if isinstance(message.id, tuple):
            assert len(forms(message.string)) == catalogue.num_plurals
            for count in counts:
                assert speech.ngettext(*message.id, count)


@pytest.mark.parametrize("tag", tags())
def test_a_translation_keeps_the_frame_of_its_text(tag: str):
    """Leading and trailing white space, line ends and markup stay as they are."""
    for message in messages(read_catalogue(tag)).values():
        for form in forms(message.string):
            source = forms(message.id)[0]
            assert form == form.strip() or source != source.strip(), message.id
            assert re.findall(r"</?\w+", form) == re.findall(r"</?\w+", source), message.id


def test_languages_are_named_in_their_own_words_and_say_who_reviewed_them():
    languages = load_languages(LOCALES / "languages.toml")

    assert next(iter(languages)) == "en"
    assert {language.direction for language in languages.values()} <= {"ltr", "rtl"}
    assert all(
        language.review in {"source", "machine-drafted", "reviewed"}
        for language in languages.values()
    )


def test_no_text_is_marked_where_the_extraction_cannot_see_it():
    """Babel reads tokens, and before Python 3.12 an f-string is a single one."""
    hidden = []
    for path in [*(PROJECT / "src").rglob("*.py"), *(PROJECT / "pages").glob("*.py")]:
        strings = (
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.JoinedStr)
        )
        for call in (node for string in strings for node in ast.walk(string)):
            if isinstance(call, ast.Call) and any(isinstance(a, ast.Constant) for a in call.args):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func
                name = name.id if isinstance(name, ast.Name) else name
                if name in {"_", "gettext", "ngettext", "N_"}:
                    hidden.append(f"{path.name}:{call.lineno}")

    assert hidden == []
