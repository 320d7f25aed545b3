"""``copfeedback survey …``: questionnaires from a shell."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from copfeedback.application import Portal
from copfeedback.people.model import OPERATOR
from copfeedback.staff_commands import AddCommand, Subparsers
from copfeedback.storage.engine import StorageUnavailable
from copfeedback.survey_check import (
    SURVEYS,
    SurveyFaults,
    besides,
    check_surveys,
    demographics,
    is_workbook,
    print_completeness,
    print_remarks,
    read_form,
)
from copfeedback.surveys.definition import read_survey
from copfeedback.surveys.draft_store import Published
from copfeedback.surveys.drafts import DraftChanged, NothingChanged
from copfeedback.surveys.files import UnusableFile, files_named
from copfeedback.surveys.importing import import_survey, published_survey
from copfeedback.surveys.model import Survey
from copfeedback.surveys.waves import SurveyChanged, UnknownSurvey, publish_survey
from copfeedback.surveys.xlsform.report import FormError
from copfeedback.surveys.yaml_file import read_shape, read_text
from copfeedback.surveys.yaml_shape import SurveyShape
from copfeedback.surveys.yaml_writer import write_survey

LIBRARY = SURVEYS / "library"
_MEDIA_FOLDERS = ("files", "media")


class NotWritten(Exception):  # noqa: N818 - named for what happened
    """A file cannot be written; the message says which and why."""


class NoChannel(Exception):  # noqa: N818 - named for what happened
    """The wave has no channel of this name."""


SENTENCES: dict[type[Exception], str] = {
    SurveyFaults: "{}",
    NoChannel: "Wave {}. Add it with `copfeedback wave change`.",
    NotWritten: "{}. Check path and rights.",
    SurveyChanged: "{} is published with another text and never changes. Save it as a new version.",
    DraftChanged: (
        "Somebody works on a draft of survey {}. Publish or discard it first; nothing was imported."
    ),
    NothingChanged: "Nothing to import: {} and says the same.",
}


def add_commands(survey: Subparsers[argparse.ArgumentParser], command: AddCommand) -> None:
    """Add the commands to their group."""
    command(survey, "check", _check_surveys).add_argument("path", nargs="+", type=Path)
    command(survey, "publish", _publish_survey).add_argument("path", type=Path)
    import_ = command(survey, "import", _import_survey)
    import_.add_argument("path", type=Path)
    import_.add_argument("--id", default="", help="the id the survey gets, if not the form's")
    import_.add_argument("--into", type=Path, help="folder that gets the survey as YAML as well")
    export = command(survey, "export", _export_survey, "id")
    export.add_argument("--version", type=int, metavar="N", help="the newest, if left out")
    export.add_argument("--xlsform", type=Path, metavar="FILE", help="write an XLSForm (.xlsx)")
    export.add_argument("--yaml", type=Path, metavar="FILE", help="write YAML")
    new = command(survey, "new", _new_survey, "id")
    new.add_argument("--from", dest="modules", nargs="+", required=True, metavar="MODULE")
    new.add_argument(
        "--demographics", nargs="*", default=[], choices=["gender", "age_band", "sector"]
    )
    new.add_argument("--into", type=Path, metavar="FILE", help="printed, if left out")
    posters = command(survey, "qr", _write_posters, "wave")
    posters.add_argument("--into", type=Path, default=Path(), help="folder for the files")
    posters.add_argument("--channel", default="", help="one of the wave's channels")


def _check_surveys(portal: Portal, asked: argparse.Namespace) -> None:
    """Check survey files, YAML or XLSForm, without publishing them."""
    check_surveys(asked.path, portal.catalogues)


def _publish_survey(portal: Portal, asked: argparse.Namespace) -> None:
    """Publish a survey version; from then on it never changes."""
    survey = publish_survey(portal.trail, OPERATOR, asked.path, demographics())
    print(f"{survey.id} version {survey.version} is published.")


def _import_survey(portal: Portal, asked: argparse.Namespace) -> None:
    """Publish an XLSForm or YAML file as the next version of its survey."""
    if is_workbook(asked.path):
        try:
            report = read_form(asked.path, portal.catalogues, asked.id)
        except FormError as error:
            raise SurveyFaults(
                "\n".join([str(error), *besides(error, portal.catalogues)])
            ) from None
        print_remarks(report.remarks, portal.catalogues)
        shape = report.survey
    else:
        shape, _ = read_shape(SurveyShape, read_text(asked.path), str(asked.path))
        if asked.id:
            shape = SurveyShape.model_validate(shape.model_dump() | {"id": asked.id})
    survey = import_survey(
        portal.trail, OPERATOR, shape, demographics(), note=f"from {asked.path.name}"
    )
    print(f"{survey.id} version {survey.version} is published.")
    print_completeness(survey)
    _keep_files(portal, survey, asked.path.parent)
    if asked.into:
        kept = published_survey(portal.trail, OPERATOR, survey.id, survey.version)
        _write(asked.into / survey.id / f"v{survey.version}.yaml", kept.definition.encode())


def _keep_files(portal: Portal, survey: Survey, folder: Path) -> None:
    """Keep the pictures and sounds the form names, from its folder or one of the usual ones."""
    for name in sorted(files_named(survey)):
        places = [folder / name, *(folder / each / name for each in _MEDIA_FOLDERS)]
        place = next((each for each in places if each.is_file()), None)
        try:
            if place is None:
                print(f"  The file {name} is not beside the form; what names it is shown without.")
            else:
                portal.survey_files.add(
                    portal.trail, OPERATOR, survey.id, survey.version, name, place.read_bytes()
                )
        except UnusableFile:
            print(f"  {place} is too large or neither a picture nor a sound, and is left out.")
        except OSError as error:
            print(f"  {place} cannot be read ({error.strerror}), and is left out.")


def _export_survey(portal: Portal, asked: argparse.Namespace) -> None:
    """Write a published survey as an XLSForm, as YAML, or both."""
    from copfeedback.surveys.xlsform.writing import write_xlsform  # with openpyxl

    if not asked.xlsform and not asked.yaml:
        raise SurveyFaults("Say what to write: --xlsform FILE, --yaml FILE, or both.")
    kept = _published_or_shipped(portal, asked.id, asked.version)
    if asked.yaml:
        _write(asked.yaml, kept.definition.encode())
    if asked.xlsform:
        shape, _ = read_shape(SurveyShape, kept.definition, asked.id)
        _write(asked.xlsform, write_xlsform(shape, kept.demographics))


def _new_survey(_portal: Portal, asked: argparse.Namespace) -> None:
    """Put a new survey together from modules of the question library."""
    from copfeedback.surveys.library import compose, read_module

    modules = [read_module(LIBRARY, name) for name in asked.modules]
    text = write_survey(compose(asked.id, modules, asked.demographics))
    read_survey(text, "the new survey", demographics())
    if asked.into:
        _write(asked.into, text.encode())
    else:
        print(text, end="")


def _write_posters(portal: Portal, asked: argparse.Namespace) -> None:
    """Write a poster with the short address as SVG and PNG for each language."""
    from copfeedback.posters import UnknownChannel, write_posters  # segno: needed nowhere else

    wave = portal.surveys.book.find(asked.wave)
    try:
        written = write_posters(portal, wave, asked.into, asked.channel)
    except UnknownChannel:
        known = ", ".join(wave.wave.plan.channels) or "none"
        raise NoChannel(f"{wave.wave.id} has no channel “{asked.channel}”, only {known}") from None
    for path in written:
        print(path)


def _published_or_shipped(portal: Portal, survey_id: str, version: int | None) -> Published:
    """A survey from the database, or one that ships and is not published."""
    try:
        return published_survey(portal.trail, OPERATOR, survey_id, version)
    except (UnknownSurvey, StorageUnavailable):
        found = sorted(
            (int(path.stem[1:]), path)
            for path in SURVEYS.glob("*/v[0-9]*.yaml")
            if path.parent.name == survey_id and path.stem[1:].isdecimal()
        )
        wanted = [path for number, path in found if version in {None, number}]
        if not wanted:
            raise
        print(
            f"{survey_id} is not published; this is {wanted[-1].name} as shipped.", file=sys.stderr
        )
        return Published(version or found[-1][0], read_text(wanted[-1]), demographics())


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"{path} cannot be written ({error.strerror})") from None
    print(path)
