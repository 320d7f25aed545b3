"""What a complainant is shown of their case at the full door, as HTML."""

from __future__ import annotations

from markupsafe import Markup

from copfeedback.complaints.follow_wording import erased_for_good_on
from copfeedback.complaints.model import Side
from copfeedback.complaints.own_case import OwnCase
from copfeedback.complaints.wording import RESULT_NAMES, VERDICT_NAMES
from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.language_names import language_name
from copfeedback.ui import session

UNKNOWN_LANGUAGE = "und"
NO_WORDS = Markup("")


def erasure(own: OwnCase, speech: Speech) -> Markup:
    """When it is erased, if that was asked for."""
    if own.erase_on is None:
        return NO_WORDS
    _, day = speech.gettext, speech.formatting.date
    if own.on_hold:
        said = _(
            "You asked us to erase it. A court or a law demands that we keep it for now. We erase "
            "it after that."
        )
    else:
        said = (
            _("It is erased on %(day)s, as you asked.") % {"day": day(own.erase_on)}
            + " "
            + _("From %(day)s on, no backup can be opened either.")
            % {"day": day(erased_for_good_on(own.erase_on))}
        )
    return Markup('<p class="note"><b>{}</b></p>').format(said)


def decision(own: OwnCase, speech: Speech) -> Markup:
    """What was decided, and why."""
    if own.decision is None:
        return NO_WORDS
    _ = speech.gettext
    found = Markup("").join(
        Markup("{}<p><b>{}</b></p>{}").format(
            _written("blockquote", each.allegation, each.language),
            _(VERDICT_NAMES[each.verdict]),
            _written("p", each.reason, each.language),
        )
        for each in own.decision.findings
    )
    results = Markup("").join(
        Markup("<li>{}</li>").format(_(RESULT_NAMES[each])) for each in own.decision.results
    )
    return Markup("<h2>{}</h2>{}{}{}").format(
        _("The decision"),
        found,
        _written("p", own.decision.text, own.decision.language),
        Markup("<ul>{}</ul>").format(results) if results else "",
    )


def messages(own: OwnCase, speech: Speech) -> Markup:
    """What was written to each other, the latest first."""
    _ = speech.gettext
    lines = Markup("")
    for each in reversed(own.messages):
        who = _("You") if each.side is Side.COMPLAINANT else _("Answer")
        named = each.language != UNKNOWN_LANGUAGE
        language = language_name(each.language, speech) if named else _("Another language")
        translator = (
            Markup(" · {} <bdi>{}</bdi>").format(_("Translated by:"), each.translated_by)
            if each.translated_by
            else ""
        )
        lines += Markup('<p class="hint"><b>{}</b> · {} · {}{}</p>{}').format(
            who,
            speech.formatting.date(each.on),
            language,
            translator,
            _written("blockquote", each.text, each.language),
        )
    none = Markup("<p>{}</p>").format(_("There are no messages yet."))
    return Markup("<h2>{}</h2>{}").format(_("Messages"), lines or none)


def case_files(own: OwnCase, speech: Speech) -> Markup:
    """The names of the files they added."""
    if not own.file_names:
        return NO_WORDS
    names = Markup("").join(
        Markup("<li><bdi>{}</bdi></li>").format(each) for each in own.file_names
    )
    return Markup("<h2>{}</h2><ul>{}</ul>").format(speech.gettext("Files you added"), names)


def seal(own: OwnCase, speech: Speech) -> Markup:
    """The hash that the case ends with, which shows when something was taken away."""
    _ = speech.gettext
    about = _(
        "You can write this number down. It changes whenever somebody writes in your case, also "
        "where you cannot see it. If an older number comes back, something was taken away."
    )
    return Markup(
        '<details><summary>{}</summary><p>{}</p><p><code dir="ltr">{}</code></p></details>'
    ).format(_("Seal of your case as it stands"), about, own.head)


def _written(tag: str, text: str, language: str) -> Markup:
    """A text in the language and direction it was written in."""
    languages = session.portal().catalogues.languages
    direction = languages[language].direction if language in languages else "auto"
    return Markup('<{0} lang="{1}" dir="{2}" style="white-space:pre-line">{3}</{0}>').format(
        tag, language, direction, text
    )
