"""What a complainant can do in their case: each step with its page, its fields and its use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from copfeedback.complaints.following import BEST_SCORE, BadText, Following
from copfeedback.complaints.own_case import OwnCase
from copfeedback.complaints.questions import IDENTITY_FIELDS
from copfeedback.web.forms import first

Form = Mapping[str, list[str]]
MESSAGE = ""
"""The step that stands on the page of the case itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``take`` gets following, token, form and language; ``may`` says if now."""

    name: str
    template: str
    said: str
    take: Callable[[Following, str, Form, str], object]
    may: Callable[[OwnCase], bool] = lambda _own: True


def _send(following: Following, token: str, form: Form, language: str) -> None:
    following.send_message(token, first(form, "text"), _language(form, language))


def _identify(following: Following, token: str, form: Form, _language: str) -> None:
    given = {field.name: first(form, field.name) for field in IDENTITY_FIELDS}
    if first(form, "go") == "remove":
        given = {}
    elif not any(value.strip() for value in given.values()):
        raise BadText
    following.set_identity(token, given)


def _review(following: Following, token: str, form: Form, language: str) -> None:
    following.ask_review(token, first(form, "text"), _language(form, language))


def _rate(following: Following, token: str, form: Form, language: str) -> None:
    score = first(form, "score")
    if score not in {str(each) for each in range(1, BEST_SCORE + 1)}:
        raise BadText
    following.rate(token, int(score), first(form, "text"), _language(form, language))


def _language(form: Form, language: str) -> str:
    """The language something is written in: the page's, unless another one was chosen."""
    return first(form, "language")[:20] or language


STEPS: Mapping[str, Step] = {
    each.name: each
    for each in (
        Step(MESSAGE, "follow_case.html", "message", _send),
        Step("identity", "follow_identity.html", "identity", _identify),
        Step("review", "follow_review.html", "review", _review, lambda own: own.may_review),
        Step(
            "withdraw",
            "follow_withdraw.html",
            "withdraw",
            lambda following, token, _form, _tag: following.withdraw(token),
            lambda own: own.may_withdraw,
        ),
        Step(
            "erase",
            "follow_erase.html",
            "erase",
            lambda following, token, _form, _tag: following.ask_erasure(token),
            lambda own: own.erase_on is None,
        ),
        Step(
            "keep",
            "follow_keep.html",
            "keep",
            lambda following, token, _form, _tag: following.call_off_erasure(token),
            lambda own: own.erase_on is not None,
        ),
        Step("rate", "follow_rate.html", "rate", _rate, lambda own: own.may_rate),
    )
}
