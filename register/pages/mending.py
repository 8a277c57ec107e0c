"""What mends a finding, and on which page and in which field it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from accounts.events import N_
from accounts.i18n import gettext as _


class Deed(NamedTuple):
    """What a button says, and where it leads."""

    label: str
    href: str


# A rule's deed; `subject` is the number of what is wrong: a location, an engagement, an agreement or the vendor.
DEEDS: Mapping[str, Deed] = {
    "invalid_ground": Deed(N_("Choose a new ground"), "/locations/{subject}/edit#f-grounds"),
    "incomplete_ground": Deed(N_("Complete the ground"), "/locations/{subject}/edit#f-grounds"),
    "ground_to_review": Deed(N_("Decide on the law"), "/locations/{subject}/edit#f-grounds"),
    "unknown_country": Deed(N_("Record the country"), "/locations/{subject}/edit#f-country"),
    "broken_promise": Deed(N_("Look at the place"), "/locations/{subject}/edit"),
    "no_dpa": Deed(N_("Record the DPA"), "/vendors/{vendor}/agreements/new"),
    "nda_instead_of_dpa": Deed(N_("Record the DPA"), "/vendors/{vendor}/agreements/new"),
    "no_joint_arrangement": Deed(N_("Record the arrangement"), "/vendors/{vendor}/agreements/new?kind=joint"),
    "agreement_expired": Deed(N_("Renew the agreement"), "/agreements/{subject}/edit#f-expires_on"),
    "unnamed_group": Deed(N_("Name the vendors"), "/vendors/{vendor}/edit#f-unnamed_group"),
    "stale_dpf": Deed(N_("Check the DPF list"), "/vendors/{vendor}/edit#f-dpf_checked_on"),
    "subprocessor_change_open": Deed(N_("Accept or object"), "/notices/{subject}"),
    "condition_open": Deed(N_("See the condition"), "/conditions/{subject}"),
    "no_owner": Deed(N_("Name the owner"), "/engagements/{subject}/edit#f-owner"),
    "no_role": Deed(N_("Record the role"), "/engagements/{subject}/edit#f-role"),
    "review_overdue": Deed(N_("Conclude the review"), "/vendors/{vendor}/review"),
    "no_review": Deed(N_("Plan the review"), "/engagements/{subject}/edit#f-next_review"),
}


def deed_for(rule: str, subject: int, vendor: int) -> Deed:
    """Return what mends a finding of a rule."""
    label, href = DEEDS[rule]
    return Deed(_(label), href.format(subject=subject, vendor=vendor))
