"""Collects every text marked for translation; run as a module, brings the catalogues up to date.

``python -m tests.i18n.extraction`` (``make locales``) rewrites ``locales/messages.pot`` and adds
new texts to every catalogue, untranslated; the tests then fail until they are translated.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PROJECT = Path(__file__).resolve().parents[2]
LOCALES = PROJECT / "locales"
_METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.svg", "jinja2")]
_OPTIONS = {"**.html": {"trimmed": "false", "newstyle_gettext": "true"}}
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a real one would change the files at every run


def extract() -> Catalog:
    """The template as the sources are now."""
    catalog = Catalog(project="copfeedback", charset="utf-8", creation_date=_NO_DATE)
    for folder in ("src/copfeedback", "pages"):
        found = extract_from_dir(
            PROJECT / folder, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("Translators:",)
        )
        for name, _line, message, comments, _context in found:
            catalog.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments)
    return catalog


def tags() -> list[str]:
    """The languages that need a catalogue."""
    entries = tomllib.loads((LOCALES / "languages.toml").read_text(encoding="utf-8"))["language"]
    return [entry["tag"] for entry in entries if entry["review"] != "source"]


def catalogue_path(tag: str) -> Path:
    """Where a language's catalogue lies."""
    return LOCALES / tag / "LC_MESSAGES" / "messages.po"


def read_catalogue(tag: str) -> Catalog:
    """A language's catalogue."""
    with catalogue_path(tag).open("rb") as file:
        return read_po(file, locale=tag)


def _write(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False
        )


def main() -> None:
    """Rewrite the template and bring every catalogue up to date."""
    template = extract()
    _write(LOCALES / "messages.pot", template)
    for tag in tags():
        path = catalogue_path(tag)
        catalogue = read_catalogue(tag) if path.exists() else Catalog(locale=tag)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        catalogue.project, catalogue.creation_date = "copfeedback", _NO_DATE
        catalogue.revision_date, catalogue.fuzzy = _NO_DATE, False
        _write(path, catalogue)


if __name__ == "__main__":
    main()
