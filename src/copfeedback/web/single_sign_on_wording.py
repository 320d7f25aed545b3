"""What is said to somebody whom the way through the OpenID Connect provider does not let in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from copfeedback.i18n.catalogues import N_
from copfeedback.people.single_sign_on import Stranger


@dataclass(frozen=True, slots=True)
class Saying:
    """A page that says what is the matter and what to do; ``status`` is HTTP's."""

    status: int
    title: str
    advice: str


NOT_HERE = Saying(
    404,
    N_("There is no sign-in through your organisation here"),
    N_("Please sign in with name and password."),
)
TOO_OLD = Saying(
    400,
    N_("This sign-in is over"),
    N_("It took too long, was used before, or began in another browser. Please start again."),
)
NOT_VOUCHED_FOR = Saying(
    403,
    N_("You are not signed in"),
    N_("Your organisation's sign-in did not confirm who you are. Please start again."),
)
UNAVAILABLE = Saying(
    503,
    N_("Your organisation's sign-in does not answer"),
    N_("Please wait a minute and try again, or sign in with name and password."),
)
STRANGERS: Mapping[Stranger, Saying] = {
    Stranger.NO_ACCOUNT: Saying(
        403,
        N_("There is no account for you here yet"),
        N_(
            "Ask whoever looks after the accounts of your organisation to invite you. If you have "
            "an account already, ask them to write your work e-mail address into it."
        ),
    ),
    Stranger.NOT_ACTIVE: Saying(
        403,
        N_("Your account is closed"),
        N_("Ask whoever looks after the accounts of your organisation."),
    ),
    Stranger.NO_ROLE: Saying(
        403,
        N_("Your organisation gives you no role here"),
        N_("Ask whoever looks after the directory of your organisation."),
    ),
    Stranger.OWN_PASSWORD: Saying(
        403,
        N_("Your account has its own sign-in"),
        N_("Your organisation's sign-in cannot open it. Please sign in with name and password."),
    ),
}
