"""Themes and excerpts as HTML: the same in both doors."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from copfeedback.i18n.catalogues import Speech
from copfeedback.i18n.languages import Languages
from copfeedback.results.free_text.model import Part, PublicExcerpt
from copfeedback.results.free_text.own_words import OwnWords
from copfeedback.results.free_text.wording import about_excerpts, said, share, texts_coded


def own_words_part(found: Sequence[OwnWords], speech: Speech, languages: Languages) -> Markup:
    """The section of a wave's results; empty while there is nothing to show."""
    if not found:
        return Markup("")
    return Markup('<h2>{}</h2><p class="hint">{}</p>{}').format(
        speech.gettext("In people’s own words"),
        about_excerpts(speech),
        Markup("").join(_question(each, speech, languages) for each in found),
    )


def _question(found: OwnWords, speech: Speech, languages: Languages) -> Markup:
    shown = Markup("").join(_public(each, speech, languages) for each in found.excerpts)
    return Markup("<h3>{}</h3>{}{}").format(
        found.question.read_in(speech.tag), _themes(found, speech), shown
    )


def _themes(found: OwnWords, speech: Speech) -> Markup:
    if found.themes is None or not found.themes.shares:
        return Markup("")
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(
            each.name.read_in(speech.tag), share(each, speech)
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


def _public(excerpt: PublicExcerpt, speech: Speech, languages: Languages) -> Markup:
    shown = quoted(excerpt.parts, excerpt.language, speech, languages)
    translations = excerpt.translations
    if translations is None or excerpt.language == speech.tag or speech.tag not in translations:
        return shown
    return shown + Markup("<p><small>{}</small> {}</p>").format(
        speech.gettext("Translated by staff:"), translations[speech.tag]
    )


def quoted(parts: Sequence[Part], language: str, speech: Speech, languages: Languages) -> Markup:
    """Words somebody wrote, in their language and direction, with what was masked in brackets.

    The direction is that of the letters where the portal does not have the language.
    """
    known = languages.get(language)
    return Markup('<blockquote lang="{}" dir="{}"><p>{}</p></blockquote>').format(
        language,
        known.direction if known else "auto",
        Markup("").join(_part(each, speech) for each in parts),
    )


def _part(part: Part, speech: Speech) -> Markup:
    if part.mask is None:
        return escape(part.words)
    return Markup('<bdi lang="{}">{}</bdi>').format(speech.tag, said(part, speech))
