"""What the doors say about sectors: the same sentence for the same fault."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.people.boundaries import MAX_BYTES, BoundaryFault, BoundaryProblem
from copfeedback.people.sector_model import (
    DEPTH_MAXIMUM,
    EARLIEST,
    TEXT_MAXIMUM,
    SectorFault,
    SectorKind,
)
from copfeedback.people.sectors import Imported

KIND_NAMES: Mapping[SectorKind, str] = {
    SectorKind.AREA: N_("An area"),
    SectorKind.COMMUNITY: N_("A community that is no area"),
}

_SECTOR: Mapping[SectorFault, str] = {
    SectorFault.CODE: N_(
        "Please write a code of small letters from a to z, digits and underscores, a letter "
        "first, such as old_town."
    ),
    SectorFault.CODE_RESERVED: N_("This code is taken by the portal itself. Choose another one."),
    SectorFault.CODE_TAKEN: N_(
        "There is a sector with this code already. Choose another code, or change that sector."
    ),
    SectorFault.NAME_MISSING: N_("Please write the name in at least one language."),
    SectorFault.NAME_TOO_LONG: N_("Please shorten the name to %(characters)s characters."),
    SectorFault.OFFICER_TOO_LONG: N_(
        "Please shorten the name of the officer to %(characters)s characters."
    ),
    SectorFault.TELEPHONE: N_(
        "Please write one telephone number, such as +380 44 123 45 67: digits, spaces and "
        "( ) . / - only, and at least three digits."
    ),
    SectorFault.SINCE: N_(
        "The officer cannot be here since a day to come, or since before %(day)s. Please correct "
        "the day."
    ),
    SectorFault.DAY_UNREADABLE: N_(
        "Please write the day as year-month-day, such as 2026-02-28. It must be a day that exists."
    ),
    SectorFault.PARENT_UNKNOWN: N_(
        "The sector this one is part of is not there any more. Choose another one."
    ),
    SectorFault.PARENT_INSIDE: N_("A sector cannot be part of itself. Choose another one."),
    SectorFault.PARENT_COMMUNITY: N_(
        "An area cannot be part of a community. Choose an area, or nothing."
    ),
    SectorFault.TOO_DEEP: N_(
        "That would be more than %(levels)s levels. Choose a sector further up."
    ),
    SectorFault.HOLDS_AREAS: N_(
        "This cannot become a community while areas are part of it. Move those areas first."
    ),
}

_BOUNDARY: Mapping[BoundaryFault, tuple[str, str]] = {
    BoundaryFault.TOO_LARGE: (
        N_("The file is larger than %(megabytes)s MB."),
        N_("Simplify the boundaries, or import them in several files."),
    ),
    BoundaryFault.NOT_JSON: (
        N_("This is no GeoJSON file."),
        N_("Export the boundaries as GeoJSON in UTF-8."),
    ),
    BoundaryFault.NO_COLLECTION: (
        N_("The file is no collection of features."),
        N_("Export the boundaries as one FeatureCollection."),
    ),
    BoundaryFault.NO_FEATURE: (
        N_("The file holds no feature."),
        N_("Export at least one boundary."),
    ),
    BoundaryFault.NOT_A_FEATURE: (
        N_("It is not of the type Feature."),
        N_("Export the boundaries as one FeatureCollection."),
    ),
    BoundaryFault.NO_CODE: (
        N_("It has no property “code”, or it is no text."),
        N_("Give it a property “code” with the code of its sector."),
    ),
    BoundaryFault.UNKNOWN_CODE: (
        N_("No sector has this code."),
        N_("Add the sector first, or correct the code."),
    ),
    BoundaryFault.CODE_TWICE: (
        N_("An earlier feature has the same code."),
        N_("Join the two as one MultiPolygon, or correct the code."),
    ),
    BoundaryFault.NO_AREA: (
        N_("Its sector is a community that is no area."),
        N_("Leave this feature out, or make the sector an area first."),
    ),
    BoundaryFault.NOT_A_POLYGON: (
        N_("It is neither a Polygon nor a MultiPolygon."),
        N_("Draw the boundary as an area, and leave points and lines out."),
    ),
    BoundaryFault.COORDINATES: (
        N_("Its coordinates are not lists of numbers as GeoJSON has them."),
        N_("Export the boundary again."),
    ),
    BoundaryFault.OUT_OF_RANGE: (
        N_("Its coordinates are not longitude and latitude in degrees."),
        N_("Export the boundaries in WGS 84 (EPSG:4326)."),
    ),
    BoundaryFault.RING_OPEN: (
        N_("A line around it does not end where it began, or has fewer than three corners."),
        N_("Close the line."),
    ),
}


def sector_sentence(fault: SectorFault, speech: Speech) -> str:
    """What is wrong with an entry about a sector, and what to do."""
    formatting = speech.formatting
    return speech.gettext(_SECTOR[fault]) % {
        "characters": formatting.number(TEXT_MAXIMUM),
        "levels": formatting.number(DEPTH_MAXIMUM),
        "day": formatting.date(EARLIEST),
    }


def boundary_sentence(problem: BoundaryProblem, speech: Speech) -> str:
    """Which feature of a file cannot be used, why, and what to do."""
    _, formatting = speech.gettext, speech.formatting
    sentences = " ".join(
        _(part) % {"megabytes": formatting.number(MAX_BYTES // 1_000_000)}
        for part in _BOUNDARY[problem.fault]
    )
    if not problem.feature:
        return sentences
    place = _("Feature %(number)s:") % {"number": formatting.number(problem.feature)}
    return f"{place} {sentences}"


def imported_sentence(imported: Imported, speech: Speech) -> str:
    """How many boundaries were taken, and which areas have none."""
    taken = speech.ngettext(
        "%(count)s boundary is imported.",
        "%(count)s boundaries are imported.",
        len(imported.codes),
    ) % {"count": speech.formatting.number(len(imported.codes))}
    if not imported.missing:
        return taken
    without = speech.gettext("These areas have none yet: %(codes)s")
    return f"{taken} {without % {'codes': speech.formatting.listing(imported.missing)}}"
