"""Made-up releases for tests of pages, charts and exports: plausible figures, no responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import product
from random import Random

from copfeedback.results.items import answer_codes, favourable_codes, has_mean, items_with_figures
from copfeedback.results.published import (
    EVERYONE,
    MARK_OF_DISCLOSURE,
    Domain,
    Estimate,
    Mean,
    PublishedRow,
    PublishedTable,
    Release,
    Weighting,
    Withheld,
)
from copfeedback.surveys.book import AskedWave
from copfeedback.surveys.model import Question, Survey

GENDERS = ("woman", "man", "another_or_not_stated")
CROSSINGS = (("gender", "age_band"), ("gender", "sector"))


def made_up_release(
    asked: AskedWave,
    number: int = 1,
    *,
    seed: int = 0,
    withheld: Mapping[Domain, Withheld] | None = None,
) -> Release:
    """A release of a wave with random figures; the rows of ``withheld`` have none.

    About one estimate in thirty is None, as if it were unreliable.
    """
    hidden = withheld or {}
    everybody = tuple(_domains(asked))
    return Release(
        wave_id=asked.wave.id,
        number=number,
        survey_id=asked.survey.id,
        version=asked.survey.version,
        built_on=asked.wave.closes,
        sha256=sha256(f"{asked.wave.id} {number} {seed}".encode()).hexdigest(),
        indicative=True,
        tables=_tables(asked, f"{asked.wave.id} {number} {seed}", everybody, hidden),
        bases={domain: None if domain in hidden else _base(domain) for domain in everybody},
        weighting=Weighting.RAKED,
        weighted_to=("gender", "age_band"),
        design_effect=1.2,
        police_assisted=None,
    )


def _tables(
    asked: AskedWave, seed: str, everybody: tuple[Domain, ...], hidden: Mapping[Domain, Withheld]
) -> dict[str, PublishedTable]:
    """Figures of every item; what was made up before is not made up again."""
    about = (seed, everybody, frozenset(hidden.items()))
    survey, tables = _made_up.get(about, (None, {}))
    if survey != asked.survey:
        random = Random(seed)  # noqa: S311 - repeatable on purpose
        tables = {
            item: PublishedTable(
                asked.wave.id,
                item,
                tuple(_row(random, question, item, domain, hidden) for domain in everybody),
                MARK_OF_DISCLOSURE,
            )
            for item, question in items_with_figures(asked.survey).items()
        }
        _made_up[about] = (asked.survey, tables)
    return dict(tables)


_made_up: dict[object, tuple[Survey, dict[str, PublishedTable]]] = {}


def _domains(asked: AskedWave) -> Iterator[Domain]:
    values: dict[str, tuple[str, ...]] = {}
    for name in ("gender", "age_band", "sector"):
        if name in asked.survey.question_of_item:
            codes = (choice.code for choice in asked.survey.question_of_item[name].choices)
            known = tuple(code for code in codes if code != "prefer_not")
            values[name] = GENDERS if name == "gender" else (*known, "not_stated")
    values["mode"] = ("light", "full")
    if any(asked.wave.plan.arm_of(sector.code) for sector in asked.wave.sectors):
        values["arm"] = ("pilot", "control")
    yield EVERYONE
    for name, each in values.items():
        yield from (Domain.of({name: value}) for value in each)
    for crossing in CROSSINGS:
        if set(crossing) <= values.keys():
            for parts in product(*(values[name] for name in crossing)):
                yield Domain.of(dict(zip(crossing, parts, strict=True)))


def _base(domain: Domain) -> int:
    return 600 // 4 ** len(domain.parts)


def _row(
    random: Random,
    question: Question,
    item: str,
    domain: Domain,
    hidden: Mapping[Domain, Withheld],
) -> PublishedRow:
    if domain in hidden:
        return PublishedRow(domain, None, {}, withheld=hidden[domain])
    codes = answer_codes(question)
    weights = [random.random() + 0.1 for _ in codes[:-1]] + [0.05]
    shares = {
        code: 100 * weight / sum(weights) for code, weight in zip(codes, weights, strict=True)
    }
    good = favourable_codes(question, item)
    favourable = sum(shares[code] for code in good)
    value = random.uniform(3, 7)
    return PublishedRow(
        domain,
        _base(domain),
        {}
        if len(codes) == 1
        else {
            code: None if random.random() < 1 / 30 else _estimate(share, domain)
            for code, share in shares.items()
        },
        _estimate(favourable, domain) if good else None,
        Mean(round(value, 1), round(value - 0.3, 1), round(value + 0.3, 1), 0.2)
        if has_mean(question)
        else None,
    )


def _estimate(share: float, domain: Domain) -> Estimate:
    error = round((share * (100 - share) / _base(domain)) ** 0.5, 1)
    low, high = max(0.0, share - 2 * error), min(100.0, share + 2 * error)
    return Estimate(round(share), round(low), round(high), error, _base(domain))
