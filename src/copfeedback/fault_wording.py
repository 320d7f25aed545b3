"""What is wrong with what somebody entered, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.faults import Fault, Problem
from copfeedback.i18n.catalogues import N_, Speech

_FAULTS: Mapping[Fault, str] = {
    Fault.MISSING: N_("Please fill this in."),
    Fault.TOO_LONG: N_("Please shorten this to %(most)s characters."),
    Fault.CODE: N_(
        "Please write a code of small letters from a to z, digits, hyphens and underscores, a "
        "letter first, such as old-town."
    ),
    Fault.TAKEN: N_("This is taken already. Please choose another one."),
    Fault.UNKNOWN: N_("This is not there any more. Please choose another one."),
    Fault.NOT_ABOVE: N_("The forum above must be of a higher level."),
    Fault.DATE: N_(
        "Please write the day as year-month-day, such as 2026-02-28. It must be a day that exists."
    ),
    Fault.TIME: N_("Please write the time as hours and minutes, such as 18:30."),
    Fault.END_BEFORE_START: N_("The end must come after the beginning."),
    Fault.NO_SUCH_HOUR: N_(
        "The clocks are put forward that day, and this hour does not exist. Choose another time."
    ),
    Fault.ZONE: N_("Please choose a time zone from the list."),
    Fault.NUMBER: N_("Please write a whole number from 0 to %(most)s."),
    Fault.AMOUNT: N_("Please write a number, such as 5 or 2.5, that is not below zero."),
    Fault.LINK: N_("Please write an address that begins with https://"),
    Fault.LANGUAGE: N_("The portal does not have this language."),
    Fault.PAST: N_("This day is over. Please choose a day to come."),
    Fault.POLICE_CHAIR: N_(
        "Police chair only for a time: please write why, and until which day (two years at most)."
    ),
    Fault.DELAY: N_("Only protected forums hold minutes back, for %(most)s days at most."),
    Fault.OTHER_SIDE: N_("This organisation does not belong to the side you chose."),
    Fault.SUM: N_("These are more people than the total. Please correct one of them."),
    Fault.NOT_AFTER: N_("Please choose a day after %(days)s."),
    Fault.OVERLAPS: N_("“%(name)s” is in force then. Please choose other days."),
    Fault.RANGE: N_("This day is too early or too late. Please choose another one."),
    Fault.STILL_PLANNED: N_("Meetings are planned after this day. Please cancel them first."),
    Fault.STAYS: N_("This was promised, and cannot be taken back."),
    Fault.WEEKEND: N_(
        "This day is on a weekend. Please choose a working day; the nearest are: %(days)s."
    ),
    Fault.NOT_INDEPENDENT: N_(
        "The police, or those who commission an evaluation, cannot be its independent evaluators."
    ),
    Fault.DATA_SEEN: N_(
        "Data were being gathered by then. Please say how much of them had been seen."
    ),
    Fault.UNCHANGED: N_("Nothing was changed."),
    Fault.NOT_ABOVE_ZERO: N_("Please write a number above 0."),
    Fault.CONTRADICTS: N_("This does not fit the figures. Please correct one of them."),
}


_ENDS = ("?", "؟", "!", ":", ".")


def named_fault(name: str, said: str) -> str:
    """What is wrong, after the name of its field; a name that is a question needs no colon."""
    if not name:
        return said
    return f"{name} {said}" if name.rstrip().endswith(_ENDS) else f"{name}: {said}"


def fault_sentence(problem: Problem, speech: Speech) -> str:
    """What is wrong with a field, and what to do."""
    most = speech.formatting.number(problem.most)
    days = speech.formatting.listing([speech.formatting.date(each) for each in problem.days])
    name = problem.name.read_in(speech.tag).text if problem.name else ""
    return speech.gettext(_FAULTS[problem.fault]) % {"most": most, "days": days, "name": name}
