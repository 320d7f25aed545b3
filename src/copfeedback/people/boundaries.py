"""Reading the boundaries of sectors from GeoJSON (RFC 7946), with faults that name the feature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

from copfeedback.people.sector_model import SectorKind

MAX_BYTES = 5_000_000
CODE = "code"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FEWEST_POSITIONS = 4  # of a ring, whose last is its first (RFC 7946, 3.1.6)
_EAST, _NORTH = 180.0, 90.0


class BoundaryFault(StrEnum):
    """What is wrong with a file, or with a feature in it."""

    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    NO_COLLECTION = "no_collection"
    NO_FEATURE = "no_feature"
    NOT_A_FEATURE = "not_a_feature"
    NO_CODE = "no_code"
    UNKNOWN_CODE = "unknown_code"
    CODE_TWICE = "code_twice"
    NO_AREA = "no_area"
    NOT_A_POLYGON = "not_a_polygon"
    COORDINATES = "coordinates"
    OUT_OF_RANGE = "out_of_range"
    RING_OPEN = "ring_open"


@dataclass(frozen=True, slots=True)
class BoundaryProblem:
    """A fault and the feature it is in, counted from 1; 0 for the file as a whole."""

    feature: int
    fault: BoundaryFault


class BadBoundaries(Exception):  # noqa: N818 - named for what happened
    """The boundaries cannot be used; ``problems`` holds a fault for every feature with one."""

    def __init__(self, problems: Iterable[BoundaryProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{each.feature}: {each.fault}" for each in self.problems))


class _Faulty(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, fault: BoundaryFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def read_boundaries(geojson: bytes, kinds: Mapping[str, SectorKind]) -> dict[str, str]:
    """The boundaries in a feature collection, by the code of their sector.

    A feature names its sector in its property ``code`` and is a Polygon or MultiPolygon with
    longitude and latitude in degrees (WGS 84). Of a feature only that geometry is taken, without
    heights.

    Args:
        geojson: the file.
        kinds: the sectors there are; only areas have boundaries.

    Raises:
        BadBoundaries: the file cannot be read, or some of its features cannot be used.
    """
    found: dict[str, str] = {}
    problems = []
    for number, feature in enumerate(_features(geojson), 1):
        try:
            code = _code(feature, kinds, found)
            found[code] = orjson.dumps(_geometry(feature)).decode()
        except _Faulty as faulty:
            problems.append(BoundaryProblem(number, faulty.fault))
    if problems:
        raise BadBoundaries(problems)
    return found


def _features(geojson: bytes) -> list[Any]:
    if len(geojson) > MAX_BYTES:
        raise BadBoundaries([BoundaryProblem(0, BoundaryFault.TOO_LARGE)])
    try:
        collection = orjson.loads(geojson.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError:
        raise BadBoundaries([BoundaryProblem(0, BoundaryFault.NOT_JSON)]) from None
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        raise BadBoundaries([BoundaryProblem(0, BoundaryFault.NO_COLLECTION)])
    if not features:
        raise BadBoundaries([BoundaryProblem(0, BoundaryFault.NO_FEATURE)])
    return features


def _code(feature: object, kinds: Mapping[str, SectorKind], found: Mapping[str, str]) -> str:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Faulty(BoundaryFault.NOT_A_FEATURE)
    properties = feature.get("properties")
    code = properties.get(CODE) if isinstance(properties, dict) else None
    if not isinstance(code, str):
        raise _Faulty(BoundaryFault.NO_CODE)
    if code not in kinds:
        raise _Faulty(BoundaryFault.UNKNOWN_CODE)
    if code in found:
        raise _Faulty(BoundaryFault.CODE_TWICE)
    if kinds[code] is not SectorKind.AREA:
        raise _Faulty(BoundaryFault.NO_AREA)
    return code


def _geometry(feature: Mapping[str, Any]) -> dict[str, object]:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in {"Polygon", "MultiPolygon"}:
        raise _Faulty(BoundaryFault.NOT_A_POLYGON)
    coordinates = geometry.get("coordinates")
    if kind == "Polygon":
        return {"type": kind, "coordinates": _polygon(coordinates)}
    return {"type": kind, "coordinates": [_polygon(each) for each in _filled(coordinates)]}


def _polygon(rings: object) -> list[list[list[float]]]:
    return [list(_ring(ring)) for ring in _filled(rings)]


def _ring(positions: object) -> Iterator[list[float]]:
    corners = _filled(positions)
    if len(corners) < _FEWEST_POSITIONS or corners[0] != corners[-1]:
        raise _Faulty(BoundaryFault.RING_OPEN)
    for corner in corners:
        yield _position(corner)


def _position(position: object) -> list[float]:
    match position:
        case [int() | float() as east, int() | float() as north, *_] if not isinstance(
            east, bool
        ) and not isinstance(north, bool):
            if abs(east) > _EAST or abs(north) > _NORTH:
                raise _Faulty(BoundaryFault.OUT_OF_RANGE)
            return [east, north]
        case _:
            raise _Faulty(BoundaryFault.COORDINATES)


def _filled(items: object) -> list[Any]:
    if not isinstance(items, list) or not items:
        raise _Faulty(BoundaryFault.COORDINATES)
    return items
