"""How both doors say what is wrong with files that are brought in for minutes."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.forums.document_lines import BadDocument, DocumentFault
from copfeedback.forums.minutes_po import BadPo, PoFault
from copfeedback.i18n.catalogues import N_, Speech

_PO: Mapping[PoFault, str] = {
    PoFault.TOO_LARGE: N_("This file is too large."),
    PoFault.NOT_UTF8: N_("Please save the file as UTF-8."),
    PoFault.SYNTAX: N_("Something is written wrongly here. A quotation mark may be missing."),
    PoFault.PLURAL: N_("These minutes have no plural forms. Please give one translation."),
    PoFault.OTHER_LANGUAGE: N_("This file is for another language."),
    PoFault.OTHER_MINUTES: N_("This file belongs to other minutes, or to another version."),
    PoFault.UNKNOWN_PLACE: N_("The minutes have no such entry. Please download the file again."),
    PoFault.OTHER_TEXT: N_("The minutes say something else here. Please download the file again."),
    PoFault.TWICE: N_("This entry is in the file twice."),
    PoFault.PLACEHOLDER: N_("What stands in braces must be the same in both texts."),
}
_DOCUMENT: Mapping[DocumentFault, str] = {
    DocumentFault.TOO_LARGE: N_("This file is too large."),
    DocumentFault.WRONG_TYPE: N_("Please save it as text, as Markdown (.md) or as DOCX."),
    DocumentFault.NOT_UTF8: N_("Please save the file as UTF-8."),
    DocumentFault.BROKEN: N_("This file is broken. Please save it anew."),
    DocumentFault.EMPTY: N_("There is nothing in it that belongs into minutes."),
    DocumentFault.TOO_LONG: N_("This is longer than minutes can be."),
}


def po_sentence(bad: BadPo, speech: Speech) -> str:
    """What is wrong with a PO file, where, and what to do."""
    return _in_line(bad.line, _PO[bad.fault], speech)


def document_sentence(bad: BadDocument, speech: Speech) -> str:
    """What is wrong with a document, where, and what to do."""
    return _in_line(bad.line, _DOCUMENT[bad.fault], speech)


def _in_line(number: int, sentence: str, speech: Speech) -> str:
    told = speech.gettext(sentence)
    if not number:
        return told
    line = speech.gettext("Line %(number)s:") % {"number": speech.formatting.number(number)}
    return f"{line} {told}"
