"""What changed between two versions of a survey, in words."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_
from copfeedback.surveys.comparing import Change

CHANGE_SENTENCES: Mapping[Change, str] = {
    Change.NEW: N_("This question is new."),
    Change.REMOVED: N_("This question is not asked any more."),
    Change.TYPE: N_("It is answered in another way than before."),
    Change.WORDING: N_("It is asked or answered in other words than before."),
    Change.CHOICES: N_("Other answers can be chosen, or they stand in another order."),
    Change.HOW_MANY: N_("More or fewer answers can be chosen at once than before."),
    Change.FAVOURABLE: N_("Other answers count as good."),
    Change.ASKED_OF: N_("Other people are asked this question, or are offered other answers."),
    Change.LIMITS: N_("Other answers are accepted than before."),
    Change.HELP: N_("The help beside the question is different."),
}
"""One sentence about each change. The question itself stands before it."""
