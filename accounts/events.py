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
    ORGANISATION_ADDED = "organisation-added"
    ORGANISATION_CHANGED = "organisation-changed"


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
    Event.ORGANISATION_ADDED: N_("added the organisation"),
    Event.ORGANISATION_CHANGED: N_("changed the organisation"),
}
