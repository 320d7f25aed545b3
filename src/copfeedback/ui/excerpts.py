"""What everybody sees of answers in people's own words: themes and cleared excerpts."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from copfeedback.i18n.catalogues import Speech
from copfeedback.results.free_text.model import Part, PublicExcerpt
from copfeedback.results.free_text.own_words import OwnWords, read_own_words
from copfeedback.results.free_text.wording import about_excerpts, said, share, texts_coded
from copfeedback.surveys.book import AskedWave
from copfeedback.ui import session
from copfeedback.ui.texts import marked


def own_words(asked: AskedWave, speech: Speech) -> Markup:
    """The section of a wave's results; empty while there is nothing to show."""
    portal = session.portal()
    found = read_own_words(portal.coding, portal.excerpts, asked)
    if not found:
        return Markup("")
    return Markup('<h2>{}</h2><p class="hint">{}</p>{}').format(
        speech.gettext("In people’s own words"),
        about_excerpts(speech),
        Markup("").join(_question(each, speech) for each in found),
    )


def _question(found: OwnWords, speech: Speech) -> Markup:
    shown = Markup("").join(_public(each, speech) for each in found.excerpts)
    return Markup("<h3>{}</h3>{}{}").format(
        marked(found.question, speech), _themes(found, speech), shown
    )


def _themes(found: OwnWords, speech: Speech) -> Markup:
    if found.themes is None or not found.themes.shares:
        return Markup("")
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(
            marked(each.name, speech), share(each, speech)
        )
        for each in found.themes.shares
    )
    return Markup(
        '<table><caption>{}</caption><thead><tr><th scope="col">{}</th><th scope="col">{}</th></tr>'
        "</thead><tbody>{}</tbody></table>"
    ).format(
        texts_coded(found.themes.base, speech),
        speech.gettext("Theme"),
        speech.gettext("Share of answers"),
        rows,
    )


def _public(excerpt: PublicExcerpt, speech: Speech) -> Markup:
    shown = quoted(excerpt.parts, excerpt.language, speech)
    translations = excerpt.translations
    if translations is None or excerpt.language == speech.tag or speech.tag not in translations:
        return shown
    return shown + Markup("<p><small>{}</small> {}</p>").format(
        speech.gettext("Translated by staff:"), translations[speech.tag]
    )


def quoted(parts: Sequence[Part], language: str, speech: Speech) -> Markup:
    """Words somebody wrote, in their language and direction, with what was masked in brackets."""
    return Markup('<blockquote lang="{}" dir="{}"><p>{}</p></blockquote>').format(
        language, direction_of(language), Markup("").join(_part(each, speech) for each in parts)
    )


def _part(part: Part, speech: Speech) -> Markup:
    if part.mask is None:
        return Markup("{}").format(part.words)
    return Markup('<bdi lang="{}">{}</bdi>').format(speech.tag, said(part, speech))


def direction_of(language: str) -> str:
    """The direction of a language; that of its letters where the portal does not have it."""
    known = session.portal().catalogues.languages.get(language)
    return known.direction if known else "auto"
