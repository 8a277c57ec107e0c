"""All events of the audit trail, each with the sentence that history shows after the actor's name."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """Something that was done to the register or its accounts."""

    SIGNED_IN = "signed-in"
    SIGN_IN_REFUSED = "sign-in-refused"
    SIGNED_OUT = "signed-out"
    FIRST_ADMINISTRATOR_ADDED = "first-administrator-added"
    PERSON_ADDED = "person-added"
    PERSON_DEACTIVATED = "person-deactivated"
    PERSON_ACTIVATED = "person-activated"
    PASSWORD_CHANGED = "password-changed"  # noqa: S105 - the name of an event
    PROFILE_CHANGED = "profile-changed"
    PERSON_INVITED = "person-invited"
    INVITATION_ACCEPTED = "invitation-accepted"
    ROLES_CHANGED = "roles-changed"
    PERSON_SIGNED_OUT = "person-signed-out"
    SESSION_ENDED = "session-ended"
    RESET_ASKED = "reset-asked"
    RESET_LINK_MADE = "reset-link-made"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - the name of an event
    SECOND_FACTOR_SET_UP = "second-factor-set-up"
    SECOND_FACTOR_REMOVED = "second-factor-removed"
    RECOVERY_CODES_MADE = "recovery-codes-made"
    RECOVERY_CODE_USED = "recovery-code-used"
    PROVIDER_LINKED = "provider-linked"
    ORGANISATION_ADDED = "organisation-added"
    ORGANISATION_CHANGED = "organisation-changed"
    VENDOR_CREATED = "vendor-created"
    VENDOR_CHANGED = "vendor-changed"
    ENGAGEMENT_CREATED = "engagement-created"
    ENGAGEMENT_CHANGED = "engagement-changed"
    LOCATION_CREATED = "location-created"
    LOCATION_CHANGED = "location-changed"
    LOCATION_REMOVED = "location-removed"
    LOCATION_JUDGED_AGAIN = "location-judged-again"
    AGREEMENT_CREATED = "agreement-created"
    AGREEMENT_CHANGED = "agreement-changed"
    DOCUMENT_ADDED = "document-added"
    DOCUMENT_CHANGED = "document-changed"
    DOCUMENT_REMOVED = "document-removed"
    DOCUMENT_RESTORED = "document-restored"
    FINDING_ACCEPTED = "finding-accepted"
    FINDING_REOPENED = "finding-reopened"
    REGISTER_EXPORTED = "register-exported"
    VIEW_SAVED = "view-saved"
    VIEW_REMOVED = "view-removed"
    ROWS_CHANGED = "rows-changed"
    ROWS_CHANGED_BACK = "rows-changed-back"
    FINDING_LAPSED = "finding-lapsed"
    API_TOKEN_MADE = "api-token-made"  # noqa: S105 - the name of an event
    API_TOKEN_REVOKED = "api-token-revoked"  # noqa: S105 - the name of an event
    TRAIL_EXPORTED = "trail-exported"
    REGISTER_RESTORED = "register-restored"
    EXAMPLES_ADDED = "examples-added"
    EXAMPLES_REMOVED = "examples-removed"
    IMPORT_UPLOADED = "import-uploaded"
    IMPORT_REFUSED = "import-refused"
    IMPORT_STOPPED = "import-stopped"
    IMPORT_COMMITTED = "import-committed"
    IMPORT_LEFT = "import-left"
    IMPORT_UNDONE = "import-undone"
    IMPORT_COLUMNS_MATCHED = "import-columns-matched"
    IMPORT_COLUMNS_FORGOTTEN = "import-columns-forgotten"
    IMPORT_ROW_TAKEN = "import-row-taken"
    IMPORT_ROW_RETURNED = "import-row-returned"
    VENDOR_IMPORTED = "vendor-imported"
    VENDOR_UPDATED_BY_IMPORT = "vendor-updated-by-import"
    VENDOR_IMPORT_UNDONE = "vendor-import-undone"
    VENDORS_MERGED = "vendors-merged"
    VENDOR_MERGED_AWAY = "vendor-merged-away"
    VENDOR_MERGE_UNDONE = "vendor-merge-undone"
    VENDORS_TOLD_APART = "vendors-told-apart"
    SUBPROCESSORS_ANNOUNCED = "subprocessors-announced"
    SUBPROCESSORS_ACCEPTED = "subprocessors-accepted"
    SUBPROCESSORS_OBJECTED = "subprocessors-objected"
    SUBPROCESSORS_UNDECIDED = "subprocessors-undecided"
    SUBPROCESSOR_DATES_CHANGED = "subprocessor-dates-changed"
    REVIEW_CONCLUDED = "review-concluded"
    REVIEW_RESCHEDULED = "review-rescheduled"
    REVIEW_HANDED_OVER = "review-handed-over"
    REVIEW_MOVED = "review-moved"
    REVIEW_REOPENED = "review-reopened"
    CONDITION_ADDED = "condition-added"
    CONDITION_MET = "condition-met"
    CONDITION_OPENED_AGAIN = "condition-opened-again"
    CONDITION_WITHDRAWN = "condition-withdrawn"
    TEMPLATE_SHIPPED = "template-shipped"
    TEMPLATE_ADDED = "template-added"
    TEMPLATE_DRAFTED = "template-drafted"
    TEMPLATE_CHANGED = "template-changed"
    TEMPLATE_PUBLISHED = "template-published"
    TEMPLATE_DRAFT_DISCARDED = "template-draft-discarded"
    TEMPLATE_RETIRED = "template-retired"
    TEMPLATE_TAKEN_UP = "template-taken-up"
    TIERS_CHANGED = "tiers-changed"
    ASSESSMENT_STARTED = "assessment-started"
    ASSESSMENT_CHANGED = "assessment-changed"
    ANSWERS_CHANGED = "answers-changed"
    EVIDENCE_ADDED = "evidence-added"
    EVIDENCE_REMOVED = "evidence-removed"
    EVIDENCE_ACCEPTED = "evidence-accepted"
    VENDOR_LINK_MADE = "vendor-link-made"
    VENDOR_LINK_REVOKED = "vendor-link-revoked"
    ASSESSMENT_SUBMITTED = "assessment-submitted"
    ANSWER_NOTED = "answer-noted"
    CORRECTION_ASKED = "correction-asked"
    ASSESSMENT_DECIDED = "assessment-decided"
    ASSESSMENT_APPROVED = "assessment-approved"
    ASSESSMENT_SENT_BACK = "assessment-sent-back"
    ASSESSMENT_REOPENED = "assessment-reopened"
    ASSESSMENT_CANCELLED = "assessment-cancelled"
    REMINDERS_CHANGED = "reminders-changed"
    OWNER_ADDRESS_CHANGED = "owner-address-changed"
    CALENDAR_LINK_MADE = "calendar-link-made"
    CALENDAR_LINK_REVOKED = "calendar-link-revoked"


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext's extraction knows
    """Mark a sentence for translation and return it as it is."""
    return sentence


SENTENCES: dict[Event, str] = {
    Event.SIGNED_IN: N_("signed in"),
    Event.SIGN_IN_REFUSED: N_("was refused at sign-in"),
    Event.SIGNED_OUT: N_("signed out"),
    Event.FIRST_ADMINISTRATOR_ADDED: N_("set up the register and became its administrator"),
    Event.PERSON_ADDED: N_("added a person"),
    Event.PERSON_DEACTIVATED: N_("deactivated a person"),
    Event.PERSON_ACTIVATED: N_("activated a person again"),
    Event.PASSWORD_CHANGED: N_("changed their password"),
    Event.PROFILE_CHANGED: N_("changed their profile"),
    Event.PERSON_INVITED: N_("invited a person"),
    Event.INVITATION_ACCEPTED: N_("accepted the invitation and set a password"),
    Event.ROLES_CHANGED: N_("changed the roles of a person"),
    Event.PERSON_SIGNED_OUT: N_("signed a person out everywhere"),
    Event.SESSION_ENDED: N_("ended one of their sessions"),
    Event.RESET_ASKED: N_("was asked for a link to set a new password"),
    Event.RESET_LINK_MADE: N_("made a link by which a person sets a new password"),
    Event.PASSWORD_RESET: N_("set a new password by a link"),
    Event.SECOND_FACTOR_SET_UP: N_("set up the second factor"),
    Event.SECOND_FACTOR_REMOVED: N_("removed a second factor"),
    Event.RECOVERY_CODES_MADE: N_("made new recovery codes"),
    Event.RECOVERY_CODE_USED: N_("used a recovery code in place of the authenticator app"),
    Event.PROVIDER_LINKED: N_("signed in through the identity provider for the first time"),
    Event.ORGANISATION_ADDED: N_("added the organisation"),
    Event.ORGANISATION_CHANGED: N_("changed the organisation"),
    Event.VENDOR_CREATED: N_("added the vendor"),
    Event.VENDOR_CHANGED: N_("changed the vendor"),
    Event.ENGAGEMENT_CREATED: N_("added an engagement"),
    Event.ENGAGEMENT_CHANGED: N_("changed an engagement"),
    Event.LOCATION_CREATED: N_("added a location"),
    Event.LOCATION_CHANGED: N_("changed a location"),
    Event.LOCATION_REMOVED: N_("removed a location"),
    Event.LOCATION_JUDGED_AGAIN: N_("judged a location again, because the law or its date moved"),
    Event.AGREEMENT_CREATED: N_("added an agreement"),
    Event.AGREEMENT_CHANGED: N_("changed an agreement"),
    Event.DOCUMENT_ADDED: N_("added a document"),
    Event.DOCUMENT_CHANGED: N_("changed what a document is or until when it holds"),
    Event.DOCUMENT_REMOVED: N_("removed a document"),
    Event.DOCUMENT_RESTORED: N_("brought a removed document back"),
    Event.FINDING_ACCEPTED: N_("accepted a finding until a date"),
    Event.FINDING_REOPENED: N_("took back the acceptance of a finding"),
    Event.REGISTER_EXPORTED: N_("exported the register"),
    Event.VIEW_SAVED: N_("saved a view of a list"),
    Event.VIEW_REMOVED: N_("removed a view of a list"),
    Event.ROWS_CHANGED: N_("changed many rows at once"),
    Event.ROWS_CHANGED_BACK: N_("took back a change of many rows"),
    Event.FINDING_LAPSED: N_("opened a finding again, because its acceptance ran out"),
    Event.API_TOKEN_MADE: N_("made a token for a program"),
    Event.API_TOKEN_REVOKED: N_("revoked the token of a program"),
    Event.TRAIL_EXPORTED: N_("exported the audit trail"),
    Event.REGISTER_RESTORED: N_("restored the register from a backup"),
    Event.EXAMPLES_ADDED: N_("added the example organisations"),
    Event.EXAMPLES_REMOVED: N_("removed the example organisations"),
    Event.IMPORT_UPLOADED: N_("uploaded a list"),
    Event.IMPORT_REFUSED: N_("uploaded a file that could not be read"),
    Event.IMPORT_STOPPED: N_("stopped work on an import before it was done"),
    Event.IMPORT_COMMITTED: N_("imported a list"),
    Event.IMPORT_LEFT: N_("left an import without doing it"),
    Event.IMPORT_UNDONE: N_("undid an import"),
    Event.IMPORT_COLUMNS_MATCHED: N_("chose how the columns of a list are read"),
    Event.IMPORT_COLUMNS_FORGOTTEN: N_("let the columns of a list be read as they are found"),
    Event.IMPORT_ROW_TAKEN: N_("said that a skipped row of a list is a vendor"),
    Event.IMPORT_ROW_RETURNED: N_("said that a row of a list is no vendor after all"),
    Event.VENDOR_IMPORTED: N_("added the vendor by importing a list"),
    Event.VENDOR_UPDATED_BY_IMPORT: N_("changed the vendor by importing a list"),
    Event.VENDOR_IMPORT_UNDONE: N_("undid what an import had changed"),
    Event.VENDORS_MERGED: N_("merged another vendor into this one"),
    Event.VENDOR_MERGED_AWAY: N_("merged this vendor into another one"),
    Event.VENDOR_MERGE_UNDONE: N_("undid a merge of two vendors"),
    Event.VENDORS_TOLD_APART: N_("said that two vendors are not the same"),
    Event.SUBPROCESSORS_ANNOUNCED: N_("recorded what the vendor announced of its sub-processors"),
    Event.SUBPROCESSORS_ACCEPTED: N_("accepted an announced change of sub-processors"),
    Event.SUBPROCESSORS_OBJECTED: N_("objected to an announced change of sub-processors"),
    Event.SUBPROCESSORS_UNDECIDED: N_("took back the decision on a change of sub-processors"),
    Event.SUBPROCESSOR_DATES_CHANGED: N_("changed the days of an announced change of sub-processors"),
    Event.REVIEW_CONCLUDED: N_("concluded a review"),
    Event.REVIEW_RESCHEDULED: N_("moved a review to another day"),
    Event.REVIEW_HANDED_OVER: N_("handed a review over"),
    Event.REVIEW_REOPENED: N_("opened a review again, because the assessment that concluded it was opened again"),
    Event.REVIEW_MOVED: N_("moved a review, because something asked for an earlier one or no longer did"),
    Event.CONDITION_ADDED: N_("made an approval depend on a condition"),
    Event.CONDITION_MET: N_("recorded that a condition is met"),
    Event.CONDITION_OPENED_AGAIN: N_("took back that a condition is met"),
    Event.CONDITION_WITHDRAWN: N_("took a condition away, because its decision was taken back"),
    Event.TEMPLATE_SHIPPED: N_("took over a questionnaire that comes with the program"),
    Event.TEMPLATE_ADDED: N_("added a questionnaire"),
    Event.TEMPLATE_DRAFTED: N_("began a draft of a questionnaire"),
    Event.TEMPLATE_CHANGED: N_("changed the draft of a questionnaire"),
    Event.TEMPLATE_PUBLISHED: N_("published a questionnaire"),
    Event.TEMPLATE_DRAFT_DISCARDED: N_("discarded the draft of a questionnaire"),
    Event.TEMPLATE_RETIRED: N_("retired a questionnaire"),
    Event.TEMPLATE_TAKEN_UP: N_("took up a retired questionnaire again"),
    Event.TIERS_CHANGED: N_("changed what vendors of a tier are asked"),
    Event.ASSESSMENT_STARTED: N_("started an assessment"),
    Event.ASSESSMENT_CHANGED: N_("changed how an assessment is done"),
    Event.ANSWERS_CHANGED: N_("answered questions of an assessment"),
    Event.EVIDENCE_ADDED: N_("added evidence to an assessment"),
    Event.EVIDENCE_REMOVED: N_("took evidence away from an assessment"),
    Event.EVIDENCE_ACCEPTED: N_("accepted evidence"),
    Event.VENDOR_LINK_MADE: N_("sent an assessment to the vendor"),
    Event.VENDOR_LINK_REVOKED: N_("withdrew the link to an assessment"),
    Event.ASSESSMENT_SUBMITTED: N_("handed in the answers of an assessment"),
    Event.ANSWER_NOTED: N_("wrote a note about an answer"),
    Event.CORRECTION_ASKED: N_("asked for corrections of an assessment"),
    Event.ASSESSMENT_DECIDED: N_("decided on an assessment"),
    Event.ASSESSMENT_APPROVED: N_("approved a decision as the second person"),
    Event.ASSESSMENT_SENT_BACK: N_("sent a decision back"),
    Event.ASSESSMENT_REOPENED: N_("opened a concluded assessment again"),
    Event.ASSESSMENT_CANCELLED: N_("cancelled an assessment"),
    Event.REMINDERS_CHANGED: N_("changed how reminders are sent"),
    Event.OWNER_ADDRESS_CHANGED: N_("changed the address of an owner"),
    Event.CALENDAR_LINK_MADE: N_("made a link to a calendar"),
    Event.CALENDAR_LINK_REVOKED: N_("revoked a link to a calendar"),
}
