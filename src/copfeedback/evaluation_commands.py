"""``copfeedback verify``, of evaluations: their chain, files, and the releases they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copfeedback.application import Portal
from copfeedback.evaluations.chain import Broken
from copfeedback.evaluations.verifying import cited_sources, is_published
from copfeedback.faults import Unknown
from copfeedback.people.audit import Fault as TrailFault
from copfeedback.people.audit import Head
from copfeedback.people.wording import FAULT_SENTENCES
from copfeedback.results.survey_series import PREFIX
from copfeedback.results.verifying import frozen_releases

_FAULTS: Mapping[Broken, str] = {
    Broken.CHANGED: "Event {0.number} of evaluation {0.evaluation} was changed.",
    Broken.MISSING: "Event {0.number} of the evaluations is missing.",
    Broken.OUT_OF_ORDER: (
        "Event {0.number} of evaluation {0.evaluation} does not follow the one before it: one was "
        "removed or moved."
    ),
}


def verify(portal: Portal, noted: Head | None) -> list[str]:
    """Everything that was altered of the audit trail and of evaluations, a sentence each.

    ``noted`` is a head of the trail, or the hash of an event, that somebody noted elsewhere.
    """
    fault = portal.trail.verify()
    faults = [] if fault is None else [f"The audit trail is broken. {_trail_sentence(fault)}"]
    faults += evaluation_faults(portal)
    if noted is None or _is_noted_event(portal, noted):
        return faults
    unlike = portal.trail.verify(noted)
    if unlike is not None and unlike != fault:
        faults.append(f"The audit trail is broken. {_trail_sentence(unlike)}")
        if portal.evaluations.head() is not None:
            faults.append("Nor is it the hash of an event of an evaluation.")
    return faults


def evaluation_faults(portal: Portal) -> list[str]:
    """Everything that was altered of evaluations, a sentence each; nothing when all holds."""
    return [
        *(_FAULTS[each.broken].format(each) for each in portal.evaluations.verify()),
        *(
            f"Evaluation {code} was changed so that it cannot be read."
            for code in portal.evaluations.unreadable()
        ),
        *(
            f"Evaluation {each.evaluation}: {each.told} events are in the audit trail as "
            f"“{each.kind}”, {each.there} in the chain."
            for each in portal.evaluations.lost()
        ),
        *(
            f"Evaluation {evaluation.code}: the file {each.sha256} is gone or was changed."
            for evaluation, each in portal.evaluations.damaged_files()
        ),
        *_release_faults(portal),
    ]


def _is_noted_event(portal: Portal, noted: Head) -> bool:
    """Whether a hash is that of an event; both of its fingerprints may be noted."""
    try:
        event = portal.evaluations.event(noted.number)
    except Unknown:
        return False
    return noted.hash.hex() in (event.hash, event.sha256)


def head_line(portal: Portal) -> str:
    """What to note of evaluations."""
    head = portal.evaluations.head()
    return "none yet" if head is None else f"{head.number}:{head.hash}"


def _trail_sentence(fault: TrailFault) -> str:
    return FAULT_SENTENCES[fault.broken] % {"number": fault.number}


def _release_faults(portal: Portal) -> Iterator[str]:
    frozen = frozen_releases(portal.engine)
    for name, release in frozen.items():
        if not release.intact:
            yield f"Release {name} was changed: it does not fit its SHA-256 any more."
    for evaluation in portal.evaluations.all():
        for name, source in cited_sources(evaluation):
            known = frozen.get(source.id)
            if known is not None or name.startswith(PREFIX):
                if known is None or known.sha256 != source.sha256:
                    yield (
                        f"Evaluation {evaluation.code} cites release {source.id}, which is "
                        f"{'gone' if known is None else 'another one now'}."
                    )
            elif not is_published(source, portal.published_series(name)):
                yield (
                    f"Evaluation {evaluation.code} cites {source.id} of {name}, which is not "
                    "published any more as it was."
                )
