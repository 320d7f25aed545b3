"""The form of a complaint as data: both doors and the paper form ask what stands here.

Only what happened is needed. There is no question about the right to stay in the country, and
none may be added.
"""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.complaints.form import (
    Asks,
    Field,
    Goes,
    Listed,
    Step,
    Telling,
)
from copfeedback.complaints.model import AgeBand, Behalf, Danger
from copfeedback.complaints.wording import (
    AGE_NAMES,
    BEHALF_NAMES,
    CATEGORY_NAMES,
    CATEGORY_SENTENCES,
    DANGER_NAMES,
    GENDER_NAMES,
    KIND_NAMES,
    SITUATION_NAMES,
    THEME_NAMES,
    WANTED_NAMES,
)
from copfeedback.i18n.catalogues import N_

SHORT, LONG = 2_000, 20_000
YES, NO = "yes", "no"

TELLING_NAMES: Mapping[str, str] = {
    Telling.FREE: N_("Tell it in my own words"),
    Telling.GUIDED: N_("Answer short questions instead"),
    Telling.VOICE: N_("Speak instead, after sending"),
}
_YES_OR_NO = {YES: N_("Yes"), NO: N_("No")}
_UNDER_18 = frozenset({AgeBand.BELOW_12, AgeBand.FROM_12})
_FOR_SOMEBODY = frozenset(each for each in Behalf if each is not Behalf.MYSELF)

GUIDED = tuple(
    Field(name, Asks.LONG, label, maximum=4_000, goes=Goes.TOLD)
    for name, label in (
        ("happened", N_("What happened?")),
        ("happened_before", N_("What happened before that?")),
        ("happened_after", N_("What happened after that?")),
        ("said", N_("What did the people say?")),
        ("hurt", N_("Was anybody hurt?")),
    )
)
"""Short questions in easy words, for whoever does not know how to begin."""
NARRATIVE = Field(
    "narrative",
    Asks.LONG,
    N_("Please tell us what happened"),
    N_("Write in any language, as much or as little as you like."),
    LONG,
    goes=Goes.TOLD,
)
TOLD_BY = Field(
    "told_by", Asks.CHOICE, N_("How do you want to tell it?"), options=TELLING_NAMES, goes=Goes.TOLD
)
GENDER = Field(
    "gender",
    Asks.CHOICE,
    N_("What is your gender?"),
    N_("This is only counted. It is not kept with what you write."),
    options=GENDER_NAMES,
    goes=Goes.COUNTED,
)

STEPS: tuple[Step, ...] = (
    Step(
        "before",
        N_("Before you write"),
        (
            Field("danger", Asks.CHOICE, N_("Are you in danger now?"), options=DANGER_NAMES),
            Field(
                "age_band",
                Asks.CHOICE,
                N_("How old is the person this happened to?"),
                N_("This is only counted. It is not kept with what you write."),
                options=AGE_NAMES,
                goes=Goes.COUNTED,
            ),
            Field("behalf", Asks.CHOICE, N_("Who fills this in?"), options=BEHALF_NAMES),
        ),
    ),
    Step(
        "safety",
        N_("If you are in danger"),
        only_if=("danger", frozenset({Danger.YES, Danger.UNSURE})),
    ),
    Step(
        "young",
        N_("If you are under 18"),
        (
            Field(
                "say_minor",
                Asks.CHOICE,
                N_("May the people who read this know that you are under 18?"),
                options=_YES_OR_NO,
            ),
        ),
        only_if=("age_band", _UNDER_18),
    ),
    Step(
        "behalf",
        N_("For somebody else"),
        (
            Field(
                "consent",
                Asks.CHOICE,
                N_("Did the person agree that you do this?"),
                options={
                    "agreed": N_("Yes, they agreed"),
                    "not_asked": N_("They could not be asked"),
                },
                goes=Goes.IDENTITY,
            ),
            Field(
                "consent_reason",
                Asks.TEXT,
                N_("If they could not be asked: why?"),
                maximum=SHORT,
                goes=Goes.IDENTITY,
            ),
        ),
        (
            N_(
                "At the end there is a code. It belongs to the person this happened to. You can "
                "only look at the answers later if they give it to you."
            ),
        ),
        only_if=("behalf", _FOR_SOMEBODY),
    ),
    Step(
        "what",
        N_("What happened"),
        (
            Field("kind", Asks.CHOICE, N_("What do you bring?"), options=KIND_NAMES),
            TOLD_BY,
            NARRATIVE,
            *GUIDED,
        ),
    ),
    Step(
        "when",
        N_("When and where"),
        (
            Field(
                "when_known",
                Asks.CHOICE,
                N_("Do you know when it happened?"),
                options={
                    "exact": N_("Yes, the day"),
                    "about": N_("About"),
                    "unknown": N_("I do not know"),
                },
            ),
            Field("day", Asks.DAY, N_("The day")),
            Field("about_when", Asks.TEXT, N_("About when?"), N_("Such as: in spring, at night")),
            Field("sector", Asks.CHOICE, N_("Which area or community?"), options=Listed.SECTORS),
            Field(
                "place",
                Asks.TEXT,
                N_("Where was it?"),
                N_("In your own words. We do not look up where you are."),
                500,
            ),
        ),
    ),
    Step(
        "who",
        N_("Who it was"),
        (
            Field("officer_name", Asks.TEXT, N_("Name of the officer")),
            Field("officer_number", Asks.TEXT, N_("Number on the uniform or car")),
            Field("unit", Asks.CHOICE, N_("Police unit"), options=Listed.UNITS),
            Field("unit_words", Asks.TEXT, N_("Police station or unit, in your own words")),
            Field("officer_description", Asks.LONG, N_("What did they look like?"), maximum=SHORT),
            Field(
                "witnesses",
                Asks.LONG,
                N_("Did anybody see or hear it?"),
                N_("Name others only if that is safe for them."),
                SHORT,
            ),
        ),
        (
            N_("Write what you know. It is fine to know nothing."),
            N_("Whoever is named here, and their unit, does not get to deal with it."),
        ),
    ),
    Step(
        "matter",
        N_("The situation"),
        (
            Field(
                "police_matter",
                Asks.CHOICE,
                N_("Is it about the police?"),
                options={YES: N_("Yes"), NO: N_("No"), "unsure": N_("I am not sure")},
            ),
            Field("situation", Asks.CHOICE, N_("What was going on?"), options=SITUATION_NAMES),
        ),
    ),
    Step(
        "elsewhere",
        N_("Who can help with this"),
        notes=(
            N_(
                "We can only deal with what is about the police. These can help you better. You "
                "can still send it to us."
            ),
        ),
        only_if=("police_matter", frozenset({NO})),
    ),
    Step(
        "about",
        N_("What this is about"),
        (
            Field(
                "categories",
                Asks.CHOICES,
                N_("What was wrong?"),
                N_("You can choose more than one."),
                options=CATEGORY_NAMES,
                sentences=CATEGORY_SENTENCES,
            ),
            Field(
                "themes",
                Asks.CHOICES,
                N_("Is it also about one of these?"),
                options=THEME_NAMES,
            ),
        ),
    ),
    Step(
        "motives",
        N_("Why it happened"),
        (
            Field(
                "motives",
                Asks.CHOICES,
                N_("Do you think it happened because of one of these?"),
                N_("Choose none, one or more. What you think is enough: you need no proof."),
                options=Listed.GROUNDS,
            ),
            Field("motive_words", Asks.TEXT, N_("In your own words"), maximum=500),
        ),
    ),
    Step(
        "wishes",
        N_("What you hope for"),
        (
            Field("hopes", Asks.LONG, N_("What would you like to happen?"), maximum=SHORT),
            Field(
                "caseworker_gender",
                Asks.CHOICE,
                N_("Who should deal with it?"),
                N_("We try, but cannot promise it."),
                options=WANTED_NAMES,
            ),
            Field("speaks", Asks.TEXT, N_("Which language do you want to speak?")),
            Field(
                "interpreter", Asks.CHOICE, N_("Do you need an interpreter?"), options=_YES_OR_NO
            ),
            Field(
                "interpreter_gender",
                Asks.CHOICE,
                N_("Who should interpret?"),
                options=WANTED_NAMES,
            ),
        ),
    ),
    Step(
        "you",
        N_("You"),
        (
            Field("name", Asks.TEXT, N_("Your name"), goes=Goes.IDENTITY),
            Field(
                "reach",
                Asks.TEXT,
                N_("A safe way to reach you"),
                N_("Nobody writes or calls unless you name a way here."),
                500,
                goes=Goes.IDENTITY,
            ),
            Field("safe_time", Asks.TEXT, N_("When is it safe?"), goes=Goes.IDENTITY),
            Field(
                "may_answer", Asks.TEXT, N_("Who may answer if it is not you?"), goes=Goes.IDENTITY
            ),
            GENDER,
        ),
        (N_("Leave this empty to stay anonymous. You get the answers with your code either way."),),
    ),
)
STEP_OF_FIELD: Mapping[str, Step] = {field.name: step for step in STEPS for field in step.fields}
IDENTITY_FIELDS = tuple(field for field in STEPS[-1].fields if field.goes is Goes.IDENTITY)
"""Who somebody is and how to reach them; whose consent there is stands under the same key."""
FIELDS: Mapping[str, Field] = {field.name: field for step in STEPS for field in step.fields}
