"""What both doors call things of a complaint: short words for people who may be frightened."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from copfeedback.complaints.model import (
    AgeBand,
    Behalf,
    Category,
    Channel,
    Danger,
    Kind,
    Result,
    Situation,
    State,
    Theme,
    Verdict,
)
from copfeedback.i18n.catalogues import N_


class Gender(StrEnum):
    """What somebody says of their gender; counted only, so there are few answers."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"


class Wanted(StrEnum):
    """With whom somebody would rather speak."""

    WOMAN = "woman"
    MAN = "man"
    EITHER = "either"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.COMPLAINT: N_("A complaint"),
    Kind.CONCERN: N_("A worry or a request"),
    Kind.SUGGESTION: N_("An idea"),
    Kind.COMPLIMENT: N_("Thanks or praise"),
}
CHANNEL_NAMES: Mapping[Channel, str] = {
    Channel.LIGHT: N_("The simple site"),
    Channel.FULL: N_("The full site"),
    Channel.TELEPHONE: N_("By telephone"),
    Channel.IN_PERSON: N_("In person"),
    Channel.PAPER: N_("On the paper form"),
    Channel.LETTER: N_("By letter"),
    Channel.PASSED_ON: N_("Passed on by somebody who was told"),
}
DANGER_NAMES: Mapping[Danger, str] = {
    Danger.YES: N_("Yes"),
    Danger.NO: N_("No"),
    Danger.UNSURE: N_("I am not sure"),
}
CATEGORY_NAMES: Mapping[Category, str] = {
    Category.SERVICE: N_("They did not do their work"),
    Category.POWERS: N_("How they used their powers"),
    Category.PROPERTY: N_("Money or things"),
    Category.INFORMATION: N_("Private information"),
    Category.VEHICLES: N_("Police vehicles"),
    Category.DISCRIMINATION: N_("Unequal treatment"),
    Category.CORRUPTION: N_("Corruption"),
    Category.INDIVIDUAL: N_("How they spoke or behaved"),
    Category.SEXUAL: N_("Sexual behaviour"),
    Category.DISCREDITABLE: N_("Behaviour that harms trust in the police"),
    Category.OTHER: N_("Something else"),
}
CATEGORY_SENTENCES: Mapping[Category, str] = {
    Category.SERVICE: N_("They did not come, did not write it down or did not keep you informed."),
    Category.POWERS: N_("A stop, search, arrest, use of force or rule seemed wrong to you."),
    Category.PROPERTY: N_("Something was damaged, lost, taken or not given back."),
    Category.INFORMATION: N_("They told others about you, or looked at what is not theirs to see."),
    Category.VEHICLES: N_("A police car or motorcycle was driven or used in a bad way."),
    Category.DISCRIMINATION: N_("You were treated worse because of who you are or seem to be."),
    Category.CORRUPTION: N_("Somebody took money or gifts, or used their post for themselves."),
    Category.INDIVIDUAL: N_("Somebody was rude, unfair, threatening or would not listen."),
    Category.SEXUAL: N_("Sexual words, touching or acts, or asking for them."),
    Category.DISCREDITABLE: N_(
        "Somebody did something, at work or not, that a police officer must not do."
    ),
    Category.OTHER: N_("None of these fits."),
}
THEME_NAMES: Mapping[Theme, str] = {
    Theme.BRIBERY: N_("Asking for money or a bribe"),
    Theme.RIGHTS: N_("My rights were not respected"),
    Theme.FORCE: N_("Violence or force"),
    Theme.GIFTS: N_("Taking gifts or free things"),
    Theme.STOP_AND_SEARCH: N_("Stop and search"),
    Theme.UNEQUAL_TREATMENT: N_("Some people are treated worse than others"),
}
SITUATION_NAMES: Mapping[Situation, str] = {
    Situation.STOP: N_("They stopped me"),
    Situation.SEARCH: N_("They searched me, my home or my things"),
    Situation.ARREST: N_("An arrest"),
    Situation.CUSTODY: N_("In a cell or at the station"),
    Situation.INTERVIEW: N_("They asked me questions"),
    Situation.PROTEST: N_("A protest or a crowd"),
    Situation.TRAFFIC: N_("Road traffic"),
    Situation.HOME_VISIT: N_("They came to my home"),
    Situation.REPORT_NOT_TAKEN: N_("They did not take my report"),
    Situation.BORDER_OR_CAMP: N_("At a border or in a camp"),
    Situation.ONLINE: N_("On the telephone or the internet"),
    Situation.OTHER: N_("Something else"),
}
GROUND_NAMES: Mapping[str, str] = {
    "origin": N_("Where I come from, or where they think I come from"),
    "colour": N_("The colour of my skin"),
    "language": N_("My language or my accent"),
    "religion": N_("My religion or belief"),
    "gender": N_("That I am a woman or a man"),
    "gender_identity": N_("My gender identity"),
    "sexual_orientation": N_("Whom I love"),
    "disability": N_("A disability or illness"),
    "age": N_("My age"),
    "opinion": N_("My opinions"),
    "poverty": N_("That I am poor or have no home"),
    "other": N_("Something else"),
}
"""The grounds of prejudice that ship; which of them are asked for is said in ``grounds.toml``."""
AGE_NAMES: Mapping[AgeBand, str] = {
    AgeBand.BELOW_12: N_("Below 12"),
    AgeBand.FROM_12: N_("12 to 17"),
    AgeBand.FROM_18: N_("18 to 29"),
    AgeBand.FROM_30: N_("30 to 59"),
    AgeBand.FROM_60: N_("60 or older"),
}
GENDER_NAMES: Mapping[Gender, str] = {
    Gender.WOMAN: N_("Woman"),
    Gender.MAN: N_("Man"),
    Gender.OTHER: N_("Another answer"),
}
WANTED_NAMES: Mapping[Wanted, str] = {
    Wanted.WOMAN: N_("A woman"),
    Wanted.MAN: N_("A man"),
    Wanted.EITHER: N_("Either"),
}
BEHALF_NAMES: Mapping[Behalf, str] = {
    Behalf.MYSELF: N_("I write about myself"),
    Behalf.PARENT: N_("I am a parent or guardian"),
    Behalf.HELPER: N_("I help somebody"),
    Behalf.INTERPRETER: N_("I interpret for somebody"),
    Behalf.NGO: N_("I work for an organisation that helps"),
}
STATE_SENTENCES: Mapping[State, str] = {
    State.RECEIVED: N_("We have it. Nobody has answered yet."),
    State.ACKNOWLEDGED: N_("Somebody has read it and is looking after it."),
    State.EXAMINED: N_("We are finding out what happened."),
    State.DECIDED: N_("There is a decision. You can read it here."),
    State.REVIEW: N_("You asked us to look at the decision again. We are doing that."),
    State.REFERRED: N_("We passed it on to another body that can deal with it."),
    State.MERGED: N_("We deal with it together with another complaint about the same thing."),
    State.WITHDRAWN: N_("You took it back. We do nothing more about it."),
    State.CLOSED: N_("It is finished."),
    State.ERASED: N_("It was erased. Nobody can read it any more."),
}
"""Where a case stands, to the person who brought it."""
STATE_NAMES: Mapping[State, str] = {
    State.RECEIVED: N_("Received"),
    State.ACKNOWLEDGED: N_("Acknowledged"),
    State.EXAMINED: N_("Being examined"),
    State.DECIDED: N_("Decided"),
    State.REVIEW: N_("Under review"),
    State.REFERRED: N_("Referred"),
    State.MERGED: N_("Merged"),
    State.WITHDRAWN: N_("Withdrawn"),
    State.CLOSED: N_("Closed"),
    State.ERASED: N_("Erased"),
}
"""Where a case stands, to staff."""
VERDICT_NAMES: Mapping[Verdict, str] = {
    Verdict.UPHELD: N_("The complaint is right"),
    Verdict.PARTLY_UPHELD: N_("The complaint is right in part"),
    Verdict.NOT_UPHELD: N_("What we found does not support the complaint"),
    Verdict.CANNOT_BE_DECIDED: N_("It cannot be decided"),
}
RESULT_NAMES: Mapping[Result, str] = {
    Result.APOLOGY: N_("An apology"),
    Result.EXPLANATION: N_("An explanation"),
    Result.LESSON_LEARNED: N_("A lesson learned"),
    Result.PUT_RIGHT: N_("Something was put right"),
    Result.COMPENSATION: N_("Compensation"),
    Result.DISCIPLINE: N_("Disciplinary measures"),
    Result.PROSECUTION: N_("Passed on to the prosecution"),
    Result.RECOMMENDATION: N_("A recommendation to the police"),
    Result.NO_ACTION: N_("Nothing further"),
}
