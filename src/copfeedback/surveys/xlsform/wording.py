"""What is told about a form that is brought in: one sentence for each thing."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_, Speech
from copfeedback.surveys.xlsform.report import Changed, Dropped, Noted, Remark, Told

SENTENCES: Mapping[Told, str] = {
    Dropped.CLOCK: N_(
        "%(name)s (%(value)s) is left out: an anonymous portal does not note when somebody answers."
    ),
    Dropped.DEVICE: N_(
        "%(name)s (%(value)s) is left out: an anonymous portal does not know the device."
    ),
    Dropped.PERSON: N_(
        "%(name)s (%(value)s) is left out: an anonymous portal does not ask who somebody is."
    ),
    Dropped.AUDIT: N_(
        "%(name)s (%(value)s) is left out: an anonymous portal does not watch people answer."
    ),
    Dropped.PLACE: N_(
        "%(name)s (%(value)s) is left out: an anonymous portal does not ask where somebody is."
    ),
    Dropped.RECORDING: N_(
        "%(name)s (%(value)s) is left out: pictures, sounds, films and files can show who somebody "
        "is."
    ),
    Dropped.BARCODE: N_(
        "%(name)s (%(value)s) is left out: a code that is scanned can show who somebody is."
    ),
    Dropped.IDENTITY: N_("%(name)s is left out: nothing may tell one response from another."),
    Dropped.FOLLOWS: N_(
        "%(name)s is left out: it is worked out from %(value)s, which is left out."
    ),
    Dropped.DISABLED: N_("%(name)s is left out: the form says it is disabled."),
    Dropped.COMMENT: N_("The row has no type and no label; it is taken for a comment."),
    Dropped.GUIDANCE: N_("The guidance hint of %(name)s is left out: it speaks to interviewers."),
    Dropped.VIDEO: N_("The %(value)s of %(name)s is left out: it cannot be shown here."),
    Dropped.DYNAMIC_DEFAULT: N_(
        "The default of %(name)s is left out: it is worked out (%(value)s), and only fixed ones "
        "are possible."
    ),
    Dropped.PARAMETER: N_(
        "The parameter %(value)s of %(name)s is left out: it has no effect here."
    ),
    Dropped.READ_ONLY: N_("%(name)s can be answered here, although the form says read_only."),
    Dropped.TRIGGER: N_(
        "The trigger of %(name)s is left out: everything is worked out whenever an answer changes."
    ),
    Dropped.TECHNICAL_COLUMN: N_("The column %(name)s is left out: it steers a device."),
    Dropped.UNKNOWN_COLUMN: N_("The column %(name)s is left out: it means nothing in XLSForm."),
    Dropped.SETTING: N_("The setting %(name)s is left out: it has no effect here."),
    Dropped.UNUSED_COLUMN: N_(
        "The column %(name)s of the choices is left out: no filter looks at it."
    ),
    Dropped.GROUP_HINT: N_(
        "The hint or picture of the group %(name)s is left out: a page has a title alone."
    ),
    Dropped.UNUSED_LIST: N_("The choice list %(name)s is left out: no question uses it."),
    Dropped.EMPTY_GROUP: N_("The group %(name)s is left out: no question is left in it."),
    Dropped.SECOND_TEXT: N_(
        "There are two texts for the language %(value)s; the one whose column names the language "
        "is kept."
    ),
    Dropped.MEANINGLESS: N_(
        "A rule of %(name)s is left out: it has no effect on a row of this type."
    ),
    Changed.RENAMED: N_(
        "%(name)s is called %(value)s here, and so is everything that refers to it."
    ),
    Changed.TODAY: N_("In %(name)s, ${%(value)s} became today()."),
    Changed.QUOTES: N_(
        "The %(value)s of %(name)s had typographic quotation marks; they became straight ones."
    ),
    Changed.PLAIN_TEXT: N_("Texts had HTML or Markdown in them; they are shown as plain text."),
    Changed.FLATTENED: N_(
        "The group %(name)s is inside another one; its questions belong to the outer one here, and "
        "its label is a note."
    ),
    Changed.DISSOLVED: N_(
        "The group %(name)s holds groups alone; each of these is a section here."
    ),
    Changed.NO_GRID: N_(
        "The table %(name)s has rows with rules or lists of their own; each row is a question here."
    ),
    Changed.GRID_HEADER: N_(
        "%(name)s shows the choices above a table and asks nothing; it is a note here."
    ),
    Changed.LOOSE: N_(
        "The questions from here on are in no group; they are in a section of their own, %(name)s."
    ),
    Changed.RANGE: N_("The range of %(name)s is asked as a number (%(value)s)."),
    Changed.ACKNOWLEDGE: N_("%(name)s is a question with the one answer “OK”."),
    Changed.HINT_AS_TEXT: N_("%(name)s has no label; its hint is the question."),
    Changed.CODE_AS_TEXT: N_("The choice %(name)s has no label; its code is shown."),
    Changed.NAMED: N_("The group %(name)s has no label; its page has the title of the form."),
    Changed.CALCULATED: N_(
        "%(name)s has a calculation, so it is worked out and not asked; a note can show it."
    ),
    Changed.CHOICE_NAME: N_(
        "%(name)s is not needed: where a text mentions it, the words of the answer to %(value)s "
        "are shown."
    ),
    Changed.OTHER: N_("“Other” of %(name)s asks for the person’s own words right there."),
    Changed.NEW_ID: N_("The id of the form, %(name)s, became %(value)s."),
    Changed.KOBO_RANK: N_(
        "The ranking %(name)s asks for one order of all its items, not row by row."
    ),
    Noted.APPEARANCE: N_("Some appearances are shown in our own way: %(value)s."),
    Noted.GUESSED_LANGUAGE: N_(
        "The form does not say which language it is in; it looks like “%(value)s”. The setting "
        "default_language says it."
    ),
    Noted.NO_CATALOGUE: N_(
        "The portal’s own words, such as its buttons, are not there in “%(value)s” yet."
    ),
}


def remark_sentence(remark: Remark, speech: Speech) -> str:
    """A remark in words, without its row."""
    return speech.gettext(SENTENCES[remark.told]) % {"name": remark.name, "value": remark.value}
