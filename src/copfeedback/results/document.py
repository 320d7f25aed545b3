"""A release as a JSON document for staff; ``docs/releases.md`` says what its fields mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from copfeedback.i18n.translations import Translations
from copfeedback.results.published import Estimate, Mean, PublishedRow, Release, Withheld
from copfeedback.results.releases import Preview


def as_document(preview: Preview) -> dict[str, Any]:
    """Everything about a release: its life, then every question, domain and answer."""
    life, release = preview.life, preview.release
    return {
        "id": release.id,
        "wave": release.wave_id,
        "survey": release.survey_id,
        "version": release.version,
        "number": release.number,
        "state": preview.step.value,
        "built_at": _moment(life.built_at),
        "built_by": life.built_by,
        "approved_at": _moment(life.approved_at),
        "approved_by": life.approved_by,
        "publish_at": _moment(life.publish_at),
        "published_by": life.published_by,
        "public_since": _moment(preview.public_since),
        "corrects": life.corrects and f"{life.wave_id}.{life.corrects}",
        "reason": _texts(life.reason),
        "withdrawn_at": _moment(life.withdrawn_at),
        "withdrawn_by": life.withdrawn_by,
        "notice": _texts(life.notice),
        "sha256": release.sha256,
        "built_on": release.built_on.isoformat(),
        "indicative": release.indicative,
        "weighting": release.weighting.value,
        "weighted_to": list(release.weighted_to),
        "design_effect": release.design_effect,
        "weighting_remarks": [
            {"remark": code, "margin": margin, "values": list(values)}
            for code, margin, values in life.remarks
        ],
        "police_assisted": release.police_assisted,
        "questions": [
            {"question": item, "rows": [_row(row, release) for row in table.rows]}
            for item, table in release.tables.items()
        ],
    }


def _row(row: PublishedRow, release: Release) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "domain": dict(row.domain.parts),
        "domain_id": row.domain.id,
        "n": row.base,
        "people": row.people,
        "suppressed": row.withheld and row.withheld.value,
    }
    if row.withheld is not None:
        return plain
    plain["answers"] = [
        {"answer": code, **_share(share, row, release)} for code, share in row.answers.items()
    ]
    if row.favourable is not None:
        plain["favourable"] = _share(row.favourable, row, release)
    if row.mean is not None:
        plain["mean"] = _mean(row.mean, row, release)
    return plain


def _share(share: Estimate | None, row: PublishedRow, release: Release) -> Mapping[str, Any]:
    if share is None:
        return {"estimate": None, "n": row.base, "suppressed": Withheld.UNRELIABLE.value}
    flags = ["few_degrees_of_freedom"] if share.few_degrees else []
    return {
        "estimate": share.share,
        "standard_error": share.standard_error,
        "interval": [share.low, share.high],
        "n": row.base,
        "n_eff": share.effective,
        "flags": [*flags, *_flags(release)],
        "suppressed": None,
    }


def _mean(mean: Mean, row: PublishedRow, release: Release) -> Mapping[str, Any]:
    return {
        "estimate": mean.mean,
        "standard_error": mean.standard_error,
        "interval": [mean.low, mean.high],
        "n": row.base,
        "flags": _flags(release),
    }


def _flags(release: Release) -> list[str]:
    return ["indicative"] if release.indicative else []


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _texts(texts: Translations | None) -> dict[str, str] | None:
    return None if texts is None else dict(texts)
