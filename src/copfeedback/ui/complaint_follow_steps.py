"""What a complainant can do in their case at the full door, each in a form of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import streamlit as st
from markupsafe import Markup

from copfeedback.complaints.follow_wording import erased_for_good_on
from copfeedback.complaints.following import BEST_SCORE, BadText
from copfeedback.complaints.own_case import OwnCase
from copfeedback.complaints.questions import IDENTITY_FIELDS
from copfeedback.i18n.catalogues import Speech
from copfeedback.ui import session
from copfeedback.ui.complaint_follow_parts import UNKNOWN_LANGUAGE
from copfeedback.ui.texts import as_label

SCORE = "follow.score"
_TEXT, _LANGUAGE = "follow.text", "follow.language"
_REVIEW, _RATING = "follow.review", "follow.rating"
_IDENTITY = "follow.identity."
Do = Callable[..., bool]


def message(do: Do, speech: Speech) -> None:
    """The field for a message, and its language."""
    _ = speech.gettext
    following, languages = session.portal().following, session.portal().catalogues.languages

    def send() -> None:
        text, language = _typed(_TEXT), str(st.session_state.get(_LANGUAGE) or speech.tag)
        do("message", lambda token: following.send_message(token, text, language), _TEXT)

    with st.form("follow-message", border=False):
        st.text_area(_("Your message"), key=_TEXT, placeholder="")
        names = {tag: each.name for tag, each in languages.items()}
        names[UNKNOWN_LANGUAGE] = _("Another language")
        st.selectbox(
            _("The language you write in"),
            list(names),
            index=list(names).index(speech.tag),
            format_func=lambda tag: names[tag],
            key=_LANGUAGE,
            filter_mode=None,
            placeholder="",
        )
        label = _("Send the message")
        st.form_submit_button(label, type="primary", on_click=send, key="follow-send")


def others(own: OwnCase, do: Do, speech: Speech) -> None:
    """Everything else, as far as it can be done now."""
    if own.may_review:
        _ask_review(own, do, speech)
    if own.may_rate:
        _rate(do, speech)
    _identify(own, do, speech)
    if own.may_withdraw:
        _withdraw(do, speech)
    _erase(own, do, speech)


def _ask_review(own: OwnCase, do: Do, speech: Speech) -> None:
    _, following = speech.gettext, session.portal().following
    with st.expander(_("Ask for a review")), st.form("follow-review", border=False):
        _say(_("Somebody who did not decide before looks at it again."))
        if own.review_until:
            day = speech.formatting.date(own.review_until)
            _say(_("You can ask until %(day)s.") % {"day": day})
        st.text_area(_("What is wrong with the decision?"), key=_REVIEW, placeholder="")

        def ask() -> None:
            text = _typed(_REVIEW)
            do("review", lambda token: following.ask_review(token, text, speech.tag), _REVIEW)

        st.form_submit_button(_("Ask for a review"), on_click=ask, key="follow-ask-review")


def _rate(do: Do, speech: Speech) -> None:
    _, following = speech.gettext, session.portal().following
    names = {score: speech.formatting.number(score) for score in range(1, BEST_SCORE + 1)}
    worst, best = _("Very badly"), _("Very well")
    names[1] += f" – {worst}"
    names[BEST_SCORE] += f" – {best}"
    with st.expander(_("Say how we handled it")), st.form("follow-rate", border=False):
        _say(
            _(
                "Your answer changes nothing about the decision. Those who deal with your case can "
                "read it. It is also counted, without your case."
            )
        )
        st.radio(
            _("How did we handle it?"),
            list(names),
            index=None,
            format_func=lambda score: names[score],
            key=SCORE,
        )
        label = _("In your own words (you can leave this out)")
        st.text_area(label, key=_RATING, placeholder="")

        def rate() -> None:
            score, text = int(st.session_state.get(SCORE) or 0), _typed(_RATING)
            work = lambda token: following.rate(token, score, text, speech.tag)  # noqa: E731
            do("rate", work, SCORE, _RATING)

        st.form_submit_button(_("Send"), on_click=rate, key="follow-rate")


def _identify(own: OwnCase, do: Do, speech: Speech) -> None:
    _, following = speech.gettext, session.portal().following
    label = _("Change or take away your name") if own.has_identity else _("Tell us your name")
    fields = [_IDENTITY + field.name for field in IDENTITY_FIELDS]

    def identify() -> None:
        given = {field.name: _typed(_IDENTITY + field.name) for field in IDENTITY_FIELDS}

        def work(token: str) -> None:
            if not any(value.strip() for value in given.values()):
                raise BadText
            following.set_identity(token, given)

        do("identity", work, *fields)

    def remove() -> None:
        do("identity", lambda token: following.set_identity(token, {}), *fields)

    with st.expander(label):
        _say(
            _(
                "You need not say who you are. What you write here is locked apart from the rest. "
                "Only people in charge of names can open it, and they tell it only for a reason "
                "that is noted."
            )
        )
        with st.form("follow-identity", border=False):
            for field in IDENTITY_FIELDS:
                st.text_input(
                    as_label(_(field.label)),
                    key=_IDENTITY + field.name,
                    autocomplete="off",
                    placeholder="",
                )
                if field.hint:
                    st.html(Markup('<p class="hint">{}</p>').format(_(field.hint)))
            st.form_submit_button(_("Send"), on_click=identify, key="follow-identify")
        if own.has_identity:
            _say(
                _(
                    "When you take your name away, we do not use it any more. What somebody has "
                    "read before cannot be unread, and it stays locked until everything is erased."
                )
            )
            st.button(_("Take my name away"), on_click=remove, key="follow-unname")


def _withdraw(do: Do, speech: Speech) -> None:
    _, following = speech.gettext, session.portal().following
    with st.expander(_("Withdraw your complaint")):
        _say(
            _(
                "We then do nothing more about it. This cannot be undone, but you can write to us "
                "again at any time."
            )
        )
        _say(_("What you wrote is not erased by this. You can ask for that apart."))
        st.button(
            _("Yes, take it back"),
            on_click=lambda: do("withdraw", following.withdraw),
            key="follow-withdraw",
        )


def _erase(own: OwnCase, do: Do, speech: Speech) -> None:
    portal, _, day = session.portal(), speech.gettext, speech.formatting.date
    if own.erase_on is not None:
        st.button(
            _("Do not erase it"),
            on_click=lambda: do("keep", portal.following.call_off_erasure),
            key="follow-keep",
        )
        return
    erase_on = portal.surveys.today() + timedelta(days=portal.clocks.erase_days)
    with st.expander(_("Erase everything")):
        _say(
            _(
                "Everything will be gone: what you told us, all messages and files, your name, and "
                "the decision. We can then do nothing more about it. It only stays known that "
                "there was a case, and on which days."
            )
        )
        _say(
            _("It is erased on %(day)s. Until then you can call it off here with your code.")
            % {"day": day(erase_on)}
        )
        _say(
            _("From %(day)s on, no backup can be opened either.")
            % {"day": day(erased_for_good_on(erase_on))}
        )
        _say(
            _(
                "What somebody has read or passed on before then cannot be called back. A court or "
                "a law can demand that it is kept for longer."
            )
        )
        st.button(
            _("Yes, erase everything"),
            on_click=lambda: do("erase", portal.following.ask_erasure),
            key="follow-erase",
        )


def _typed(name: str) -> str:
    return str(st.session_state.get(name) or "")


def _say(text: str) -> None:
    st.html(Markup("<p>{}</p>").format(text))
