"""What the README says is what the code does."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from copfeedback.application import PROJECT
from copfeedback.cli import _parser
from copfeedback.settings import ENVIRONMENT_PREFIX, Settings, load_settings

README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table_with_its_default_and_meaning():
    rows = dict(re.findall(r"^\| `(COPFEEDBACK_\w+)` \| (.*) \|$", README, re.MULTILINE))
    wanted = {
        ENVIRONMENT_PREFIX + name.upper(): f"{default} | {field.description}"
        for name, field in Settings.model_fields.items()
        for default in [f"`{field.default}`" if str(field.default) else ""]
    }

    assert {name: row.strip() for name, row in rows.items()} == {
        name: row.removeprefix(" ") if row.startswith(" |") else row for name, row in wanted.items()
    }


def commands(parser: argparse.ArgumentParser, words: str = "") -> Iterator[str]:
    groups = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield words.strip()
    for group in groups:
        for name, inner in group.choices.items():
            yield from commands(inner, f"{words} {name}")


def test_every_command_is_in_the_table():
    documented = re.findall(r"^\| `copfeedback ([a-z]+(?:[ -][a-z]+)*)", README, re.MULTILINE)

    assert {command.strip() for command in documented} == set(commands(_parser()))


def test_every_file_the_documents_point_to_is_there():
    for document in (README, (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document):
            assert (PROJECT / target).exists(), target


@pytest.mark.parametrize(
    ("variables", "address"),
    [
        ({}, "http://127.0.0.1:8501"),
        ({"COPFEEDBACK_PORT": "9000"}, "http://127.0.0.1:9000"),
        (
            {"COPFEEDBACK_PORT": "9000", "COPFEEDBACK_PUBLIC_ADDRESS": "https://portal.example"},
            "https://portal.example",
        ),
    ],
)
def test_links_lead_to_where_the_portal_is(monkeypatch, variables, address):
    for name in ("COPFEEDBACK_PORT", "COPFEEDBACK_PUBLIC_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert load_settings().public_address == address


def test_wrong_settings_are_named_when_a_command_starts(monkeypatch, capsys):
    from copfeedback.cli import main

    monkeypatch.setenv("COPFEEDBACK_PORT", "not a port")
    monkeypatch.setenv("COPFEEDBACK_DATABASE_URL", "mysql://somewhere")

    assert main(["wave", "list"]) == 1
    said = capsys.readouterr().err
    assert "COPFEEDBACK_PORT" in said
    assert "COPFEEDBACK_DATABASE_URL" in said
