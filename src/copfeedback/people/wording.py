"""Roles, kinds of organisation and the audit trail in words."""

from __future__ import annotations

from collections.abc import Mapping

from copfeedback.i18n.catalogues import N_
from copfeedback.people.audit import Action, Broken, Outcome
from copfeedback.people.model import OrganisationKind, Role

ROLE_NAMES: Mapping[Role, str] = {
    Role.LEADER: N_("Leader"),
    Role.ANALYST: N_("Analyst"),
    Role.SURVEY_MANAGER: N_("Survey manager"),
    Role.FORUM_CHAIR: N_("Forum chair"),
    Role.AGENCY_OFFICER: N_("Agency officer"),
    Role.EVALUATOR: N_("Evaluator"),
    Role.CASEWORKER: N_("Caseworker"),
    Role.INTERPRETER: N_("Interpreter"),
    Role.CUSTODIAN: N_("Identity custodian"),
    Role.AUDITOR: N_("Auditor"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

ROLE_TASKS: Mapping[Role, str] = {
    Role.LEADER: N_("Sees how answers change, for the whole area or for single sectors."),
    Role.ANALYST: N_("Builds and checks results, and codes what people wrote."),
    Role.SURVEY_MANAGER: N_("Opens and closes surveys and publishes their results."),
    Role.FORUM_CHAIR: N_("Looks after the forums they chair."),
    Role.AGENCY_OFFICER: N_("Reports on what their organisation has promised."),
    Role.EVALUATOR: N_("Promises evaluations and publishes what they show, and clears excerpts."),
    Role.CASEWORKER: N_("Handles complaints for an independent body."),
    Role.INTERPRETER: N_("Translates in the cases they are called to."),
    Role.CUSTODIAN: N_("Keeps the names of people who complain, apart from their cases."),
    Role.AUDITOR: N_("Reads the record of who did what."),
    Role.ADMINISTRATOR: N_("Manages accounts and settings. Can read no complaint and no answer."),
}
"""What each role is there for, in one sentence."""

KIND_NAMES: Mapping[OrganisationKind, str] = {
    OrganisationKind.POLICE: N_("Police"),
    OrganisationKind.OVERSIGHT: N_("Independent oversight body"),
    OrganisationKind.MUNICIPALITY: N_("Municipality"),
    OrganisationKind.NGO: N_("Non-governmental organisation"),
}

ACTION_NAMES: Mapping[Action, str] = {
    Action.SIGN_IN: N_("Signed in"),
    Action.SIGN_OUT: N_("Signed out"),
    Action.END_SESSION: N_("Ended a session"),
    Action.CHANGE_PASSWORD: N_("Changed their password"),
    Action.SET_SECOND_FACTOR: N_("Set up a second factor"),
    Action.REMOVE_SECOND_FACTOR: N_("Removed a second factor"),
    Action.RENEW_RECOVERY_CODES: N_("Got new recovery codes"),
    Action.ADD_STAFF: N_("Added an account"),
    Action.INVITE: N_("Invited somebody"),
    Action.CONFIRM_INVITATION: N_("Confirmed an invitation"),
    Action.WITHDRAW_INVITATION: N_("Withdrew an invitation"),
    Action.ACCEPT_INVITATION: N_("Accepted an invitation"),
    Action.CHANGE_STAFF: N_("Changed an account"),
    Action.DEACTIVATE: N_("Deactivated an account"),
    Action.REACTIVATE: N_("Reactivated an account"),
    Action.ALLOW_RESET: N_("Allowed a new password"),
    Action.RESET_PASSWORD: N_("Chose a new password by a link"),
    Action.ADD_ORGANISATION: N_("Added an organisation"),
    Action.CHANGE_ORGANISATION: N_("Changed an organisation"),
    Action.ADD_UNIT: N_("Added a unit"),
    Action.CHANGE_UNIT: N_("Changed a unit"),
    Action.SET_SECTOR: N_("Added or changed a sector"),
    Action.REMOVE_SECTOR: N_("Removed a sector"),
    Action.IMPORT_BOUNDARIES: N_("Imported boundaries of sectors"),
    Action.WRITE_PROFILE: N_("Changed the settings of the portal"),
    Action.APPROVE_PROMISE: N_("Approved a promise"),
    Action.EXPORT_AUDIT_TRAIL: N_("Exported the audit trail"),
    Action.SAVE_DRAFT: N_("Saved a draft of a survey"),
    Action.DISCARD_DRAFT: N_("Discarded a draft of a survey"),
    Action.APPROVE_LANGUAGE: N_("Approved a language of a survey"),
    Action.PUBLISH_SURVEY: N_("Published a survey"),
    Action.ADD_SURVEY_FILE: N_("Added a picture or sound to a survey"),
    Action.ADD_WAVE: N_("Added a wave of a survey"),
    Action.CHANGE_WAVE: N_("Changed a wave of a survey"),
    Action.CLOSE_WAVE: N_("Closed a wave of a survey"),
    Action.IMPORT_WAVE: N_("Brought in responses collected elsewhere"),
    Action.MAKE_CODES: N_("Made access codes"),
    Action.BUILD_RELEASE: N_("Froze the results of a wave"),
    Action.ANSWER_RESULTS: N_("Said what came of results"),
    Action.APPROVE_RELEASE: N_("Approved frozen results"),
    Action.PUBLISH_RELEASE: N_("Published results"),
    Action.WITHDRAW_RELEASE: N_("Withdrew results"),
    Action.EXPORT_MICRODATA: N_("Exported single answers"),
    Action.WRITE_COMPLAINT_PAGE: N_("Wrote what complainants are promised"),
    Action.OPEN_LANGUAGE: N_("Opened a language for complaints"),
    Action.SET_THEME: N_("Added or changed a theme"),
    Action.CODE_TEXT: N_("Gave an answer its themes"),
    Action.PUBLISH_THEMES: N_("Published the themes of a question"),
    Action.PROPOSE_EXCERPT: N_("Proposed an excerpt"),
    Action.CLEAR_EXCERPT: N_("Cleared an excerpt"),
    Action.RETURN_EXCERPT: N_("Returned an excerpt"),
    Action.TAKE_BACK_EXCERPT: N_("Took back an excerpt"),
    Action.OPEN_CASE: N_("Opened a case"),
    Action.WRITE_IN_CASE: N_("Wrote into a case"),
    Action.WRITE_TO_COMPLAINANT: N_("Wrote to a complainant"),
    Action.MOVE_CASE: N_("Moved a case on"),
    Action.DECIDE_CASE: N_("Decided a case"),
    Action.HOLD_CASE: N_("Set or ended a legal hold"),
    Action.CHANGE_CASE_STAFF: N_("Changed who can open a case"),
    Action.GIVE_UP_CASE: N_("Gave up a case"),
    Action.ASK_FOR_IDENTITY: N_("Asked who a complainant is"),
    Action.SEE_IDENTITY: N_("Looked at who a complainant is"),
    Action.ANSWER_FOR_IDENTITY: N_("Answered a question who a complainant is"),
    Action.ASK_POLICE: N_("Asked the police about a case"),
    Action.READ_CASE_REQUESTS: N_("Read what a case needs from the police"),
    Action.ANSWER_CASE_REQUEST: N_("Answered for the police"),
    Action.USE_CASE_REGISTER: N_("Used the register of officers and units"),
    Action.EXPORT_CASE: N_("Exported a case"),
    Action.RECORD_COMPLAINT: N_("Recorded a complaint"),
    Action.NOTE_CASE: N_("Noted how a case stands"),
    Action.ERASE_CASE: N_("Erased a case whose day had come"),
    Action.LOOK_AT_SIGNAL: N_("Looked at a week with many complaints"),
    Action.PUBLISH_COMPLAINT_REPORT: N_("Published a report on complaints"),
    Action.SET_FORUM: N_("Wrote about a forum"),
    Action.SET_MEETING: N_("Planned or changed a meeting"),
    Action.SET_AGENDA: N_("Changed an agenda"),
    Action.MAKE_AGENDA_FINAL: N_("Made an agenda final"),
    Action.DECIDE_PROPOSAL: N_("Answered a proposal"),
    Action.DRAFT_MINUTES: N_("Drafted minutes"),
    Action.RECORD_ATTENDANCE: N_("Wrote down how many came"),
    Action.PUBLISH_MINUTES: N_("Published minutes"),
    Action.TRANSLATE_MINUTES: N_("Translated minutes"),
    Action.REPLY_TO_MINUTES: N_("Replied to minutes"),
    Action.MAKE_COMMITMENT: N_("Wrote down a commitment"),
    Action.REPORT_ON_COMMITMENT: N_("Said how a commitment stands"),
    Action.SET_PROBLEM: N_("Wrote about a problem"),
    Action.PUBLISH_NOTICE: N_("Published or took back a notice"),
    Action.DRAFT_EVALUATION: N_("Drafted an evaluation"),
    Action.REGISTER_EVALUATION: N_("Registered an evaluation"),
    Action.AMEND_EVALUATION: N_("Changed a registered evaluation"),
    Action.SIGN_EVALUATION: N_("Signed an evaluation"),
    Action.CANCEL_EVALUATION: N_("Cancelled an evaluation"),
    Action.PUBLISH_EVALUATION: N_("Published results of an evaluation"),
    Action.WITHDRAW_EVALUATION: N_("Withdrew results of an evaluation"),
    Action.ANSWER_EVALUATION: N_("Answered a recommendation"),
    Action.REVIEW_EVALUATION: N_("Wrote down a review of results"),
    Action.SET_PLAN: N_("Wrote or published a plan"),
    Action.SET_KPI: N_("Changed a key figure"),
    Action.SET_ACTIVITY: N_("Wrote down an activity with the community"),
    Action.ASSESS_CHECKLIST: N_("Answered a checklist"),
    Action.MAKE_KEYS: N_("Got a pair of keys"),
    Action.MAKE_RECOVERY_KEY: N_("Made a recovery key"),
    Action.RECOVER_KEYS: N_("Used a recovery key"),
    Action.IMPORT_ROSTER: N_("Imported a roster of keys"),
}

OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.DONE: N_("Done"),
    Outcome.REFUSED: N_("Refused"),
}

FAULT_SENTENCES: Mapping[Broken, str] = {
    Broken.CHANGED: N_("Entry %(number)s was changed."),
    Broken.MISSING: N_("Entry %(number)s is missing."),
    Broken.OUT_OF_ORDER: N_(
        "Entry %(number)s does not follow the one before it: one was removed or moved."
    ),
    Broken.NOT_AS_NOTED: N_(
        "Entry %(number)s is another one than was noted: the trail was written anew."
    ),
}
"""What is wrong with the audit trail, and where."""
